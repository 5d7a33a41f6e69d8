"""The moment normal form: the decision procedure behind `algebra` and the chain checker.

The fragment, as a grammar:

    value  ::= rational | constant | E(random) | Var(random) | Cov(random, random) | P(random <> 0)
             | value (+ - * /) value | value ** integer | sqrt(value) | sum over an index of value | product of values
    random ::= variable | family member | value | random (+ - *) random | random ** natural | random / value
             | |y| | sign(y) | step(y) | max(0, y) | leaky(y, value) | phi(y) | sum over an index of random

where <> is one of = != < <= > >=, y is a product of variables (or any random term, of which then only symmetry is
used) and phi is a function of which nothing but oddness is known. Expand, factor each E over the mutually independent
blocks, split sums by the patterns of equal indices, and write every joint moment of a block as a symbol: the attainable
moment vectors have an interior, so two values are equal for all laws that satisfy the hypotheses exactly when their
normal forms are. A value is compared where it is defined: `guards` are what was divided by. Outside the fragment
equality is still a proof, and a difference says nothing: `outside` then names what left it.

>>> from derivations.hypotheses import Independent
>>> from derivations.terms import E, Var, random_variables
>>> x, y = random_variables("x y")
>>> form = NormalForm([Independent(x, y)])
>>> form.difference(Var(x * y), E(x**2) * E(y**2) - E(x) ** 2 * E(y) ** 2)
0
>>> form.difference(Var(x * y), Var(x) * Var(y))
-2*E(x)**2*E(y)**2 + E(x)**2*E(y**2) + E(x**2)*E(y)**2
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import Expr

from derivations.as_ratios import Reader
from derivations.entailment import Context, Support, unfold
from derivations.hypotheses import Hypothesis
from derivations.polynomial import OutsideFragment
from derivations.signs import Held
from derivations.terms import as_term

__all__ = ["NormalForm", "minimal_support"]


class NormalForm(Reader):
    """The questions to the normal form of terms under a fixed context."""

    def difference(self, left: Any, right: Any) -> Expr:
        """Left - right times both denominators, as an expression; 0 exactly when they are equal."""
        return self._difference(left, right).to_sympy()

    def equal(self, left: Any, right: Any) -> bool | None:
        """True or False where the fragment decides; None where they differ but something left the fragment."""
        found = self._equal(left, right)
        if found is not True and self._held:
            other = self._unfolded
            found = other.equal(left, right)
            self._facts.used |= other.used
            self._facts.guards |= other.guards
            self._facts.outside = other.outside
        return found

    @cached_property
    def _unfolded(self) -> NormalForm:
        """The normal form in which no name stays folded."""
        return NormalForm(self.context, distinct=[(a, b) for a, b in self._facts.distinct], folded=False)

    def _equal(self, left: Any, right: Any) -> bool | None:
        self._facts.outside = list(self._limits)
        try:
            gap = self._difference(left, right)
        except OutsideFragment as reason:
            self._facts.declines(str(reason))
            return None
        if gap.has_parts_of_ranges:
            gap = self._settled(self._means.parted(gap))
        if gap.is_zero or self._settled(self._means.spread(gap)).is_zero:
            return True
        if gap.has_parts_of_ranges:
            self._facts.declines("sums over parts of a range")
        for stranger in self._facts.strangers(unfold(self.context, as_term(side))[0] for side in (left, right)):
            self._facts.declines(stranger)
        return None if self.outside else False

    def equal_support(self, left: Any, right: Any) -> Support | None:
        """A minimal set of hypotheses under which the two are equal, or None."""
        if self.equal(left, right) is not True:
            return None
        return minimal_support(self.context, self.used, left, right, self._facts.distinct)

    def value(self, term: Any) -> Expr:
        """The normal form of a value as an expression."""
        top, bottom = self.ratio(term)
        found = self._settled(top).to_sympy() / self._settled(bottom).to_sympy()
        return found.replace(lambda part: isinstance(part, Held), lambda part: part.args[0])


def minimal_support(context: Context, used: set[Hypothesis], left: Any, right: Any, distinct: Any = ()) -> Support:
    """Drop hypotheses one at a time while the two sides stay equal; `context` must make them equal."""
    pairs = tuple(tuple(p) for p in distinct)

    def suffices(hypotheses: Context) -> bool:
        return NormalForm(hypotheses, distinct=pairs).equal(left, right) is True

    kept = [h for h in context if h in used]
    if len(kept) < len(context) and not suffices(kept):
        kept = list(context)
    for hypothesis in list(kept):
        fewer = [h for h in kept if h != hypothesis]
        if suffices(fewer):
            kept = fewer
    return frozenset(kept)
