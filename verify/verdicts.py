"""Verdicts: what a check found, how, at which error rate, and the line that runs it again."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, get_args

__all__ = ["ErrorBudget", "Verdict", "Word", "exit_status", "rerun_line", "summary"]

Word = Literal["proved", "confirmed", "refuted", "inconclusive"]
WORDS: tuple[Word, ...] = get_args(Word)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBudget:
    """Bounds on the probability of a false refutation (alpha) and of a false confirmation (beta).

    A family of m checks keeps its bounds when each check gets one m-th of them (Bonferroni: the
    probability of a union is at most the sum of the probabilities).

    >>> ErrorBudget(alpha=1e-6, beta=1e-6).split(100)
    ErrorBudget(alpha=1e-08, beta=1e-08)
    """

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        for name, rate in (("alpha", self.alpha), ("beta", self.beta)):
            if not 0 < rate < 1:
                raise ValueError(f"{name} (={rate!r}) must lie strictly between 0 and 1")

    def split(self, checks: int) -> ErrorBudget:
        """The budget of one of `checks` checks that share this one."""
        if checks < 1:
            raise ValueError(f"checks (={checks}) must be at least 1")
        return ErrorBudget(alpha=self.alpha / checks, beta=self.beta / checks)

    def to_dict(self) -> dict[str, float]:
        """The budget as JSON."""
        return {"alpha": self.alpha, "beta": self.beta}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of one check of one result: one of four words, never true or false.

    - proved: the claim follows, with no probability of error beyond the trusted code.
    - confirmed: evidence, at the error rate of `error_budget` where there is chance, that the claim holds.
    - refuted: evidence, or a witness, that it does not.
    - inconclusive: neither; a strict run does not accept it.

    `expected` and `estimate` are strings (or exact numbers, written as strings) where they are exact and
    floats where they are measured. `route` says how the verdict was reached, `note` what to know about it,
    `witness` is a counterexample. `seconds` is CPU or wall time as the check measured it.

    >>> v = Verdict(result="relu-half-second-moment", check="certified", verdict="confirmed", expected="1/2",
    ...             estimate="0.5", route="Arb ball of radius 1e-38",
    ...             rerun=rerun_line("relu-half-second-moment", "certified", seed=0))
    >>> print(v)
    relu-half-second-moment certified: confirmed; expected 1/2, estimate 0.5; Arb ball of radius 1e-38
    >>> v.to_dict()["rerun"]
    'halfmoment verify relu-half-second-moment --check certified --seed 0'
    """

    result: str
    check: str
    verdict: Word
    expected: Any = None
    estimate: Any = None
    interval: tuple[Any, Any] | None = None
    samples: int | None = None
    seconds: float | None = None
    seed: int | None = None
    error_budget: ErrorBudget | None = None
    rerun: str
    route: str = ""
    note: str = ""
    witness: Any = None

    def __post_init__(self) -> None:
        if self.verdict not in WORDS:
            raise ValueError(f"verdict (={self.verdict!r}) must be one of {', '.join(WORDS)}")
        if not self.rerun:
            raise ValueError("a verdict needs the line that reruns it: rerun=rerun_line(result, check, seed=...)")

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is one of four words, not true or false; compare its .verdict")

    def __repr__(self) -> str:
        return f"Verdict({self.result!r}, {self.check!r}, {self.verdict!r})"

    def __str__(self) -> str:
        known = [
            None if self.expected is None else f"expected {_text(self.expected)}",
            None if self.estimate is None else f"estimate {_text(self.estimate)}",
            None if self.interval is None else f"interval [{', '.join(map(_text, self.interval))}]",
            None if self.samples is None else f"{self.samples:,} samples",
            None if self.seconds is None else f"{self.seconds:.2f} s",
        ]
        parts = [f"{self.result} {self.check}: {self.verdict}", ", ".join(filter(None, known)), self.route, self.note]
        return " ".join("; ".join(filter(None, parts)).split())

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON: exact numbers are strings, measured numbers are numbers."""
        return {
            "result": self.result,
            "check": self.check,
            "verdict": self.verdict,
            "expected": _json(self.expected),
            "estimate": _json(self.estimate),
            "interval": None if self.interval is None else [_json(end) for end in self.interval],
            "samples": self.samples,
            "seconds": self.seconds,
            "seed": self.seed,
            "error_budget": None if self.error_budget is None else self.error_budget.to_dict(),
            "rerun": self.rerun,
            "route": self.route,
            "note": self.note,
            "witness": _json(self.witness),
        }


def rerun_line(
    result: str,
    check: str,
    *,
    seed: int,
    family_error: float | None = None,
    resolution: float | None = None,
    budget: float | None = None,
) -> str:
    """The command line that runs one check of one result again.

    A check that runs alone is a family of one: its own share of the error budget is then the `family_error`.

    >>> rerun_line("he-forward", "monte-carlo", seed=7, family_error=1e-8)
    'halfmoment verify he-forward --check monte-carlo --seed 7 --family-error 1e-08'
    """
    options = {"--family-error": family_error, "--resolution": resolution, "--budget": budget}
    words = ["halfmoment", "verify", result, "--check", check, "--seed", str(seed)]
    words += [word for name, value in options.items() if value is not None for word in (name, str(value))]
    return shlex.join(words)


def summary(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many verdicts there are of each word, in the order of strength.

    >>> summary([])
    {'proved': 0, 'confirmed': 0, 'refuted': 0, 'inconclusive': 0}
    """
    counts = dict.fromkeys(WORDS, 0)
    for verdict in verdicts:
        counts[verdict.verdict] += 1
    return counts


def exit_status(verdicts: Iterable[Verdict]) -> int:
    """0 if all are proved or confirmed, 1 if any is refuted, 3 if none is but some are inconclusive.

    >>> exit_status([])
    0
    """
    counts = summary(verdicts)
    return 1 if counts["refuted"] else 3 if counts["inconclusive"] else 0


def _json(value: Any) -> Any:
    match value:
        case None | str() | bool():
            return value
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {str(key): _json(item) for key, item in value.items()}
        case list() | tuple():
            return [_json(item) for item in value]
        case _:
            return str(value)  # int, Fraction, sympy: exact numbers are strings


def _text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
