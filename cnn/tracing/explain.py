"""A trace in words: the table, and the formulas of one layer with its numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import prod
from typing import TYPE_CHECKING, Any

from cnn.tracing.fields import fields_of
from derivations.convolution.field import Field
from derivations.convolution.layers import Convolution, Pooling, Transposed
from derivations.convolution.resampling import Adaptive, Padding

if TYPE_CHECKING:
    from cnn.trace import Layer, Trace
    from cnn.tracing.capture import Operation

__all__ = ["explain", "html_table", "table"]


_RESULTS = {Convolution: "conv-output-size", Pooling: "pool-output-size"}  # ids in the catalogue


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
    named = [_RESULTS.get(type(layer), operation.name) for layer in layers]
    lines = _per_axis([f"{n}: {_size(layer, i)}" for n, layer, i in zip(named, layers, sizes, strict=True)])
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
    old, new = fields_of(before.settled()), fields_of(operation.reach.settled())
    for layer, a, b in zip(layers, old, new, strict=False):
        grown = layer.dilation * (layer.kernel_size - 1)
        if a.kind == b.kind == "window" and a.jump is not None and b.span == a.span + grown * a.jump:
            numbers = f"{a.span} + {layer.dilation}*({layer.kernel_size}-1)*{a.jump} = {b.span}"
            steps.append(f"receptive-field-recurrence: r' = r + d(k-1) S = {numbers}")
    return _per_axis(steps) if len(steps) == len(layers) else []


def _per_axis(texts: list[str]) -> list[str]:
    """A line per axis, or one for all where they agree."""
    if len(texts) > 1 and len(set(texts)) == 1:
        return [f"{texts[0]}, on every axis"]
    return [f"{text} (axis {axis})" if len(texts) > 1 else text for axis, text in enumerate(texts)]


def _size(layer: Any, i: int) -> str:
    """The size formula of one axis."""
    if isinstance(layer, Convolution):
        left, right = layer.padding
        k, s, d = layer.kernel_size, layer.stride, layer.dilation
        pad, pads = ("2p", f"2*{left}") if left == right else ("p_left + p_right", f"{left} + {right}")
        return (
            f"o = floor((i + {pad} - d(k-1) - 1)/s) + 1 = floor(({i} + {pads} - {d}*({k}-1) - 1)/{s}) + 1 "
            f"= {layer.output_size(i)}"
        )
    if isinstance(layer, Pooling):
        k, s, p, d = layer.kernel_size, layer.step, layer.padding, layer.dilation
        if not layer.ceil_mode:
            return (
                f"o = floor((i + 2p - d(k-1) - 1)/s) + 1 = floor(({i} + 2*{p} - {d}*({k}-1) - 1)/{s}) + 1 "
                f"= {layer.output_size(i)}"
            )
        return (
            "o = floor((i + min(2p - d(k-1) - 2 + s, p - 1))/s) + 1 = "
            f"floor(({i} + min(2*{p} - {d}*({k}-1) - 2 + {s}, {p} - 1))/{s}) + 1 = {layer.output_size(i)}"
        )
    if isinstance(layer, Transposed):
        k, s, p, d, q = layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.output_padding
        return (
            f"o = (i-1)s - 2p + d(k-1) + output_padding + 1 = ({i}-1)*{s} - 2*{p} + {d}*({k}-1) + {q} + 1 "
            f"= {layer.output_size(i)}"
        )
    if isinstance(layer, Padding):
        return f"o = i + left + right = {i} + {layer.amount[0]} + {layer.amount[1]} = {layer.output_size(i)}"
    if isinstance(layer, Adaptive):
        return f"bin j = [floor(j*{i}/{layer.size}), ceil((j+1)*{i}/{layer.size})), o = {layer.size}"
    return f"o = {layer.output_size(i)}"


def _convolution_counts(operation: Operation, facts: dict[str, Any]) -> list[str]:
    kernel = [layer.kernel_size for layer in facts["layers"]]
    fan_in, fan_out, groups = facts["fan_in"], facts["fan_out"], facts["groups"]
    weight = fan_in * fan_out // groups * prod(kernel)
    bias = f" + {fan_out}" if facts["bias"] else ""
    where = "input" if facts["transposed"] else "output"
    kernel_text = "*".join(map(str, kernel))
    total = weight + (fan_out if facts["bias"] else 0)
    name = "weights c_in c_out k^n / g" + (" + c_out" if facts["bias"] else "")
    weights = f"conv-parameter-count: {name} = {fan_in}*{fan_out}*{kernel_text}/{groups}{bias} = {total:,}"
    counted = "*".join(map(str, facts["counted"]))
    batch = f" for a batch of {operation.shape[0]}" if operation.shape[0] > 1 else ""
    return [
        weights,
        f"conv-multiplication-count: {weight:,} per {where} position * {counted} = {operation.macs:,}{batch}",
    ]


def _field(field: Field, extent: int) -> str:
    match field.kind:
        case "global":
            return f"every output sees all {extent} input positions"
        case "fixed":
            return f"every output sees the same {field.count} of {extent} input positions, span {field.span}"
    text = f"span {field.span}, from {field.start} for output 0"
    if field.jump is not None:
        text += f", moving {field.jump} per output"
    if field.count < field.span:
        text += f"; {field.count} positions are seen, {field.span - field.count} are holes"
    if field.span_min != field.span:
        text += f"; the narrowest span is {field.span_min}"
        text += f", with period {field.period}" if field.period else ""
    return text
