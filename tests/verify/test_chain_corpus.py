"""Steps in the notations of lectures and textbooks, each with the verdict it deserves.

The files in data/corpus hold them by source; the lists below are short forms.
"""

from collections import Counter
from functools import cache

import pytest

from benchmarks.corpus import read_corpus
from tests.verify.enumerated import both_sides, close
from verify.chain import check

TRUE = [
    (r"\sum_{k=0}^\infty q^k = \frac{1}{1-q}", ""),  # where |q| < 1, which is said
    ("E[a*X + b] = a*E[X] + b", ""),
    ("E[2*X - 3*Y] = 2*E[X] - 3*E[Y]", ""),
    (r"\mathbb{E}[X+Y+Z] = \mathbb{E}[X]+\mathbb{E}[Y]+\mathbb{E}[Z]", ""),
    (r"\operatorname{Var}(X) = \operatorname{E}[X(X-1)] + \operatorname{E}[X] - (\operatorname{E}[X])^2", ""),
    (r"\mathrm{Var}(X+c) = \mathrm{Var}(X)", "c constant"),
    (r"\mathrm{Var}(aX+b) = a^2\,\mathrm{Var}(X)", "a, b constant"),
    (r"\operatorname{Cov}(X,X)=\operatorname{Var}(X)", ""),
    (r"\operatorname{Cov}(aX,bY)=ab\operatorname{Cov}(X,Y)", "a,b constant"),
    (r"\operatorname{Cov}(X+Y,Z)=\operatorname{Cov}(X,Z)+\operatorname{Cov}(Y,Z)", ""),
    (r"\operatorname{Cov}(X+Y,X-Y)=\operatorname{Var}(X)-\operatorname{Var}(Y)", ""),
    (r"\operatorname{Var}(X)+\operatorname{Var}(Y) = \frac12(\operatorname{Var}(X+Y)+\operatorname{Var}(X-Y))", ""),
    (r"\mathbb{E}[XY] = \mathbb{E}[X]\mathbb{E}[Y]+\operatorname{Cov}(X,Y)", ""),
    (r"\mathbb{E}[(X-\mu)^2] = \mathbb{E}[X^2]-\mu^2", r"\mu = E[X]"),
    (r"\mathbb{E}[(X-\mu)^3] = \mathbb{E}[X^3]-3\mu\mathbb{E}[X^2]+2\mu^3", r"\mu = E[X]"),
    (r"\mathbb{E}[(X-\mu)^4] = \mathbb{E}[X^4]-4\mu\mathbb{E}[X^3]+6\mu^2\mathbb{E}[X^2]-3\mu^4", r"\mu = E[X]"),
    (r"\mathbb{E}[X^2Y^2]=\mathbb{E}[X^2]\mathbb{E}[Y^2]", "X, Y independent"),
    (r"\operatorname{Var}(XY)=\mathbb{E}[X^2]\mathbb{E}[Y^2]-\mathbb{E}[X]^2\mathbb{E}[Y]^2", "X, Y independent"),
    (
        r"\operatorname{Var}(XYZ)=\mathbb{E}[X^2]\mathbb{E}[Y^2]\mathbb{E}[Z^2]-\mathbb{E}[X]^2\mathbb{E}[Y]^2\mathbb{E}[Z]^2",
        "X, Y, Z independent",
    ),
    (r"\mathbb{E}[|X|^2]=\mathbb{E}[X^2]", ""),
    (r"\mathbb{E}[\max(0,X)] - \mathbb{E}[\max(0,-X)] = \mathbb{E}[X]", ""),
    (r"\mathbb{E}[\max(0,X)] + \mathbb{E}[\max(0,-X)] = \mathbb{E}[|X|]", ""),
    (r"\mathbb{E}[\max(0,X)] = \frac{1}{2}\mathbb{E}[|X|]", "X symmetric"),
    (r"\mathbb{E}[\max(0,X)^4] = \frac12\mathbb{E}[X^4]", "X symmetric"),
    (r"\mathbb{E}[X^3]=0", "X symmetric"),
    (
        r"\operatorname{Var}\left(\frac{1}{n}\sum_{i=1}^n X_i\right)=\frac{\sigma^2}{n}",
        r"X_i iid; Var(X_i) = \sigma^2",
    ),
    (r"\operatorname{Var}\left(\frac{X_1+\cdots+X_n}{n}\right)=\frac{1}{n}\operatorname{Var}(X_1)", "X_i iid"),
    (r"\mathbb{E}\left[\frac{1}{n}\sum_{i=1}^n X_i\right]=\mathbb{E}[X_1]", "X_i iid"),
    (r"\operatorname{Var}\left(\sum_{i=1}^n X_i\right)=\sum_{i=1}^n \operatorname{Var}(X_i)", "X_i iid"),
    (r"\operatorname{Var}\left(\sum_{i=1}^{n} a X_i\right)=n a^2\operatorname{Var}(X_1)", "X_i iid; a constant"),
    (r"\mathbb{E}[X^4]=3\sigma^4", r"X \sim \mathcal{N}(0,\sigma^2)"),
    (r"\mathbb{E}[X^2]=\mu^2+\sigma^2", r"X \sim \mathcal{N}(\mu,\sigma^2)"),
    (r"\operatorname{Var}(X)=p(1-p)", r"X \sim Bernoulli(p)"),
    (r"\operatorname{Var}(X)=\frac{(b-a)^2}{12}", r"X \sim U(a,b)"),
    (r"\mathbb{E}[X^2]=\lambda+\lambda^2", r"X \sim Poisson(\lambda)"),
    (r"\operatorname{Var}(X)=\frac{1}{\lambda^2}", r"X \sim Exponential(\lambda)"),
    (r"\operatorname{Var}(X)=np(1-p)", r"X \sim Binomial(n,p)"),
    (r"\operatorname{Var}(Y)=\frac{1}{4}", r"X \sim Rademacher; Y = X/2 + 1/2"),
    (r"\mathbb{E}[(X-a)^2] = \operatorname{Var}(X) + (\mathbb{E}[X]-a)^2", "a constant"),
    (
        r"n\operatorname{Var}(w_1)\mathbb{E}[x_1^2] = \operatorname{Var}\left(\sum_{j=1}^n w_j x_j\right)",
        "w_j iid; x_j iid; w and x independent; E[w_j]=0",
    ),
    (
        r"\operatorname{Var}\left[\sum_{j=1}^n w_j x_j\right]=\sum_{j=1}^n \operatorname{Var}[w_j x_j]",
        "w_j iid; x_j iid; w and x independent",
    ),
    (r"\frac{x^2-1}{x-1} = x+1", "x constant"),
    ("sqrt(x^2) = abs(x)", "x constant"),
    (r"\frac{d}{dx}(x^3+2x) = 3x^2+2", "x constant"),
    (r"\frac{d}{dx} \sin(x)^2 = 2\sin(x)\cos(x)", "x constant"),
    (r"\frac{\partial}{\partial a} (a^2 - 2ab) = 2a - 2b", ""),
    (r"\frac{d}{dx}e^{-x^2} = -2xe^{-x^2}", "x constant"),
    (r"\frac{d}{dx}\frac{1}{1+e^{-x}} = \frac{e^{-x}}{(1+e^{-x})^2}", "x constant"),
    (r"\int_0^1 x^2 dx = \frac13", ""),
    (r"\int_0^\infty e^{-x}dx = 1", ""),
    (r"\int_0^\infty x^3 e^{-2x}dx = \frac{3}{8}", ""),
    (r"\int_{-\infty}^{\infty} e^{-x^2/2}dx = \sqrt{2\pi}", ""),
    (r"\int_{-\infty}^\infty x^2 \frac{1}{\sqrt{2\pi}}e^{-x^2/2}dx = 1", ""),
    (r"\sum_{k=0}^{\infty} \frac{1}{k!} = e", ""),
    (r"\sum_{i=1}^{5} i = 15", ""),
    (r"\sum_{i=1}^n i = \frac{n(n+1)}{2}", ""),
    (r"\mathbb{E}[X]=\sum_{k=0}^n k\binom{n}{k}p^k(1-p)^{n-k}", r"X \sim Binomial(n,p)"),
    (
        r"\mathbb{E}[X]=\int_{-\infty}^{\infty} x\frac{1}{\sqrt{2\pi\sigma^2}}e^{-\frac{(x-\mu)^2}{2\sigma^2}}dx",
        r"X \sim \mathcal{N}(\mu,\sigma^2)",
    ),
    (
        r"\mathbb{E}[X^2]=\int_0^\infty x^2\lambda e^{-\lambda x}dx = \frac{2}{\lambda^2}",
        r"X \sim Exponential(\lambda)",
    ),
    (r"\mathbb{E}[X^2]=\int_a^b \frac{x^2}{b-a}dx = \frac{b^3-a^3}{3(b-a)} = \frac{a^2+ab+b^2}{3}", r"X \sim U(a,b)"),
    ("0.333 = 1/3", ""),
    ("2/3 = 0.67", ""),
    ("3 < 4", ""),
    (r"\operatorname{Var}(X+X)=4\operatorname{Var}(X)", ""),
    ("Var(X) >= 0", ""),
    ("E[E[X]] = E[X]", ""),
    ("E[X*E[X]] = E[X]^2", ""),
    ("Var(E[X]) = 0", ""),
    ("exp(a+b) = exp(a)*exp(b)", "a,b constant"),
    ("E[X]^2 = E[X]*E[X]", ""),
    ("E[X^0] = 1", ""),
    (r"\mathbb{E}[\operatorname{sign}(X)^2]=1", "X no atom at 0"),
]  # fmt: skip
FALSE = [
    ("E[X/Y] = E[X]/E[Y]", "X, Y independent"),  # with E[X] = 0 both sides are 0: that explains nothing
    ("Var(2*X) = 2*Var(X)", ""),
    ("Var(a*X) = a*Var(X)", "a constant"),
    (r"\operatorname{Var}(-X) = -\operatorname{Var}(X)", ""),
    (r"\operatorname{Var}(\frac{1}{n}\sum_{i=1}^n X_i)=\operatorname{Var}(X_1)", "X_i iid"),
    (r"\operatorname{Var}(5X+3)=5\operatorname{Var}(X)+3", ""),
    ("Var(X - Y) = Var(X) - Var(Y)", "X, Y independent"),
    (r"\mathrm{Var}[2X-Y]=2\mathrm{Var}[X]-\mathrm{Var}[Y]", "X, Y independent"),
    (r"\mathbb{E}[X]^2 = \mathbb{E}[X^2]", ""),
    (r"\mathbb{E}[X^4]=\mathbb{E}[X^2]^2", ""),
    (r"\mathbb{E}[(X-E[X])^2]=0", ""),
    ("E[1/X] = 1/E[X]", ""),
    (r"\mathbb{E}[\max(0,X)]=\max(0,\mathbb{E}[X])", ""),
    (r"\mathbb{E}[\max(0,y)^2]=\mathrm{Var}(y)", "y symmetric"),
    (r"\mathbb{E}[\max(0,y)] = \frac12 \mathbb{E}[y]", "y symmetric"),
    (r"\mathbb{E}[X^4]=2\sigma^4", r"X \sim \mathcal{N}(0,\sigma^2)"),
    (r"\operatorname{Var}(X)=\frac{a^2}{6}", r"X \sim U(-a,a)"),
    (r"\operatorname{Var}(X)=p", r"X \sim Bernoulli(p)"),
    (r"\operatorname{Var}(X)=\frac1\lambda", r"X \sim Exponential(\lambda)"),
    (r"\operatorname{Var}(X)=np", r"X \sim Binomial(n,p)"),
    (r"\mathbb{E}[X^2]=\lambda^2", r"X \sim Poisson(\lambda)"),
    (r"\operatorname{Var}(X)=\sigma", r"X \sim \mathcal{N}(0,\sigma^2)"),
    (r"\operatorname{Var}(X)=\frac{b-a}{12}", r"X \sim U(a,b)"),
    (r"\int_0^1 x^2 dx = \frac12", ""),
    (r"\int_0^\infty e^{-2x}dx = 2", ""),
    (r"\frac{d}{dx} x^3 = 3x", "x constant"),
    (r"\mathbb{E}[X]=\int_0^\infty x e^{-\lambda x}dx", r"X \sim Exponential(\lambda)"),
    (r"\operatorname{Cov}(aX,bY)=(a+b)\operatorname{Cov}(X,Y)", "a,b constant"),
    (
        r"\operatorname{Var}\left(\sum_{j=1}^n w_jx_j\right)=m\operatorname{Var}(w_1)\mathbb{E}[x_1^2]",
        "w_j iid; x_j iid; w and x independent; E[w_j]=0; m constant",
    ),
    (r"\operatorname{Var}(X+X)=2\operatorname{Var}(X)", ""),
    ("(a+b)^3 = a^3 + b^3", "a,b constant"),
    ("2/3 = 0.66", ""),
    ("4 < 3", ""),
    ("1/2 + 1/3 = 2/5", ""),
    ("sqrt(Var(X)) = Var(X)", ""),
    ("sqrt(E[X^2]) = E[X]", ""),
    ("abs(E[X]) = E[abs(X)]", ""),
    ("floor(x/2) = x/2", "x integer"),
    ("sin(2*x) = 2*sin(x)", "x constant"),
    ("E[(X-c)^2] = Var(X)", "c constant"),
]  # fmt: skip
NEEDS = [
    (r"\mathbb{V}(X)=\mathbb{E}[X^2]-\mathbb{E}[X]", ""),
    (r"\operatorname{Cov}(X,Y)=\mathbb{E}[XY]-\mathbb{E}[X]", ""),
    ("Var(X+Y) = Var(X) + Var(Y)", ""),
    ("Var(X-Y) = Var(X) + Var(Y)", ""),
    ("E[X*Y] = E[X]*E[Y]", ""),
    ("E[X^2*Y] = E[X^2]*E[Y]", ""),
    ("Var(X*Y) = Var(X)*Var(Y)", "X, Y independent"),
    ("Var(X*Y) = Var(X)*Var(Y)", ""),
    ("E[X] = 0", ""),
    ("E[X^3] = 0", ""),
    ("Cov(X,Y) = 0", ""),
    ("Var(X) = E[X^2]", ""),
    (r"\operatorname{Var}\left(\sum_{i=1}^n X_i\right)=n\operatorname{Var}(X_1)", ""),
    (r"\mathbb{E}[\max(0,X)^2]=\frac{1}{2}\mathbb{E}[X^2]", "E[X] = 0"),
    ("Var(a*X + b) = a^2*Var(X)", ""),
    (r"\mathbb{E}[X Y Z]=\mathbb{E}[X]\mathbb{E}[Y]\mathbb{E}[Z]", ""),
    ("P(X > 0) = 1/2", "X symmetric"),
    (r"\mathbb{E}[\operatorname{sign}(X)^2]=1", ""),
    (r"\mathbb{E}[(X-\mu)^2]=\operatorname{Var}(X)", ""),
    ("E[(X-E[X])^2] = E[X^2]", ""),
    ("E[(X-E[X])^2] = E[X^2]+E[X]^2", ""),
    ("E[(X-E[X])*(Y-E[Y])] = E[X*Y]+E[X]*E[Y]", ""),
    ("E[(X - E[X])^3] = E[X^3]-E[X]^3", ""),
]  # fmt: skip
OPEN = [
    (r"\sigma_{X} = \sqrt{\operatorname{Var}(X)}", r"Var(X) = \sigma_X^2; \sigma_X positive"),
    ("sqrt(x^2) = x", "x constant"),
    ("E[X] = E[Y]", ""),
    ("Var(X) = 1", ""),
    ("a = b", ""),
    ("E[X^2] >= E[X]^2", ""),
    ("Var(X) <= E[X^2]", ""),
    ("E[X^2] <= E[X]^2", ""),
    ("Var(X) < 0", ""),
    (r"\frac{E[X]}{E[X]} = 1", ""),
    (r"\frac{\operatorname{Var}(X)}{\operatorname{Var}(X)}=1", ""),
    ("ln(a*b) = ln(a) + ln(b)", "a, b constant"),
    ("ln(a*b) = ln(a) + ln(b)", "a, b positive constant"),
    ("(a^2)^(1/2) = a", "a constant"),
    ("sin(x)^2 + cos(x)^2 = 1", "x constant"),
    ("x^2 = x", "x constant"),
    (r"\operatorname{Var}(\bar X)=\frac{\sigma^2}{n}", ""),
    (r"\int_0^\infty e^{x}dx = -1", ""),
    (r"\int_{-1}^{1} \frac{1}{x^2}dx = -2", ""),
    (r"\int_1^2 \frac1x dx = \ln 2", ""),
    (r"\operatorname{Var}(X)=\sigma^2", ""),
    (r"\operatorname{Var}(S_n)=n\sigma^2", ""),
]  # fmt: skip


