"""composition-span."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.algebra import algebra
from derivations.rules.counting import extreme_of_affine
from derivations.terms import Largest, Smallest, integers, natural_numbers, positive_integers


@result("composition-span", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 3")
def composition_span() -> Proof:
    """Composition of layers: the span `r + S (q - 1)`, of spans `r` and `q` and the inner jump `S`.

    The inner block of layers sees r positions from S v - P on, the outer one q units v from R u - Q on.
    """
    S, R, r, q = positive_integers("S R r q")
    (P, Q), (u, v) = natural_numbers("P Q"), integers("u v")
    units = (v, R * u - Q, R * u - Q + q - 1)
    last, first = Largest(S * v - P + r - 1, units), Smallest(S * v - P, units)
    return start(last - first + 1).everywhere(extreme_of_affine).by(algebra, to=r + S * (q - 1)).claims(r + S * (q - 1))
