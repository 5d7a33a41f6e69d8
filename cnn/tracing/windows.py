"""Rules of the operations that slide: convolution, pooling, unfold, interpolation, padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import torch

from cnn.tracing.calls import OVERRIDES, Call, Traced, rule
from cnn.tracing.joining import mixed
from cnn.tracing.reach import Reach, Unsupported
from derivations.convolution.layers import AxisMap, Convolution, Pooling, Transposed
from derivations.convolution.positions import Positions
from derivations.convolution.resampling import Adaptive, Interpolation, Padding
from derivations.convolution.window import Window
from derivations.errors import UserError

__all__ = ["check_conditions", "per_axis"]


def per_axis(values: Any, axes: int) -> list[int]:
    """One number for each axis."""
    listed = [values] if isinstance(values, int) else list(values)
    return [int(v) for v in (listed * axes if len(listed) == 1 else listed)]


def check_conditions(call: Call, layers: Sequence[AxisMap], sizes: Sequence[int]) -> None:
    """Refuse what torch refuses, naming the derived condition."""
    for axis, (layer, size) in enumerate(zip(layers, sizes, strict=True)):
        try:
            layer.output_size(size)
        except UserError as error:
            raise Unsupported(f"{error} (axis {axis} of the {call.name.replace('_', ' ')})") from None


def _slide(reach: Reach, layers: Sequence[AxisMap], *, adaptive: Sequence[bool] | None = None) -> Reach:
    first = len(reach.dims) - len(layers)
    for axis, layer in enumerate(layers):
        reach = reach.along(first + axis, layer, adaptive=bool(adaptive and adaptive[axis]))
    return reach


def _convolutions(call: Call) -> list[Convolution] | list[Transposed]:
    kernel = list(call["weight"].shape[2:])
    axes = len(kernel)
    stride, padding, dilation = (per_axis(call[name], axes) for name in ("stride", "padding", "dilation"))
    if call["transposed"]:
        extra = per_axis(call["output_padding"], axes)
        return [
            Transposed(kernel_size=k, stride=s, padding=p, output_padding=q, dilation=d)
            for k, s, p, q, d in zip(kernel, stride, padding, extra, dilation, strict=True)
        ]
    return [
        Convolution(kernel_size=k, stride=s, padding=(p, p), dilation=d)
        for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True)
    ]


def _check_convolution(call: Call) -> None:
    if call.is_traced("weight"):
        raise Unsupported("a convolution whose weight depends on the input has no rule")
    layers, data, weight = _convolutions(call), call["input"], call["weight"]
    channels = data.shape[1]
    fan_in = weight.shape[0] if call["transposed"] else weight.shape[1] * call["groups"]
    if data.dim() != weight.dim():
        raise Unsupported(f"the input has {data.dim()} dimensions and the weight {weight.dim()}")
    if channels != fan_in:
        raise Unsupported(f"in_channels (={fan_in}) of the layer is not the input's channels (={channels})")
    check_conditions(call, layers, data.shape[2:])


@rule("convolution", "_convolution", "convolution_overrideable")
def convolution(call: Call) -> Reach:
    """Each output channel sees its group's input channels, each position its window."""
    layers, data, groups = _convolutions(call), call["input"], call["groups"]
    batch, channels, *sizes = data.shape
    out = call.shape
    outer, per_group = (channels, out[1] // groups) if call["transposed"] else (out[1], channels // groups)
    counted = sizes if call["transposed"] else out[2:]
    kernel = call["weight"].shape[2:]
    padded = data.padded or ((0, 0),) * data.dim()
    if call["transposed"]:
        taps = [layer.taps(size) for layer, size in zip(layers, sizes, strict=True)]  # type: ignore[union-attr]
    else:
        taps = [
            layer.taps(size, max(left, 0), size - 1 - max(right, 0))  # type: ignore[union-attr]
            for layer, size, (left, right) in zip(layers, sizes, padded[2:], strict=True)
        ]
    call.work(batch * outer * per_group * prod(kernel) * prod(counted), batch * outer * per_group * prod(taps))
    call.facts = {"layers": layers, "sizes": sizes, "fan_in": channels, "fan_out": out[1], "groups": groups}
    call.facts["before"] = call.reach("input")
    call.facts |= {"bias": call.get("bias") is not None, "transposed": call["transposed"], "counted": counted}
    return _slide(mixed(call.reach("input"), 1, groups, out[1]), layers)


convolution.before = _check_convolution  # type: ignore[attr-defined]


def _poolings(call: Call) -> list[Pooling]:
    kernel_of = call["kernel_size"]
    axes = int(next(c for c in call.name if c.isdigit()))
    kernel = per_axis(kernel_of, axes)
    stride = per_axis(call["stride"], axes) if call["stride"] else kernel
    padding, dilation = per_axis(call["padding"], axes), per_axis(call.get("dilation", 1), axes)
    return [
        Pooling(kernel_size=k, stride=s, padding=p, dilation=d, ceil_mode=bool(call["ceil_mode"]))
        for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True)
    ]


