"""Necessity: for each hypothesis, a world that breaks it alone, where the formula fails measurably."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from derivations.hypotheses import Hypothesis
from verify.checks import Check, Settings, Subject, register
from verify.checks.exact import has_chance
from verify.exact_laws import exact_value
from verify.verdicts import Verdict
from verify.worlds import NoWorldError, breakable, build, obligations

__all__ = ["NECESSITY"]

TRIES = 12


def _failure(subject: Subject, settings: Settings, hypothesis: Hypothesis) -> tuple[Any, str]:
    """How far the sides are apart, relative to the larger one, in the first world that shows it."""
    reason = "every world that breaks it agrees"
    for number in range(TRIES):
        rng = Random(f"{subject.id}:{hypothesis}:{settings.seed}:{number}")  # noqa: S311  (reproducible, not secret)
        try:
            world = build(subject.claim, rng, finite=True, broken=hypothesis)
            for obligation in obligations(subject.claim):
                left, right = exact_value(obligation.lhs, world), exact_value(obligation.rhs, world)
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
