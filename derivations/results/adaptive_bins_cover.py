"""adaptive-bins-cover."""

from sympy import ceiling, floor

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition
from derivations.rules.expectation import by_definition, fold_definition
from derivations.rules.rounding import floor_at_most_ceiling
from derivations.terms import natural_numbers, opaque_function, positive_integers


@result("adaptive-bins-cover", source="torch.nn.AdaptiveAvgPool2d")
def adaptive_bins_cover() -> Proof:
    """Bins of adaptive pooling leave no gap: each begins where the one before ends, or earlier."""
    i, o = positive_integers("i o")
    j = natural_numbers("j")
    b, e = opaque_function("b"), opaque_function("e")
    first = Definition(b(j), floor(j * i / o), forall=(j,))
    behind = Definition(e(j), ceiling((j + 1) * i / o), forall=(j,))
    return (
        start(b(j + 1), assuming=(first, behind))
        .by(by_definition)
        .by(floor_at_most_ceiling)
        .by(fold_definition)
        .claims(e(j))
    )
