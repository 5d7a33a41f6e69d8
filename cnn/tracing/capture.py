"""Running a module on a tensor that has no values: every operation torch performs is met by its rule.

The input is a wrapper around a tensor on the meta device, so torch itself gives every shape (and refuses what it
refuses), while parameters and constants stay real and values that do not depend on the input are computed as usual.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_unflatten

from cnn.tracing.reach import Reach, Unsupported
from derivations.errors import UserError

__all__ = ["Call", "Operation", "Row", "Tracer", "rule", "unfused_attention"]

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


@dataclass(slots=True)
class _Frame:
    path: str
    module: nn.Module
    items: list[Row | Operation] = field(default_factory=list)


class Traced(torch.Tensor):
    """A tensor without values that knows what each of its elements sees."""

    meta: torch.Tensor
    reach: Reach
    tracer: Tracer
    version: int
    shared: list[int]  # [version] of the storage that views have in common
    padded: tuple[tuple[int, int], ...] | None  # how much constant padding surrounds the values, per dimension

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
        made.meta, made.reach, made.tracer, made.padded = meta, reach, tracer, None
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


class Tracer:
    """The state of one trace: the stack of module calls, the rows, the meta copies of parameters."""

    def __init__(self, model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype) -> None:
        self.model = model
        self.origin = Reach.of_input(shape)
        self.input = Traced.make(self, torch.empty(shape, dtype=dtype, device="meta"), self.origin)
        self.names = {id(module): name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}
        self.stack: list[_Frame] = []
        self.rows: list[Row] = []
        self._metas: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self._counted: set[int] = set()

    def run(self) -> Any:
        """The module's output, with every operation met."""
        buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        pre = register_module_forward_pre_hook(self._enter)
        post = register_module_forward_hook(self._leave)
        try:
            with (
                warnings.catch_warnings(action="ignore"),
                torch.no_grad(),
                torch.random.fork_rng(devices=[]),
                unfused_attention(),
                _Overrides(self),
            ):
                return torch.func.functional_call(self.model, buffers, (self.input,), strict=False)
        except UserError:
            raise
        except Unsupported as error:
            raise UserError(f"{self._where()}: {error}") from None
        except RecursionError:
            raise UserError(f"{self._where()}: the module calls itself without end") from None
        except Exception as error:
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise UserError(f"{self._where()}: {type(error).__name__}: {reason}") from error
        finally:
            pre.remove()
            post.remove()

    def _where(self) -> str:
        frame = self.stack[-1] if self.stack else None
        return f"layer {frame.path or type(frame.module).__name__!r}" if frame else "the module"

    # module calls

    def _enter(self, module: nn.Module, _: Any) -> None:
        path = self.names.get(id(module))
        if path is None:
            parent = self.stack[-1].path if self.stack else ""
            path = f"{parent}.{type(module).__name__}".lstrip(".")
        self.stack.append(_Frame(path, module))

    def _leave(self, module: nn.Module, _: Any, output: Any) -> None:
        frame = self.stack.pop()
        rows = [item for item in frame.items if isinstance(item, Row)]
        if self.stack and not rows:
            made = next((o for o in tree_flatten(output)[0] if isinstance(o, torch.Tensor)), None)
            shape = tuple(made.shape) if made is not None else ()
            reach = made.reach if isinstance(made, Traced) else self.origin.nothing(shape)
            operations = [item for item in frame.items if isinstance(item, Operation)]
            rows = [Row(frame.path, type(module).__name__, shape, reach, self._count(module), operations)]
        else:
            rows = [item if isinstance(item, Row) else self._row(frame.path, item) for item in frame.items]
        if self.stack:
            self.stack[-1].items += rows
        else:
            self.rows = [row for row in rows if row.type not in QUIET or row.operations[0].macs]

    def _row(self, path: str, operation: Operation) -> Row:
        return Row(
            f"{path}:{operation.name}".lstrip(":"), operation.name, operation.shape, operation.reach, 0, [operation]
        )

    def _count(self, module: nn.Module) -> int:
        """Parameters of this module that no earlier row has counted."""
        fresh = [p for p in module.parameters() if id(p) not in self._counted]
        self._counted |= {id(p) for p in fresh}
        return sum(p.numel() for p in fresh)

    # operations

    def meet(self, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """One operation: torch gives the shapes, the rule gives what the outputs see."""
        schema = func._schema  # noqa: SLF001
        arguments = {a.name: a.default_value for a in schema.arguments if a.has_default_value()}
        arguments |= {a.name: value for a, value in zip(schema.arguments, args, strict=False)} | kwargs
        call = Call(self, func, arguments)
        name, written = call.name, None
        if schema.is_mutable and not name.startswith(("native_batch_norm", "_native_batch_norm", "_batch_norm")):
            written = args[0] if args else None
            if not isinstance(written, Traced) or "out" in kwargs:
                raise Unsupported(f"{name} writes the input's values into a tensor that does not depend on it")
            name = name.removesuffix("_")
            call.name = name
        for value in call.tensors:
            if isinstance(value, Traced) and value.stale:
                raise Unsupported(f"{name} reads a tensor that was changed in place through a view, which has no rule")
        found = RULES.get(name)
        if found is None and torch.Tag.pointwise in func.tags:
            found = RULES["pointwise"]
        if found is None:
            raise Unsupported(f"no rule for the operation {name}; its output's field cannot be told")
        traits = found.__dict__  # a rule may check its conditions before torch does, and give the shapes itself
        if "before" in traits:
            traits["before"](call)
        if "shapes" in traits:
            outputs = traits["shapes"](call)
        elif written is not None and all(tuple(o.shape) == tuple(written.shape) for o in call.tensors):
            outputs = written.meta
        else:
            outputs = func(*self._to_meta(args), **self._to_meta(kwargs))
        return self._wrap(call, found, outputs, written, views=self._is_view(func))

    @staticmethod
    def _is_view(func: Any) -> bool:
        return any(r.alias_info is not None and not r.alias_info.is_write for r in func._schema.returns)  # noqa: SLF001

    def _wrap(self, call: Call, found: Rule, outputs: Any, written: Traced | None, *, views: bool) -> Any:
        flat, spec = tree_flatten(outputs)
        call.out = [out for out in flat if isinstance(out, torch.Tensor)]
        if not call.out:
            raise Unsupported(f"{call.name} asks for a value of the data")
        if not call.out[0].numel() and any(t.numel() for t in call.tensors):
            raise Unsupported(f"{call.name} leaves an empty tensor of shape {call.shape}")
        reaches = found(call)
        listed = reaches if isinstance(reaches, list) else [reaches] * len(call.out)
        for reach, out in zip(listed, call.out, strict=True):
            if reach is not None and reach.shape != tuple(out.shape):
                raise AssertionError(f"{call.name}: the rule gives {reach.shape} and torch {tuple(out.shape)}")
        first = listed[0]
        assert first is not None
        if self.stack:
            operation = Operation(call.name, call.shape, first, call.macs, call.in_bounds, call.facts)
            self.stack[-1].items.append(operation)
        if written is not None:
            written.shared[0] += 1
            written.version = written.shared[0]
            written.reach, written.padded = first, None
            return written
        source = next((a for a in call.arguments.values() if isinstance(a, Traced)), None) if views else None
        made: Iterator[Traced] = iter(
            [
                Traced.make(self, out, reach or first, source.shared if source is not None else None)
                for out, reach in zip(call.out, listed, strict=True)
            ]
        )
        wrapped = [next(made) if isinstance(out, torch.Tensor) else out for out in flat]
        wrapped[0].padded = call.padded
        return tree_unflatten(wrapped, spec)

    def compose(self, name: str, reach: Reach, dtype: torch.dtype, macs: int = 0) -> Traced:
        """The result of an operation met whole, outside aten."""
        if self.stack:
            self.stack[-1].items.append(Operation(name, reach.shape, reach, macs, macs))
        return Traced.make(self, torch.empty(reach.shape, dtype=dtype, device="meta"), reach)

    def _to_meta(self, values: Any) -> Any:
        if isinstance(values, Traced):
            return values.meta
        if isinstance(values, torch.Tensor):
            if values.device.type == "meta":
                return values
            if id(values) not in self._metas:
                self._metas[id(values)] = (values, torch.empty_like(values, device="meta"))
            return self._metas[id(values)][1]
        if isinstance(values, (list, tuple)):
            return type(values)(self._to_meta(value) for value in values) if values else values
        if isinstance(values, dict):
            return {key: self._to_meta(value) for key, value in values.items()}
        if isinstance(values, torch.device):
            return torch.device("meta")
        return values


class _Constants(TorchDispatchMode):
    """Products of values that do not depend on the input are computed as usual, and counted."""

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one operation on constants."""
        out = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if name in PRODUCTS and not isinstance(out, Traced) and self.tracer.stack:
            left = args[PRODUCTS[name]]
            macs = out.numel() * (left.shape[-1] if name != "convolution" else args[1][0].numel())
            if name == "convolution" and args[6]:
                macs = left.numel() * args[1][0].numel()
            shape = tuple(out.shape)
            operation = Operation(name, shape, self.tracer.origin.nothing(shape), macs, macs)
            self.tracer.stack[-1].items.append(operation)
        return out


class _Overrides(TorchFunctionMode):
    """Calls that torch would take apart into writes to slices are met whole; products of constants are counted."""

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.constants = _Constants(tracer)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one torch function."""
        override = OVERRIDES.get(func)
        if override is not None and args and isinstance(args[0], Traced):
            made = override(*args, **(kwargs or {}))
            if made is not None:
                return made
        if getattr(func, "__name__", "") in PRODUCT_FUNCTIONS:
            with self.constants:
                return func(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


@contextmanager
def unfused_attention() -> Iterator[None]:
    """Attention and encoder layers without the fused fast path, which is one opaque operation."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


PRODUCTS = {"mm": 0, "bmm": 0, "addmm": 1, "baddbmm": 1, "convolution": 0}  # name -> which argument is the left one
PRODUCT_FUNCTIONS = frozenset(
    (
        *("linear", "matmul", "__matmul__", "__rmatmul__", "mm", "bmm", "addmm", "baddbmm", "einsum", "tensordot"),
        *(f"conv{kind}{n}d" for kind in ("", "_transpose") for n in "123"),
    )
)
QUIET = frozenset(
    (
        *("view", "_unsafe_view", "reshape", "_reshape_alias", "permute", "transpose", "t", "expand", "unsqueeze"),
        *("squeeze", "alias", "detach", "clone", "contiguous", "_to_copy", "lift_fresh", "copy", "zeros_like"),
        *("ones_like", "empty_like", "new_zeros", "new_ones", "new_empty", "bernoulli", "native_dropout"),
    )
)
