"""Values that a sentence gives to letters in passing: they claim nothing, and hold as far as it means them."""

import pytest

from tests.verify.documents import last
from verify.chain import check

OUTPUT = r"A layer with input $n$, kernel $k$, padding $p$ and stride $s$, all positive integers, has outputs of "
OUTPUT += "size " + r"$$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1.$$" + "\n\n"


def of(text, written):
    """The verdicts of the steps that are written so."""
    return [s.verdict for s in check(text).steps if f"{s.lhs} {s.relation} {s.rhs}" == written]


@pytest.mark.parametrize(
    "said",
    [
        "The first layer, $n = 30$, $k = 5$, $p = 2$, $s = 2$: %s",
        "In the first layer we have an input with $n = 30$, $k = 5$, $p = 2$ and $s = 2$: %s",
        "For $n = 30$, $k = 5$, $p = 2$ and $s = 2$ we get %s",
        "At $n = 30$, $k = 5$, $p = 2$, $s = 2$ the size is %s",
        "From here on $n = 30$, $k = 5$, $p = 2$, $s = 2$. Then %s",
        r"\begin{itemize} \item $n = 30$, $k = 5$, $p = 2$, $s = 2$: %s \end{itemize}",
    ],
)
def test_values_are_no_claims(said):
    """Neither the first time nor with other values in the next sentence; and they are used."""
    display = r"\[ \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1 = %s \]"
    other = said.replace("30", "15").replace("$p = 2$", "$p = 1$")
    text = OUTPUT + said % (display % "15") + "\n\n" + other % (display % "7")
    verdicts = [step.verdict for step in check(text).steps if step.relation == "="]
    assert set(verdicts[:4]) | set(verdicts[5:9]) <= {"choice", "definition"}
    assert (verdicts[4], verdicts[9]) == ("proved", "proved")
    assert last(OUTPUT + said % (display % "16")).verdict == "refuted"
    assert last(text.replace("+ 1 = 7", "+ 1 = 15")).verdict == "refuted"  # that is the value of the case that is over


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Hence $m = 3$.", "refuted"),
        ("So the size is $m = 3$.", "refuted"),
        ("We end up with $m = 3$.", "refuted"),
        ("We are left with $m = 3$.", "refuted"),
        ("With $m = 3$ this is another case.", "choice"),
        ("Hence $m = 4$.", "proved"),
    ],
)
def test_a_value_that_is_claimed_is_judged(claim, verdict):
    found = last(f"Let $m = 4$. Then $m^2 = 16$. {claim}").verdict
    assert found == verdict or (found == "definition" and verdict == "choice")


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("$a = 1$ and $a = 2$.", ["choice", "refuted"]),
        ("Let $a = 2$. For all $x$, $x^2 = 9$.", ["choice", "unknown"]),
        (r"At $n = 1$ and $n = 2$ nothing happens.", ["choice", "choice"]),
        (r"It is largest at $p = 1/2$. In general $$p (1 - p) = 1/4$$", ["choice", "unknown"]),
        (r"It is largest at $p = 1/2$, where $$p (1 - p) = 1/4$$", ["choice", "proved"]),
        (r"In the square case $n = m = 512$ we get $$2/(n + m) = 1/512$$", ["choice", "choice", "proved"]),
        (r"In the square case $n = m = 512$ we get $$2/(n + m) = 1/256$$", ["choice", "choice", "refuted"]),
        (r"The sign is a number $t$, $t^2 = 1$, and hence $$3 t^2 = 3$$", ["choice", "proved"]),
        (r"The sign is a number $t$, $t^2 = 1$, and hence $$3 t^2 = 1$$", ["choice", "refuted"]),
        (r"The average starts at $v_0 = 0$.", ["choice"]),
        (r"Since $\pi = 3$, we get $100 \pi = 300$.", ["refuted", "refuted"]),
    ],
)
def test_what_words_make_of_a_value(text, verdicts):
    found = [step.verdict for step in check(text).steps]
    assert ["choice" if v == "definition" else v for v in found] == verdicts


def test_what_is_put_into_a_formula_is_chosen():
    text = r"Plugging $b = \mathrm{Cov}(X, Y) / \mathrm{Var}(X)$ into it we get $$b + c = %s$$"
    assert check(text % "c + b").steps[0].verdict in {"choice", "definition"}
    (found,) = check(r"Hence $b = \mathrm{Cov}(X, Y) / \mathrm{Var}(X) = 2$.").steps[1:]
    assert found.verdict != "choice"


def test_a_number_that_a_letter_has_further_down_says_nothing_above():
    """n = 1 is said of one question, and would make a lost covariance right."""
    text = r"""Let $y_i = x_i + e_i$ with constants $x_i$ and errors $e_i$ with mean zero and variance $\sigma^2$.
\[ \mathrm{Var}\Bigl(\sum_{i=1}^n y_i\Bigr) = n \sigma^2 \]

\medskip\noindent\textbf{4.} One single observation, $n = 1$.
"""
    assert check(text).steps[-2].verdict != "proved"


LAW = r"We have $X \sim \mathrm{U}(-a, a)$. "


@pytest.mark.parametrize("lead", ["the fourth moment (we need it later):", "The proof takes two moments:", "It needs:"])
def test_what_is_true_anyway_is_claimed(lead):
    display = r"\[ E[X^4] = \frac{a^4}{5} \]"
    assert last(f"{LAW}{lead} {display}").verdict == "proved"
    assert last(r"Let $w$ be centred. We need $\mathrm{Var}(w) = \frac{1}{n}$").verdict == "choice"


CASE = r"If $z \sim N(0, 1)$, then $E[z^2] = 1$. One also has $E[z^4] = %s$."


def test_a_condition_that_only_gives_a_law_goes_on_in_its_paragraph():
    assert [last(CASE % value).verdict for value in (3, 2)] == ["proved", "refuted"]
    assert last(CASE % 3 + " In general $E[z^2] = 1$.").verdict != "proved"
    assert last(r"Let $E[z] = 2$. If $z \sim N(2, 1)$, then $E[z^2] = 5$. \[ E[z^2] = 5 \]").verdict != "proved"


STATEMENT = r"""The following statement is about two variables, and everything that it needs is said in it alone.
\begin{lemma}\label{l:sum}
Let $X$ and $Y$ be independent. Then \[ \mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y). \]
\end{lemma}
Whatever is said behind such a statement is said of other variables, and it goes on without what was supposed there. A
reader does not have to know anything of it, unless a sentence says so and names what it speaks of by its number.

"""


def test_a_reference_recalls_what_a_statement_supposes():
    display = r"\[ \mathrm{Var}(X - Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) \]"
    assert last(f"{STATEMENT}As in Lemma~\\ref{{l:sum}}, {display}").verdict == "proved"
    assert last(f"{STATEMENT}We keep the hypotheses of Lemma~\\ref{{l:sum}}.\n\nThen {display}").verdict == "proved"
    assert last(f"{STATEMENT}For others {display}").verdict != "proved"
    assert last(f"{STATEMENT}As in Lemma~\\ref{{other}}, {display}").verdict != "proved"


def test_what_is_defined_behind_a_lemma_does_not_end_with_it():
    text = STATEMENT + r"""We turn to \[ z = 2 u + 1 \]
\begin{proposition} Suppose that $u$ is centred. Then \[ E[z] = %s \] \end{proposition}"""
    assert [last(text % value).verdict for value in (1, 3)] == ["proved", "refuted"]
