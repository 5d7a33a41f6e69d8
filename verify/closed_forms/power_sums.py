r"""Sums over a sample as letters: sum x_i, sum x_i^2, sum x_i y_i, with E, Var and Cov of what is linear in the random.

A sum of a polynomial in x_i, y_i, ... is a linear combination of sums of monomials; factors without the index come out
of it. So two expressions in such sums are equal if they are one rational function of the sums of monomials, each of
them a letter. E is linear, and where the random members are uncorrelated with one variance v, the variance of
sum_i f_i e_i is v sum_i f_i^2. A difference says nothing: sums of monomials need not be independent of one another.

>>> from sympy import Integer
>>> from derivations.terms import Sum, family, positive_integers
>>> n, i, j = positive_integers("n i j")
>>> x = family("x", n, kind="real")
>>> mean = Sum(x[j], (j, 1, n)) / n
>>> equal_in_sums((), Sum((x[i] - mean) ** 2, (i, 1, n)), Sum(x[i] ** 2, (i, 1, n)) - n * mean**2)
True
>>> equal_in_sums((), Sum(x[i] - mean, (i, 1, n)), Integer(1))
False
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sympy import Add, Dummy, Eq, Expr, Integer, Mul, Pow, Symbol, expand, sqrt, sympify, together
from sympy import factor as factored

from derivations.entailment import follows, unfold
from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.terms import Cov, E, Element, Head, Sum, Var, is_random, subterms
from verify.closed_forms.vanishing import vanishes

__all__ = ["differ_in_sums", "equal_in_sums"]

MOST: Final = 400  # terms of a sum once it is multiplied out


class _Outside(Exception):
    """Something that is no such sum."""


@dataclass(slots=True)
class _Sums:
    """The sums of monomials met so far, each with a letter; `place` is the index that all of them have."""

    hypotheses: tuple[Hypothesis, ...]
    place: Symbol = field(default_factory=lambda: Dummy("i", integer=True, positive=True))
    table: dict[tuple[Any, Any, Any], Symbol] = field(default_factory=dict)
    of: dict[Any, tuple[Any, Any, Any]] = field(default_factory=dict)
    spreads: dict[Any, Any] = field(default_factory=dict)

    def normal(self, term: Any) -> Any:
        """The term with letters for its sums."""
        if isinstance(term, Element) or term.is_Symbol or term.is_number:
            return term
        if isinstance(term, Add | Mul):
            return term.func(*map(self.normal, term.args))
        if isinstance(term, Pow) and term.exp.is_Integer:
            return self.normal(term.base) ** term.exp
        if isinstance(term, Pow) and term.exp.is_Rational and term.exp.q == 2:
            return _root(self.normal(term.base)) ** int(term.exp.p)
        if isinstance(term, Sum) and len(term.limits) == 1:
            index, low, high = term.limits[0]
            return self.summed(self.normal(term.function), index, self.normal(low), self.normal(high))
        if isinstance(term, E | Var | Cov):
            inside = [self.normal(part) for part in term.args]
            if isinstance(term, E):
                return self.mean(inside[0])
            return self.covariance(inside[0], inside[-1])
        raise _Outside

    def _terms(self, term: Any) -> tuple[Any, ...]:
        made = Add.make_args(expand(term))
        if len(made) > MOST:
            raise _Outside
        return made

    def summed(self, body: Any, index: Any, low: Any, high: Any) -> Any:
        """The sum of a body over an index, term by term; no letter in it may stand for a sum that has the index."""
        if index != self.place:
            held = (sympify(part) for s in body.free_symbols if s in self.of for part in self.of[s])
            if follows(self.hypotheses, high >= low - 1) is None or any(index in part.free_symbols for part in held):
                raise _Outside
        total = Integer(0)
        for part in self._terms(body):
            outside, inside = part.as_independent(index, as_Add=False)
            total += outside * self.letter(inside.xreplace({index: self.place}), low, high)
        return total

    def letter(self, inside: Any, low: Any, high: Any) -> Any:
        """The letter of the sum of a monomial over `place`; the number of terms for 1."""
        if inside == 1:
            return high - low + 1
        key = (inside, low, high)
        if key not in self.table:
            self.table[key] = Symbol(f"<{len(self.table)}>", real=True)
            self.of[self.table[key]] = key
        return self.table[key]

    def _random(self, part: Any) -> tuple[Any, list[Any]]:
        """The factors of a product without chance, and the letters and members in it that are random."""
        plain, chance = [], []
        for factor in Mul.make_args(part):
            random = factor in self.of and is_random(self.of[factor][0])
            if not random and self._hides_chance(factor):
                raise _Outside
            (chance if random or is_random(factor) else plain).append(factor)
        return Mul(*plain), chance

    def _hides_chance(self, factor: Any) -> bool:
        """Whether a random letter stands in a power or a denominator."""
        return not factor.is_Atom and any(s in self.of and is_random(self.of[s][0]) for s in factor.free_symbols)

    def mean(self, term: Any) -> Any:
        """E of a term that is linear in what is random."""
        total = Integer(0)
        for part in self._terms(term):
            plain, chance = self._random(part)
            if len(chance) > 1:
                raise _Outside
            total += plain * (self._one_mean(chance[0]) if chance else 1)
        return total

    def _one_mean(self, factor: Any) -> Any:
        if isinstance(factor, Element):
            return self._member(E, factor)
        if factor not in self.of:
            raise _Outside
        inside, low, high = self.of[factor]
        scale, member = self._split(inside)
        return self.summed(scale * self._member(E, member), self.place, low, high)

    def _split(self, inside: Any) -> tuple[Any, Any]:
        """A monomial as what is constant, and the one random member in it."""
        found = [f for f in Mul.make_args(inside) if is_random(f)]
        if len(found) != 1 or not isinstance(found[0], Element):
            raise _Outside
        return inside / found[0], found[0]

    def _member(self, head: Any, member: Any) -> Any:
        value = NormalForm(self.hypotheses).value(head(member))
        return self.normal(value) if not any(isinstance(part, Head) for part in subterms(value)) else value

    def covariance(self, first: Any, second: Any) -> Any:
        """Cov of two terms that are linear in one family of uncorrelated members with one variance."""
        weights = [self._weights(term) for term in (first, second)]
        total = Integer(0)
        for family, one in weights[0].items():
            if set(weights[1]) - {family} or len(weights[0]) > 1:
                raise _Outside
            for (low, high), scale in one.items():
                other = weights[1].get(family, {})
                if set(other) - {(low, high)}:
                    raise _Outside
                product = scale * other.get((low, high), 0)
                whole = product if low is None else self.summed(product, self.place, low, high)
                total += self._spread(family) * whole
        return total

    def _weights(self, term: Any) -> dict[Any, dict[tuple[Any, Any], Any]]:
        """f_i of sum_i f_i e_i, by family and range; a member alone is a range of its own."""
        found: dict[Any, dict[tuple[Any, Any], Any]] = {}
        for part in self._terms(term):
            plain, chance = self._random(part)
            if not chance:
                continue
            if len(chance) > 1:
                raise _Outside
            inside, low, high = self.of.get(chance[0], (chance[0], None, chance[0]))
            scale, member = self._split(inside)
            if (member.indices != (self.place,)) is (low is not None):
                raise _Outside
            ranges = found.setdefault(member.family, {})
            ranges[low, high] = ranges.get((low, high), Integer(0)) + plain * scale
        return found

    def _spread(self, family: Any) -> Any:
        """The one variance of the uncorrelated members of a family."""
        if family not in self.spreads:
            at, other = (Dummy(name, integer=True, positive=True) for name in "kl")
            value = NormalForm(self.hypotheses).value(Var(family[at]))
            apart = NormalForm(self.hypotheses, distinct=[(at, other)])
            if value.has(at) or apart.equal(Cov(family[at], family[other]), Integer(0)) is not True:
                raise _Outside
            self.spreads[family] = value
        return self.spreads[family]


def _root(base: Any) -> Any:
    """The square root with the factors that cannot be negative by themselves: sqrt(a b) = sqrt(a) sqrt(b) if b >= 0."""
    counts = {s: 1 + Dummy(integer=True, nonnegative=True) for s in base.free_symbols if s.is_integer and s.is_positive}
    outside, inside = Integer(1), Integer(1)
    for part in Mul.make_args(factored(together(base))):
        if part.xreplace(counts).is_nonnegative:
            outside *= sqrt(part) if not (part.is_Pow and part.exp == -1) else 1 / sqrt(part.base)
        else:
            inside *= part
    return outside * sqrt(inside)


def equal_in_sums(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether two sides are equal as rational functions of sums of monomials."""
    found = _in_sums(hypotheses, lhs, rhs)
    return found is not None and _is_0(*found)


