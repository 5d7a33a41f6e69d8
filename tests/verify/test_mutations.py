"""Every slip in every claim of the catalogue is refuted by a route other than replay, or proved to be none."""

import pytest

from derivations.catalogue import catalogue
from verify.checks import Settings
from verify.mutations import Mutation, judge, mutations

RESULTS = list(catalogue())


@pytest.mark.parametrize("id_", RESULTS)
def test_no_slip_in_a_claim_survives(id_, record_property):
    routes = {}
    for mutation in mutations(catalogue()[id_].claim):
        word, route = judge(mutation, id=id_, settings=Settings(seed=1))
        assert word in {"refuted", "equivalent"}, f"{mutation} survived"
        routes.setdefault((word, route), []).append(str(mutation))
    for (word, route), found in routes.items():
        record_property(f"{word} by {route}", len(found))
    assert any(word == "refuted" for word, _ in routes), routes


def test_there_are_at_least_three_hundred_slips_of_every_kind():
    slips = [m.slip for result in catalogue().values() for m in mutations(result.claim)]
    assert len(slips) >= 300
    kinds = {"coefficient", "sign", "exponent", "dropped term", "dropped factor", "rounding", "other size", "head"}
    assert kinds <= set(slips)


def test_a_right_claim_is_judged_equivalent_not_refuted():
    for id_ in ("variance-of-product", "lecun-normal", "conv-output-size"):
        claim = catalogue()[id_].claim
        assert judge(Mutation("none", claim, claim), id=id_, settings=Settings(seed=1))[0] == "equivalent"
