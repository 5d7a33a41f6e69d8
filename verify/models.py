"""Models of hypotheses: where one member of a family is made of another family's member, every one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations.hypotheses import (
    Definition,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    index_of,
)  # fmt: skip
from derivations.terms import Element, Family, Head, cells, subterms

__all__ = ["members_defined_alike", "speaks_of_one_side"]


def members_defined_alike(hypotheses: tuple[Hypothesis, ...]) -> tuple[tuple[Hypothesis, ...], dict[Any, Any]]:
    """A model of the hypotheses: where x_1 is a function of y_1 and the x_j are iid, each x_j is that function of y_j,
    the y_j are iid, and what is independent of the x_j is independent of the y_j.
    """
    found = list(hypotheses)
    replaced: dict[Any, Any] = {}
    for h in hypotheses:
        if not isinstance(h, Definition) or not isinstance(h.name, Element) or len(h.name.indices) != 1:
            continue
        owner, (at,) = h.name.family, h.name.indices
        inside = {c for c in cells(h.term) if isinstance(c, Element)}
        one = at.is_Integer or (at,) == h.forall
        if not one or not inside or cells(h.term) != inside or any(c.indices != (at,) for c in inside):
            continue
        j = index_of(owner)[0]
        peers = {c.family: Family(c.family.name, owner.sizes, c.family.kind) for c in inside}
        replaced |= peers
        term = h.term.xreplace({c: peers[c.family][j] for c in inside})
        found = [k.substitute(dict(peers.items())) for k in found if k != h]
        shared = [type(k) for k in found if k in {IdenticallyDistributed(owner), IndependentElements(owner)}]
        found = [k for k in found if k not in {kind(owner) for kind in shared}]
        found = [_apart_from(k, owner, tuple(peers.values())) for k in found]
        found += [Definition(owner[j], term, forall=(j,))]
        found += [kind(family) for family in peers.values() for kind in shared]
    return tuple(found), replaced


def speaks_of_one_side(model: Sequence[Hypothesis], *sides: Any) -> bool:
    """Whether no moment mixes the y_j of a model with what is not made of them: then the model loses no generality,
    since the joint law of all else and the law of y_j are those of any world of the hypotheses.
    """
    made = [h for h in model if isinstance(h, Definition) and isinstance(h.name, Element) and h.forall]
    peers = {h.name.family: {c.family for c in cells(h.term) if isinstance(c, Element)} for h in made}
    within = set().union(*peers.values())
    for head in (part for side in sides for part in subterms(side) if isinstance(part, Head)):
        inside = cells(head)
        owners = {c.family if isinstance(c, Element) else c for c in inside}
        indices = {c.indices for c in inside if isinstance(c, Element)}
        if owners & within and (not owners <= within or len(indices) > 1):
            return False
    return True


def _apart_from(hypothesis: Hypothesis, owner: Any, peers: tuple[Any, ...]) -> Hypothesis:
    if not isinstance(hypothesis, Independent) or not any(owner in group for group in hypothesis.groups):
        return hypothesis
    swapped = ((*(g for g in group if g != owner), *(peers if owner in group else ())) for group in hypothesis.groups)
    return Independent(*swapped)
