"""Counterexamples are small: few atoms, small numbers, letters that are 2 or the like, and nothing beside the step."""

from fractions import Fraction

import pytest

from tests.verify.enumerated import both_sides
from verify.chain import check

STATED = [r"E[x] = \mu", r"\operatorname{Var}(x) = \sigma^2"]
# step, what is assumed, most atoms of all laws, largest numerator or denominator of a value or chance, of a letter
SMALL = [
    (r"\operatorname{Var}(3 x) = 3 \operatorname{Var}(x)", [], 2, 2, 0),
    (r"\operatorname{Var}(c x) = c \operatorname{Var}(x)", ["c constant"], 2, 2, 3),
    (r"\operatorname{Var}(x + y) = \operatorname{Var}(x) + \operatorname{Var}(y)", [], 2, 2, 0),
    (r"\operatorname{Var}(x y) = \operatorname{Var}(x) \operatorname{Var}(y)", ["x, y independent"], 4, 2, 0),
    (r"E[x y] = E[x] E[y]", ["E[x] = 0", "E[y] = 0"], 2, 4, 0),
    (r"E[x^3] = 0", ["E[x] = 0"], 3, 4, 0),
    (r"E[x^4] = 3 E[x^2]^2", ["x symmetric"], 3, 4, 0),
    (r"E[\max(0, y)^2] = E[y^2]", ["y symmetric"], 2, 2, 0),
    (r"E[|y|] = |E[y]|", [], 2, 2, 0),
    (r"E[x y z] = E[x] E[y] E[z]", ["x, y independent", "y, z independent", "x, z independent"], 4, 4, 0),
    (r"\operatorname{Var}(\frac{1}{n} \sum_{i=1}^n X_i) = \sigma^2", ["X_i iid", r"\operatorname{Var}(X_i) = \sigma^2"],
     6, 4, 3),
    (r"\operatorname{Var}(\sum_{j=1}^n w_j x_j) = n \operatorname{Var}(w_1) \operatorname{Var}(x_1)",
     ["w_j iid", "x_j iid", "w and x independent", "E[w_j] = 0"], 8, 3, 3),
    (r"E[(x - \mu)^2] = \sigma^2 + \mu^2", STATED, 2, 6, 3),
    (r"\operatorname{Var}(a x + b) = a \operatorname{Var}(x) + b", [*STATED, "a, b constant"], 2, 6, 3),
    (r"E[x^2] = \mu^2", STATED, 2, 6, 3),
    (r"n \operatorname{Var}(f_1 w_1) = n \operatorname{Var}(f_1) \operatorname{Var}(w_1)",
     ["w_j iid", "f_j iid", "w and f independent"], 4, 3, 3),
]  # fmt: skip


@pytest.mark.parametrize(("step", "assume", "atoms", "number", "letter"), SMALL)
def test_a_counterexample_can_be_checked_by_hand(step, assume, atoms, number, letter):
    (found,) = check(f"$${step}$$", assuming=assume).steps
    shown = found.counterexample.to_dict()
    numbers = [Fraction(n) for law in shown["laws"] for values, chance in law["atoms"] for n in (*values, chance)]
    assert sum(len(law["atoms"]) for law in shown["laws"]) <= atoms, found
    assert max(max(abs(n.numerator), n.denominator) for n in numbers) <= number, found
    assert all(abs(Fraction(n)) <= letter and Fraction(n).denominator <= 2 for n in shown["parameters"].values()), found
    assert all(evaluated == said for evaluated, said in both_sides(found, "; ".join(assume)))


def test_what_the_step_does_not_speak_of_is_not_shown():
    (found,) = check(r"$E[w_1 f_1] = E[w_1] E[f_1]$", assuming=["w_j iid", "f_j iid", "z ~ N(m, v)"]).steps
    shown = found.counterexample.to_dict()
    assert {name for law in shown["laws"] for name in law["names"]} == {"f_1", "w_1"}
    assert shown["parameters"] == {}
