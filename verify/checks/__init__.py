"""One module per kind of check; each registers itself. A check takes a subject (a claim with a name), gives a verdict.

>>> sorted(all_checks())
['certified', 'enumeration', 'exact', 'monte-carlo', 'necessity', 'replay', 'smt', 'torch']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from derivations.catalogue import Result
from derivations.claims import Claim
from derivations.derivation import Proof
from verify.verdicts import ErrorBudget, Verdict, rerun_line

__all__ = ["Check", "Settings", "Subject", "all_checks", "register"]

MODULES = ("replay", "exact", "enumeration", "smt", "certified", "monte_carlo", "necessity")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: a claim, right or wrong, its name, and its proofs where it has any."""

    id: str
    claim: Claim
    proofs: tuple[Proof, ...] = ()

    @classmethod
    def of(cls, result: Result) -> Subject:
        """A result of the catalogue."""
        return cls(result.id, result.claim, result.routes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run is made: `error` is one check's share of the family's error, `resolution` relative."""

    seed: int = 0
    error: ErrorBudget = field(default_factory=lambda: ErrorBudget(alpha=1e-8, beta=1e-8))
    resolution: float = 0.01
    budget_seconds: float | None = None
    progress: Callable[[int, float], None] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of check. `chance`: it spends error budget; `brief`: it takes no longer than to derive the result."""

    name: str
    applies: Callable[[Subject], bool]
    run: Callable[[Subject, Settings], Verdict]
    chance: bool = False
    brief: bool = False

    def verdict(self, subject: Subject, settings: Settings, verdict: Any, **details: Any) -> Verdict:
        """A verdict of this check on the subject, with the line that reruns it."""
        line = rerun_line(
            subject.id, self.name, seed=settings.seed,
            family_error=settings.error.alpha if self.chance else None,
            resolution=settings.resolution if self.chance else None,
        )  # fmt: skip
        return Verdict(result=subject.id, check=self.name, verdict=verdict, seed=settings.seed, rerun=line, **details)


_CHECKS: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Add a kind of check; other packages (cnn) register theirs the same way."""
    _CHECKS[check.name] = check
    return check


def all_checks() -> dict[str, Check]:
    """Every registered check by name, in the order of MODULES whatever was imported first.

    Other packages register theirs by the entry-point group "halfmoment.checks"; they come last.
    """
    for module in MODULES:
        import_module(f"verify.checks.{module}")
    for entry in entry_points(group="halfmoment.checks"):
        import_module(entry.value)
    own = [module.replace("_", "-") for module in MODULES]
    return {name: _CHECKS[name] for name in dict.fromkeys([*own, *_CHECKS])}
