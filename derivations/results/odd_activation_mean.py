"""odd-activation-mean."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Odd, Symmetric
from derivations.rules.algebra import solve_for
from derivations.rules.expectation import expectation_linear, odd_function, reflect
from derivations.terms import E, opaque_function, random_variables


@result("odd-activation-mean", source="LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, section 4.4")
def odd_activation_mean() -> Proof:
    """An odd activation such as tanh keeps a symmetric signal centred."""
    y = random_variables("y")
    phi = opaque_function("phi")
    hypotheses = Odd(phi), Symmetric(y)
    its_own_negative = (
        start(E(phi(y)), assuming=hypotheses)
        .by(reflect)
        .by(odd_function)
        .by(expectation_linear)
        .claims(-E(phi(y)))
    )
    return start(E(phi(y)), assuming=hypotheses).by(solve_for, its_own_negative).claims(0)
