"""conv-composition."""

from sympy import floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.rules.algebra import algebra
from derivations.rules.rounding import nested_floor
from derivations.terms import natural_numbers, positive_integers


@result("conv-composition", source="conv-output-size, twice")
def conv_composition() -> Proof:
    """Two layers make the size that one makes, of kernel `k + s (l - 1)`, stride `s r` and padding `p + s q`."""
    i, k, s, l, r = positive_integers("i k s l r")
    p, q = natural_numbers("p q")
    between = floor((i + 2 * p - k) / s) + 1
    one = (i + 2 * (p + s * q) - (k + s * (l - 1))) / (s * r)
    chain = start(floor((between + 2 * q - l) / r) + 1).by(nested_floor)
    return chain.by(algebra, at=chain.current.args[1].args[0], to=one).claims(floor(one) + 1)
