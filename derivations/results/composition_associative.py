"""composition-associative."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.algebra import algebra
from derivations.terms import positive_integers


@result("composition-associative", source="composition-span, twice")
def composition_associative() -> Proof:
    """Composition of layers is associative, with the span of a layer that changes nothing, 1, for its unit: a monoid.

    Spans r, q and m, jumps S and R of the two inner blocks; for q = 1 and S = 1 a block drops out.
    """
    r, q, m, S, R = positive_integers("r q m S R")
    outer_first = r + S * ((q + R * (m - 1)) - 1)
    return start((r + S * (q - 1)) + S * R * (m - 1)).by(algebra, to=outer_first).claims(outer_first)
