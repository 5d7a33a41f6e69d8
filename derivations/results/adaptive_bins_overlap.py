"""adaptive-bins-overlap."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.results._bins import BEHIND, FIRST, b, e, j
from derivations.rules.expectation import by_definition
from derivations.rules.rounding import rounding_gap


@result("adaptive-bins-overlap", source="torch.nn.AdaptiveAvgPool2d")
def adaptive_bins_overlap() -> Proof:
    """Bins of adaptive pooling overlap by one position at most."""
    return start(e(j) - b(j + 1), assuming=(FIRST, BEHIND)).everywhere(by_definition).by(rounding_gap).claims(1)
