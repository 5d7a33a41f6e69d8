r"""What a sentence says beside what it states: remarks about parameters, and whose members the names are.

"with mean 0 and variance 1, and $d > 1$" gives no second variance; "the components ⟦0⟧ of the query and ⟦1⟧ of the
key" are those of two vectors and one list of names.

>>> without_remarks("⟦0⟧ has mean 0 and variance 1, and ⟦1⟧.", ["x", "d > 1"])
'⟦0⟧ has mean 0 and variance 1.'
>>> without_remarks("Masks ⟦0⟧ with ⟦1⟧ (⟦2⟧) are iid, for ⟦3⟧, and ⟦4⟧", ["m", r"0<p\le 1", "n > 1", "i > 2", "X < Y"])
'Masks ⟦0⟧ are iid, for ⟦3⟧, and ⟦4⟧'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["without_remarks"]

_M: Final = r"⟦(?P<mark>\d+)⟧"
_ORDER: Final = r"(?:\\(?:leq?|geq?|neq?|leqslant|geqslant|lt|gt)(?![A-Za-z])|<=?|>=?|≤|≥|≠)"
_CONSTANT: Final = r"[-\d./{}\\\s]|\\infty|\\[dt]?frac"
_PARAMETER: Final = r"\\?(?![ijklrst](?![A-Za-z]))[A-Za-z]+(?:_(?:\{\w+\}|\w))?(?:\^\{?2\}?)?"
_MOMENT: Final = r"(?:\\(?:mathrm|operatorname)\{)?\\?(?:Var|V)\}?\s*(?:\\left)?\([^()]*(?:\\right)?\)"
_REMARK: Final = re.compile(  # of a parameter, or of a variance that does not vanish, against numbers
    rf"\s*(?:(?:{_CONSTANT})+{_ORDER})?\s*(?:{_PARAMETER}(?:\s*,\s*{_PARAMETER})*|{_MOMENT})\s*{_ORDER}\s*(?:{_CONSTANT})+"
    rf"|\s*(?:{_CONSTANT})+{_ORDER}\s*(?:{_PARAMETER}|{_MOMENT})\s*"
)
_ENDS: Final = r"(?=\s*(?:[.;:!?)]|$|,(?!\s*(?:and\s+)?⟦)))"
_PLACES: Final = [
    re.compile(rf"\s*\(\s*(?:(?:with|where|for|and|so)\s+)?{_M}\s*\)"),
    re.compile(rf",?\s+(?:and\s+)?(?:with|where|for\s+(?:some\s+|all\s+)?)\s*{_M}(?=\s*(?:[.;:!?,)]|$|(?:is|are|be|has|have)\b))"),
    re.compile(rf"\s*,\s*(?:(?:and|but|where|so)\s+)?{_M}{_ENDS}"),
    re.compile(rf"(?<=⟧)\s+with\s+{_M}(?=\s+\()"),
]
_FIXED: Final = re.compile(  # fixed inputs x and weights w with mean zero: nothing is said of x
    r"\b(?:(?:two|three|some)\s+)?(?:fixed|deterministic|non-?random)\s+(?:(?:positive|negative|real|known|non-?zero)\s+)?[a-z]+\s+⟦\d+⟧"
    r"\s*,?\s+and\s+(?=(?:[a-z]+\s+){0,3}⟦\d+⟧\s+(?:with|of|that|which|whose|having)\b)",
    re.IGNORECASE,
)
_OF_TWO: Final = re.compile(
    r"(?P<one>⟦\d+⟧)\s+of\s+(?:the|an?|its)\s+[a-z-]+(?P<two>,?\s+and\s+(?:the\s+)?(?:[a-z]+\s+)?⟦\d+⟧)\s+of\s+(?:the|an?|its)"
    r"\s+[a-z-]+(?=\s+(?:be|are|have|is)\b)"
)


def without_remarks(sentence: str, written: Sequence[str]) -> str:
    """The sentence, in which ⟦k⟧ stands for `written[k]`, without remarks on parameters."""
    for place in _PLACES:
        sentence = place.sub(lambda hit: "" if _is_remark(hit, written) else hit.group(), sentence)
    sentence = _FIXED.sub("", sentence)
    return _OF_TWO.sub(r"\g<one>\g<two>", sentence)


def _is_remark(hit: re.Match[str], written: Sequence[str]) -> bool:
    return _REMARK.fullmatch(written[int(hit["mark"])]) is not None
