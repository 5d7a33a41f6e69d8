"""Running a module on a tensor that has no values: every operation torch performs is met by its rule.

The input is a wrapper around a tensor on the meta device, so torch itself gives every shape (and refuses what it
refuses), while parameters and constants stay real and values that do not depend on the input are computed as usual.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils._mode_utils import no_dispatch
from torch.utils._pytree import tree_flatten, tree_unflatten

from cnn.tracing.calls import OVERRIDES, RULES, Call, Operation, Origin, Row, Rule, Traced
from cnn.tracing.joining import hidden
from cnn.tracing.known import SILENCING, known_values
from cnn.tracing.reach import Reach, Unsupported
from cnn.tracing.writing import StandIns, refresh, write_back
from derivations.errors import UserError

__all__ = ["Tracer", "unfused_attention"]


@dataclass(slots=True)
class _Frame:
    path: str
    module: nn.Module
    items: list[Row | Operation] = field(default_factory=list)


class Tracer:
    """The state of one trace: the stack of module calls, the rows, the meta copies of parameters."""

    def __init__(self, model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype) -> None:
        self.model = model
        self.origin = Reach.of_input(shape)
        self.input = Traced.make(self, torch.empty(shape, dtype=dtype, device="meta"), self.origin)
        self.names = {id(module): name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}
        self.stack: list[_Frame] = []
        self.rows: list[Row] = []
        self.stand_ins = _Constants(self)
        self._metas: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self._counted: set[int] = set()

    def run(self) -> Any:
        """The module's output, with every operation met."""
        pre = register_module_forward_pre_hook(self._enter)
        post = register_module_forward_hook(self._leave)
        try:
            with (
                warnings.catch_warnings(action="ignore"),
                torch.no_grad(),
                _buffers_kept(self.model),
                torch.random.fork_rng(devices=[]),
                unfused_attention(),
                torch.backends.mkldnn.flags(enabled=False),  # a recurrent layer would be one opaque operation
                _Overrides(),
                self.stand_ins,
            ):
                return self.current(self.model(self.input))
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

    def current(self, output: Any) -> Any:
        """What was returned, with all writes in place done."""
        output = self.stand_ins.of(output)
        for tensor in tree_flatten(output)[0]:
            if isinstance(tensor, Traced):
                refresh(tensor)
        return output

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
        frame, output = self.stack.pop(), self.current(output)
        rows = [item for item in frame.items if isinstance(item, Row)]
        if not rows and (self.stack or type(module).__module__.startswith("torch.nn.")):
            made = next((o for o in tree_flatten(output)[0] if isinstance(o, torch.Tensor)), None)
            shape = tuple(made.shape) if made is not None else ()
            reach = made.reach if isinstance(made, Traced) else self.origin.nothing(shape)
            operations = [item for item in frame.items if isinstance(item, Operation)]
            name = type(module).__name__
            rows = [Row(frame.path or name, name, shape, reach, self._count(module), operations)]
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
            if not isinstance(written, torch.Tensor) or "out" in kwargs:
                raise Unsupported(f"{name} writes the input's values into a tensor that does not depend on it")
            if not isinstance(written, Traced):
                return func(self.stand_ins.add(written), *args[1:], **kwargs)
            name = name.removesuffix("_")
            call.name = name
            if torch.Tag.inplace_view in func.tags:
                return self._turn(call, written)
        for value in call.tensors:
            if isinstance(value, Traced):
                refresh(value)
        found = RULES.get(name)
        if found is None and torch.Tag.pointwise in func.tags:
            found = RULES["pointwise"]
        if found is None:
            made = func.decompose(*args, **kwargs)  # in inference mode torch leaves it whole
            if made is not NotImplemented:
                return made
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

    def _turn(self, call: Call, written: Traced) -> Traced:
        """Another shape in place, as by transpose_: of a whole tensor, whose earlier views are lost."""
        function = getattr(torch.ops.aten, call.name, None)
        if written.origin is not None or call.name not in VIEWS or function is None:
            raise Unsupported(f"{call.name}_ of a view, which changes its shape in place, has no rule")
        refresh(written)
        operands = {name: value for name, value in call.arguments.items() if name != "self"}
        call.out = [function(written.meta, **operands)]
        found, known = RULES[call.name](call), known_values(call)[0]
        assert isinstance(found, Reach)
        with no_dispatch():
            call.func(written, **operands)  # turns the wrapper
        written.meta, written.reach, written.known, written.arrangement = call.out[0], found, known, object()
        written.padded, written.value = None, object()
        return written

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
        listed = list(reaches) if isinstance(reaches, list) else [reaches] * len(call.out)
        known = known_values(call)
        for place, (reach, out, values) in enumerate(zip(listed, call.out, known, strict=True)):
            if reach is not None and reach.shape != tuple(out.shape):
                raise AssertionError(f"{call.name}: the rule gives {reach.shape} and torch {tuple(out.shape)}")
            if reach is not None and values is not None and call.name in SILENCING:
                listed[place] = hidden(reach, ~values.isnan().numpy())
        first = listed[0]
        assert first is not None
        if self.stack:
            operation = Operation(call.name, call.shape, first, call.macs, call.in_bounds, call.facts)
            self.stack[-1].items.append(operation)
        if written is not None:
            written.shared[0] += 1
            written.version = written.shared[0]
            written.reach, written.padded, written.known, written.value = first, None, known[0], object()
            write_back(written)
            return written
        source = next((a for a in call.arguments.values() if isinstance(a, Traced)), None) if views else None
        made: Iterator[Traced] = iter(
            [
                Traced.make(self, out, reach or first, source.shared if source is not None else None)
                for out, reach in zip(call.out, listed, strict=True)
            ]
        )
        wrapped = [next(made) if isinstance(out, torch.Tensor) else out for out in flat]
        for place, tensor in enumerate(t for t in wrapped if isinstance(t, Traced) and source is not None):
            tensor.origin = Origin(call, found, place, source.arrangement)
        wrapped[0].padded = call.padded
        for tensor, values in zip((t for t in wrapped if isinstance(t, Traced)), known, strict=True):
            tensor.known = values
        source = call.tensors[0] if call.tensors else None
        copied = call.name in COPIES or (call.name in OF_ONE and wrapped[0].shape == source.shape)
        if copied and isinstance(source, Traced):
            wrapped[0].value = source.value
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


