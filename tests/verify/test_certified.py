"""Certified integrals against closed forms from elsewhere, exact rational integration, and mpmath's quadrature."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, Symbol, erf, erfc, exp, log, pi, sign, sqrt, tanh

from derivations.laws import Exponential, Gamma, Laplace, Normal, Uniform
from derivations.terms import leaky_relu, relu, step
from verify.intervals.balls import ball_function, constant_ball
from verify.intervals.certified import DeclinedError, Growth, compare, expectation, gaussian_moment, integral
from verify.intervals.kinks import pieces
from verify.intervals.tails import growth_beyond

y = Symbol("y", real=True)
short = lambda value: "numeric" if callable(value) else str(value)[:40]  # noqa: E731
third = Rational(1, 3)
sigmoid = 1 / (1 + exp(-y))

CLOSED_FORMS = [
    # the catalogue's
    (relu(y) ** 2, Normal(0, 1), Rational(1, 2)),
    (relu(y) ** 2, Normal(0, Rational(7, 3)), Rational(7, 6)),
    (Max(0, y) ** 2, Uniform(-3, 3), Rational(3, 2)),
    (step(y) ** 2, Normal(0, 5), Rational(1, 2)),
    (Heaviside(y) ** 2, Laplace(0, 2), Rational(1, 2)),
    (leaky_relu(y, third) ** 2, Normal(0, 1), (1 + third**2) / 2),
    (leaky_relu(y, third) ** 2, Uniform(-sqrt(3), sqrt(3)), (1 + third**2) / 2),
    (Piecewise((1, y > 0), (third, True)) ** 2, Normal(0, 1), (1 + third**2) / 2),
    (tanh(y), Normal(0, 4), 0),
    (tanh(y), Uniform(-2, 2), 0),
    (y**2, Uniform(-sqrt(6), sqrt(6)), 2),
    (sigmoid, Normal(0, 3), Rational(1, 2)),
    # textbooks'
    (relu(y), Normal(0, 1), 1 / sqrt(2 * pi)),
    (Abs(y - 1), Normal(0, 1), sqrt(2 / pi) * exp(-Rational(1, 2)) + erf(1 / sqrt(2))),
    (Max(-1, Min(1, y)) ** 2, Normal(0, 1), 1 - sqrt(2 / (pi * sympy.E))),
    (sign(y - 1), Normal(0, 1), -erf(1 / sqrt(2))),
    (y**8, Normal(0, 1), 105),
    ((y - 2) ** 4, Normal(2, 3), 27),
    (exp(y), Normal(1, 1), exp(Rational(3, 2))),
    (sympy.cos(y), Normal(0, 1), exp(-Rational(1, 2))),
    (sympy.cosh(3 * y), Normal(0, 1), exp(Rational(9, 2))),
    (erf(y) ** 2, Normal(0, 1), 2 / pi * sympy.asin(Rational(2, 3)).rewrite(sympy.atan)),
    (erfc(-y / sqrt(2)) / 2 * y, Normal(0, 1), 1 / (2 * sqrt(pi))),
    (exp(-(y**2)), Normal(0, 1), 1 / sqrt(3)),
    (sqrt(Abs(y)) ** 4, Laplace(0, 1), 2),
    (Abs(y - 1), Laplace(0, 1), 1 + exp(-1)),
    (exp(y / 2), Laplace(0, 1), Rational(4, 3)),
    (y**3, Exponential(2), Rational(3, 4)),
    (Max(y, 1), Exponential(1), 1 + exp(-1)),
    (relu(y**2 - 2), Uniform(-2, 2), 2 * (sqrt(2) - 1) / 3),
    (Max(y, y**2, y**3), Uniform(0, 2), Rational(17, 8)),
    (2**y, Uniform(0, 1), 1 / log(2)),
    (log(y), Uniform(1, 4), (4 * log(4) - 3) / 3),
    (sqrt(y), Uniform(1, 4), Rational(14, 9)),
    (sympy.cbrt(y), Uniform(1, 8), Rational(45, 28)),
    (sqrt(y), Uniform(0, 1), Rational(2, 3)),
    (sympy.atan(20 * y), Uniform(0, 1), sympy.atan(20) - log(401) / 40),
    # kinks that are not cut
    (relu(sympy.cos(y)), Uniform(0, pi), 1 / pi),
    (leaky_relu(sympy.cos(y), third), Uniform(0, pi), 2 * third / pi),
    (Abs(sympy.cos(y)) + Max(sympy.cos(y), 0), Uniform(0, pi), 3 / pi),
    (Heaviside(sympy.cos(y)), Uniform(0, 3), pi / 6),
    (step(sympy.cos(y)), Uniform(0, 3), pi / 6),
    (Min(sympy.cos(y), 0) * sign(sympy.cos(y)), Uniform(0, pi), 1 / pi),
]


@pytest.mark.parametrize(("f", "law", "exact"), CLOSED_FORMS, ids=short)
def test_an_expectation_encloses_its_closed_form_within_a_tiny_radius(f, law, exact):
    found = expectation(f, y, law)
    assert found.rad() < 1e-30
    assert compare(found, exact) == "confirmed"
    assert compare(found, exact + Rational(1, 10**25)) == "refuted"


@pytest.mark.parametrize(
    ("f", "numeric"),
    [
        (tanh(y) ** 2, lambda z: mpmath.tanh(z) ** 2),
        (log(1 + exp(y)), lambda z: mpmath.log1p(mpmath.exp(z))),
        (y * sigmoid, lambda z: z / (1 + mpmath.exp(-z))),
        (y * tanh(log(1 + exp(y))), lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z)))),
        (Piecewise((y, y > 0), (exp(y) - 1, True)) ** 2, lambda z: z**2 if z > 0 else mpmath.expm1(z) ** 2),
        (y / (1 + Abs(y)) + sympy.atan(y) ** 2, lambda z: z / (1 + abs(z)) + mpmath.atan(z) ** 2),
        (relu(tanh(y) - y / 2), lambda z: max(mpmath.tanh(z) - z / 2, 0)),
    ],
    ids=short,
)
def test_activations_without_a_closed_form_agree_with_mpmath(f, numeric):
    with mpmath.workdps(30):
        root = mpmath.findroot(lambda z: mpmath.tanh(z) - z / 2, 2)
        ends = [-20, -5, -root, 0, root, 5, 20]
        value = mpmath.quad(lambda z: numeric(z) * mpmath.npdf(z), ends, maxdegree=10)
        found = expectation(f, y, Normal(0, 1))
        assert abs(mpmath.mpf(found.mid().str(40, radius=False)) - value) < mpmath.mpf(10) ** -22 + float(found.rad())
        assert found.rad() < 1e-20


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.fractions(-3, 3, max_denominator=7), min_size=1, max_size=4),
    st.fractions(-3, 3, max_denominator=7),
    st.fractions(-4, 0, max_denominator=5),
    st.fractions(1, 4, max_denominator=5),
)
def test_kinked_polynomials_agree_with_exact_integration(coefficients, kink, low, high):
    def antiderivative(at):  # of p(y) (y - kink)
        return sum(c * (at ** (i + 2) / (i + 2) - kink * at ** (i + 1) / (i + 1)) for i, c in enumerate(coefficients))

    start = min(max(low, kink), high)
    above = antiderivative(high) - antiderivative(start)
    below = antiderivative(start) - antiderivative(low)
    rational = lambda f: Rational(f.numerator, f.denominator)  # noqa: E731
    p = sum(rational(c) * y**i for i, c in enumerate(coefficients))
    u, ends = y - rational(kink), (rational(low), rational(high))
    for f, exact in ((p * relu(u), above), (p * Abs(u), above - below), (p * Min(u, 0), below)):
        assert compare(integral(f, y, *ends), rational(Fraction(exact))) == "confirmed"


def test_an_opaque_function_of_balls_has_its_gaussian_moment():
    linear = Growth(arb(1), arb(1), arb(0))
    moment = gaussian_moment(lambda z, analytic: z.real_max(acb(0), analytic=analytic), growth=linear, kinks=[0])
    assert compare(moment, 1 / sqrt(2 * pi)) == "confirmed"
    hinge = gaussian_moment(lambda z, analytic: (z - 1).real_abs(analytic=analytic), growth=linear, kinks=[1])
    assert compare(hinge, sqrt(2 / pi) * exp(-Rational(1, 2)) + erf(1 / sqrt(2))) == "confirmed"


def test_an_opaque_function_that_is_not_real_is_declined():
    with pytest.raises(DeclinedError, match="not real from 0 to"):
        gaussian_moment(lambda z, _: z + acb(0, 1), growth=Growth(arb(1), arb(1), arb(0)))


@pytest.mark.parametrize("digits", [10, 50, 100])
def test_the_radius_follows_the_digits_asked_for(digits):
    found = expectation(tanh(y) ** 2 + relu(y), y, Normal(0, 1), digits=digits)
    assert found.rad() < arb(10) ** -digits
    finer = expectation(tanh(y) ** 2 + relu(y), y, Normal(0, 1), digits=digits + 20)
    with ctx.workprec(600):
        assert found.contains(finer)


def test_the_cut_lies_beyond_the_last_kink_however_few_digits_are_asked_for():
    assert compare(expectation(Max(y, 30), y, Exponential(1), digits=5), 30 + exp(-30), digits=5) == "confirmed"


def test_a_ball_that_is_too_wide_decides_nothing_and_never_confirms_a_wrong_value():
    assert compare(arb("0.5 +/- 0.01"), "0.505") == "inconclusive"
    assert compare(arb("0.5 +/- 0.01"), "0.52") == "refuted"
    assert compare(arb("0.5 +/- 0.01"), "0.5", digits=1) == "confirmed"


@pytest.mark.parametrize(
    ("f", "centre"),
    [
        (log(y), acb(-2)),
        (sqrt(y), acb(-2)),
        (sympy.cbrt(y), acb(-2)),
        (sympy.atan(y), acb(0, 3)),
        (sympy.atan(y), acb(0, -3)),
        *((f(y), acb(0, 1)) for f in (Abs, sign, relu, step, Heaviside)),
        *((f(y, 1), acb(1, 1)) for f in (Max, Min)),
        (leaky_relu(y, third), acb(0, 1)),
    ],
    ids=short,
)
def test_where_a_function_is_not_analytic_it_says_so(f, centre):
    box = centre + acb(arb(0, 0.25), arb(0, 0.25))
    value = ball_function(f, y)
    assert not value(box, True).is_finite()
    assert value(box, False).is_finite()
    assert value(box + 8, True).is_finite()


# Kinks


def test_an_expression_is_cut_where_it_switches_and_nowhere_else():
    cut = pieces(relu(Abs(y) - 1), y, sympy.Integer(-3), sympy.Integer(3))
    found = [(p.low, p.high, p.expression) for p in cut if p.expression != 0]
    assert found == [(-3, -1, -y - 1), (1, 3, y - 1)]
    assert {p.low for p in cut} | {3} == {-3, -1, 0, 1, 3}


@pytest.mark.parametrize(
    "f",
    [
        relu(y**3 - 2 * y + third),
        relu((y - 1) * y * (y + Rational(1, 2)) ** 3),
        Max(y, 1 - y, y**2 / 2),
        Min(Abs(y - 1), Abs(y + 1)) * sign(y**2 - 2),
        Piecewise((y, (y > 1) | (y < -1)), (y**2, sympy.And(y >= 0, sympy.Ne(y, 1))), (-1, True)),
        leaky_relu(tanh(y - sqrt(2)) * exp(y), third) + Heaviside(y) + step(-y),
    ],
    ids=short,
)
def test_the_pieces_have_the_values_of_the_whole(f):
    cut = pieces(f, y, sympy.Integer(-2), sympy.Integer(2))
    plain = f.replace(leaky_relu, lambda u, a: Max(u, 0) + a * Min(u, 0)).replace(step, lambda u: (1 + sign(u)) / 2)
    for i in range(-40, 41):
        at = Rational(40 * i + 7, 811)
        piece = next(p for p in cut if p.low < at < p.high)
        assert abs(sympy.N(piece.expression.subs(y, at) - plain.subs(y, at), 30)) < 1e-25


# Tails


@pytest.mark.parametrize(
    "f",
    [
        y**3 - 5 * y + 2,
        y / (1 + exp(y)),
        y / (1 + exp(-y)),
        log(1 + exp(y)) ** 2,
        log(1 + exp(-y)),
        log(y * exp(-50)),
        y * tanh(log(1 + exp(y))),
        sympy.sinh(y) - sympy.cosh(y / 2) + exp(y / 3),
        1 / (y**2 + 1) + sqrt(y + 1) - 1 / sqrt(y),
        erf(y) * erfc(-y) + sympy.atan(-3 * y) * sympy.cos(y),
        leaky_relu(y * sympy.sin(y), -Rational(5)) + Max(y, 3 * sympy.cos(y)) + relu(-sympy.sin(y) * y),
        (y - 20) ** 4 * Abs(tanh(y) - 1),
        2**y + (1 + 1 / y) ** 3,
    ],
    ids=short,
)
def test_the_growth_bounds_the_function_beyond_the_cut(f):
    growth = growth_beyond(f, y, arb(4))
    value = ball_function(f, y)
    for at in (4, 5, 7, 10, 25, 60, 200):
        t = arb(at)
        bound = growth.constant * (1 + t) ** growth.power * (growth.rate * t).exp()
        assert not abs(value(acb(t), False).real).lower() > bound


def test_the_remainder_bounds_what_lies_beyond_the_cut():
    for power, rate in ((0, 0), (3, 0), (2, 1)):
        growth = Growth(arb(1), arb(power), arb(rate))
        cut = 8
        bound = growth.remainder(arb(cut), weight=(-arb(cut) ** 2 / 2).exp(), decay=arb(cut))
        exact = mpmath.quad(lambda t: (1 + t) ** power * mpmath.exp(rate * t - t * t / 2), [cut, cut + 1, 20, 40])  # noqa: B023
        assert exact < float(bound) < 1.3 * exact


def test_a_growth_that_outruns_the_density_leaves_no_remainder():
    assert Growth(arb(1), arb(0), arb(1)).remainder(arb(10), weight=arb(1), decay=arb(1)) is None


# What is declined, by name


@pytest.mark.parametrize(
    ("f", "law", "message"),
    [
        (sympy.gamma(y), Normal(0, 1), "no certified evaluation of gamma("),
        (sympy.Function("phi")(y), Normal(0, 1), "no certified evaluation of phi("),
        (y * Symbol("a"), Normal(0, 1), "a has no value in a*y; substitute a number for it"),
        (y, Normal(0, Symbol("sigma")), "sigma has no value"),
        (1.5 * y, Normal(0, 1), "is a floating-point number; write it as a fraction"),
        (exp(y**2 / 4), Normal(0, 1), "grows too fast"),
        (exp(y), Laplace(0, 1), "may outgrow the decay of the density"),
        (sqrt(y), Normal(0, 1), "not seen to stay positive"),
        (sqrt(y), Uniform(-2, -1), "from -2 to -1 did not converge: it may be infinite, or the integrand not real"),
        (sqrt(y) * (5 * y + 3), Uniform(-1, 0), "not real"),
        (Abs(log(y)), Uniform(-1, 1), "not real"),
        (Rational(-8) ** y, Uniform(0, 1), "no certified evaluation of I"),
        (1 / y, Uniform(-1, 1), "did not converge"),
        (1 / (1 - tanh(y)), Normal(0, 1), "denominator"),
        (y ** (10**6), Uniform(0, 1), "the exponent 1000000 is beyond 1,000"),
        (y, Gamma(2, 1), "no certified expectation under Gamma"),
        (y, Normal(0, log(6) - log(2) - log(3)), "must be positive"),
        (y, Uniform(0, log(6) - log(2) - log(3)), "is not below the upper limit"),
        (Piecewise((y, sympy.sin(y) > 0), (0, True)), Normal(0, 1), "cannot tell where"),
        (Piecewise((y, y > 0)), Normal(0, 1), "add a last branch"),
        (sum(Abs(y - Rational(i, 7)) for i in range(45)), Normal(0, 1), "more than 40 pieces"),
        (sum(sympy.sin(i * y) for i in range(1, 501)), Normal(0, 1), "more than 2,000 terms"),
    ],
    ids=short,
)
def test_what_cannot_be_certified_is_declined_by_name(f, law, message):
    with pytest.raises(DeclinedError) as error:
        expectation(f, y, law)
    assert message in str(error.value)


def test_numbers_that_cannot_be_told_apart_are_declined():
    near = sqrt(5 + 2 * sqrt(6)) - sqrt(3)  # sqrt(2), in disguise
    with pytest.raises(DeclinedError, match="apart"):
        integral(Abs(y - sqrt(2)) + Abs(y - near), y, 0, 2)


def test_an_algebraic_number_is_enclosed_at_any_precision():
    root = sympy.CRootOf(y**5 - y - 1, 0)
    with ctx.workprec(400):
        fine = constant_ball(root)
    for bits in (30, 60, 120):
        with ctx.workprec(bits):
            coarse = constant_ball(root)
        with ctx.workprec(400):
            assert coarse.contains(fine)


def test_constants_are_enclosed():
    with ctx.workprec(200):
        root = sympy.CRootOf(y**5 - y - 1, 0)
        for constant in (pi * sqrt(2) + sympy.E, sympy.EulerGamma / 3, root, log(2) ** third, erf(third) + tanh(2)):
            ball = constant_ball(constant)
            assert ball.rad() < 1e-50
            assert abs(mpmath.mpf(ball.mid().str(30, radius=False)) - mpmath.mpf(str(sympy.N(constant, 30)))) < 1e-15
