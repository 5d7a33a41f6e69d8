"""Means of products over a family of independent variables: E[exp(t (a_1 X_1 + ... + a_n X_n))] and its like.

Both sides are written as products: an exponential of a sum is a product, and the mean of a product over independent
members is the product of their means; over members of one law it is a power.

>>> from sympy import Product, Sum, exp
>>> from derivations.hypotheses import IndependentElements
>>> from derivations.terms import constants, family, positive_integers
>>> t, (i, n) = constants("t"), positive_integers("i n")
>>> x = family("x", n)
>>> one, other = E(exp(t * Sum(x[i], (i, 1, n)))), Product(E(exp(t * x[i])), (i, 1, n))
>>> equal_as_products([IndependentElements(x)], one, other), equal_as_products([], one, other)
(True, False)
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from sympy import Add, Integer, Mul, Pow, Product, Sum, exp, expand, expand_mul, powsimp

from derivations.entailment import entails, unfold
from derivations.errors import UserError
from derivations.hypotheses import HasLaw, Hypothesis, IdenticallyDistributed, IndependentElements
from derivations.independence import blocks
from derivations.normal_form import NormalForm
from derivations.terms import E, Element, Var, bound_symbols, canonical_bound, cells, is_random, replace_free, subterms
from verify.closed_forms.generating import transform

__all__ = ["equal_as_products"]


def equal_as_products(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether both sides are the same product, where one of them is a mean of a product or of an exponential."""
    sides = [unfold(hypotheses, side)[0] for side in (lhs, rhs)]
    parts = [part for side in sides for part in subterms(side)]
    multiplying = (part for part in parts if isinstance(part, Product | exp | Pow))
    if not any(is_random(part.exp if isinstance(part, Pow) else part) for part in multiplying):
        return False
    if not any(isinstance(part, Product | Sum) for part in parts):
        return False
    one, other = (canonical_bound(_Products(tuple(hypotheses)).written(side)) for side in sides)
    if one == other or expand_mul(one - other) == 0:
        return True
    return bool(expand_mul(_with_values(hypotheses, one) - _with_values(hypotheses, other)) == 0)


def _with_values(hypotheses: Sequence[Hypothesis], term: Any) -> Any:
    """The term with its moments as what is stated of them makes them."""
    form = NormalForm(tuple(hypotheses))
    lawful = {h.term: h.law for h in hypotheses if isinstance(h, HasLaw)}
    values: dict[Any, Any] = {}
    for moment in (part for part in subterms(term) if isinstance(part, E)):
        laws = {c: lawful.get(c.family if isinstance(c, Element) else c) for c in cells(moment)}
        guards: list[Any] = []
        generated = transform(moment, {c: law for c, law in laws.items() if law is not None}, guards)
        with contextlib.suppress(UserError):
            values[moment] = form.value(moment) if generated is None or guards else generated
    return powsimp(term.xreplace(values))