class _Constants(StandIns):
    """Products of values that do not depend on the input are computed as usual, and counted."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one operation."""
        out = super().__torch_dispatch__(func, types, args, kwargs)
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
    """Calls that torch would take apart into writes to slices are met whole."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Meet one torch function."""
        override = OVERRIDES.get(func)
        made = override(*args, **(kwargs or {})) if override and args and isinstance(args[0], Traced) else None
        return func(*args, **(kwargs or {})) if made is None else made


@contextmanager
def _buffers_kept(model: nn.Module) -> Iterator[None]:
    """What running the modules' code does to their buffers, undone."""
    kept = [
        (module, name, buffer, buffer.clone())
        for module in model.modules()
        for name, buffer in module.named_buffers(recurse=False)
    ]
    try:
        yield
    finally:
        for module, name, buffer, values in kept:
            if not isinstance(module, torch.jit.ScriptModule):
                module._buffers[name] = buffer  # noqa: SLF001
            if buffer.device.type != "meta" and not torch.equal(buffer, values):
                buffer.copy_(values)


@contextmanager
def unfused_attention() -> Iterator[None]:
    """Attention and encoder layers without the fused fast path, which is one opaque operation."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


COPIES = frozenset(("alias", "detach", "clone", "contiguous", "lift_fresh", "_to_copy"))
OF_ONE = frozenset(("mean", "sum", "amax", "amin", "prod", "logsumexp"))  # reductions: of one value, that value
PRODUCTS = {"mm": 0, "bmm": 0, "addmm": 1, "baddbmm": 1, "convolution": 0}  # name -> which argument is the left one
VIEWS = frozenset(("transpose", "t", "squeeze", "unsqueeze"))
QUIET = frozenset(
    (
        *("view", "_unsafe_view", "reshape", "_reshape_alias", "permute", "transpose", "t", "expand", "unsqueeze"),
        *("squeeze", "alias", "detach", "clone", "contiguous", "_to_copy", "lift_fresh", "copy", "zeros_like"),
        *("ones_like", "empty_like", "new_zeros", "new_ones", "new_empty", "bernoulli", "native_dropout"),
    )
)
