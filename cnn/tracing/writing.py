"""Writes in place: through views into what they are views of, and into constants, which depend on the input from then.

A view remembers the operation that made it. A write to it is put into what it is a view of, up to the whole; the other
views are read anew when they are next used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

from cnn.tracing.calls import Call, Traced
from cnn.tracing.joining import hidden, join
from cnn.tracing.known import UNKNOWN, known_values, run_on, value_of
from cnn.tracing.reach import Reach, Unsupported
from cnn.tracing.unfolding import Tap

if TYPE_CHECKING:
    from cnn.tracing.capture import Tracer

__all__ = ["StandIns", "refresh", "write_back"]

SAME_ORDER = frozenset(("view", "_reshape_alias", "unflatten", "alias", "detach", "squeeze", "unsqueeze", "lift_fresh"))
TURNED = frozenset(("permute", "transpose", "t"))
PARTS = frozenset(("slice", "select", "unbind", "split", "split_with_sizes", "chunk", "tensor_split"))


def refresh(view: Traced) -> None:
    """Read a view anew if what it is a view of has been written to."""
    if not view.stale:
        return
    assert view.origin is not None, "what is no view is never stale"
    call, place = view.origin.call, view.origin.place
    refresh(view.origin.whole)
    reaches = view.origin.rule(call)
    reach = reaches[place] if isinstance(reaches, list) else reaches
    assert reach is not None
    _replace(view, reach, known_values(call)[place])


def write_back(view: Traced) -> None:
    """After a write to a view: the same write to what it is a view of."""
    while view.origin is not None:
        call, place, whole = view.origin.call, view.origin.place, view.origin.whole
        known = _known(call, place, whole, view)
        _replace(whole, _put(call, place, whole, view.reach), known)
        view = whole


def _replace(tensor: Traced, reach: Reach, known: torch.Tensor | None) -> None:
    tensor.reach, tensor.known, tensor.padded, tensor.value = reach, known, None, object()
    tensor.version = tensor.shared[0]


def _part(call: Call, place: int, whole: Traced, values: torch.Tensor) -> torch.Tensor:
    """The same view of other values."""
    made = run_on(call, lambda value: values if value is whole else value)
    part = made[place] if isinstance(made, (list, tuple)) else made
    assert isinstance(part, torch.Tensor)
    return part


def _known(call: Call, place: int, whole: Traced, view: Traced) -> torch.Tensor | None:
    if whole.known is None and view.known is None:
        return None
    values = value_of(whole).expand(whole.shape).clone()
    _part(call, place, whole, values).copy_(value_of(view))
    return None if bool(values.isnan().all()) else values


def _put(call: Call, place: int, whole: Traced, written: Reach) -> Reach:
    """What the whole sees when this part of it sees what was written."""
    if call.name in SAME_ORDER:
        return written.reshape(tuple(whole.shape))
    if call.name in TURNED:
        order = _part(call, place, whole, torch.empty(tuple(range(2, whole.dim() + 2)), device="meta")).shape
        return written.permute([order.index(dim + 2) for dim in range(whole.dim())])
    if call.name not in PARTS:
        raise Unsupported(f"a write in place through {call.name} has no rule")
    dim = int(call["dim"]) % whole.dim()
    index = torch.arange(whole.shape[dim]).view([-1 if d == dim else 1 for d in range(whole.dim())])
    part = _part(call, place, whole, index.expand(whole.shape))
    if part.dim() < whole.dim():
        part, written = part.unsqueeze(dim), written.insert(dim)
    places = part.movedim(dim, 0).reshape(part.shape[dim], -1)[:, 0].tolist()
    if len(places) == whole.shape[dim]:
        return written
    overwritten = np.zeros(tuple(whole.shape), bool)
    overwritten[(slice(None),) * dim + (places,)] = True
    step = places[1] - places[0] if len(places) > 1 else 1
    put = written.along(dim, Tap(whole.shape[dim], step, -places[0], back=True))
    return join([hidden(whole.reach, overwritten), put], tuple(whole.shape))


class StandIns(TorchDispatchMode):
    """Constants into which the input's values were written, by their storage: the tensor and what stands in for it.

    While this mode is on, every operation, also one on constants, is given what stands in for them.
    """

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer
        self.made: dict[int, list[tuple[torch.Tensor, Traced]]] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one operation."""
        return func(*self.of(args), **self.of(kwargs or {}))

    def add(self, written: torch.Tensor) -> Traced:
        """From now on this tensor, and what it is a view of, depends on the input; what stands in for it."""
        found = self._stood_in(written)
        if isinstance(found, Traced):
            return found
        whole = written if written._base is None else written._base  # noqa: SLF001
        if isinstance(whole, torch.nn.Parameter) or whole.device.type == "meta":
            raise Unsupported("a write of the input's values into a parameter has no rule")
        nothing = self.tracer.origin.nothing(tuple(whole.shape))
        stand_in = Traced.make(self.tracer, torch.empty_like(whole, device="meta"), nothing)
        stand_in.known = torch.where(whole == 0, 0.0, UNKNOWN) if whole.is_complex() else whole.double()
        self.made.setdefault(_memory(whole), []).append((whole, stand_in))
        return _same_view(written, whole, stand_in)

    def of(self, value: Any) -> Any:
        """The same with what stands in for every tensor in it."""
        return tree_map(self._stood_in, value) if self.made else value

    def _stood_in(self, value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or isinstance(value, Traced) or value.device.type == "meta":
            return value
        for whole, stand_in in self.made.get(_memory(value), ()):
            if not _elements(value).isdisjoint(_elements(whole)):
                return _same_view(value, whole, stand_in)
        return value


def _memory(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _elements(tensor: torch.Tensor) -> set[int]:
    """The places of its elements in its storage."""
    if tensor.is_contiguous():
        return set(range(tensor.storage_offset(), tensor.storage_offset() + tensor.numel()))
    places = torch.zeros(1, dtype=torch.long)
    for size, stride in zip(tensor.shape, tensor.stride(), strict=True):
        places = (places[:, None] + torch.arange(size) * stride).flatten()
    return set((places + tensor.storage_offset()).tolist())


def _same_view(value: torch.Tensor, whole: torch.Tensor, stand_in: Traced) -> Traced:
    """The part of `stand_in` that `value` is of `whole`."""
    dims = sorted((d for d in range(value.dim()) if value.shape[d] > 1), key=lambda d: -value.stride(d))
    offset, view, same = value.storage_offset() - whole.storage_offset(), stand_in, whole
    left = list(dims)
    for dim in reversed(range(whole.dim() if whole.is_contiguous() else 0)):
        stride, size = whole.stride(dim), whole.shape[dim]
        start = offset // stride % size
        taken = value.stride(left[-1]) if left else 0
        if left and taken % stride == 0 and taken < stride * size:
            step = taken // stride
            part = (slice(None),) * dim + (slice(start, start + step * (value.shape[left.pop()] - 1) + 1, step),)
            view, same = view[part], same[part]
        else:
            view, same = view.select(dim, start), same.select(dim, start)
    if same.dim() == len(dims):
        order = [dims.index(d) for d in sorted(dims)]
        view, same = view.permute(order), same.permute(order)
        for d in range(value.dim()):
            if value.shape[d] == 1:
                view, same = view.unsqueeze(d), same.unsqueeze(d)
    strides = [(a, b) for n, a, b in zip(value.shape, value.stride(), same.stride(), strict=False) if n > 1]
    if same.shape != value.shape or any(a != b for a, b in strides) or same.storage_offset() != value.storage_offset():
        raise Unsupported("a view of a constant that the input's values were written into, by other strides")
    return view
