"""Sums and integrals over supports become expectations where their weights are the whole law, and only there."""

import pytest

from derivations.reading import read_expression
from derivations.reading.meaning.supports import without_supports
from derivations.reading.syntax.tree import Integral, Name, Sum

X, Y = Name("X"), Name("Y")
READ = {
    r"\sum_{x \in \mathcal{X}} x \Pr(X = x)": "E[X]",
    r"\int_{\mathcal{X}} x^2 f_X(x) \, dx": "E[X^2]",
    r"\sum_{x \in \mathcal{X}} \sum_{y \in \mathcal{Y}} x y p(x, y)": "E[X*Y]",
    r"\sum_{x \in \mathcal{X}} \sum_{y \in \mathcal{Y}} (x y) \Pr(X = x, Y = y)": "E[X*Y]",
    r"\sum_{y \in \mathcal{Y}} \left[ \sum_{x \in \mathcal{X}} x \Pr(X = x | Y = y) \right] \Pr(Y = y)": "E[X]",
    r"\int_{\mathcal{Y}} \int_{\mathcal{X}} x f_{X|Y}(x | y) f_Y(y) \, dx \, dy": "E[X]",
    r"\sum_{x \in \mathcal{X}} x f_X(x) \sum_{y \in \mathcal{Y}} y f_Y(y)": "E[X]*E[Y]",
    r"\sum_{x \in \mathcal{X}} x \Pr(X = x | Y)": "E[X | Y]",
    r"c \sum_{x \in \mathcal{X}} x f_X(x)": "c*E[X]",
}
LEFT = [
    r"\sum_{x \in \mathcal{X}} x",
    r"\int_{-\infty}^{\infty} x^2 \, \mathrm{d}(\sigma x)",
    r"\sum_{x=0}^{3} x f_X(x)",
    r"\sum_{x \in \mathcal{X}} \sum_{y \in \mathcal{Y}} x y f_X(x)",
    r"\sum_{x \in \mathcal{X}} \sum_{y \in \mathcal{Y}} (x + y) f_X(x) f_Y(y)",
    r"\sum_{x \in \mathcal{X}} \sum_{y \in \mathcal{Y}} x \Pr(X = x | Y = y)",
    r"\sum_{y \in \mathcal{Y}} \sum_{x \in \mathcal{X}} x \Pr(X = x | Y = y) \Pr(X = y)",
]


@pytest.mark.parametrize("written", READ)
def test_a_whole_support_is_an_expectation(written):
    assert str(without_supports(read_expression(written), [X, Y])) == READ[written]


@pytest.mark.parametrize("written", LEFT)
def test_anything_else_stays_a_sum(written):
    assert isinstance(without_supports(read_expression(written), [X, Y]), Sum | Integral)
