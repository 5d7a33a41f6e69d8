"""receptive-field-centred."""

from typing import Any

from sympy import Eq, Integer

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
    j,
    jump,
    k,
    l,
    offset,
    p,
    reach,
    u,
)  # fmt: skip
from derivations.rules.counting import induction, one_more_term
from derivations.rules.expectation import by_hypothesis
from derivations.terms import Sum, family, oo


@result("receptive-field-centred", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 4")
def receptive_field_centred() -> Proof:
    """Half padding in every layer keeps units centred on `u S`: branches of equal strides are aligned."""
    h = family("h", oo, kind="natural")
    odd = Holds(Eq(k[j], 2 * h[j] + 1), forall=(j,))
    half = Holds(Eq(p[j], d[j] * h[j]), forall=(j,))

    def taps(depth: Any) -> Any:
        return Sum(d[j] * h[j] * jump(j - 1), (j, 1, depth))

    def equal(what: Any, times: int, member: Any, hypothesis: Holds) -> Proof:
        """`what` of L layers is so many times the taps on one side of the centre; its terms hold this member."""
        base = start(what(0)).by(one_more_term, to=Integer(0)).by(one_more_term, to=times * taps(0))
        term = what(l + 1).function.xreplace({j: l + 1})
        step = (
            start(what(l + 1), assuming=(hypothesis, Holds(Eq(what(l), times * taps(l)))))
            .by(one_more_term, to=what(l) + term)
            .by(by_hypothesis, at=what(l))
            .by(by_hypothesis, at=member[l + 1])
            .by(one_more_term, to=times * taps(l + 1))
        )
        return (
            start(what(L), assuming=hypothesis)
            .by(induction, base.claims(times * taps(0)), step.claims(times * taps(l + 1)), index=l, upto=L)
            .claims(times * taps(L))
        )

    return (
        start((a(L, u) + b(L, u)) / 2, assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER, odd, half))
        .using(proof("receptive-field-centre"))
        .using(equal(reach, 2, k, odd), name="the kernels are odd")
        .using(equal(offset, 1, p, half), name="the padding is half of them")
        .claims(u * jump(L))
    )
