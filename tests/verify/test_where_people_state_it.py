"""Hypotheses where notes and papers state them: in items, lists, displays, before names and behind them."""

import pytest

from derivations.reading import read_document
from verify.chain import check


def verdict(text, relation):
    step = check(f"{text}\n\n$$ {relation} $$\n").steps[-1]
    return step.verdict, step.reason


def shown(text):
    return {phrase.text for phrase in read_document(text).said}


# words, a relation that follows, one that does not
STATED = [
    # moments in a sentence that claims nothing, wherever they stand
    (r"The variables $U$ and $V$ are independent, $E[U] = 2$, $E[V] = 3$ and $\mathrm{Var}(V) = 1$.",
     r"E[U V^2] = 20", r"E[U^2] = 4"),
    (r"Let $u$ and $v$ be independent, with $\mathrm{Var}(u) = s^2 = \mathrm{Var}(v)$.",
     r"\mathrm{Var}(u - v) = 2 s^2", r"\mathrm{Var}(u + v) = s^2"),
    (r"The two readings $r_1$ and $r_2$ are independent of each other. Moreover $E[r_1] = E[r_2] = 0$.",
     r"E[r_1 r_2] = 0", r"E[r_1^2] = E[r_2^2]"),
    (r"\begin{itemize} \item $g$ and $h$ are independent; \item $E[g] = 0$. \end{itemize}",
     r"E[g h] = 0", r"E[h] = 0"),
    ("Assumption 1. The numbers $\\xi_1$ and $\\xi_2$ are independent.\nAssumption 2. $E[\\xi_1] = 0$.",
     r"E[\xi_1 \xi_2] = 0", r"\mathrm{Var}(\xi_2) = E[\xi_2^2]"),
    (r"\begin{enumerate} \item[(H1)] $z_1, \dots, z_n$ are iid. \item[(H2)] $E[z_i] = 0$ for all $i$. \end{enumerate}",
     r"E[z_1 z_2] = 0", r"E[z_1^3] = 0"),
    (r"Suppose we have $E[a] = 0$, $E[b] = 0$, and \[ \mathrm{Cov}(a, b) = 0 . \]",
     r"E[(a+b)^2] = E[a^2] + E[b^2]", r"E[a^2 b^2] = E[a^2] E[b^2]"),
    # words in a display
    (r"\[ S = a X + b Y, \quad \text{where } X, Y \text{ are iid of variance } 1, \text{ $a$, $b$ constants.} \]",
     r"\mathrm{Var}(S) = a^2 + b^2", r"E[S] = 0"),
    (r"\[ y = m + e, \quad \text{where } E[e] = 0 \text{ and } \mathrm{Var}(e) = v, \] and $m$ is an unknown constant.",
     r"E[y^2] = m^2 + v", r"E[y^2] = v"),
    (r"\[ x_1, \dots, x_n \text{ i.i.d.\ with mean } \mu \text{ and variance } \sigma^2 . \]",
     r"E[x_1 x_2] = \mu^2", r"E[x_1 x_2] = 0"),
    # whom they are said of
    (r"Let $p$ and $q$ be independent. The former has mean zero, the latter has variance one.",
     r"E[p q] = 0", r"E[q^2] = 1"),
    (r"Let $A$ be a weight and $B$ an input. The latter is independent of the former, which is symmetric around zero.",
     r"E[A^3 B] = 0", r"E[A B^3] = 0 \cdot E[B^2] + E[A] E[B^3] + 1"),
    (r"Of the variables $X$, $Y$ and $Z$ only the first two are independent.",
     r"E[X Y] = E[X] E[Y]", r"E[Y Z] = E[Y] E[Z]"),
    (r"Position $q$ and speed $u$ have variances $A$ and $B$.",
     r"\mathrm{Var}(q) = A", r"\mathrm{Var}(u) = A"),
    (r"$X$ and $Y$ are independent, with variance $a$ for $X$ and $b$ for $Y$.",
     r"\mathrm{Var}(X - Y) = a + b", r"\mathrm{Var}(X - Y) = 2 a"),
    (r"Let $F$ be a centred variable with variance $\alpha$, independent of the centred input $G$ of variance $\beta$.",
     r"\mathrm{Var}(F G) = \alpha \beta", r"\mathrm{Var}(F) = \beta"),
    (r"Denote by $m$ the mean and by $v$ the variance of the load $L$.",
     r"E[L^2] = v + m^2", r"E[L^2] = v"),
    (r"On average $d$ is zero, and its variance equals $3$.", r"E[d^2] = 3", r"E[d^4] = 9"),
    (r"$x$ has zero third moment and zero mean.", r"E[(x+1)^3] = 3 E[x^2] + 1", r"E[(x+1)^3] = 3 E[x^2]"),
    (r"Let $T_1$ and $T_2$ be two unbiased and independent estimators of $\theta$, with variances $v_1$ and $v_2$.",
     r"\mathrm{Var}(T_1 + T_2) = v_1 + v_2", r"E[T_1^2] = \theta^2"),
    (r"Consider a signal $s$ and an independent noise $r$ with zero mean.", r"E[s r] = 0", r"E[s] = 0"),
    (r"$X \sim N(\mu, \sigma^2)$ and, independently, $Y \sim N(\nu, \tau^2)$.",
     r"E[X Y] = \mu \nu", r"\mathrm{Var}(X - Y) = \sigma^2 - \tau^2"),
    (r"Each $w_{ij}$ is drawn from $\mathcal{N}(0, s^2)$, independently of all the others.",
     r"\mathrm{Var}(w_{11} + w_{12}) = 2 s^2", r"E[w_{11}^2 w_{12}^2] = s^2"),
    (r"The noises $a$ and $b$ are independent, and so are $a$ and $c$. Moreover $a$ has mean zero.",
     r"\mathrm{Cov}(a, b + c) = 0", r"\mathrm{Cov}(b, c) = 0"),
    (r"Both $X$ and $Y$ are symmetric around 0, and neither depends on the other.", r"E[X Y] = 0", r"E[X^2 Y^2] = 0"),
    (r"where $x, w$ indep., $E[w]=0$.", r"E[w x] = 0", r"E[x] = 0"),
    (r"The steps $X_1$ and $X_2$ are independent and take the values $\pm 1$ with probability $\frac12$ each.",
     r"E[(X_1 + X_2)^2] = 2", r"E[(X_1 + X_2)^4] = 2"),
    (r"Let $x_1, \dots, x_n$ be uncorrelated random variables with zero mean and common variance $v$.",
     r"E[(x_1 + x_2)^2] = 2 v", r"E[x_1^2 x_2^2] = v^2"),
    (r"Under the assumption that $r$ and $s$ are independent with zero mean, the cross term drops out.",
     r"E[r s] = 0", r"E[r^2 s^2] = 0"),
    (r"That $X$ and $Y$ be independent is not needed; it suffices that they are uncorrelated.",
     r"E[X Y] = E[X] E[Y]", r"E[X^2 Y] = E[X^2] E[Y]"),
    (r"The numbers $c_1, \dots, c_n$ are deterministic, unlike $x_1, \dots, x_n$, which are i.i.d. with zero mean.",
     r"E[c_1 x_1] = 0", r"E[x_1^2] = 0"),
    (r"At initialisation, and only then, $w$ and $x$ are independent.", r"E[w x] = E[w] E[x]", r"E[w x] = 0"),
    (r"Let $X$, $Y$, $Z$ be random variables such that $X$ is independent of $Y$ and $X$ is independent of $Z$.",
     r"\mathrm{Cov}(X, Y + Z) = 0", r"\mathrm{Cov}(Y, Z) = 0"),
    (r"Let $r = \left\lbrace r_1, \ldots, r_m \right\rbrace$ be a set of iid readings with mean $a$ and variance $b$.",
     r"E[r_1^2] = a^2 + b", r"E[r_1 r_2] = a^2 + b"),
    # who is a number
    (r"Let $Z \sim N(0, 1)$ and let $X = \mu + \sigma Z$, where $\mu \in \mathbb{R}$ and $\sigma > 0$.",
     r"\mathrm{Var}(X) = \sigma^2", r"\mathrm{Var}(X) = \sigma"),
    (r"Let $y_i = b x_i + e_i$, where $b$ and the $x_i$ are constants. The $e_i$ are iid with mean 0 and variance $v$.",
     r"\mathrm{Var}(y_1 + y_2) = 2 v", r"\mathrm{Var}(e_1) = 2 v"),
    (r"Let $x$ and $y$ be uncorrelated with unit variance, and let $\theta$ be a fixed angle.",
     r"\mathrm{Var}(\theta x + y) = \theta^2 + 1", r"\mathrm{Var}(\theta x + y) = \theta^2"),
    # densities with an owner, members for every i
    (r"Let $u$ have a symmetric distribution, and write $p$ for the density of $u$.",
     r"\int_0^\infty t^2 p(t) dt = \frac12 E[u^2]", r"\int_0^\infty t^2 p(t) dt = E[u^2]"),
    (r"Let $w_{ij}$ be i.i.d. with $E[w_{ij}] = 0$, independent of the $h_j$. For every $i$, with $z_i = w_{i1} h_1$,",
     r"E[z_i] = 0", r"E[h_1] = 0"),
    # far above
    ("Throughout, $w$ and $x$ are independent.\n" + "\n".join(f"Remark {k}." for k in range(60)),
     r"E[w x] = E[w] E[x]", r"E[w x] = 0"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "right", "wrong"), STATED, ids=range(len(STATED)))
