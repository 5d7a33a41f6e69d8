"""adaptive-bins-cover."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.results._bins import BEHIND, FIRST, b, e, j
from derivations.rules.expectation import by_definition, fold_definition
from derivations.rules.rounding import floor_at_most_ceiling


@result("adaptive-bins-cover", source="torch.nn.AdaptiveAvgPool2d")
def adaptive_bins_cover() -> Proof:
    """Bins of adaptive pooling leave no gap: each begins where the one before ends, or earlier."""
    return (
        start(b(j + 1), assuming=(FIRST, BEHIND))
        .by(by_definition)
        .by(floor_at_most_ceiling)
        .by(fold_definition)
        .claims(e(j))
    )
