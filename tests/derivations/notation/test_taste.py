"""Formulas are written as a mathematician writes them. The expected side is what one would write by hand."""

import pytest
from sympy import (
    Abs,
    Eq,
    I,
    ImmutableMatrix,
    Integer,
    Max,
    Mod,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    binomial,
    ceiling,
    erf,
    exp,
    factorial,
    floor,
    oo,
    pi,
    sqrt,
    tanh,
)

from derivations.notation import latex, markdown, text
from derivations.terms import (
    Count,
    Cov,
    DensityAt,
    E,
    Indicator,
    Integral,
    Largest,
    P,
    Partial,
    Product,
    Sum,
    Var,
    constants,
    family,
    integers,
    leaky_relu,
    natural_numbers,
    opaque_function,
    positive_integers,
    random_variables,
    relu,
    step,
)

x, y, w, b, z = random_variables("x y w b z")
n, m, i, k, s, d, n_in, n_out, c_out = positive_integers("n m i k s d n_in n_out c_out")
p = natural_numbers("p")
j, l, t = integers("j l t")
a, sigma, mu, u = constants("a sigma mu u", positive=True)
r = constants("r")
W, X, V, W2 = family("w", n), family("x", n), family("v", m), family("w", m, n)
K, S, D = (family(name, n, kind="positive") for name in "ksd")
phi = opaque_function("phi")
L = Symbol("L")

