"""receptive-field."""

from sympy import Eq

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results._layers import (
    A_OF_INPUT,
    A_OF_LAYER,
    B_OF_INPUT,
    B_OF_LAYER,
    L,
    a,
    b,
    d,
    jump,
    k,
    l,
    reach,
    u,
    v,
)  # fmt: skip
from derivations.rules.algebra import algebra, solve_for
from derivations.rules.counting import induction, one_more_term
from derivations.rules.expectation import by_hypothesis
from derivations.terms import constants


@result("receptive-field", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, eq. 2")
def receptive_field() -> Proof:
    """Receptive field of `L` layers in closed form: the recurrence solved."""
    r = constants("r")
    base = (
        start(b(0, u), assuming=(A_OF_INPUT, B_OF_INPUT))
        .by(by_hypothesis)
        .using(start(a(0, u), assuming=A_OF_INPUT).by(by_hypothesis).claims(u), backwards=True, name="by_hypothesis")
        .by(one_more_term, to=a(0, u) + reach(0))
        .claims(a(0, u) + reach(0))
    )
    more = d[l + 1] * (k[l + 1] - 1) * jump(l)
    spans_r = Holds(Eq(b(l, v), a(l, v) + r - 1), forall=(v,))
    recurrence = (
        start(b(l + 1, u), assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_LAYER, spans_r))
        .by(solve_for, proof("receptive-field-recurrence"))
        .by(algebra, to=a(l + 1, u) + r + more - 1)
        .claims(a(l + 1, u) + r + more - 1, name="receptive-field-recurrence")
    )
    spans = Holds(Eq(b(l, u), a(l, u) + reach(l)), forall=(u,))
    step = (
        start(b(l + 1, u), assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_LAYER, spans))
        .using(recurrence, {r: reach(l) + 1})
        .by(one_more_term, to=a(l + 1, u) + reach(l + 1))
        .claims(a(l + 1, u) + reach(l + 1))
    )
    return (
        start(b(L, u) - a(L, u) + 1, assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER))
        .by(induction, base, step, index=l, upto=L, at=b(L, u))
        .claims(1 + reach(L))
    )
