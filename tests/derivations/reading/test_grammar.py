"""The grammar: where it prefers a shift, and that it does nowhere else."""

import logging
import re

from lark import Lark
from lark import logger as lark_logger

from derivations.reading.syntax.formula import _Fed, _parser


def test_a_shift_is_preferred_only_where_something_goes_as_far_to_the_right_as_it_can(caplog):
    lark_logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger="lark"):
            Lark(_parser().source_grammar, parser="lalr", lexer=_Fed, debug=True)
    finally:
        lark_logger.setLevel(logging.CRITICAL)
    rules = set(re.findall(r"<(\w+) : (\w+)", "\n".join(record.getMessage() for record in caplog.records)))
    greedy = {origin for origin, _ in rules}
    assert greedy == {"items", "run", "function_run", "derivative_body", "primary"}
    assert {first for origin, first in rules if origin == "primary"} == {"INDICATOR", "LDOT"}
