r"""A density that is given as an expression: "noise $Z$ with density $\frac12 e^{-|z|}$" says that f_Z(z) is that.

>>> densities_in("Noise ⟦0⟧ has density ⟦1⟧.", ["Z", r"\frac12 e^{-|z|}"])
[('f_{Z}(z) = \\frac12 e^{-|z|}', 'density')]
>>> densities_in("Noise ⟦0⟧ has density ⟦1⟧, and ⟦2⟧ has density ⟦3⟧.", ["Z", "f(z) = 1", "Y", "p"])
[]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["densities_in"]

_GIVEN: Final = re.compile(
    r"⟦(?P<name>\d+)⟧\s+(?:with|has|have|having|whose)\s+(?:an?\s+|the\s+)?(?:probability\s+)?density\s+(?:is\s+)?⟦(?P<value>\d+)⟧",
    re.IGNORECASE,
)


def densities_in(text: str, written: Sequence[str]) -> list[tuple[str, str]]:
    """The equations that a sentence states of densities, each with its word; ⟦k⟧ stands for `written[k]`."""
    found = []
    for hit in _GIVEN.finditer(text):
        name, value = written[int(hit["name"])].strip(), written[int(hit["value"])].strip()
        letter = rf"(?<![A-Za-z\\]){name.lower()}(?![A-Za-z])"
        if re.fullmatch("[A-Z]", name) and "=" not in value and re.search(letter, value) is not None:
            found.append((f"f_{{{name}}}({name.lower()}) = {value}", "density"))
    return found
