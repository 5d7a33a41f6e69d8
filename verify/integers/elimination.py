"""A claim about integers as polynomial relations: counts, extremes, floors and sums replaced by what determines them.

A floor q of e/s is the q with s q <= e < s q + s; the number of t >= 0 for which a condition holds that is lost for
good once it is lost is the o for which it holds at o - 1 (unless o = 0) and not at o; and so on. What makes such a
number exist and be the only one (s > 0, that the condition is lost for good, ...) is an obligation, to be proved first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mod,
    Mul,
    Not,
    Or,
    Pow,
    Rational,
    Symbol,
    ceiling,
    expand,
    floor,
    fraction,
    oo,
    together,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from derivations.substitution import in_domain
from derivations.terms import Count, Element, Indicator, Largest, Product, Smallest, Sum, free_symbols, subterms
from verify.integers.hints import Quotient
from verify.integers.integer_claims import Naming, arguments, owner

__all__ = ["Elimination", "UnreadableError"]

UNROLLED = 8  # terms of a sum
DEEP = 60  # names unfolded inside each other

Prove = Callable[[list[Any], Any], bool]


class UnreadableError(Exception):
    """The term is outside what can be put to a solver; says why."""


@dataclass(slots=True)
class Elimination:
    """Replaces terms by polynomials in symbols; `facts` says what those symbols are.

    `prove(facts, goal)` decides the obligations. `determined` gives, for each symbol that a condition determines, the
    condition as a function of it.
    """

    namings: tuple[Naming, ...]
    prove: Prove
    facts: list[Any] = field(default_factory=list)
    determined: dict[Symbol, Callable[[Any], Any]] = field(default_factory=dict)
    made: dict[Any, Symbol] = field(default_factory=dict)
    quotients: dict[Symbol, Quotient] = field(default_factory=dict)
    bound: list[Symbol] = field(default_factory=list)
    depth: int = 0

    def relation(self, relation: Any) -> Any:
        """A relation or a combination of relations."""
        if isinstance(relation, BooleanTrue | BooleanFalse):
            return relation
        if isinstance(relation, Relational):
            return relation.func(*(self.term(side) for side in relation.args), evaluate=False)  # sympy would take long
        return _unreadable(relation)

    def term(self, term: Any) -> Any:
        """The term as a polynomial."""
        if isinstance(term, Rational | Symbol):
            return term
        if isinstance(term, Element | AppliedUndef):
            return self._name(term)
        if isinstance(term, Add | Mul):
            return self._sum_or_product(term)
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, floor):
            return self._floor(term.args[0])
        if isinstance(term, ceiling):
            return -self._floor(-term.args[0])
        if isinstance(term, Mod):
            value, divisor = term.args
            return self.term(value) - self.term(divisor) * self._floor(value / divisor)
        if isinstance(term, Max | Min | Abs):
            return self._one_of(term)
        if isinstance(term, Indicator):
            holds = self.relation(term.args[0])
            return self._fresh(term, lambda z: Or(And(holds, Eq(z, 1)), And(Not(holds), Eq(z, 0))))
        if isinstance(term, Largest | Smallest):
            return self._extreme(term)
        if isinstance(term, Count):
            return self._count(term)
        if isinstance(term, Sum | Product):
            return self._accumulated(term)
        return _unreadable(term)

    # ---- names --------------------------------------------------------------------------------------------------

    def _name(self, term: Any) -> Any:
        """What the hypotheses say the name stands for, or a symbol."""
        for naming in self.namings:
            if owner(naming.name) != owner(term):
                continue
            found = naming.match(arguments(term))
            if found is not None and all(in_domain(symbol, value) for symbol, value in found.items()):
                self.depth += 1
                if self.depth > DEEP:
                    raise UnreadableError(f"{term} is defined by itself")
                value = self.term(naming.term.xreplace(found))
                self.depth -= 1
                return value
        whole = isinstance(term, Element) and term.family.kind in {"positive", "natural"}
        least = {"positive": 1, "natural": 0}.get(term.family.kind) if whole else None
        return self._fresh(term, *([] if least is None else [lambda x: x >= least]), integer=whole, unique=False)

    def _fresh(self, key: Any, *determined_by: Callable[[Any], Any], integer: bool = True, unique: bool = True) -> Any:
        """The symbol for a term; under a binder, the term must not depend on what is bound."""
        if caught := free_symbols(key) & set(self.bound):
            raise UnreadableError(f"{key} depends on {', '.join(map(str, caught))}, which is bound")
        if key not in self.made:
            symbol = Symbol(f"_{len(self.made)}", **({"integer": True} if integer else {"real": True}))
            self.made[key] = symbol
            self.facts += [says(symbol) for says in determined_by]
            if unique:
                (self.determined[symbol],) = determined_by
        return self.made[key]

    # ---- arithmetic ---------------------------------------------------------------------------------------------

    def _sum_or_product(self, term: Any) -> Any:
        if isinstance(term, Mul):
            top, bottom = fraction(term)
            if not isinstance(bottom, Integer):
                return self._ratio(top, bottom)
        return term.func(*map(self.term, term.args))

    def _power(self, term: Any) -> Any:
        base, exponent = term.args
        if isinstance(exponent, Integer) and exponent > 0:
            return self.term(base) ** exponent
        if isinstance(exponent, Integer):
            return self._ratio(Integer(1), base**-exponent)
        return _unreadable(term)

    def _ratio(self, top: Any, bottom: Any) -> Any:
        top, bottom = self.term(top), self.term(bottom)
        self._oblige(Or(bottom > 0, bottom < 0), f"{bottom} is not 0")
        return self._fresh(top / bottom, lambda x: Eq(x * bottom, top), integer=False)

    def _floor(self, inside: Any) -> Any:
        top, bottom = (self.term(part) for part in fraction(together(inside)))
        if bottom == 1 and _whole(top):
            return top
        self._oblige(bottom > 0, f"{bottom} > 0 below a floor")

        def determined(q: Any) -> Any:
            below, above = Le(bottom * q, top, evaluate=False), Lt(top, bottom * q + bottom, evaluate=False)
            return And(below, above, evaluate=False)

        value = self._fresh(floor(top / bottom), determined)
        self.quotients[value] = Quotient(value, top, bottom)
        return value

    def _one_of(self, term: Any) -> Any:
        """Max, Min, Abs."""
        parts = [self.term(a) for a in term.args]
        key = term.func(*parts)
        parts = [parts[0], -parts[0]] if isinstance(term, Abs) else parts

        def determined(m: Any) -> Any:
            beyond = [m <= part if isinstance(term, Min) else m >= part for part in parts]
            return And(*beyond, Or(*(Eq(m, part) for part in parts)))

        return self._fresh(key, determined, integer=all(map(_whole, parts)))

    # ---- binders ------------------------------------------------------------------------------------------------

    def _extreme(self, term: Any) -> Any:
        """The body at one of the ends of the range, after a proof that no value between is larger (smaller)."""
        body, (index, low, high) = term.args
        t = Symbol(f"_t{len(self.bound)}", integer=True)
        first, last = self.term(low), self.term(high)
        self._oblige(last >= first, f"{low}..{high} is not empty")
        self.bound.append(t)
        moving = self.term(body.xreplace({index: t}))
        self.bound.pop()
        inside = [t >= first, t <= last]
        for end in (last, first) if isinstance(term, Largest) else (first, last):
            value = expand(moving.xreplace({t: end}))
            if self.prove([*self.facts, *inside], moving <= value if isinstance(term, Largest) else moving >= value):
                return value
        raise UnreadableError(f"no end of the range {low}..{high} is known to give the extreme of {body}")

    def _count(self, term: Any) -> Any:
        """The o at which a condition that is lost for good is lost."""
        condition, (index, low, high) = term.args
        t = Symbol(f"_t{len(self.bound)}", integer=True)
        first = self.term(low)
        self.bound.append(t)
        holds = self.relation(condition.xreplace({index: t}))
        self.bound.pop()

        def at(place: Any) -> Any:
            return holds.func(*(side.xreplace({t: place}) for side in holds.args), evaluate=False)

        inside = [t >= first]
        if high is not oo:
            last = self.term(high)
            self._oblige(last >= first - 1, f"{low}..{high} is a range")
            inside.append(t + 1 <= last)
        lost_for_good = f"{condition} is lost for good once it is lost"
        self._oblige(Or(Not(at(t + 1)), at(t)), lost_for_good, *inside)
        if high is oo:
            room = _room(holds, t, first)
            self._oblige(t - first <= room, f"{condition} is lost at some {index}", t >= first, holds)
            return self._fresh(term, lambda o: And(o >= 0, Or(Eq(o, 0), at(first + o - 1)), Not(at(first + o))))
        size = last - first + 1
        return self._fresh(
            term,
            lambda o: And(
                o >= 0, o <= size, Or(Eq(o, 0), at(first + o - 1)), Or(Eq(o, size), Not(at(first + o))),
            ),
        )  # fmt: skip

    def _accumulated(self, term: Any) -> Any:
        """A sum or product: its last terms one by one, what is left of it a symbol (or a multiple, of a constant)."""
        body, (index, low, high), *outer = term.args
        if outer:
            return self._outer(term)
        first, last = expand(low), expand(high)
        count = expand(last - first + 1)
        join = Add if isinstance(term, Sum) else Mul
        if isinstance(count, Integer):
            if not 0 <= count <= UNROLLED:
                raise UnreadableError(f"{count} terms in {term}")
            return join(*(self.term(body.xreplace({index: first + n})) for n in range(int(count))))
        steps = count.as_coeff_Add()[0]
        steps = int(steps) if 0 < steps <= UNROLLED and (count - steps).is_nonnegative else 0
        self._oblige(self.term(count - steps) >= 0, f"{low}..{high} is a range")
        tail = [self.term(body.xreplace({index: last - n})) for n in range(steps)]
        return join(*tail, self._rest(term.func(body, (index, first, last - steps)), count - steps))

    def _rest(self, term: Any, count: Any) -> Any:
        body, (index, *_) = term.args
        if index not in free_symbols(body) and isinstance(term, Sum):
            return self.term(count) * self.term(body)
        parts = list(subterms(body))
        data = any(not part.is_integer for part in parts if part.is_Atom or isinstance(part, Element))
        if data or any(isinstance(part, Pow) and not part.exp.is_nonnegative for part in parts):
            raise UnreadableError(f"a sum over data or fractions: {term}")
        signs = [lambda x: x >= 1] if body.is_positive and isinstance(term, Product) else []
        return self._fresh(term, *signs, unique=False)

    def _outer(self, term: Any) -> Any:
        """Of several indices, the innermost first; only for what does not depend on the outer ones."""
        body, inner, *outer = term.args
        self.bound += [limit[0] for limit in outer]
        value = self.term(term.func(body, inner))
        del self.bound[-len(outer) :]
        return self._accumulated(term.func(value, *outer))

    def _oblige(self, goal: Any, what: str, *inside: Any) -> None:
        if not self.prove([*self.facts, *inside], goal):
            raise UnreadableError(f"not known: {what}")


def _room(holds: Any, t: Symbol, first: Any) -> Any:
    """How far a condition lhs <= rhs is from failing at the first place."""
    if not isinstance(holds, Relational) or isinstance(holds, Eq):
        raise UnreadableError(f"no end of {holds} is known")
    return expand((holds.gts - holds.lts).xreplace({t: first}))


def _whole(term: Any) -> bool:
    return bool(term.is_integer)


def _unreadable(term: Any) -> NoReturn:
    raise UnreadableError(f"{type(term).__name__}: {term}")
