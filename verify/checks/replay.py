"""Replay: every rule of every route is run again, and the theorem must come out as recorded."""

from __future__ import annotations

import time

from derivations.claims import KernelError
from verify.checks import Check, Settings, Subject, register
from verify.verdicts import Verdict

__all__ = ["REPLAY"]


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    steps = 0
    for route in subject.proofs:
        try:
            theorem = route.replay()
        except KernelError as error:
            return REPLAY.verdict(subject, settings, "refuted", note=str(error))
        steps += len(route.links)
        if not theorem.claim.same_as(route.claim) or theorem.claim.relation != subject.claim.relation:
            return REPLAY.verdict(subject, settings, "refuted", note="the derivation proves another statement")
    return REPLAY.verdict(
        subject, settings, "proved", expected=str(subject.claim.relation.rhs), seconds=time.perf_counter() - started,
        route=f"{len(subject.proofs)} route(s), {steps} steps run again by the kernel",
    )  # fmt: skip


REPLAY = register(Check("replay", lambda subject: bool(subject.proofs), _run, brief=True))
