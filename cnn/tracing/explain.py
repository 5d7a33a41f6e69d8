"""A trace in words: the table, and the formulas of one layer with its numbers in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from math import prod
from typing import TYPE_CHECKING, Any

from cnn.tracing.fields import fields_of, settled
from derivations.catalogue import derive
from derivations.convolution.field import Field
from derivations.convolution.layers import Convolution, Pooling, Transposed
from derivations.convolution.resampling import Adaptive, Padding
from derivations.notation import text

if TYPE_CHECKING:
    from cnn.trace import Layer, Trace
    from cnn.tracing.calls import Operation

__all__ = ["explain", "html_table", "table"]


def _rows(trace: Trace) -> tuple[list[str], list[list[str]]]:
    """The header, and a row per layer and one of totals."""
    header = ["layer", "type", "output", "field", "jump", "start", "params", "multiplications", "in bounds"]
    rows = [_cells(layer.path, layer.type, layer) for layer in trace.layers]
    total = ["total", "", _shape(trace.output_shape), *_field_cells(trace.receptive_field)]
    rows.append([*total, *(f"{n:,}" for n in (trace.params, trace.macs, trace.macs_in_bounds))])
    return header, rows


def table(trace: Trace) -> str:
    """One line per layer and the totals, aligned."""
    header, rows = _rows(trace)
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 3 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def html_table(trace: Trace) -> str:
    """The table as HTML."""
    header, rows = _rows(trace)
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(path: str, kind: str, layer: Layer) -> list[str]:
    counts = [f"{n:,}" for n in (layer.params, layer.macs, layer.macs_in_bounds)]
    return [path, kind, _shape(layer.output_shape), *_field_cells(layer.receptive_field), *counts]


def _shape(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape)) or "number"


def _field_cells(fields: Sequence[Field]) -> list[str]:
    def one(values: list[str]) -> str:
        return (values[0] if len(set(values)) == 1 else " x ".join(values)) if values else "-"

    def shown(value: object) -> str:
        return "-" if value is None else str(value)

    return [
        one([shown(f) for f in fields]),
        one([shown(f.jump) for f in fields]),
        one([shown(f.start) for f in fields]),
    ]


def explain(trace: Trace, layer: Layer) -> str:
    """The formulas of a layer, from the catalogue, with its numbers in them."""
    lines = [f"{layer.path or 'the module'}: {layer.type}, output {_shape(layer.output_shape)}"]
    operations = layer.row.operations if layer.row else []
    for operation in operations:
        lines += _operation(operation)
    lines.append(f"parameters {layer.params:,}; multiplications {layer.macs:,}, {layer.macs_in_bounds:,} in bounds")
    lines += _per_axis([_field(f, i) for f, i in zip(layer.receptive_field, trace.input_shape[2:], strict=True)])
    return "\n".join(lines)


def _operation(operation: Operation) -> list[str]:
    facts = operation.facts
    layers, sizes = facts.get("layers", ()), facts.get("sizes", ())
    lines = _per_axis([_size(operation.name, layer, i) for layer, i in zip(layers, sizes, strict=True)])
    lines += _recurrence(operation)
    if "fan_in" in facts:
        lines += _convolution_counts(operation, facts)
    if "matrix" in facts:
        left, right = facts["matrix"]
        lines.append(
            f"{operation.name}: ({_shape(left)}) by ({_shape(right)}), "
            f"multiplications {prod(operation.shape)} outputs * {left[-1]} = {operation.macs:,}"
        )
    return lines


def _recurrence(operation: Operation) -> list[str]:
    """The step of the span, where the layer slides over a map whose field slides."""
    layers, before = operation.facts.get("layers", ()), operation.facts.get("before")
    if before is None or not all(isinstance(layer, Convolution | Pooling) for layer in layers):
        return []
    steps = []
    old, new = fields_of(settled(before)), fields_of(settled(operation.reach))
    for layer, a, b in zip(layers, old, new, strict=False):
        grown = layer.dilation * (layer.kernel_size - 1)
        if a.kind == b.kind == "window" and a.jump is not None and b.span == a.span + grown * a.jump:
            numbers = f"{a.span} + {layer.dilation}*({layer.kernel_size}-1)*{a.jump} = {b.span}"
            steps.append(f"receptive-field-recurrence: r' = r + d(k-1) S = {numbers}")
    return _per_axis(steps) if len(steps) == len(layers) else []


def _per_axis(lines: list[str]) -> list[str]:
    """A line per axis, or one for all where they agree."""
    if len(lines) > 1 and len(set(lines)) == 1:
        return [f"{lines[0]}, on every axis"]
    return [f"{line} (axis {axis})" if len(lines) > 1 else line for axis, line in enumerate(lines)]


def _stated(id_: str, numbers: dict[str, int], value: int) -> str:
    """A result's formula, and with numbers for its letters, and what it comes to."""
    formula = text(derive(id_).claim.relation.rhs)
    filled = re.sub(r"[A-Za-z]\w*", lambda letter: str(numbers.get(letter[0], letter[0])), formula)
    return f"{id_}: {formula} = {filled} = {value:,}"


