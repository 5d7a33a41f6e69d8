"""relu-variance-recursion."""

from sympy import Rational

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import IID, Centred, Definition, Independent, Symmetric
from derivations.rules.expectation import by_definition
from derivations.terms import Sum, Var, family, positive_integers, random_variables, relu


@result("relu-variance-recursion", source="He et al. 2015, Delving deep into rectifiers, eq. 8")
def relu_variance_recursion() -> Proof:
    """From one rectified layer's preactivation to the next: `n Var(w) Var(y)/2`."""
    n, m, j, k = positive_integers("n m j k")
    v, preactivation = random_variables("v y")
    w, x, y, u, z = family("w", n), family("x", n), family("y", n), family("u", n, m), family("z", m)
    lower = Definition(y[j], Sum(u[j, k] * z[k], (k, 1, m)), forall=(j,)), IID(u), Symmetric(u)
    rectified = Definition(x[j], relu(y[j]), forall=(j,))
    upper = Definition(v, Sum(w[j] * x[j], (j, 1, n))), IID(w), Centred(w)
    return (
        start(Var(v), assuming=(lower, rectified, upper, Independent(u, z, w)))
        .using(proof("variance-of-neuron"))
        .by(by_definition, at=x[1])
        .using(proof("relu-half-second-moment"), {preactivation: y[1]})
        .claims(Rational(1, 2) * n * Var(w[1]) * Var(y[1]))
    )
