"""The kernel refuses everything that is not a proof, and says why."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from sympy import Eq, Integer, Symbol

import derivations.kernel
from derivations.claims import Claim, DoesNotApply, KernelError, Relation
from derivations.derivation import start
from derivations.errors import UserError
from derivations.hypotheses import (
    IID,
    Centred,
    Definition,
    Holds,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
)
from derivations.kernel import Rewrite, Rule, Theorem, apply, flip, instance, join, occurrences, replay, within
from derivations.rules.algebra import algebra, sum_of_constant
from derivations.rules.expectation import by_hypothesis, expectation_linear, factor_independent, same_law
from derivations.rules.variance import variance_definition
from derivations.terms import (
    E,
    Partial,
    Sum,
    Var,
    constants,
    family,
    integers,
    natural_numbers,
    positive_integers,
    random_variables,
)

x, y, z = random_variables("x y z")
n, m, i, j, k = positive_integers("n m i j k")
w, u = family("w", n), family("u", m)
a, b, c = constants("a b c")

definition = apply(variance_definition, Var(x), ())
split = apply(factor_independent, E(x * y), (Independent(x, y),))


def refused(text):
    return pytest.raises(KernelError, match=text)


# ---- what a theorem is -------------------------------------------------------------------------------------------


def test_a_theorem_is_not_made_by_hand():
    false = Claim((), Relation(Var(x), "=", Integer(0)))
    with refused("never by hand"):
        Theorem(object(), false, ())
    with refused("never by hand"):
        Theorem(None, false, ())


def test_nothing_else_passes_for_a_theorem():
    with refused("nothing else may pass for one"):
        type("Fake", (Theorem,), {})

    class Fake:
        lhs, rhs, hypotheses, claim = Var(x), Integer(0), (), Claim((), Relation(Var(x), "=", Integer(0)))

    with refused("join takes Theorems"):
        join(Fake())
    with refused("apply takes a Rule and Theorems"):
        apply(algebra, Var(x), (), Fake(), to=Integer(0))
    with refused("apply takes a Rule and Theorems"):
        apply(algebra.function, Var(x), (), to=Integer(0))


def test_a_theorem_does_not_change():
    with refused("cannot be changed .tried to set claim"):
        definition.claim = Claim((), Relation(Var(x), "=", Integer(0)))
    with refused("cannot be changed .tried to set rhs"):
        definition.rhs = Integer(0)
    with refused("cannot be changed .tried to set anything"):
        definition.anything = 1
    with refused("cannot be changed .tried to delete claim"):
        del definition.claim
    with pytest.raises(AttributeError):
        definition.claim.relation.rhs = Integer(0)
    with refused("cannot be changed"):
        copy.copy(definition)


def test_what_a_theorem_records_does_not_change_what_it_says():
    """The parameters of a step are the caller's no longer."""
    parameters = {"to": x**2 + 2 * x + 1}
    theorem = apply(algebra, (x + 1) ** 2, (), **parameters)
    parameters["to"] = Integer(0)
    assert replay(theorem).rhs == x**2 + 2 * x + 1
    mapping = {x: y}
    specialised = instance(definition, mapping, ())
    mapping[x] = z
    assert replay(specialised).lhs == Var(y)


def test_replay_notices_a_recorded_step_that_was_changed():
    forged = apply(variance_definition, Var(x), ())
    object.__setattr__(forged, "claim", Claim((), Relation(Var(x), "=", Integer(0))))
    with refused(r"replay gave Var\(x\) = .* where Var\(x\) = 0 was recorded"):
        replay(forged)
    with refused("replay gave"):
        replay(join(forged))
    swapped = apply(variance_definition, Var(x), ())
    object.__setattr__(swapped, "origin", (apply, variance_definition, Var(y), (), {}))
    with refused(r"replay gave Var\(y\)"):
        replay(swapped)
    hidden = apply(factor_independent, E(x * y), (Independent(x, y),))
    object.__setattr__(hidden, "claim", Claim((), hidden.claim.relation))
    with refused(r"factor_independent needs .* add assuming=Independent\(x, y\)"):
        replay(hidden)