class _Products:
    """Writes terms as products under hypotheses."""

    def __init__(self, hypotheses: tuple[Hypothesis, ...]) -> None:
        self.hypotheses = hypotheses

    def written(self, term: Any) -> Any:
        """The term with its exponentials and its means as products."""
        if not term.args or isinstance(term, Element):
            return term
        if isinstance(term, E):
            return self._mean(self.written(term.args[0]))
        if isinstance(term, Var):
            inside = self.written(term.args[0])
            return self._mean(self.written(inside**2)) - self.written(self._mean(inside) ** 2)
        if isinstance(term, Pow) and isinstance(term.base, Product) and len(term.base.args) == 2:
            body, limits = term.base.args
            return self._product(self.written(body) ** term.exp, limits)
        if isinstance(term, exp):
            return self._powers(exp, self.written(term.args[0]))
        if isinstance(term, Pow) and is_random(term.exp) and not is_random(term.base):
            return self._powers(lambda part: term.base**part, self.written(term.exp))
        if isinstance(term, Product) and len(term.args) == 2:
            return self._product(self.written(term.args[0]), term.args[1])
        if isinstance(term, Add | Mul | Pow | Sum):
            return term.func(*(self.written(part) if hasattr(part, "is_commutative") else part for part in term.args))
        return term

    def _powers(self, of: Any, exponent: Any) -> Any:
        """exp(a + c sum x_i) = exp(a) prod exp(c x_i)."""
        found = Integer(1)
        for part in Add.make_args(expand(exponent)):
            scale, sums = part.as_independent(Sum, as_Add=False)
            if isinstance(sums, Sum) and len(sums.args) == 2 and sums.args[1][0] not in scale.free_symbols:
                body, limits = sums.args
                found *= self._product(self._powers(of, scale * body), limits)
            else:
                found *= of(part)
        return found

    def _product(self, body: Any, limits: Any) -> Any:
        """Factors apart; what does not change with the index is a power."""
        index, low, high = limits
        found, times = Integer(1), high - low + 1
        for factor in Mul.make_args(body):
            same = factor if index not in factor.free_symbols else self._of_one_law(factor, index)
            if same is not None and times.is_nonnegative:
                found *= same**times
            else:
                found *= Product(factor, limits)
        return found

    def _of_one_law(self, factor: Any, index: Any) -> Any:
        """E[g(x_1)] for E[g(x_i)] with members of one law, where the index stands nowhere else and runs nowhere."""
        members = cells(factor)
        if not isinstance(factor, E) or len(members) != 1:
            return None
        if any(index in bound_symbols(part) for part in subterms(factor)):
            return None
        (member,) = members
        if not isinstance(member, Element) or member.indices != (index,):
            return None
        if entails(self.hypotheses, IdenticallyDistributed(member.family)) is None:
            return None
        first = factor.xreplace({member: member.family[Integer(1)]})
        return None if index in first.free_symbols else first

    def _mean(self, inside: Any) -> Any:
        """The mean of a product, its independent factors apart."""
        outside, groups = Integer(1), []
        merged: dict[Any, Any] = {}
        for factor in Mul.make_args(inside):
            if not is_random(factor):
                outside *= factor
            elif isinstance(factor, Product):
                index, low, high = factor.args[1]
                same = next((key for key in merged if key[1:] == (low, high)), (index, low, high))
                body = replace_free(factor.args[0], {index: same[0]})
                merged[same] = merged.get(same, Integer(1)) * body
            else:
                groups.append(factor)
        groups += [Product(body, limits) for limits, body in merged.items()]
        whole = [self._whole_cells(group) for group in groups]
        apart, _ = blocks(self.hypotheses, set().union(*whole))
        if len(groups) > 1 and all(any(own <= block for block in apart) for own in whole):
            found = outside
            for block in apart:
                together = [group for group, own in zip(groups, whole, strict=True) if own <= block]
                found *= self._mean_of(together)
            return found
        return outside * self._mean_of(groups)

    @staticmethod
    def _whole_cells(group: Any) -> set[Any]:
        """Its variables; the whole family where its members stand under a bound index."""
        bound = group.args[1][0] if isinstance(group, Product) else None
        return {
            c.family if isinstance(c, Element) and bound is not None and bound in c.free_symbols else c
            for c in cells(group.args[0] if isinstance(group, Product) else group)
        }

    def _mean_of(self, groups: Sequence[Any]) -> Any:
        """The mean of factors that are not independent, or of one product over a family of independent members."""
        if len(groups) == 1 and isinstance(groups[0], Product):
            body, limits = groups[0].args
            members = cells(body)
            families = {c.family for c in members if isinstance(c, Element) and c.indices == (limits[0],)}
            one = len(members) == 1 and len(families) == 1
            if one and entails(self.hypotheses, IndependentElements(next(iter(families)))) is not None:
                return self._product(E(body), limits)
        if len(groups) == 1:
            (group,) = groups
            return self._of_one_law_alone(group)
        return E(Mul(*groups)) if groups else Integer(1)

    def _of_one_law_alone(self, group: Any) -> Any:
        """E[g(x_j)] is E[g(x_1)] for members of one law."""
        for index in {i for c in cells(group) if isinstance(c, Element) for i in c.indices if i.is_Symbol}:
            if (first := self._of_one_law(E(group), index)) is not None:
                return first
        return E(group)