EXPECTATION = {
    E(x**2 * y**2) - E(x * y) ** 2: "E[x^2*y^2] - E[x*y]^2",
    -(E(x) ** 2) + E(x**2): "E[x^2] - E[x]^2",
    E(x**2) * E(y**2) - E(x) ** 2 * E(y) ** 2: "E[x^2]*E[y^2] - E[x]^2*E[y]^2",
    E(x**2 - 2 * x * E(x) + E(x) ** 2): "E[x^2 - 2*x*E[x] + E[x]^2]",
    E(x**2) - E(2 * x * E(x)) + E(E(x) ** 2): "E[x^2] - E[2*x*E[x]] + E[E[x]^2]",
    E(x**4) - 4 * E(x) * E(x**3) + 6 * E(x) ** 2 * E(x**2): "E[x^4] - 4*E[x]*E[x^3] + 6*E[x]^2*E[x^2]",
    (x - E(x)) * (y - E(y)): "(x - E[x])*(y - E[y])",
    Var(x) * Var(y) + E(x) ** 2 * Var(y) + E(y) ** 2 * Var(x): "Var(x)*Var(y) + Var(x)*E[y]^2 + Var(y)*E[x]^2",
    Var(x) + Var(y) - 2 * Cov(x, y): "Var(x) + Var(y) - 2*Cov(x, y)",
    n * E(x**2) + n * (n - 1) * E(x) ** 2: "n*E[x^2] + n*(n - 1)*E[x]^2",
    n * Var(W[1]) * E(X[1] ** 2): "n*Var(w_1)*E[x_1^2]",
    n * Var(w) * (E(x) ** 2 + Var(x)): "n*Var(w)*(Var(x) + E[x]^2)",
    n * Var(w) * E(x**2) + Var(b): "n*Var(w)*E[x^2] + Var(b)",
    b + w * x: "w*x + b",
    1 - P(Eq(y, 0)): "1 - P(y = 0)",
    Cov(x, y) / Var(x): "Cov(x, y)/Var(x)",
    (x - E(x)) / sigma: "(x - E[x])/sigma",
}
ARITHMETIC = {
    i + 2 * p - d * (k - 1) - 1: "i + 2*p - d*(k - 1) - 1",
    floor((i + 2 * p - d * (k - 1) - 1) / s) + 1: "floor((i + 2*p - d*(k - 1) - 1)/s) + 1",
    k - 1: "k - 1",
    n**2 - n + 1: "n^2 - n + 1",
    a**3 - 3 * a**2 + 3 * a - 1: "a^3 - 3*a^2 + 3*a - 1",
    a**2 - 2 * a * u + u**2: "a^2 - 2*a*u + u^2",
    (1 + a**2) / 2: "(1 + a^2)/2",
    (1 + a**2) * E(y**2) / 2: "(1 + a^2)/2*E[y^2]",
    n * Var(w) * Var(y) / 2: "n/2*Var(w)*Var(y)",
    Var(y) / 2: "1/2*Var(y)",
    (y + Abs(y)) / 2: "(y + |y|)/2",
    2 / (n_in + n_out): "2/(n_in + n_out)",
    sqrt(6) / sqrt(n_in + n_out): "sqrt(6/(n_in + n_out))",
    4 * sqrt(6) / sqrt(n_in + n_out): "4*sqrt(6/(n_in + n_out))",
    sqrt(6) / sqrt(n): "sqrt(6/n)",
    sqrt(3) / (3 * sqrt(n)): "1/sqrt(3*n)",
    sqrt(2) / (2 * sqrt(pi)): "1/sqrt(2*pi)",
    sqrt(2) * sigma / sqrt(pi): "sigma*sqrt(2/pi)",
    sqrt(3) * sigma: "sqrt(3)*sigma",
    1 / (3 * n): "1/(3*n)",
    a**2 / 3: "a^2/3",
    c_out * (n_in * k**2 + 1): "c_out*(n_in*k^2 + 1)",
    2 * Integer(3) ** n: "2*3^n",
    2 ** (-n): "2^(-n)",
    -x - y: "-x - y",
    x**3 * (-a - u) ** 3: "-(a + u)^3*x^3",
    1 + Sum(D[l] * (K[l] - 1) * Product(S[m], (m, 1, l - 1)), (l, 1, n)): (
        "1 + sum_{l=1}^{n} d_l*(k_l - 1)*product_{m=1}^{l - 1} s_m"
    ),
    Product(S[m], (m, 1, 2)) * t: "t*product_{m=1}^{2} s_m",
    Sum(W[j] * X[j], (j, 1, n)) ** 2: "(sum_{j=1}^{n} w_j*x_j)^2",
    sqrt(r) / sqrt(w): "sqrt(r)/sqrt(w)",  # not sqrt(r/w), which is another number when both are negative
}
HEADS = {
    Count(t * s + d * (k - 1) + 1 <= i + 2 * p, (t, 0, oo)): "|{t >= 0 : s*t + d*(k - 1) + 1 <= i + 2*p}|",
    Largest(d + t * s, (t, 0, k - 1)): "max_{0 <= t <= k - 1} (d + s*t)",
    relu(y): "max(0, y)",
    Max(0, y): "max(0, y)",
    E(y**2 * step(y)): "E[y^2*I[y > 0]]",
    Indicator(Eq(i, k)): "I[i = k]",
    leaky_relu(y, a): "leaky(y, a)",
    phi(-y): "phi(-y)",
    Partial(L, X[j]): "partial L/partial x_j",
    E(Partial(L, X[j]) ** 2): "E[(partial L/partial x_j)^2]",
    Sum(Partial(L, V[i]) * W2[i, j], (i, 1, m)): "sum_{i=1}^{m} w_ij*partial L/partial v_i",
    Integral(r**2 * DensityAt(y, r), (r, -oo, oo)): "int_{-inf}^{inf} r^2*f_Y(r) dr",
    Mod(i + 2 * p - k, s): "mod(i + 2*p - k, s)",
    binomial(n, k): "binom(n, k)",
    factorial(n - 1): "(n - 1)!",
    ceiling(Rational(1, 2) * n): "ceil(n/2)",
    exp(-(r**2) / 2): "exp(-r^2/2)",
}


@pytest.mark.parametrize(("term", "expected"), [*EXPECTATION.items(), *ARITHMETIC.items(), *HEADS.items()], ids=str)
def test_the_text_of_a_term_is_what_one_writes_by_hand(term, expected):
    assert text(term) == expected


