"""The torch check confirms what torch does, and refutes what it does not."""

from itertools import product

import pytest
from sympy import ceiling, floor

from cnn import checks
from derivations.catalogue import derive
from derivations.claims import Claim, Relation
from derivations.results._layers import L, offset
from derivations.terms import positive_integers
from verify.checks import Settings, Subject
from verify.checks.enumeration import sides_of


@pytest.mark.parametrize("id_", list(checks.measured()))
def test_the_catalogue_agrees_with_torch(id_):
    verdict = checks.TORCH.run(Subject.of(derive(id_)), Settings())
    assert verdict.verdict == "confirmed"
    assert verdict.samples > 20


@pytest.mark.parametrize("id_", list(checks.measured()))
def test_a_right_side_that_is_off_by_one_is_refuted_at_the_smallest_point(id_):
    claim = derive(id_).claim
    wrong = Claim(claim.hypotheses, Relation(claim.relation.lhs, "=", claim.relation.rhs + 1))
    verdict = checks.TORCH.run(Subject(id_, wrong), Settings())
    assert (verdict.verdict, verdict.samples) == ("refuted", 1)


def test_rounding_up_is_refuted_with_a_layer_that_shows_it():
    claim = derive("conv-output-size").claim
    up = claim.relation.rhs.replace(floor, ceiling)
    verdict = checks.TORCH.run(
        Subject("conv-output-size", Claim(claim.hypotheses, Relation(claim.relation.lhs, "=", up))), Settings()
    )
    assert verdict.verdict == "refuted"
    assert set(verdict.witness) == {"i", "k", "s", "p", "d"}


def test_a_wrong_left_side_is_refuted():
    claim = derive("effective-kernel-size").claim
    wrong = Claim(claim.hypotheses, Relation(claim.relation.lhs + 1, "=", claim.relation.rhs))
    assert checks.TORCH.run(Subject("effective-kernel-size", wrong), Settings()).verdict == "refuted"


def test_it_applies_only_where_torch_has_a_say():
    assert not checks.TORCH.applies(Subject.of(derive("variance-identity")))


@pytest.mark.parametrize("id_", ["conv-output-size", "conv-asymmetric-padding", "conv-valid", "transposed-unit-stride"])
def test_torch_refuses_exactly_what_the_hypotheses_exclude(id_):
    """But for the empty output, which torch's transposed convolution refuses and a count of windows allows."""
    measured, claim = checks.measured()[id_], derive(id_).claim
    sides_at, names = sides_of(claim), {s.name: s for h in claim.hypotheses for s in h.free_symbols}
    asked = set()
    for values in product(*measured.ranges.values()):
        point = dict(zip(measured.ranges, values, strict=True))
        sides = sides_at({names.get(n, positive_integers(n)): v for n, v in point.items()})
        made = measured.measure(**point)
        asked.add(made is None)
        assert (sides is None or sides == (0, 0)) == (made is None), point
    assert asked == {True, False}


def test_a_start_that_padding_moves_the_wrong_way_is_refuted_where_there_is_padding():
    claim = derive("receptive-field-start").claim
    wrong = Claim(claim.hypotheses, Relation(claim.relation.lhs, "=", claim.relation.rhs + 2 * offset(L)))
    verdict = checks.TORCH.run(Subject("receptive-field-start", wrong), Settings())
    assert verdict.verdict == "refuted"
    assert verdict.witness["p[1]"] + verdict.witness["p[2]"] == 1
