"""Runs checks on results and hands out verdicts, one family with one error budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module

from derivations.catalogue import catalogue, derive
from derivations.errors import UserError, nearest
from verify.checks import Check, Settings, Subject, all_checks
from verify.parallel import Job, side_by_side
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


def run(
    planned: Plan,
    settings: Settings,
    *,
    budget: float | None = None,
    workers: int = 1,
    on_verdict: Callable[[Verdict], None] = lambda _: None,
) -> list[Verdict]:
    """The verdicts, in the order planned; `on_verdict` is given each as its check ends.

    `budget` seconds are shared out over the checks by chance that are still to come; without it the verdicts are the
    same however many workers there are. Several workers are fresh processes, which make the results anew.
    """
    if workers > 1:
        settings = replace(settings, progress=None)  # it stays in this process
    with side_by_side(None, workers=workers, on_done=on_verdict) as run_jobs:
        return run_jobs(_jobs(planned, settings, budget, workers))


def _jobs(planned: Plan, settings: Settings, budget: float | None, workers: int) -> Iterator[Job]:
    waiting = sum(check.chance for _, check in planned)
    stop = None if budget is None else time.perf_counter() + budget
    for subject, check in planned:
        if check.chance and stop is not None:
            left = max(0.0, stop - time.perf_counter())
            settings = replace(settings, budget_seconds=left * workers / waiting)
        waiting -= check.chance
        if workers == 1:
            yield _run_here, (check, subject, settings)
        else:
            modules = (derive(subject.id).build.__module__, check.run.__module__)
            yield _run_by_name, (modules, check.name, subject.id, settings)


def _run_here(_: None, check: Check, subject: Subject, settings: Settings) -> Verdict:
    return check.run(subject, settings)


def _run_by_name(_: None, modules: tuple[str, ...], check: str, id_: str, settings: Settings) -> Verdict:
    """A theorem does not travel between processes: the result is derived where it is checked."""
    for module in modules:
        import_module(module)
    return all_checks()[check].run(Subject.of(derive(id_)), settings)


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
    workers: int = 1,
    progress: Callable[[int, float], None] | None = None,
) -> list[Verdict]:
    """Run every check of the named results (all without a name).

    The probability that any true claim is refuted is at most `family_error`, and so is the probability that any claim
    off by `resolution` (relative) or more is confirmed by sampling.

    >>> [v.verdict for v in verify(["variance-identity"], checks=["replay", "exact"])]
    ['proved', 'confirmed']
    """
    settings, planned = family(plan(ids, checks=checks), seed=seed, family_error=family_error, resolution=resolution)
    return run(planned, replace(settings, progress=progress), budget=budget, workers=workers)
