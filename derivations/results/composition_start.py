"""composition-start."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.algebra import algebra
from derivations.rules.counting import extreme_of_affine
from derivations.terms import Smallest, integers, natural_numbers, positive_integers


@result("composition-start", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def composition_start() -> Proof:
    """Composition of layers: jumps multiply, and the padding of the outer counts `S` times.

    The inner block of layers sees r positions from S v - P on, the outer one q units v from R u - Q on.
    """
    S, R, q = positive_integers("S R q")
    (P, Q), (u, v) = natural_numbers("P Q"), integers("u v")
    first = R * u - Q
    return (
        start(Smallest(S * v - P, (v, first, first + q - 1)))
        .by(extreme_of_affine)
        .by(algebra, to=S * R * u - (P + S * Q))
        .claims(S * R * u - (P + S * Q))
    )
