"""Inequalities between values, proved by writing the difference as a sum of what is never negative.

Never negative are variances, second moments, squares, 2 x 2 determinants of second moments (Cauchy and Schwarz), means
of |y| and max(0, y), probabilities and their complements, stated inequalities, and products of two of these. Which of
them, and how often, a linear program in exact rationals says; that the sum is the difference is then computed. Roots
and absolute values are removed by squaring where the signs allow it.

>>> from derivations.terms import Cov, Var, random_variables
>>> x, y = random_variables("x y")
>>> at_most((), Var(x + y), 2 * Var(x) + 2 * Var(y))
'the difference is Var(x - y)'
>>> at_most((), Cov(x, y) ** 2, Var(x) * Var(y))
'the difference is Var(x)*Var(y) - Cov(x, y)^2'
>>> at_most((), Var(x + y), Var(x) + Var(y)) is None
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from typing import Any, Final

from sympy import Abs as AbsoluteValue
from sympy import Add, Ge, Gt, Le, Lt, Max, Mul, Poly, Pow, Rational, Symbol, expand, factor_list, together
from sympy.polys.polyerrors import PolynomialError

from derivations.entailment import follows, unfold
from derivations.errors import UserError
from derivations.hypotheses import Holds, Hypothesis
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.rules.expectation import constant_part
from derivations.terms import Abs, Cov, E, Head, Indicator, P, Var, is_random, leaky_relu, relu, subterms
from verify.inequalities.parameters import asked_by_laws
from verify.time_limit import milliseconds

__all__ = ["at_most", "generators_of", "never_negative", "polynomial_in"]

MAX_PARTS: Final = 8  # random terms that the candidates are made of
MAX_CANDIDATES: Final = 400
MAX_DEPTH: Final = 4
MAX_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class _Part:
    """A term that is never negative, and its normal form."""

    term: Any
    value: Any

    @property
    def shown(self) -> str:
        """The term, as it is shown."""
        return text(self.term)


def at_most(hypotheses: Sequence[Hypothesis], low: Any, high: Any) -> str | None:
    """Why low <= high wherever both are defined, under the hypotheses; None where that is not found."""
    context = (*hypotheses, *asked_by_laws(hypotheses))
    try:
        low, high = (unfold(hypotheses, side)[0] for side in (low, high))
        return _Order(context, (low, high)).at_most(low, high, MAX_DEPTH)
    except (UserError, PolynomialError):
        return None


def never_negative(context: Sequence[Hypothesis], sides: tuple[Any, ...]) -> Iterator[Any]:
    """Values made of the random terms of the sides that are never negative, as normal forms, as they are asked for."""
    seen: set[Any] = set()
    for part in _Order(context, sides).found():
        if part.value not in seen:
            seen.add(part.value)
            yield part.value


class _Order:
    def __init__(self, context: Sequence[Hypothesis], sides: tuple[Any, ...]) -> None:
        self.context = context
        self.sides = sides
        self.form = NormalForm([h for h in context if not _only_orders(h)])

    @cached_property
    def candidates(self) -> list[_Part]:
        """What is never negative, once for each value."""
        return list({part.value: part for part in self.found()}.values())

    # ---- roots and absolute values ------------------------------------------------------------------------------

    def at_most(self, low: Any, high: Any, depth: int) -> str | None:
        if depth == 0:
            return None
        if isinstance(low, Abs | AbsoluteValue | relu | Max):
            inner = low.args[0] if isinstance(low, Abs | AbsoluteValue | relu) else None
            pieces = (inner, 0 if isinstance(low, relu) else -inner) if inner is not None else low.args
            found = [self.at_most(piece, high, depth - 1) for piece in pieces]
            return None if None in found else "; ".join(dict.fromkeys(w for w in found if w))
        if isinstance(high, Abs | AbsoluteValue | Max | relu):
            inner = high.args[0]
            pieces = high.args if isinstance(high, Max) else (inner, 0 if isinstance(high, relu) else -inner)
            return next((why for piece in pieces if (why := self.at_most(low, piece, depth - 1))), None)
        low, high = self.form.value(low), self.form.value(high)
        gap = expand(high - low)
        parts = Add.make_args(gap)
        if not any(map(_rooted, parts)):
            return self._never_negative(gap)
        rooted = Add(*(part for part in parts if _rooted(part)))
        positive = Add(*(part for part in parts if _rooted(part) and self._plainly_positive(part)))
        for above in dict.fromkeys((positive, gap - rooted)):
            if above != 0 and self._plainly_positive(above):  # above - gap <= above
                return self._square(above - gap, above, depth)
        return None

    def _square(self, low: Any, high: Any, depth: int) -> str | None:
        """`low <= high` from low^2 <= high^2, where high is not negative."""
        why = self.at_most(expand(low**2), expand(high**2), depth - 1)
        return why and f"of the squares, {why}"

    def _plainly_positive(self, term: Any) -> bool:
        """A sum of products of roots and of factors that are never negative."""
        return all(
            all(_is_root(f) or self._signed(f)
                for f in Mul.make_args(part))
            for part in Add.make_args(term)
        )  # fmt: skip

    def _signed(self, factor: Any) -> bool:
        return self._never_negative(factor) is not None

    # ---- signs of rational functions ------------------------------------------------------------------------------

    def _never_negative(self, gap: Any) -> str | None:
        """Why a value without roots is never negative: the signs of its factors."""
        top, bottom = together(gap).as_numer_denom()
        if bottom.is_number and (why := self._one(expand(gap))) is not None:
            return why or _shown(gap)
        sign = 1
        for term in (top, bottom):
            if term.is_number:
                sign *= -1 if term.is_negative else 1
                continue
            scale, factors = factor_list(term)
            sign *= -1 if scale.is_negative else 1
            for factor, exponent in factors:
                if exponent % 2 == 0:
                    continue
                for direction in (1, -1):
                    if self._one(direction * factor) is not None:
                        sign *= direction
                        break
                else:
                    return None
        return _shown(gap) if sign > 0 or top == 0 else None

    def _one(self, value: Any) -> str | None:
        """Why a polynomial in moments is never negative; "" where its own signs say so."""
        if follows(self.context, Ge(value, 0)) is not None:
            return ""
        return self._combined(value)

    def _combined(self, value: Any) -> str | None:
        """The value as a sum of candidates with factors that are not negative."""
        import z3

        generators = sorted(generators_of(value), key=str)
        names = {g: Symbol(f"g{i}") for i, g in enumerate(generators)}
        goal = polynomial_in(value, names)
        if goal is None:
            return None
        made = [(c, p) for c in self.candidates if generators_of(c.value) <= set(generators)
                and (p := polynomial_in(c.value, names)) is not None and not p.is_zero]  # fmt: skip
        degrees = [p.total_degree() for _, p in made]
        pairs = [
            (f"({made[i][0].shown})*({made[j][0].shown})", made[i][1] * made[j][1])
            for i, j in combinations_with_replacement(range(len(made)), 2)
            if degrees[i] + degrees[j] <= goal.total_degree()
        ]
        parts = [(c.shown, p) for c, p in made] + pairs
        if not parts or len(parts) > MAX_CANDIDATES:
            parts = parts[:MAX_CANDIDATES]
        weights = [z3.Real(f"w{i}") for i in range(len(parts))]
        solver = z3.SolverFor("QF_LRA")
        solver.set("timeout", milliseconds(2.0))
        solver.add(*(w >= 0 for w in weights))
        sums: dict[Any, Any] = {m: [] for m in goal.as_dict()}
        for weight, (_, polynomial) in zip(weights, parts, strict=True):
            for monomial, coefficient in polynomial.as_dict().items():
                sums.setdefault(monomial, []).append(z3.RealVal(str(coefficient)) * weight)
        wanted = goal.as_dict()
        solver.add(*(z3.Sum(*row) == z3.RealVal(str(wanted.get(m, 0))) if row else wanted.get(m, 0) == 0
                     for m, row in sums.items()))  # fmt: skip
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        chosen = [(Rational(str(model.eval(w, model_completion=True))), part)
                  for w, part in zip(weights, parts, strict=True)]  # fmt: skip
        used = [(number, part) for number, part in chosen if number != 0]
        total = sum((p.mul_ground(n) for n, (_, p) in used), goal * 0)
        if any(n < 0 for n, _ in used) or total != goal:
            return None
        alone = len(used) == 1 and used[0][0] == 1
        shown = [part if alone or " - " not in part else f"({part})" for _, (part, _) in used]
        return "the difference is " + " + ".join(
            s if n == 1 else f"{n}*{s}" for (n, _), s in zip(used, shown, strict=True)
        )

    # ---- what is never negative -----------------------------------------------------------------------------------

    def found(self) -> Iterator[_Part]:
        """What is never negative, as it is made."""
        sides = self.sides
        parts = _random_parts(sides)
        whole = [*parts, *(a + s * b for a, b in combinations(parts, 2) for s in (1, -1))]
        for term in whole:
            yield from self._part(Var(term))
            yield from self._part(E(term**2))
        for term in parts:
            yield from self._part(E(term) ** 2)
        for a, b in combinations(parts, 2):
            yield from self._part(E(a**2) * E(b**2) - E(a * b) ** 2)
            yield from self._part(Var(a) * Var(b) - Cov(a, b) ** 2)
        halves = {part.args[0] for side in sides for part in subterms(side)
                  if isinstance(part, relu | leaky_relu | Abs) and is_random(part)}  # fmt: skip
        for y in sorted(halves, key=str):
            for term in (relu(y), relu(-y)):
                yield from self._part(E(term))
        events = {part for side in sides for part in subterms(side) if isinstance(part, P | Indicator)}
        for event in sorted(events, key=str):
            probability = event if isinstance(event, P) else P(event.args[0])
            yield from self._part(probability)
            yield from self._part(1 - probability)
        for stated in self.context:
            if isinstance(stated, Holds) and isinstance(stated.relation, Ge | Gt | Le | Lt) and not stated.forall:
                gap = stated.relation.gts - stated.relation.lts
                yield from self._part(gap)

    def _part(self, term: Any) -> Iterator[_Part]:
        try:
            value = expand(self.form.value(term))
        except UserError:
            return
        if value != 0 and not _rooted(value):
            yield _Part(term, value)


def _shown(gap: Any) -> str:
    shown = text(gap)
    fits = len(shown) <= MAX_SHOWN
    return f"the difference is {shown}, never negative" if fits else "no factor of the difference is negative"


def _only_orders(hypothesis: Hypothesis) -> bool:
    return isinstance(hypothesis, Holds) and isinstance(hypothesis.relation, Ge | Gt | Le | Lt)


def _random_parts(sides: tuple[Any, ...]) -> list[Any]:
    """The terms under the heads, their square roots where they are squares, and the variables they are made of."""
    found: dict[Any, None] = {}
    for head in (
        part
        for side in sides
        for part in subterms(side)
        if isinstance(part, Head) and not isinstance(part, P | Indicator)
    ):
        for argument in head.args:
            for term in Add.make_args(expand(argument)):
                _, rest = constant_part(term)
                if not is_random(rest):
                    continue
                found[rest] = None
                powers = rest.as_powers_dict()
                if all(e.is_Integer and e % 2 == 0 for e in powers.values()):
                    found[Mul(*(b ** (e // 2) for b, e in powers.items()))] = None
                scaled = Mul(*(f for f in Mul.make_args(term) if not f.is_number))
                found[scaled] = None
                found |= dict.fromkeys(b for b in powers if is_random(b))
    return sorted(found, key=lambda t: (t.count_ops(), str(t)))[:MAX_PARTS]


def _is_root(term: Any) -> bool:
    return isinstance(term, Pow) and term.exp.is_Rational and term.exp.q == 2


def _rooted(term: Any) -> bool:
    """Whether a square root stands in a value outside its moments."""
    if isinstance(term, Pow):
        return not term.exp.is_Integer or _rooted(term.base)
    return not isinstance(term, Head) and any(map(_rooted, term.args))


def generators_of(value: Any) -> set[Any]:
    """What a value is a polynomial in."""
    if isinstance(value, Add | Mul) or (isinstance(value, Pow) and value.exp.is_Integer and value.exp > 0):
        return set().union(*map(generators_of, value.args[:1] if isinstance(value, Pow) else value.args))
    return set() if value.is_Rational else {value}


def polynomial_in(value: Any, names: dict[Any, Symbol]) -> Any:
    """The value as a polynomial in the letters that its generators are given; None where it is none."""
    made = _replaced(value, names)
    if made is None or not names:
        return None
    try:
        return Poly(made, *names.values(), domain="QQ")
    except PolynomialError:
        return None


def _replaced(value: Any, names: dict[Any, Symbol]) -> Any:
    if value in names:
        return names[value]
    if value.is_Rational:
        return value
    if isinstance(value, Add | Mul):
        parts = [_replaced(a, names) for a in value.args]
        return None if None in parts else value.func(*parts)
    if isinstance(value, Pow) and value.exp.is_Integer and value.exp > 0:
        base = _replaced(value.base, names)
        return None if base is None else base**value.exp
    return None
