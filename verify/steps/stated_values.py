"""What hypotheses say of letters alone: W ~ U(-a, a) and Var(W) = s^2 give s^2 = a^2/3.

>>> from sympy import Eq, Symbol, sqrt
>>> from derivations.hypotheses import HasLaw, Holds
>>> from derivations.laws import Uniform
>>> from derivations.terms import Var, random_variables
>>> W, a, n = random_variables("W"), Symbol("a", positive=True), Symbol("n", positive=True)
>>> values = StatedValues.of((HasLaw(W, Uniform(-a, a)), Holds(Eq(Var(W), 1 / n))))
>>> values.give(a, sqrt(3 / n)), values.give(a, sqrt(6 / n))
(True, False)
>>> str(values.against(a, sqrt(6 / n)))
'n = 2; a = sqrt(6)/2: the left side is sqrt(6)/2, about 1.225, the right side sqrt(3), about 1.732'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from sympy import Eq, Gt, Lt, Ne, Symbol, cancel, expand, real_root, together

from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.terms import Head, is_random, subterms
from verify.inequalities.parameters import domains
from verify.steps.consequences import Equations
from verify.steps.defined import is_not_0
from verify.steps.deterministic import asked_by_laws, points
from verify.worlds.counterexample import Counterexample

__all__ = ["StatedValues"]

POINTS: Final = 40


@dataclass(frozen=True, slots=True)
class StatedValues:
    """The equations between letters that follow from `hypotheses`; `signs` are the letters that must be positive."""

    hypotheses: tuple[Hypothesis, ...]
    equations: tuple[tuple[Any, Any], ...]
    signs: dict[Any, Any]

    @staticmethod
    def of(hypotheses: Sequence[Hypothesis]) -> StatedValues:
        """Every stated equation with its moments computed under the others."""
        above = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Gt | Lt)]
        above = [r.gts for r in above if r.lts == 0 and isinstance(r.gts, Symbol)]
        signs = domains(hypotheses) | {s: Symbol(s.name, positive=True, integer=s.is_integer) for s in above}
        hypotheses = tuple(h.substitute(signs) for h in hypotheses)
        found = []
        for h in hypotheses:
            if isinstance(h, Holds) and isinstance(h.relation, Eq):
                sides = [_value(side, [g for g in hypotheses if g != h]) for side in h.relation.args]
                one_for_all = all(side is not None and not side.free_symbols & set(h.forall) for side in sides)
                if one_for_all and together(sides[0] - sides[1]) != 0:
                    found.append((sides[0], sides[1]))
        return StatedValues(hypotheses, tuple(found), signs)

    def give(self, lhs: Any, rhs: Any) -> bool:
        """Whether the two sides are equal wherever the equations hold."""
        return self._known.support(lhs.xreplace(self.signs), rhs.xreplace(self.signs), apart=self._is_not_0) is not None

    def give_where(self, lhs: Any, rhs: Any) -> tuple[Holds, Counterexample] | None:
        """What must not be 0 for the two sides to be equal, and values under which they differ because it is."""
        found = self._known.lacking(lhs.xreplace(self.signs), rhs.xreplace(self.signs), apart=self._is_not_0)
        if found is None:
            return None
        _, part = found
        roots = ((letter, _root(part, letter)) for letter in sorted(part.free_symbols, key=str))
        letter, value = next((pair for pair in roots if pair[1] is not None), (None, None))
        shown = None if letter is None else self.against(lhs, rhs, {letter: value})
        return None if shown is None else (Holds(Ne(letter, value)), shown)

    @property
    def _known(self) -> Equations:
        known = Equations()
        for number, (one, other) in enumerate(self.equations, start=1):
            known.add(one, other, number)
        return known

    def _is_not_0(self, part: Any) -> bool:
        return is_not_0(part, (*self.hypotheses, *asked_by_laws(self.hypotheses)))

    def against(self, lhs: Any, rhs: Any, where: Mapping[Any, Any] = MappingProxyType({})) -> Counterexample | None:
        """Values of the letters, some of them given, under which the equations hold and the two sides differ."""
        lhs, rhs = lhs.xreplace(self.signs), rhs.xreplace(self.signs)
        solved: dict[Any, Any] = dict(where)
        for one, other in self.equations:
            gap = expand((one - other).xreplace(solved))
            if gap == 0:
                continue
            letter = next((s for s in sorted(gap.free_symbols, key=str) if _root(gap, s) is not None), None)
            if letter is None:
                return None
            value = _root(gap, letter)
            solved = {s: v.xreplace({letter: value}) for s, v in solved.items()} | {letter: value}
        if not where and not (lhs - rhs).free_symbols & solved.keys():
            return None
        free = set().union((lhs - rhs).free_symbols, *(v.free_symbols for v in solved.values())) - solved.keys()
        others = [h for h in self.hypotheses if not (isinstance(h, Holds) and isinstance(h.relation, Eq))]
        orders = [h.relation for h in (*others, *asked_by_laws(others)) if isinstance(h, Holds)]
        orders += [s >= 0 if s.is_nonnegative else s > 0 for s in solved if s.is_nonnegative is not None]
        for point in islice(points(others, sorted(free, key=str)), POINTS):
            at = point | {s: v.xreplace(point) for s, v in solved.items()}
            if all(v.is_real for v in at.values()) and not any(r.xreplace(at) == False for r in orders):  # noqa: E712
                left, right = lhs.xreplace(at), rhs.xreplace(at)
                if left.is_real and right.is_real and (left - right).is_nonzero:
                    return Counterexample((), {str(s): v for s, v in at.items()}, left, right)
        return None


def _value(term: Any, under: Sequence[Hypothesis]) -> Any:
    """A term in letters alone, its moments computed; None where one has no value."""
    try:
        value = NormalForm(tuple(under)).value(term)
    except UserError:
        return None
    open_parts = any(isinstance(part, Head) for part in subterms(value)) or is_random(value)
    return None if open_parts or not all(isinstance(s, Symbol) for s in value.free_symbols) else value


def _root(gap: Any, letter: Any) -> Any:
    """The real value of a letter at which a gap that holds one power of it is 0; None where that is not seen."""
    top, bottom = together(gap).as_numer_denom()
    polynomial = top.as_poly(letter)
    if polynomial is None or not bottom.is_polynomial(letter):
        return None
    terms = [(power, factor) for (power,), factor in polynomial.terms() if power]
    if len(terms) != 1:
        return None
    power, factor = terms[0]
    return real_root(cancel(-polynomial.nth(0) / factor), power) if power > 1 else cancel(-polynomial.nth(0) / factor)
