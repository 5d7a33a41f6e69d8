"""adaptive-bins-overlap."""

from sympy import ceiling, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.expectation import by_definition
from derivations.rules.rounding import rounding_gap
from derivations.terms import natural_numbers, opaque_function, positive_integers


@result("adaptive-bins-overlap", source="torch.nn.AdaptiveAvgPool2d")
def adaptive_bins_overlap() -> Proof:
    """Bins of adaptive pooling overlap by one position at most."""
    i, o = positive_integers("i o")
    j = natural_numbers("j")
    b, e = opaque_function("b"), opaque_function("e")
    first = Definition(b(j), floor(j * i / o), forall=(j,))
    behind = Definition(e(j), ceiling((j + 1) * i / o), forall=(j,))
    return (
        start(e(j) - b(j + 1), assuming=(first, behind))
        .everywhere(by_definition)
        .by(rounding_gap)
        .claims(1)
    )
