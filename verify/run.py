"""Runs checks on results and hands out verdicts, one family with one error budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from derivations.catalogue import catalogue, derive
from derivations.errors import UserError, nearest
from verify.checks import Check, Settings, Subject, all_checks
from verify.verdicts import ErrorBudget, Verdict

__all__ = ["family", "plan", "run", "verify"]

Plan = list[tuple[Subject, Check]]


def plan(ids: Iterable[str] = (), *, checks: Iterable[str] = ()) -> Plan:
    """Every check that applies to every named result (all of them without a name)."""
    known = all_checks()
    for name in (names := list(checks)):
        if name not in known:
            raise nearest(name, list(known), what="check")
    subjects = [Subject.of(derive(id_)) for id_ in (list(ids) or catalogue())]
    chosen = [known[name] for name in names] or list(known.values())
    found = [(s, check) for s in subjects for check in chosen if check.applies(s)]
    if not found:
        about = ", ".join(s.id for s in subjects)
        raise UserError(f"the check {', '.join(names)} does not apply to {about}; leave --check out")
    return found


def run(planned: Plan, settings: Settings, *, budget: float | None = None) -> Iterator[Verdict]:
    """The verdicts, one by one; `budget` seconds are shared out over the checks by chance that are still to come."""
    waiting = sum(check.chance for _, check in planned)
    stop = None if budget is None else time.perf_counter() + budget
    for subject, check in planned:
        if check.chance and stop is not None:
            settings = replace(settings, budget_seconds=max(0.0, stop - time.perf_counter()) / waiting)
        waiting -= check.chance
        yield check.run(subject, settings)


def family(planned: Plan, *, seed: int, family_error: float, resolution: float) -> tuple[Settings, Plan]:
    """The settings under which the planned checks share one error budget."""
    if not 0 < family_error < 1 or not 0 < resolution < 1:
        raise UserError(f"family error (={family_error}) and resolution (={resolution}) must lie between 0 and 1")
    share = ErrorBudget(alpha=family_error, beta=family_error).split(max(1, sum(c.chance for _, c in planned)))
    return Settings(seed=seed, error=share, resolution=resolution), planned


def verify(
    ids: Iterable[str] = (),
    *,
    checks: Iterable[str] = (),
    seed: int = 0,
    family_error: float = 1e-6,
    resolution: float = 0.01,
    budget: float | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> list[Verdict]:
    """Run every check of the named results (all without a name).

    The probability that any true claim is refuted is at most `family_error`, and so is the probability that any claim
    off by `resolution` (relative) or more is confirmed by sampling.

    >>> [v.verdict for v in verify(["variance-identity"], checks=["replay", "exact"])]
    ['proved', 'confirmed']
    """
    settings, planned = family(plan(ids, checks=checks), seed=seed, family_error=family_error, resolution=resolution)
    return list(run(planned, replace(settings, progress=progress), budget=budget))
