"""receptive-field-recurrence."""

from typing import Any

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.algebra import algebra
from derivations.rules.counting import extreme_of_affine
from derivations.rules.expectation import by_definition
from derivations.terms import Element, Largest, Product, Smallest, family, integers, natural_numbers, positive_integers


def field_of_next_layer() -> tuple[Definition, Element, dict[str, Any]]:
    """Unit u of layer l+1 sees the units s u - p + d t of layer l, and unit q of that S q - P ... S q - P + r_l - 1."""
    depth, m = positive_integers("L m")
    layer = natural_numbers("l")
    u, t = integers("u t")
    k, s, d = (family(name, depth, kind="positive") for name in "ksd")
    r, p, shift = family("r", depth, kind="real"), family("p", depth, kind="natural"), family("P", depth, kind="real")
    jump = Product(s[m], (m, 1, layer))
    unit = s[layer + 1] * u - p[layer + 1] + d[layer + 1] * t
    window = (t, 0, k[layer + 1] - 1)
    last, first = jump * unit - shift[layer] + r[layer] - 1, jump * unit - shift[layer]
    span = Definition(r[layer + 1], Largest(last, window) - Smallest(first, window) + 1, forall=(layer,))
    return span, r[layer + 1], {"jump": jump, "k": k, "s": s, "d": d, "r": r, "l": layer, "L": depth, "m": m}


@result("receptive-field-recurrence", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill")
def receptive_field_recurrence() -> Proof:
    """Receptive field after one more layer: r + d (k - 1) S."""
    span, next_field, names = field_of_next_layer()
    k, d, r, layer, jump = (names[x] for x in ("k", "d", "r", "l", "jump"))
    statement = r[layer] + d[layer + 1] * (k[layer + 1] - 1) * jump
    return (
        start(next_field, assuming=span)
        .by(by_definition)
        .everywhere(extreme_of_affine)
        .by(algebra, to=statement)
        .claims(statement)
    )
