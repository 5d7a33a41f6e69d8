"""The user's own expression, expanded step by step by named rules until it is a polynomial in moments.

>>> from derivations.hypotheses import Independent
>>> from derivations.terms import Var, random_variables
>>> w, x = random_variables("w x")
>>> proof = expand(Var(w * x), assuming=(Independent(w, x),))
>>> print(proof.relation)
Var(w*x) = -E(w)**2*E(x)**2 + E(w**2)*E(x**2)
>>> [link.reason for link in proof.links]
['variance_definition', 'expectation_linear', 'factor_independent']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sympy import Integer, Sum, Symbol, count_ops, symbols
from sympy import expand as multiplied_out

from derivations.claims import KernelError
from derivations.definedness import divisors
from derivations.derivation import Derivation, Proof, start
from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.kernel import Rule, join
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.polynomial import OutsideFragment
from derivations.reading.meaning.terms import expanded_terms
from derivations.rules.algebra import algebra, moments, sum_of_constant, sum_pull_out
from derivations.rules.expectation import (
    by_definition,
    by_hypothesis,
    expectation_linear,
    expectation_of_sum,
    factor_independent,
    mean_of_odd,
    no_atom,
    same_law,
)
from derivations.rules.halfline import leaky_square, relu_as_absolute_value, relu_square, step_squared
from derivations.rules.variance import covariance_definition, variance_definition, variance_of_sum, variance_shift_scale
from derivations.terms import E, Head, Var, cells, subterms

__all__ = ["expand", "in_variances", "lettered"]

# in this order, the first that applies; each brings the term closer to moments, so that the expansion ends
RULES: Final[tuple[Rule, ...]] = (
    by_definition, by_hypothesis, no_atom, variance_of_sum, variance_shift_scale, covariance_definition,
    variance_definition, leaky_square, relu_square, step_squared, relu_as_absolute_value, expectation_of_sum,
    mean_of_odd, expectation_linear, factor_independent, same_law, sum_of_constant, sum_pull_out,
)  # fmt: skip
MAX_STEPS: Final = 60
MAX_TERMS: Final = 1_000


def expand(term: Any, *, assuming: Sequence[Hypothesis] = ()) -> Proof | None:
    """A proof that the term equals its expansion in moments; its hypotheses are those that the steps used.

    None where there is nothing to expand: the term is such a polynomial already, or nothing is known that applies.
    UserError where the assumptions contradict each other, or the term is too long once it is multiplied out.
    """
    for head in term.atoms(Head):
        terms = max(map(expanded_terms, head.args)) ** (1 if isinstance(head, E) else 2)
        if terms > MAX_TERMS:
            raise UserError(
                f"{text(head)[:60]} would have {terms:,} terms once it is multiplied out; at most {MAX_TERMS:,}"
            )
    derivation = start(term, assuming=assuming)
    form = NormalForm(derivation.assuming)
    if zero := [divisor for divisor in divisors(term) if form.equal(divisor, Integer(0))]:
        raise UserError(f"{text(term)[:60]} divides by {text(zero[0])[:60]}, which is 0 by what is assumed")
    seen = {derivation.current}
    for _ in range(MAX_STEPS):
        longer = _one_step(derivation, seen)
        if longer is None:
            break
        derivation = longer
        seen.add(derivation.current)
    derivation = _settled(derivation)
    if not derivation.links:
        return None
    theorem = join(*(link.theorem for link in derivation.links))
    return Proof(theorem, derivation.links, tuple(h for h in derivation.assuming if h in theorem.hypotheses))


def _one_step(derivation: Derivation, seen: set[Any]) -> Derivation | None:
    for rule in RULES:
        try:
            longer = derivation.everywhere(rule)
        except KernelError:
            continue
        if longer.current in seen or (
            rule is by_hypothesis and _moments(longer.current) >= _moments(derivation.current)
        ):
            continue  # an equation is used from moments to numbers, not back
        return longer
    return None


def _moments(term: Any) -> int:
    return sum(isinstance(part, Head) for part in subterms(term))


def _settled(derivation: Derivation) -> Derivation:
    """One more step to the moment normal form, where there is one, and else to the expression multiplied out."""
    plain = multiplied_out(derivation.current)
    try:
        value = lettered(NormalForm(derivation.assuming).value(derivation.current))
    except OutsideFragment:
        value = plain
    if multiplied_out(value) == plain:
        value = plain if count_ops(plain) < count_ops(derivation.current) else derivation.current
    for rule in (algebra, moments) if value != derivation.current else ():
        try:
            return derivation.by(rule, at=derivation.current, to=value)
        except KernelError:
            continue
    return derivation


def lettered(value: Any) -> Any:
    """The normal form numbers the indices of its sums; they are given letters that nothing else bears."""
    taken = {symbol.name for symbol in value.free_symbols}
    letters = (name for name in ("j", "k", "l", "i", "r", "s", "t") if name not in taken)
    bound = sorted({index for total in value.atoms(Sum) for index in total.bound_symbols}, key=str)
    named = {index: Symbol(name, **index.assumptions0) for index, name in zip(bound, letters, strict=False)}
    return value.xreplace(named) if len(named) == len(bound) else value


def in_variances(proof: Proof) -> Proof | None:
    """The same left side with Var(x) + E[x]^2 for E[x^2], a step longer, where that is shorter to write; else None."""
    final = proof.theorem.rhs
    squares = {e: e.args[0].base for e in final.atoms(E) if e.args[0].is_Pow and e.args[0].exp == 2}
    named = {e: symbols(f"v{place}") for place, e in enumerate(sorted(squares, key=str))}
    shown = final
    for square, base in squares.items():
        if len(cells(base)) == 1:
            shown = multiplied_out(shown.xreplace({square: named[square] + E(base) ** 2}))
    shown = shown.xreplace({symbol: Var(squares[square]) for square, symbol in named.items()})
    if shown == final or count_ops(shown) > count_ops(final):
        return None
    derivation = Derivation(proof.assuming, proof.theorem.lhs, proof.links).by(moments, at=final, to=shown)
    return Proof(join(*(link.theorem for link in derivation.links)), derivation.links, proof.assuming)
