"""Reading integrals, series, limits, derivatives, gamma functions and densities that are called by name."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

from sympy import Derivative, Dummy, Expr, Integral, Limit, Rational, Subs, Symbol, digamma, erfinv, gamma, oo

from derivations.reading.meaning.assumptions import LAWS as LAW_CLASSES
from derivations.reading.meaning.named_laws import law_of
from derivations.reading.meaning.terms import NoMeaning, Vocabulary
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Node, rebuild, ungroup, walk
from derivations.terms import is_random

__all__ = ["WideVocabulary", "is_wide"]

WIDE = (tree.Integral, tree.Limit, tree.Derivative, tree.Evaluated)
LARGEST_GAMMA = 150
LINE = Name("R", style="bb")
INVERSE = (tree.Neg(tree.Number(Fraction(1))),)


def is_wide(node: Node) -> bool:
    """Whether a side needs the wider vocabulary."""
    return any(
        isinstance(part, WIDE)
        or (isinstance(part, tree.Sum) and isinstance(part.upper, tree.Infinity))
        or (isinstance(part, tree.Call) and part.function.base in {"Gamma", "B", "psi"})
        or (isinstance(part, tree.Call) and part.function == Name("erf", label=INVERSE))
        or (isinstance(part, tree.Call) and part.separator == ";" and part.given != ())
        for part in walk(node)
    )


class WideVocabulary(Vocabulary):
    """A vocabulary that reads integrals, series, limits, derivatives, gamma functions and densities called by name."""

    __slots__ = ()

    def _made(self, node: Node) -> Any:
        match node:
            case tree.Infinity():
                return oo
            case tree.Integral(_, (variable,), _, _, domain) if domain in {None, LINE}:
                return self._integral(node, variable)
            case tree.Evaluated(body, tree.Relation((name, place), ("=",)), None):
                return Subs(self.term(body), self._bound(name), self.term(place))
            case tree.Evaluated(body, lower, upper) if lower is not None and upper is not None:
                return self._between(node, body, lower, upper)
            case tree.Limit(body, variable, target):
                return Limit(self.term(body), self._bound(variable), self.term(target))
            case tree.Derivative(body, variables, orders):
                names = [self.term(v) for v in variables]
                if not all(isinstance(n, Symbol) and not is_random(n) for n in names):
                    raise NoMeaning("a derivative by something that is no letter is outside what is covered", node)
                made = self.term(body)
                if not made.is_number and not made.free_symbols.intersection(names):
                    raise NoMeaning("nothing stated says how it depends on what it is differentiated by", node)
                return Derivative(made, *zip(names, orders, strict=True))
            case tree.Call(function, args, given) if function.base == "Gamma" and len(args) == 1 and not given:
                if function.primes:
                    t = Dummy("t", positive=True)
                    return self._gamma(args[0]) and gamma(t).diff(t, function.primes).xreplace({t: self.term(args[0])})
                return self._gamma(args[0])
            case tree.Call(Name("erf", (), label), (argument,), ()) if label == INVERSE:
                return erfinv(self.term(argument))
            case tree.Call(Name("psi"), (argument,), ()):
                return digamma(self.term(argument))
            case tree.Call(Name("B"), (first, second), ()):
                return self._gamma(first) * self._gamma(second) / self._gamma(tree.Add((first, second), ("+", "+")))
            case tree.Call(function, args) if len(args) == 1 and node.separator and (made := self._density(node)):
                return made
            case _:
                return super()._made(node)

    def _integral(self, node: tree.Integral, variable: Node) -> Integral:
        """An integral; `d(g(t))` behind it is g'(t) dt, and the limits are those of t."""
        inside, body = ungroup(variable), node.body
        if isinstance(inside, Name) and self.role_of(inside) == "random" and not _stands_in_a_head(inside, body):
            letter = Name(f"{inside}*")  # the value that a variable takes, under the same name
            body = rebuild(body, lambda part: letter if part == inside else part)
            inside = letter
        function = self.term(body)
        if not isinstance(inside, Name):
            letters = {n for n in walk(inside) if isinstance(n, Name)}
            bound = [n for n in letters if (role := self.roles.of(n)) is not None and role.role == "bound"]
            if len(bound) != 1:
                raise NoMeaning("which letter the integral runs over is not clear", variable)
            function *= self.term(inside).diff(self._bound(bound[0]))
            inside = bound[0]
        name = self._bound(inside)
        if node.domain is not None:
            return Integral(function, (name, -oo, oo))
        if node.lower is None or node.upper is None:
            if node.lower is not node.upper:
                raise NoMeaning("an integral with one limit is outside what is covered", node)
            return Integral(function, name)
        return Integral(function, (name, self.term(node.lower), self.term(node.upper)))

    def _bound(self, variable: Node) -> Symbol:
        name = self.term(variable)
        if not isinstance(name, Symbol) or is_random(name):
            raise NoMeaning("the variable of an integral or a limit must be a letter of its own", variable)
        return name

    def _gamma(self, argument: Node) -> Expr:
        made = self.term(argument)
        if any(abs(number) > LARGEST_GAMMA for number in (made, *made.atoms(Rational)) if number.is_number):
            raise NoMeaning(f"a gamma function of a number above {LARGEST_GAMMA} is outside what is covered", argument)
        return gamma(made)

    def _between(self, node: Node, body: Node, lower: Node, upper: Node) -> Any:
        named = [end.sides[0] for end in (lower, upper) if isinstance(end, tree.Relation)]
        lower, upper = (end.sides[1] if isinstance(end, tree.Relation) else end for end in (lower, upper))
        function, ends = self.term(body), (self.term(lower), self.term(upper))
        letters = {n for n in walk(body) if isinstance(n, Name) and n in (named or [n])}
        bound = [n for n in letters if named or ((role := self.roles.of(n)) is not None and role.role == "bound")]
        if len(bound) != 1:
            raise NoMeaning("which letter the limits are for is not clear", node)
        t = self.term(bound[0])
        return Limit(function, t, ends[1]) - Limit(function, t, ends[0])

    def _density(self, node: tree.Call) -> Any:
        law = law_of(tree.Call(function=node.function, args=node.given))
        kind = LAW_CLASSES.get(law[0]) if law is not None else None
        if kind is None or law is None or len(law[1]) != len(fields(kind)):
            return None
        made = kind(*(self.term(part) for part in law[1]))
        point = self.term(node.args[0])
        return made.density(point) if made.density(point) is not None else made.probability(point)


def _stands_in_a_head(name: Name, body: Node) -> bool:
    return any(isinstance(part, tree.Head) and name in set(walk(part)) for part in walk(body))
