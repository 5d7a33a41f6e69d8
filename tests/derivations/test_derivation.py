"""A chain of steps: one place at a time, everything declared, nothing in vain, and ending in what it claims."""

from __future__ import annotations

import pytest
from sympy import Eq, Integer

from derivations.claims import DoesNotApply, KernelError
from derivations.derivation import Derivation, Link, Proof, start
from derivations.hypotheses import Centred, Holds, Independent
from derivations.kernel import apply
from derivations.rules.expectation import by_hypothesis, expectation_linear, factor_independent
from derivations.rules.variance import variance_definition
from derivations.terms import E, Var, random_variables

x, y, z = random_variables("x y z")


def refused(text):
    return pytest.raises(KernelError, match=text)


def test_a_chain_claims_only_what_it_derived():
    chain = start(Var(x)).by(variance_definition)
    with refused(r"derived was E\(\(x - E\(x\)\)\*\*2\), claimed is 0"):
        chain.claims(0)
    with refused(r"nothing was derived from Var\(x\)"):
        start(Var(x)).claims(Var(x))
    proof = chain.claims(E((x - E(x)) ** 2))
    assert str(proof.relation) == "Var(x) = E((x - E(x))**2)"
    assert proof.replay().claim == proof.theorem.claim


def test_a_hypothesis_that_is_used_is_declared():
    with pytest.raises(DoesNotApply, match=r"add assuming=Independent\(x, y\)"):
        start(E(x * y)).by(factor_independent)
    proof = start(E(x * y), assuming=Independent(x, y)).by(factor_independent).claims(E(x) * E(y))
    with refused(r"used and not declared: Independent\(x, y\); add assuming="):
        Proof(proof.theorem, proof.links, ())
    with refused("used and not declared"):
        Derivation((), E(x * y), proof.links).claims(E(x) * E(y))


def test_a_hypothesis_that_is_declared_is_used():
    chain = start(E(x * y), assuming=(Independent(x, y), Centred(z))).by(factor_independent)
    with refused(r"declared and never used: Holds\(Eq\(E\(z\), 0\)\); remove it from assuming="):
        chain.claims(E(x) * E(y))


def test_hypotheses_of_a_used_result_must_follow():
    product = start(E(x * y), assuming=Independent(x, y)).by(factor_independent).claims(E(x) * E(y))
    with refused(r"Independent\(x, z\) is needed and does not follow; add assuming="):
        start(E(x * z), assuming=Independent(y, z)).using(product, {y: z})


def test_at_names_one_occurrence():
    doubled = start(E(x) * Var(E(x) * y), assuming=Centred(x))
    with refused(r"E\(x\) occurs 2 times in .*, at \[.*\]; use everywhere"):
        doubled.by(by_hypothesis, at=E(x))
    with refused(r"E\(z\) does not occur in"):
        start(E(x), assuming=Centred(z)).by(by_hypothesis, at=E(z))
    assert start(E(x) * y + Var(E(x) * y), assuming=Centred(x)).everywhere(by_hypothesis).current == Var(0)


def test_a_rule_without_a_place_needs_to_have_one():
    both = start(E(2 * x) + E(3 * y))
    with refused(r"expectation_linear applies at 2 places, name one with at=: E\(.\*.\); E\(.\*.\)$"):
        both.by(expectation_linear)
    assert both.by(expectation_linear, at=E(2 * x)).current == 2 * E(x) + E(3 * y)
    with pytest.raises(DoesNotApply, match="expectation_linear applies nowhere"):
        start(Var(x)).everywhere(expectation_linear)
    with pytest.raises(DoesNotApply):
        start(Var(x)).by(expectation_linear)


def test_steps_that_are_not_theorems_make_no_proof():
    class Claimed:
        lhs, rhs, hypotheses = Var(x), Integer(0), ()

    with refused("join takes Theorems"):
        Derivation((), Var(x), (Link("magic", Claimed()),)).claims(0)
    with refused("a Proof is of a Theorem"):
        Proof(Claimed(), (), ())


def test_a_chain_starts_where_it_says():
    theorem = apply(variance_definition, Var(y), ())
    with refused(r"the chain starts at Var\(y\), not at Var\(x\)"):
        Derivation((), Var(x), (Link("borrowed", theorem),)).claims(theorem.rhs)


def test_links_must_meet():
    first, second = apply(variance_definition, Var(y), ()), apply(variance_definition, Var(x), ())
    with refused("the links do not join"):
        Derivation((), Var(y), (Link("a", first), Link("b", second))).claims(second.rhs)


def test_a_hypothesis_may_be_stated_twice():
    twice = start(E(x), assuming=(Centred(x), (Centred(x), Holds(Eq(E(x), 0))))).by(by_hypothesis).claims(0)
    assert twice.assuming == (Centred(x),)