# ---- applying rules ----------------------------------------------------------------------------------------------


def test_a_rule_that_does_not_apply_says_what_it_needs():
    with pytest.raises(DoesNotApply, match=r"factor_independent needs .* add assuming=Independent\(x, y\)"):
        apply(factor_independent, E(x * y), ())


def test_algebra_does_not_reach_a_false_goal():
    with pytest.raises(DoesNotApply, match="are not the same rational function"):
        apply(algebra, (x + y) ** 2, (), to=x**2 + y**2)
    with pytest.raises(DoesNotApply, match="are not the same rational function"):
        apply(algebra, E(x**2), (), to=E(x) ** 2)


def test_a_rule_that_uses_what_is_not_declared_is_refused():
    def claims_more(term, context):
        """Anything -> 0."""
        return Rewrite(Integer(0), frozenset({Centred(x)}))

    rule = Rule("claims_more", claims_more)
    with refused(r"claims_more uses Holds\(Eq\(E\(x\), 0\)\), not declared; add assuming="):
        apply(rule, E(x), ())
    assert apply(rule, E(x), (Centred(x),)).hypotheses == (Centred(x),)


def test_a_rule_that_hides_what_it_used_is_caught_by_replay():
    def hides(term, context):
        """E[X] -> 0, because it was assumed, says the rule, of nothing."""
        if Centred(x) not in context:
            raise DoesNotApply("hides needs E(x) = 0")
        return Rewrite(Integer(0))

    theorem = apply(Rule("hides", hides), E(x), (Centred(x),))
    assert theorem.hypotheses == ()
    with refused(r"hides needs E\(x\) = 0"):
        replay(theorem)
    with refused(r"hides needs E\(x\) = 0"):
        replay(join(theorem))


def test_the_hypotheses_of_a_premise_are_not_lost():
    def cites(term, context, premise):
        """A rule that says it used nothing but its premise."""
        return Rewrite(term + 0 * premise.lhs)

    rule = Rule("cites", cites)
    with refused(r"cites uses Independent\(x, y\), not declared"):
        apply(rule, a, (), split)
    assert apply(rule, a, (Independent(x, y),), split).hypotheses == (Independent(x, y),)


def test_a_rule_that_changes_its_answer_is_caught_by_replay():
    answers = iter((Integer(1), Integer(2)))
    fickle = Rule("fickle", lambda term, context: Rewrite(next(answers)))
    theorem = apply(fickle, a, ())
    with refused("replay gave a = 2 where a = 1 was recorded"):
        replay(theorem)


# ---- joining and turning -----------------------------------------------------------------------------------------


def test_links_that_do_not_meet_do_not_join():
    with refused("the links do not join"):
        join(definition, apply(variance_definition, Var(y), ()))
    with refused("join takes Theorems"):
        join()
    with refused("join takes Theorems"):
        join(definition, "Var(x) = 0")


def test_bounds_and_memberships_join_only_one_way():
    def related(symbol):
        return Rule(symbol, lambda term, context, to: Rewrite(to, relation=symbol))

    below = apply(related("<="), a, (), to=b)
    inside = apply(related("in"), b, (), to=c)
    assert join(below, apply(related("<="), b, (), to=c)).claim.relation.symbol == "<="
    with refused("a bound cannot be followed by a membership"):
        join(below, inside)
    with refused("the links do not join"):
        join(inside, apply(related("="), c, (), to=a))
    with refused("only an equation can be turned round"):
        flip(below)
    with refused("only an equation can be used inside a term"):
        within(below, a + 1, next(occurrences(a + 1, a)))
    with refused("unknown relation"):
        apply(related("<"), a, (), to=b)


def test_joining_keeps_the_hypotheses_of_every_link():
    centred = apply(by_hypothesis, E(y), (Centred(y),))
    whole = within(centred, split.rhs, next(occurrences(split.rhs, E(y))))
    assert set(join(split, whole).hypotheses) == {Independent(x, y), Centred(y)}


