"""The initialisations against brute force: the claimed variance meets the requirement, another one does not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Integer, Rational, sqrt

from derivations.catalogue import derive
from derivations.hypotheses import HasLaw, Holds
from derivations.laws import Uniform
from derivations.terms import Partial, RandomVariable, Var, constants, family, positive_integers
from tests.derivations.oracle import as_rational, independent, number, single, value
from tests.derivations.results.worlds import dependent, signs, two_points, world

n, n_in, n_out = positive_integers("n n_in n_out")
SCALES = {  # sizes for which the claimed variance is the square of a rational
    "lecun-normal": {n: 4}, "he-forward": {n: 2}, "he-backward": {n_in: 1, n_out: 2},
    "glorot-backward": {n_in: 2, n_out: 4},
    "glorot-normal": {n_in: 3, n_out: 5}, "sigmoid-glorot-normal": {n_in: 3, n_out: 5},
}  # fmt: skip
VARIANCES = {"lecun-normal": Rational(1, 4), "he-forward": 1, "glorot-backward": Rational(1, 4), "he-backward": 1,
             "glorot-normal": Rational(1, 4), "sigmoid-glorot-normal": 4}  # fmt: skip


def requirement(result):
    """The hypothesis that the weights are chosen to meet."""
    (found,) = (h for h in derive(result).claim.hypotheses if isinstance(h, Holds) and h.note.startswith(
        ("requirement", "modelling assumption: Glorot's compromise")))  # fmt: skip
    return found


def model(result, sizes, spread):
    """Independent weights of variance spread^2; dependent symmetric signals; dependent centred gradients."""
    if n in sizes:
        own = [("w", (place,)) for place in range(1, sizes[n] + 1)]
    else:  # the first row and the first column are all that v_1 and dL/dx_1 see
        own = [("w", (1, k)) for k in range(2, sizes[n_in] + 1)] + [("w", (i, 1)) for i in range(1, sizes[n_out] + 1)]
    width = sizes.get(n, sizes.get(n_in))
    signal = "y" if "he" in result else "x"
    groups = [single(cell, two_points(spread)) for cell in own]
    groups.append(dependent([(signal, (k,)) for k in range(1, width + 1)], signs(Fraction(2, 3))))
    if n_out in sizes:
        groups.append(dependent([("g", (k,)) for k in range(1, sizes[n_out] + 1)], two_points(Fraction(3, 2))))
    return independent(*groups)


def measured(result, spread):
    """Both sides of the requirement, by enumeration, at weights of variance spread^2."""
    sizes = SCALES[result]
    law = model(result, sizes, spread)
    needed = requirement(result).relation
    if n in sizes:
        made = world(law, sizes, derive(result).claim.hypotheses)
        return value(needed.lhs, made), value(needed.rhs, made)
    law = [(p, outcome | passed_back(result, outcome, sizes)) for p, outcome in law]
    law = [(p, outcome | forward(result, outcome, sizes)) for p, outcome in law]
    made = world(law, sizes, ())
    names = {Partial(L, c): RandomVariable(f"d{c.family.name}") for c in (X[1], Y[1])}
    return value(needed.lhs.xreplace(names), made), value(needed.rhs, made)


L = RandomVariable("L")
X, Y = family("x", n_in), family("y", n_in)


def passed_back(result, outcome, sizes):
    """dL/dx_1 = sum_i g_i w_i1, by hand; through the sigmoid's slope; through the rectifier's sign."""
    total = sum(outcome["g", (i,)] * outcome["w", (i, 1)] for i in range(1, sizes[n_out] + 1))
    if "sigmoid" in result:
        total /= 4
    found = {RandomVariable("dx"): total}
    if "he" in result:
        found[RandomVariable("dy")] = total if outcome["y", (1,)] > 0 else Fraction(0)
    return found


def forward(result, outcome, sizes):
    """v_1 = sum_k w_1k x_k and, linearised, z_1 = 1/2 + v_1/4, by hand."""
    if "he" in result:
        return {}
    v = sum(outcome["w", (1, k)] * outcome["x", (k,)] for k in range(1, sizes[n_in] + 1) if ("w", (1, k)) in outcome)
    return {("v", (1,)): v, ("z", (1,)): Fraction(1, 2) + v / 4}


@pytest.mark.parametrize("result", SCALES)
def test_the_claimed_variance_meets_the_requirement(result):
    claimed = derive(result).claim.relation.rhs.xreplace({s: Integer(t) for s, t in SCALES[result].items()})
    assert claimed == VARIANCES[result]
    left, right = measured(result, number(sqrt(claimed)))
    assert left == right


@pytest.mark.parametrize("result", SCALES)
def test_another_variance_does_not(result):
    left, right = measured(result, number(sqrt(VARIANCES[result])) * Fraction(11, 10))
    assert left != right


@pytest.mark.parametrize("result", SCALES)
def test_the_unknown_is_the_weights_variance_and_the_requirement_is_not_solved(result):
    relation = derive(result).claim.relation
    assert isinstance(relation.lhs, Var)
    assert relation.lhs.args[0].family.name == "w"
    assert not requirement(result).relation.has(relation.lhs)


BOUNDS = {"lecun-uniform-bound": "lecun-normal", "he-uniform-bound": "he-forward",
          "glorot-uniform-bound": "glorot-normal", "sigmoid-glorot-uniform-bound": "sigmoid-glorot-normal"}  # fmt: skip


def uniform_second_moment(bound):
    """The mean square on -bound..bound by Simpson's rule, which is exact for cubics."""
    return (bound**2 + 4 * 0 + bound**2) / 6


