"""What is stated of a name is true of what the name is made of: no law refutes a step under which it fails."""

from fractions import Fraction

import pytest

from verify.chain import check


def verdict(step, *assuming):
    return check(f"${step}$", assuming=list(assuming)).steps[0].verdict


SUM = "s = w_1 x_1 + ... + w_n x_n"
STEPS = [
    ("E[x] = -E[y]", ("s = x + y", "E[s] = 0"), "proved"),
    ("E[x] = E[y]", ("s = x + y", "E[s] = 0"), "refuted"),
    ("Var(x) = 1 - Var(y)", ("s = x + y", "Var(s) = 1", "x, y independent"), "proved"),
    ("E[x^2] = 1", ("y = x^2", "E[y] = 1"), "proved"),
    ("E[x^2] = 2", ("y = x^2", "E[y] = 1"), "refuted"),
    ("E[x^3] = 0", ("z = 2x", "z symmetric"), "proved"),
    ("E[x^3] = 0", ("z = x^2", "z symmetric"), "unknown"),
    ("E[x z] = E[x] E[z]", ("s = 2x", "s and z independent"), "proved"),
    ("E[x z] = E[x] E[z]", ("s = x + y", "s and z independent"), "missing-hypothesis"),
    # E[w_1 x_1] = 0 follows from the mean of the sum, and no law with another mean refutes it
    ("E[w_1 x_1] = 0", ("w_j iid", "x_j iid", "w and x independent", SUM, "s ~ N(0, t^2)"), "unknown"),
    ("E[w_1 x_1] = 0", ("w_j iid", "x_j iid", "w and x independent", SUM), "missing-hypothesis"),
    # a standardised variable
    ("E[x] = m", ("z = (x - m)/s", "z ~ N(0, 1)"), "proved"),
    ("Var(x) = s^2", ("z = (x - m)/s", "z ~ N(0, 1)"), "proved"),
    ("E[x^3] = m^3 + 3 m s^2", ("z = (x - m)/s", "z ~ N(0, 1)"), "proved"),
    ("E[x^3] = m^3 + m s^2", ("z = (x - m)/s", "z ~ N(0, 1)"), "refuted"),
    ("P(x > m) = 1/2", ("z = (x - m)/s", "z ~ N(0, 1)", "s > 0"), "proved"),
    ("E[x^2] = 1/4", ("z = 2x", "z ~ Rademacher"), "proved"),
    ("E[x^2] = 1", ("z = 2x", "z ~ Rademacher"), "refuted"),
    # a sum of which only the law is known
    ("E[s^4] = 3 t^4", (SUM, "s ~ N(0, t^2)"), "proved"),
    ("E[s^4] = t^4", (SUM, "s ~ N(0, t^2)"), "refuted"),
    (r"E[\max(0, s)^2] = t^2/2", (SUM, "s ~ N(0, t^2)"), "proved"),
    (r"E[\max(0, s)^2] = t^2", (SUM, "s ~ N(0, t^2)"), "refuted"),
    ("P(s > 0) = 1/2", (r"s = \sum_i w_i x_i", "s ~ N(0, t^2)"), "proved"),
    ("Var(s) = t^2", (SUM, "s ~ N(0, t^2)", "w_j iid"), "proved"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "assuming", "expected"), STEPS)
def test_a_step_about_parts_knows_what_is_stated_of_the_whole(step, assuming, expected):
    assert verdict(step, *assuming) == expected


def test_the_law_that_refutes_satisfies_what_is_stated_of_the_name():
    found = check("$E[x] = E[y]$", assuming=["s = x + y", "E[s] = 0"]).steps[0]
    means = {"x": Fraction(0), "y": Fraction(0)}
    for law in found.counterexample.laws:
        for values, chance in law.atoms:
            for name, value in zip(law.names, values, strict=True):
                means[name] += Fraction(str(value)) * Fraction(str(chance))
    assert means["x"] + means["y"] == 0 != means["x"] - means["y"]


@pytest.mark.parametrize(("text", "expected"), [
    ("Let $z = 2x$, where $z$ is symmetric. Then $E[x^3] = 0$.", "proved"),
    ("Let $z = 2x$. Then $E[x^3] = 0$.", "missing-hypothesis"),
    (r"Let $z = (x - m)/s$ with $z \sim N(0, 1)$. Then $Var(x) = s^2$.", "proved"),
    (r"Let $z = (x - m)/s$ with $z \sim N(0, 1)$. Then $Var(x) = s$.", "refuted"),
])  # fmt: skip
def test_in_a_document_too(text, expected):
    assert check(text).steps[-1].verdict == expected