def test_contradictory_hypotheses_prove_nothing():
    one, two = Holds(Eq(E(x), 1)), Holds(Eq(E(x), 2))
    with pytest.raises(UserError, match=r"contradict each other: E\[x\] = 1, E\[x\] = 2"):
        join(flip(apply(by_hypothesis, E(x), (one,))), apply(by_hypothesis, E(x), (two,)))
    with pytest.raises(UserError, match="contradict each other"):
        start(E(x), assuming=(one, two))


def test_a_hypothesis_that_makes_a_divisor_0_gives_no_theorem():
    with refused("a relation is between numbers"):
        within(apply(by_hypothesis, E(x), (Centred(x),)), 1 / E(x), (0,))


# ---- inside a term -----------------------------------------------------------------------------------------------


def test_an_index_that_is_free_in_a_hypothesis_is_not_generalised():
    one = Holds(Eq(E(w[j]), 0))
    theorem = apply(by_hypothesis, E(w[j]), (one,))
    whole = Sum(E(w[j]), (j, 1, n))
    with refused(r"cannot generalise over j: free in the hypothesis Holds\(Eq\(E\(w\[j\]\), 0\)\)"):
        within(theorem, whole, next(occurrences(whole, E(w[j]))))
    every = apply(by_hypothesis, E(w[j]), (Centred(w),))
    assert within(every, whole, next(occurrences(whole, E(w[j])))).rhs == Sum(0, (j, 1, n))


def test_an_index_is_not_generalised_to_a_size_of_a_family():
    theorem = apply(same_law, Var(w[j]), IID(w))
    whole = Sum(Var(w[j]), (n, 1, m))
    with refused("cannot generalise over n"):
        within(theorem, whole, next(occurrences(whole, Var(w[j]))))


def test_a_theorem_about_positive_numbers_is_not_used_at_others():
    """sqrt(t^2) = t for positive t, so not below a sum or integral that runs through 0 or below."""
    from sympy import Integral, sqrt

    t, p = Symbol("t", real=True), Symbol("t", positive=True)
    theorem = apply(algebra, sqrt(p**2 + 2 * p + 1), (), to=p + 1)
    body = sqrt(p**2 + 2 * p + 1)
    for whole in (Integral(body, (p, -1, 1)), Sum(body, (p, -3, 3)), Sum(body, (p, 0, 3))):
        with refused("beyond the domain of the symbol"):
            within(theorem, whole, next(occurrences(whole, body)))
    whole = Integral(body, (p, 0, 1))
    assert within(theorem, whole, next(occurrences(whole, body))).rhs == Integral(p + 1, (p, 0, 1))
    assert t != p


def test_a_sum_over_integers_does_not_run_over_halves():
    whole = Sum(a * (j + b), (j, Symbol("h", real=True), n))
    theorem = apply(algebra, a * (j + b), (), to=a * j + a * b)
    with refused("beyond the domain"):
        within(theorem, whole, next(occurrences(whole, a * (j + b))))


def test_an_equation_at_one_point_is_not_differentiated():
    """V = 0 says nothing of dV/dx."""
    total = Sum(w[k] * x, (k, 1, n))
    theorem = apply(by_hypothesis, total, (Holds(Eq(total, 0)),))
    whole = Partial(total, x)
    with refused("not inside the derivative"):
        within(theorem, whole, next(occurrences(whole, total)))


def test_a_place_must_hold_what_is_replaced():
    with refused("does not stand at"):
        within(definition, Var(y) + 1, (0,))


# ---- specialising ------------------------------------------------------------------------------------------------


def test_an_instance_needs_its_hypotheses():
    with refused(r"Independent\(x\*\*2, z\) is needed and does not follow; add assuming="):
        instance(split, {x: x**2, y: z}, (Independent(x, y),))
    assert instance(split, {x: x**2, y: z}, (Independent(x, z),)).lhs == E(x**2 * z)


def test_an_instance_is_for_variables_only():
    with refused(r"0 cannot stand for E\(x\)"):
        instance(definition, {E(x): Integer(0)}, ())
    same = apply(same_law, Var(w[j]), IID(w))
    with refused(r"x cannot stand for w\[j\]"):
        instance(same, {w[j]: x}, IID(w))


