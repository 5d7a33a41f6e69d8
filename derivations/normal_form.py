"""The moment normal form: the decision procedure behind `algebra` and the chain checker.

The fragment, as a grammar:

    value  ::= rational | constant | E(random) | Var(random) | Cov(random, random) | P(y = 0) | value (+ - * /) value
             | value ** integer | sqrt(value) | sum over an index of value
    random ::= variable | family member | value | random (+ - *) random | random ** natural | random / value
             | |y| | sign(y) | step(y) | max(0, y) | leaky(y, value) | phi(y) | sum over an index of random

where y is a random term that one variable carries (or any term, of which then only symmetry is used) and phi is a
function of which nothing but oddness is known. Expand, factor each E over the mutually independent blocks, split sums
by the patterns of equal indices, and write every joint moment of a block as a symbol: the attainable moment vectors
have an interior, so two values are equal for all laws that satisfy the hypotheses exactly when their normal forms are.
Half-line functions enter through s = sign(y): |y| = y s, s^3 = s, y s^2 = y. Outside the fragment equality is still a
proof, and difference says nothing: `outside` then names what left it.

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

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    Add,
    Eq,
    Expr,
    Gt,
    Integer,
    Max,
    Min,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    cancel,
    factor_list,
    fraction,
    sign,
    sqrt,
    sympify,
)  # fmt: skip
from sympy.core.function import AppliedUndef

from derivations.entailment import Context, Support, blocks, entails, instances, surely_distinct, unfold
from derivations.errors import UserError
from derivations.hypotheses import (
    Definition,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    NoAtom,
    Symmetric,
)  # fmt: skip
from derivations.polynomial import Monomial, OutsideFragment, Polynomial
from derivations.terms import (
    Cov,
    E,
    Element,
    Head,
    P,
    RandomVariable,
    Var,
    bound_symbols,
    cells,
    is_random,
    leaky_relu,
    relu,
    renamed_apart,
    step,
    subterms,
)  # fmt: skip

__all__ = ["NormalForm", "minimal_support"]

MAX_POWER = 12
Ratio = tuple[Polynomial, Polynomial]
ONE = Polynomial.number(1)


class Held(Head):
    """A composite term kept whole because its sign occurs beside it."""


class NormalForm:
    """Reads terms under a fixed context; `used` collects the hypotheses that took part, `guards` the divisors."""

    def __init__(self, context: Context, *, distinct: Sequence[tuple[Expr, Expr]] = ()) -> None:
        self.context = tuple(context)
        self.distinct = {frozenset(pair) for pair in distinct}
        self.used: set[Hypothesis] = set()
        self.guards: set[Expr] = set()
        self.outside: list[str] = []
        self._solved: list[tuple[Expr, tuple[Symbol, ...], Polynomial, Hypothesis]] = []
        self._roots: dict[Expr, Polynomial] = {}
        self._needed: dict[Hypothesis, frozenset[Hypothesis]] = {}
        self._solve_equations()

    # ---- the questions ------------------------------------------------------------------------------------------

    def difference(self, left: Any, right: Any) -> Expr:
        """Left - right times both denominators, as an expression; 0 exactly when they are equal."""
        return self._difference(left, right).to_sympy()

    def equal(self, left: Any, right: Any) -> bool | None:
        """True or False where the fragment decides; None where they differ but something left the fragment."""
        if self._difference(left, right).is_zero:
            return True
        return None if self.outside else False

    def equal_support(self, left: Any, right: Any) -> Support | None:
        """A minimal set of hypotheses under which the two are equal, or None."""
        try:
            if not self._difference(left, right).is_zero:
                return None
        except OutsideFragment:
            return None
        return minimal_support(tuple(h for h in self.context if h in self.used), left, right, self.distinct)

    def value(self, term: Any) -> Expr:
        """The normal form of a value as an expression."""
        top, bottom = self.ratio(term)
        return top.canonical().to_sympy() / bottom.canonical().to_sympy()

    def _difference(self, left: Any, right: Any) -> Polynomial:
        (a, b), (c, d) = self.ratio(sympify(left)), self.ratio(sympify(right))
        return self._settled(a * d - c * b)

    def ratio(self, term: Any) -> Ratio:
        """Numerator and denominator of a value, in moments."""
        term, support = unfold(self.context, term)
        self.used |= support
        if is_random(term):
            top, bottom = self._read(term)
            return top, bottom
        return self._read(term)

    def _settled(self, polynomial: Polynomial) -> Polynomial:
        """Canonical, with squares of roots replaced, until nothing changes."""
        while True:
            polynomial = polynomial.canonical()
            lowered = polynomial.mapped(self._lowered_root)
            if lowered == polynomial:
                return polynomial
            polynomial = lowered

    # ---- reading terms ------------------------------------------------------------------------------------------

    def _read(self, term: Expr) -> Ratio:
        """Any term, random or not, as a ratio of polynomials; the denominator is never random."""
        if isinstance(term, Rational):
            return Polynomial.number(Fraction(int(term.p), int(term.q))), ONE
        if isinstance(term, Symbol | Element):
            return self._substituted(term, 1), ONE
        if isinstance(term, Add):
            return self._sum_of(term.args)
        if isinstance(term, Mul):
            top, bottom = ONE, ONE
            for argument in term.args:
                a, b = self._read(argument)
                top, bottom = top * a, bottom * b
            return top, bottom
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, E):
            return self._expectation(term.args[0])
        if isinstance(term, Var):
            return self._covariance(term.args[0], term.args[0])
        if isinstance(term, Cov):
            return self._covariance(*term.args)
        if isinstance(term, Sum):
            return self._sum_over(term)
        if isinstance(term, P):
            return self._probability(term)
        if isinstance(term, relu | leaky_relu | step | sign | Abs | Max | Min) and is_random(term):
            return self._half_line(term, 1), ONE
        return self._opaque(term), ONE

    def _sum_of(self, arguments: Sequence[Expr]) -> Ratio:
        top, bottom = Polynomial(), ONE
        for argument in arguments:
            a, b = self._read(argument)
            if b == bottom:
                top += a
            else:
                top, bottom = top * b + a * bottom, bottom * b
        return top, bottom

    def _power(self, term: Pow) -> Ratio:
        base, exponent = term.args
        if isinstance(exponent, Integer):
            if abs(int(exponent)) > MAX_POWER:
                raise OutsideFragment(f"exponent {exponent} is above {MAX_POWER}")
            if exponent > 0 and is_random(base) and isinstance(base, relu | leaky_relu | step | sign | Abs | Max | Min):
                return self._half_line(base, int(exponent)), ONE
            if exponent < 0 and is_random(base):
                return self._opaque(term), ONE
            top, bottom = self._read(base)
            if exponent > 0:
                return top.power(int(exponent)), bottom.power(int(exponent))
            return self._reciprocal(top, bottom, -int(exponent))
        if isinstance(exponent, Rational) and exponent.q == 2 and not is_random(base):
            top, bottom = self._root(base)
            times = abs(int(exponent.p))
            return (top.power(times), bottom.power(times)) if exponent > 0 else self._reciprocal(top, bottom, times)
        return self._opaque(term), ONE

    def _reciprocal(self, top: Polynomial, bottom: Polynomial, exponent: int) -> Ratio:
        top = self._settled(top)
        if top.is_zero:
            raise OutsideFragment("a division by something that is 0 under the hypotheses")
        self.guards.add(top.to_sympy())
        inverse = top.inverse()
        if inverse is not None:
            return (bottom * inverse).power(exponent), ONE
        return bottom.power(exponent), top.power(exponent)

    def _root(self, base: Expr) -> Ratio:
        """sqrt(base) with the squares taken out: sqrt(p/q) = sqrt(p q)/q, one generator for each irreducible factor."""
        top, bottom = self._read(base)
        numerator, denominator = fraction(cancel(self._settled(top).to_sympy() / self._settled(bottom).to_sympy()))
        if not (denominator.is_positive or self._is_variance(denominator)):
            self.outside.append(f"the root of {base}")
            return self._opaque(sqrt(base)), ONE
        number, factors = factor_list(numerator * denominator)
        if number.is_negative and factors:
            number, factors = -number, [(-factors[0][0], factors[0][1]), *factors[1:]]
        whole, surd = sqrt(number).as_coeff_Mul()
        result = self._read(whole)[0] * (self._surd(surd.base) if isinstance(surd, Pow) else ONE)
        unsigned: list[Expr] = []
        for factor, exponent in factors:
            if factor.is_nonnegative or self._is_variance(factor):
                result *= self._read(factor)[0].power(exponent // 2)
                result *= self._surd(factor) if exponent % 2 else ONE
            else:
                unsigned.append(factor**exponent)
        if unsigned:
            if any(isinstance(f, Pow) for f in unsigned):
                self.outside.append(f"the sign of {Mul(*unsigned)} under a root")
            result *= self._surd(Mul(*unsigned))
        return result, self._read(denominator)[0]

    def _surd(self, radicand: Expr) -> Polynomial:
        generator = Symbol(f"sqrt({radicand})", nonnegative=True)
        self._roots[generator] = self._settled(self._read(radicand)[0])
        return Polynomial.of(generator)

    def _lowered_root(self, generator: Expr, exponent: int) -> Polynomial | None:
        if generator not in self._roots or 0 <= exponent < 2:
            return None
        square, (half, rest) = self._roots[generator], divmod(exponent, 2)
        if half < 0:
            inverse = square.inverse()
            if inverse is None:
                return None
            return inverse.power(-half) * Polynomial.of(generator).power(rest)
        return square.power(half) * Polynomial.of(generator).power(rest)

    def _is_variance(self, term: Expr) -> bool:
        """E[x^2] - E[x]^2, up to a positive factor."""
        squares = [e for e in term.atoms(E) if isinstance(e.args[0], Pow) and e.args[0].exp == 2]
        return any(cancel(term / (e - E(e.args[0].base) ** 2)).is_positive for e in squares)

    def _sum_over(self, term: Sum) -> Ratio:
        free = {s for h in self.context for s in h.free_symbols}
        body, *limits = renamed_apart(term, free).args
        top, bottom = self._read(body)
        for index, low, high in limits:
            if any(index in g.free_symbols for g in bottom.generators):
                raise OutsideFragment(f"a denominator that depends on the summation index {index}")
            if isinstance(low, Integer) and isinstance(high, Integer) and 0 <= high - low < MAX_POWER:
                values = range(int(low), int(high) + 1)
                top = Polynomial.collect(
                    (m.identified(index, Integer(v)), c) for v in values for m, c in top.terms.items()
                )
            else:
                top = top.summed(index, low, high)
        return top.mapped(self._resubstituted), bottom

    def _probability(self, term: P) -> Ratio:
        event = term.args[0]
        if isinstance(event, Eq) and is_random(event.lhs) and event.rhs == 0:
            mass, bottom = self._expectation(sign(event.lhs) ** 2)
            return bottom - mass, bottom
        return self._opaque(term), ONE

    def _half_line(self, term: Expr, exponent: int) -> Polynomial:
        """|y|, sign(y), step(y), max(0, y), leaky(y, a) to a power, through y and s = sign(y)."""
        if isinstance(term, Max | Min):
            rest = [a for a in term.args if a != 0]
            if len(rest) != 1 or len(term.args) != 2:
                return self._opaque(Pow(term, exponent))
            if isinstance(term, Min):
                return self._half_line(relu(-rest[0]), exponent).scaled(Fraction((-1) ** exponent))
            term = relu(rest[0])
        scale, y = self._carrier(term.args[0])
        s = sign(y)
        flip = 1 if scale[0] > 0 else -1
        size = self._polynomial(abs(scale[0]) * scale[1])
        base = Polynomial.of(y) if isinstance(y, RandomVariable | Element) else Polynomial.of(Held(y))
        positive = (self._sign_power(s, 2) + Polynomial.of(s).scaled(Fraction(flip))).scaled(Fraction(1, 2))
        magnitude = (base * Polynomial.of(s) * size).power(exponent) if exponent % 2 else (base * size).power(exponent)
        if isinstance(term, sign):
            value = self._sign_power(s, exponent).scaled(Fraction(flip**exponent))
        elif isinstance(term, step):
            value = positive
        elif isinstance(term, Abs):
            value = magnitude
        elif isinstance(term, relu):
            value = magnitude * positive
        else:
            slope = self._polynomial(term.args[1]).power(exponent).scaled(Fraction((-1) ** exponent))
            negative = (self._sign_power(s, 2) - Polynomial.of(s).scaled(Fraction(flip))).scaled(Fraction(1, 2))
            value = magnitude * (positive + slope * negative)
        return self._reduced_signs(value)

    def _polynomial(self, term: Expr) -> Polynomial:
        top, bottom = self._read(term)
        if bottom != ONE:
            raise OutsideFragment(f"the denominator of {term} in a half-line function")
        return top

    @staticmethod
    def _sign_power(s: Expr, exponent: int) -> Polynomial:
        return Polynomial.of(s, 2 - exponent % 2)

    def _carrier(self, y: Expr) -> tuple[tuple[Rational, Expr], Expr]:
        """Y = number * positive constant * what carries the sign."""
        number, rest = y.as_coeff_Mul()
        positive = [f for f in Mul.make_args(rest) if not is_random(f) and f.is_positive]
        carrier = Mul(*(f for f in Mul.make_args(rest) if f not in positive))
        return (number, Mul(*positive)), carrier

    @staticmethod
    def _reduced_signs(polynomial: Polynomial) -> Polynomial:
        """s^3 = s and y s^2 = y."""

        def reduced(monomial: Monomial) -> Monomial:
            powers = dict(monomial.powers)
            for generator in [g for g in powers if isinstance(g, sign)]:
                y = generator.args[0]
                exponent = 2 - powers[generator] % 2
                if exponent == 2 and (powers.get(y, 0) > 0 or powers.get(Held(y), 0) > 0):
                    exponent = 0
                powers[generator] = exponent
            return Monomial(frozenset((g, e) for g, e in powers.items() if e), monomial.bounds)

        return Polynomial.collect((reduced(m), c) for m, c in polynomial.terms.items())

    def _opaque(self, term: Expr) -> Polynomial:
        """A generator that nothing is known about; only unknown functions, constants and P stay in the fragment."""
        known = isinstance(term, AppliedUndef | NumberSymbol | P | Held)
        if not known:
            self.outside.append(f"{type(term).__name__} in {term}")
        from derivations.entailment import odd_normal

        if isinstance(term, AppliedUndef):
            flipped = odd_normal(self.context, term)
            if flipped != term and isinstance(flipped, Mul):
                self.used.update(h for h in self.context if getattr(h, "function", None) == term.func)
                return -Polynomial.of(-flipped)
        return Polynomial.of(term)

    # ---- expectation --------------------------------------------------------------------------------------------

    def _covariance(self, first: Expr, second: Expr) -> Ratio:
        (a, b), (c, d) = self._read(first), self._read(second)
        joint, mean_a, mean_c = self._mean(a * c), self._mean(a), self._mean(c)
        return joint - mean_a * mean_c, b * d

    def _expectation(self, inner: Expr) -> Ratio:
        top, bottom = self._read(inner)
        return self._mean(top), bottom

    def _mean(self, polynomial: Polynomial) -> Polynomial:
        result = Polynomial()
        for monomial, coefficient in self._reduced_signs(polynomial).terms.items():
            for piece in self._patterns(monomial):
                result += piece.scaled(coefficient)
        return result

    def _patterns(self, monomial: Monomial) -> Iterator[Polynomial]:
        """E of one monomial: its bound indices fall together or apart in every possible way."""
        held = [g for g, _ in monomial.powers if isinstance(g, Held) and (sign(g.args[0]), 1) not in monomial.powers]
        if held:
            whole = Polynomial({monomial: Fraction(1)}).mapped(
                lambda g, e: self._read(g.args[0])[0].power(e) if g in held else None
            )
            yield self._mean(whole)
            return
        bounds = {b[0]: b for b in monomial.bounds}
        chance = [g for g, _ in monomial.powers if is_random(g)]
        random_bound = sorted({s for g in chance for s in g.free_symbols if s in bounds}, key=str)
        yield from self._assign(monomial, random_bound, [], bounds)

    def _assign(
        self, monomial: Monomial, todo: list[Symbol], apart: list[tuple[Expr, Symbol]], bounds: dict[Symbol, Any]
    ) -> Iterator[Polynomial]:
        if not todo:
            yield self._joined(self._factored(monomial, apart), apart)
            return
        index, *rest = todo
        peers = self._peers(monomial, index, rest)
        for peer in peers:
            if peer in bounds and bounds[peer][1:] != bounds[index][1:]:
                raise OutsideFragment(f"sums over different ranges, {bounds[peer][1:]} and {bounds[index][1:]}")
            if peer not in bounds and not self._runs_over_all(monomial, index, bounds):
                raise OutsideFragment(f"whether {peer} lies in the range {bounds[index][1:]} is not known")
            if any({a, b} == {peer, index} for a, b in apart):
                continue
            merged = [(a if a != index else peer, b if b != index else peer) for a, b in apart]
            if any(a == b for a, b in merged):
                continue
            together = self._reduced_signs(Polynomial({monomial.identified(index, peer): Fraction(1)}))
            for piece in together.terms:
                yield from self._assign(piece, rest, merged, bounds)
        yield from self._assign(monomial, rest, [*apart, *((peer, index) for peer in peers)], bounds)

    @staticmethod
    def _runs_over_all(monomial: Monomial, index: Symbol, bounds: dict[Symbol, Any]) -> bool:
        """Whether the sum runs over every member of each family it indexes, so that any other member is among them."""
        elements = {c for g, _ in monomial.powers for c in cells(g) if isinstance(c, Element)}
        sizes = {c.family.sizes[place] for c in elements for place, i in enumerate(c.indices) if i == index}
        return all(bounds[index][1:] == (S.One, size) for size in sizes)

    @staticmethod
    def _peers(monomial: Monomial, index: Symbol, undecided: list[Symbol]) -> list[Expr]:
        """The indices that stand where `index` stands, in the same family, and are decided already."""
        elements = {c for g, _ in monomial.powers for c in cells(g) if isinstance(c, Element)}
        slots = {(c.family, place) for c in elements for place, i in enumerate(c.indices) if i == index}
        found = {i for c in elements for place, i in enumerate(c.indices) if (c.family, place) in slots and i != index}
        if any(index in i.free_symbols and i != index for c in elements for i in c.indices):
            raise OutsideFragment(f"a shifted index: arithmetic on the summation index {index}")
        return sorted((i for i in found if i not in undecided), key=str)

    def _joined(self, value: Polynomial, apart: list[tuple[Expr, Symbol]]) -> Polynomial:
        """Turn sums over distinct indices into sums over all: sum_{j != k} = sum_{j, k} - sum_{j = k}."""
        if not apart:
            return value
        (first, index), *rest = apart
        everywhere = self._joined(value, rest)
        moved = [(first if a == index else a, first if b == index else b) for a, b in rest]
        if any(a == b for a, b in moved):
            return everywhere
        diagonal = Polynomial.collect((m.identified(index, first), c) for m, c in value.terms.items())
        return everywhere - self._joined(diagonal.mapped(self._resubstituted), moved)

    def _factored(self, monomial: Monomial, apart: list[tuple[Expr, Symbol]]) -> Polynomial:
        """The product over independent blocks of their joint moments."""
        pairs = {frozenset(p) for p in apart} | self.distinct
        chance = {g: e for g, e in monomial.powers if is_random(g)}
        fixed = frozenset((g, e) for g, e in monomial.powers if g not in chance)
        carried = {g: self._carried(g) for g in chance}
        everything = frozenset().union(*carried.values()) if carried else frozenset()

        def distinct(a: Element, b: Element) -> bool:
            apart_ = [frozenset(p) for p in zip(a.indices, b.indices, strict=True) if p[0] != p[1]]
            if any(p in pairs for p in apart_) or surely_distinct(a, b):
                return True
            raise OutsideFragment(f"whether {a} and {b} are the same is not known; say so with different numbers")

        split, support = blocks(self.context, everything, distinct)
        self.used |= support
        result = Polynomial({Monomial(fixed, monomial.bounds): Fraction(1)})
        groups: list[tuple[set[Any], dict[Expr, int]]] = [(set(b), {}) for b in split]
        for generator, exponent in chance.items():
            touched = [g for g in groups if g[0] & carried[generator]]
            for extra in touched[1:]:
                touched[0][0].update(extra[0])
                touched[0][1].update(extra[1])
                groups.remove(extra)
            touched[0][1][generator] = exponent
        for _, powers in groups:
            if powers:
                result *= self._moment(powers)
        return result

    def _carried(self, generator: Expr) -> frozenset[Any]:
        bound = {s for part in subterms(generator) for s in bound_symbols(part)}
        return frozenset(
            c.family if isinstance(c, Element) and any(i.free_symbols & bound for i in c.indices) else c
            for c in cells(generator)
        )

    def _moment(self, powers: dict[Expr, int]) -> Polynomial:
        """The joint moment of one block, reduced by symmetry, law, identical distribution and stated equations."""
        inner = Mul(*(Pow(g.args[0] if isinstance(g, Held) else g, e) for g, e in powers.items()))
        if self._vanishes(inner):
            return Polynomial()
        (first, *others) = set().union(*(self._carried(g) for g in powers))
        if not others:
            if isinstance(first, Element):
                support = entails(self.context, IdenticallyDistributed(first.family))
                if support is not None:
                    self.used |= support
                    inner = inner.xreplace({first: first.family[(S.One,) * len(first.indices)]})
            known = self._by_law(inner, first)
            if known is not None:
                return known
        if any(isinstance(g, sign) and not isinstance(g.args[0], RandomVariable | Element) for g in powers):
            self.outside.append(f"the sign of a sum in E[{inner}]")
        return self._substituted(E(inner), 1)

    def _vanishes(self, inner: Expr) -> bool:
        from derivations.entailment import odd_normal

        members = {c.family if isinstance(c, Element) else c for c in cells(inner)}
        if not any(entails(self.context, Symmetric(m)) is not None for m in members | cells(inner)):
            return False
        if odd_normal(self.context, inner) == 0:
            return True
        support = entails(self.context, Symmetric(inner))
        if support is not None:
            self.used |= support
        return support is not None

    def _by_law(self, inner: Expr, cell: Any) -> Polynomial | None:
        powers = inner.as_powers_dict()
        order, signs = int(powers.get(cell, 0)), int(powers.get(sign(cell), 0))
        for base in powers:
            if base not in (cell, sign(cell)):
                return None
        if order == 0 and signs == 2:
            support = entails(self.context, NoAtom(cell))
            if support is not None:
                self.used |= support
                return ONE
        original = next((h for h in self.context if isinstance(h, HasLaw) and self._stated_for(h, cell)), None)
        if original is None or not isinstance(original, HasLaw):
            return None
        if signs == 0:
            value = original.law.moment(order)
        elif order == 0 and signs == 2:
            mass = original.law.probability(S.Zero)
            value = None if mass is None or S.Zero not in original.law.support else 1 - mass
        elif signs == 1 and order % 2:
            value = original.law.absolute_moment(order)
        else:
            value = None
        if value is None:
            self.outside.append(f"E[{inner}] under {original}")
            return None
        self.used.add(original)
        top, bottom = self._read(value)
        inverse = ONE if bottom == ONE else bottom.inverse()
        return None if inverse is None else top * inverse

    @staticmethod
    def _stated_for(hypothesis: HasLaw, cell: Any) -> bool:
        return bool(hypothesis.term == cell or (isinstance(cell, Element) and hypothesis.term == cell.family))

    # ---- equations as hypotheses --------------------------------------------------------------------------------

    def _solve_equations(self) -> None:
        """Solve each stated equation, in triangular order, for a moment (or parameter) that occurs in it linearly."""
        for hypothesis in self.context:
            if not isinstance(hypothesis, Holds) or not isinstance(hypothesis.relation, Eq):
                continue
            before = set(self.used)
            relation = hypothesis.relation
            for side, other in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
                if isinstance(side, E | Var) and side.is_nonnegative and other.is_negative:
                    raise UserError(f"the hypothesis {hypothesis} asks {side} = {other}, and no law has that")
            gap = self._difference(relation.lhs, relation.rhs)
            pivot = None if gap.as_number() is not None else self._pivot(gap)
            needed, self.used = self.used - before, before
            if gap.is_zero:
                continue
            if gap.as_number() is not None:
                raise UserError(f"the hypotheses contradict each other at {hypothesis}")
            if pivot is None:
                self.outside.append(f"the hypothesis {hypothesis}, which does not solve for a moment")
                continue
            generator, monomial, coefficient = pivot
            rest = Polynomial({m: c for m, c in gap.terms.items() if m != monomial})
            cofactor = Polynomial({Monomial(frozenset(p for p in monomial.powers if p[0] != generator)): coefficient})
            inverse = cofactor.inverse()
            assert inverse is not None
            value = (-rest * inverse).canonical()
            self._solved.append((generator, hypothesis.forall, value, hypothesis))
            self._needed[hypothesis] = frozenset(needed)

    def _pivot(self, gap: Polynomial) -> tuple[Expr, Monomial, Fraction] | None:
        """A generator that occurs once, linearly, beside factors that cannot be 0; moments of high order first."""
        found = []
        for monomial, coefficient in gap.terms.items():
            if monomial.bounds:
                continue
            for generator, exponent in monomial.powers:
                elsewhere = any(generator in {g for g, _ in m.powers} for m in gap.terms if m != monomial)
                beside = all(self._nonzero(g) for g, _ in monomial.powers if g != generator)
                if exponent == 1 and beside and not elsewhere and isinstance(generator, E | Symbol):
                    order = len(str(generator.args[0])) if isinstance(generator, E) else 0
                    found.append((isinstance(generator, E), order, str(generator), generator, monomial, coefficient))
        return max(found, key=lambda f: f[:3])[3:] if found else None

    def _nonzero(self, generator: Expr) -> bool:
        """Whether a generator cannot be 0: by its assumptions, or because a hypothesis says that it is positive."""
        if generator.is_nonzero:
            return True
        for hypothesis in self.context:
            if isinstance(hypothesis, Holds) and isinstance(hypothesis.relation, Gt) and hypothesis.relation.lts == 0:
                positive = self._settled(self._read(hypothesis.relation.gts)[0])
                factors = {g for m in positive.terms for g, _ in m.powers} if len(positive.terms) == 1 else set()
                inner = generator.args[0] if isinstance(generator, E) else None
                square = isinstance(inner, Pow) and inner.exp == 2 and Var(inner.base) == hypothesis.relation.gts
                if generator in factors or square:
                    self.used.add(hypothesis)
                    return True
        return False

    def _substituted(self, generator: Expr, exponent: int) -> Polynomial:
        """The generator, or what a stated equation says it is."""
        for pivot, forall, value, hypothesis in self._solved:
            mapping = self._matched(pivot, forall, generator)
            if mapping is not None:
                self.used |= {hypothesis} | self._needed.get(hypothesis, frozenset())
                if not mapping:
                    return value.power(exponent)
                new = Polynomial.collect(
                    (Monomial(frozenset((g.xreplace(mapping), e) for g, e in m.powers), m.bounds), c)
                    for m, c in value.terms.items()
                )
                return new.power(exponent)
        return Polynomial.of(generator, exponent)

    def _resubstituted(self, generator: Expr, exponent: int) -> Polynomial | None:
        """After indices fell together, joint moments may reduce further."""
        if isinstance(generator, E) and exponent > 0:
            return self._moment(dict(self._powers_of(generator.args[0]))).power(exponent)
        return None

    @staticmethod
    def _powers_of(inner: Expr) -> Iterator[tuple[Expr, int]]:
        for base, exponent in inner.as_powers_dict().items():
            yield base, int(exponent)

    @staticmethod
    def _matched(pivot: Expr, forall: tuple[Symbol, ...], generator: Expr) -> dict[Any, Any] | None:
        if pivot == generator:
            return {}
        if not forall or type(pivot) is not type(generator):
            return None
        for made in instances(Definition(pivot, pivot, forall=forall), generator):
            if isinstance(made, Definition) and made.name == generator:
                return _indices(pivot, generator, forall)
        return None


def _indices(pattern: Expr, found: Expr, forall: tuple[Symbol, ...]) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    elements = [[c for c in subterms(term) if isinstance(c, Element)] for term in (pattern, found)]
    for a, b in zip(*elements, strict=True):
        mapping.update({i: k for i, k in zip(a.indices, b.indices, strict=True) if i in forall})
    return mapping


def minimal_support(context: Context, left: Any, right: Any, distinct: Any = ()) -> Support:
    """Drop hypotheses one at a time while the two sides stay equal; `context` must make them equal."""
    kept = list(context)
    for hypothesis in list(kept):
        fewer = [h for h in kept if h != hypothesis]
        form = NormalForm(fewer, distinct=tuple(tuple(p) for p in distinct))
        try:
            if form._difference(left, right).is_zero:  # noqa: SLF001
                kept = fewer
        except OutsideFragment:
            continue
    return frozenset(kept)
