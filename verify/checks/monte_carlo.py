"""Monte Carlo: the model is sampled end to end, and a sequential test with declared error rates gives the verdict."""

from __future__ import annotations

from typing import Any

from derivations.terms import E, Var, cells
from verify.checks import Check, Settings, Subject, register
from verify.checks.exact import has_chance
from verify.statistics.sampling import estimator, known_exactly
from verify.statistics.sequential import Certified, PlugIn, SequentialResult, mean_test
from verify.statistics.streams import stream
from verify.verdicts import ErrorBudget, Verdict
from verify.worlds.worlds import NoWorldError, World, build, claimed, requirements

__all__ = ["MONTE_CARLO"]


def _sides(relation: Any, world: World, *, required: bool) -> tuple[Any, Any]:
    """What is sampled and what is computed. In a requirement, moments of single cells are computed."""
    if not required:
        return relation.lhs, relation.rhs

    def composed(side: Any) -> bool:
        return not all(_single(h) for h in world.concrete(side).atoms(E, Var))

    first, second = sorted((relation.lhs, relation.rhs), key=composed, reverse=True)
    concrete = world.concrete(first)
    values = {h: known_exactly(h, world) for h in concrete.atoms(E, Var) if _single(h)}
    return concrete.xreplace({h: v for h, v in values.items() if v is not None}), second


def _single(head: Any) -> bool:
    """A moment of one cell."""
    return len(cells(head)) == 1


def _test(
    subject: Subject, settings: Settings, relation: Any, world: World, *, required: bool, share: ErrorBudget
) -> SequentialResult:
    sampled, computed = _sides(relation, world, required=required)
    expected = known_exactly(computed, world)
    found = estimator(sampled if expected is not None else sampled - computed, world)
    value = 0.0 if expected is None else float(expected)
    bound = Certified(found.variance) if found.variance else PlugIn()
    return mean_test(
        found.draw, value, resolution=settings.resolution, alpha=share.alpha, beta=share.beta, variance=bound,
        rng=stream(f"{subject.id}/monte-carlo", settings.seed), budget_seconds=settings.budget_seconds,
        progress=settings.progress,
    )  # fmt: skip


def _run(subject: Subject, settings: Settings) -> Verdict:
    claim, seed = subject.claim, f"{subject.id}:{settings.seed}:continuous"
    needed = requirements(claim)
    try:
        # where requirements determine a value, the claimed one is put in and the requirements are tested
        world = (claimed if needed else build)(claim, seed, finite=False)
        relations = [h.relation for h in needed] or [claim.relation]
        share = settings.error.split(len(relations))
        results = [_test(subject, settings, r, world, required=bool(needed), share=share) for r in relations]
    except NoWorldError as error:
        return MONTE_CARLO.verdict(subject, settings, "inconclusive", note=f"cannot be sampled: {error}")
    words = [r.verdict for r in results]
    worst = next((w for w in ("refuted", "inconclusive") if w in words), "confirmed")
    chosen = results[words.index(worst)]
    route = chosen.route.replace("certified", "by moment algebra")
    return MONTE_CARLO.verdict(
        subject, settings, worst, expected=chosen.expected, estimate=chosen.estimate, interval=chosen.interval,
        samples=sum(r.samples for r in results), seconds=sum(r.seconds for r in results), error_budget=settings.error,
        route=route, note=chosen.note, witness=world.describe(),
    )  # fmt: skip


MONTE_CARLO = register(Check("monte-carlo", has_chance, _run, chance=True))
