"""variance-of-product."""

from derivations.catalogue import proof, result
from derivations.derivation import Proof, start
from derivations.hypotheses import Independent
from derivations.rules.algebra import algebra
from derivations.rules.expectation import factor_independent
from derivations.terms import E, Var, random_variables


@result("variance-of-product", source="Goodman 1960, On the exact variance of products")
def variance_of_product() -> Proof:
    """Variance of a product of two independent variables."""
    x, y = random_variables("x y")
    second_moment = proof("second-moment")
    statement = E(x) ** 2 * Var(y) + E(y) ** 2 * Var(x) + Var(x) * Var(y)
    return (
        start(Var(x * y), assuming=Independent(x, y))
        .using(proof("variance-identity"), {x: x * y})
        .by(factor_independent, at=E(x**2 * y**2))
        .by(factor_independent, at=E(x * y))
        .using(second_moment, backwards=True)
        .using(second_moment, {x: y}, backwards=True)
        .by(algebra, to=statement)
        .claims(statement)
    )
