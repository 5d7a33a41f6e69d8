"""receptive-field-padding."""

from sympy import Integer

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, L, a, offset, u


@result("receptive-field-padding", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_padding() -> Proof:
    """Effective padding of `L` layers: unit 0 begins that many positions before the input."""
    return (
        start(-a(L, Integer(0)), assuming=(A_OF_INPUT, A_OF_LAYER))
        .using(proof("receptive-field-start"), {u: Integer(0)})
        .claims(offset(L))
    )
