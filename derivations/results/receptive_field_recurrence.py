"""receptive-field-recurrence."""

from sympy import Eq

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, B_OF_LAYER, L, a, b, d, jump, k, l, p, s, t, u, v
from derivations.rules.algebra import algebra
from derivations.rules.counting import extreme_of_affine
from derivations.rules.expectation import by_definition, by_hypothesis
from derivations.terms import constants


@result("receptive-field-recurrence", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, eq. 1")
def receptive_field_recurrence() -> Proof:
    """Receptive field after one more layer: `r + d (k - 1) S`, where `S` is the product of the strides before.

    Every unit of layer l spans r positions of the input; a unit of layer l + 1 spans as many as the statement says.
    """
    r = constants("r")
    unit = s[l + 1] * u - p[l + 1] + d[l + 1] * t
    statement = r + d[l + 1] * (k[l + 1] - 1) * jump(l)
    spans_r = Holds(Eq(b(l, v), a(l, v) + r - 1), forall=(v,))
    return (
        start(b(l + 1, u) - a(l + 1, u) + 1, assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_LAYER, spans_r))
        .by(by_definition, at=a(l + 1, u))
        .using(proof("receptive-field-start"), {L: l, u: unit})
        .by(extreme_of_affine)
        .by(by_definition, at=b(l + 1, u))
        .by(by_hypothesis, at=b(l, unit))
        .using(proof("receptive-field-start"), {L: l, u: unit})
        .by(extreme_of_affine)
        .by(algebra, to=statement)
        .claims(statement)
    )
