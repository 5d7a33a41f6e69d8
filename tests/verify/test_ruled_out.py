"""What a law rules out is not compared: the hypotheses that are found to lack are the same, and fewer are tried."""

import pytest
from sympy import Eq, Integer, Symbol

from derivations.hypotheses import IID, Centred, HasLaw, Holds, Independent
from derivations.laws import Normal
from derivations.normal_form import NormalForm
from derivations.terms import Cov, E, Sum, Var, family, positive_integers, random_variables
from verify.steps import missing
from verify.steps.missing import missing_hypotheses
from verify.steps.ruled_out import RuledOut
from verify.steps.slips import likely_slip
from verify.worlds import counterexample as search
from verify.worlds.counterexample import counterexample

x, y, z = random_variables("x y z")
n, j = positive_integers("n j")
w, v = family("w", n), family("v", n)
s = Symbol("s", real=True)
STEPS = [
    ((), Var(x + y), Var(x) + Var(y), (Holds(Eq(Cov(x, y), 0)),)),
    ((Independent(x, y),), Var(x * y), Var(x) * E(y**2), (Centred(x),)),
    ((Independent(x, y),), Var(x + y), 2 * Var(x), (Holds(Eq(Var(y), Var(x))),)),
    ((Independent(x, y),), Var(3 * x), 3 * Var(x), None),
    ((), Var(x), E(x**2) + 1, None),
    (IID(w), Var(Sum(w[j], (j, 1, n))), n**2 * Var(w[1]), None),
    ((HasLaw(x, Normal(0, s**2)),), Var(x), s, None),
]


@pytest.mark.parametrize(("known", "lhs", "rhs", "needed"), STEPS)
def test_what_lacks_is_the_same_with_a_law_at_hand(known, lhs, rhs, needed):
    witness = counterexample(known, lhs, rhs)
    assert witness is not None
    assert missing_hypotheses(known, lhs, rhs) == needed
    assert missing_hypotheses(known, lhs, rhs, witness=witness) == needed


def test_what_holds_in_a_law_that_breaks_a_step_is_not_compared(monkeypatch):
    asked = []
    plainly = missing._equal
    monkeypatch.setattr(missing, "_equal", lambda *question: asked.append(question) or plainly(*question))
    known, lhs, rhs = (Independent(x, y, z),), Var(x * y * z), Var(x) * E(y**2) * E(z**2)
    without = missing_hypotheses(known, lhs, rhs), len(asked)
    asked.clear()
    assert missing_hypotheses(known, lhs, rhs, witness=counterexample(known, lhs, rhs)) == without[0]
    assert len(asked) < without[1]


def test_a_law_under_which_a_hypothesis_fails_rules_nothing_out():
    witness = counterexample((), Var(x - y), Var(x) - Var(y))
    assert RuledOut((), witness).by([Independent(x, y)])
    assert not RuledOut((Centred(x),), witness).by([Independent(x, y)])
    assert not RuledOut((), None).by([Independent(x, y)])


def test_signs_that_letters_have_in_a_law_would_not_do():
    witness = counterexample((), Var(s * x), s * Var(x))
    assert witness.parameters["s"] > 0
    assert RuledOut((), witness).by_signs([s])
    assert not RuledOut((), counterexample((), Var(-x), -Var(x))).by_signs([s])


def test_a_search_goes_on_where_it_was_left(monkeypatch):
    made = []

    def worlds(claim):
        for world in laws(claim):
            made.append(world)
            yield world

    laws = search.worlds_for
    monkeypatch.setattr(search, "worlds_for", worlds)
    monkeypatch.setattr(search, "_SEARCHES", {})
    assert counterexample((), Var(2 * x), 4 * Var(x), seconds=60.0) is None
    every = len(made)
    assert every > 200
    assert counterexample((), Var(2 * x), 4 * Var(x), seconds=60.0) is None
    assert len(made) == every
    first = counterexample((), Var(2 * x), 2 * Var(x), smallest=False)
    tried = len(made)
    assert counterexample((), Var(2 * x), 2 * Var(x)).size <= first.size
    assert len(made) < 2 * tried
    assert made[every] is not None


def test_a_search_that_is_broken_off_begins_anew(monkeypatch):
    def broken(claim):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(search, "_SEARCHES", {})
    with monkeypatch.context() as patched:
        patched.setattr(search, "worlds_for", broken)
        with pytest.raises(KeyboardInterrupt):
            counterexample((), Var(2 * x), 2 * Var(x))
    assert counterexample((), Var(2 * x), 2 * Var(x)) is not None


@pytest.mark.parametrize(
    ("known", "lhs", "rhs", "shown"),
    [
        ((), Var(3 * x), 3 * Var(x), "x = 0 or 1, each with probability 1/2"),
        ((Independent(x, y),), Var(x - y), Var(x) - Var(y), "x, y iid = 0 or 1, each with probability 1/2"),
        ((), E(x * y), E(x) * E(y), "(x, y) = (0, 0) or (1, 1), each with probability 1/2"),
        (IID(w), Var(Sum(w[j], (j, 1, n))), Integer(0), "w_1, w_2 iid = 0 or 1, each with probability 1/2"),
    ],
)
def test_the_simplest_laws_are_tried_first(known, lhs, rhs, shown):
    assert shown in str(counterexample(known, lhs, rhs))


def test_a_slip_that_a_law_tells_from_what_is_claimed_is_not_compared(monkeypatch):
    asked = []
    plainly = NormalForm.equal
    monkeypatch.setattr(NormalForm, "equal", lambda *question: asked.append(question) or plainly(*question))
    lhs, rhs = Var(2 * x + 1), E((2 * x + 1) ** 2)
    named, tried = likely_slip((), lhs, rhs), len(asked)
    asked.clear()
    assert named == "Var(X) is E[X^2] - E[X]^2; a mean that is not 0 was left out"
    assert likely_slip((), lhs, rhs, witness=counterexample((), lhs, rhs)) == named
    assert 0 < len(asked) < tried
