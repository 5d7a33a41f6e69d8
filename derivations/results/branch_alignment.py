"""branch-alignment."""

from sympy import Eq, Max, Min

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.expectation import by_hypothesis
from derivations.terms import integers, natural_numbers, positive_integers


@result("branch-alignment", source="Araujo, Norris, Sim 2019, Computing receptive fields, Distill, section 4")
def branch_alignment() -> Proof:
    """Branches centred alike: together they span what the widest alone spans.

    One sees r positions from x on; the other, with as many more on either side, q positions from y on.
    """
    r, q = positive_integers("r q")
    (x, y), c = integers("x y"), natural_numbers("c")
    return (
        start(
            Max(x + r - 1, y + q - 1) - Min(x, y) + 1,
            assuming=(Holds(Eq(x, y + c)), Holds(Eq(q, r + 2 * c))),
        )
        .everywhere(by_hypothesis)
        .by(by_hypothesis)
        .claims(q)
    )
