"""The receptive field drawn on the input, holes included."""

from __future__ import annotations

import io
from pathlib import Path

from derivations.convolution.positions import Positions
from derivations.convolution.walk import Axis, Walk
from derivations.errors import UserError
from verify.files import write_atomically

__all__ = ["draw_field"]

PICTURE_LIMIT = 2048  # positions per axis


def draw_field(walked: Walk, path: Path) -> None:
    """Write an SVG of what the middle output of the chain sees: seen positions filled, the input outlined.

    One axis gives a strip, two a grid; of three the first two are drawn. UserError where the picture would be too large
    or the field, for a letter, is not known.
    """
    if path.suffix.lower() != ".svg":
        raise UserError(f"--plot {str(path)!r}: the picture is an SVG; give a name that ends in .svg")
    axes = [_seen(axis) for axis in walked.last.axes[:2]]
    if len(axes) == 1:
        axes.insert(0, (Positions(0, 1), 1))
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    (rows, height), (columns, width) = axes
    low_y, high_y = min(0, rows.first), max(height, rows.last + 1)
    low_x, high_x = min(0, columns.first), max(width, columns.last + 1)
    if max(high_y - low_y, high_x - low_x) > PICTURE_LIMIT:
        raise UserError(f"the picture would be over {PICTURE_LIMIT} positions wide; give a smaller --input")
    with mpl.rc_context({"svg.hashsalt": "halfmoment", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(5.2, max(1.4, min(5.6, 5.2 * (high_y - low_y) / (high_x - low_x)))))
        plot = figure.add_subplot()
        for across in _intervals(columns):
            for down in _intervals(rows):
                corner = (across[0] - 0.5, down[0] - 0.5)
                plot.add_patch(Rectangle(corner, across[1], down[1], facecolor="#2f6db3", edgecolor="none"))
        if max(high_x - low_x, high_y - low_y) <= 64:
            for x in range(low_x, high_x + 1):
                plot.axvline(x - 0.5, color="#d0d0d0", linewidth=0.5)
            for y in range(low_y, high_y + 1):
                plot.axhline(y - 0.5, color="#d0d0d0", linewidth=0.5)
        plot.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor="#111111", linewidth=1.4, zorder=3))
        plot.set_xlim(low_x - 1, high_x)
        plot.set_ylim(high_y, low_y - 1)
        plot.spines[:].set_visible(False)
        plot.set_aspect("equal" if height > 1 else "auto")
        if height == 1:
            plot.set_yticks([])
        span = f"{rows.span} x {columns.span}" if height > 1 and rows.span != columns.span else f"{columns.span}"
        seen = f"{rows.count} x {columns.count}" if height > 1 else f"{columns.count}"
        plot.set_title(f"seen by the middle output: {seen} positions, span {span}; the input outlined")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    write_atomically(path, buffer.getvalue())


def _seen(axis: Axis) -> tuple[Positions, int]:
    """What the middle output sees, unclipped where that is known, and the input's size."""
    if axis.line is None:
        if axis.window is None or axis.constant:
            raise UserError("the field depends on the input's size; give --input as numbers to draw it")
        seen = axis.window(0)
        start = seen.first if seen.bits else 0
        return seen.shift(-start), max(seen.span, 1)
    size = 1 if axis.constant else axis.line.size
    window = axis.line.window
    middle = window(size // 2) if window is not None and not axis.constant else None
    return middle or Positions.from_bits(0, axis.line.rows()[size // 2]), axis.line.extent


def _intervals(positions: Positions) -> list[tuple[int, int]]:
    """(first, length) of the maximal runs."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and sum(runs[-1]) == position:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((position, 1))
    return runs
