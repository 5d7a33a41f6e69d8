"""Sets, windows, lines and counts against plain enumeration, over the published strategies."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.convolution.field import Line, field_of
from derivations.convolution.layers import Convolution, Pooling, Transposed
from derivations.convolution.positions import SPAN_LIMIT, Positions, progression
from derivations.convolution.resampling import Padding
from derivations.convolution.window import IDENTITY, Window
from derivations.errors import UserError
from verify.strategies_convolution import layers, sized_layers

integers = st.sets(st.integers(-40, 40), max_size=20)
sliding = st.builds(
    Window.sliding,
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(-2, 3),
    dilation=st.integers(1, 3),
)
transposed = st.builds(
    Window.transposed,
    kernel=st.integers(1, 4),
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
)
windows = sliding | transposed | st.just(IDENTITY.moved(5, -1))


@given(integers, integers, st.integers(-9, 9), st.integers(1, 5), st.integers(1, 6))
@settings(deadline=None)
def test_positions_are_sets_of_integers(a, b, by, step, count):
    one, two = Positions.of(a), Positions.of(b)
    assert set(one) == a
    assert set(one | two) == a | b
    assert set(one.shift(by)) == {j + by for j in a}
    assert set(one.repeat(step, count)) == {j + step * n for j in a for n in range(count)}
    assert {p for p in range(-50, 50) if p in one} == a
    assert (one.count, one.span) == (len(a), max(a) - min(a) + 1 if a else 0)
    pieces = [set(piece) for piece in one.progressions()]
    assert sum(map(len, pieces)) == len(a)
    assert set().union(*pieces) == a
    assert one.clip(20) == sum(1 << j for j in a if 0 <= j < 20)


@given(st.lists(windows, min_size=1, max_size=4), st.integers(-9, 9))
@settings(deadline=None)
def test_a_composition_of_windows_is_the_composition_of_the_maps(maps, output):
    composed = maps[0]
    for window in maps[1:]:
        composed = composed.after(window)
    seen = {output}
    for window in reversed(maps):
        seen = {j for u in seen for j in window(u)}
    assert set(composed(output)) == seen


@given(windows, windows, st.integers(-9, 9))
@settings(deadline=None)
def test_a_union_of_windows_sees_both_or_is_declined_for_different_rates(a, b, output):
    union = a.union(b)
    if union is None:
        assert a.jump != b.jump
    else:
        assert set(union(output)) == set(a(output)) | set(b(output))


@given(windows)
@settings(deadline=None)
def test_a_window_has_its_smallest_period(window):
    doubled = Window.of(window.period * 2, window.shift * 2, window)
    assert doubled == window


@given(st.lists(layers(), min_size=1, max_size=4), st.integers(4, 30))
@settings(deadline=None, max_examples=150)
def test_rows_of_a_line_are_the_reads_followed_back(chain, size):
    line, seen = Line.identity(size), [{j} for j in range(size)]
    for layer in chain:
        try:
            reads = layer.reads(line.size)
        except UserError:
            continue
        seen = [set().union(*(seen[j] for j in read)) for read in reads]
        line = line.through(layer)
    assert [set(Positions.from_bits(0, row)) for row in line.rows()] == seen


@given(sized_layers(valid=True))
@settings(deadline=None, max_examples=200)
def test_clipped_reads_are_the_window_inside(case):
    layer, i = case
    reads, window = layer.reads(i), layer.window(i)
    assert len(reads) == layer.output_size(i)
    if isinstance(layer, Convolution | Pooling | Transposed):
        assert [set(read) for read in reads] == [{j for j in window(u) if 0 <= j < i} for u in range(len(reads))]


@given(sized_layers(valid=True))
@settings(deadline=None, max_examples=200)
def test_the_least_input_is_least(case):
    layer, i = case
    least = layer.least_input(layer.output_size(i))
    assert least <= i
    assert layer.output_size(least) >= layer.output_size(i) or isinstance(layer, Padding)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 3), st.integers(0, 4), st.integers(1, 3))
@settings(deadline=None)
def test_taps_in_bounds_are_counted_not_estimated(i, k, s, p, d):
    forward = Convolution(kernel_size=k, stride=s, padding=(p, p), dilation=d)
    if i + 2 * p >= d * (k - 1) + 1:
        pairs = [(u, t) for u in range(forward.output_size(i)) for t in range(k) if 0 <= u * s - p + d * t < i]
        assert forward.taps(i) == len(pairs)
    back = Transposed(kernel_size=k, stride=s, padding=p, dilation=d)
    o = (i - 1) * s + d * (k - 1) + 1 - 2 * p
    if o >= 1:
        assert back.taps(i) == sum(0 <= j * s + d * t - p < o for j in range(i) for t in range(k))


@pytest.mark.parametrize(
    ("maps", "span", "count", "jump"),
    [
        ([(3, 1, 1)] * 3, 7, 7, 1),
        ([(3, 2, 1)] * 3, 15, 15, 8),
        ([(2, 3, 1), (2, 1, 1)], 5, 4, 3),  # stride over the kernel leaves a hole
        ([(3, 1, 3)] * 3, 19, 7, 1),  # a stack of one dilation leaves a grid
    ],
)
def test_spans_follow_the_recurrence_and_counts_the_holes(maps, span, count, jump):
    line = Line.identity(99)
    for k, s, d in maps:
        line = line.through(Convolution(kernel_size=k, stride=s, dilation=d))
    recurrence, rate = 1, 1
    for k, s, d in maps:
        recurrence, rate = recurrence + d * (k - 1) * rate, rate * s
    field = field_of(line)
    assert (field.span, field.count, field.jump) == (span, count, jump) == (recurrence, count, rate)


def test_a_transposed_window_has_empty_phases_where_the_stride_passes_the_kernel():
    window = Window.transposed(kernel=2, stride=3)
    assert [phase.count for phase in window.phases] == [1, 1, 0]
    assert [phase.count for phase in Window.transposed(kernel=2, stride=2, dilation=2).phases] == [2, 0]


def test_two_off_centre_windows_of_five_make_nine():
    assert Window.sliding(kernel=5).union(Window.sliding(kernel=5, padding=4)).span == 9


@given(st.lists(layers(), min_size=1, max_size=4), st.integers(4, 30), st.integers(0, 1 << 30))
@settings(deadline=None, max_examples=150)
def test_what_some_outputs_see_is_the_same_without_listing_the_rows(chain, size, chosen):
    lazy = listed = Line.identity(size)
    for layer in chain:
        try:
            lazy, listed = lazy.through(layer), listed.through(layer)
        except UserError:
            continue
    chosen &= (1 << lazy.size) - 1
    rows = listed.rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("derivations.convolution.field.ROWS_CHEAP", 0)
        seen = lazy.image(chosen)
    expected = 0
    for u, row in enumerate(rows):
        expected |= row * (chosen >> u & 1)
    assert seen == expected


def test_a_long_signal_is_pooled_without_listing_its_rows():
    line = Line.identity(200_000)
    for k, s in ((10, 5), (3, 2), (3, 2)):
        line = line.through(Convolution(kernel_size=k, stride=s))
    assert line.everything().bit_count() == field_of(line).span + (line.size - 1) * 20
    with pytest.raises(UserError, match="too much to list"):
        Line.identity(200_000).rows()


def test_a_field_too_wide_to_hold_is_refused():
    with pytest.raises(UserError, match=re.escape(f"over the limit of {SPAN_LIMIT}")):
        progression(0, 1 << 20, 1 << 20)
