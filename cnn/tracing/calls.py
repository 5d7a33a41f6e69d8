"""What a trace is made of: a tensor without values, an operation as its rule sees it, the rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._pytree import tree_flatten

from cnn.tracing.reach import Reach, Unsupported

if TYPE_CHECKING:
    from cnn.tracing.capture import Tracer

__all__ = ["OVERRIDES", "RULES", "Call", "Operation", "Origin", "Row", "Rule", "Traced", "rule"]

Rule = Callable[["Call"], "Reach | list[Reach] | None"]
RULES: dict[str, Rule] = {}
OVERRIDES: dict[Callable[..., Any], Callable[..., Any]] = {}  # torch functions met before torch takes them apart


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the rule of these aten operations (names without overload)."""

    def register(function: Rule) -> Rule:
        for name in names:
            RULES[name] = function
        return function

    return register


@dataclass(slots=True)
class Operation:
    """One operation met: its name, what its output sees, its multiplications, the layers along its axes."""

    name: str
    shape: tuple[int, ...]
    reach: Reach
    macs: int = 0
    macs_in_bounds: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A module call, or an operation called outside any leaf module, in the order they ended."""

    path: str
    type: str
    shape: tuple[int, ...]
    reach: Reach
    params: int
    operations: list[Operation]

    @property
    def macs(self) -> int:
        """Multiply-adds, taps on padding included."""
        return sum(operation.macs for operation in self.operations)

    @property
    def macs_in_bounds(self) -> int:
        """Multiply-adds without the taps that fall on padding."""
        return sum(operation.macs_in_bounds for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a view: the operation, its rule, which of its outputs it is; how the whole was arranged then."""

    call: Call
    rule: Rule
    place: int
    arrangement: object

    @property
    def whole(self) -> Traced:
        """What it is a view of."""
        found = next(value for value in self.call.arguments.values() if isinstance(value, Traced))
        if found.arrangement is not self.arrangement:
            raise Unsupported(f"{self.call.name} of a tensor whose shape was then changed in place has no rule")
        return found


class Traced(torch.Tensor):
    """A tensor without values that knows what each of its elements sees."""

    meta: torch.Tensor
    reach: Reach
    tracer: Tracer
    version: int
    shared: list[int]  # [version] of the storage that views have in common
    padded: tuple[tuple[int, int], ...] | None  # how much constant padding surrounds the values, per dimension
    known: torch.Tensor | None  # values that do not depend on the input, NaN elsewhere (see cnn.tracing.known)
    value: object  # the same for copies of one value
    origin: Origin | None  # of a view
    arrangement: object  # another one after a change of shape in place

    __torch_function__ = torch._C._disabled_torch_function_impl  # noqa: SLF001

    @staticmethod
    def make(tracer: Tracer, meta: torch.Tensor, reach: Reach, shared: list[int] | None = None) -> Traced:
        """Wrap a meta tensor."""
        made = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001
            Traced,
            meta.shape,
            strides=meta.stride(),
            storage_offset=meta.storage_offset(),
            dtype=meta.dtype,
            device="cpu",
        )
        made.meta, made.reach, made.tracer, made.padded, made.known = meta, reach, tracer, None, None
        made.value, made.arrangement, made.origin = object(), object(), None
        made.shared = [0] if shared is None else shared
        made.version = made.shared[0]
        return made

    @property
    def stale(self) -> bool:
        """Whether its storage was written through another view since."""
        return self.version != self.shared[0]

    def __repr__(self) -> str:
        return f"Traced({tuple(self.shape)})"

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one operation."""
        for value in args:
            if isinstance(value, Traced):
                return value.tracer.meet(func, args, kwargs or {})
        tracer = next(a.tracer for a in tree_flatten((args, kwargs))[0] if isinstance(a, Traced))
        return tracer.meet(func, args, kwargs or {})


class Call:
    """One operation as a rule sees it: its arguments by name, torch's output shapes, and what the operands see."""

    __slots__ = ("arguments", "facts", "func", "in_bounds", "macs", "name", "out", "padded", "tracer")

    def __init__(self, tracer: Tracer, func: Any, arguments: dict[str, Any]) -> None:
        self.tracer, self.func, self.arguments = tracer, func, arguments
        self.name = func._schema.name.split("::")[1]  # noqa: SLF001
        self.macs = self.in_bounds = 0
        self.facts: dict[str, Any] = {}
        self.out: list[torch.Tensor] = []
        self.padded: tuple[tuple[int, int], ...] | None = None

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, if the operation has it."""
        value = self.arguments.get(name, default)
        return default if value is None else value

    def reach(self, name: str) -> Reach:
        """What an operand sees; nothing for a constant."""
        value = self.arguments[name]
        return value.reach if isinstance(value, Traced) else self.tracer.origin.nothing(tuple(value.shape))

    def is_traced(self, name: str) -> bool:
        """Whether the operand depends on the input."""
        return isinstance(self.arguments.get(name), Traced)

    @property
    def tensors(self) -> list[torch.Tensor]:
        """All tensors among the arguments, in order, also inside lists."""
        found = []
        for value in self.arguments.values():
            found += [
                v for v in (value if isinstance(value, (list, tuple)) else (value,)) if isinstance(v, torch.Tensor)
            ]
        return found

    @property
    def operands(self) -> list[Reach]:
        """What all traced operands see, in order."""
        return [tensor.reach for tensor in self.tensors if isinstance(tensor, Traced)]

    @property
    def shape(self) -> tuple[int, ...]:
        """The first output's shape."""
        return tuple(self.out[0].shape)

    def work(self, macs: int, in_bounds: int | None = None) -> None:
        """Count multiply-adds."""
        self.macs += macs
        self.in_bounds += macs if in_bounds is None else in_bounds