def _data(call: Call) -> str:
    return "self" if "self" in call.arguments else "input"


def _check_pooling(call: Call) -> None:
    layers = _poolings(call)
    check_conditions(call, layers, call[_data(call)].shape[-len(layers) :])


@rule(
    *(f"{kind}_pool{n}d{tail}" for n in "123" for kind, tail in (("max", ""), ("avg", ""), ("max", "_with_indices"))),
    "mkldnn_max_pool2d",
    "mkldnn_max_pool3d",
)
def pooling(call: Call) -> Reach:
    """Each position sees its window."""
    layers = _poolings(call)
    reach = call.reach(_data(call))
    call.facts = {"layers": layers, "sizes": list(reach.shape[-len(layers) :]), "before": reach}
    return _slide(reach, layers)


pooling.before = _check_pooling  # type: ignore[attr-defined]


@rule(
    *(f"{start}adaptive_{kind}_pool{n}d" for start in ("", "_") for kind in ("avg", "max") for n in "123"),
    "mkldnn_adaptive_avg_pool2d",
)
def adaptive_pooling(call: Call) -> Reach:
    """Each bin sees its inputs; a single bin sees all of them."""
    axes = int(next(c for c in call.name if c.isdigit()))
    out, reach = call.shape[-axes:], call.reach(_data(call))
    first = len(reach.dims) - axes
    sizes = reach.shape[-axes:]
    call.facts = {"layers": [Adaptive(size=o) for o in out], "sizes": list(sizes)}
    for axis, (o, i) in enumerate(zip(out, sizes, strict=True)):
        if o == 1 and i > 1:
            reach = reach.reduce([first + axis])
        elif o != i:
            reach = reach.along(first + axis, Adaptive(size=o), adaptive=True)
    return reach


@dataclass(frozen=True, slots=True)
class TorchInterpolation:
    """Interpolation along one axis as torch's kernel does it: which weights are not zero is read off the kernel."""

    size: int
    mode: str
    align_corners: bool
    scale: float | None
    antialias: bool = False

    def output_size(self, i: int) -> int:
        """As torch computed it."""
        return self.size

    def reads(self, i: int) -> list[Positions]:
        """The inputs with a weight in torch's own kernel that is not zero."""
        return _weights(self, i)

    def window(self, i: int) -> Window | None:
        """The window of exact arithmetic, where it agrees with every weight of the kernel."""
        if self.antialias:
            return None
        reads = self.reads(i)
        scale = self.scale if self.scale and self.scale > 0 else None
        exact = Interpolation(
            size=None if scale else self.size,
            scale=scale,
            mode=self.mode,  # type: ignore[arg-type]
            align_corners=self.align_corners,
        )
        if exact.output_size(i) != self.size:
            return None
        window = exact.window(i)
        if window is None:
            return None
        for u, seen in enumerate(reads):
            ends = Positions.of(min(max(j, 0), i - 1) for j in window(u))
            if ends != seen and not _only_ends_differ(ends, seen, i):
                return None
        return window


def _only_ends_differ(a: Positions, b: Positions, i: int) -> bool:
    """At the border weights of clamped taps may cancel; inside they may not."""
    return bool(a.bits and b.bits) and (min(a.first, b.first) == 0 or max(a.last, b.last) == i - 1) and a.span <= 4


@lru_cache(maxsize=256)
def _weights(layer: TorchInterpolation, i: int) -> list[Positions]:
    one = torch.eye(i, dtype=torch.float64).reshape(i, 1, i)
    if layer.mode == "cubic" or layer.antialias:
        name = f"upsample_bi{layer.mode}2d"
        kernel = getattr(torch.ops.aten, f"_{name}_aa" if layer.antialias else name)
        weights = kernel(one.unsqueeze(2), [1, layer.size], layer.align_corners, None, layer.scale).squeeze(2)
    elif layer.mode == "linear":
        weights = torch.ops.aten.upsample_linear1d(one, [layer.size], layer.align_corners, layer.scale)
    elif layer.mode == "nearest":
        weights = torch.ops.aten.upsample_nearest1d(one, [layer.size], layer.scale)
    else:
        weights = torch.ops.aten._upsample_nearest_exact1d(one, [layer.size], layer.scale)  # noqa: SLF001
    return [Positions.of(column.nonzero().flatten().tolist()) for column in weights[:, 0, :].T]


