r"""What words say of families and layers is used of every member: by numbers, in lists, of weights drawn with laws."""

import pytest

from verify.chain import check

BY_NUMBER = "Let $x_1 = \\max(0, w_1 x_0)$, $x_2 = \\max(0, w_2 x_1)$ and $x_3 = \\max(0, w_3 x_2)$.\n"
EACH = "Each $w_l$ is symmetric and independent of $x_{l-1}$.\n"
ALL = "The $w_l$ are independent, symmetric and independent of $x_0$.\n"
BY_LETTER = "Let $x_l = \\max(0, w_l x_{l-1})$ for $l = 1, 2, 3$, where "
DRAWN = (
    "Let $W_{ij} \\sim N(0, s^2/n)$ and $b_i \\sim N(0, t^2)$ be independent, and independent of $a_1, \\dots, a_n$, "
    "which are i.i.d. Let $z_i = \\sum_{j=1}^n W_{ij} a_j + b_i$.\n"
)
LISTED = (
    "Assume that $W_{ij} \\sim N(0, s^2/n)$ i.i.d. and $b_i \\sim N(0, t^2)$ i.i.d., that the $a_j$ are i.i.d., and "
    "that $W$, $b$ and $a$ are independent. Let $z_i = \\sum_{j=1}^n W_{ij} a_j + b_i$.\n"
)
NOUNS = (
    "The weights $W_{ij}$ are i.i.d. with $W_{ij} \\sim N(0, s^2/n)$. The biases $b_i$ are i.i.d. with "
    "$b_i \\sim N(0, t^2)$. The inputs $a_j$ are i.i.d. Weights, biases and inputs are independent. "
    "Let $z_i = \\sum_{j=1}^n W_{ij} a_j + b_i$.\n"
)
NEURON = (
    "The $w_j$ are i.i.d. with zero mean, the $x_j$ are i.i.d., and $w$ and $x$ are independent. Let $b$ be "
    "independent of the $w_j$ and the $x_j$. Let $y = \\sum_{j=1}^n w_j x_j + b$.\n"
)
TIME = "Let $y_t = \\phi y_{t-1} + e_t$, where $E[e_t] = 0$ and $e_t$ is independent of $y_{t-1}$.\n"
ENTRIES = "Let the entries $w_{ij}$ of $W$ be i.i.d. with zero mean and variance $s^2$.\n"
MIRRORED = ENTRIES + "Now let $W$ be symmetric, $w_{ij} = w_{ji}$.\n"
RENAMED = (
    "\\section{One}\nLet $x \\sim N(0, s^2)$. Then $E[x^2] = s^2$.\n"
    "\\subsection{Two}\nLet $u \\sim U(0, 1)$ and $x = 2 u$.\n"
)
ATOM = "Let $z$ be symmetric and $h = \\max(0, z)$. Assume $P(z = 0) = 0$.\n"


def last_of(document: str) -> str:
    """The verdict of the last step."""
    return check(document, seconds=60).steps[-1].verdict


@pytest.mark.parametrize(
    ("said", "step", "verdict"),
    [
        (BY_NUMBER + EACH, r"E[x_2^2] = \frac{1}{2} E[w_2^2] E[x_1^2]", "proved"),
        (BY_NUMBER + EACH, r"E[x_3^2] = \frac{1}{4} E[w_3^2] E[w_2^2] E[x_1^2]", "proved"),
        (BY_NUMBER + EACH, r"E[x_2^2] = E[w_2^2] E[x_1^2]", "refuted"),
        (BY_NUMBER + ALL, r"E[x_2^2] = \frac{1}{2} E[w_2^2] E[x_1^2]", "proved"),
        (BY_NUMBER + ALL, r"E[x_2^2] = E[w_2^2] E[x_1^2]", "refuted"),
        (BY_LETTER + EACH, r"E[x_2^2] = \frac{1}{2} E[w_2^2] E[x_1^2]", "proved"),
        (BY_LETTER + EACH, r"E[x_2^2] = E[w_2^2] E[x_1^2]", "refuted"),
        (BY_LETTER + EACH, r"E[x_0] = \frac{1}{2} E[|x_0|]", "refuted"),  # the input is no layer
        (DRAWN, r"\mathrm{Var}(z_i) = s^2 E[a_1^2] + t^2", "proved"),
        (DRAWN, r"\mathrm{Var}(z_i) = n s^2 E[a_1^2] + t^2", "refuted"),
        (DRAWN, r"\mathrm{Var}(z_i) = s^2 \mathrm{Var}(a_1) + t^2", "missing-hypothesis"),
        (LISTED, r"\mathrm{Var}(z_i) = s^2 E[a_1^2] + t^2", "proved"),
        (LISTED, r"\mathrm{Var}(z_i) = s^2 E[a_1^2]", "refuted"),
        (NOUNS, r"\mathrm{Var}(z_i) = s^2 E[a_1^2] + t^2", "proved"),
        (NOUNS, r"\mathrm{Var}(z_i) = s^2 E[a_1^2] - t^2", "refuted"),
        (NEURON, r"\mathrm{Var}(y) = n E[w_1^2] E[x_1^2] + \mathrm{Var}(b)", "proved"),
        (NEURON, r"\mathrm{Cov}(y, x_1) = 0", "proved"),
        (NEURON, r"\mathrm{Var}(y) = 2 n E[w_1^2] E[x_1^2] + \mathrm{Var}(b)", "refuted"),
        (ENTRIES, r"E[w_{12} w_{21}] = 0", "proved"),
        (ENTRIES, r"E[w_{12} w_{21}] = E[w_{12}^2]", "refuted"),
        (MIRRORED, r"E[w_{12} w_{21}] = 0", "refuted"),
        (MIRRORED, r"E[w_{12} w_{21}] = s^2", "proved"),
        (MIRRORED, r"E[w_{12}^2] = s", "refuted"),
        (MIRRORED, r"E[w_{11} w_{12}] = 0", "unknown"),  # of which entries the words speak is not said
        (RENAMED, "E[x] = 1", "proved"),
        (RENAMED, "E[x] = 0", "refuted"),
        (ATOM, r"E[\operatorname{step}(z)] = \frac{1}{2}", "proved"),
        (ATOM, r"\mathrm{Var}(|z|) = E[z^2] - 4 E[h]", "refuted"),
    ],
)
def test_what_is_said_of_a_family_is_used_of_its_members(said: str, step: str, verdict: str) -> None:
    assert last_of(f"{said}$${step}$$") == verdict


@pytest.mark.parametrize(
    ("power", "past", "verdict"),
    [(2, "", "missing-hypothesis"), (2, ", y_{t-2}", "proved"), (3, ", y_{t-2}", "refuted")],
)
def test_two_steps_back_the_noise_of_a_recursion_may_depend_on_the_past(power: int, past: str, verdict: str) -> None:
    said = TIME.replace("$y_{t-1}$.", f"$y_{{t-1}}{past}$.")
    (*_, step) = check(f"{said}$$\\mathrm{{Cov}}(y_t, y_{{t-2}}) = \\phi^{power} \\mathrm{{Var}}(y_{{t-2}})$$").steps
    assert step.verdict == verdict
    assert verdict != "missing-hypothesis" or [str(lacking) for lacking in step.missing] == ["Cov(e_t, y_{t - 2}) = 0"]
