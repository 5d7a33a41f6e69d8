"""Values that words give to a letter, its square or a moment, one after the other: comparing initialisations."""

import pytest

from verify.chain import check

LAYER = (
    r"Let $w_1, \dots, w_n$ be i.i.d. {law} and independent of the $x_j$ with $E[x_j^2] = q$, and let "
    r"$y = \sum_{{j=1}}^n w_j x_j$. Then $\mathrm{{Var}}(y) = n \mathrm{{Var}}(w_1) q$." + "\n"
)
UNIFORM, NORMAL, CENTRED = (
    LAYER.format(law=law) for law in ("from $U(-a, a)$", r"from $N(0, \sigma^2)$", "with mean zero")
)
LEADS = [
    "Suppose $%s$. Then",
    "If $%s$, then",
    "With $%s$ we get",
    "For $%s$ this is",
    "Setting $%s$ gives",
    "We choose $%s$. Then",
    "Let $%s$. Then",
    "He et al. choose $%s$, which gives",
    "Xavier initialisation uses $%s$, so that",
    "The default is $%s$. Then",
]


def verdicts(before, lead, values, claims):
    text = before + "".join(
        f"{lead % value}\n$$\\mathrm{{Var}}(y) = {claim}$$\n" for value, claim in zip(values, claims, strict=True)
    )
    return [step.verdict for step in check(text).steps][-2 * len(values) + 1 :: 2]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize(
    ("before", "values"),
    [
        (UNIFORM, [r"a = \sqrt{3/n}", r"a = \sqrt{6/n}", r"a = 1/\sqrt{n}"]),
        (NORMAL, [r"\sigma^2 = 1/n", r"\sigma^2 = 2/n", r"\sigma^2 = \frac{1}{3n}"]),
        (CENTRED, [r"\mathrm{Var}(w_j) = 1/n", r"\mathrm{Var}(w_j) = 2/n", r"\mathrm{Var}(w_j) = \frac{1}{3n}"]),
    ],
    ids=["uniform", "normal", "centred"],
)
def test_one_value_after_the_other(lead, before, values):
    assert verdicts(before, lead, values, ["q", "2 q", "q/3"]) == ["proved"] * 3
    one, false = verdicts(before, lead, values[:2], ["q", "q^2"])
    assert one == "proved"
    assert false == "refuted" or (false == "unknown" and before == CENTRED)  # a choice of a moment may be meant for it


@pytest.mark.parametrize("lead", ["If instead $%s$, then", "and with $%s$", "For $%s$ we have"])
def test_another_value_behind_a_choice(lead):
    text = UNIFORM + r"We choose $a = \sqrt{3/n}$, so $$\mathrm{Var}(y) = q.$$ "
    for claim, verdict in (("2 q", "proved"), ("q", "refuted"), ("q^2", "refuted")):
        other = lead % r"a = \sqrt{6/n}"
        found = check(f"{text}\n{other} $$\\mathrm{{Var}}(y) = {claim}.$$").steps[-1]
        assert found.verdict == verdict, str(found)


def test_what_follows_from_a_value_that_is_over_is_forgotten():
    """Var(y) = q and Var(y) = 2 q would give q = 0, and with it everything."""
    text = UNIFORM + "".join(
        rf"Suppose $a = {value}$. Then $\mathrm{{Var}}(y) = {claim}$." + "\n"
        for value, claim in ((r"\sqrt{3/n}", "q"), (r"\sqrt{6/n}", "2 q"), (r"\sqrt{9/n}", "7 q"))
    )
    assert [step.verdict for step in check(text).steps if step.lhs == r"\mathrm{Var}(y)"][-3:] == [
        "proved", "proved", "refuted"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "step", "verdict"),
    [
        ("sigma^2 = 1/n", "Var(y) = q", "proved"),
        ("sigma^2 = 1/n", "Var(y) = 2 q", "refuted"),
        ("sigma^2 = 2/n", "E[w_1^4] = 12/n^2", "proved"),
        ("sigma^2 = 2/n", "E[w_1^4] = 3/n^2", "refuted"),
        ("sigma^2 = 4/n^2", "E[|w_1|] = 2 sqrt(2/pi)/n", "proved"),
    ],
)
def test_the_square_of_a_letter_has_a_value(value, step, verdict):
    stated = "w_j iid; w_j ~ N(0, sigma^2); w and x independent; E[x_j^2] = q; y = sum_{j=1}^n w_j x_j; n > 0"
    (found,) = check(step, assuming=[stated, value]).steps
    assert found.verdict == verdict, str(found)


