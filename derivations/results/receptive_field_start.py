"""receptive-field-start."""

from derivations.catalogue import result
from derivations.derivation import Proof
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, a, by_layers, jump, offset, u


@result("receptive-field-start", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_start() -> Proof:
    """First input position that unit u of layer L sees: neighbours start the product of the strides apart."""
    return by_layers(a, A_OF_INPUT, A_OF_LAYER, lambda depth: u * jump(depth) - offset(depth))