def test_what_is_stated_proves_what_follows_and_no_more(words, right, wrong):
    found, reason = verdict(words, right)
    assert found == "proved", reason
    found, reason = verdict(words, wrong)
    assert found in {"refuted", "missing-hypothesis"}, (found, reason)


# words that do not state it: the relation must not be proved
NOT_STATED = [
    (r"In general, $E[X] = 0$.", r"\mathrm{Var}(X) = E[X^2]"),
    (r"By symmetry, $E[X] = 0$.", r"\mathrm{Var}(X) = E[X^2]"),
    (r"We show that $E[X] = 0$.", r"\mathrm{Var}(X) = E[X^2]"),
    (r"Let $X$ be random. The following facts hold: \begin{itemize} \item $E[X] = 0$. \end{itemize}",
     r"\mathrm{Var}(X) = E[X^2]"),
    (r"\[ E[X Y] = E[X] E[Y] \quad \text{unless } X, Y \text{ are dependent} \]", r"E[X^2 Y] = E[X^2] E[Y]"),
    (r"\[ S = X + Y, \quad \text{where } X \text{ and } Y \text{ need not be independent} \]",
     r"\mathrm{Var}(S) = \mathrm{Var}(X) + \mathrm{Var}(Y)"),
    (r"The noise $r$ is independent of the clock.", r"E[r s] = E[r] E[s]"),
    (r"The $x_i$ are drawn independently from $P$.", r"E[x_1 y] = E[x_1] E[y]"),
    (r"Let $A$ and $B$ be random; the latter is centred.", r"\mathrm{Var}(A) = E[A^2]"),
    (r"Let $X$ and $Y$ be independent. In what follows they are no longer independent.", r"E[X Y] = E[X] E[Y]"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "relation"), NOT_STATED)
