"""Whom the words of a sentence are said of, and what they do not say: lists, layers, nouns, two sections."""

import pytest

from verify.chain import check

BARE_AND_FAMILY = r"""
\section{One value}
The rounding error $e$ is uniformly distributed on $[-1, 1]$ and the label is $t = a + e$, where $a$ is a number.

STEP

\section{Many values}
Let $e_1, \dots, e_n$ be independent copies of $e$, and let $m_1, \dots, m_n$ be i.i.d. with mean $\mu$.
We have $t - a = e$ and $b_1 = m_1 + a$.
"""
LATER_FAMILY = r"""
\section{One value}
Let $y$ be symmetric around zero. Then $y + (-y) = 0$.

STEP

\section{Many values}
Let $y_1, \dots, y_n$ be i.i.d. with mean $\mu$.
\[ E[y_1 + y_2] = 2 \mu \]
"""
QUANTISER = (
    r"The error $r$ of a quantiser with step size $D > 0$ is modelled as uniformly distributed on $[-D/2, D/2]$."
)
KEYS = (
    r"Let $q = (q_1,\dots,q_d)$ and $k = (k_1,\dots,k_d)$ be a query and a key with $s = \sum_{i=1}^d q_i k_i$. The "
    r"components of $q$ and of $k$ are independent with mean $0$ and variance $1$; queries and keys are independent of "
    r"each other."
)
COUNTED = (
    r"Let $q = (q_1,\dots,q_d)$ and $k = (k_1,\dots,k_d)$, whose $2d$ components are mutually independent random "
    r"variables with mean $0$ and variance $1$. Let $s = \sum_{i=1}^d q_i k_i$."
)
SIGN = (
    r"Let $c$ be a random sign, i.e.\ $P(c = 1) = P(c = -1) = \frac{1}{2}$, independent of the random variable $X$. "
    r"Put $Y = c X$."
)
FIXED = (
    r"Let $G$ have mean $m$ and variance $v$. One step from the fixed point $w$ with a constant $h$ yields "
    r"$u = w - h G$."
)
FAMILIES = (
    r"The weights $w_1,\dots,w_n$ are i.i.d., and so are the inputs $x_1,\dots,x_n$; the two families are independent "
    r"of each other. The weights, but not the inputs, have mean zero."
)
IN_TURN = r"Let $A$, $B$ and $C$ be random variables such that $A$ is independent of $B$, and $B$ of $C$."
AS_WELL = r"Let $x$, $y$ and $z$ be random variables. We know that $y$ is independent of $x$, and of $z$ as well."
BRANCHES = (
    r"For $l = 1,\dots,L$ the stream is $h_{l} = h_{l-1} + a f_l$, where $a > 0$ is a constant. The branches "
    r"$f_1,\dots,f_L$ are i.i.d.\ with $E[f_l]=0$ and $E[f_l^2]=v$. The input $h_0$ is independent of $f_1,\dots,f_L$. "
    r"Unrolled, $h_L = h_0 + a\sum_{l=1}^{L} f_l$."
)
MODELS = r"Take $M$ models with predictions $h_1, \dots, h_M$. Say they are i.i.d. with mean $\mu$ and variance $v$."
LABELLED = r"""
\begin{itemize}
\item[(A1)] The weights $w_1,\dots,w_n$ are i.i.d. with mean zero.
\item[(A2)] The inputs $x_1,\dots,x_n$ are i.i.d.
\item[(A3)] Weights and inputs are independent of each other.
\end{itemize}
"""
PROPOSITION = (
    r"Let $w$ and $x$ be independent with $E[w] = 0$. Under these assumptions the output has mean zero, and its "
    r"variance is $4 a^2$ times the second moment of one input."
)
NOISE = (
    r"We observe $r = s + \eta$, where $s$ is the signal of interest and $\eta$ is noise, independent of $s$, with "
    r"zero mean."
)
OTHERS = (
    r"Let $U$ and $V$ be errors. They are independent of one another, and each has mean zero. The third one is $W$."
)
FORMER = r"Consider $P$ and $Q$, the former symmetric around $0$, the latter arbitrary. Both are independent."
DROPPED = r"The assumption that $p$ and $q$ are independent random variables is dropped in this section."
EVEN = r"Suppose that the density $f$ of $y$ is an even function."
UNKNOWN = r"Let $Y_i = \mu + e_i$, where the $e_i$ are iid $N(0, v)$ and $\mu$ is an unknown parameter."
READING = (
    r"A reading is $G = L + b + d$, where $L$ is the true length (a constant), $b$ a constant bias, and $d$ an error "
    r"with zero mean and variance $v$."
)
PLOTS = r"Let $X$ and $Y$ be the yields of two neighbouring plots, with the same mean $\mu$ and variance $v$."
SHOWN = r"Let $D = X - Y$ for random variables $X$ and $Y$ with \[ E[X] = E[Y], \qquad Var(X) = Var(Y) = v . \]"
NOT_ASSUMED = r"Let $X$ have mean $\mu$ and variance $v$. We do not assume that its distribution is symmetric."
PUT = r"Let $X_1,X_2,\dots$ be i.i.d. with mean $\mu$ and variance $v$. For $n \ge 1$ put $S_n = \sum_{i=1}^{n} X_i$."
MOREOVER = r"""
\begin{lemma}
Let $X$ and $Y$ be independent. Then $E[XY] = E[X] E[Y]$.
\end{lemma}
\begin{corollary}
If moreover $E[X] = 0$, then $STEP$.
\end{corollary}
"""
APART = r"""
\begin{lemma}
Let $X$ and $Y$ be independent. Then $E[XY] = E[X] E[Y]$.
\end{lemma}
\begin{lemma}
Let $E[X] = 0$. Then $STEP$.
\end{lemma}
"""
MACRO = (
    r"\newcommand{\ex}[1]{\mathbb{E}[#1]}"
    "\n\n"
    r"The branches $f_1,\dots,f_n$ are i.i.d.\ with $\ex{f_i}=0$ and $\ex{f_i^2}=v$."
)
SUMMANDS = (
    r"Let all coordinates $q_i$ and $k_i$ be independent, with mean $0$ and variance $1$. "
    r"$$ s = q_1k_1 + q_2k_2 + \cdots + q_dk_d . $$"
)
BACKWARD = (
    r"The weights $w_j$ are i.i.d. Write $v_k$ for the weight that leads to unit $k$ and $d_k$ for the error there. "
    r"The $v_k$ are iid with zero mean. The errors $d_1,\dots,d_m$ are iid and independent of the weights."
)
NOT_FOR_ALL = r"The $a_i$ and the $b_i$ are independent."
PANEL = (
    r"The error is $e_{it} = g_i + u_{it}$, where the $g_i$ are i.i.d. with mean $0$ and variance $\sigma_g^2$, the "
    r"$u_{it}$ are i.i.d. with mean $0$ and variance $\sigma_u^2$, and the two families are independent of each other."
)
DEAD_TIME = (
    r"The lifetime $T$ is exponentially distributed with rate $r$. The dead time $c$ of the detector is a constant."
)
SPINS = (
    r"Each spin $s_i$, $i = 1, \dots, n$, takes the values $\pm 1$ with equal probability. The $s_i$ are independent. "
    r"We write $M = \sum_{i=1}^{n} s_i$."
)
JUMPS = (
    r"A particle makes the jumps $x_1, x_2, \ldots, x_n$, which are independent and equal to $+1$ or $-1$ with "
    r"probability $1/2$ each. Let $S = x_1 + \cdots + x_n$."
)
GAIN = (
    r"With a fixed gain $K$, the estimate is $u = (1 - K) m + K z$. Here, $m$ denotes the prediction and $z$ the "
    r"measurement; they are assumed independent."
)
STAND_FOR = r"In this section $a$ and $b$ stand for independent random variables with $E[a] = E[b] = 1$."
BY_NAMES = r"Denote by $S$ and $T$ the service and the waiting time. Both are assumed independent."
AMPLITUDE = r"Let $p$ be uniformly distributed on $[0, 1]$ and let $A$ be an independent amplitude with $E[A^2] = c$."
SO_DOES = r"Suppose $X$ has variance $v$, and so does $Y$."
STANDARDISED = (
    r"Let $x_1, \dots, x_n$ be i.i.d. Suppose the data have been standardised, so that $E[x_i]=0$ and $Var(x_i)=1$."
)
SHRUNKEN = (
    r"The label is $y = f + e$ with a deterministic $f$. Let $T$ be an unbiased estimator of a number $h$, and denote "
    r"its variance by $v>0$."
)
DENSITY = (
    r"Let $y$ be a real random variable whose density $f$ is an even function, i.e.\ $y$ is symmetric about the origin."
)
CASES = [
    (PANEL, r"$Var(e_{it}) = \sigma_g^2 + \sigma_u^2$", "proved"),
    (PANEL, r"$Var(e_{it}) = \sigma_g^2 - \sigma_u^2$", "refuted"),
    (DEAD_TIME, "$Var(T + c) = 1/r^2$", "proved"),
    (DEAD_TIME, "$E[T + c] = 1/r$", "refuted"),
    (SPINS, "$E[M^2] = n$", "proved"),
    (SPINS, "$E[M^2] = n^2$", "refuted"),
    (JUMPS, "$Var(S) = n$", "proved"),
    (JUMPS, "$Var(S) = 2 n$", "refuted"),
    (GAIN, "$Var(u) = (1 - K)^2 Var(m) + K^2 Var(z)$", "proved"),
    (GAIN, "$Var(u) = (1 - K) Var(m) + K Var(z)$", "refuted"),
    (STAND_FOR, "$Var(a b) = E[a^2] E[b^2] - 1$", "proved"),
    (STAND_FOR, "$Var(a b) = E[a^2] E[b^2]$", "refuted"),
    (BY_NAMES, "$Var(S + T) = Var(S) + Var(T)$", "proved"),
    (BY_NAMES, "$E[S T] = 0$", "open or blamed"),
    (AMPLITUDE, "$E[A^2 p] = c/2$", "proved"),
    (AMPLITUDE, "$E[A p] = 0$", "open or blamed"),
    (SO_DOES, "$$Var(X + Y) + Var(X - Y) = 4 v$$", "proved"),
    (SO_DOES, "$$Var(X + Y) = 2 v$$", "missing-hypothesis"),
    (STANDARDISED, "$$Var(x_1 + x_2) = 2$$", "proved"),
    (STANDARDISED, "$$Var(x_1 + x_2) = 4$$", "refuted"),
    (SHRUNKEN, "$$E[T^2] = v + h^2$$", "proved"),
    (SHRUNKEN, "$$E[T^2] = v - h^2$$", "refuted"),
    (DENSITY, r"$$\int_0^\infty t^2 f(t)\,dt = \frac12\int_{-\infty}^{\infty} t^2 f(t)\,dt$$", "proved"),
    (DENSITY, r"$$\int_0^\infty t^2 f(t)\,dt = \int_{-\infty}^{\infty} t^2 f(t)\,dt$$", "open or blamed"),
    (SUMMANDS, "$$Var(s) = d$$", "proved"),
    (SUMMANDS, "$$Var(s) = d^2$$", "refuted"),
    (BACKWARD, "$E[v_1 d_1] = 0$", "proved"),
    (BACKWARD, "$E[w_1 d_1] = E[w_1] E[d_1]$", "open or blamed"),
    (NOT_FOR_ALL, "$E[a_1 b_2] = E[a_1] E[b_2]$", "proved"),
    (NOT_FOR_ALL, "$E[a_1 a_2] = E[a_1] E[a_2]$", "missing-hypothesis"),
    (BARE_AND_FAMILY, r"$E[e] = 0$", "proved"),
    (BARE_AND_FAMILY, r"$Var(t) = 1/3$", "proved"),
    (BARE_AND_FAMILY, r"$Var(t) = 2/3$", "refuted"),
    (LATER_FAMILY, r"$E[y^3] = 0$", "proved"),
    (LATER_FAMILY, r"$E[y^2] = 0$", "refuted"),
    (QUANTISER, "$E[r] = 0$", "proved"),
    (QUANTISER, "$Var(r) = D^2/12$", "proved"),
    (QUANTISER, "$Var(r) = D^2/6$", "refuted"),
    (KEYS, "$E[s] = 0$", "proved"),
    (KEYS, "$Var(s) = d$", "proved"),
    (KEYS, "$Var(s) = d^2$", "refuted"),
    (COUNTED, "$Var(s) = d$", "proved"),
    (COUNTED, "$Var(s) = 2d$", "refuted"),
    (SIGN, "$E[Y] = 0$", "proved"),
    (SIGN, "$Var(Y) = E[X^2]$", "proved"),
    (SIGN, "$Var(Y) = Var(X)$", "missing-hypothesis"),
    (FIXED, "$Var(u) = h^2 v$", "proved"),
    (FIXED, "$Var(u) = h v$", "refuted"),
    (FAMILIES, "$Var(w_1 x_1) = Var(w_1) E[x_1^2]$", "proved"),
    (FAMILIES, "$Var(w_1 x_1) = Var(w_1) Var(x_1)$", "missing-hypothesis"),
    (IN_TURN, "$Cov(A, B) = 0$", "proved"),
    (IN_TURN, "$Cov(B, C) = 0$", "proved"),
    (IN_TURN, "$Cov(A, C) = 0$", "missing-hypothesis"),
    (AS_WELL, "$Cov(y, x + z) = 0$", "proved"),
    (AS_WELL, "$E[x y z] = E[y] E[x z]$", "missing-hypothesis"),
    (BRANCHES, "$$E[h_L] = E[h_0]$$", "proved"),
    (BRANCHES, "$Var(h_L) = Var(h_0) + a^2 L v$", "proved"),
    (BRANCHES, "$Var(h_L) = Var(h_0) + a^2 v$", "refuted"),
    (MODELS, r"$Var(\frac{1}{M}\sum_{j=1}^M h_j) = v/M$", "proved"),
    (MODELS, r"$Var(\sum_{j=1}^M h_j) = M^2 v$", "refuted"),
    (LABELLED, "$E[w_1 x_1] = 0$", "proved"),
    (LABELLED, "$E[x_1] = 0$", "missing-hypothesis"),
    (PROPOSITION, "$E[w x] = 0$", "proved"),
    (PROPOSITION, "$E[w^2] = 1$", "open or blamed"),
    (PROPOSITION, "$E[x^2] = 1$", "open or blamed"),
    (PROPOSITION, "$Var(w) = 4 a^2$", "open or blamed"),
    (NOISE, r"$E[s \eta] = 0$", "proved"),
    (NOISE, "$E[s] = 0$", "open or blamed"),
    (OTHERS, "$E[U V] = 0$", "proved"),
    (OTHERS, "$E[U W] = 0$", "open or blamed"),
    (FORMER, "$E[P^3 Q] = 0$", "proved"),
    (FORMER, "$E[Q] = 0$", "open or blamed"),
    (DROPPED, "$E[p q] = E[p] E[q]$", "open or blamed"),
    (EVEN, r"$E[\max(0, y)^2] = \frac12 E[y^2]$", "proved"),
    (EVEN, r"$E[\max(0, y)^2] = E[y^2]$", "refuted"),
    (UNKNOWN, "$Var(Y_1) = v$", "proved"),
    (UNKNOWN, "$Var(Y_1) = 2v$", "refuted"),
    (READING, "$Var(G) = v$", "proved"),
    (READING, "$E[G] = 0$", "open or blamed"),
    (PLOTS, "$E[X - Y] = 0$", "proved"),
    (PLOTS, "$Var(X - Y) = 2 v$", "missing-hypothesis"),
    (SHOWN, "$E[D] = 0$", "proved"),
    (SHOWN, "$Var(D) = 2 v - 2 Cov(X, Y)$", "proved"),
    (SHOWN, "$Var(D) = 2 v + 2 Cov(X, Y)$", "open or blamed"),
    (NOT_ASSUMED, r"$E[X^2] = \mu^2 + v$", "proved"),
    (NOT_ASSUMED, r"$E[(X - \mu)^3] = 0$", "missing-hypothesis"),
    (PUT, r"$Var(S_n) = n v$", "proved"),
    (PUT, r"$Var(S_n) = n^2 v$", "refuted"),
    (MOREOVER, "Var(XY) = Var(X) E[Y^2]", "proved"),
    (APART, "Var(XY) = Var(X) E[Y^2]", "open or blamed"),
    (MACRO, r"$Var(f_1 + f_2) = 2 v$", "proved"),
    (MACRO, r"$Var(f_1 + f_2) = 4 v$", "refuted"),
]


