"""Lines of one trace, shared and numbered: the same line through the same layer is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import lcm

import numpy as np

from derivations.convolution.field import Line
from derivations.convolution.layers import AxisMap
from derivations.convolution.window import IDENTITY, PERIOD_LIMIT, Window

__all__ = ["NOTHING", "Arena"]

NOTHING = 0  # the number of the line that sees nothing, whatever its size


class Arena:
    """The lines along one input axis of length `extent`, by number; `NOTHING` is the one that sees nothing."""

    def __init__(self, extent: int) -> None:
        self.extent = extent
        self.lines: list[Line] = [Line.constant(extent, 0)]
        self._memo: dict[Hashable, int] = {}
        self._taken: dict[int, set[tuple[int, int]]] = {}  # of a constant: the lines, and their outputs, that it is

    def add(self, line: Line) -> int:
        """The number of a new line."""
        self.lines.append(line)
        return len(self.lines) - 1

    def _once(self, key: Hashable, make: Callable[[], Line]) -> int:
        if key not in self._memo:
            self._memo[key] = self.add(make())
        return self._memo[key]

    def constant(self, mask: int) -> int:
        """Outputs that all see `mask`."""
        return self._once(("constant", mask), lambda: Line.constant(self.extent, mask)) if mask else NOTHING

    def union(self, numbers: Iterable[int]) -> int:
        """Everything these lines see."""
        parts = sorted(set(numbers) - {NOTHING})
        if len(parts) <= 1:
            return parts[0] if parts else NOTHING
        return self._once(("union", *parts), lambda: Line.union([self.lines[n] for n in parts]))

    def through(self, number: int, layer: AxisMap, *, adaptive: bool = False) -> int:
        """The line after one layer along it."""
        if number == NOTHING:
            return NOTHING
        return self._once(("through", number, layer), lambda: self.lines[number].through(layer, adaptive=adaptive))

    def every(self, number: int, start: int, step: int, count: int) -> int:
        """The outputs start, start + step, ..."""
        line = self.lines[number]
        if number == NOTHING or (start, step, count) == (0, 1, line.size):
            return number
        outputs = range(start, start + step * count, step) if step else [start] * count

        def make() -> Line:
            return line.take(([u] for u in outputs), window=IDENTITY.moved(start, step) if step else None)

        return self._once(("every", number, start, step, count), make)

    def one(self, number: int, output: int) -> int:
        """What this output sees, as a constant."""
        made = NOTHING if number == NOTHING else self.constant(self.lines[number].image(1 << output))
        self._taken.setdefault(made, set()).add((number, output))
        return made

    def everything(self, number: int) -> int:
        """What all outputs of the line together see, as a constant."""
        return NOTHING if number == NOTHING else self.constant(self.lines[number].everything())

    def hidden(self, number: int, outputs: int, size: int) -> int:
        """The line of this size with the outputs whose bits are set seeing nothing."""
        line = self.lines[number]
        if number == NOTHING or not line.image(outputs if line.size == size else 1):
            return number
        shown = ~outputs & ((1 << size) - 1)
        if not shown or (line.size == size and not line.image(shown)):
            return NOTHING

        def make() -> list[int]:
            rows = line.rows() if line.size == size else line.rows() * size
            return [0 if outputs >> u & 1 else row for u, row in enumerate(rows)]

        return self._once(
            ("hidden", number, outputs, size), lambda: Line(self.extent, size, make, adaptive=line.adaptive)
        )

    def interleave(self, numbers: Sequence[int], size: int) -> int:
        """Output u of the result is output u // n of line u mod n, for n lines of this size."""
        if len(numbers) == 1 or set(numbers) == {NOTHING}:
            return numbers[0]
        n, lines = len(numbers), [self.lines[number] for number in numbers]

        def make() -> list[int]:
            rows = [line.rows() if line.size == size else line.rows() * size for line in lines]
            return [rows[u % n][u // n] for u in range(n * size)]

        def build() -> Line:
            known = [line.window for line in lines if line.window is not None]
            window = _interleaved(known) if len(known) == n else None
            return Line(self.extent, n * size, make, window=window, adaptive=any(x.adaptive for x in lines))

        return self._once(("interleave", size, *numbers), build)

    def concatenate(self, numbers: Sequence[int], sizes: Sequence[int]) -> int:
        """The lines one after the other."""
        if len(numbers) == 1 or set(numbers) == {NOTHING}:
            return numbers[0]
        if set(sizes) == {1} and (put_back := self._put_back(numbers)) is not None:
            return put_back
        lines = [self.lines[number] for number in numbers]

        def make() -> list[int]:
            parts = [x.rows() if x.size == size else x.rows() * size for x, size in zip(lines, sizes, strict=True)]
            return [row for part in parts for row in part]

        def build() -> Line:
            window, start = lines[0].window, 0
            for line, size in zip(lines, sizes, strict=True):
                if window is not None and (line.window is None or line.window != window.moved(start)):
                    window = None
                start += size
            return Line(self.extent, sum(sizes), make, window=window, adaptive=any(x.adaptive for x in lines))

        return self._once(("concatenate", *zip(numbers, sizes, strict=True)), build)

    def _put_back(self, numbers: Sequence[int]) -> int | None:
        """The line whose outputs at equal steps these constants are."""
        taken = [self._taken.get(number, set()) for number in numbers]
        for line, first in sorted(taken[0]):
            for other, second in sorted(taken[1]):
                step = second - first if line == other != NOTHING else 0
                if step and all((line, first + u * step) in places for u, places in enumerate(taken)):
                    return self.every(line, first, step, len(numbers))
        return None

    def union_tables(self, tables: Sequence[np.ndarray]) -> np.ndarray:
        """Elementwise union of tables of numbers, broadcast."""
        if all(table.size == 1 for table in tables):
            shape = [1] * tables[0].ndim
            return np.full(shape, self.union(int(table.flat[0]) for table in tables))
        stacked = np.stack(np.broadcast_arrays(*tables), axis=-1)
        return self.union_rows(stacked)

    def union_rows(self, table: np.ndarray) -> np.ndarray:
        """The union along the last axis of a table of numbers."""
        flat = table.reshape(-1, table.shape[-1])
        base, key = len(self.lines), flat[:, 0].astype(np.int64)
        for column in range(1, flat.shape[1]):  # one whole number per row, made small again before it can overflow
            if int(key.max(initial=0)) > (1 << 62) // base:
                _, key = np.unique(key, return_inverse=True)
            key = key * base + flat[:, column]
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        united = np.array([self.union(row) for row in flat[first].tolist()])
        return united[inverse].reshape(table.shape[:-1])

    def map_table(self, table: np.ndarray, change: Callable[[int], int]) -> np.ndarray:
        """Each number changed; equal numbers once."""
        if table.size == 1:
            return np.full(table.shape, change(int(table.flat[0])))
        unique, inverse = np.unique(table, return_inverse=True)
        return np.array([change(int(number)) for number in unique])[inverse].reshape(table.shape)


def _interleaved(windows: Sequence[Window]) -> Window | None:
    period, n = lcm(*(window.period for window in windows)), len(windows)
    if len({window.jump for window in windows}) > 1 or period * n > PERIOD_LIMIT:
        return None
    shift = windows[0].shift * (period // windows[0].period)
    return Window.of(period * n, shift, lambda r: windows[r % n](r // n))
