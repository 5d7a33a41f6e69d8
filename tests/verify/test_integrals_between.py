"""Integrals against a density from anywhere to anywhere, and conditional means of what stands bare."""

import pytest

from verify.chain import check


def verdict(step, *assuming):
    return check(f"$$ {step} $$", assuming=assuming).steps[-1].verdict


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (r"\int_c^\infty c f_Y(y) dy", r"c P(Y \ge c)", r"c P(Y \le c)"),
        (r"\int_{-\infty}^c f_Y(y) dy", r"P(Y \le c)", r"P(Y > c)"),
        (r"E[Y]", r"\int_{-\infty}^c y f_Y(y) dy + \int_c^\infty y f_Y(y) dy",
         r"\int_{-\infty}^c y f_Y(y) dy - \int_c^\infty y f_Y(y) dy"),
        (r"\int_0^\infty y f_Y(y) dy", r"\int_0^c y f_Y(y) dy + \int_c^\infty y f_Y(y) dy",
         r"\int_0^c y f_Y(y) dy + \int_c^\infty c f_Y(y) dy"),
        (r"E[|Y - c|]", r"\int_{-\infty}^c (c - y) f_Y(y) dy + \int_c^\infty (y - c) f_Y(y) dy",
         r"\int_{-\infty}^c (y - c) f_Y(y) dy + \int_c^\infty (y - c) f_Y(y) dy"),
        (r"\int_a^b y^2 f_Y(y) dy", r"-\int_b^a y^2 f_Y(y) dy", r"\int_b^a y^2 f_Y(y) dy"),
        (r"\int_a^c f_Y(y) dy", r"\int_a^b f_Y(y) dy + \int_b^c f_Y(y) dy", r"\int_a^b f_Y(y) dy - \int_b^c f_Y(y) dy"),
    ],
)  # fmt: skip
def test_integrals_are_cut_anywhere(left, right, wrong):
    assert verdict(f"{left} = {right}") == "proved"
    assert verdict(f"{left} = {wrong}") in {"refuted", "unknown"}
    assert verdict(r"\int_{-\infty}^c y f_Y(y) dy = \int_c^\infty y f_Y(y) dy") == "refuted"


def test_what_lies_above_is_at_least_so_large():
    assert verdict(r"\int_c^\infty y f_Y(y) dy \ge \int_c^\infty c f_Y(y) dy") == "proved"
    assert verdict(r"\int_c^\infty y f_Y(y) dy \le \int_c^\infty c f_Y(y) dy") != "proved"


PARTS = [r"E[X] = \int_a^b x f(x) dx", r"E[X] = \int_1^\infty x f(x) dx", r"\int_0^1 f(x) dx = 1"]


@pytest.mark.parametrize("step", PARTS)
def test_the_ends_may_be_those_of_all_values(step):
    assert verdict(step) == "unknown"


def test_a_law_says_which_values_there_are():
    assert verdict(r"E[X] = \int_0^1 x f_X(x) dx", "X ~ U(0, 1)") == "proved"
    assert verdict(r"E[X] = \int_0^1 x^2 f_X(x) dx", "X ~ U(0, 1)") == "refuted"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("E[x y | y] = y E[x]", "missing-hypothesis"),
        ("E[X Y | Y] = Y E[X]", "missing-hypothesis"),
        ("E[x + y | y] = y + E[x]", "missing-hypothesis"),
        ("E[x y | y] = y E[x | y]", "proved"),
        ("E[x y | y] = x E[y]", "refuted"),
    ],
)
def test_what_is_given_is_random_where_it_stands_bare(step, expected):
    assert verdict(step) == expected
    assert verdict(step, "x, y independent", "X, Y independent") == ("refuted" if expected == "refuted" else "proved")
