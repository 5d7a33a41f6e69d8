"""The check that needs torch: what a convolution claim says against what torch makes, at every small point.

>>> from derivations.catalogue import derive
>>> from verify.checks import Settings, Subject
>>> print(TORCH.run(Subject.of(derive("conv-output-size")), Settings()).verdict)
confirmed
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch
from sympy import Symbol
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnn.train import one_thread
from derivations.claims import Claim
from derivations.terms import Family
from verify.checks import Check, Settings, Subject, register
from verify.checks.enumeration import sides_of
from verify.integer_claims import terms_of
from verify.verdicts import Verdict

__all__ = ["MEASURED", "TORCH", "Measured"]

Point = dict[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Names of a claim's parameters with the values to go through, and what torch makes of them (None: it refuses).

    `beside` are parameters of the claim that torch does not have. A member of a family is named as in "k[1]".
    """

    ranges: dict[str, range]
    measure: Callable[..., int | None]
    beside: Callable[[Point], Point] = lambda _: {}


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


def _transposed(i: int, k: int, s: int = 1, p: int = 0, *, a: int = 0, d: int = 1) -> int | None:
    if a >= max(s, d):
        return None
    return _size(nn.ConvTranspose1d(1, 1, k, s, p, a, dilation=d, device="meta"), i)


def _ceil_mode(i: int, k: int, s: int, p: int, d: int) -> int | None:
    return _size(nn.MaxPool1d(k, s, p, d, ceil_mode=True), i) if 2 * p <= k else None


def _padded(i: int, k: int, *, s: int, p: int, q: int, d: int) -> int | None:
    return _size(nn.Sequential(nn.ZeroPad1d((p, q)), nn.Conv1d(1, 1, k, s, dilation=d, device="meta")), i)


def _same(i: int, k: int, d: int) -> int | None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel")
        return _size(nn.Conv1d(1, 1, k, padding="same", dilation=d, device="meta"), i)


