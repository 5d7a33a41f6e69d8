"""receptive-field-end."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER, L, b, jump, offset, reach, u
from derivations.rules.algebra import solve_for


@result("receptive-field-end", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_end() -> Proof:
    """Last input position that unit u of layer L sees."""
    return (
        start(b(L, u), assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER))
        .by(solve_for, proof("receptive-field"))
        .using(proof("receptive-field-start"))
        .claims(u * jump(L) - offset(L) + reach(L))
    )
