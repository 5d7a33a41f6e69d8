"""Slips people make, each as the wrong rewriting it is: a false step that one of them explains is named after it.

>>> from derivations.terms import Var, random_variables
>>> x = random_variables("x")
>>> likely_slip((), Var(3 * x), 3 * Var(x))
'Var(c X) is c^2 Var(X), not c Var(X)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sympy import Add, Mul, Pow, Rational, Sum, cancel, expand

from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Hypothesis
from derivations.laws import Uniform
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.polynomial import OutsideFragment
from derivations.rules.expectation import constant_part
from derivations.terms import Cov, E, Var, is_random, leaky_relu, relu, subterms
from verify.steps.forms import form_of
from verify.steps.ruled_out import RuledOut
from verify.time_limit import spent
from verify.worlds.counterexample import Counterexample

__all__ = ["likely_slip"]


def _var_of_multiple(term: Any) -> Iterator[Any]:
    if isinstance(term, Var):
        scale, rest = constant_part(term.args[0])
        if scale != 1:
            yield scale * Var(rest)
            yield Var(rest)


def _var_of_sum(term: Any) -> Iterator[Any]:
    if isinstance(term, Var) and isinstance(term.args[0], Add):
        parts = [p for p in term.args[0].args if is_random(p)]
        yield Add(*(Var(p) for p in parts))
    if isinstance(term, Var) and isinstance(term.args[0], Sum):
        yield Sum(Var(term.args[0].args[0]), *term.args[0].args[1:])


def _var_of_difference(term: Any) -> Iterator[Any]:
    if isinstance(term, Var) and isinstance(term.args[0], Add):
        signs = [(-1 if p.could_extract_minus_sign() else 1, p) for p in term.args[0].args if is_random(p)]
        if any(s < 0 for s, _ in signs):
            yield Add(*(s * Var(s * p) for s, p in signs))


def _var_of_product(term: Any) -> Iterator[Any]:
    if isinstance(term, Var) and isinstance(term.args[0], Mul):
        yield Mul(*(Var(f) if is_random(f) else f**2 for f in term.args[0].args))


def _square_out(term: Any) -> Iterator[Any]:
    if isinstance(term, E) and isinstance(term.args[0], Pow) and term.args[0].exp == 2:
        yield E(term.args[0].base) ** 2


def _variance_is_second_moment(term: Any) -> Iterator[Any]:
    if isinstance(term, Var):
        yield E(term.args[0] ** 2)


def _forgotten_square(term: Any) -> Iterator[Any]:
    if isinstance(term, Var):
        yield E(term.args[0] ** 2) - E(term.args[0])


def _mean_of_product(term: Any) -> Iterator[Any]:
    if isinstance(term, E) and isinstance(term.args[0], Mul):
        yield Mul(*(E(f) if is_random(f) else f for f in term.args[0].args))


def _rectifier_keeps_all(term: Any) -> Iterator[Any]:
    if isinstance(term, E) and term.args[0].has(relu, leaky_relu):
        yield E(term.args[0].replace(relu, lambda y: y))


def _covariance_sign(term: Any) -> Iterator[Any]:
    if isinstance(term, Var) and isinstance(term.args[0], Add):
        parts = [p for p in term.args[0].args if is_random(p)]
        crossed = Add(*(Cov(a, b) for i, a in enumerate(parts) for b in parts[:i]))
        yield Add(*(Var(p) for p in parts)) + crossed
        yield Add(*(Var(p) for p in parts)) - 2 * crossed


def _constant_added(term: Any) -> Iterator[Any]:
    if isinstance(term, Var) and isinstance(term.args[0], Add):
        constant = Add(*(p for p in term.args[0].args if not is_random(p)))
        rest = Add(*(p for p in term.args[0].args if is_random(p)))
        if constant != 0:
            scale, inner = constant_part(rest)
            for variance in (Var(rest), scale * Var(inner)):
                yield variance + constant
                yield variance + constant**2


def _cross_term_dropped(term: Any) -> Iterator[Any]:
    square = isinstance(term, E) and isinstance(term.args[0], Pow) and term.args[0].exp == 2
    if square and isinstance(term.args[0].base, Add):
        yield Add(*(E(p**2) for p in term.args[0].base.args))


def _means_left_out(term: Any) -> Iterator[Any]:
    if isinstance(term, Cov):
        yield E(term.args[0] * term.args[1])


def _plus_for_minus(term: Any) -> Iterator[Any]:
    if isinstance(term, Var):
        yield E(term.args[0] ** 2) + E(term.args[0]) ** 2


def _another_index(term: Any) -> Iterator[Any]:
    """A summand with a free index, where the index of the sum belongs."""
    if isinstance(term, Sum) and len(term.args) == 2:
        index, *ends = term.args[1]
        free = term.args[0].free_symbols - {index} - set().union(*(end.free_symbols for end in ends))
        for other in sorted((s for s in free if s.is_integer), key=str):
            yield Sum(term.args[0].xreplace({other: index}), term.args[1])


SLIPS: tuple[tuple[str, Callable[[Any], Iterator[Any]]], ...] = (
    ("Var(c X) is c^2 Var(X), not c Var(X)", _var_of_multiple),
    ("Var(X - Y) adds the variances: Var(X) + Var(Y) - 2 Cov(X, Y)", _var_of_difference),
    ("a covariance was dropped", _var_of_sum),
    ("adding a constant does not change a variance", _constant_added),
    ("the cross term 2 E[X Y] was dropped", _cross_term_dropped),
    ("Cov(X, Y) is E[X Y] - E[X] E[Y]; the product of the means was left out", _means_left_out),
    ("Var(X) is E[X^2] - E[X]^2, with a minus", _plus_for_minus),
    ("the index of the sum is not the index of the summand", _another_index),
    ("Var(X Y) is not Var(X) Var(Y) unless both means are 0", _var_of_product),
    ("E[X^2] is not E[X]^2", _square_out),
    ("Var(X) is E[X^2] - E[X]^2; a mean that is not 0 was left out", _variance_is_second_moment),
    ("Var(X) is E[X^2] - E[X]^2, with the mean squared", _forgotten_square),
    ("the rectifier halves the second moment; the 1/2 was dropped", _rectifier_keeps_all),
    ("E[X Y] is E[X] E[Y] only for uncorrelated X and Y", _mean_of_product),
    ("the covariance enters as 2 Cov(X, Y), with the sign of the product", _covariance_sign),
)


def likely_slip(
    hypotheses: Sequence[Hypothesis],
    lhs: Any,
    rhs: Any,
    *,
    seconds: float = 1.0,
    witness: Counterexample | None = None,
) -> str | None:
    """The slip that turns one side into the other, or None where none is found in time; what has another value where a
    `witness` breaks the step is none.
    """
    form, ruled_out = form_of(tuple(hypotheses)), RuledOut(hypotheses, witness)
    stop = spent() + seconds

    def same(a: Any, b: Any) -> bool:
        try:
            return not ruled_out.apart(a, b) and form.equal(a, b) is True
        except UserError:
            return False

    for name, slip in SLIPS:
        for side, other in ((lhs, rhs), (rhs, lhs)):
            for place in dict.fromkeys(subterms(side)):
                for wrong in slip(place):
                    if spent() > stop:
                        return None
                    if same(side.xreplace({place: wrong}), other):
                        return name
    if same(lhs, rhs**2) or same(lhs**2, rhs):
        return "a variance where a standard deviation is meant, or the other way round"
    return _by_factor(hypotheses, form, lhs, rhs)


def _by_factor(hypotheses: Sequence[Hypothesis], form: NormalForm, lhs: Any, rhs: Any) -> str | None:
    """A sign, a number or a size that is off."""
    try:
        left, right = form.value(lhs), form.value(rhs)
    except OutsideFragment:
        return None
    if right == 0 or left == 0:
        return None
    ratio = cancel(expand(left) / expand(right))
    if ratio == -1:
        return "a sign"
    if ratio in (2, Rational(1, 2)) and any(isinstance(h, HasLaw) and isinstance(h.law, Uniform) for h in hypotheses):
        return f"a factor {ratio}: U(-a, a) has variance a^2/3, so that a = sqrt(3/n) gives 1/n and sqrt(6/n) gives 2/n"
    top, bottom = ratio.as_numer_denom()
    if top.is_Symbol and bottom.is_Symbol:
        return f"one size for another: {bottom} stands where {top} belongs, as fan_out for fan_in"
    if ratio.is_Rational or (all(s.is_integer for s in ratio.free_symbols) and not ratio.has(E)):
        return f"a factor: the left side is {text(ratio)} times the right side"
    return None
