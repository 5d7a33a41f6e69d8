"""conv-multiplication-count."""

from sympy import Eq, Integer

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Holds
from derivations.rules.algebra import moments, sum_of_constant
from derivations.terms import Sum, positive_integers


@result("conv-multiplication-count", source="He and Sun 2015, Convolutional neural networks at constrained time cost")
def conv_multiplication_count() -> Proof:
    """Multiplications of a convolution, taps on padding included: one for each output position and weight.

    The output has c_out channels of o_1 times o_2 positions (conv-output-size), each of which sees c_in/g channels.
    """
    c_in, c_out, g, m, k1, k2 = positive_integers("c_in c_out g m k_1 k_2")
    o1, o2, o, u1, u2, c, t1, t2 = positive_integers("o_1 o_2 o u_1 u_2 c t_1 t_2")
    ranges = [(t2, k2), (t1, k1), (c, m), (u2, o2), (u1, o1), (o, c_out)]
    chain = start(Sum(Integer(1), *((x, 1, n) for x, n in ranges)), assuming=Holds(Eq(c_in, g * m)))
    for _ in ranges:
        chain = chain.by(sum_of_constant)
    statement = c_out * o1 * o2 * (c_in / g) * k1 * k2
    return chain.by(moments, to=statement).claims(statement)
