"""The torch check confirms what torch does, and refutes what it does not."""

import pytest
from sympy import ceiling, floor

from cnn import checks
from derivations.catalogue import derive
from derivations.claims import Claim, Relation
from verify.checks import Settings, Subject


@pytest.mark.parametrize("id_", list(checks.MEASURED))
def test_the_catalogue_agrees_with_torch(id_):
    verdict = checks.TORCH.run(Subject.of(derive(id_)), Settings())
    assert verdict.verdict == "confirmed"
    assert verdict.samples > 20


@pytest.mark.parametrize("id_", list(checks.MEASURED))
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
