"""Exact values in a world: enumeration of finite latents in rationals, moments of the continuous ones.

Shares no code with the moment normal form: heads are evaluated by what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import prod
from operator import add, mul
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Integer,
    Max,
    Min,
    Mul,
    Ne,
    Poly,
    PolynomialError,
    Pow,
    Rational,
    acos,
    asin,
    atan,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expand,
    floor,
    log,
    sign,
    sin,
    sinh,
    sympify,
    tan,
    tanh,
)
from sympy.core.relational import Relational

from derivations.laws import Finite
from derivations.terms import (
    Cov,
    E,
    Element,
    Indicator,
    P,
    RandomVariable,
    Var,
    is_random,
    leaky_relu,
    relu,
    step,
    subterms,
)
from verify.worlds.world import NoWorldError, World

__all__ = ["NotRealError", "Table", "exact_value", "joint_atoms", "real_at"]

MAX_ATOMS = 300_000
Outcome = dict[Any, Any]
SMOOTH = (exp, log, sin, cos, tan, sinh, cosh, tanh, asin, acos, atan, erf, erfc)


class NotRealError(NoWorldError):
    """A term has no real value in the world, as the root of a negative number."""


class Table(Function):
    """Table(k, a, b, ...): a for k = 0, b for k = 1, and so on.

    >>> Table(1, 5, 7)
    7
    """

    @classmethod
    def eval(cls, place: Any, *values: Any) -> Any:
        return values[int(place)] if place.is_Integer else values[0] if len(set(values)) == 1 else None


def exact_value(value: Any, world: World) -> Any:
    """The value of a term without chance outside its heads, as an exact sympy number."""
    return _value(world.concrete(value), world)


def real_at(term: Any, point: Mapping[Any, Any]) -> bool:
    """Whether all parts of a term are real numbers at a point: sqrt(a) sqrt(b) has no value where both are negative.

    >>> from sympy import sqrt, symbols
    >>> a, b = symbols("a b", real=True)
    >>> real_at(sqrt(a) * sqrt(b), {a: -1, b: -1}), real_at(sqrt(a * b), {a: -1, b: -1})
    (False, True)
    """
    if term.has(Derivative):  # its letters have no values
        return False
    values = (part.xreplace(dict(point)) for part in subterms(term) if isinstance(part, Expr) and part.args)
    return all(value.is_real is not False and value.is_finite is not False for value in values)


def _value(term: Any, world: World) -> Any:
    if isinstance(term, E | Var | Cov | P):
        key = (term,)
        if key not in world.known:
            world.known[key] = _of_head(term, world)
        return world.known[key]
    if not term.args:
        return term
    if isinstance(term, Element):
        raise NoWorldError(f"{term} has no number")
    made = term.func(*(_value(a, world) for a in term.args))
    if not isinstance(made, Expr):
        return made
    if made.is_number and made.is_real is False:
        raise NotRealError(f"{term} is no real number")
    return expand(made)


def _of_head(term: E | Var | Cov | P, world: World) -> Any:
    if isinstance(term, P):
        return _probability(term.args[0], world)
    if isinstance(term, E):
        return _mean([term.args[0]], world)
    if isinstance(term, Var):
        (inner,) = term.args
        mean, square = _means([[inner], [inner, inner]], world)
        return expand(square - mean**2)
    first, second = term.args
    return expand(_mean([first, second], world) - _mean([first], world) * _mean([second], world))


def _atoms(symbols: list[Any], world: World) -> Iterator[tuple[Fraction, dict[Any, Any]]]:
    """Every combination of values of the finite latents, with its probability."""
    if unknown := [s for s in symbols if s not in world.latents]:
        raise NoWorldError(f"{unknown[0]} has no law in this world")
    laws = [world.latents[s] for s in symbols]
    finite = [(s, law) for s, law in zip(symbols, laws, strict=True) if isinstance(law, Finite)]
    others = {s: s for s, law in zip(symbols, laws, strict=True) if not isinstance(law, Finite)}
    if prod(len(law.atoms) for _, law in finite) > MAX_ATOMS:
        raise NoWorldError(f"more than {MAX_ATOMS} atoms to enumerate")
    rows = [[(_fraction(v), _fraction(p)) for v, p in law.atoms] for _, law in finite]
    names = [symbol for symbol, _ in finite]
    for chance, values in _choices(rows):
        yield chance, others | dict(zip(names, values, strict=True))


def _choices(rows: Sequence[Sequence[tuple[Fraction, Fraction]]]) -> Iterator[tuple[Fraction, tuple[Fraction, ...]]]:
    """Every choice of one value from each row, with the product of the probabilities; the last row changes first."""
    if not rows:
        yield Fraction(1), ()
        return
    *before, last = rows
    for chance, values in _choices(before):
        for value, probability in last:
            yield chance * probability, (*values, value)


def _fraction(number: Any) -> Fraction:
    number = sympify(number)
    if not isinstance(number, Rational):
        raise NoWorldError(f"{number} is not rational")
    return Fraction(int(number.p), int(number.q))


def _number(value: Any) -> Any:
    """A Fraction where it is a number: 0 of 0 u."""
    return _fraction(value) if isinstance(value, Rational) else value


def joint_atoms(terms: Sequence[Any], world: World, *, formal: bool = False) -> dict[tuple[Any, ...], Fraction]:
    """The joint law of random terms whose latents are finite: values -> probability. NoWorldError for others, unless
    `formal`: then what is left of the other latents is the value.
    """
    inner = [world.in_latents(t) for t in terms]
    symbols = sorted({s for t in inner for s in t.free_symbols}, key=str)
    functions = [_compiled(t, world) for t in inner]
    law: dict[tuple[Any, ...], Fraction] = {}
    for chance, outcome in _atoms(symbols, world):
        values = tuple(_number(function(outcome)) for function in functions)
        if not all(isinstance(v, Fraction) for v in values):
            if not formal:
                raise NoWorldError(f"{terms} takes infinitely many values")
            values = tuple(v if isinstance(v, Fraction) else expand(v) for v in values)
        law[values] = law.get(values, Fraction(0)) + chance
    return {values: chance for values, chance in law.items() if chance}


def _mean(factors: list[Any], world: World) -> Any:
    return _means([factors], world)[0]


def _means(products: list[list[Any]], world: World) -> list[Any]:
    """The means of products of terms, each of which has the same terms in it."""
    factors = products[-1]
    terms = {f: world.in_latents(f) for f in factors}
    below = _divisors(factors, world)
    symbols = sorted({s for t in (*terms.values(), *below) for s in t.free_symbols}, key=str)
    values = {f: _compiled(t, world) for f, t in terms.items()}
    totals: list[Any] = [Fraction(0)] * len(products)
    divisors = [_compiled(term, world) for term in below]
    for chance, outcome in _atoms(symbols, world):
        if any(divisor(outcome) == 0 for divisor in divisors):
            raise NotRealError(f"a division by 0 in {factors}")
        at = {f: value(outcome) for f, value in values.items()}
        for place, made in enumerate(products):
            totals[place] += reduce(mul, [at[f] for f in made], chance)
    return [_integrated(sympify(total), symbols, world) for total in totals]


def _divisors(factors: list[Any], world: World) -> list[Any]:
    """What the terms divide by, where it takes few values: x/y is no number where y is 0, x = y or not."""
    powers = {part for f in factors for part in subterms(world.concrete(f)) if isinstance(part, Pow)}
    below = (world.in_latents(p.base) for p in powers if p.exp.is_negative and is_random(p.base))
    return [b for b in below if all(isinstance(world.latents.get(s), Finite) for s in b.free_symbols)]


def _integrated(total: Expr, symbols: list[Any], world: World) -> Any:
    """E of a polynomial in independent continuous latents u, and in max(0, u) and step(u)."""
    symbols = [s for s in symbols if s in total.free_symbols]
    if not symbols:
        return total
    total = expand(total)
    halves = [kind(s) for s in symbols for kind in (relu, step) if total.has(kind(s))]
    letters = {half: Dummy() for half in halves}
    try:
        polynomial = Poly(total.xreplace(letters), *symbols, *letters.values())
    except PolynomialError:
        raise NoWorldError(f"no exact mean of {total}") from None

    def moment(latent: Any, powers: dict[Any, int]) -> Any:
        order = powers[latent] + powers.get(relu(latent), 0)
        half = powers.get(relu(latent), 0) or powers.get(step(latent), 0)
        found = world.latents[latent].positive_part(order) if half else world.latents[latent].moment(order)
        if found is None:
            raise NoWorldError(f"the moments above 0 of {world.latents[latent]}")
        return found

    monomials = ((dict(zip([*symbols, *halves], powers, strict=True)), c) for powers, c in polynomial.terms())
    return expand(sum(c * prod((moment(s, powers) for s in symbols), start=Integer(1)) for powers, c in monomials))


def _compiled(term: Any, world: World) -> Callable[[Outcome], Any]:
    """The term as a function of the outcome: Fractions, or expressions in the continuous latents."""
    if isinstance(term, RandomVariable):
        return lambda outcome: outcome[term]
    if isinstance(term, Rational):
        number = Fraction(int(term.p), int(term.q))
        return lambda _: number
    if isinstance(term, Indicator):
        return _indicator(term.args[0], world)
    if not term.free_symbols and not is_random(term):
        return lambda _: term
    parts = [_compiled(a, world) for a in term.args]
    if isinstance(term, Add):
        return lambda outcome: reduce(add, [part(outcome) for part in parts])
    if isinstance(term, Mul):
        return lambda outcome: reduce(mul, [part(outcome) for part in parts])
    if isinstance(term, Pow) and isinstance(term.exp, Integer):
        exponent, base = int(term.exp), parts[0]
        return lambda outcome: base(outcome) ** exponent
    if isinstance(term, Table):
        return lambda outcome: parts[1 + int(parts[0](outcome))](outcome)
    if isinstance(term, relu | step | leaky_relu | Abs | sign | Max | Min | floor):
        return lambda outcome: _half_line(term, [part(outcome) for part in parts], world)
    if isinstance(term, (Pow, *SMOOTH)):
        return lambda outcome: _smooth(term.func, [part(outcome) for part in parts])
    raise NoWorldError(f"no exact value for {type(term).__name__}")


def _smooth(function: Any, arguments: Sequence[Any]) -> Any:
    """A root, an exponential, a sine at numbers: an exact real number."""
    at = [sympify(a) for a in arguments]
    if not all(a.is_number for a in at):
        raise NoWorldError(f"{function.__name__} of a continuous variable is not a polynomial")
    value = function(*at)
    if value.is_real is not True or value.is_finite is not True:
        raise NotRealError(f"{function.__name__}({', '.join(map(str, at))}) is no real number")
    return _number(value)


def _indicator(event: Any, world: World) -> Callable[[Outcome], Any]:
    """1 where the event happens, 0 elsewhere."""
    if event in (True, False):
        return lambda _: Fraction(bool(event))
    if not isinstance(event, Relational):
        raise NoWorldError(f"no exact value for the event {event}")
    gap = _compiled(event.lhs - event.rhs, world)

    def happens(outcome: Outcome) -> Any:
        at = _number(gap(outcome))
        if isinstance(at, Fraction):
            return Fraction(event.func(sympify(at), 0) == True)  # noqa: E712  (sympy's true)
        if isinstance(event, Eq | Ne):
            _above(at, world)
            return Fraction(isinstance(event, Ne))
        return _above(at if isinstance(event, Gt | Ge) else -at, world)

    return happens


def _above(value: Any, world: World) -> Any:
    """1 where a power of a continuous latent u, with one factor for u > 0 and another for u < 0, is above 0."""
    u, _, right, left = _on_both_sides(value, world)
    if right == 0 or left == 0:
        raise NoWorldError(f"whether {value} > 0, which is 0 with a positive probability")
    if bool(right > 0) == bool(left > 0):
        return Fraction(bool(right > 0))
    return step(u) if right > 0 else 1 - step(u)


def _on_both_sides(value: Any, world: World) -> tuple[Any, int, Any, Any]:
    """A continuous latent u, a power, and the numbers a and b of what is a |u|^power for u > 0 and b |u|^power else."""
    value = sympify(value)
    latents = [s for s in value.free_symbols if s in world.latents]
    if len(latents) != 1 or not world.latents[latents[0]].continuous:
        raise NoWorldError(f"{value}, of more than one continuous variable")
    (u,) = latents
    found, powers = [], set()
    for at, table in ((1, {relu(u): u, Abs(u): u}), (-1, {relu(u): Integer(0), Abs(u): -u})):
        scale, power = expand(value.xreplace(table)).as_coeff_Mul()
        base, exponent = power.as_base_exp()
        if not scale.is_Rational or not exponent.is_Integer or (base != u and scale != 0):
            raise NoWorldError(f"{value} of a continuous variable is no power of it")
        found.append(scale * Integer(at) ** exponent)
        powers |= {int(exponent)} if scale != 0 else set()
    if len(powers) != 1:
        raise NoWorldError(f"{value} of a continuous variable is no power of it")
    return u, powers.pop(), *found


def _half_line(term: Any, arguments: list[Any], world: World) -> Any:
    arguments = [_number(a) for a in arguments]
    y = arguments[0]
    if isinstance(term, relu) and not isinstance(y, Fraction) and (y.is_nonnegative or y.is_nonpositive):
        return y if y.is_nonnegative else Fraction(0)
    if not all(isinstance(a, Fraction) for a in arguments):
        return _of_continuous(term, arguments, world)
    if isinstance(term, relu):
        return max(y, Fraction(0))
    if isinstance(term, step):
        return Fraction(y > 0)
    if isinstance(term, leaky_relu):
        return y if y > 0 else arguments[1] * y
    if isinstance(term, Abs):
        return abs(y)
    if isinstance(term, sign):
        return Fraction((y > 0) - (y < 0))
    if isinstance(term, Max):
        return max(arguments)
    if isinstance(term, Min):
        return min(arguments)
    return Fraction(y.__floor__())


def _of_continuous(term: Any, arguments: Sequence[Any], world: World) -> Any:
    """A half-line function of what is linear on either side of 0 in one continuous latent, through max(0, u)."""
    if isinstance(term, step):
        return _above(arguments[0], world)
    if isinstance(term, sign):
        return 2 * _above(arguments[0], world) - 1
    if not isinstance(term, relu | leaky_relu | Abs):
        raise NoWorldError(f"{term} of a continuous variable is not a polynomial")
    u, power, *sides = _on_both_sides(arguments[0], world)
    if power != 1:
        raise NoWorldError(f"{term} of a continuous variable is not a polynomial")
    below = {relu: Integer(0), Abs: Integer(-1)}.get(type(term)) if not isinstance(term, leaky_relu) else arguments[1]
    right, left = (side if side > 0 else sympify(below) * side for side in sides)
    return right * relu(u) + left * (relu(u) - u)


def _probability(event: Any, world: World) -> Any:
    return _mean([Indicator(event)], world)
