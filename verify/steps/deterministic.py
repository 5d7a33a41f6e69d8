"""Steps without chance: algebra proves them, points refute them, decimals are compared as printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from math import prod
from typing import Any

from sympy import (
    Abs,
    Dummy,
    Gt,
    I,
    Integer,
    Integral,
    Pow,
    Rational,
    Symbol,
    cancel,
    ceiling,
    expand,
    floor,
    ilcm,
    log,
    nan,
    nsimplify,
    together,
    zoo,
)
from sympy.core.function import AppliedUndef

from derivations.entailment import follows
from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.substitution import in_domain
from derivations.terms import subterms
from verify.closed_forms.vanishing import vanishes
from verify.decision import Decision
from verify.inequalities.parameters import asked_by_laws, domains
from verify.steps.wide import needed_by, with_guards
from verify.worlds.counterexample import Counterexample
from verify.worlds.exact_laws import real_at

__all__ = ["deterministic", "points", "printed"]

POINTS = (Rational(2), Rational(3), Rational(1, 2), Rational(5, 3), Rational(-1), Rational(7, 4))
WHOLE = tuple(map(Integer, (2, 3, 5, 4, 7, -1, 1, 0, 6, -2, 12)))
MAX_POINTS = 200
MAX_CASES = 200
LETTERS = 4  # whose signs are gone through


def deterministic(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision:
    """Algebra: a rational identity is proved; a difference is shown at a point, exactly or to 50 digits.

    Where floors are equal for integers only, the letters that must be integers are named; where roots and logarithms
    are equal for positive numbers only, those that must be positive.
    """
    found = _compared(hypotheses, lhs, rhs)
    if found.verdict != "proved" and (signed := _by_signs(hypotheses, lhs, rhs)) is not None:
        return signed
    if found.verdict == "proved" or not (lhs - rhs).has(floor, ceiling):
        return found
    letters = [s for s in sorted(lhs.free_symbols | rhs.free_symbols, key=str) if s.is_integer is None]
    needed = _integers_needed(hypotheses, lhs, rhs, letters)
    point = next((d for d in _differences(hypotheses, lhs, rhs) if d.counterexample is not None), None)
    if not needed or point is None:
        return found
    why = "holds for integers, and is false for other numbers"
    stated = tuple(f"{letter} integer" for letter in needed)
    return Decision("missing-hypothesis", why, "exact values", stated, point.counterexample)


def _by_signs(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision | None:
    """The verdict where it depends on the signs of letters below roots, in logarithms and between bars."""
    parts = [part for side in (lhs, rhs) for part in subterms(side)]
    rough = [p for p in parts if isinstance(p, log | Abs) or (isinstance(p, Pow) and p.exp.is_integer is False)]
    letters = sorted({s for p in rough for s in p.free_symbols if s.is_nonnegative is None}, key=str)
    if not 0 < len(letters) <= LETTERS or not all(isinstance(s, Symbol) and s.is_real for s in letters):
        return None
    inside = [p.args[0] for p in rough if not isinstance(p, Abs)]
    asked = [s for s in letters if s in inside]  # log(a) has a value for a > 0 alone
    negative = [s for s in letters if follows(hypotheses, s < 0) is not None]

    def proved(signs: Sequence[int]) -> bool | None:
        table = {s: sign * Symbol(s.name, positive=True) for s, sign in zip(letters, signs, strict=True)}
        sides = [side.xreplace(table) for side in (lhs, rhs)]
        if any(side.has(zoo, nan, I) or side.is_extended_real is False for side in sides):
            return None  # one of them has no value there
        try:
            stated = tuple(h.substitute(table) for h in hypotheses)
        except UserError:
            return False
        return _compared(stated, *sides).verdict == "proved"

    if proved([-1 if s in negative else 1 for s in letters]) is not True:
        return None
    free = [s for s in letters if s not in asked]
    every = product(*((-1,) if s in negative else (1,) if s in asked else (1, -1) for s in letters))
    at_0 = any((lhs - rhs).xreplace({s: Integer(0)}).is_nonzero for s in free)
    if not at_0 and not any(proved(signs) is False for signs in every):
        return Decision("proved", "equal for each sign that the letters may have", "closed forms")
    needed = [s for s in free if proved([-1 if t == s else 1 for t in letters]) is False]
    point = next((d for d in _differences(hypotheses, lhs, rhs) if d.counterexample is not None), None)
    if point is None or not needed or proved([-1 if s in needed else 1 for s in letters]) is not False:
        return None
    symbols = sorted(lhs.free_symbols | rhs.free_symbols, key=str)
    if not any(all(at[s] > 0 for s in needed) for at in points(hypotheses, symbols)):
        return None  # it is said that they are not
    why = "holds for positive numbers, and is false for others"
    return Decision(
        "missing-hypothesis", why, "exact values", tuple(Holds(Gt(s, 0)) for s in needed), point.counterexample
    )


def _integers_needed(
    hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any, letters: Sequence[Any]
) -> tuple[Any, ...] | None:
    """The letters that must be integers for the two sides to be equal; None where that does not make them equal."""

    def proved(chosen: Iterable[Any]) -> bool:
        table = {s: Symbol(s.name, integer=True, positive=s.is_positive) for s in chosen}
        try:
            stated = tuple(h.substitute(table) for h in hypotheses)
        except UserError:
            return False
        return _compared(stated, lhs.xreplace(table), rhs.xreplace(table)).verdict == "proved"

    needed = tuple(letters)
    if not needed or not proved(needed):
        return None
    for letter in letters:
        fewer = tuple(s for s in needed if s != letter)
        needed = fewer if proved(fewer) else needed
    return needed


def _compared(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision:
    positive = domains(hypotheses)
    lhs, rhs = lhs.xreplace(positive), rhs.xreplace(positive)
    gap = together(lhs - rhs)
    if cancel(gap) == 0 or expand(gap) == 0:
        return Decision("proved", "one rational function of the symbols", "polynomial arithmetic")
    guards: list[Any] = []
    if not gap.has(AppliedUndef) and vanishes(lhs - rhs, guards):
        why = with_guards("one rational function of powers and roots", guards)
        return Decision("proved", why, "closed forms", where=needed_by(guards))
    try:
        if NormalForm(hypotheses).equal(lhs, rhs) is True:
            return Decision("proved", "equal under the stated equations", "moment normal form")
    except UserError:
        pass
    real = gap.is_extended_real is not False
    if real and follows(hypotheses, gap >= 0) is not None and follows(hypotheses, gap <= 0) is not None:
        return Decision("proved", "by the stated relations", "entailment")
    if _by_residues(lhs - rhs):
        return Decision("proved", "equal for every remainder of the integers", "cases of remainders")
    symbols = sorted(lhs.free_symbols | rhs.free_symbols, key=str)
    if any(not isinstance(s, Symbol) for s in symbols) or gap.has(AppliedUndef):
        return Decision("unknown", "an unknown function is in it; not decided here")
    if gap.has(Integral):
        return Decision("unknown", "an integral without a closed form that is known is in it")
    if _conditional(lhs, rhs):
        return Decision("unknown", "an equation for particular values, not an identity; state what the letters are")
    agree = 0
    for found in _differences(hypotheses, lhs, rhs):
        if found.verdict == "refuted":
            return found
        agree += 1
    return Decision("unknown", f"agrees at {agree} points, and no rule proves it")


def _differences(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Iterator[Decision]:
    """Points at which both sides have values: refuted where these differ."""
    for point in points(hypotheses, sorted(lhs.free_symbols | rhs.free_symbols, key=str)):
        left, right = lhs.xreplace(point), rhs.xreplace(point)
        difference = (left - right).evalf(50, maxn=200)
        if not difference.is_number or not difference.is_finite or not difference.is_real:
            continue
        if not (real_at(lhs, point) and real_at(rhs, point)):
            continue
        exact = nsimplify(left - right) if (left - right).is_rational else None
        if (exact is not None and exact != 0) or abs(difference) > Rational(1, 10**30):
            named = {str(s): v for s, v in point.items()}
            yield Decision(
                "refuted", "the two sides differ at a point", "exact values",
                counterexample=Counterexample((), named, left, right), likely_slip=_slip(lhs, rhs),
            )  # fmt: skip
        else:
            yield Decision("unknown", "equal there")


def _slip(lhs: Any, rhs: Any) -> str | None:
    """A floor that was dropped, a sign, a factor."""
    whole = [side.replace(floor, lambda inner: inner).replace(ceiling, lambda inner: inner) for side in (lhs, rhs)]
    if whole != [lhs, rhs] and expand(whole[0] - whole[1]) == 0:
        return "a floor or a ceiling was dropped"
    ratio = cancel(together(lhs / rhs)) if rhs != 0 else None
    if ratio == -1:
        return "a sign"
    return (
        f"a factor: the left side is {ratio} times the right side" if ratio is not None and ratio.is_Rational else None
    )


def _conditional(lhs: Any, rhs: Any) -> bool:
    """Whether the equation may be meant to determine a letter: one stands alone, or on one side only."""
    letters = [side.free_symbols for side in (lhs, rhs)]
    whole = letters[0] == letters[1] and all(s.is_integer for s in letters[0])
    if whole and ((lhs - rhs).is_number or (lhs - rhs).has(floor, ceiling)):
        return False
    return bool(letters[0] | letters[1]) and (lhs.is_Symbol or rhs.is_Symbol or letters[0] != letters[1])


def _by_residues(gap: Any) -> bool:
    """Whether floors and ceilings of integers over numbers cancel, one case for each remainder: i = 12 t + r, say."""
    letters = sorted(gap.free_symbols, key=str)
    rounded = [part for part in subterms(gap) if isinstance(part, floor | ceiling)]
    period = prod(int(ilcm(1, 1, *(number.q for number in part.atoms(Rational)))) for part in rounded)
    if not rounded or not all(s.is_integer for s in letters) or period ** len(letters) > MAX_CASES:
        return False
    wholes = [Dummy(integer=True) for _ in letters]
    for remainders in product(range(period), repeat=len(letters)):
        values = {s: period * t + r for s, t, r in zip(letters, wholes, remainders, strict=True)}
        case = expand(gap.subs(values, simultaneous=True))
        if case != 0:
            return False
    return True


def printed(lhs: Any, rhs: Any, digits: int) -> Decision:
    """A number equal to the decimals that were printed."""
    gap = abs(lhs - rhs)
    gap = gap if gap.is_Rational else gap.evalf(50)
    half_unit = Rational(1, 2 * 10**digits)
    if gap.is_real and gap <= half_unit:
        return Decision("proved", f"equal to the {digits} printed decimals", "numbers to 50 digits")
    named = Counterexample((), {}, lhs.evalf(digits + 4), rhs.evalf(digits + 4))
    return Decision("refuted", f"differs in the {digits} printed decimals", "numbers to 50 digits", (), named)


def points(hypotheses: Sequence[Hypothesis], symbols: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    """Small rational values of the symbols that the hypotheses and the stated laws allow."""
    below = {s for s in symbols if not s.is_integer and follows(hypotheses, s < 0) is not None}
    tried = (WHOLE if s.is_integer else [-p for p in POINTS] if s in below else POINTS for s in symbols)
    for values in islice(product(*tried), MAX_POINTS):
        point = dict(zip(symbols, values, strict=True))
        if all(in_domain(s, v) for s, v in point.items()) and _allowed(hypotheses, point):
            yield point


def _allowed(hypotheses: Sequence[Hypothesis], point: dict[Any, Any]) -> bool:
    values = {s.name: value for s, value in point.items()}
    stated = [h.relation for h in (*hypotheses, *asked_by_laws(hypotheses)) if isinstance(h, Holds)]
    found = [r.xreplace({s: values[s.name] for s in r.free_symbols if s.name in values}) for r in stated]
    return all(r != False for r in found)  # noqa: E712  (sympy's false)