def differ_in_sums(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether they are two rational functions of sums over ranges of any length, of which no equation is stated.

    Then they differ for some length: no polynomial in sums of different monomials vanishes for all.
    """
    if any(isinstance(part, Head) for side in (lhs, rhs) for part in subterms(side)):
        return False
    if any(isinstance(h, Holds) and isinstance(h.relation, Eq) for h in hypotheses):
        return False
    found = _in_sums(hypotheses, lhs, rhs)
    if found is None or _is_0(*found):
        return False
    gap, sums = found
    rational = all(part.exp.is_Integer for part in subterms(gap) if isinstance(part, Pow))
    members = any(isinstance(part, Element) for part in subterms(gap))
    return rational and not members and all(high.is_Symbol for _, _, high in sums.of.values())


def _is_0(gap: Any, sums: _Sums) -> bool:
    return bool(gap == 0 or (not is_random(_letters_out(gap, sums)) and vanishes(gap)))


def _in_sums(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[Any, _Sums] | None:
    """The difference of two sides with a letter for each sum of monomials, and these; None where more stands there."""
    stated = tuple(hypotheses)
    sums = _Sums(stated)
    try:
        unfolded = [unfold(stated, side)[0] for side in (lhs, rhs)]
        if not any(isinstance(part, Sum) for side in unfolded for part in subterms(side)):
            return None
        sides = [sums.normal(side) for side in unfolded]
    except (_Outside, UserError):
        return None
    gap = together(sides[0] - sides[1])
    return (gap, sums) if isinstance(gap, Expr) else None


def _letters_out(gap: Any, sums: _Sums) -> Any:
    return gap.xreplace(dict.fromkeys(sums.of, Integer(1)))