def verdicts(text, assume):
    source = f"$$ {text} $$" if "\\" in text else text
    return [step.verdict for step in check(source, assuming=[assume] if assume else []).steps]


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_true_steps_are_proved(text, assume):
    assert set(verdicts(text, assume)) == {"proved"}


@pytest.mark.parametrize(("text", "assume"), FALSE)
def test_false_steps_are_refuted(text, assume):
    assert verdicts(text, assume) == ["refuted"]


@pytest.mark.parametrize(("text", "assume"), NEEDS)
def test_steps_that_hold_under_a_hypothesis_that_is_not_stated_say_so(text, assume):
    assert verdicts(text, assume) == ["missing-hypothesis"]


@pytest.mark.parametrize(("text", "assume"), OPEN)
def test_what_depends_on_more_than_is_said_or_known_is_neither_proved_for_nothing_nor_missed(text, assume):
    decided = {"E[X] = E[Y]": "refuted", "Var(X) = 1": "refuted", "Var(X) < 0": "refuted", "Var(X) >= 0": "proved"}
    decided |= {"sin(x)^2 + cos(x)^2 = 1": "proved", "ln(a*b) = ln(a) + ln(b)": "proved"}
    decided |= {r"\int_1^2 \frac1x dx = \ln 2": "proved"}
    decided |= {"sqrt(x^2) = x": "missing-hypothesis", "(a^2)^(1/2) = a": "missing-hypothesis"}
    decided |= {"E[X | Y] = E[X]": "missing-hypothesis"}
    decided |= {"E[X^2] >= E[X]^2": "proved", "Var(X) <= E[X^2]": "proved", "E[X^2] <= E[X]^2": "refuted"}
    ratios = {r"\frac{E[X]}{E[X]} = 1", r"\frac{\operatorname{Var}(X)}{\operatorname{Var}(X)}=1"}
    (verdict,) = verdicts(text, assume)
    if text in ratios or "positive constant" in assume:
        assert verdict == "proved"
    elif text == r"\operatorname{Var}(X)=\sigma^2":
        assert verdict == "definition"
    elif text.startswith(r"\sigma_{X}") and "positive" in assume:
        assert verdict == "proved"
    elif text == "a = b" or text.startswith(r"\sigma_{X}"):
        assert verdict == "definition"
    else:
        assert verdict == decided.get(text, "unknown")


