"""How claims, theorems, proofs and results show themselves."""

import pytest
import sympy

from derivations.catalogue import catalogue, derive
from derivations.claims import Claim, Relation
from derivations.notation import latex
from derivations.terms import E, Var, random_variables

x = random_variables("x")


def shown():
    result = derive("receptive-field")
    return [result, result.proof, result.theorem, result.claim]


@pytest.mark.parametrize("thing", shown(), ids=lambda thing: type(thing).__name__)
def test_everything_that_states_something_shows_itself_everywhere(thing):
    assert repr(thing).startswith(f"{type(thing).__name__}(")
    assert "\n" not in repr(thing)
    assert "Then: b(L, u) - a(L, u) + 1 = " in str(thing)
    assert sympy.latex(thing) == thing._latex()
    assert r"\sum_{j=1}^{L}" in thing._latex()
    assert thing._repr_latex_().startswith("$$ ")
    assert "<math" in thing._repr_html_()


@pytest.mark.parametrize("id_", list(catalogue()))
def test_str_numbers_every_step_of_every_result(id_):
    lines = str(derive(id_)).splitlines()
    for place, link in enumerate(derive(id_).proof.links, start=1):
        reason = link.reason.replace("_", " ")
        assert any(line.lstrip().startswith(f"{place}. ") for line in lines)
        assert any(f"[{reason}" in line for line in lines)


def test_a_wrong_claim_shows_itself_too():
    claim = Claim((), Relation(Var(x), "<=", E(x)))
    assert repr(claim) == "Claim(Var(x) <= E[x])"
    assert claim._latex() == rf"{latex(Var(x))} \le {latex(E(x))}"