def _taps(i: int, k: int, s: int, p: int, d: int) -> tuple[int, int] | None:
    """How many outputs there are, and the sum of them all where input and kernel are ones: the taps on the input."""
    if i + 2 * p <= d * (k - 1):
        return None
    seen = nn.functional.conv1d(torch.ones(1, 1, i), torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    return seen.numel(), int(seen.sum())


def _stack(u: int, **sizes: int) -> tuple[int, int]:
    """First and last input position that unit u of a stack of layers depends on; far from the borders."""
    signal = torch.zeros(1, 1, 160, requires_grad=True)
    x: torch.Tensor = signal
    for n in range(1, len(sizes) // 4 + 1):
        k, s, p, d = (sizes[f"{name}[{n}]"] for name in "kspd")
        x = nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    x[0, 0, u].backward()
    assert signal.grad is not None
    seen = signal.grad[0, 0].nonzero()
    return int(seen.min()), int(seen.max())


def _small(**most: int) -> dict[str, range]:
    return {name: range(0 if name in {"p", "q", "a", "b", "n"} else 1, largest + 1) for name, largest in most.items()}


def _in_group(point: Point) -> Point:
    return {"m": point["c_in"] // point["g"]}


def _outputs(point: Point) -> Point:
    taps = _taps(**point)
    return {} if taps is None else {"o": taps[0]}


def _half(i: int, n: int) -> int | None:
    return _convolution(i, 2 * n + 1, 1, n, 1)


KINDS = {"k": range(1, 4), "s": range(1, 3), "p": range(2), "d": range(1, 3)}
STACK = {"u": range(12, 13)} | {f"{kind}[{n}]": sizes for n in (1, 2) for kind, sizes in KINDS.items()}


def _layers(_: Point) -> Point:
    return {"L": 2}


MEASURED: dict[str, Measured] = {
    "conv-output-size": Measured(_small(i=9, k=4, s=3, p=2, d=3), _convolution),
    "conv-valid-unit-stride": Measured(_small(i=12, k=6), lambda i, k: _convolution(i, k, 1, 0, 1)),
    "conv-unit-stride": Measured(_small(i=9, k=6, p=3), lambda i, k, p: _convolution(i, k, 1, p, 1)),
    "conv-half-padding": Measured(_small(i=12, n=4), _half),
    "conv-full-padding": Measured(_small(i=12, k=6), lambda i, k: _convolution(i, k, 1, k - 1, 1)),
    "conv-valid": Measured(_small(i=12, k=5, s=4), lambda i, k, s: _convolution(i, k, s, 0, 1)),
    "conv-undilated": Measured(_small(i=9, k=5, s=3, p=2), lambda i, k, s, p: _convolution(i, k, s, p, 1)),
    "conv-dilated": Measured(_small(i=9, k=4, s=3, p=2, d=3), _convolution),
    "conv-asymmetric-padding": Measured(_small(i=7, k=3, s=3, p=2, q=2, d=2), _padded),
    "conv-same-padding": Measured(_small(i=9, k=6, d=3), _same),
    "pool-output-size": Measured(_small(i=9, k=4, s=4, p=2), _pooling),
    "pool-valid": Measured(_small(i=12, k=5, s=4), lambda i, k, s: _pooling(i, k, s, 0)),
    "pool-output-size-default-stride": Measured(_small(i=12, k=5, p=2), lambda i, k, p: _pooling(i, k, k, p)),
    "pool-ceil-mode-output-size": Measured(_small(i=9, k=4, s=4, p=2, d=2), _ceil_mode),
    "transposed-output-size": Measured(_small(i=5, k=4, s=3, p=3, a=2, d=3), _transposed),
    "transposed-valid-unit-stride": Measured(_small(i=9, k=6), _transposed),
    "transposed-unit-stride": Measured(_small(i=9, k=6, p=4), lambda i, k, p: _transposed(i, k, 1, p)),
    "transposed-half-padding": Measured(_small(i=12, n=4), lambda i, n: _transposed(i, 2 * n + 1, 1, n)),
    "transposed-full-padding": Measured(_small(i=12, k=6), lambda i, k: _transposed(i, k, 1, k - 1)),
    "transposed-valid": Measured(_small(i=9, k=5, s=4), _transposed),
    "transposed-divisible": Measured(_small(i=7, k=5, s=4, p=3), _transposed),
    "transposed-undilated": Measured(_small(i=7, k=4, s=4, p=3, a=3), _transposed),
    "effective-kernel-size": Measured(_small(k=6, d=5), _span, lambda _: {"a": 3}),
    "conv-parameter-count": Measured(_small(c_in=4, c_out=4, k_1=2, k_2=3, g=2, b=1), _parameters, _in_group),
    "conv-multiplication-count": Measured(
        _small(c_in=4, c_out=4, k_1=2, k_2=2, g=2, o_1=2, o_2=3), _multiplications, _in_group
    ),
    "conv-taps-inside": Measured(
        _small(i=6, k=4, s=3, p=4, d=2), lambda **point: (_taps(**point) or (None, None))[1], _outputs
    ),
    "receptive-field-start": Measured(STACK, lambda **point: _stack(**point)[0], _layers),
    "receptive-field-end": Measured(STACK, lambda **point: _stack(**point)[1], _layers),
    "receptive-field": Measured(STACK, lambda **point: _stack(**point)[1] - _stack(**point)[0] + 1, _layers),
}


def _points(measured: Measured) -> Iterator[tuple[Point, int]]:
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


@one_thread()
def _run(subject: Subject, settings: Settings) -> Verdict:
    started = time.perf_counter()
    names, sides_at = _names(subject.claim), sides_of(subject.claim)
    seen = 0
    for point, made in _points(MEASURED[subject.id]):
        seen += 1
        values = {_key(name, names): value for name, value in point.items() if name.split("[")[0] in names}
        sides = sides_at(values)
        if sides is None or set(sides) != {made}:
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
    return (names[head], (int(index[:-1]),)) if index else names[head]


TORCH = register(Check("torch", lambda subject: subject.id in MEASURED, _run))
