"""mean-of-neuron."""

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Centred, Definition, Independent
from derivations.rules.algebra import sum_of_constant
from derivations.rules.expectation import by_definition, by_hypothesis, expectation_of_sum, factor_independent
from derivations.terms import E, Sum, family, positive_integers, random_variables


@result("mean-of-neuron", source="LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, section 4.6")
def mean_of_neuron() -> Proof:
    """A neuron with centred weights is centred."""
    n, j = positive_integers("n j")
    v = random_variables("v")
    w, x = family("w", n), family("x", n)
    return (
        start(E(v), assuming=(Definition(v, Sum(w[j] * x[j], (j, 1, n))), Centred(w), Independent(w, x)))
        .by(by_definition)
        .by(expectation_of_sum)
        .by(factor_independent)
        .by(by_hypothesis, at=E(w[j]))
        .by(sum_of_constant)
        .claims(0)
    )
