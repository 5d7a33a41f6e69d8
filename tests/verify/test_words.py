"""Words near a display are hypotheses: in many styles, never where they are negated, and named with their line."""

import pytest

from verify.chain import check

SAID = [
    (r"Let $X$ and $Y$ be independent random variables.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"By independence,",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Since $X$ has zero mean,",
     r"\operatorname{Var}(X)=\mathbb{E}[X^2]"),
    (r"Let $X$ be a centred random variable.",
     r"\operatorname{Var}(X)=\mathbb{E}[X^2]"),
    (r"Assume $X$ is centered.",
     r"\operatorname{Var}(X)=\mathbb{E}[X^2]"),
    (r"The weights $w_j$ are i.i.d. with zero mean, and the inputs $x_j$ are i.i.d. and independent of the weights.",
     r"\operatorname{Var}\left(\sum_{j=1}^n w_j x_j\right)=n\operatorname{Var}(w_1)\mathbb{E}[x_1^2]"),
    (r"Let $X_1,\ldots,X_n$ be i.i.d. random variables.",
     r"\operatorname{Var}\left(\sum_{j=1}^n X_j\right)=n\operatorname{Var}(X_1)"),
    (r"Let $X_1,\ldots,X_n$ be independent and identically distributed.",
     r"\operatorname{Var}\left(\sum_{j=1}^n X_j\right)=n\operatorname{Var}(X_1)"),
    (r"Suppose $y$ is symmetric around 0.",
     r"\mathbb{E}[\max(0,y)^2]=\frac12\mathbb{E}[y^2]"),
    (r"The distribution of $y$ is symmetric about zero.",
     r"\mathbb{E}[\max(0,y)^2]=\frac12\mathbb{E}[y^2]"),
    (r"Suppose $X$ follows a Poisson distribution with rate $\lambda$.",
     r"\mathbb{E}[X^2]=\lambda+\lambda^2"),
    (r"Let $X$ be Poisson distributed with parameter $\lambda$.",
     r"\operatorname{Var}(X)=\lambda"),
    (r"Let $Z$ be a standard normal random variable.",
     r"\mathbb{E}[Z^4]=3"),
    (r"Let $Z$ be standard normal.",
     r"\mathbb{E}[Z^4]=3"),
    (r"Let $X$ be normally distributed with mean $\mu$ and variance $\sigma^2$.",
     r"\mathbb{E}[X^2]=\mu^2+\sigma^2"),
    (r"$X$ is uniform on $[-a,a]$.",
     r"\operatorname{Var}(X)=\frac{a^2}{3}"),
    (r"Let $X$ be uniformly distributed on $[a,b]$.",
     r"\operatorname{Var}(X)=\frac{(b-a)^2}{12}"),
    (r"Let $X$ follow an exponential distribution with rate $\lambda$.",
     r"\operatorname{Var}(X)=\frac{1}{\lambda^2}"),
    (r"Let $X$ be a Bernoulli random variable with parameter $p$.",
     r"\operatorname{Var}(X)=p(1-p)"),
    (r"Let $X$ be binomial with parameters $n$ and $p$.",
     r"\operatorname{Var}(X)=np(1-p)"),
    (r"Let $X$ and $Y$ be uncorrelated.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"Let $X$ have mean $\mu$ and variance $\sigma^2$.",
     r"\mathbb{E}[X^2]=\mu^2+\sigma^2"),
    (r"Let $X_1,\dots,X_n$ be i.i.d. with mean $\mu$ and variance $\sigma^2$.",
     r"\operatorname{Var}\left(\frac1n\sum_{i=1}^n X_i\right)=\frac{\sigma^2}{n}"),
    (r"The weights are independent of the inputs, and all have zero mean.",
     r"\mathbb{E}[w x]=\mathbb{E}[w]\mathbb{E}[x]"),
    (r"Let $w_j$ be drawn independently from $\mathcal{N}(0,\sigma^2)$.",
     r"\operatorname{Var}\left(\sum_{j=1}^n w_j\right)=n\sigma^2"),
    (r"Consider two independent random variables $X$ and $Y$.",
     r"\mathbb{E}[X^2Y]=\mathbb{E}[X^2]\mathbb{E}[Y]"),
    (r"Let $U$ be uniform on $[0,1]$ and let $V$ be exponential with rate $2$, independent of $U$.",
     r"\mathbb{E}[UV]=\frac14"),
    (r"Consider i.i.d. random variables $X_1, \dots, X_n$ with mean $\mu$ and variance $\sigma^2$.",
     r"\operatorname{Var}\left(\sum_{i=1}^n X_i\right)=n\sigma^2"),
    (r"Let $\epsilon$ be independent of $X$ with mean zero.",
     r"\mathbb{E}[\epsilon X]=0"),
]  # fmt: skip
NOT_SAID = [
    (r"Let $X$ and $Y$ be random variables, not independent.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"Let $X$ and $Y$ be random variables; they need not be independent.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"$X$ and $Y$ are not necessarily independent.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"We do not assume that $X$ and $Y$ are independent.",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"Without independence of $X$ and $Y$ we have",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"If $X$ and $Y$ were independent, then",
     r"\operatorname{Var}(X+Y)=\operatorname{Var}(X)+\operatorname{Var}(Y)"),
    (r"The variable $X$ does not have zero mean.",
     r"\operatorname{Var}(X)=\mathbb{E}[X^2]"),
    (r"The distribution of $y$ is not symmetric.",
     r"\mathbb{E}[\max(0,y)^2]=\frac12\mathbb{E}[y^2]"),
    (r"Neither $X$ nor $Y$ is centred.",
     r"\mathbb{E}[X Y]=\operatorname{Cov}(X,Y)"),
    (r"The variables $X$ and $Y$ are dependent.",
     r"\mathbb{E}[X Y]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Let $S$ be the sum of independent Poisson variables $X_i$.",
     r"\operatorname{Var}(S)=\mathbb{E}[S]"),
    (r"Let $X$ be a random variable with finite variance.",
     r"\operatorname{Var}(X)=1"),
    (r"The independent variable is $X$ and the response is $Y$.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"It is unclear whether $X$ and $Y$ are independent.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"$X$ and $Y$ are uncorrelated but not independent.",
     r"\mathbb{E}[X^2Y]=\mathbb{E}[X^2]\mathbb{E}[Y]"),
    (r"Unlike before, $X$ is no longer centred.",
     r"\operatorname{Var}(X)=\mathbb{E}[X^2]"),
    (r"Let $X$ be symmetric around $\mu$.",
     r"\mathbb{E}[X^3]=0"),
    (r"The variables $X$ and $Y$ aren't independent.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Independence of $X$ and $Y$ is not needed here.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"If we drop the assumption that $X$ and $Y$ are independent, we get",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Suppose $X$ and $Y$ are identically distributed but possibly dependent.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Here $X$ is independent of $Z$.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Each $X_i$ is independent of the parameter $\theta$.",
     r"\mathbb{E}[X_1X_2]=\mathbb{E}[X_1]\mathbb{E}[X_2]"),
    (r"We cannot assume independence.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"Linearly independent vectors $X$ and $Y$ are considered.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"$X$ and $Y$ are conditionally independent given $Z$.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
    (r"$X$ and $Y$ are independent of $Z$.",
     r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]"),
]  # fmt: skip


def last(words, step):
    return check(f"{words}\n\n$${step}$$\n").steps[-1]


@pytest.mark.parametrize(("words", "step"), SAID)
def test_words_are_used_and_named_with_their_line(words, step):
    found = last(words, step)
    assert found.verdict == "proved"
    assert "by the words" in found.reason
    assert "in line 1" in found.reason


@pytest.mark.parametrize(("words", "step"), NOT_SAID)
def test_words_that_deny_or_speak_of_something_else_are_not_used(words, step):
    assert last(words, step).verdict not in {"proved", "definition"}


@pytest.mark.parametrize("step", [s for _, s in SAID if "Var" in s][:6])
def test_without_the_words_the_same_steps_are_not_proved(step):
    assert last("", step).verdict != "proved"


def test_a_law_in_words_is_the_law_of_the_counterexample():
    found = last("Let $Z$ be a Bernoulli random variable with parameter $p$.", r"\operatorname{Var}(Z) = p")
    assert found.verdict == "refuted"
    assert "Bernoulli" in found.reason


def test_the_last_law_of_a_name_counts():
    text = "Let $X$ be standard normal.\n\n$$E[X^2] = 1$$\n\nNow let $X$ be uniform on $[-1, 1]$.\n\n$$E[X^2] = 1/3$$\n"
    assert [step.verdict for step in check(text).steps] == ["proved", "proved"]


def test_words_below_a_display_are_not_used_and_those_far_above_it_are():
    step = r"$$\operatorname{Var}(X) = \mathbb{E}[X^2]$$"
    assert check(f"{step}\n\nLet $X$ be centred.\n").steps[0].verdict == "missing-hypothesis"
    assert check("Let $X$ be centred." + "\n" * 60 + step).steps[0].verdict == "proved"


def test_a_sentence_that_supposes_goes_on_with_moments():
    lines = [
        r"Let $y = x + f$ where $f$ is independent of $x$ and $E[f]=0$.",
        r"Then $\operatorname{Var}(y) = E[x^2] - E[x]^2 + E[f^2]$ and $E[2f] = 1$.",
    ]
    found = check("\n".join(lines))
    assert [s.verdict for s in found.steps] == ["definition", "definition", "proved", "refuted"]


def test_what_a_sentence_claims_is_no_assumption():
    found = check(r"Let $X$ be a random variable. Then $E[X] = 0$ and $E[2X] = 0$.")
    assert [s.verdict for s in found.steps] == ["missing-hypothesis", "missing-hypothesis"]


TWO_POINTS = [
    (r"Let $X_i$ take the value $1$ with probability $p$ and $0$ with probability $1-p$.", r"E[X_i^2] = p", "proved"),
    (r"$X$ is a variable which takes the value 1 with probability $p$ and 0 otherwise.", r"Var(X) = p(1-p)", "proved"),
    (r"Let $Z_i$ be a random variable taking values $1$ or $-1$ with $50\%$ probability.", r"E[Z_i^4] = 1", "proved"),
    (r"Let $u_i = \pm 1$ with equal probabilities, independently.", r"Var(u_1 + \cdots + u_n) = n", "proved"),
    (r"Let $u_i = \pm 1$ with equal probabilities.", r"Var(u_1 + \cdots + u_n) = n", "missing-hypothesis"),
    (r"Let $X$ take the value $1$ with probability $p$ and $2$ with probability $1-p$.", r"E[X^2] = 4", "refuted"),
    (r"Let $X$ take the value $1$ with probability $p$ and $0$ with probability $p$.", r"E[X^2] = 4", "unknown"),
    (r"Let $X$ take values $\pm 1$ with unequal probabilities.", r"E[X] = 0", "unknown"),
]


@pytest.mark.parametrize(("words", "step", "verdict"), TWO_POINTS)
def test_laws_on_two_points_in_words(words, step, verdict):
    assert check(f"{words}\n\n$${step}$$\n").steps[-1].verdict == verdict


def test_words_reach_a_step_through_the_definitions_of_its_names():
    text = (
        "Let $u_i = \\pm 1$ with equal probabilities independently.\nThen $Z = u_1 + \\cdots + u_n$ is a walk.\n\n"
        "$$%s$$"
    )
    assert check(text % "Var(Z) = n").steps[-1].verdict == "proved"
    assert check(text % "Var(Z) = 2n").steps[-1].verdict == "refuted"


BY_PROBABILITIES = [
    (r"$$P(W_j = 1) = P(W_j = -1) = \frac12$$ $$E[W_j^2] = 1$$", ["definition", "definition", "proved"]),
    (r"$$P(X = 1) = p, \quad P(X = 0) = 1 - p$$ $$Var(X) = p(1-p) = p$$",
     ["definition", "definition", "proved", "unknown"]),
    (r"$$P(X = 1) = p, \quad P(X = 0) = p$$ $$Var(X) = 1/9$$", ["definition", "definition", "unknown"]),
    (r"$$P(X = 1) = p, \quad P(X = 0) = 1 - p$$ $$P(X = 1) = q$$ $$E[X] = 5$$",
     ["definition", "definition", "definition", "unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdicts"), BY_PROBABILITIES)
def test_laws_stated_by_their_probabilities(text, verdicts):
    assert [s.verdict for s in check(text).steps] == verdicts


BULK = r"$$Var(B_1 + \cdots + B_m) = %s$$"
CORRELATED = [
    (r"Let $X$ and $Y$ have covariance $c$.", "$Var(X+Y) = Var(X) + Var(Y) + 2c$", "proved"),
    (r"Let $X$ and $Y$ have covariance $c$.", "$Var(X+Y) = Var(X) + Var(Y) + c$", "refuted"),
    (r"Let $X$ and $Y$ be centred with unit variance and correlation $\rho$.", r"$E[XY] = \rho$", "proved"),
    (r"Let $X$ and $Y$ have unit variance and correlation $\rho$.", r"$Var(X-Y) = 2 + 2\rho$", "refuted"),
    (r"Let $B_1,\dots,B_m$ have variance $s^2$ and pairwise covariance $c$.", BULK % "m s^2 + m(m-1)c", "proved"),
    (r"Let $B_1,\dots,B_m$ have variance $s^2$ and pairwise covariance $c$.",
     BULK % "m s^2 + m c", "refuted"),
    (r"Let $B_1,\dots,B_m$ have variance $s^2$ and positive pairwise correlation $r$.",
     BULK % r"m s^2 + m(m-1) r s^2", "proved"),
    (r"Suppose $y = f + e$ with $E[e]=0$ and $Var(e)=s^2$, and $g$ independent of $e$.", "$E[ge] = 0$", "proved"),
    (r"$x_t = \phi x_{t-1} + e_t$, $e_t$ i.i.d. with zero mean and variance $s^2$, independent of $x_{t-1}$.",
     r"$Var(x_t) = \phi^2 Var(x_{t-1}) + s^2$", "proved"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "step", "verdict"), CORRELATED)
def test_covariances_and_correlations_in_words(words, step, verdict):
    found = check(f"{words}\n\nThen {step}.\n").steps[-1]
    assert found.verdict == verdict, found.reason


def test_a_letter_that_the_same_sentence_defines_behind_its_use():
    use = r"Var(f) - \frac{Cov(f,g)^2}{Var(g)} = (1-\rho^2) Var(f)"
    told = r"\rho = \frac{Cov(f,g)}{\sqrt{Var(f)Var(g)}}"
    assert [s.verdict for s in check(rf"\[ {use}, \qquad {told}. \]").steps] == ["proved", "definition"]
    assert check(rf"${use}$. Let $\rho = 0$.").steps[0].verdict == "unknown"


def test_an_order_of_an_absolute_value_is_a_condition():
    assert [s.verdict for s in check(r"Here $y = cx$, $|c| < 1$.").steps] == ["definition", "definition"]


RECURSION = "$x_t = a x_{t-1} + e_t$, $e_t$ independent of $x_{t-1}$ with mean zero and variance $v$"
VALUES = [
    (r"Let $x$ have mean $\mu = 2$ and variance $\sigma^2 = 3$. Then $E[x^2] = 7$. And $E[x^2] = \mu^2 + \sigma^2$.",
     ["definition", "definition", "proved", "proved"]),
    (r"Let $x$ have mean $\mu = 2$ and variance $\sigma^2 = 3$. Then $E[x^2] = 8$.",
     ["definition", "definition", "refuted"]),
    (r"Let $X$ and $Y$ have covariance $c = 3$. Then $Cov(X,Y) = 3$.", ["definition", "proved"]),
    (r"Let $z$ have mean $m = 1$, so it has variance $s^2 = 2$.", ["definition", "unknown"]),
    (RECURSION + r"; $Var(x_t) = Var(x_{t-1})$. So $Var(x_t) = a^2 Var(x_{t-1}) + v$. Hence $Var(x_t) = v/(1 - a^2)$.",
     ["definition", "unknown", "proved", "unknown"]),
    (RECURSION + ". So $Var(x_t) = Var(x_{t-1})$.", ["definition", "refuted"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdicts"), VALUES, ids=range(len(VALUES)))
def test_letters_that_get_their_values_behind_the_word_for_a_moment(text, verdicts):
    found = check(text)
    assert [s.verdict for s in found.steps] == verdicts, str(found)


def test_a_condition_in_words_beside_a_value_is_not_passed_over():
    text = "Let $X$ have mean $m$ and variance $s^2$. Then $E[X^2] = m^2 + s^2$; with $m = 2s$%s: $m^2 + s^2 = %s$."
    assert check(text % ("", "5 s^2")).steps[-1].verdict == "proved"
    assert check(text % ("", "4 s^2")).steps[-1].verdict == "refuted"
    assert check(text % (" and unit variance", "4 s^2 + 1")).steps[-1].verdict == "unknown"


def test_a_letter_that_is_made_of_others_is_not_set_anew_by_the_way():
    found = check("Let $Y = bX$. $a = 2$, $b = a + 1$. So with $b = 4$ we have $Var(Y) = 16 Var(X)$.").steps
    assert found[-1].verdict != "proved"
    found = check("Let $Y = bX$, $a = 2$. So with $b = a + 1$ we have $Var(Y) = 9 Var(X)$.").steps
    assert found[-1].verdict == "proved"


def test_a_list_that_ends_with_a_comma():
    (step,) = check("The inputs $x_j,$ are i.i.d. Then $Var(x_1 + x_2) = 2 Var(x_1)$.").steps
    assert step.verdict == "proved"


def test_a_chain_may_begin_with_a_new_letter():
    assert [s.verdict for s in check("$r_1 = 5$, $r_2 = r_1 + (2 - 1) = 6$, $r_3 = r_2 + 4 = 11$.").steps] == [
        "definition", "definition", "proved", "definition", "refuted",
    ]  # fmt: skip


LAYER = (
    r"Let $z = \sum_{i=1}^n w_i x_i + b$ with $b = 0$, i.i.d. weights of mean $0$ and variance $s^2$ and i.i.d. inputs "
    "independent of the weights."
)
LEAKY = r"Let $y$ be symmetric and $f(y) = \max(0,y) + a\min(0,y)$."
CENTRED_BOTH = (
    r"Let $z = \sum_{i=1}^n w_i a_i$ where the $w_i$ are i.i.d. with mean zero, the $a_i$ are i.i.d. with mean zero, "
    "and weights and activations are independent."
)
GIVEN = (
    r"Let $K \sim \mathrm{Binomial}(N, p)$ given $N \sim \mathrm{Poisson}(l)$ and $X = BU$ with "
    r"$B\sim \mathrm{Bernoulli}(p)$ independent of $U$."
)
PROJECTION = (
    r"Let $R_{j}$ be independent with $E[R_{j}] = 0$ and $Var(R_{j}) = 1/k$, and let $y = \sum_{j=1}^d R_{j} u_j$ for "
    "constants $u_j$."
)
NAMED = [
    (CENTRED_BOTH, "$Var(z) = n Var(w) Var(a)$", "proved"),
    (LAYER, "$Var(z) = n s^2 E[x_1^2]$", "proved"),
    (LAYER, "$Var(z) = n s^2 Var(x_1)$", "missing-hypothesis"),
    (r"$X = BU + (1-B)V$ with $B\sim \mathrm{Bernoulli}(p)$, and $B$, $U$, $V$ independent.",
     "$E[X] = pE[U] + (1-p)E[V]$", "proved"),
    (r"Let $B\sim \mathrm{Bernoulli}(p)$, $U \sim N(0,1)$, $V$ be independent.", "$E[BUV^2] = 0$", "proved"),
    (LEAKY, "for $a = 1$: $E[f(y)^2] = E[y^2]$", "proved"),
    (LEAKY, "for $a = 2$: $E[f(y)^2] = E[y^2]$", "refuted"),
    (GIVEN, "$E[X] = pE[U]$", "proved"),
    ("Let the $w_j$ be i.i.d. with zero mean, and so are the $x_j$. They are independent of each other.",
     r"$E[x_1 x_2] = 0$", "proved"),
    (PROJECTION, r"$E[y^2] = \frac1k \sum_{j=1}^d u_j^2$", "proved"),
    ("Let $Y = aX$ with a constant $a$.", "$Corr(X, Y) = 1$ if $a > 0$", "proved"),
    ("Let $Y = aX$ with a constant $a$.", "$Corr(X, Y) = -1$ if $a > 0$", "refuted"),
    ("Let $d$ be independent of $h$ and Bernoulli with parameter $q$.",
     r"$Var(dh/q) = Var(h)/q$ \quad \textbf{only if} $E[h] = 0$", "proved"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "step", "verdict"), NAMED, ids=range(len(NAMED)))
def test_who_is_meant_in_a_sentence(words, step, verdict):
    found = check(f"{words}\n\nThen {step}.\n")
    told = [s.verdict for s in found.steps if s.verdict not in {"definition", "choice"}]
    assert told[-1] == verdict, str(found)


CLAIMED = [
    # behind the word for a moment may stand a claim, which is false
    (r"Let $x, y$ be independent with variance 1. With $z = x + y$ the variance $Var(z) = 3$.", "refuted"),
    (r"Let $x_i$ be iid with variance $s$. The sum of two terms, and its variance $Var(x_1+x_2) = 4 s$.", "refuted"),
    (r"Consider kernel size $k = 3$ with padding $p = (k-1)/2$. Given the above, padding $p = 2$.", "refuted"),
    (r"Suppose $x$ has mean zero. For $x$ the rate $E[x^2] = 2 E[x]$.", "refuted"),
    # a covariance is no variance
    (r"Let $x_i$ have variance $s$ and pairwise covariance $r$. Then $Cov(x_1, x_1) = r$.", "unknown"),
    (r"Let $x_i$ have variance $s$ and pairwise covariance $r$. Then $s = r$.", "unknown"),
    (r"Let $x_i$ have pairwise covariance $r$. Then $Var(x_1) = r$.", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdict"), CLAIMED)
def test_claims_behind_the_word_for_a_moment(text, verdict):
    assert check(text).steps[-1].verdict == verdict
