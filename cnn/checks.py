"""The check that needs torch: what a convolution claim says against what torch makes, at every small point.

>>> from derivations.catalogue import derive
>>> from verify.checks import Settings, Subject
>>> print(TORCH.run(Subject.of(derive("conv-output-size")), Settings()).verdict)
confirmed
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch
from sympy import Integer
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from verify.checks import Check, Settings, Subject, register
from verify.checks.enumeration import fails_at
from verify.verdicts import Verdict

__all__ = ["MEASURED", "TORCH", "Measured"]

SAMPLED_SIDES = 40  # points at which the other side of the claim is counted out, too: that is enumeration's work


@dataclass(frozen=True, slots=True)
class Measured:
    """Names of a claim's parameters with the values to go through, and what torch makes of them (None: it refuses).

    `beside` are parameters of the claim that torch does not have.
    """

    ranges: dict[str, range]
    measure: Callable[..., int | None]
    beside: Callable[[dict[str, int]], dict[str, int]] = lambda _: {}


def _size(layer: Callable[[torch.Tensor], torch.Tensor], i: int) -> int | None:
    try:
        return int(layer(torch.empty(1, 1, i, device="meta")).shape[-1])
    except RuntimeError:
        return None


def _convolution(i: int, k: int, s: int, p: int, d: int) -> int | None:
    return _size(nn.Conv1d(1, 1, k, s, p, d, device="meta"), i)


def _pooling(i: int, k: int, s: int, p: int) -> int | None:
    return _size(nn.MaxPool1d(k, s, p), i) if 2 * p <= k else None


def _span(k: int, d: int) -> int:
    """The input positions from the first to the last that one output of the layer depends on."""
    signal = torch.zeros(1, 1, 2 * k * d + 1, requires_grad=True)
    weight = torch.ones(1, 1, k)
    nn.functional.conv1d(signal, weight, dilation=d)[0, 0, 0].backward()
    assert signal.grad is not None
    seen = signal.grad[0, 0].nonzero()
    return int(seen.max() - seen.min()) + 1


def _layer(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, bias: bool) -> nn.Conv2d | None:
    if c_in % g or c_out % g:
        return None
    return nn.Conv2d(c_in, c_out, (k_1, k_2), groups=g, bias=bias, device="meta")


def _parameters(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, b: int) -> int | None:
    layer = _layer(c_in=c_in, c_out=c_out, k_1=k_1, k_2=k_2, g=g, bias=bool(b))
    return None if layer is None else sum(p.numel() for p in layer.parameters())


def _multiplications(*, c_in: int, c_out: int, k_1: int, k_2: int, g: int, o_1: int, o_2: int) -> int | None:
    layer = _layer(c_in=c_in, c_out=c_out, k_1=k_1, k_2=k_2, g=g, bias=False)
    if layer is None:
        return None
    with FlopCounterMode(display=False) as counter:
        layer(torch.empty(1, c_in, o_1 + k_1 - 1, o_2 + k_2 - 1, device="meta"))
    return int(counter.get_total_flops()) // 2


def _small(**most: int) -> dict[str, range]:
    return {name: range(0 if name in {"p", "b"} else 1, largest + 1) for name, largest in most.items()}


def _in_group(point: dict[str, int]) -> dict[str, int]:
    return {"m": point["c_in"] // point["g"]}


MEASURED: dict[str, Measured] = {
    "conv-output-size": Measured(_small(i=9, k=4, s=3, p=2, d=3), _convolution),
    "pool-output-size": Measured(_small(i=9, k=4, s=4, p=2), _pooling),
    "effective-kernel-size": Measured(_small(k=6, d=5), _span, lambda _: {"a": 3}),
    "conv-parameter-count": Measured(_small(c_in=4, c_out=4, k_1=2, k_2=3, g=2, b=1), _parameters, _in_group),
    "conv-multiplication-count": Measured(
        _small(c_in=4, c_out=4, k_1=2, k_2=2, g=2, o_1=2, o_2=3), _multiplications, _in_group
    ),
}


def _points(measured: Measured) -> Iterator[tuple[dict[str, int], int]]:
    """The points that torch accepts, small ones first, with what it makes there."""
    names = list(measured.ranges)
    for values in sorted(product(*measured.ranges.values()), key=sum):
        point = dict(zip(names, values, strict=True))
        made = measured.measure(**point)
        if made is not None:
            yield point | measured.beside(point), made


def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    relation = subject.claim.relation
    symbols = {s.name: s for side in (relation.lhs, relation.rhs) for s in side.free_symbols if hasattr(s, "name")}
    seen = 0
    for point, made in _points(MEASURED[subject.id]):
        values: dict[Any, Any] = {symbols[n]: Integer(v) for n, v in point.items() if n in symbols}
        claimed = relation.rhs.xreplace(values)
        failure = fails_at(subject.claim, {s: int(v) for s, v in values.items()}) if seen < SAMPLED_SIDES else None
        seen += 1
        if claimed != made or failure is not None:
            return TORCH.verdict(
                subject, settings, "refuted", expected=str(claimed), estimate=str(made), samples=seen,
                seconds=time.perf_counter() - started, route="torch's own layers", witness=point,
            )  # fmt: skip
    return TORCH.verdict(
        subject, settings, "confirmed", samples=seen, seconds=time.perf_counter() - started,
        route=f"equal to what torch makes at all {seen} small points that it accepts",
    )  # fmt: skip


TORCH = register(Check("torch", lambda subject: subject.id in MEASURED, _run))