def _size(operation: str, layer: Any, i: int) -> str:
    """The size along one axis."""
    if isinstance(layer, Padding):
        return (
            f"{operation}: o = i + left + right = {i} + {layer.amount[0]} + {layer.amount[1]} = {layer.output_size(i)}"
        )
    if isinstance(layer, Adaptive):
        return f"{operation}: bin j = [floor(j*{i}/{layer.size}), ceil((j+1)*{i}/{layer.size})), o = {layer.size}"
    if not isinstance(layer, Convolution | Pooling | Transposed):
        return f"{operation}: o = {layer.output_size(i)}"
    numbers = {"i": i, "k": layer.kernel_size, "d": layer.dilation}
    numbers["s"] = layer.step if isinstance(layer, Pooling) else layer.stride
    if isinstance(layer, Convolution):
        left, right = layer.padding
        id_ = "conv-output-size" if left == right else "conv-asymmetric-padding"
        numbers |= {"p": left, "q": right}
    elif isinstance(layer, Transposed):
        id_ = "transposed-output-size"
        numbers |= {"p": layer.padding, "a": layer.output_padding}
    else:
        plain = "pool-output-size" if layer.dilation == 1 else "conv-output-size"
        id_ = "pool-ceil-mode-output-size" if layer.ceil_mode else plain
        numbers |= {"p": layer.padding}
    return _stated(id_, numbers, layer.output_size(i))


def _convolution_counts(operation: Operation, facts: dict[str, Any]) -> list[str]:
    """Parameters and multiplications; the formulas are of two axes, and one has a kernel of 1 along the other."""
    kernel = [layer.kernel_size for layer in facts["layers"]]
    weight = facts["fan_in"] * facts["fan_out"] // facts["groups"] * prod(kernel)
    places = facts["counted"]
    total = weight + (facts["fan_out"] if facts["bias"] else 0)
    if len(kernel) > 2 or facts["transposed"]:
        where = "input" if facts["transposed"] else "output"
        counted = "*".join(map(str, places))
        each = f"{weight:,} weights, each used at every {where} position"
        batch = f" for a batch of {operation.shape[0]}" if operation.shape[0] > 1 else ""
        return [f"{total:,} parameters", f"{each}: {weight:,}*{counted} = {operation.macs:,}{batch}"]
    (k_1, k_2), (o_1, o_2) = ((*sizes, 1)[:2] for sizes in (kernel, places))
    numbers = {"c_in": facts["fan_in"], "c_out": facts["fan_out"], "g": facts["groups"], "b": int(facts["bias"])}
    numbers |= {"k_1": k_1, "k_2": k_2, "o_1": o_1, "o_2": o_2}
    return [
        _stated("conv-parameter-count", numbers, total),
        _stated("conv-multiplication-count", numbers, operation.macs // operation.shape[0])
        + (f" for each of {operation.shape[0]}" if operation.shape[0] > 1 else ""),
    ]


def _field(field: Field, extent: int) -> str:
    match field.kind:
        case "global":
            return f"every output sees all {extent} input positions"
        case "fixed":
            return f"every output sees the same {field.count} of {extent} input positions, span {field.span}"
    words = f"span {field.span}, from {field.start} for output 0"
    if field.jump is not None:
        words += f", moving {field.jump} per output"
    if field.count < field.span:
        words += f"; {field.count} positions are seen, {field.span - field.count} are holes"
    if field.span_min != field.span:
        words += f"; the narrowest span is {field.span_min}"
        words += f", with period {field.period}" if field.period else ""
    return words
