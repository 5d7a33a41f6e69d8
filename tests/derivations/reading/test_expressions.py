"""Mathematics as it is written, and what is read: the right column was typed by hand."""

import pytest

from derivations.errors import UserError
from derivations.reading import read_as, read_expression
from derivations.reading.syntax.tree import (
    Add,
    Head,
    Infinity,
    Mul,
    Name,
    Neg,
    Number,
    Power,
    Quotient,
    Sum,
    depth,
    walk,
)

LATEX = r"""
\mathbb{E}\left[x\right]^2  ⟶  E[x]^2
E(x^2)-E(x)^2+E(x)^2  ⟶  E[x^2] - E[x]^2 + E[x]^2
\text{Var}\left(xy\right)  ⟶  Var(x*y)
\frac{n}{2}\text{Var}(w_1)\text{Var}(y_1)  ⟶  (n/2)*Var(w_1)*Var(y_1)
\mathbb{E}[w_1 x_1+w_2 x_2+\cdots+w_n x_n]  ⟶  E[w_1*x_1 + w_2*x_2 + ... + w_n*x_n]
\int_{-\infty}^{\infty} \max(0,y_1)^2 f_Y(y)dy  ⟶  int_{-inf}^inf max(0, y_1)^2*f_Y(y) dy
\operatorname{Cov}(X,Y)/(\sigma_X\sigma_Y)  ⟶  Cov(X, Y)/(sigma_X*sigma_Y)
\mathbb{E}X^2-(\mathbb{E}X)^2  ⟶  E[X^2] - E[X]^2
\mathbb{E}XY - \mathbb{E}X\,\mathbb{E}Y  ⟶  E[X*Y] - E[X]*E[Y]
\mathbb{E}|X-\mu|  ⟶  E[abs(X - mu)]
\mathbb{E}\log X  ⟶  E[log(X)]
\mathbb{E}\mathrm{Var}(X|Y)  ⟶  E[Var(X | Y)]
E[X\mid Y=y] + P(A|B)  ⟶  E[X | Y = y] + P(A | B)
E^2[X]  ⟶  E[X]^2
\mathbb{E}_{x\sim p}[x]  ⟶  E_{x ~ p}[x]
\mathbb{E}^{\mathbb{Q}}[X]  ⟶  E_{bb(Q)}[X]
\Pr\{|X-\mu|\ge k\sigma\}  ⟶  P(abs(X - mu) >= k*sigma)
\mathbb{1}_{\{x>0\}}+\mathbf{1}[x>0]+I(x>0)  ⟶  Indicator(x > 0) + Indicator(x > 0) + Indicator(x > 0)
w^{(l)}_{ij} x^{(l-1)}_j  ⟶  w_{i,j}^{(l)}*x_j^{(l - 1)}
W^{[2]}  ⟶  W^{(2)}
n_{in}+n_\text{out}+\text{fan\_in}  ⟶  n_{in} + n_{out} + fan_{in}
x_{i+1}x_{2n}x_{12}w_{1j}  ⟶  x_{i + 1}*x_{2*n}*x_12*w_{1,j}
\hat\theta'+\bar{X}_n+\mathbf{w}+\mathcal{X}  ⟶  hat(theta)' + bar(X)_n + bold(w) + cal(X)
\sigma^2_x  ⟶  sigma_x^2
\mu_2'  ⟶  mu_2'
x^*+A^\top  ⟶  x^{*} + A^⊤
X^\mathrm{T} A  ⟶  X^⊤*A
(X-Y)^\mathsf{T}  ⟶  (X - Y)^⊤
\mathrm{E}(X)^{\rm T}  ⟶  E[X]^⊤
x^\mathrm{A}  ⟶  x^A
\Delta w_{ij}  ⟶  Delta(w)_{i,j}
\sum_{i=1}^{n}\sum_{j\ne i} x_i x_j + c  ⟶  sum_{i=1}^n sum_{j != i} x_i*x_j + c
\sum_{x \in \mathcal{X}} x \cdot \mathrm{Pr}(X = x)  ⟶  sum_{x in cal(X)} x*P(X = x)
\sum_{\substack{i=1\\i\ne j}}^n x_i  ⟶  sum_{i=1, i != j}^n x_i
\frac1n\sum_i x_i  ⟶  (1/n)*sum_{i} x_i
1/n \sum_{i=1}^n x_i  ⟶  (1/n)*sum_{i=1}^n x_i
\prod_{i=1}^n f(x_i)  ⟶  prod_{i=1}^n f(x_i)
\int_0^\infty\!\!\int_0^\infty xy f(x,y)\,dx\,dy  ⟶  int_{0}^inf int_{0}^inf x*y*f(x, y) dx dy
\int \frac{dx}{x}  ⟶  int 1/x dx
\int_0^1 dx\, f(x)  ⟶  int_{0}^1 f(x) dx
\int_{\mathcal{X}} x\,dF(x)  ⟶  int_{cal(X)} x dF(x)
\int e^{-z^2}\mathrm{d}\left[\exp(z)\right]  ⟶  int e^(-z^2) d[exp(z)]
\int_0^1 t \, \mathrm{d}(t + c)  ⟶  int_{0}^1 t d(t + c)
1/2 \, z^{-1/2} + \sqrt{2}/2 \, \sigma t  ⟶  (1/2)*z^(-1/2) + (sqrt(2)/2)*sigma*t
\frac{1}{\Gamma(k) 2^{k}} + n 2^k  ⟶  1/(Gamma(k)*2^k) + n*2^k
\left[\frac{x^2}{2}\right]_a^b  ⟶  [x^2/2]_{a}^{b}
\left. x^2 \right|_0^1 + F(x)\Big|_{x=0}  ⟶  [x^2]_{0}^{1} + [F(x)]_{x = 0}
\lim_{n\to\infty} \frac1n  ⟶  lim_{n -> inf} 1/n
\operatorname*{arg\,min}_{a \in \mathbb{R}} f(a)  ⟶  argmin_{a in bb(R)} f(a)
\max_{i} x_i  ⟶  max_{i} x_i
\frac{\partial L}{\partial w_{ij}}  ⟶  ∂/∂w_{i,j}(L)
\frac{\mathrm{d}}{\mathrm{d}a}\left[a^2\right]+1  ⟶  d/da(a^2) + 1
\frac{\partial^2 f}{\partial x\,\partial y}  ⟶  ∂^2/∂x ∂y(f)
\frac{\partial net_j}{\partial w_{ij}}  ⟶  ∂/∂w_{i,j}(net_j)
f'(x)+\sigma'(z)  ⟶  f'(x) + sigma'(z)
\begin{cases} x, & x>0\\ 0, & \text{otherwise.}\end{cases}  ⟶  cases(x if x > 0; 0 otherwise)
\left\lfloor\frac{n+2p-k}{s}\right\rfloor+1  ⟶  floor((n + 2*p - k)/s) + 1
\|w\|_2^2+|x|  ⟶  norm(w)_2^2 + abs(x)
\binom nk p^k(1-p)^{n-k}  ⟶  binom(n, k)*p^k*(1 - p)^(n - k)
{n\choose k}+{a\over b}  ⟶  binom(n, k) + a/b
\lambda^x e^{-\lambda}/x!  ⟶  lambda^x*e^(-lambda)/x!
\sqrt[3]{x}+\sqrt2  ⟶  root_3(x) + sqrt(2)
\sin^2\theta  ⟶  sin(theta)^2
\log x\log y  ⟶  log(x)*log(y)
F_X^{-1}(u)  ⟶  F_X^{-1}(u)
f_{X|Y}(x|y)  ⟶  f_{X | Y}(x | y)
\mathcal{N}(x;\mu,\sigma^2)  ⟶  cal(N)(x; mu, sigma^2)
n(n-1)  ⟶  n*(n - 1)
p(1-p)  ⟶  p*(1 - p)
p(x,y)  ⟶  p(x, y)
(x)_++[x]^+  ⟶  relu(x) + relu(x)
\mathrm{ReLU}(y)  ⟶  relu(y)
\max(0,\cdot)  ⟶  max(0, ·)
[0,1)  ⟶  [0, 1)
\{1,\dots,n\}  ⟶  {1, ..., n}
a[X-E(X)]  ⟶  a*[X - E[X]]
a\odot b  ⟶  a ⊙ b
\underbrace{\mathbb{E}[x]}_{=0}+1  ⟶  E[x] + 1
\tfrac12x^{1/2}  ⟶  (1/2)*x^(1/2)
0.50+10^{-3}+1{,}000  ⟶  0.50 + 10^(-3) + 1000
-x^2  ⟶  -x^2
2\cdot-x  ⟶  2*(-x)
\boxed{x}+{\color{red}y}+\textcolor{red}{z}  ⟶  x + y + z
x_i{}^2  ⟶  x_i^2
e^{-(x-\mu)^2/2\sigma^2}  ⟶  e^(-(x - mu)^2/(2*sigma^2))
n/2\,\mathrm{Var}(w) + x/2\pi  ⟶  (n/2)*Var(w) + x/(2*pi)
\sum_i 2x_i+\log_2 8+\int_0^1 2x\,dx  ⟶  sum_{i} 2*x_i + log_2(8) + int_{0}^1 2*x dx
Var x + MSE(t) + Bias(t)  ⟶  Var(x) + MSE(t) + Bias(t)
P(A\cap B)  ⟶  P(intersection(A, B))
"""