LATEX = {
    Var(x * y): r"\operatorname{Var}(x y)",
    E(x) ** 2: r"\mathbb{E}[x]^2",
    sqrt(6) / sqrt(n_in + n_out): r"\sqrt{\frac{6}{n_{\mathrm{in}} + n_{\mathrm{out}}}}",
    n * Var(w) * Var(y) / 2: r"\frac{n}{2} \operatorname{Var}(w) \operatorname{Var}(y)",
    (1 + a**2) * E(y**2) / 2: r"\frac{1 + a^2}{2} \, \mathbb{E}[y^2]",
    Sum(W[j] * X[j], (j, 1, n)): r"\sum_{j=1}^{n} w_j x_j",
    Partial(L, X[j]): r"\frac{\partial L}{\partial x_j}",
    E(step(y) ** 2): r"\mathbb{E}[\mathbf{1}_{y > 0}^2]",
    Count(t * s <= i, (t, 0, oo)): r"\lvert \{t \ge 0 : s t \le i\} \rvert",
    Largest(s * t, (t, 0, k - 1)): r"\max_{0 \le t \le k - 1} (s t)",
    floor((i - k) / s) + 1: r"\left\lfloor \frac{i - k}{s} \right\rfloor + 1",
    Integral(r**2 * DensityAt(y, r), (r, 0, oo)): r"\int_{0}^{\infty} r^2 \, f_Y(r) \, dr",
    E((y + Abs(y)) ** 2) / 4: r"\frac{1}{4} \, \mathbb{E}[(y + \lvert y \rvert)^2]",
    Var(Sum(W[j] * X[j], (j, 1, n))): r"\operatorname{Var}\!\left( \sum_{j=1}^{n} w_j x_j \right)",
    exp(-(r**2) / 2): "e^{-r^2/2}",
    exp(-((r - mu) ** 2) / (2 * sigma**2)): r"\exp\!\left( -\frac{(r - \mu)^2}{2 \sigma^2} \right)",
    tanh(y): r"\tanh(y)",
    erf(y): r"\operatorname{erf}(y)",
    W2[i, j]: "w_{ij}",
    W2[1, 1]: "w_{1,1}",
    W[j] ** 2: "w_j^2",
    Symbol("x_prime"): "x'",
    Symbol("x_hat"): r"\hat{x}",
    Symbol("w^(2)") ** 2: "(w^{(2)})^2",
    Symbol("σ_w"): r"\sigma_w",
    Piecewise((x, x > 0), (a * x, True)): r"\begin{cases} x & \text{if } x > 0 \\ a x & \text{otherwise} \end{cases}",
    ImmutableMatrix([[1, a], [0, 1]]): r"\begin{bmatrix} 1 & a \\ 0 & 1 \end{bmatrix}",
    Pow(Mul(2, x), 2, evaluate=False): "(2 x)^2",
    I * x: r"\mathrm{i} x",
}


@pytest.mark.parametrize(("term", "expected"), LATEX.items(), ids=str)
def test_the_latex_of_a_term_is_what_one_writes_by_hand(term, expected):
    assert latex(term) == expected


def test_sympys_own_latex_works_on_our_heads():
    from sympy import latex as sympy_latex

    assert sympy_latex(E(x) ** 2) == r"\mathbb{E}[x]^{2}"
    assert sympy_latex(n * Var(x)) == r"n \operatorname{Var}(x)"
    assert sympy_latex(Sum(W[j] ** 2, (j, 1, n))) == r"\sum_{j=1}^{n} w_j^{2}"
    assert sympy_latex(Partial(L, X[j]) ** 2) == r"\left(\frac{\partial L}{\partial x_j}\right)^{2}"
    assert sympy_latex(W) == r"(w_1, \dots, w_n)"


def test_markdown_uses_no_backslash_before_punctuation():
    shown = markdown(Count(t * s <= i, (t, 0, oo)) * Var(Sum(W[j], (j, 1, n))) * E(x))
    assert shown.startswith("$")
    assert shown.endswith("$")
    assert not any(f"\\{sign}" in shown for sign in ",!{};:")
