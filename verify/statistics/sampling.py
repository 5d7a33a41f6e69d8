"""Sampling a world: from laws to arrays, from terms to draws whose mean is the term's value.

Terms are evaluated on arrays as they stand; no formula of the derivations is used. What is taken from moment algebra is
the bound on the variance that the sequential test asks for (route A), and the verdict says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import count
from math import prod, sqrt
from typing import Any

import numpy as np
from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    erf,
    exp,
    expand,
    log,
    sign,
    sin,
    sympify,
    tanh,
)  # fmt: skip
from sympy import Poly as Polynomial
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Relational

from derivations.laws import (
    Bernoulli,
    Beta,
    Binomial,
    DiscreteUniform,
    ExGaussian,
    Exponential,
    Finite,
    Gamma,
    Geometric,
    Laplace,
    Law,
    LogNormal,
    Normal,
    Poisson,
    Rademacher,
    Uniform,
    Wald,
)  # fmt: skip
from derivations.terms import Cov, E, P, Var, leaky_relu, relu, step
from verify.statistics.sequential import Draw, covariance_kernel, variance_kernel
from verify.statistics.streams import standard_normal, standard_uniform
from verify.worlds.drawn_laws import Shifted
from verify.worlds.exact_laws import exact_value
from verify.worlds.world import NoWorldError, World

__all__ = ["Estimator", "estimator", "sample_law"]

Array = Any
HEADS = (E, Var, Cov, P)


def sample_law(law: Law, rng: np.random.Generator, size: int) -> Array:
    """`size` independent draws, float64."""
    match law:
        case Shifted(base, offset):
            return sample_law(base, rng, size) + float(offset)
        case Normal(mean, variance):
            return float(mean) + sqrt(float(variance)) * standard_normal(rng, size)
        case Uniform(low, high):
            return float(low) + float(high - low) * standard_uniform(rng, size)
        case Laplace(location, scale):
            return rng.laplace(float(location), float(scale), size)
        case Exponential(rate):
            return rng.exponential(1 / float(rate), size)
        case Gamma(shape, rate):
            return rng.gamma(float(shape), 1 / float(rate), size)
        case LogNormal(mean, variance):
            return np.exp(float(mean) + sqrt(float(variance)) * standard_normal(rng, size))
        case Beta(first, second):
            return rng.beta(float(first), float(second), size)
        case Wald(drift, barrier):
            return rng.wald(float(barrier / drift), float(barrier**2), size)
        case ExGaussian(mean, deviation, rate):
            return sample_law(Normal(mean, deviation**2), rng, size) + sample_law(Exponential(rate), rng, size)
        case Bernoulli(p):
            return (rng.random(size) < float(p)).astype(float)
        case Binomial(trials, p):
            return rng.binomial(int(trials), float(p), size).astype(float)
        case Poisson(rate):
            return rng.poisson(float(rate), size).astype(float)
        case Geometric(p, first):
            return rng.geometric(float(p), size).astype(float) - 1 + float(first)
        case DiscreteUniform(low, high):
            return rng.integers(int(low), int(high) + 1, size).astype(float)
        case Rademacher():
            return rng.integers(0, 2, size) * 2.0 - 1
        case Finite(atoms):
            values = np.array([float(v) for v, _ in atoms])
            return values[rng.choice(len(values), size, p=[float(p) for _, p in atoms])]
    raise NoWorldError(f"no sampler for {law}")


_FUNCTIONS: dict[Any, Callable[..., Array]] = {
    relu: lambda y: np.maximum(y, 0),
    step: lambda y: (y > 0).astype(float),
    leaky_relu: lambda y, a: np.where(y > 0, y, a * y),
    Abs: np.abs, sign: np.sign, tanh: np.tanh, sin: np.sin, exp: np.exp, log: np.log,
}  # fmt: skip
_RELATIONS: dict[Any, Callable[[Array, Array], Array]] = {
    Gt: np.greater, Ge: np.greater_equal, Lt: np.less, Le: np.less_equal, Eq: np.equal,
}  # fmt: skip


def _on_arrays(term: Any, values: dict[Any, Array]) -> Array:
    if term in values:
        return values[term]
    if term.is_number:
        return float(term)
    parts = [_on_arrays(a, values) for a in term.args]
    if isinstance(term, Add):
        return reduce(np.add, parts)
    if isinstance(term, Mul):
        return reduce(np.multiply, parts)
    if isinstance(term, Pow):
        return np.power(parts[0], int(term.exp) if term.exp.is_Integer else float(term.exp))
    if isinstance(term, Relational):
        return _RELATIONS[type(term)](*parts).astype(float)
    if isinstance(term, erf):
        from scipy.special import erf as erf_array

        return erf_array(parts[0])
    function = _FUNCTIONS.get(type(term))
    if function is None:
        raise NoWorldError(f"no way to sample {type(term).__name__}")
    return function(*parts)


@dataclass(frozen=True, slots=True)
class Estimator:
    """Independent copies of X with E X = the value sampled, and a bound on Var X (None where none is known)."""

    draw: Draw
    variance: float | None


def estimator(value: Any, world: World) -> Estimator:
    """An unbiased estimator of a polynomial in heads; a product of heads takes independent samples for each."""
    concrete = world.concrete(value)
    names: dict[Any, Any] = {}
    value = concrete.replace(lambda t: isinstance(t, HEADS), lambda t: names.setdefault(t, Dummy(real=True)))
    if not names:
        raise NoWorldError(f"{value} holds nothing to sample")
    heads = {dummy: head for head, dummy in names.items()}
    try:
        polynomial = Polynomial(expand(value), *heads)
    except Exception as error:
        raise NoWorldError(f"{concrete} is not a polynomial in expectations") from error
    kernels = {dummy: _kernel(head, world) for dummy, head in heads.items()}
    terms = [(float(c), powers) for powers, c in polynomial.terms()]
    order = list(heads)

    def draw(rng: np.random.Generator, size: int) -> Array:
        total = np.zeros(size)
        for coefficient, powers in terms:
            part = np.full(size, coefficient)
            for dummy, power in zip(order, powers, strict=True):
                for _ in range(power):
                    part *= kernels[dummy].draw(rng, size)
            total += part
        return total

    return Estimator(draw, _variance_of(terms, order, kernels))


def _variance_of(terms: list[Any], order: list[Any], kernels: dict[Any, _Kernel]) -> float | None:
    """The sd of a sum is at most the sum of the sds; E of a product of independents is the product."""
    spread = 0.0
    for coefficient, powers in terms:
        used = [(kernels[d], k) for d, k in zip(order, powers, strict=True) if k]
        if any(kernel.second is None or kernel.variance is None for kernel, _ in used):
            return None
        if sum(k for _, k in used) == 1:
            spread += abs(coefficient) * sqrt(used[0][0].variance)
        elif used:
            spread += abs(coefficient) * sqrt(prod(kernel.second**k for kernel, k in used))
    return spread**2


@dataclass(frozen=True, slots=True)
class _Kernel:
    draw: Draw
    variance: float | None
    second: float | None


def _kernel(head: Any, world: World) -> _Kernel:
    terms = [world.in_latents(a) for a in head.args]
    symbols = sorted({s for t in terms for s in t.free_symbols}, key=str)
    unknown = [s for s in symbols if s not in world.latents]
    if unknown:
        raise NoWorldError(f"{head} depends on {unknown}, of which the world says nothing")

    def values(rng: np.random.Generator, size: int) -> list[Array]:
        arrays = {s: sample_law(world.latents[s], rng, size) for s in symbols}
        return [np.broadcast_to(_on_arrays(t, arrays), (size,)) for t in terms]

    def single(rng: np.random.Generator, size: int) -> Array:
        return values(rng, size)[0]

    if isinstance(head, P):
        return _Kernel(single, 0.25, 1.0)
    (g, *others) = terms
    if isinstance(head, E):
        second = _upper(g**2, world)
        mean = _exact_mean(g, world)
        spread = None if second is None else second - mean**2 if mean is not None else second
        return _Kernel(single, spread, second)
    if isinstance(head, Var):
        fourth, square, mean = _upper(g**4, world), _upper(g**2, world), _exact_mean(g, world)
        if fourth is None or square is None:
            return _Kernel(variance_kernel(single), None, None)
        if mean is not None:
            fourth, square = _upper((g - mean) ** 4, world), _upper((g - mean) ** 2, world)
            spread = (fourth + square**2) / 2
        else:
            spread = 4 * fourth
        return _Kernel(variance_kernel(single), spread, spread + square**2)
    (h,) = others
    fourths = [_upper(t**4, world) for t in (g, h)]
    bound = None if None in fourths else 4 * sqrt(fourths[0] * fourths[1])
    return _Kernel(covariance_kernel(lambda rng, size: tuple(values(rng, size))), bound, bound)


_HALF_LINE = (relu, step, leaky_relu, Abs, sign)


def _polynomial(term: Expr) -> tuple[Any, dict[Any, Any]] | None:
    """The term as a polynomial in latents and half-line functions, each of those one symbol."""
    names: dict[Any, Any] = {}
    numbers = count()
    plain = term.replace(
        lambda t: isinstance(t, _HALF_LINE), lambda t: names.setdefault(t, Dummy(f"h{next(numbers)}", real=True))
    )
    symbols = sorted(plain.free_symbols, key=str)
    if not symbols:
        return None
    try:
        return Polynomial(expand(plain), *symbols), {dummy: node for node, dummy in names.items()}
    except Exception:  # noqa: BLE001  (sympy's own zoo of errors: not a polynomial)
        return None


def _exact_mean(term: Expr, world: World) -> Any:
    """E of a polynomial in latents, 0 where every monomial has a centred factor that nothing else depends on."""
    split = _polynomial(term)
    if split is None:
        return None
    polynomial, nodes = split
    total = sympify(0)
    for powers, coefficient in polynomial.terms():
        factors = dict(zip(polynomial.gens, powers, strict=True))
        touched = {s for d, node in nodes.items() if factors.get(d) for s in node.free_symbols}
        free = [(s, k) for s, k in factors.items() if k and s not in nodes and s not in touched]
        value = coefficient * prod((world.latents[s].moment(k) for s, k in free), start=Integer(1))
        if value != 0 and touched:
            return None
        total += value
    return total


def _upper(term: Expr, world: World) -> float | None:
    """An upper bound of E[term], exact for polynomials; half-line functions are bounded by what they cut."""
    split = _polynomial(term)
    if split is None:
        return float(term) if term.is_number else None
    polynomial, nodes = split
    total = 0.0
    for powers, coefficient in polynomial.terms():
        factors = {s: k for s, k in zip(polynomial.gens, powers, strict=True) if k}
        touched = {s for d in factors if d in nodes for s in nodes[d].free_symbols}
        free = {s: k for s, k in factors.items() if s not in nodes and s not in touched}
        value = coefficient * prod((world.latents[s].moment(k) for s, k in free.items()), start=Integer(1))
        rest = {s: k for s, k in factors.items() if s not in free}
        if value == 0 or (value.is_negative and _nonnegative(rest, nodes)):
            continue
        if not rest:
            total += float(value)
            continue
        if not _nonnegative(rest, nodes):
            return None
        larger = _upper(Mul(*(_cut(nodes[s], k) if s in nodes else s**k for s, k in rest.items())), world)
        if larger is None:
            return None
        total += float(value) * larger
    return total


def _nonnegative(factors: dict[Any, int], nodes: dict[Any, Any]) -> bool:
    return all(k % 2 == 0 or (s in nodes and isinstance(nodes[s], relu | step | Abs)) for s, k in factors.items())


def _cut(node: Any, power: int) -> Expr:
    """A polynomial that is at least node**power >= 0."""
    if isinstance(node, step | sign):
        return Integer(1)
    y = node.args[0]
    slope = max(Integer(1), abs(node.args[1])) if isinstance(node, leaky_relu) else Integer(1)
    even = power if power % 2 == 0 else None
    if even is None:  # |y|^k <= (|y|^{k-1} + |y|^{k+1})/2
        return (y ** (power - 1) + y ** (power + 1)) / 2
    return slope**power * y**power


def known_exactly(value: Any, world: World) -> Any:
    """The exact value, or None where the world has no exact route to it."""
    try:
        found = exact_value(value, world)
    except NoWorldError:
        return None
    return found if found.is_number else None


def rational(value: Any) -> bool:
    """Whether a value is an exact rational number."""
    return isinstance(value, Rational)
