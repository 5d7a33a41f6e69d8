"""receptive-field-without-holes."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER, L, a, b, jump, reach, t, u
from derivations.rules.algebra import algebra
from derivations.rules.counting import count_multiples
from derivations.terms import Count, oo, positive_integers


@result("receptive-field-without-holes", source="the definition of a receptive field")
def receptive_field_without_holes() -> Proof:
    """No holes where `e S <= r`: the fields of units `e` apart share `r - e S` positions, or touch where that is 0."""
    e = positive_integers("e")
    stack = (A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER)
    shared = reach(L) + 1 - e * jump(L)
    return (
        start(
            Count(a(L, u + e) + t <= b(L, u), (t, 0, oo)),
            assuming=(*stack, Holds(e * jump(L) <= reach(L) + 1)),
        )
        .using(proof("receptive-field-start"), {u: u + e})
        .using(proof("receptive-field-end"))
        .by(count_multiples)
        .by(algebra, to=shared)
        .claims(shared)
    )
