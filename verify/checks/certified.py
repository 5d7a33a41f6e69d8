"""Certified: both sides as Arb balls under continuous laws, where every expectation is over one variable."""

from __future__ import annotations

import time
from math import prod
from typing import Any

from sympy import Add, Integer, Mul, Pow, Symbol
from sympy.core.relational import Eq

from derivations.hypotheses import HasLaw
from derivations.laws import Normal
from derivations.terms import E, P, Var, step
from verify.checks import Check, Settings, Subject, register
from verify.checks.exact import has_chance
from verify.verdicts import Verdict
from verify.worlds.worlds import NoWorldError, World, build, requirements

__all__ = ["CERTIFIED"]

_T = Symbol("t", real=True)
PRECISION = 160  # bits; the balls come with 30 digits


def _ball(value: Any, world: World) -> Any:
    """The value as an Arb ball."""
    from verify.intervals.balls import constant_ball
    from verify.intervals.certified import expectation

    if isinstance(value, E | Var):
        inner = world.in_latents(value.args[0])
        latents = sorted(inner.free_symbols, key=str)
        if len(latents) > 1:
            raise NoWorldError(f"{value} is an expectation over {len(latents)} variables")
        if not latents:
            return constant_ball(inner if isinstance(value, E) else 0)
        law, g = world.latents[latents[0]], inner.xreplace({latents[0]: _T})
        if isinstance(value, E):
            return expectation(g, _T, law)
        mean = expectation(g, _T, law)
        return expectation(g**2, _T, law) - mean * mean
    if isinstance(value, P):
        event = value.args[0]
        if isinstance(event, Eq):
            return constant_ball(0)  # the laws of a continuous world have no atoms
        return _ball(E(step(event.gts - event.lts)), world)
    if isinstance(value, Add | Mul):
        parts = [_ball(a, world) for a in value.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if isinstance(value, Add) else total * part
        return total
    if isinstance(value, Pow) and isinstance(value.exp, Integer):
        power = prod([_ball(value.base, world)] * abs(int(value.exp)), start=constant_ball(1))
        return power if value.exp > 0 else 1 / power
    return constant_ball(value)


def _difference(subject: Subject, seed: int, number: int) -> tuple[Any, Any, World]:
    from flint import ctx

    world = build(subject.claim, f"{subject.id}:{seed}:{number}", finite=False)
    if number == 0 and len(world.latents) == 1:
        ((latent, law),) = world.latents.items()
        if law.symmetric and not any(isinstance(h, HasLaw) for h in subject.claim.hypotheses):
            world.latents[latent] = Normal(0, Integer(2))  # a Gaussian first
    relation = subject.claim.relation
    with ctx.workprec(PRECISION):
        left, right = (_ball(world.concrete(side), world) for side in (relation.lhs, relation.rhs))
    return left, right, world


def _applies(subject: Subject) -> bool:
    from verify.intervals.balls import DeclinedError

    if not has_chance(subject) or requirements(subject.claim):
        return False
    try:
        _difference(subject, 0, 0)
    except (NoWorldError, DeclinedError):
        return False
    return True


def _run(subject: Subject, settings: Settings) -> Verdict:
    from flint import ctx

    from verify.intervals.balls import DeclinedError
    from verify.intervals.certified import compare

    started = time.perf_counter()
    words, laws = [], []
    for number in range(3):
        try:
            left, right, world = _difference(subject, settings.seed, number)
        except (NoWorldError, DeclinedError) as error:
            return CERTIFIED.verdict(subject, settings, "inconclusive", note=str(error))
        with ctx.workprec(PRECISION):
            words.append(compare(left - right, 0))
        laws.append(", ".join(map(str, world.latents.values())))
        if words[-1] == "refuted":
            return CERTIFIED.verdict(
                subject, settings, "refuted", expected=right.str(12), estimate=left.str(12),
                seconds=time.perf_counter() - started, route="interval arithmetic", witness=world.describe(),
            )  # fmt: skip
    word = "inconclusive" if "inconclusive" in words else "confirmed"
    return CERTIFIED.verdict(
        subject, settings, word, expected=right.str(12, radius=False), estimate=left.str(30),
        seconds=time.perf_counter() - started, route=f"interval arithmetic under {'; '.join(laws)}",
    )  # fmt: skip


CERTIFIED = register(Check("certified", _applies, _run))
