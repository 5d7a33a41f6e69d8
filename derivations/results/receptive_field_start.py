"""receptive-field-start."""

from typing import Any

from sympy import Eq

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, L, a, jump, l, offset, u
from derivations.rules.counting import extreme_of_affine, induction, one_more_term
from derivations.rules.expectation import by_definition, by_hypothesis


@result("receptive-field-start", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_start() -> Proof:
    """First input position that unit `u` of layer `L` sees: neighbours start the product of the strides apart."""

    def closed(depth: Any) -> Any:
        return u * jump(depth) - offset(depth)

    base = start(a(0, u), assuming=A_OF_INPUT).by(by_hypothesis).by(one_more_term, to=closed(0)).claims(closed(0))
    step = (
        start(a(l + 1, u), assuming=(A_OF_LAYER, Holds(Eq(a(l, u), closed(l)), forall=(u,))))
        .by(by_definition)
        .by(by_hypothesis)
        .by(extreme_of_affine)
        .by(one_more_term, to=closed(l + 1))
        .claims(closed(l + 1))
    )
    return (
        start(a(L, u), assuming=(A_OF_INPUT, A_OF_LAYER))
        .by(induction, base, step, index=l, upto=L)
        .claims(closed(L))
    )
