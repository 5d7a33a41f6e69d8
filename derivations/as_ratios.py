"""Terms as ratios of polynomials in moments: how the moment normal form is read. Trusted.

A reader expands, takes means block by block, applies the stated equations until nothing changes, and keeps what was
divided by. What is no polynomial becomes a generator of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    Add,
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    sign,
)  # fmt: skip
from sympy.core.function import AppliedUndef

from derivations.claims import KernelError
from derivations.entailment import Context, entails, follows, odd_normal, unfold
from derivations.equations import Equations
from derivations.facts import Facts
from derivations.few_values import among_points
from derivations.hypotheses import Hypothesis, Odd
from derivations.logistic import logistic, without_odds
from derivations.means import Means
from derivations.polynomial import DividesByZero, Monomial, OutsideFragment, Polynomial, fresh_index
from derivations.roots import Roots
from derivations.signs import Held, half_line, reduced, with_sign
from derivations.substitution import refuse_place
from derivations.terms import (
    Cov,
    E,
    Element,
    Indicator,
    P,
    Partial,
    Var,
    as_term,
    canonical_bound,
    is_random,
    leaky_relu,
    relu,
    renamed_apart,
    replace_free,
    step,
)  # fmt: skip

__all__ = ["Reader"]

MAX_POWER = 12
MAX_ROUNDS = 50
Ratio = tuple[Polynomial, Polynomial]
ONE = Polynomial.number(1)
BENT = (relu, leaky_relu, step, sign, Abs, Max, Min, Indicator)
HALF_LINES = {relu: "relu", leaky_relu: "leaky", step: "step", sign: "sign", Abs: "Abs"}


class Reader:
    """Reads terms under a fixed context; `used` collects the hypotheses that took part, `guards` the divisors."""

    def __init__(self, context: Context, *, distinct: Sequence[tuple[Expr, Expr]] = (), folded: bool = True) -> None:
        self._facts = Facts(context, distinct)
        self._held = self._facts.folded() if folded else frozenset()
        self._equations = Equations(self._facts)
        self._means = Means(self._facts, self._plain, self._known)
        self._free = {s for h in self.context for s in h.free_symbols}
        self._roots = Roots(self._facts, self._read, self._plain, self._settled, self._half_line)
        self._equations.solve(self._difference, self._settled, self._plain)
        self._facts.forget()  # what was read before all equations were solved
        self._limits = list(self.outside)

    @property
    def context(self) -> tuple[Hypothesis, ...]:
        """The hypotheses."""
        return self._facts.context

    @property
    def used(self) -> set[Hypothesis]:
        """The hypotheses that took part so far."""
        return self._facts.used

    @property
    def guards(self) -> set[Expr]:
        """What was divided by."""
        return self._facts.guards

    @property
    def outside(self) -> list[str]:
        """Why the last difference, if it was not 0, says nothing."""
        return self._facts.outside

    def ratio(self, term: Any) -> Ratio:
        """Numerator and denominator of a term, in moments."""
        term, support = unfold([h for h in self.context if h not in self._held], as_term(term))
        self._facts.used |= support
        return self._read(term)

    def _difference(self, left: Any, right: Any) -> Polynomial:
        (a, b), (c, d) = self.ratio(left), self.ratio(right)
        return self._cleared(self._settled(a * d - c * b))

    # ---- settling -----------------------------------------------------------------------------------------------

    def _settled(self, polynomial: Polynomial) -> Polynomial:
        """Canonical, with equations applied and squares of roots replaced, until nothing changes."""
        if any(isinstance(g, sign | Held) for g in polynomial.generators):
            polynomial = self._means.opened(reduced(polynomial, self._facts))
        for _ in range(MAX_ROUNDS):
            before = polynomial.canonical()
            polynomial = before.mapped(self._lowered) if self._roots or self._equations.any else before
            if polynomial == before:
                return polynomial
        raise OutsideFragment("the stated equations lead in a circle")

    def _lowered(self, generator: Expr, exponent: int) -> Polynomial | None:
        if generator in self._roots:
            return self._roots.lowered(generator, exponent)
        return self._equations.known(generator, exponent) if isinstance(generator, E | Symbol | Element) else None

    def _cleared(self, polynomial: Polynomial) -> Polynomial:
        """Multiply by what generators of the form 1/p divide by."""
        for inverse in [g for g in polynomial.generators if isinstance(g, Pow) and g.exp == -1]:
            if any((inverse, 1) not in m.powers and inverse in dict(m.powers) for m in polynomial.terms):
                return self._undecided(polynomial, inverse)
            if any(m.bounds and {b[0] for b in m.bounds} & inverse.free_symbols for m in polynomial.terms):
                return self._undecided(polynomial, inverse)
            divisor = self._read(inverse.base)[0]
            polynomial = self._settled(Polynomial.collect(
                item for m, c in polynomial.terms.items() for item in self._times(m, c, inverse, divisor)
            ))  # fmt: skip
        return polynomial

    @staticmethod
    def _times(monomial: Monomial, coefficient: Fraction, inverse: Expr, divisor: Polynomial) -> Any:
        held = (inverse, 1) in monomial.powers
        rest = Polynomial({Monomial(monomial.powers - {(inverse, 1)}, monomial.bounds): coefficient})
        return (rest if held else rest * divisor).terms.items()

    def _undecided(self, polynomial: Polynomial, inverse: Expr) -> Polynomial:
        self._facts.declines(f"the division by {1 / inverse}")
        return polynomial

    def _known(self, generator: Expr) -> Polynomial:
        found = self._equations.known(generator)
        return Polynomial.of(generator) if found is None else found

    # ---- reading terms ------------------------------------------------------------------------------------------

    def _plain(self, term: Expr) -> Polynomial:
        """A term as a polynomial; a divisor of several terms becomes a generator 1/p."""
        top, bottom = self._read(term)
        inverse = bottom.inverse()
        if inverse is None:
            inverse = Polynomial.of(Pow(canonical_bound(bottom.to_sympy()), -1))
        return top * inverse

    def _read(self, term: Expr) -> Ratio:
        """Any term, random or not, as a ratio of polynomials; the denominator is never random."""
        if isinstance(term, Rational):
            return Polynomial.number(Fraction(int(term.p), int(term.q))), ONE
        if isinstance(term, Symbol | Element):
            return self._known(term), ONE
        if isinstance(term, Add):
            return self._sum_of(term.args)
        if isinstance(term, Mul):
            top, bottom = ONE, ONE
            factors = without_odds(term)
            bent = any(isinstance(factor.as_base_exp()[0], BENT) for factor in factors)
            for argument in factors:
                a, b = self._held_whole(argument) if bent else self._read(argument)
                top, bottom = top * a, bottom * b
            return top, bottom
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, E | Var | Cov):
            return self._facts.remembered(term, self._read_head)
        if isinstance(term, Sum):
            return self._sum_over(term)
        if isinstance(term, Product):
            return self._product_over(term)
        if isinstance(term, P | Indicator):
            return self._event(term), ONE
        if isinstance(term, relu | leaky_relu | step | sign | Abs | Max | Min):
            return self._half_line(term, 1), ONE
        return self._opaque(term), ONE

    def _held_whole(self, factor: Expr) -> Ratio:
        """A power of a sum beside what may be its sign; sums that are held beside none are opened later."""
        base, exponent = factor.as_base_exp()
        if not isinstance(base, Add | Sum) or not is_random(base) or not (exponent.is_Integer and exponent > 0):
            return self._read(factor)
        value, _ = with_sign(self._settled(self._plain(base)))
        return value.power(int(exponent)), ONE

    def _sum_of(self, arguments: Sequence[Expr]) -> Ratio:
        top, bottom = Polynomial(), ONE
        for argument in arguments:
            a, b = self._read(argument)
            if b == bottom:
                top += a
            else:
                top, bottom = top * b + a * bottom, bottom * b
        return top, bottom

    def _read_head(self, term: E | Var | Cov) -> Ratio:
        if isinstance(term, E):
            top, bottom = self._read(term.args[0])
            return self._means.mean(top), bottom
        return self._covariance(term.args[0], term.args[-1])

    def _covariance(self, first: Expr, second: Expr) -> Ratio:
        (a, b), (c, d) = self._read(first), self._read(second)
        mean = self._means.mean
        return mean(a * c) - mean(a) * mean(c), b * d

    def _power(self, term: Pow) -> Ratio:
        base, exponent = term.args
        if isinstance(exponent, Integer):
            if abs(int(exponent)) > MAX_POWER:
                raise OutsideFragment(f"exponent {exponent} is above {MAX_POWER}")
            if exponent > 0 and isinstance(base, relu | leaky_relu | step | sign | Abs | Max | Min):
                return self._half_line(base, int(exponent)), ONE
            if exponent < 0 and is_random(base):
                half = logistic(base)
                return (self._opaque(term) if half is None else self._plain(half**-exponent)), ONE
            top, bottom = self._read(base)
            times = int(exponent)
            if times < 0:
                return self._reciprocal(base, (top, bottom), -times)
            return top.power(times), bottom.power(times)
        if isinstance(exponent, Rational) and exponent.q == 2 and not is_random(base):
            top, bottom = self._roots.of(base)
            times = abs(int(exponent.p))
            if exponent < 0:
                return self._reciprocal(base, (top, bottom), times)
            return top.power(times), bottom.power(times)
        return self._opaque(term), ONE

    def _reciprocal(self, base: Expr, ratio: Ratio, exponent: int) -> Ratio:
        top, bottom = self._settled(ratio[0]), ratio[1]
        if top.is_zero:
            from derivations.notation import text

            raise DividesByZero(f"undefined: it divides by {text(base)}, which is 0 under the hypotheses")
        self.guards.add(top.to_sympy())
        inverse = top.inverse()
        if inverse is not None and not any(g in self._roots for g in top.generators):
            return (bottom * inverse).power(exponent), ONE
        return bottom.power(exponent), top.power(exponent)

    def _sum_over(self, term: Sum) -> Ratio:
        term = renamed_apart(term, self._free)
        try:
            refuse_place(term, ())
        except KernelError as reason:
            raise OutsideFragment(str(reason)) from reason
        body, *limits = term.args
        indices = {index: fresh_index(low) for index, low, _ in limits}
        with self._means.within_sums(indices.values()):
            total = self._plain(body.xreplace(indices))
        for index, low, high in (tuple(part.xreplace(indices) for part in limit) for limit in limits):
            if is_random(low) or is_random(high) or not (low.is_integer and high.is_integer):
                raise OutsideFragment(f"a sum from {low} to {high}")
            if isinstance(high - low, Integer) and high - low < MAX_POWER:
                if high < low - 1:
                    raise OutsideFragment(f"a sum from {low} down to {high}")
                values = range(int(high - low) + 1)
                terms = total.terms.items()
                total = Polynomial.collect((m.identified(index, low + v), c) for v in values for m, c in terms)
                total = total.mapped(self._with_numbers)
            else:
                if not self._facts.uses(follows(self.context, high >= low - 1)):
                    raise OutsideFragment(f"a sum from {low} to {high}, which may be empty by more than one")
                total = total.summed(index, low, high)
        return self._means.bound(total), ONE

    def _with_numbers(self, generator: Expr, exponent: int) -> Polynomial | None:
        """What was an index, or made of one, and is a value by now."""
        if isinstance(generator, Rational):
            return Polynomial.number(Fraction(int(generator.p), int(generator.q)) ** exponent)
        return self._plain(generator).power(exponent) if isinstance(generator, Add) and exponent > 0 else None

    def _product_over(self, term: Product) -> Ratio:
        """A product of few factors, written out."""
        body, *limits = term.args
        index, low, high = limits[0]
        if len(limits) > 1 or not isinstance(high - low, Integer) or not 0 <= high - low < MAX_POWER:
            return self._opaque(term), ONE
        return self._read(Mul(*(replace_free(body, {index: low + k}) for k in range(int(high - low) + 1))))

    # ---- half-line functions and events ---------------------------------------------------------------------------

    def _half_line(self, term: Expr, exponent: int) -> Polynomial:
        """|y|, sign(y), step(y), max(0, y), leaky(y, a) to a power, through y and s = sign(y)."""
        if isinstance(term, Max | Min):
            rest = [a for a in term.args if a != 0]
            if len(rest) != 1 or len(term.args) != 2:
                return self._opaque(Pow(term, exponent))
            if isinstance(term, Min):
                return self._half_line(relu(-rest[0]), exponent).scaled(Fraction((-1) ** exponent))
            term = relu(rest[0])
        value, signs = with_sign(self._settled(self._plain(term.args[0])))
        slope = self._plain(term.args[1]) if isinstance(term, leaky_relu) else ONE
        return reduced(half_line(HALF_LINES[type(term)], value, signs, exponent, slope), self._facts)

    def _event(self, term: Expr) -> Polynomial:
        """P(y > 0) = E[step(y)], P(y = 0) = 1 - E[sign(y)^2], and so on; an indicator is what E is taken of."""
        event = term.args[0]
        if not isinstance(event, Eq | Ne | Lt | Le | Gt | Ge) or not is_random(event):
            return self._opaque(term)
        y = event.lhs - event.rhs
        if (among := among_points(event, self._facts)) is not None:
            return self._means.mean(self._plain(among)) if isinstance(term, P) else self._plain(among)
        reading = {
            Ne: sign(y) ** 2, Gt: step(y), Lt: step(-y), Eq: 1 - sign(y) ** 2, Le: 1 - step(y), Ge: 1 - step(-y),
        }[type(event)]  # fmt: skip
        found = self._plain(as_term(reading))
        return self._means.mean(found) if isinstance(term, P) else found

    def _opaque(self, term: Expr) -> Polynomial:
        """A generator of which nothing is known; unknown functions, constants and derivatives stay in the fragment."""
        if isinstance(term, AppliedUndef):
            term = term.func(*(self._argument(argument) for argument in term.args))
            odd = entails(self.context, Odd(term.func))
            if odd is not None and len(term.args) == 1:
                flipped = odd_normal(self.context, term) if is_random(term) else term
                if term.args[0] == 0 or flipped != term:
                    self._facts.used |= odd
                if term.args[0] == 0:
                    return Polynomial()
                if flipped != term and isinstance(flipped, Mul):
                    return -Polynomial.of(-flipped)
        elif not isinstance(term, NumberSymbol | Held | Partial):
            from derivations.notation import text

            self._facts.declines(f"{text(term)} is no polynomial, and no rule here is about it")
        return Polynomial.of(term)

    def _argument(self, term: Expr) -> Expr:
        """The argument of an unknown function, written in one way."""
        top, bottom = self._read(term)
        if bottom != ONE:
            self._facts.declines(f"the argument {term} of a function")
            return term
        return canonical_bound(self._settled(top).to_sympy())
