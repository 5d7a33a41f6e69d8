"""Two variables that would have to be alike: equal means or variances are named, in their smallest set."""

import pytest

from verify.chain import check

INDEPENDENT = ("X, Y independent",)


@pytest.mark.parametrize(("claim", "stated", "missing"), [
    ("Cov(X+Y, X-Y) = 0", (), ["Var(Y) = Var(X)"]),
    ("Var(X+Y) = 2 Var(X)", INDEPENDENT, ["Var(Y) = Var(X)"]),
    ("Var(X+Y) = 2 Var(X)", (), ["Cov(X, Y) = 0", "Var(Y) = Var(X)"]),
    ("E[X*Y] = E[X]^2", INDEPENDENT, ["E[Y] = E[X]"]),
    ("E[(X-Y)^2] = Var(X) + Var(Y)", (*INDEPENDENT,), ["E[Y] = E[X]"]),
    ("E[(X-Y)^2] = 2 Var(X)", INDEPENDENT, ["E[Y] = E[X]", "Var(Y) = Var(X)"]),
    ("Corr(X,Y) = Cov(X,Y)/Var(X)", (), ["Var(Y) = Var(X)"]),
])  # fmt: skip
def test_what_would_have_to_be_equal_is_named_and_is_enough(claim, stated, missing):
    (step,) = check(claim, assuming=stated).steps
    assert (step.verdict, list(step.missing)) == ("missing-hypothesis", missing)
    assert [again.verdict for again in check(claim, assuming=(*stated, *missing)).steps] == ["proved"]


@pytest.mark.parametrize(
    "claim", ["Var(X) = Var(Y)", "E[X] = E[Y]", "Var(X-Y) = 0", "Var(X+Y) = Var(X)", "Var(X-Y) = Var(X) - Var(Y)"]
)
def test_the_claim_itself_and_degenerate_laws_are_not(claim):
    assert [step.verdict for step in check(claim, assuming=INDEPENDENT).steps] == ["refuted"]