@pytest.mark.parametrize(("bound", "variance"), BOUNDS.items())
def test_the_uniform_law_with_the_bound_has_the_variance_that_is_asked_for(bound, variance):
    a = derive(bound).claim.relation
    assert a.lhs == constants("a", positive=True)
    for sizes in ({n: 3, n_in: 3, n_out: 4}, {n: 50, n_in: 784, n_out: 10}):
        numbers = {s: Integer(t) for s, t in sizes.items()}
        found = uniform_second_moment(a.rhs.xreplace(numbers))
        assert found == derive(variance).claim.relation.rhs.xreplace(numbers)


def test_the_bounds_as_the_papers_write_them():
    wanted = {
        "lecun-uniform-bound": sqrt(3 / n), "he-uniform-bound": sqrt(6 / n),
        "glorot-uniform-bound": sqrt(6 / (n_in + n_out)),
        "sigmoid-glorot-uniform-bound": 4 * sqrt(6 / (n_in + n_out)),
    }  # fmt: skip
    for name, bound in wanted.items():
        assert derive(name).claim.relation.rhs == bound


def test_uniform_variances_agree_with_simpsons_rule():
    relation = derive("uniform-variance").claim.relation
    for a in (Fraction(1), Fraction(5, 3), Fraction(1, 7)):
        value_ = number(relation.rhs.xreplace({constants("a", positive=True): as_rational(a)}))
        assert value_ == Fraction(uniform_second_moment(a))
    relation = derive("fan-in-uniform-variance").claim.relation
    for size in (1, 2, 9):
        at = relation.rhs.xreplace({n: Integer(size)})
        assert at == uniform_second_moment(1 / sqrt(Integer(size)))


@pytest.mark.parametrize("result", [*SCALES, *BOUNDS])
def test_every_modelling_assumption_says_so(result):
    notes = [h.note for h in derive(result).claim.hypotheses if getattr(h, "note", "")]
    assert any(note.startswith(("requirement: ", "modelling assumption: Glorot's compromise")) for note in notes)
    backward = "glorot" in result or "backward" in result
    assert any("the gradient is independent of the weights" in note for note in notes) == backward
    assert any("tangent at 0" in note for note in notes) == ("sigmoid" in result)
    assert any("are centred" in note for note in notes) == ("sigmoid" in result)


@pytest.mark.parametrize("result", BOUNDS)
def test_a_bound_declares_the_law_and_not_what_follows_from_it(result):
    hypotheses = derive(result).claim.hypotheses
    (law,) = (h for h in hypotheses if isinstance(h, HasLaw))
    assert isinstance(law.law, Uniform)
    assert not any(type(h).__name__ == "IdenticallyDistributed" and h.family == law.term for h in hypotheses)
