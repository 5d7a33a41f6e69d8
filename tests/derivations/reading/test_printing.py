"""What was read is printed so that it is read again as the same."""

from hypothesis import given, settings

from derivations.reading import read_as, read_expression, to_latex
from derivations.reading.syntax.usage import Usage

from .trees import trees

KNOWN = Usage(declared=frozenset(["f", "g", "f_Y"]))


@given(trees)
@settings(deadline=None, max_examples=250)
def test_plain_text_is_read_back_to_the_same_tree(node):
    assert read_expression(read_as(node), latex=False, known=KNOWN) == node, read_as(node)


@given(trees)
@settings(deadline=None, max_examples=250)
def test_latex_is_read_back_to_the_same_tree(node):
    assert read_expression(to_latex(node), latex=True, known=KNOWN) == node, to_latex(node)
