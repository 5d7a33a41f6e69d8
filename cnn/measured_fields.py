"""What torch makes of the parameters that claims speak of: receptive fields, their composition, matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from cnn.measured import Measured, Point, seen_of, small

__all__ = ["FIELDS"]


@cache
def _units(layers: tuple[tuple[int, int, int, int], ...], u: int) -> tuple[int, ...]:
    """What unit u of a stack of layers (k, s, p, d) depends on; far from the borders."""

    def make(x: Tensor) -> Tensor:
        for k, s, p, d in layers:
            x = nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
        return x[0, 0, u]

    return tuple(seen_of(make, 160))


def _stack(u: int, **sizes: int) -> tuple[int, ...]:
    depth = len(sizes) // 4
    return _units(tuple(tuple(sizes[f"{name}[{n}]"] for name in "kspd") for n in range(1, depth + 1)), u)  # type: ignore[misc]


def _between(u: int, e: int, **sizes: int) -> int:
    """Positions between the field of unit u and that of unit u + e; shared ones count below 0."""
    return _stack(u + e, **sizes)[0] - _stack(u, **sizes)[-1] - 1


def _offset(u: int, **sizes: int) -> int:
    first, second = (_stack(unit, **sizes)[0] for unit in (u, u + 1))
    return u * (second - first) - first


def _centred(u: int, **sizes: int) -> Fraction:
    layers = tuple(
        (2 * h + 1, sizes[f"s[{n}]"], sizes[f"d[{n}]"] * h, sizes[f"d[{n}]"])
        for n, h in ((n, sizes[f"h[{n}]"]) for n in (1, 2))
    )
    seen = _units(layers, u)
    return Fraction(seen[0] + seen[-1], 2)


def _windows_of(k: int, s: int, n: int) -> int:
    return len(seen_of(lambda x: nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s)[0, 0, : n + 1], n * s + k))


def _blocks(*blocks: Sequence[int], u: int = 12) -> tuple[int, ...]:
    """What unit u sees through blocks (span, jump, padding)."""
    return _units(tuple((span, jump, padding, 1) for span, jump, padding in blocks), u)


def _span_of_blocks(*blocks: Sequence[int], u: int = 12) -> int:
    seen = _blocks(*blocks, u=u)
    return seen[-1] - seen[0] + 1


def _branches(y: int, r: int, c: int) -> int:
    """Rows of ones, r and r + 2 c long, about one centre: what their sum depends on."""

    def make(x: Tensor) -> Tensor:
        small, large = (nn.functional.conv1d(x, torch.ones(1, 1, k)) for k in (r, r + 2 * c))
        return small[0, 0, y + c] + large[0, 0, y]

    seen = seen_of(make, 40)
    return seen[-1] - seen[0] + 1


def _data(name: str, *sizes: int) -> dict[str, range]:
    """Numbers without a pattern for the members of a family."""
    places = [""] if not sizes else [",".join(map(str, p)) for p in _places(sizes)]
    return {f"{name}[{place}]": range(value, value + 1) for place, value in zip(places, _numbers(name), strict=False)}


def _places(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    return [
        tuple(int(n) + 1 for n in place)
        for place in torch.cartesian_prod(*map(torch.arange, sizes)).reshape(-1, len(sizes))
    ]


def _numbers(name: str) -> list[int]:
    generator = torch.Generator().manual_seed(ord(name))
    return [int(n) for n in torch.randint(-9, 10, (32,), generator=generator)]


def _tensor(point: Point, name: str, *sizes: int) -> Tensor:
    values = [point[f"{name}[{','.join(map(str, place))}]"] for place in _places(sizes)]
    return torch.tensor(values, dtype=torch.float64).reshape(1, 1, *sizes)


def _row(**point: int) -> int | None:
    """Output u of a convolution of the numbers x with the weights w."""
    n, k, s, d, p = (point[name] for name in "nksdp")
    return _at(nn.functional.conv1d, _tensor(point, "x", n), _tensor(point, "w", k), [point["u"]], (s, p, d))


def _plane(**point: int) -> int | None:
    n, m, k, l, s, d, p = (point[name] for name in "nmklsdp")
    data, weight = _tensor(point, "x", n, m), _tensor(point, "w", k, l)
    return _at(nn.functional.conv2d, data, weight, [point["u"], point["v"]], (s, p, d))


def _at(
    convolve: Any, data: Tensor, weight: Tensor, place: Sequence[int], geometry: tuple[int, int, int]
) -> int | None:
    s, p, d = geometry
    try:
        made = convolve(data, weight, stride=s, padding=p, dilation=d)[0, 0]
    except RuntimeError:
        return None
    inside = all(u <= size for u, size in zip(place, made.shape, strict=True))
    return int(made[tuple(u - 1 for u in place)]) if inside else None


def _between_rows(point: Point) -> Tensor | None:
    n, k, s, d, p = (point[name] for name in "nksdp")
    try:
        return nn.functional.conv1d(_tensor(point, "x", n), _tensor(point, "w", k), stride=s, padding=p, dilation=d)
    except RuntimeError:
        return None


def _chained(**point: int) -> int | None:
    middle = _between_rows(point)
    if middle is None:
        return None
    l, r, e, q = (point[name] for name in "lreq")
    return _at(nn.functional.conv1d, middle, _tensor(point, "c", l), [point["u"]], (r, q, e))


def _middle(point: Point) -> Point:
    middle = _between_rows(point)
    return {} if middle is None else {"o": middle.shape[2]}


KINDS = {"k": range(1, 4), "s": range(1, 3), "p": range(2), "d": range(1, 3)}
STACK = {"u": range(12, 13)} | {f"{kind}[{n}]": sizes for n in (1, 2) for kind, sizes in KINDS.items()}


UNPADDED = {"p[1]": range(1), "p[2]": range(1)}


def _layers(_: Point) -> Point:
    return {"L": 2}


FIELDS: dict[str, Measured] = {
    "receptive-field-start": Measured(STACK, lambda **point: _stack(**point)[0], _layers),
    "receptive-field-end": Measured(STACK, lambda **point: _stack(**point)[-1], _layers),
    "receptive-field": Measured(STACK, lambda **point: _stack(**point)[-1] - _stack(**point)[0] + 1, _layers),
    "receptive-field-recurrence": Measured(
        STACK,
        lambda **point: _stack(**point)[-1] - _stack(**point)[0] + 1,
        lambda point: {"l": 1, "r": point["d[1]"] * (point["k[1]"] - 1) + 1},
    ),
    "receptive-field-centre": Measured(
        STACK, lambda **point: Fraction(_stack(**point)[0] + _stack(**point)[-1], 2), _layers
    ),
    "receptive-field-padding": Measured(STACK, _offset, _layers),
    "receptive-field-holes": Measured(
        STACK | UNPADDED | {"e": range(1, 4)},
        lambda **point: _between(**point) if _between(**point) >= 0 else None,
        _layers,
    ),
    "receptive-field-without-holes": Measured(
        STACK | UNPADDED | {"e": range(1, 4)},
        lambda **point: -_between(**point) if _between(**point) <= 0 else None,
        _layers,
    ),
    "receptive-field-centred": Measured(
        {"u": range(12, 13)}
        | {f"{kind}[{n}]": range(least, 3) for n in (1, 2) for kind, least in (("h", 0), ("s", 1), ("d", 1))},
        _centred,
        _layers,
    ),
    "positions-seen": Measured(small(k=5, s=5, n=4), _windows_of),
    "branch-alignment": Measured({"y": range(3), "r": range(1, 5), "c": range(4)}, _branches),
    "composition-start": Measured(
        small(S=3, R=2) | {"q": range(1, 4), "P": range(2), "Q": range(2), "u": range(12, 14)},
        lambda S, R, q, P, Q, u: _blocks((1, S, P), (q, R, Q), u=u)[0],
    ),
    "composition-span": Measured(
        small(S=3, R=2, r=3) | {"q": range(1, 4), "P": range(2), "Q": range(1), "u": range(12, 13)},
        lambda S, R, r, q, P, Q, u: _span_of_blocks((r, S, P), (q, R, Q), u=u),
    ),
    "composition-associative": Measured(
        small(S=2, R=2, r=3, m=3) | {"q": range(1, 4)},
        lambda S, R, r, q, m: _span_of_blocks((r, S, 0), (q, R, 0), (m, 1, 0)),
    ),
    "conv-as-matrix": Measured(
        {"n": range(4, 5), "k": range(2, 3), "s": range(1, 3), "d": range(1, 3), "p": range(3), "u": range(1, 5)}
        | _data("x", 4)
        | _data("w", 2),
        _row,
    ),
    "conv-as-matrix-2d": Measured(
        {"n": range(3, 4), "m": range(2, 3), "k": range(2, 3), "l": range(1, 2), "s": range(1, 3), "d": range(1, 3)}
        | {"p": range(3), "u": range(1, 4), "v": range(1, 4)}
        | _data("x", 3, 2)
        | _data("w", 2, 1),
        _plane,
    ),
    "conv-chain-as-matrix": Measured(
        {"n": range(5, 6), "k": range(2, 3), "s": range(1, 3), "d": range(1, 2), "p": range(2), "u": range(1, 4)}
        | {"l": range(2, 3), "r": range(1, 3), "e": range(1, 3), "q": range(2)}
        | _data("x", 5)
        | _data("w", 2)
        | _data("c", 2),
        _chained,
        _middle,
    ),
}
