"""receptive-field-holes."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results._layers import A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER, L, a, b, jump, reach, t, u
from derivations.rules.algebra import algebra
from derivations.rules.counting import count_multiples
from derivations.terms import Count, oo, positive_integers


@result("receptive-field-holes", source="the definition of a receptive field")
def receptive_field_holes() -> Proof:
    """Holes of the receptive field: units `e` apart leave out `e S - r` positions between one field and the next.

    They are the positions behind the last that unit u of layer L sees and before the first that unit u + e sees.
    """
    e = positive_integers("e")
    behind = b(L, u) + 1
    stack = (A_OF_INPUT, A_OF_LAYER, B_OF_INPUT, B_OF_LAYER)
    return (
        start(
            Count(behind + t <= a(L, u + e) - 1, (t, 0, oo)),
            assuming=(*stack, Holds(e * jump(L) >= reach(L) + 1)),
        )
        .using(proof("receptive-field-start"), {u: u + e})
        .using(proof("receptive-field-end"))
        .by(count_multiples)
        .by(algebra, to=e * jump(L) - reach(L) - 1)
        .claims(e * jump(L) - reach(L) - 1)
    )
