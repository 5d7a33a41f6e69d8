"""Jensen's inequality for functions that a text calls convex or concave.

>>> from sympy import Function
>>> from derivations.terms import E, random_variables
>>> x = random_variables("x")
>>> phi = Function("phi")
>>> by_curvature("<=", phi(E(x)), E(phi(x)), {"phi": "convex"}), by_curvature("<=", phi(E(x)), E(phi(x)), {})
("Jensen's inequality", None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sympy.core.function import AppliedUndef

from derivations.errors import UserError
from derivations.normal_form import NormalForm
from derivations.polynomial import OutsideFragment
from derivations.terms import E

__all__ = ["by_curvature", "curved_in"]


def curved_in(words: str) -> dict[str, str]:
    r"""The functions that a text calls convex or concave.

    >>> curved_in(r"Let $\phi$ be convex, and $g$ a concave function. But $h$ is not convex.")
    {'phi': 'convex', 'g': 'concave'}
    """
    name = r"[$(\\]*(?P<name>[A-Za-z]+)[$)\\]*"
    found = {}
    for pattern in (rf"{name}\s+(?:is|be)?\s*(?:an?\s+)?(?:strictly\s+)?(?P<kind>convex|concave)\b",
                    rf"(?<!not )(?<!non-)\b(?P<kind>convex|concave)\s+functions?\s+\$?\\?{name}"):  # fmt: skip
        for hit in re.finditer(pattern, words):
            if "$" in hit.group():
                found[hit["name"]] = hit["kind"]
    return found


def by_curvature(relation: str, lhs: Any, rhs: Any, curved: Mapping[str, str]) -> str | None:
    """Why `f(E[u]) <= E[f(u)]` holds for a convex f, or `E[f(u)] <= f(E[u])` for a concave one."""
    low, high = (lhs, rhs) if relation == "<=" else (rhs, lhs)
    for outside, mean, kind in ((low, high, "convex"), (high, low, "concave")):
        inside = mean.args[0] if isinstance(mean, E) else None
        if not isinstance(outside, AppliedUndef) or not isinstance(inside, AppliedUndef) or len(outside.args) != 1:
            continue
        known = outside.func == inside.func and curved.get(str(outside.func)) == kind and relation in {"<=", ">="}
        if known and _is_mean(inside.args[0], outside.args[0]):
            return "Jensen's inequality"
    return None


def _is_mean(term: Any, value: Any) -> bool:
    try:
        return NormalForm(()).equal(E(term), value) is True
    except (UserError, OutsideFragment):
        return False
