"""The check that needs torch: what a convolution claim says against what torch makes, at every small point.

>>> from derivations.catalogue import derive
>>> from verify.checks import Settings, Subject
>>> print(TORCH.run(Subject.of(derive("conv-output-size")), Settings()).verdict)
confirmed
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from sympy import Symbol

from derivations.claims import Claim
from derivations.terms import Family
from verify.checks import Check, Settings, Subject, register
from verify.checks.enumeration import sides_of
from verify.integers.integer_claims import terms_of
from verify.verdicts import Verdict

if TYPE_CHECKING:
    from cnn.measured import Measured, Point

__all__ = ["TORCH", "measured"]


@cache
def measured() -> dict[str, Measured]:
    """The results that torch can confirm, with what it makes of their parameters. (Imports torch, when first asked.)"""
    from cnn.measured import SIZES
    from cnn.measured_fields import FIELDS

    return SIZES | FIELDS


def _points(measured: Measured) -> Iterator[tuple[Point, Any]]:
    """The points that torch accepts, small ones first, with what it makes there."""
    names = list(measured.ranges)
    for values in sorted(product(*measured.ranges.values()), key=sum):
        point = dict(zip(names, values, strict=True))
        made = measured.measure(**point)
        if made is not None:
            yield point | measured.beside(point), made


def _names(claim: Claim) -> dict[str, Any]:
    """The symbols and the families that a claim speaks of, by name."""
    relation = claim.relation
    terms = [relation.lhs, relation.rhs, *(t for h in claim.hypotheses for t in terms_of(h))]
    parts = [part for term in terms for part in term.atoms(Symbol, Family)]
    return {part.name: part for part in parts}


def _run(subject: Subject, settings: Settings) -> Verdict:
    from cnn.train import one_thread

    with one_thread():
        return _compared(subject, settings)


def _compared(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    names, sides_at = _names(subject.claim), sides_of(subject.claim)
    seen = 0
    for point, made in _points(measured()[subject.id]):
        seen += 1
        values = {_key(name, names): value for name, value in point.items() if name.split("[")[0] in names}
        sides = sides_at(values)
        pair = made if isinstance(made, tuple) else (made, made)
        if sides is None or sides != pair:
            claimed = "no claim, by its hypotheses" if sides is None else " = ".join(map(str, sides))
            return TORCH.verdict(
                subject, settings, "refuted", expected=claimed, estimate=str(made), samples=seen,
                seconds=time.perf_counter() - started, route="torch's own layers", witness=point,
            )  # fmt: skip
    return TORCH.verdict(
        subject, settings, "confirmed", samples=seen, seconds=time.perf_counter() - started,
        route=f"equal to what torch makes at all {seen} small points that it accepts",
    )  # fmt: skip


def _key(name: str, names: dict[str, Any]) -> Any:
    """The symbol, or the member as (family, indices)."""
    head, _, index = name.partition("[")
    return (names[head], tuple(int(n) for n in index[:-1].split(","))) if index else names[head]


TORCH = register(Check("torch", lambda subject: subject.id in measured(), _run))
