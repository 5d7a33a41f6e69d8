"""One normal form for all questions under the same hypotheses: what it has read of a term is read once."""

from __future__ import annotations

from functools import lru_cache

from derivations.hypotheses import Hypothesis
from derivations.normal_form import NormalForm

__all__ = ["form_of"]


@lru_cache(maxsize=16)
def form_of(hypotheses: tuple[Hypothesis, ...]) -> NormalForm:
    """The normal form under the hypotheses; what it says of use and of divisors is of all questions so far."""
    return NormalForm(hypotheses)