@pytest.mark.parametrize(("words", "step", "verdict"), CASES)
def test_words_are_said_of_whom_they_mean(words, step, verdict):
    text = words.replace("STEP", step) if "STEP" in words else f"{words}\n\n{step}\n"
    line = text[: text.index(step)].count("\n") + 1
    found = [s.verdict for s in check(text).steps if s.line == line][-1]
    assert (found != "proved") if verdict == "open or blamed" else (found == verdict)


SLIP = r"Let $X$ have mean $\mu$ and standard deviation $s$. $$ E[X] (E[X^2] - s^2) = \mu^2 $$"


def test_a_mean_that_the_step_speaks_of_need_not_be_zero():
    """What would hold for one value of a letter alone is refuted, and lacks no hypothesis."""
    assert [step.verdict for step in check(SLIP).steps][-1] == "refuted"


NOT_HEARD = [
    (r"Let $a$ be independent of $b$; independent, too, is what $b$ shares with $c$.", "$$E[b c] = E[b] E[c]$$"),
    (r"The prediction $h$ depends on old data alone, and hence it is independent of $e$.", "$$E[e h] = E[e] E[h]$$"),
]


@pytest.mark.parametrize(("words", "step"), NOT_HEARD)
def test_words_of_which_no_phrase_is_made_blame_nothing(words, step):
    """A hypothesis that is stated in words that are not understood is not called missing; the words are named."""
    found = check(f"{words}\n\n{step}").steps[-1]
    assert found.verdict == "unknown"
    assert '"independent' in found.reason
    assert check(f"Nothing is known of $b$, $c$, $e$ and $h$.\n\n{step}").steps[-1].verdict == "missing-hypothesis"


@pytest.mark.parametrize(("mean", "verdict"), [("0", "unknown"), ("0.5", "missing-hypothesis")])
def test_only_a_mean_of_zero_is_a_hypothesis_of_zero_mean(mean, verdict):
    text = f"All coordinates that are drawn have mean ${mean}$.\n\n$$E[x] E[y] = 0$$\n"
    assert check(text).steps[-1].verdict == verdict
