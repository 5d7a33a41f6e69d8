"""receptive-field-centre."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER, L, a, b, jump, offset, reach, u


@result("receptive-field-centre", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def receptive_field_centre() -> Proof:
    """Centre of what unit `u` of layer `L` sees: `u S - P + (r - 1)/2`, with jump `S`, offset `P` and span `r`."""
    return (
        start((a(L, u) + b(L, u)) / 2, assuming=(A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER))
        .using(proof("receptive-field-start"))
        .using(proof("receptive-field-end"))
        .claims(u * jump(L) - offset(L) + reach(L) / 2)
    )
