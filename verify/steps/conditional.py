r"""Conditional moments: E[X | Y] as a random variable of its own, with the rules that determine it.

Inside E[. | Y] what depends on Y alone is taken out, the rest is linear, and what is independent of Y becomes its mean.
E[E[X | Y] h(Y)] = E[X h(Y)] for every h, so that under an expectation one conditional moment is replaced by what it is
of, and beside others whatever does not depend on Y is replaced by its conditional moment. Every rule is an equality;
where conditional moments are left, a difference says nothing.

>>> from derivations.terms import Cov, E, Var, random_variables
>>> x, y = random_variables("x y")
>>> given = Conditioned()
>>> mean = given.mean(x, (y,))
>>> given.reduced(E(mean * y), ())
E(x*y)
>>> given.reduced(E(given.variance(x, (y,))) + Var(mean) - Var(x), ())
-E(x)**2 + E(x**2) - Var(x)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Eq, Mul, Pow, Symbol, expand

from derivations.entailment import entails, unfold
from derivations.hypotheses import Holds, Hypothesis, Independent
from derivations.notation import text
from derivations.reading.meaning.terms import NoMeaning, Vocabulary, is_event
from derivations.reading.syntax import tree
from derivations.terms import Cov, E, Element, Head, RandomVariable, Var, cells, is_random, subterms
from verify.closed_forms.through_means import through_means
from verify.inequalities.tail_bounds import is_order

__all__ = ["ConditionalVocabulary", "Conditioned", "as_moments", "is_conditional"]

Given = tuple[Any, ...]


@dataclass(slots=True)
class Conditioned:
    """The conditional moments that stand in for variables: what each is of, and given what."""

    known: dict[Any, tuple[Any, Given]] = field(default_factory=dict)

    def mean(self, term: Any, given: Given) -> Any:
        """E[term | given]."""
        return Add(*(self._one(part, given) for part in Add.make_args(expand(term))))

    def variance(self, term: Any, given: Given) -> Any:
        """Var(term | given)."""
        return self.covariance(term, term, given)

    def covariance(self, first: Any, second: Any, given: Given) -> Any:
        """Cov(first, second | given)."""
        return self.mean(first * second, given) - self.mean(first, given) * self.mean(second, given)

    def _one(self, part: Any, given: Given) -> Any:
        """The conditional mean of a product."""
        outside = [f for f in Mul.make_args(part) if self._depends_on(f, given)]
        rest = Mul(*(f for f in Mul.make_args(part) if not self._depends_on(f, given)))
        if rest == 1:
            return Mul(*outside)
        if rest in self.known and set(given) <= set(self.known[rest][1]):
            return Mul(*outside) * self.mean(self.known[rest][0], given)
        name = RandomVariable(f"E[{text(rest)} | {', '.join(map(text, given))}]")
        self.known[name] = (rest, given)
        return Mul(*outside, name)

    def _depends_on(self, factor: Any, given: Given) -> bool:
        """Whether a factor is a function of what is given."""
        return all(
            cell in given or not is_random(cell) or (cell in self.known and set(self.known[cell][1]) <= set(given))
            for cell in cells(factor)
        )

    def reduced(self, term: Any, hypotheses: Sequence[Hypothesis]) -> Any:
        """The term with what is independent of the given replaced by its mean, and expectations taken."""
        for name, (of, given) in list(self.known.items()):
            if (meant := unfold(hypotheses, of)[0]) != of:  # a definition
                term = term.xreplace({name: self.mean(meant, given)})
        free = {m: E(of) for m, (of, given) in self.known.items() if self._independent(of, given, hypotheses)}
        return self._taken(term.xreplace(free))

    @staticmethod
    def _independent(of: Any, given: Given, hypotheses: Sequence[Hypothesis]) -> bool:
        return entails(tuple(hypotheses), Independent(tuple(sorted(cells(of), key=str)), given)) is not None

    def projections(self) -> list[Hypothesis]:
        """E[X E[X | Y]] = E[E[X | Y]^2] and E[E[X | Y]] = E[X], for comparisons."""
        pairs = [(m, of) for m, (of, _) in self.known.items()]
        return [Holds(Eq(E(of * m), E(m**2))) for m, of in pairs] + [Holds(Eq(E(m), E(of))) for m, of in pairs]

    def _taken(self, term: Any) -> Any:
        if not (set(subterms(term)) & set(self.known)):
            return term
        if isinstance(term, Var | Cov):
            return through_means(term, lambda part: self._taken(E(part)))
        if isinstance(term, E):
            return Add(*(self._expected(part) for part in Add.make_args(expand(term.args[0]))))
        return term.func(*map(self._taken, term.args)) if term.args else term

    def _expected(self, part: Any) -> Any:
        """E of a product in which conditional moments given one and the same thing may stand."""
        scale = Mul(*(f for f in Mul.make_args(part) if not is_random(f)))
        if scale != 1:
            return scale * self._expected(Mul(*(f for f in Mul.make_args(part) if is_random(f))))
        factors = [(f.base, int(f.exp)) if isinstance(f, Pow) and f.exp.is_Integer and f.exp > 0 else (f, 1)
                   for f in Mul.make_args(part)]  # fmt: skip
        held = [(f, n) for f, n in factors if f in self.known]
        givens = {self.known[f][1] for f, _ in held}
        if len(givens) != 1 or any(set(subterms(f)) & set(self.known) for f, _ in factors if f not in self.known):
            return E(part)
        given = givens.pop()
        rest = Mul(*(f**n for f, n in factors if f not in self.known))
        inner = self.mean(rest, given)  # one product: what depends on the given, times at most one conditional moment
        beside = [f for f in Mul.make_args(inner) if f in self.known]
        if not beside and sum(n for _, n in held) == 1:
            return E(self.known[held[0][0]][0] * inner)
        return E(Mul(*(f**n for f, n in held)) * inner)


def as_moments(hypotheses: Sequence[Hypothesis], sides: Sequence[Any], known: Any) -> tuple[Any, ...] | None:
    """Hypotheses and sides given one value of what is given: conditional moments are the moments of a law, and what is
    given is a constant. What is stated of laws and independence need not hold of that law; None where other moments
    stand beside them.

    >>> from derivations.terms import random_variables
    >>> x, y = random_variables("x y")
    >>> given = Conditioned()
    >>> as_moments((), (given.mean(x, (y,)) * y, given.mean(x**2, (y,))), given.known)
    ((), y*E(x), E(x**2))
    """
    names = {part for side in sides for part in subterms(side) if part in known}
    givens = {known[name][1] for name in names}
    heads = any(isinstance(part, Head) for side in sides for part in subterms(side))
    if len(givens) != 1 or heads:
        return None
    fixed = {cell: Symbol(text(cell), real=True) for cell in givens.pop()}
    of = {name: known[name][0].xreplace(fixed) for name in names}
    if any(part in known for term in of.values() for part in subterms(term)):
        return None
    orders = tuple(h for h in hypotheses if is_order(h) and not h.free_symbols & fixed.keys())
    return (orders, *(side.xreplace({name: E(term) for name, term in of.items()} | fixed) for side in sides))


class ConditionalVocabulary(Vocabulary):
    """A vocabulary that reads E[X | Y], Var(X | Y) and Cov(X, Z | Y) and keeps what they stand for in `conditioned`."""

    __slots__ = ("conditioned",)

    def _head(self, node: tree.Head) -> Any:
        if not node.given or is_event(node):
            return super()._head(node)
        given = tuple(sorted((self.term(g) for g in node.given), key=str))
        if not all(isinstance(g, RandomVariable | Element) and is_random(g) for g in given):
            raise NoMeaning("conditional moments: given must be random variables", node)
        if not hasattr(self, "conditioned"):
            self.conditioned = Conditioned()
        arguments = [self.term(argument) for argument in node.args]
        match node.kind, arguments:
            case "E", [term]:
                return self.conditioned.mean(term, given)
            case "Var", [term]:
                return self.conditioned.variance(term, given)
            case "Cov", [first, second]:
                return self.conditioned.covariance(first, second, given)
        raise NoMeaning("conditional moments: only E, Var and Cov are covered", node)

    def reduced(self, side: Any, hypotheses: Sequence[Hypothesis]) -> tuple[Any, bool]:
        """A side by the rules of conditional moments, and whether any of them is left."""
        if not hasattr(self, "conditioned"):
            return side, False
        found = self.conditioned.reduced(side, hypotheses)
        return found, bool(set(subterms(found)) & set(self.conditioned.known))


def is_conditional(node: tree.Node) -> bool:
    """Whether a conditional moment stands in it."""
    return any(isinstance(part, tree.Head) and part.given and not is_event(part) for part in tree.walk(node))