PLAIN = """
Var(x*y)  ⟶  Var(x*y)
E[x^2 y^2]  ⟶  E[x^2*y^2]
EX^2 - (EX)^2 + X  ⟶  E[X^2] - E[X]^2 + X
sum_{j=1}^n w_j x_j  ⟶  sum_{j=1}^n w_j*x_j
sum_(j=1)^n w_j  ⟶  sum_{j=1}^n w_j
max(0, y)^2/2  ⟶  max(0, y)^2/2
sqrt(6/n)  ⟶  sqrt(6/n)
x² + x₁ − σ·μ  ⟶  x^2 + x_1 - sigma*mu
x1 + w_nx_n + w_ij  ⟶  x_1 + w_n*x_n + w_{i,j}
∫_0^∞ x f(x) dx  ⟶  int_{0}^inf x*f(x) dx
int_-inf^inf x dx  ⟶  int_{-inf}^inf x dx
dy/dx + d^2y/dx^2  ⟶  d/dx(y) + d^2/dx^2(y)
1/2 x + x  ⟶  (1/2)*x + x
xy + x + y  ⟶  x*y + x + y
loss + 1  ⟶  loss + 1
sigmoid(in)  ⟶  sigmoid(in)
nVar(x) + n  ⟶  n*Var(x) + n
1e-3  ⟶  0.001
½ x  ⟶  (1/2)*x
𝔼[X]  ⟶  E[X]
w_1x_1 + ⋯ + w_nx_n  ⟶  w_1*x_1 + ... + w_n*x_n
n_in + n_out  ⟶  n_{in} + n_{out}
floor(x/2) + abs(y)  ⟶  floor(x/2) + abs(y)
E[x | y]  ⟶  E[x | y]
x**2  ⟶  x^2
E[|x| | |y|]  ⟶  E[abs(x) | abs(y)]
"""