def test_what_is_not_stated_proves_nothing(words, relation):
    found, reason = verdict(words, relation)
    assert found != "proved", reason


def test_a_condition_holds_in_the_proof_of_its_theorem():
    text = (
        "**Theorem:** If $X$ and $Y$ are independent, the mean is a product, i.e.\n\n$$ E[X Y] = E[X] E[Y] . $$\n\n"
        "**Proof:** We have\n\n$$ E[X^2 Y] = E[X^2] E[Y] . $$\n"
    )
    assert [step.verdict for step in check(text).steps] == ["proved", "proved"]


def test_a_condition_in_which_no_relation_stands_is_not_forgotten():
    said = "If $X$ is symmetric, much is known."
    step = check(f"{said} $$ E[X^3] = 0 $$").steps[-1]
    assert step.verdict == "unknown"
    assert "the case of line 1" in step.reason
    assert verdict("If $X$ is symmetric, then the identities below hold.", "E[X^3] = 0")[0] == "proved"


def test_a_function_told_by_cases_is_not_one_of_them():
    text = "Let $H(t) = 1$ if $t > 0$ and $H(t) = 0$ otherwise."
    assert verdict(text, "E[H(y)] = 1")[0] == "unknown"


def test_what_is_said_of_every_member_holds_of_the_one_before_the_first():
    words = r"The $e_t$ are uncorrelated of mean $0$ and variance $v$; $y_t = e_t + c e_{t-1}$ with a constant $c$."
    assert verdict(words, r"\mathrm{Var}(y_t) = (1 + c^2) v")[0] in {"proved", "unknown"}
    assert verdict(words, r"\mathrm{Var}(y_3) = (1 + c^2) v")[0] == "proved"


def test_letters_of_which_nothing_is_said_are_random_before_all_are_constant():
    assert verdict("", "E[r s] = 0")[0] == "missing-hypothesis"


def test_every_phrase_of_a_pair_is_about_its_own_name():
    assert shown("Let $u$ and $v$ have variances $a$ and $b$.") == {"Var(u) = a", "Var(v) = b"}
    assert shown("The $x_i$ are independent of everything else. Let $y$ and $z$ be arbitrary random variables.") == {
        "x_i independent", "x_i independent of y, z",
    }  # fmt: skip


@pytest.mark.parametrize("expectation", [r"\mathcal{E}", r"\mathscr{E}", r"\mathfrak{E}"])
def test_an_expectation_may_be_written_in_any_script(expectation):
    right = f"{expectation}[X^2] = \\mathrm{{Var}}(X) + {expectation}[X]^2"
    assert verdict("", right)[0] == "proved"
    assert verdict("", right.replace("+ ", "+ 2 "))[0] == "missing-hypothesis"  # true of centred ones