def test_an_instance_stays_in_the_domain_of_what_it_replaces():
    counted = apply(sum_of_constant, Sum(a, (j, 1, n)), ())
    with refused("n is real and integer and rational and positive"):
        instance(counted, {n: n - 1}, ())
    with refused("n is real and integer"):
        instance(counted, {n: Integer(1) / 2}, ())
    with refused("a is real"):
        instance(counted, {a: Symbol("q")}, ())
    with refused("a cannot|x cannot stand for a"):
        instance(counted, {a: x}, ())
    assert instance(counted, {n: n + m, a: E(x)}, ()).rhs == (n + m) * E(x)


def test_a_family_stands_only_for_one_of_its_shape():
    same = apply(same_law, Var(w[j]), (IdenticallyDistributed(w),))
    grid = family("W", n, m)
    for value in (u, grid):
        with refused("its sizes are"):
            instance(same, {w: value}, (IdenticallyDistributed(value),))
    assert instance(same, {w: u, n: m}, (IdenticallyDistributed(u),)).rhs == Var(u[1])
    with refused("they are of different kinds"):
        instance(same, {w: x}, ())
    with refused("they are of different kinds"):
        instance(same, {w: family("c", n, kind="real")}, ())


def test_no_binder_catches_a_symbol():
    known = apply(algebra, a * Sum(w[j], (j, 1, n)) + a, (), to=a * (Sum(w[j], (j, 1, n)) + 1))
    with refused("a symbol of it would be bound; rename the index"):
        instance(known, {a: j}, ())
    with refused("a symbol of it would be bound; rename the index"):
        instance(known, {j: k}, ())
    layer = family("L", n, n)
    v = random_variables("v")
    hidden = Definition(v, Sum(layer[i, k], (k, 1, n)))
    from derivations.rules.expectation import by_definition

    named = apply(by_definition, v, (hidden,))
    with refused("a symbol of it would be bound; rename the index"):
        instance(named, {i: k}, (Definition(v, Sum(layer[k, k], (k, 1, n))),))


def test_identical_instances_of_independent_variables_are_refused():
    with refused(r"Independent\(x, x\)"):
        instance(split, {y: x}, (Independent(x, y),))


# ---- generalities ------------------------------------------------------------------------------------------------


def test_the_kernel_stays_small():
    assert len(Path(derivations.kernel.__file__).read_text().splitlines()) < 200


def test_induction_needs_an_index_that_starts_at_0():
    """A step for l >= 1 leaves the one from 0 to 1 open."""
    from derivations.rules.counting import induction

    for letter, accepted in ((natural_numbers("l"), True), (positive_integers("l"), False)):
        r = family("r", n, kind="real")
        at_0, at_l = Holds(Eq(r[0], 1)), Holds(Eq(r[letter], 1))
        step = Holds(Eq(r[letter + 1], r[letter]), forall=(letter,))
        base = apply(by_hypothesis, r[0], (at_0,))
        onward = start(r[letter + 1], assuming=(at_l, step)).by(by_hypothesis).by(by_hypothesis).claims(1).theorem
        arguments = (induction, r[n], (at_0, step), base, onward)
        if accepted:
            assert apply(*arguments, index=letter, upto=n).rhs == 1
        else:
            with pytest.raises(DoesNotApply, match="induction"):
                apply(*arguments, index=letter, upto=n)


def test_text_is_no_term():
    """sympy would evaluate it."""
    for build in (lambda: E("x"), lambda: w["j"], lambda: start("x + 1"), lambda: Relation("x", "=", "y")):
        with pytest.raises(UserError, match="is no term; build it from variables and numbers"):
            build()


def test_a_linear_expectation_is_a_theorem_without_hypotheses():
    theorem = apply(expectation_linear, E(a * x + b), (IndependentElements(w),))
    assert theorem.hypotheses == ()
    assert replay(theorem).claim == theorem.claim
    assert integers("t").is_integer
