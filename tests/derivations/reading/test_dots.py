"""Sums, products and lists written out with dots."""

import pytest

from derivations.reading import read_expression
from derivations.reading.meaning.dots import dots_to_sum, written_out

FOUND = [
    (r"w_1 x_1 + \cdots + w_n x_n", "sum_{j=1}^n w_j*x_j"),
    (r"w_1 x_1 + w_2 x_2 + \cdots + w_n x_n", "sum_{j=1}^n w_j*x_j"),
    (r"E(X_1) + \ldots + E(X_n)", "sum_{j=1}^n E[X_j]"),
    (r"1 + 2 + \cdots + n", "sum_{j=1}^n j"),
    (r"w_{1,1}x_1 + \cdots + w_{1,n}x_n", "sum_{j=1}^n w_{1,j}*x_j"),
    (r"x_1 x_2 \cdots x_n", "prod_{j=1}^n x_j"),
    (r"x_1^2 + \cdots + x_{n-1}^2", "sum_{j=1}^(n - 1) x_j^2"),
    (r"x_0 + x_1 + \cdots + x_m", "sum_{j=0}^m x_j"),
    (r"j x_1 + \cdots + j x_n", "sum_{i=1}^n j*x_i"),
    (r"x_1 + \cdots + x_5", "sum_{j=1}^5 x_j"),
]


@pytest.mark.parametrize(("source", "expected"), FOUND)
def test_the_pattern_behind_the_dots(source, expected):
    assert str(dots_to_sum(read_expression(source, latex=True))) == expected


NONE = [
    r"x_1 + y_2 + \cdots + x_n",
    r"x_1 + x_3 + \cdots + x_n",
    r"x_1 - x_2 + \cdots + x_n",
    r"x_1 + \cdots",
    r"x_1 + \cdots + y_n",
    r"x_1 + \cdots + x_m y_n",
    r"x_1 + \cdots + x_1",
    r"x_1 y_2 + \cdots + x_n y_n",
    r"x + \cdots + z",
]


@pytest.mark.parametrize("source", NONE)
def test_without_one_pattern_there_is_no_sum(source):
    assert dots_to_sum(read_expression(source, latex=True)) is None


def test_a_list_names_a_family():
    found = written_out(read_expression(r"X_1, \ldots, X_n").items)
    assert found is not None
    assert [str(part) for part in found] == ["X_j", "j", "1", "n"]