BIASED = (
    r"A layer is $y_i = \sum_{j=1}^{n} w_{ij} x_j + b_i$. The weights are drawn i.i.d. from $U(-a, a)$, %s, the inputs "
    r"are independent of the weights, with $E[x_j^2] = q$ for all $j$. Then $$\mathrm{Var}(y_i) = %s.$$"
)


@pytest.mark.parametrize(
    ("said", "claim", "verdict"),
    [
        ("the biases are zero", r"\frac{n a^2 q}{3}", "proved"),
        ("all biases are set to zero", r"\frac{n a^2 q}{3}", "proved"),
        ("the biases are initialized to zero", r"\frac{n a^2 q}{3}", "proved"),
        ("the biases are zero", r"\frac{n a^2 q}{6}", "refuted"),
        ("the biases are uniform", r"\frac{n a^2 q}{3}", "not proved"),
    ],
)
def test_biases_that_are_zero(said, claim, verdict):
    found = check(BIASED % (said, claim)).steps[-1]
    assert (found.verdict == "proved") == (verdict == "proved"), str(found)
    assert verdict != "refuted" or found.verdict == verdict


def test_a_condition_that_opens_a_sentence_is_not_that_of_the_display_above():
    text = (
        r"""Let $m \sim \mathrm{Bernoulli}(p)$ be independent of $x$, and let $t = m x / p$. Then
\[ \mathrm{Var}(t) = \frac{1}{p} \mathrm{Var}(x) \]
"""
    )
    (*_, alone) = check(text).steps
    after = check(text + r"If $E[x] = 0$, then $\mathrm{Var}(t) = \mathrm{Var}(x)/p$.").steps
    assert {alone.verdict, *(step.verdict for step in after if step.line == 2)} == {"missing-hypothesis"}
    (claim,) = [s for s in check(text.replace(r" \]", r" \quad \text{if } E[x] = 0 \]")).steps if s.verdict == "proved"]
    assert "condition" in claim.reason


def test_moments_that_are_alike_are_supposed_where_words_say_with():
    text = (
        r"Let $y' = (y + f)/\sqrt{2}$, and let $f$ be independent of $y$ with $\mathrm{Var}(f) = \mathrm{Var}(y)$. Then"
        "\n$$%s$$"
    )
    assert check(text % r"\mathrm{Var}(y') = \mathrm{Var}(y)").steps[-1].verdict == "proved"
    assert check(text % r"\mathrm{Var}(y') = 2 \mathrm{Var}(y)").steps[-1].verdict == "refuted"


def test_a_letter_of_a_function_is_known_where_the_function_is_used():
    text = (
        r"Let $z \sim N(0, \sigma^2)$ and $\psi(z) = \max(0, z) + \alpha \min(0, z)$. Then "
        r"$$E[\psi(z)] = \frac{(1 %s \alpha) \sigma}{\sqrt{2 \pi}}$$"
    )
    assert [check(text % sign).steps[-1].verdict for sign in "-+"] == ["proved", "refuted"]


def test_a_hyphen_makes_no_preposition():
    text = r"The gradient is $g = \frac{1}{B} \sum_{b=1}^{B} g_b$, where the per-example gradients $g_b$ are i.i.d."
    (*_, found) = check(text + r" with mean $G$ and variance $s^2$. Then $\mathrm{Var}(g) = s^2/B$.").steps
    assert found.verdict == "proved", str(found)
