r"""Functions that sentences name: "where $f$ is the ReLU", "a tanh activation $\phi$".

>>> said_functions("We write $f$ for the activation. When $f$ is ReLU, the mean is positive.")
{Name(base='f', subscript=(), label=(), primes=0, accent='', style=''): ('max(0, t)', 1)}
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.syntax.spelling import FUNCTIONS, GREEK
from derivations.reading.syntax.tree import Name

__all__ = ["described", "said_functions"]

_LETTER: Final = r"\$\s*\\?(?P<letter>[A-Za-z]+)\s*(?:\(\s*\\?(?:\w|cdot)\s*\))?\s*\$"
_VALUES: Final = {
    r"ReLU|rectifier|rectified linear(?: (?:unit|function|activation))?": "max(0, t)",
    r"identity": "t",
    r"tanh|hyperbolic tangent": "tanh(t)",
}
_KIND: Final = r"(?:\s+(?:activations?|non-?linearity|functions?|units?))*"
_SPELLED: Final = r"(?:\\(?:text|mathrm|operatorname)\s*\{\s*)?"
_BETWEEN: Final = r"\s+(?:is|be|being|denotes|equals)\s+(?:chosen (?:as|to be)\s+)?(?:the\s+|an?\s+)?"
_LINEAR: Final = re.compile(
    r"(?i)\blinear(?:i[sz]\w+|\s+(?:regime|activations?|region|part|network))|\bunit (?:derivative|slope)"
)
_GENERAL: Final = re.compile(  # words that tell nothing of it
    r"(?i)(?:(?:activation|transfer|link|measurable|arbitrary|given|fixed|some|any|smooth|differentiable|real|scalar)\s*)*"
    r"(?:non-?linear(?:ity)?|functions?|activations?|applied|used|evaluated)?\s*(?:functions?)?\s*(?:[.,;:)(]|and\b|of\b|that\b|$)"
)


def said_functions(text: str) -> dict[Name, tuple[str, int]]:
    """The letters that words call by the name of a function, with its value at t and the line; none that is called by
    two.
    """
    found: dict[Name, set[tuple[str, int]]] = {}
    for names, value in _VALUES.items():
        named = rf"(?<!\w)\$?{_SPELLED}(?<!leaky )(?<!parametric )(?:{names})\}}?\$?(?!\w)"
        for pattern in (rf"{_LETTER}{_BETWEEN}{named}", rf"{named}{_KIND}\s+{_LETTER}"):
            for hit in re.finditer(pattern, text, re.IGNORECASE):
                line = text.count("\n", 0, hit.start()) + 1
                found.setdefault(Name(hit["letter"]), set()).add((value, line))
    once = {letter: said for letter, said in found.items() if len({value for value, _ in said}) == 1}
    return {letter: min(said, key=lambda pair: pair[1]) for letter, said in once.items() if _may_be_called(letter)}


def described(letter: str, text: str) -> int | None:
    """The line that says of a function more than that it is one, or of all functions that they are linear."""
    spelled = re.escape(letter if letter not in GREEK else f"\\{letter}")
    for hit in re.finditer(rf"\$\s*{spelled}\s*\${_BETWEEN}", text):
        if not _GENERAL.match(text, hit.end()):
            return text.count("\n", 0, hit.start()) + 1
    linear = _LINEAR.search(text)
    return None if linear is None else text.count("\n", 0, linear.start()) + 1


def _may_be_called(letter: Name) -> bool:
    return letter.base in GREEK or (len(letter.base) == 1 and letter.base not in FUNCTIONS)
