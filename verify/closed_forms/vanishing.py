"""Whether an expression with exponentials, powers, roots and gamma functions is 0, decided by rational arithmetic.

Different powers, exponentials and gamma functions become letters of their own, so 0 is always right; where it is not
seen to be 0 nothing is said. A power whose exponent need not be whole has a positive base: that is a guard of the
claim, and where the guards hold nowhere nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product
from typing import Any, Final

from sympy import (
    Add,
    Dummy,
    E,
    Integer,
    Mul,
    Rational,
    binomial,
    cancel,
    cos,
    cosh,
    exp,
    expand,
    factor_list,
    factorial,
    factorint,
    fraction,
    gamma,
    polygamma,
    rf,
    sin,
    sinh,
    tanh,
    together,
)

from derivations.substitution import in_domain
from derivations.terms import Element

__all__ = ["normal", "possible_at", "vanishes"]

VALUES: Final = (Rational(1, 3), Rational(5, 2), Rational(7), Rational(-3, 2))
MAX_POINTS: Final = 3_000
LARGEST_STEP: Final = 20


def possible_at(guards: Iterable[Any], point: dict[Any, Any] | None = None) -> dict[Any, Any] | None:
    """A point at which every guard is positive, the given one or one that is found; None where none is found.

    >>> from sympy import symbols
    >>> b, t = symbols("b t", real=True)
    >>> possible_at([b - t])
    {b: 1/3, t: -3/2}
    >>> possible_at([b - t, t - b])
    """
    every = list(dict.fromkeys(guards))
    letters = sorted(set().union(*map(_letters, every)), key=str)
    if point is not None:
        tried = [point]
    else:
        counts = [Integer(k + 1) for k in range(4)]
        rows = [
            [v for v in counts if in_domain(s, v)]
            if s.is_integer
            else [v for v in VALUES if v > 0 or not s.is_positive]
            for s in letters
        ]
        tried = [dict(zip(letters, values, strict=True)) for values in islice(product(*rows), MAX_POINTS)]
    return next((at for at in tried if all(g.xreplace(at).is_positive for g in every)), None)


def _letters(term: Any) -> set[Any]:
    """The letters in a term, members of families as they stand."""
    members = {part: Dummy() for part in term.atoms(Element)}
    return set(members) | (term.xreplace(members).free_symbols - set(members.values()))


def vanishes(term: Any, guards: list[Any] | None = None) -> bool:
    """Whether an expression is 0 as a rational function of its exponentials, powers, roots and gamma functions.

    >>> from sympy import symbols
    >>> a, b, t = symbols("a b t", positive=True)
    >>> vanishes(gamma(a + 1) * b**a - a * gamma(a) * b ** (a + 1) / b)
    True
    >>> vanishes((b / (b - t)) ** a - ((b - t) / b) ** (-a))
    True
    >>> vanishes((b - t) ** a - (t - b) ** a)
    False
    >>> [vanishes(((b**2 - 2 * t) ** 3) ** Rational(1, 2) - (b**2 - 2 * t) ** Rational(p, 2)) for p in (3, 5)]
    [True, False]
    >>> vanishes(sin(t) ** 2 + cos(t) ** 2 - 1), vanishes(exp(-t) / (1 + exp(-t)) + 1 / (1 + exp(-t)) - 1)
    (True, True)
    """
    needed: list[Any] = []
    names: dict[Any, Any] = {}
    roots: dict[Any, Any] = {}

    def power(base: Any, exponent: Any) -> Any:
        number, rest = exponent.as_coeff_Mul()
        if rest.could_extract_minus_sign():
            number, rest = -number, -rest
        return names.setdefault((base, rest / number.q), Dummy()) ** int(number.p)

    def raised(base: Any, exponent: Any) -> Any:
        """base^exponent: the factors of the base, each to its own power."""
        pieces = Integer(1)
        if not exponent.is_integer and not base.is_positive:
            needed.append(base)
        for side, sign in zip(fraction(together(base)), (1, -1), strict=True):
            number, factors = factor_list(side)
            for part, count in [*((Integer(k), m) for k, m in factorint(number).items()), *factors]:
                flipped = part.could_extract_minus_sign()
                whole = expand(sign * count * exponent)
                if flipped and exponent.is_integer:
                    pieces *= power(Integer(-1), whole)
                pieces *= power(-part, whole) if flipped and part != -1 else power(part, whole) if not flipped else 1
        return pieces

    def plain(part: Any) -> Any:
        if part.is_Rational or part.is_Symbol:
            return part
        if part.is_Add or part.is_Mul:
            return part.func(*map(plain, part.args))
        if part.is_Pow and part.exp.is_Integer:
            return plain(part.base) ** part.exp
        if part.is_Pow and part.exp.is_Rational and part.exp.q == 2:
            return root(part.base) ** int(part.exp.p)
        if part.is_Pow and (not part.base.is_number or (part.base.is_Rational and part.base > 0)):
            return Mul(*(one_power(part.base, piece) for piece in Add.make_args(expand(part.exp))))
        if isinstance(part, exp):
            return Mul(*(power(E, piece) for piece in Add.make_args(expand(part.args[0]))))
        return names.setdefault(part, Dummy())

    def one_power(base: Any, exponent: Any) -> Any:
        if exponent.is_Integer:
            return plain(base) ** exponent
        half = exponent.is_Rational and exponent.q == 2
        return root(base) ** int(exponent.p) if half else raised(base, exponent)

    def root(base: Any) -> Any:
        base = base if base.is_Symbol or base.is_Number else together(base)
        if not base.is_Atom and base.is_polynomial(*base.free_symbols):
            number, factors = factor_list(base)
            if abs(number) == 1 and len(factors) == 1 and factors[0][1] % 2 and factors[0][1] > 1:
                return root(number * factors[0][0]) ** int(factors[0][1])  # an odd power of what is not negative
        if base not in roots:
            roots[base] = Dummy()
        return roots[base]

    top = expand(together(plain(normal(term))).as_numer_denom()[0])
    for _ in range(len(roots) + 1):
        before = top
        for base, letter in list(roots.items()):
            if top.has(letter) and top.is_polynomial(letter):
                value = plain(base)
                terms = top.as_poly(letter).terms()
                kept = Add(*(c * value ** (int(m[0]) // 2) * letter ** (int(m[0]) % 2) for m, c in terms))
                top = expand(together(kept).as_numer_denom()[0])
        if top == before:
            break
    if cancel(top) != 0 or possible_at(needed) is None:
        return False
    if guards is not None:
        guards += needed
    return True


def normal(term: Any) -> Any:
    """Factorials as gamma functions of shifted arguments, waves as exponentials, powers split, one exponential each."""
    term = term.replace(factorial, lambda n: gamma(n + 1))
    for wave in (sin, cos, sinh, cosh, tanh):
        term = term.replace(wave, lambda u, wave=wave: wave(u).rewrite(exp))
    term = term.replace(binomial, lambda n, k: gamma(n + 1) / gamma(k + 1) / gamma(n - k + 1))

    def shifted(argument: Any) -> Any:
        argument = expand(argument)
        number, rest = argument.as_coeff_Add()
        whole = number.p // number.q if number.is_Rational else 0
        if rest == 0 or whole == 0:
            return gamma(argument)
        base = argument - whole
        return gamma(base) * rf(base, whole) if whole > 0 else gamma(base) / rf(argument, -whole)

    def stepped(order: Any, argument: Any) -> Any:
        """psi(a + 2) as psi(a) + 1/a + 1/(a + 1), and the like for its derivatives."""
        argument = expand(argument)
        number, rest = argument.as_coeff_Add()
        whole = number.p // number.q if number.is_Rational and rest != 0 else 0
        if not order.is_Integer or order < 0 or not 0 < abs(whole) <= LARGEST_STEP:
            return polygamma(order, argument)
        low = argument - whole if whole > 0 else argument
        scale = (-1) ** order * factorial(order) * (1 if whole > 0 else -1)
        return polygamma(order, argument - whole) + scale * Add(
            *(1 / (low + k) ** (order + 1) for k in range(abs(whole)))
        )

    term = term.replace(gamma, shifted).replace(polygamma, stepped)
    term = expand(term, power_base=True, power_exp=True, mul=True, multinomial=True, log=True, func=False)
    return Add(*(_one_exponential(part) for part in Add.make_args(term)))


def _one_exponential(part: Any) -> Any:
    whole, rest = Integer(0), []
    for factor in Mul.make_args(part):
        if isinstance(factor, exp):
            whole += factor.args[0]
        elif factor.is_Pow and isinstance(factor.base, exp):
            whole += factor.base.args[0] * factor.exp
        else:
            rest.append(factor)
    return Mul(exp(expand(cancel(whole))), *rest)
