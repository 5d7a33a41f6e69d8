"""Exact: both sides evaluated on randomly drawn finite rational laws that satisfy the hypotheses."""

from __future__ import annotations

import time
from typing import Any

from sympy import nan

from derivations.terms import E, Var, cells, subterms
from verify.checks import Check, Settings, Subject, register
from verify.verdicts import Verdict
from verify.worlds.exact_laws import NotRealError, exact_value
from verify.worlds.worlds import NoWorldError, World, build, satisfying

__all__ = ["EXACT", "has_chance"]

WORLDS = 6


def has_chance(subject: Subject) -> bool:
    """Whether the claim speaks of random variables."""
    relation = subject.claim.relation
    return (relation.symbol == "=" and any(cells(side) for side in (relation.lhs, relation.rhs))) or any(
        isinstance(part, E | Var) for h in subject.claim.hypotheses for term in [getattr(h, "relation", None)]
        if term is not None for part in subterms(term)
    )  # fmt: skip


def _applies(subject: Subject) -> bool:
    """Whether a finite rational law can satisfy the hypotheses and give both sides a value."""
    if not has_chance(subject):
        return False
    try:
        world = build(subject.claim, subject.id, finite=True)
        exact_value(subject.claim.relation.lhs, world), exact_value(subject.claim.relation.rhs, world)
    except NotRealError:
        return True
    except NoWorldError:
        return False
    return True


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    relation = subject.claim.relation
    seen, reason = 0, ""
    for number in range(WORLDS):
        try:
            world = satisfying(subject.claim, f"{subject.id}:{settings.seed}:{number}", finite=True)
            left, right = (_real_value(side, world) for side in (relation.lhs, relation.rhs))
        except NoWorldError as error:
            reason = str(error)
            continue
        if not (left.is_number and right.is_number):
            reason = f"{left} = {right} is not a statement about numbers"
            continue
        seen += 1
        if left != right and (nan in (left, right) or (left - right).equals(0) is not True):
            return EXACT.verdict(
                subject, settings, "refuted", expected=str(right), estimate=str(left),
                seconds=time.perf_counter() - started, route="enumeration of a finite law", witness=world.describe(),
            )  # fmt: skip
    seconds = time.perf_counter() - started
    if not seen:
        return EXACT.verdict(subject, settings, "inconclusive", seconds=seconds, note=f"no finite law: {reason}")
    return EXACT.verdict(
        subject, settings, "confirmed", expected=str(right), estimate=str(left), samples=seen, seconds=seconds,
        route=f"{seen} equalities on finite rational laws, by enumeration",
    )  # fmt: skip


def _real_value(side: Any, world: World) -> Any:
    """The exact value, nan where it is no real number."""
    try:
        return exact_value(side, world)
    except NotRealError:
        return nan


EXACT = register(Check("exact", _applies, _run))
