"""Laws in which a variable is independent of a sum and not of its terms."""

from fractions import Fraction
from random import Random

import pytest
from sympy import Eq

from derivations.hypotheses import Definition, Holds, Independent
from derivations.terms import Cov, E, Var, constants, random_variables
from verify.steps.moment_steps import MomentStep
from verify.worlds.joint_laws import Asked, Image, joint_law

COIN = ((Fraction(-1), Fraction(1, 2)), (Fraction(1), Fraction(1, 2)))


def test_a_joint_law_keeps_a_variable_independent_of_a_sum() -> None:
    moved = 0
    for seed in range(20):
        asked = Asked(dict.fromkeys("exy", COIN), images=[Image(("e", "x", "y"), lambda at: (at[0], at[1] + at[2]))])
        (joint,) = joint_law("exy", asked, Random(seed))
        for e in (-1, 1):
            for total in (-2, 0, 2):
                both = sum(p for (a, b, c), p in joint.atoms if (a, b + c) == (e, total))
                apart = sum(p for (_, b, c), p in joint.atoms if b + c == total) / 2
                assert both == apart
        moved += sum(a * b * p for (a, b, _), p in joint.atoms) != 0
    assert moved


@pytest.mark.parametrize(("power", "verdict"), [(2, "missing-hypothesis"), (3, "refuted")])
def test_noise_is_independent_of_the_last_value_alone(power: int, verdict: str) -> None:
    now, last, before, e, earlier = random_variables("y_t y_s y_r e_t e_s")
    a = constants("a")
    hypotheses = (
        Definition(now, a * last + e), Definition(last, a * before + earlier), Independent(e, last),
        Independent(earlier, before), Holds(Eq(E(e), 0)), Holds(Eq(E(earlier), 0)),
    )  # fmt: skip
    found = MomentStep(hypotheses, Cov(now, before), a**power * Var(before), 20.0, explained=True).decision()
    assert found.verdict == verdict
    assert verdict == "refuted" or found.missing == (Holds(Eq(Cov(e, before), 0)),)