@rule(
    *(f"upsample_{mode}" for mode in ("nearest1d", "nearest2d", "nearest3d", "linear1d", "bilinear2d", "trilinear3d")),
    *(f"_upsample_nearest_exact{n}d" for n in "123"),
    *("upsample_bicubic2d", "_upsample_bicubic2d_aa", "_upsample_bilinear2d_aa"),
)
def upsample(call: Call) -> Reach:
    """Each position sees the inputs that torch's kernel weighs."""
    reach = call.reach(_data(call))
    axes = len(reach.dims) - 2
    mode = next(m for m in ("exact", "nearest", "cubic", "linear") if m in call.name)
    mode = "nearest-exact" if mode == "exact" else mode
    scales: list[float | None] = [None] * axes
    if call.get("scale_factors"):
        scales = list(call["scale_factors"])
    else:
        names = ["scales"] if "scales" in call.arguments else ["scales_d", "scales_h", "scales_w"][-axes:]
        scales = [call.get(name) for name in names]
    layers = [
        TorchInterpolation(o, mode, bool(call.get("align_corners")), scale, call.name.endswith("_aa"))
        for o, scale in zip(call.shape[2:], scales, strict=True)
    ]
    call.facts = {"layers": layers, "sizes": list(reach.shape[2:])}
    return _slide(reach, layers)


def _check_interpolation(call: Call) -> None:
    sizes = call[_data(call)].shape[2:]
    given, scales = call.get("output_size"), call.get("scale_factors") or [None] * len(sizes)
    layers = [
        Interpolation(size=None if scale else size, scale=scale)
        for size, scale in zip(given or [None] * len(sizes), scales, strict=True)
    ]
    check_conditions(call, layers, sizes)


upsample.before = _check_interpolation  # type: ignore[attr-defined]


def _pad_pairs(amounts: Sequence[int], dims: int) -> list[tuple[int, int]]:
    pairs = [(amounts[2 * j], amounts[2 * j + 1]) for j in range(len(amounts) // 2)]
    return [(0, 0)] * (dims - len(pairs)) + pairs[::-1]


def _padding(call: Call) -> tuple[list[tuple[int, int]], str]:
    mode = {"c": "constant", "r": "replicate"}[call.name[0]] if call.name[:3] != "ref" else "reflect"
    amounts = call["pad"] if mode == "constant" else call["padding"]
    return _pad_pairs([int(a) for a in amounts], call[_data(call)].dim()), mode


def _check_padding(call: Call) -> None:
    pairs, mode = _padding(call)
    layers = [Padding(amount=pair, mode=mode) for pair in pairs]  # type: ignore[arg-type]
    spatial = 2 if not any(map(any, pairs[:2])) else 0
    check_conditions(call, layers[spatial:], call[_data(call)].shape[spatial:])


@rule("constant_pad_nd", *(f"{mode}_pad{n}d" for mode in ("reflection", "replication") for n in "123"))
def padding(call: Call) -> Reach:
    """The old values in the middle; around them nothing, or copies."""
    pairs, mode = _padding(call)
    if mode == "constant":
        before = call[_data(call)].padded or ((0, 0),) * len(pairs)
        call.padded = tuple((max(0, a + c), max(0, b + d)) for (a, b), (c, d) in zip(pairs, before, strict=True))
    reach = call.reach(_data(call))
    for dim, pair in enumerate(pairs):
        if pair != (0, 0):
            reach = reach.along(dim, Padding(amount=pair, mode=mode))  # type: ignore[arg-type]
    call.facts = {
        "layers": [Padding(amount=p, mode=mode) for p in pairs[2:]],
        "sizes": list(call[_data(call)].shape[2:]),
    }  # type: ignore[arg-type]
    return reach


padding.before = _check_padding  # type: ignore[attr-defined]


def _circular(data: Traced, pad: Sequence[int], mode: str = "constant", value: object = None) -> Traced | None:
    """Circular padding whole: torch itself writes it into slices of an empty tensor."""
    if mode != "circular" or value:
        return None
    pairs = _pad_pairs([int(a) for a in pad], data.dim())
    tracer, reach = data.tracer, data.reach
    for dim, pair in enumerate(pairs):
        if pair != (0, 0):
            layer = Padding(amount=pair, mode="circular")
            try:
                layer.output_size(reach.shape[dim])
            except UserError as error:
                raise Unsupported(str(error)) from None
            reach = reach.along(dim, layer)
    made = tracer.compose("circular_pad", reach, data.dtype)
    if data.known is not None:
        made.known = torch.nn.functional.pad(data.known.expand(data.shape), pad, mode="circular")
    return made


OVERRIDES[torch._C._nn.pad] = _circular  # noqa: SLF001
OVERRIDES[torch.nn.functional.pad] = _circular
