"""Checks judge claims, right or wrong, and every result of the catalogue has a numeric one."""

from dataclasses import replace

import pytest
from sympy import Rational

from derivations.catalogue import catalogue, derive
from derivations.claims import Claim, Relation
from derivations.derivation import Proof
from derivations.errors import UserError
from derivations.hypotheses import Independent, NoAtom, Symmetric
from derivations.laws import Finite, Gamma, Laplace, Normal, Uniform
from derivations.terms import E, Var, random_variables, relu, step
from verify.checks import Settings, Subject, all_checks
from verify.run import plan, verify
from verify.statistics.sampling import sample_law
from verify.statistics.sequential import stream
from verify.verdicts import exit_status
from verify.worlds.drawn_laws import Shifted

x, y = random_variables("x y")
QUICK = Settings(seed=3, resolution=0.05)


def judged(check, claim, settings=QUICK):
    subject = Subject("test", claim)
    assert all_checks()[check].applies(subject)
    return all_checks()[check].run(subject, settings)


def wrong(lhs, rhs, *hypotheses):
    return Claim(hypotheses, Relation(lhs, "=", rhs))


@pytest.mark.parametrize("id_", list(catalogue()))
def test_every_result_has_a_source_and_a_check_that_computes(id_):
    result = derive(id_)
    subject = Subject.of(result)
    numeric = [
        n for n in ("exact", "certified", "monte-carlo", "enumeration", "smt") if all_checks()[n].applies(subject)
    ]
    assert result.source
    assert numeric


@pytest.mark.parametrize("check", ["exact", "monte-carlo"])
def test_the_variance_of_a_product_is_not_the_product_of_variances(check):
    verdict = judged(check, wrong(Var(x * y), Var(x) * Var(y), Independent(x, y)))
    assert verdict.verdict == "refuted"
    assert verdict.witness


def test_a_dropped_half_at_the_rectifier_is_refuted_by_every_route():
    claim = wrong(E(relu(y) ** 2), Var(y), Symmetric(y))
    assert {judged(c, claim).verdict for c in ("exact", "certified", "monte-carlo")} == {"refuted"}


def test_a_hypothesis_that_is_not_needed_is_noticed():
    claim = wrong(Var(2 * x), 4 * Var(x), Symmetric(x))
    verdict = judged("necessity", claim)
    assert verdict.verdict == "inconclusive"
    assert "Symmetric(x) goes unnoticed" in verdict.note


def test_the_derivative_of_the_rectifier_needs_no_atom_at_zero():
    assert judged("exact", wrong(E(step(y) ** 2), Rational(1, 2), Symmetric(y))).verdict == "refuted"
    assert judged("exact", wrong(E(step(y) ** 2), Rational(1, 2), Symmetric(y), NoAtom(y))).verdict == "confirmed"


def test_replay_refutes_a_proof_of_another_statement():
    result = derive("variance-of-product")
    subject = Subject(result.id, derive("variance-identity").claim, result.routes)
    assert all_checks()["replay"].run(subject, QUICK).verdict == "refuted"


def test_replay_refutes_a_proof_whose_record_was_changed():
    proof = derive("variance-of-product").proof
    forged = Proof(derive("variance-identity").theorem, proof.links, proof.assuming, proof.name)
    subject = Subject("variance-of-product", proof.claim, (forged,))
    assert all_checks()["replay"].run(subject, QUICK).verdict == "refuted"


def test_verdicts_do_not_depend_on_the_run_around_them():
    first, second = (
        verify(["variance-identity"], checks=["monte-carlo"], seed=5, resolution=0.05)[0] for _ in range(2)
    )
    assert replace(first, seconds=None) == replace(second, seconds=None)
    assert first.verdict == "confirmed"
    other = verify(["variance-identity"], checks=["monte-carlo"], seed=6, resolution=0.05)[0]
    assert other.estimate != first.estimate


def test_the_error_budget_is_shared_by_the_checks_of_chance():
    verdicts = verify(["variance-identity", "second-moment"], checks=["monte-carlo", "replay"], resolution=0.1)
    assert [v.error_budget.alpha for v in verdicts if v.check == "monte-carlo"] == [5e-7, 5e-7]
    assert exit_status(verdicts) == 0


def test_no_time_left_is_inconclusive_not_confirmed():
    verdict = verify(["variance-of-neuron"], checks=["monte-carlo"], budget=1e-9)[0]
    assert verdict.verdict == "inconclusive"
    assert "not decided" in verdict.note


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plan(["variance-of-produkt"]), "did you mean 'variance-of-product'"),
        (lambda: plan(checks=["replya"]), "did you mean 'replay'"),
        (lambda: plan(["conv-output-size"], checks=["monte-carlo"]), "does not apply to conv-output-size"),
        (lambda: verify(["variance-identity"], family_error=2), "must lie between 0 and 1"),
    ],
)
def test_calls_that_cannot_be_served_say_why(call, message):
    with pytest.raises(UserError, match=message):
        call()


@pytest.mark.parametrize(
    "law",
    [
        Normal(1, 4),
        Uniform(-1, 3),
        Laplace(0, 2),
        Gamma(3, 2),
        Shifted(Gamma(2, 1), -2),
        Finite(((1, Rational(2, 3)), (-2, Rational(1, 3)))),
    ],
)
def test_samplers_have_the_moments_of_their_laws(law):
    draws = sample_law(law, stream(str(law), 0), 400_000)
    for order in (1, 2):
        spread = float(law.moment(2 * order) - law.moment(order) ** 2) ** 0.5
        # six standard errors: a false alarm in one of a billion runs, and the stream is fixed
        assert abs((draws**order).mean() - float(law.moment(order))) < 6 * spread / len(draws) ** 0.5
