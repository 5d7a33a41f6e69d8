"""positions-seen."""

from sympy import Eq, Max

from derivations.catalogue import result
from derivations.derivation import Proof, start
from derivations.hypotheses import Definition, Holds
from derivations.rules.algebra import algebra
from derivations.rules.counting import count_multiples, induction
from derivations.rules.expectation import by_definition, by_hypothesis
from derivations.terms import Count, natural_numbers, oo, opaque_function, positive_integers


@result("positions-seen", source="the definition of a receptive field")
def positions_seen() -> Proof:
    """Positions that windows of `k` taps, `s` apart, truly see: each after the first adds as many as it does not share.

    c(n) counts those of n + 1 windows: the next begins s behind the last, which ends at k - 1, and ends at s + k - 1.
    """
    k, s = positive_integers("k s")
    l, n, q, t = natural_numbers("l n q t")
    c = opaque_function("c")
    first = Holds(Eq(c(0), k))
    new = Count(Max(s, k) + t <= s + k - 1, (t, 0, oo))
    then = Definition(c(q + 1), c(q) + new, forall=(q,))
    fresh = s + k - Max(s, k)
    base = start(c(0), assuming=first).by(by_hypothesis).claims(k)
    step = (
        start(c(l + 1), assuming=(then, Holds(Eq(c(l), k + l * fresh))))
        .by(by_definition)
        .by(by_hypothesis)
        .by(count_multiples)
        .by(algebra, to=k + (l + 1) * fresh)
        .claims(k + (l + 1) * fresh)
    )
    return start(c(n), assuming=(first, then)).by(induction, base, step, index=l, upto=n).claims(k + n * fresh)
