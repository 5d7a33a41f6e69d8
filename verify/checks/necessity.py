"""Necessity: for each hypothesis, a world that breaks it alone, where the formula fails measurably."""

from __future__ import annotations

import time
from typing import Any

from derivations.hypotheses import Hypothesis
from verify.checks import Check, Settings, Subject, register
from verify.checks.exact import has_chance
from verify.verdicts import Verdict
from verify.worlds.exact_laws import exact_value
from verify.worlds.worlds import NoWorldError, World, breakable, build, claimed, requirements

__all__ = ["NECESSITY"]

TRIES = 12


def _world(subject: Subject, seed: str, hypothesis: Hypothesis) -> tuple[World, Any]:
    """A world that breaks the hypothesis, and the equation that must fail there.

    Where requirements determine a value, the claimed value is put in, and the requirement must fail: what fulfils it
    is then another value.
    """
    needed = [h for h in requirements(subject.claim) if h != hypothesis]
    if needed and len(needed) == len(requirements(subject.claim)):
        return claimed(subject.claim, seed, finite=True, broken=hypothesis), needed[0].relation
    return build(subject.claim, seed, finite=True, broken=hypothesis), subject.claim.relation


def _failure(subject: Subject, settings: Settings, hypothesis: Hypothesis) -> tuple[Any, str]:
    """How far the sides are apart, relative to the larger one, in the first world that shows it."""
    reason = "every world that breaks it agrees"
    for number in range(TRIES):
        seed = f"{subject.id}:{hypothesis}:{settings.seed}:{number}"
        try:
            world, relation = _world(subject, seed, hypothesis)
            left, right = exact_value(relation.lhs, world), exact_value(relation.rhs, world)
            size = max(abs(left), abs(right))
            if size != 0 and abs(left - right) > settings.resolution * size:
                return f"{left} against {right}", world.describe()
        except NoWorldError as error:
            reason = str(error)
    return None, reason


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    found = {h: _failure(subject, settings, h) for h in breakable(subject.claim)}
    unnoticed = [h for h, (gap, _) in found.items() if gap is None]
    seconds = time.perf_counter() - started
    if unnoticed:
        note = "; ".join(f"breaking {h} goes unnoticed ({found[h][1]})" for h in unnoticed)
        return NECESSITY.verdict(subject, settings, "inconclusive", seconds=seconds, note=note)
    return NECESSITY.verdict(
        subject, settings, "confirmed", seconds=seconds, samples=len(found),
        route=f"each of {len(found)} hypotheses broken alone makes the formula fail, by enumeration",
        witness={repr(h): f"{gap}: {world}" for h, (gap, world) in found.items()},
    )  # fmt: skip


NECESSITY = register(Check("necessity", lambda s: has_chance(s) and bool(breakable(s.claim)), _run))