BLOCKS = read_corpus()
SLIPS = (
    "squared-mean", "variance-of-multiple", "variance-of-difference", "dropped-covariance", "variance-of-product",
    "dropped-half", "fan-out", "sign", "sqrt-six", "variance-for-deviation", "wrong-index", "floor-dropped",
)  # fmt: skip


@cache
def checked(place):
    """The steps of a block; both tests below look at them."""
    block = next(block for block in BLOCKS if block.place == place)
    return check(block.document, assuming=[block.assume] if block.assume else []).steps


def places(blocks):
    return [block.place for block in blocks]


def test_the_corpus_is_as_large_and_as_varied_as_it_is_said_to_be():
    assert sum(len(block.verdicts) for block in BLOCKS) >= 300
    assert len({block.source for block in BLOCKS}) >= 10
    slips = Counter(block.slip for block in BLOCKS if block.slip)
    assert set(slips) == set(SLIPS)
    assert min(slips.values()) >= 5
    wrong = {"refuted", "missing-hypothesis"}
    assert all(set(block.verdicts) & wrong for block in BLOCKS if block.slip)
    assert {verdict for block in BLOCKS for verdict in block.verdicts} >= {*wrong, "proved", "unreadable"}


@pytest.mark.parametrize("block", BLOCKS, ids=places(BLOCKS))
def test_every_step_of_the_corpus_gets_the_verdict_it_deserves(block):
    steps = checked(block.place)
    assert len(steps) == len(block.verdicts)
    for step, deserved, is_open in zip(steps, block.verdicts, block.open, strict=True):
        assert step.verdict == deserved or (is_open and step.verdict == "unknown"), str(step)
    if block.missing:
        assert {text for step in steps for text in step.missing} == set(block.missing)


FALSE_ONES = [b for b in BLOCKS if {"refuted", "missing-hypothesis"} & set(b.verdicts)]


@pytest.mark.parametrize("block", FALSE_ONES, ids=places(FALSE_ONES))
def test_every_counterexample_of_the_corpus_is_one_by_brute_enumeration(block):
    for step in checked(block.place):
        if step.verdict in {"refuted", "missing-hypothesis"}:
            assert step.counterexample is not None
            (left, left_said), (right, right_said) = both_sides(step, block.assume, before=checked(block.place))
            assert close(left, left_said), str(step)
            assert close(right, right_said), str(step)
            assert not close(left, right), str(step)
