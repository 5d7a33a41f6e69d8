"""Rules about integrals, against a density or not."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Integer, Integral, Mul, Rational, Symbol, diff, expand, oo, sign

from derivations.claims import DoesNotApply
from derivations.definedness import stays_defined
from derivations.entailment import Context, entails
from derivations.hypotheses import HasDensity, HasLaw, Symmetric
from derivations.kernel import Rewrite
from derivations.rules.registry import rule
from derivations.terms import (
    Cov,
    DensityAt,
    E,
    P,
    Partial,
    Var,
    bound_symbols,
    cells,
    is_random,
    leaky_relu,
    relu,
    step,
    subterms,
)  # fmt: skip

__all__ = [
    "density_of_law", "expectation_as_integral", "fundamental_theorem", "half_of_even", "half_range",
    "integral_as_expectation", "integral_linear", "split_at",
]  # fmt: skip


def _integral(term: Any, name: str) -> tuple[Any, Any, Any, Any]:
    if not isinstance(term, Integral) or len(term.limits) != 1 or len(term.limits[0]) != 3:
        raise DoesNotApply(f"{name} needs one definite integral, got {term}")
    variable, low, high = term.limits[0]
    if any(variable in bound_symbols(part) for part in subterms(term.args[0])):
        raise DoesNotApply(f"{name}: {variable} is bound again inside {term}; rename it")
    return term.args[0], variable, low, high


@rule
def expectation_as_integral(term: Any, context: Context, *, variable: Any) -> Rewrite:
    """E[g(Y)] -> integral of g(t) f_Y(t) dt over the real line, if Y has a density f_Y."""
    if not isinstance(term, E) or len(cells(term.args[0])) != 1:
        raise DoesNotApply(f"expectation_as_integral needs E[g(Y)] with one random variable, got {term}")
    (y,) = cells(term.args[0])
    support = entails(context, HasDensity(y))
    if support is None:
        raise DoesNotApply(f"expectation_as_integral needs a density of {y}; add assuming=HasDensity({y})")
    symbols = term.atoms(Symbol)
    if variable in symbols or variable.assumptions0 != Symbol("t", real=True).assumptions0:
        raise DoesNotApply(f"expectation_as_integral needs a new real variable, got {variable} in {term}")
    if any(isinstance(part, E | Var | Cov | P | Partial | DensityAt) for part in subterms(term.args[0])):
        raise DoesNotApply(f"expectation_as_integral needs a function of {y} alone in {term}")
    if any(bound_symbols(part) & y.free_symbols for part in subterms(term.args[0])):
        raise DoesNotApply(f"expectation_as_integral: {y} stands for many in {term}; take the sum out first")
    integrand = term.args[0].xreplace({y: variable}) * DensityAt(y, variable)
    return Rewrite(Integral(integrand, (variable, -oo, oo)), support)


@rule
def integral_as_expectation(term: Any, context: Context) -> Rewrite:
    """Integral of g(t) f_Y(t) dt over the real line -> E[g(Y)]."""
    integrand, variable, low, high = _integral(term, "integral_as_expectation")
    densities = [f for f in Mul.make_args(integrand) if isinstance(f, DensityAt)]
    if (low, high) != (-oo, oo) or len(densities) != 1 or densities[0].args[1] != variable:
        raise DoesNotApply(f"integral_as_expectation needs the integral of g(t) f_Y(t) over the line, got {term}")
    y = densities[0].args[0]
    if is_random(integrand / densities[0]):
        raise DoesNotApply(f"integral_as_expectation: {integrand / densities[0]} is random itself")
    inside = [p for p in subterms(integrand / densities[0]) if isinstance(p, E | Var | Cov | P | Partial | DensityAt)]
    if any(variable in part.free_symbols for part in inside):
        raise DoesNotApply(f"integral_as_expectation: {variable} stands inside another moment in {term}")
    support = entails(context, HasDensity(y))
    if support is None:
        raise DoesNotApply(f"integral_as_expectation needs a density of {y}; add assuming=HasDensity({y})")
    return Rewrite(E((integrand / densities[0]).xreplace({variable: y})), support)


@rule
def split_at(term: Any, context: Context, *, point: Any) -> Rewrite:
    """Integral from a to b -> integral from a to c + integral from c to b, for a <= c <= b."""
    integrand, variable, low, high = _integral(term, "split_at")
    if not (point - low).is_extended_nonnegative or not (high - point).is_extended_nonnegative:
        raise DoesNotApply(f"split_at: {point} is not known to lie between {low} and {high}")
    return Rewrite(Integral(integrand, (variable, low, point)) + Integral(integrand, (variable, point, high)))


@rule
def half_range(term: Any, context: Context) -> Rewrite:
    """On t >= 0: max(0, t) -> t, leaky(t) -> t, 1_{t>0} -> 1, |t| -> t. On t <= 0: 0, a t, 0, -t.

    Inside an integral whose range lies on one side of 0; the one point 0 carries no integral.
    """
    integrand, variable, low, high = _integral(term, "half_range")
    if low.is_extended_nonnegative and high.is_extended_nonnegative:
        positive = True
    elif low.is_extended_nonpositive and high.is_extended_nonpositive:
        positive = False
    else:
        raise DoesNotApply(f"half_range: the range {low}..{high} is not on one side of 0; use split_at")
    sided = integrand.replace(
        lambda part: isinstance(part, relu | leaky_relu | step | Abs | sign) and part.args[0] == variable,
        lambda part: _on_side(part, variable, positive=positive),
    )
    if sided == integrand:
        raise DoesNotApply(f"half_range: nothing in {integrand} depends on the sign of {variable}")
    return Rewrite(Integer(0) if sided == 0 else Integral(sided, (variable, low, high)))


def _on_side(part: Any, t: Any, *, positive: bool) -> Any:
    if isinstance(part, relu):
        return t if positive else Integer(0)
    if isinstance(part, leaky_relu):
        return t if positive else part.args[1] * t
    if isinstance(part, step):
        return Integer(1 if positive else 0)
    if isinstance(part, Abs):
        return t if positive else -t
    return Integer(1 if positive else -1)


@rule
def half_of_even(term: Any, context: Context) -> Rewrite:
    """Integral of g(t) f_Y(t) over t >= 0 (or t <= 0) -> 1/2 of it over the line, if g is even and Y is symmetric."""
    integrand, variable, low, high = _integral(term, "half_of_even")
    if (low, high) not in ((Integer(0), oo), (-oo, Integer(0))):
        raise DoesNotApply(f"half_of_even needs a range 0..oo or -oo..0, got {low}..{high}")
    densities = [f for f in Mul.make_args(integrand) if isinstance(f, DensityAt)]
    rest = Mul(*(f for f in Mul.make_args(integrand) if not isinstance(f, DensityAt)))
    if expand(rest.xreplace({variable: -variable}) - rest) != 0:
        raise DoesNotApply(f"half_of_even: {rest} is not even in {variable}")
    used: set[Any] = set()
    for density in densities:
        support = entails(context, Symmetric(density.args[0]))
        if support is None or density.args[1] != variable:
            y = density.args[0]
            raise DoesNotApply(f"half_of_even needs {y} symmetric about 0; add assuming=Symmetric({y})")
        used |= support
    return Rewrite(Rational(1, 2) * Integral(integrand, (variable, -oo, oo)), frozenset(used))


@rule
def integral_linear(term: Any, context: Context) -> Rewrite:
    """Integral of c g(t) -> c times the integral of g(t), for c without t."""
    integrand, variable, low, high = _integral(term, "integral_linear")
    factors = Mul.make_args(integrand)
    outside = Mul(*(f for f in factors if variable not in f.free_symbols))
    if outside == 1:
        raise DoesNotApply(f"integral_linear: no constant factor in {integrand}")
    inside = Mul(*(f for f in factors if variable in f.free_symbols))
    return Rewrite(outside * Integral(inside, (variable, low, high)))


@rule
def density_of_law(term: Any, context: Context) -> Rewrite:
    """Integral of g(t) f_Y(t) over the line -> integral over the support with the law's density in place of f_Y."""
    integrand, variable, low, high = _integral(term, "density_of_law")
    densities = [f for f in Mul.make_args(integrand) if isinstance(f, DensityAt) and f.args[1] == variable]
    if len(densities) != 1 or (low, high) != (-oo, oo):
        raise DoesNotApply(f"density_of_law needs the integral of g(t) f_Y(t) over the line, got {term}")
    y = densities[0].args[0]
    for hypothesis in context:
        if isinstance(hypothesis, HasLaw) and hypothesis.term in (y, getattr(y, "family", None)):
            density = hypothesis.law.density(variable)
            if variable in hypothesis.free_symbols:
                raise DoesNotApply(f"density_of_law: {variable} occurs in {hypothesis}; rename the variable")
            if density is not None:
                support = hypothesis.law.support
                rest = integrand / densities[0]
                return Rewrite(Integral(rest * density, (variable, support.inf, support.sup)), frozenset({hypothesis}))
    raise DoesNotApply(f"density_of_law: no law with a density is known for {y}; add assuming=HasLaw({y}, ...)")


@rule
def fundamental_theorem(term: Any, context: Context, *, antiderivative: Any) -> Rewrite:
    """Integral of g from a to b -> G(b) - G(a), if G' = g; G is differentiated back, the ends are finite."""
    integrand, variable, low, high = _integral(term, "fundamental_theorem")
    if expand(diff(antiderivative, variable) - integrand) != 0:
        raise DoesNotApply(f"fundamental_theorem: the derivative of {antiderivative} is not {integrand}")
    if not antiderivative.is_polynomial(variable) or not (low.is_finite and high.is_finite):
        raise DoesNotApply(f"fundamental_theorem: {antiderivative} is not a polynomial on a finite range {low}..{high}")
    result = antiderivative.xreplace({variable: high}) - antiderivative.xreplace({variable: low})
    return Rewrite(result, stays_defined(context, term, result, "fundamental_theorem"))
