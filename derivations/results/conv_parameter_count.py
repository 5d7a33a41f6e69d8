"""conv-parameter-count."""

from sympy import Eq, Integer

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.algebra import moments, sum_of_constant
from derivations.terms import Sum, natural_numbers, positive_integers


@result("conv-parameter-count", source="LeCun et al. 1998, Gradient-based learning; groups: Krizhevsky et al. 2012")
def conv_parameter_count() -> Proof:
    """Parameters of a convolution: each output channel has its weights and, `b = 1`, a bias or, `b = 0`, none.

    An output channel sees the m = c_in/g input channels of its group, through k_1 times k_2 taps.
    """
    c_in, c_out, g, m, k1, k2, o, c, t1, t2 = positive_integers("c_in c_out g m k_1 k_2 o c t_1 t_2")
    b = natural_numbers("b")
    weights = Sum(Integer(1), (t2, 1, k2), (t1, 1, k1), (c, 1, m))
    statement = c_out * (c_in / g * k1 * k2 + b)
    return (
        start(Sum(weights + b, (o, 1, c_out)), assuming=Holds(Eq(c_in, g * m)))
        .by(sum_of_constant, at=weights)
        .by(sum_of_constant, at=Sum(k2, (t1, 1, k1), (c, 1, m)))
        .by(sum_of_constant, at=Sum(k1 * k2, (c, 1, m)))
        .by(sum_of_constant)
        .by(moments, to=statement)
        .claims(statement)
    )
