"""Models of hypotheses: where one member of a family is made of another family's member, every one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    NoAtom,
    Symmetric,
    index_of,
)  # fmt: skip
from derivations.terms import Element, Family, Head, RandomVariable, cells, subterms

__all__ = ["members_defined_alike", "said_plainly", "speaks_of_one_side"]


BOTH: Final = [IdenticallyDistributed, IndependentElements]
COPY: Final = "{}'"  # the family of copies of a variable


def members_defined_alike(hypotheses: tuple[Hypothesis, ...]) -> tuple[tuple[Hypothesis, ...], dict[Any, Any]]:
    """A model of the hypotheses: where x_1 is a function of y_1 and the x_j are iid, each x_j is that function of y_j,
    the y_j are iid, and what is independent of the x_j is independent of the y_j. Where it is a function of y, that is
    the first of such y_j.
    """
    found = list(hypotheses)
    defined = {getattr(h.name, "family", h.name) for h in hypotheses if isinstance(h, Definition)}
    replaced: dict[Any, Any] = {}
    for h in hypotheses:
        if not isinstance(h, Definition) or not isinstance(h.name, Element) or len(h.name.indices) != 1:
            continue
        owner, (at,) = h.name.family, h.name.indices
        shared = [kind for kind in (IdenticallyDistributed, IndependentElements) if kind(owner) in found]
        inside = {c for c in cells(h.term) if isinstance(c, Element)}
        alone = {c for c in cells(h.term) if isinstance(c, RandomVariable)} if shared == BOTH else set()
        one = at.is_Integer or (at,) == h.forall
        if not one or not inside | alone or alone & defined or cells(h.term) != inside | alone:
            continue
        if any(c.indices != (at,) or c.family == owner or (h.forall and c.family in defined) for c in inside):
            continue
        j = index_of(owner)[0]
        peers = {c.family: Family(c.family.name, owner.sizes, c.family.kind) for c in inside}
        copies = {c: Family(COPY.format(c), owner.sizes, "random") for c in alone}
        replaced |= peers | {c: family[at] for c, family in copies.items()}
        term = h.term.xreplace({c: peers[c.family][j] for c in inside} | {c: copies[c][j] for c in alone})
        found = [_said_of_all(k, copies).substitute(replaced) for k in found if k != h]
        found = [k for k in found if k not in {kind(owner) for kind in shared}]
        families = (*peers.values(), *copies.values())
        found = [_apart_from(k, owner, families) for k in found]
        found += [Definition(owner[j], term, forall=(j,))]
        found += [kind(family) for family in families for kind in shared]
    return tuple(found), replaced


def speaks_of_one_side(model: Sequence[Hypothesis], *sides: Any) -> bool:
    """Whether no moment, stated or asked for, mixes the y_j of a model with what is not made of them: then the model
    loses no generality, since the joint law of all else and the law of y_j are those of any world of the hypotheses.
    """
    made = [h for h in model if isinstance(h, Definition) and isinstance(h.name, Element) and h.forall]
    within = {c.family for h in made for c in cells(h.term) if isinstance(c, Element)}
    allowed = within | {h.name.family for h in made}
    stated = [h.relation for h in model if isinstance(h, Holds)]
    for head in (part for term in (*sides, *stated) for part in subterms(term) if isinstance(part, Head)):
        inside = cells(head)
        owners = {c.family if isinstance(c, Element) else c for c in inside}
        indices = {c.indices for c in inside if isinstance(c, Element)}
        if owners & within and (not owners <= allowed or len(indices) > 1):
            return False
    return True


def _said_of_all(hypothesis: Hypothesis, copies: dict[Any, Family]) -> Hypothesis:
    """What is said of the law of a variable is true of its copies."""
    if isinstance(hypothesis, HasLaw | HasDensity | NoAtom | Symmetric) and hypothesis.term in copies:
        return hypothesis.substitute(dict(copies))
    return hypothesis


def said_plainly(
    found: Sequence[Hypothesis], hypotheses: Sequence[Hypothesis], copies: dict[Any, Any]
) -> tuple[Hypothesis, ...] | None:
    """Hypotheses found in a model, about the variables that `copies` are of; None where they cannot be said so, or make
    a defined member independent of what it is made of.
    """
    plain = {copy.family: y for copy, y in copies.items()}
    said = []
    for h in found:
        if isinstance(h, HasLaw | HasDensity | NoAtom | Symmetric):
            said.append(h.substitute(plain))
        elif isinstance(h, Holds):
            members = {c: plain[c.family] for c in cells(h.relation) if isinstance(c, Element) and c.family in plain}
            said.append(Holds(h.relation.xreplace(members)) if members else h)
        elif isinstance(h, Independent):
            groups = tuple(tuple(plain.get(item, item) for item in group) for group in h.groups)
            for d in (d for d in hypotheses if isinstance(d, Definition) and isinstance(d.name, Element)):
                owners = ({d.name, d.name.family}, {c for k in cells(d.term) for c in (k, getattr(k, "family", k))})
                places = [{i for i, group in enumerate(groups) if owner.intersection(group)} for owner in owners]
                if all(places) and places[0] != places[1]:
                    return None
            said.append(h)
        else:
            said.append(h)
    return None if any(plain.keys() & _families_of(h) for h in said) else tuple(said)


def _families_of(hypothesis: Hypothesis) -> set[Any]:
    items = [getattr(hypothesis, name, None) for name in ("family", "term")]
    return {*items, *(item for group in getattr(hypothesis, "groups", ()) for item in group)}


def _apart_from(hypothesis: Hypothesis, owner: Any, peers: tuple[Any, ...]) -> Hypothesis:
    if not isinstance(hypothesis, Independent) or not any(owner in group for group in hypothesis.groups):
        return hypothesis
    swapped = ((*(g for g in group if g != owner), *(peers if owner in group else ())) for group in hypothesis.groups)
    return Independent(*swapped)
