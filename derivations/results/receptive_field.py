"""receptive-field."""

from typing import Any

from sympy import Eq

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.results.receptive_field_recurrence import field_of_next_layer
from derivations.rules.counting import induction, one_more_term
from derivations.rules.expectation import by_hypothesis
from derivations.terms import Product, Sum, positive_integers


@result("receptive-field", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, eq. 2")
def receptive_field() -> Proof:
    """Receptive field of L layers in closed form."""
    span, _, names = field_of_next_layer()
    k, s, d, r, layer, depth, m = (names[x] for x in ("k", "s", "d", "r", "l", "L", "m"))
    a = positive_integers("a")

    def closed(upto: Any) -> Any:
        return 1 + Sum(d[a] * (k[a] - 1) * Product(s[m], (m, 1, a - 1)), (a, 1, upto))

    one = Holds(Eq(r[0], 1))
    base = start(r[0], assuming=one).by(by_hypothesis).by(one_more_term, to=closed(0)).claims(closed(0))
    inductive = Holds(Eq(r[layer], closed(layer)))
    step = (
        start(r[layer + 1], assuming=(span, inductive))
        .using(proof("receptive-field-recurrence"))
        .by(by_hypothesis, at=r[layer])
        .by(one_more_term, to=closed(layer + 1))
        .claims(closed(layer + 1))
    )
    return (
        start(r[depth], assuming=(one, span))
        .by(induction, base, step, index=layer, upto=depth)
        .claims(closed(depth))
    )