def rows(table):
    return [tuple(part.strip() for part in line.split("⟶")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("source", "expected"), rows(LATEX))
def test_latex_is_read_as(source, expected):
    assert read_as(read_expression(source, latex=True)) == expected


@pytest.mark.parametrize(("source", "expected"), rows(PLAIN))
def test_plain_text_is_read_as(source, expected):
    assert read_as(read_expression(source, latex=False)) == expected


SPELLINGS = {
    "expectation": [
        r"\mathbb{E}[X]",
        "E[X]",
        "E(X)",
        r"E\{X\}",
        r"\mathrm{E}(X)",
        r"\operatorname{E}[X]",
        r"\mathbf{E}X",
        r"{\mathbb E}[X]",
        r"{\rm E}(X)",
        r"\mathsf{E}[X]",
        r"\mathbb{E}X",
        r"\E[X]",
        r"\mathbb{E}\left[X\right]",
        r"\mathbb{E}\bigl[X\bigr]",
        r"\mathop{\mathbb{E}}[X]",
        r"\mathbb{E}\Big(X\Big)",
        r"\text{E}[X]",
        "EX",
        r"\mathbb E X",
    ],
    "variance": [
        r"\mathrm{Var}(X)",
        r"\text{Var}(X)",
        r"\operatorname{Var}[X]",
        "Var(X)",
        r"\mathbb{V}[X]",
        r"\mathbb{V}\mathrm{ar}(X)",
        r"\mathsf{Var}\{X\}",
        "V(X)",
        r"\textrm{var}(X)",
        r"\operatorname{\mathbb{V}ar}(X)",
        r"\mathrm{Var}\,X",
        r"{\rm Var}(X)",
        r"\Var(X)",
        r"\mathrm{VAR}[X]",
        r"\mathop{\mathrm{Var}}(X)",
    ],
    "covariance": [
        r"\mathrm{Cov}(X,Y)",
        r"\operatorname{cov}(X,Y)",
        "Cov(X,Y)",
        r"\text{Cov}\left[X,Y\right]",
        r"\Cov(X,\,Y)",
    ],
    "probability": ["P(A)", r"\Pr(A)", r"\mathbb{P}(A)", r"\mathrm{P}(A)", r"\operatorname{Pr}[A]", r"P\{A\}"],
    "name": ["x_{1}", "x_1", "{x}_1", r"x_{\,1}", "{x_1}"],
    "fraction": [r"\frac{1}{2}", r"\tfrac12", r"\dfrac{1}{2}", r"\frac12", "1/2", r"{1\over2}", "½"],
    "label": ["w^{(l)}_j", "w_j^{(l)}", "{w_j^{(l)}}"],
    "dots": [r"1+\cdots+n", r"1+\ldots+n", r"1+\dots+n", r"1+\dotsb+n", "1+…+n", "1+⋯+n"],
    "differential": [r"\int x\,dx", r"\int x dx", r"\int x\,\mathrm{d}x", r"\int x{\rm d}x", r"\int x\,\text{d}x"],
    "derivative": [
        r"\frac{dy}{dx}",
        r"\frac{\mathrm{d}y}{\mathrm{d}x}",
        r"\frac{d}{dx}y",
        "dy/dx",
        r"\frac{d}{dx}\left[y\right]",
    ],
}


@pytest.mark.parametrize("what", SPELLINGS)
def test_all_spellings_are_one_tree(what):
    trees = {source: read_expression(source, latex=True) for source in SPELLINGS[what]}
    assert len(set(trees.values())) == 1, trees


def test_nothing_is_simplified_or_reordered():
    x, one = Name("x"), Number(1)
    assert read_expression("x + 1 - x") == Add((x, one, x), ("+", "+", "-"))
    assert read_expression("E(x)/E(x)") == Quotient(Head("E", (x,)), Head("E", (x,)))
    assert read_expression("9^9") == Power(Number(9), Number(9))
    assert read_expression("-(-x)") == Neg(Neg(x))


def test_what_was_written_between_factors_is_kept_and_does_not_count():
    dotted, close = read_expression(r"a \cdot b \times c"), read_expression("a b c", latex=True)
    assert isinstance(dotted, Mul)
    assert isinstance(close, Mul)
    assert (dotted.operators, close.operators) == (("cdot", "times"), ("", ""))
    assert dotted == close


def test_a_decimal_keeps_its_printed_digits():
    assert read_expression("0.50") == Number(read_expression("1/2").numerator.value / 2, 2)
    assert read_expression("0.5") != read_expression("0.50")


def test_spans_point_at_the_source():
    source = r"a + \mathrm{Var}(x_1)^2"
    for node in walk(read_expression(source)):
        piece = source[node.span.start : node.span.end]
        if isinstance(node, Head):
            assert piece == r"\mathrm{Var}(x_1)"
        if isinstance(node, Power):
            assert piece == r"\mathrm{Var}(x_1)^2"
        if node == Name("x", (Number(1),)):
            assert piece == "x_1"


def test_a_letter_before_brackets_is_a_factor_where_it_also_stands_bare():
    assert str(read_expression(r"\sigma(z)(1-\sigma(z))")) == "sigma(z)*(1 - sigma(z))"
    assert str(read_expression(r"\sigma(a+b) + \sigma^2")) == "sigma*(a + b) + sigma^2"
    assert str(read_expression(r"p(x) + p", latex=True)) == "p*x + p"


def test_an_italic_e_is_an_error_where_it_stands_bare_and_an_expectation_before_brackets():
    assert str(read_expression(r"\frac{\partial E}{\partial w}")) == "∂/∂w(E)"
    assert str(read_expression("E - 1", latex=True)) == "E - 1"
    assert str(read_expression("E[x] - 1", latex=True)) == "E[x] - 1"


def test_a_word_of_plain_text_is_a_product_where_its_letters_are_names():
    assert str(read_expression("E[xy] - E[x]*E[y]")) == "E[x*y] - E[x]*E[y]"
    assert str(read_expression("E[xy]")) == "E[xy]"


def test_the_limits_of_a_sum_are_told_apart():
    found = read_expression(r"\sum_{j=1}^\infty x_j")
    assert isinstance(found, Sum)
    assert (found.variables, found.lower, found.upper) == ((Name("j"),), Number(1), Infinity())


def test_an_exponent_of_plain_text_ends_where_it_is_sure_to():
    with pytest.raises(UserError, match="where does the exponent end"):
        read_expression("2^nx + n + x", latex=False)


DECLINED = [
    (r"\foo x", r"unknown command \foo", 1),
    (r"1/2\sigma", "write brackets", 4),
    (r"x/2 n", "write brackets", 5),
    (r"x/bc", "write brackets", 4),
    (r"n/2(a+b)", "write brackets", 4),
    ("x_12", "a number behind a factor", 4),
    ("E[x]2", "a number behind a factor", 5),
    (r"\int x\,dx^2", "behind the d of an integral", 10),
    (r"2\frac12", "can be a sum or a product", 2),
    ("2 3", "a number behind a factor", 3),
    (r"\int_0^1 x", "an integral without its differential", 1),
    (r"\mathrm{d}(x + y)", "a differential outside", 1),
    ("(x", "never closed", 1),
    ("x)", "without an opening one", 2),
    (r"x^{2}^{3}", "two exponents", 6),
    (r"x_1_2", "two subscripts", 4),
    (r"x_{(1)}", "an index in brackets", 4),
    (r"\overline{xy}", "an accent goes on one name", 1),
    (r"\begin{pmatrix}1\end{pmatrix}", "matrices are not read", 1),
    (r"\begin{tabular}1\end{tabular}", "unknown environment tabular", 1),
    ("x + ", "stops too early", 3),
    (r"\frac{d^2 f}{dx}", "orders above and below", 1),
    (r"\frac{1}", "an argument is missing", 1),
    ("x € y", "a character that is no mathematics", 3),
    (r"x \text{ is odd }", "words inside an expression", 3),
    (r"\lim x", "a limit says where", 1),
    ("E[x; y]", "conditions", 3),
    (r"\sum_{i}_{j} x", "limits are one subscript", 9),
]


@pytest.mark.parametrize(("source", "message", "column"), DECLINED)
def test_what_has_no_one_meaning_is_declined_with_its_place(source, message, column):
    with pytest.raises(UserError) as error:
        read_expression(source, latex=True)
    assert message in str(error.value)
    assert f"column {column}:" in str(error.value)


BOUNDS = {
    "digits": "1" * 300,
    "braces": "{" * 60 + "x" + "}" * 60,
    "brackets": "(" * 200 + "x" + ")" * 200,
    "roots": r"\sqrt" * 100 + "x",
    "functions": r"\log" * 3000 + " x",
    "quotients": "x/" * 500 + "x",
    "length": "x+" * 15_000 + "x",
    "calls": "f(" * 3000 + "x" + ")" * 3000,
}


@pytest.mark.parametrize("what", BOUNDS)
def test_size_and_nesting_are_bounded(what):
    with pytest.raises(UserError, match=r"digits|deeper|too long"):
        read_expression(BOUNDS[what], latex=True)


def test_a_long_flat_sum_is_no_deep_tree():
    assert depth(read_expression("+".join(["x"] * 2000))) == 2
