"""The results on convolution against counting, written out here without sympy; each derivation replays."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Integer

from derivations.catalogue import catalogue, derive
from derivations.terms import Element, Family

TOPICS = (
    "conv", "pool", "transposed", "adaptive", "receptive", "effective", "interpolation", "positions", "branch",
    "composition",
)  # fmt: skip
IDS = [id_ for id_ in catalogue() if id_.startswith(TOPICS)]


def statement(id_, **values):
    """The right side of a result, its symbols replaced by numbers."""
    rhs = derive(id_).claim.relation.rhs
    named = {s.name: s for s in rhs.free_symbols if not isinstance(s, Family) and hasattr(s, "name")}
    return rhs.xreplace({named[name]: Integer(value) for name, value in values.items() if name in named})


def windows(padded, *, k, s=1, d=1):
    """How many windows fit a padded input, one after the other."""
    return len([t for t in range(padded + 1) if t * s + d * (k - 1) <= padded - 1])


def small(*ranges):
    return product(*(range(low, high) for low, high in ranges))


@pytest.mark.parametrize("id_", IDS)
def test_every_derivation_replays_and_proves_its_claim(id_):
    for route in derive(id_).routes:
        assert route.replay().claim.same_as(route.claim)


def test_the_fifteen_relationships_and_their_torch_variants_are_there():
    relationships = {n: [id_ for id_ in IDS if derive(id_).source.endswith(f"relationship {n}")] for n in range(1, 16)}
    assert all(relationships.values()), relationships
    assert len(IDS) >= 52


def test_sizes_with_padding_stride_and_dilation():
    for i, k, s, p, d in small((1, 9), (1, 4), (1, 4), (0, 3), (1, 4)):
        if i + 2 * p >= d * (k - 1) + 1:
            counted = windows(i + 2 * p, k=k, s=s, d=d)
            assert statement("conv-output-size", i=i, k=k, s=s, p=p, d=d) == counted
            assert statement("conv-dilated", i=i, k=k, s=s, p=p, d=d) == counted
            if d == 1:
                assert statement("conv-undilated", i=i, k=k, s=s, p=p) == counted
                assert statement("pool-output-size", i=i, k=k, s=s, p=p) == counted
                if p == 0:
                    assert statement("conv-valid", i=i, k=k, s=s) == counted
                if s == 1:
                    assert statement("conv-unit-stride", i=i, k=k, p=p) == counted


def test_paddings_by_name():
    for i, k, n in small((1, 9), (1, 7), (0, 4)):
        assert statement("conv-half-padding", i=i, n=n) == windows(i + 2 * n, k=2 * n + 1)
        assert statement("conv-full-padding", i=i, k=k) == windows(i + 2 * (k - 1), k=k)
        assert statement("conv-same-padding", i=i) == windows(i + 2 * (k - 1), k=k, d=2)


def test_tensorflows_same_pads_for_the_last_window():
    for i, k, s, d in small((1, 12), (1, 5), (1, 5), (1, 3)):
        size = -(-i // s)
        padding = max((size - 1) * s + d * (k - 1) + 1 - i, 0)
        assert statement("conv-tensorflow-same", i=i, s=s) == size == windows(i + padding, k=k, s=s, d=d)


def test_ceil_mode_drops_the_window_that_begins_behind_the_input():
    for i, k, s, p in small((1, 9), (1, 5), (1, 5), (0, 3)):
        if 2 * p <= k <= i + 2 * p + s - 1:
            begins = [t for t in range(40) if t * s + k - 1 <= i + 2 * p - 1 + s - 1 and t * s < i + p]
            assert statement("pool-ceil-mode-output-size", i=i, k=k, s=s, p=p, d=1).replace(
                lambda part: part.func.__name__ == "Indicator", lambda part: Integer(bool(part.args[0]))
            ) == len(begins)


def test_transposed_sizes_stretch_the_input():
    for i, k, s, p, a, d in small((1, 5), (1, 4), (1, 4), (0, 3), (0, 3), (1, 3)):
        stretched = s * (i - 1) + 1 + a + 2 * (d * (k - 1) - p)
        if stretched >= d * (k - 1) + 1:
            assert statement("transposed-output-size", i=i, k=k, s=s, p=p, a=a, d=d) == windows(stretched, k=k, d=d)


def test_transposing_recovers_every_input_size():
    for i, k, s, p in small((1, 12), (1, 5), (1, 5), (0, 3)):
        if i + 2 * p >= k:
            o, a = windows(i + 2 * p, k=k, s=s), (i + 2 * p - k) % s
            assert s * (o - 1) + a + k - 2 * p == i
    assert str(derive("transposed-recovers-input").claim.relation.rhs) == "i"


def test_input_sizes_within_a_stride_give_one_output_size():
    for k, s, p, q in small((1, 5), (1, 5), (0, 3), (0, 4)):
        if q * s + k - 2 * p >= 1:
            sizes = {windows(q * s + k - 2 * p + a + 2 * p, k=k, s=s) for a in range(s)}
            assert sizes == {statement("conv-equal-sizes", q=q)}


def test_parameters_and_multiplications_are_sums_over_weights_and_outputs():
    for c_in, c_out, g, k1, k2, b in small((1, 5), (1, 5), (1, 3), (1, 3), (1, 3), (0, 2)):
        if c_in % g == 0:
            weights = [(o, c, x, y) for o, c, x, y in small((0, c_out), (0, c_in // g), (0, k1), (0, k2))]
            values = {"c_in": c_in, "c_out": c_out, "g": g, "k_1": k1, "k_2": k2}
            assert statement("conv-parameter-count", **values, b=b) == len(weights) + b * c_out
            assert statement("conv-multiplication-count", **values, o_1=2, o_2=3) == 6 * len(weights)


def test_taps_inside_are_those_on_the_input():
    for i, k, s, p, d in small((2, 5), (1, 4), (1, 3), (0, 4), (1, 3)):
        o = windows(i + 2 * p, k=k, s=s, d=d)
        inside = sum(0 <= s * u + d * t - p < i for u in range(o) for t in range(k))
        assert statement("conv-taps-inside", i=i, k=k, s=s, p=p, d=d, o=o).doit() == inside


def test_a_receptive_field_is_what_windows_of_windows_see():
    """Oracle: sets of positions, carried down layer by layer."""
    for k1, k2, s1, s2, d1, p1, p2 in small((1, 4), (2, 4), (1, 3), (2, 3), (1, 3), (0, 2), (1, 2)):
        k, s, d, p = (k1, k2), (s1, s2), (d1, 1), (p1, p2)
        for unit in (0, 3):
            seen = {unit}
            for n in (1, 0):
                seen = {s[n] * u - p[n] + d[n] * t for u in seen for t in range(k[n])}
            at = {"k": k, "s": s, "d": d, "p": p}

            def value(id_, at=at, unit=unit):
                rhs = statement(id_, L=2, u=unit).doit()
                members = list(rhs.atoms(Element))
                return rhs.xreplace({w: Integer(at[w.family.name][w.indices[0] - 1]) for w in members})

            assert value("receptive-field-start") == min(seen)
            assert value("receptive-field-end") == max(seen)
            assert value("receptive-field") == max(seen) - min(seen) + 1
            assert 2 * value("receptive-field-centre") == min(seen) + max(seen)


def test_the_matrix_times_the_input_is_the_convolution():
    """Oracle: the loop over windows of a zero-padded list."""
    definition = derive("conv-as-matrix").claim.hypotheses[-1]
    assert str(definition.name) == "M[u, i]"
    x, w = [3, 1, 4, 1, 5], [2, 7]
    for s, d, p in small((1, 3), (1, 3), (0, 2)):
        padded = [0] * p + x + [0] * p
        o = windows(len(padded), k=2, s=s, d=d)
        loop = [sum(w[t] * padded[s * u + d * t] for t in range(2)) for u in range(o)]
        matrix = [
            [sum(w[t - 1] for t in (1, 2) if i == s * (u - 1) + d * (t - 1) + 1 - p) for i in range(1, 6)]
            for u in range(1, o + 1)
        ]
        values = {"s": s, "d": d, "p": p, "k": 2}
        symbols = {a.name: a for a in definition.term.free_symbols if hasattr(a, "name")}
        for u, i in small((1, o + 1), (1, 6)):
            entry = definition.term.xreplace({symbols[n]: Integer(v) for n, v in (values | {"u": u, "i": i}).items()})
            entry = (
                entry.doit()
                .replace(lambda part: part.func.__name__ == "Indicator", lambda part: Integer(bool(part.args[0])))
                .replace(lambda part: hasattr(part, "family"), lambda part: Integer(w[part.indices[0] - 1]))
            )
            assert entry == matrix[u - 1][i - 1]
        assert [sum(m * a for m, a in zip(row, x, strict=True)) for row in matrix] == loop


def block(u, *, k, s, p=0):
    """The units that unit u of a block sees."""
    return {s * u - p + t for t in range(k)}


def test_holes_are_the_positions_between_one_field_and_the_next():
    """Oracle: sets of positions; a layer of kernel k1 and stride s1, read by units e apart."""
    for k1, s1, d1, e in small((1, 5), (1, 5), (1, 3), (1, 4)):
        first, second = (max({s1 * u + d1 * t for t in range(k1)}) for u in (0, e))
        start = {u: min({s1 * u + d1 * t for t in range(k1)}) for u in (0, e)}
        assert second - first == start[e] - start[0]
        between = start[e] - first - 1
        rhs = statement("receptive-field-holes", L=1, e=e).doit()
        at = {"k": k1, "s": s1, "d": d1}
        assert rhs.xreplace({w: Integer(at[w.family.name]) for w in rhs.atoms(Element)}) == between
        assert len(range(start[e], first + 1)) == max(0, -between)  # and no hole


def test_windows_that_lie_s_apart_see_as_many_positions_as_are_in_their_union():
    for k, s, n in small((1, 6), (1, 6), (0, 5)):
        seen = set().union(*(block(u, k=k, s=s) for u in range(n + 1)))
        assert statement("positions-seen", k=k, s=s, n=n) == len(seen)


def test_fields_compose():
    """Oracle: sets of positions through an inner and an outer block."""
    for r, S, P, q, R, Q, u in small((1, 4), (1, 4), (0, 3), (1, 4), (1, 3), (0, 3), (-1, 2)):
        seen = set().union(*(block(v, k=r, s=S, p=P) for v in block(u, k=q, s=R, p=Q)))
        assert statement("composition-start", S=S, R=R, P=P, Q=Q, u=u) == min(seen)
        assert statement("composition-span", r=r, S=S, q=q) == max(seen) - min(seen) + 1


def test_a_transposed_convolution_sees_by_its_phase():
    """Oracle: every input writes to its outputs."""
    for k, s in small((1, 7), (1, 5)):
        seen = {}
        for j in range(20):
            for t in range(k):
                seen.setdefault(s * j + t, set()).add(j)
        most = statement("transposed-phase-most", k=k, s=s)
        for r in range(s):
            inputs = len(seen.get(10 * s + r, ()))
            assert statement("transposed-phase", k=k, s=s, r=r) == inputs <= most
            if r >= k:
                assert inputs == statement("transposed-phase-empty")
        assert statement("transposed-phase", k=k, s=s, r=0) == most


def test_interpolation_takes_whole_steps():
    for i, a, b in small((1, 12), (1, 8), (1, 8)):
        steps = [t for t in range(100) if (t + 1) * b <= a * i]
        assert statement("interpolation-output-size", i=i, a=a, b=b) == len(steps)


def test_branches_centred_alike_span_what_the_widest_does():
    for x, r, c in small((-2, 3), (1, 5), (0, 4)):
        both = set(range(x, x + r)) | set(range(x - c, x - c + r + 2 * c))
        assert max(both) - min(both) + 1 == statement("branch-alignment", q=r + 2 * c)
