"""receptive-field-end."""

from derivations.catalogue import result
from derivations.derivation import Proof
from derivations.results._layers import B_OF_INPUT, B_OF_LAYER, b, by_layers, jump, offset, reach, u


@result("receptive-field-end", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_end() -> Proof:
    """Last input position that unit u of layer L sees."""
    return by_layers(b, B_OF_INPUT, B_OF_LAYER, lambda depth: u * jump(depth) - offset(depth) + reach(depth))
