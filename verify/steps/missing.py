"""The weakest unstated hypotheses under which a false step is true.

>>> from derivations.hypotheses import Independent
>>> from derivations.terms import Indicator, Var, random_variables
>>> x, y = random_variables("x y")
>>> missing_hypotheses((), Var(x + y), Var(x) + Var(y))
(Holds(Eq(Cov(x, y), 0)),)
>>> missing_hypotheses((Independent(x, y),), Var(3 * x), 3 * Var(x)) is None
True
>>> missing_hypotheses((Independent(x, y),), Var(x + y), 2 * Var(x))
(Holds(Eq(Var(y), Var(x))),)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

from sympy import Add, Eq, Ge, Gt, Integer, Le, Lt, Mul, Ne, Pow, Sum, Symbol, log

from derivations.entailment import entails, unfold
from derivations.errors import UserError
from derivations.hypotheses import (
    Centred,
    Definition,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    Symmetric,
)  # fmt: skip
from derivations.laws import Law
from derivations.terms import (
    Cov,
    E,
    Element,
    Family,
    Head,
    Indicator,
    P,
    Var,
    bound_symbols,
    cells,
    free_symbols,
    is_random,
    relu,
    subterms,
)
from verify.closed_forms.independent_products import equal_as_products
from verify.steps.forms import form_of
from verify.steps.in_stages import equal_in_stages, layers_in
from verify.steps.ruled_out import RuledOut
from verify.time_limit import spent
from verify.worlds.counterexample import Counterexample

__all__ = ["events_in", "missing_hypotheses"]

LARGEST_SET = 3
FEW = 3  # variables that may be alike
HOPELESS = 0.3  # seconds for a step that is false even under everything that is offered
Holding = Callable[[Sequence[Hypothesis], Any, Any], bool]


def missing_hypotheses(
    hypotheses: Sequence[Hypothesis],
    lhs: Any,
    rhs: Any,
    *,
    holds: Holding | None = None,
    falsified: Callable[[Sequence[Hypothesis]], bool] = lambda _: False,
    witness: Counterexample | None = None,
    seconds: float = 8.0,
    hopeless: float = HOPELESS,
) -> tuple[Hypothesis, ...] | None:
    """The smallest set, weakest first, that makes the two sides equal; None where no standard set does. `holds` asks
    for something else than equality; what is `falsified` by a law even under all that is offered need not be compared,
    nor what holds where a `witness` breaks the step; `hopeless` are seconds for what all that is offered does not make
    true.

    Degenerate laws (a variance of 0) and particular sizes are never offered.
    """
    ruled_out = RuledOut(hypotheses, witness)
    letters = _signs(hypotheses, lhs, rhs, ruled_out) or _means(hypotheses, lhs, rhs)
    if letters is not None:
        return letters
    offered = [h for h in _candidates(hypotheses, lhs, rhs) if entails(hypotheses, h) is None]
    spoken_of = free_symbols(lhs) | free_symbols(rhs)
    fixed = [h for h in offered if _fixes(hypotheses, h, spoken_of)]
    offered = [h for h in offered if h not in fixed]

    def true_under(more: Iterable[Hypothesis]) -> bool:
        more = tuple(more)
        return not ruled_out.by(more) and (holds or _equal)((*hypotheses, *more), lhs, rhs)

    if any(true_under((h,)) for h in fixed):  # a symmetric law would have the mean that is not meant to be 0
        offered = [h for h in offered if not isinstance(h, Symmetric)]
    general = [h for h in offered if not _names_a_letter(h)]
    if general == offered and falsified((*hypotheses, *general)):
        return None  # nor are they equal under fewer
    hopeful = true_under(general)
    if not hopeful and general == offered and holds is None and _differ((*hypotheses, *general), lhs, rhs):
        return None  # nor are they equal under fewer
    stop = spent() + (seconds if hopeful else min(seconds, hopeless))
    needed: list[set[Hypothesis]] = []
    vanishes = ruled_out.zero() and any(_equal(hypotheses, side, Integer(0)) for side in (lhs, rhs))
    for size in range(1, LARGEST_SET + 1):
        if spent() > stop:
            break
        if size == 2 and hopeful:
            needed = list(_needed(general, true_under))
        for chosen in combinations(offered, size):
            if spent() > stop:
                break
            if not all(group.intersection(chosen) for group in needed):
                continue
            if true_under(chosen) and (vanishes or _explains(hypotheses, chosen, lhs, rhs)):
                return chosen
    if hopeful and not holds:
        kept = _without_needless(general, true_under)
        if vanishes or _explains(hypotheses, kept, lhs, rhs):
            return kept
    return None


def _explains(hypotheses: Sequence[Hypothesis], chosen: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    """Whether the sides are not just 0 for a reason that is offered: nearly every relation holds so. They may be 0 by
    moments that are stated, where the relation holds without these.
    """
    if not _equal((*hypotheses, *chosen), lhs, Integer(0)):
        return True
    under = (*(h for h in hypotheses if not isinstance(h, Holds | Symmetric)), *chosen)
    return _equal(under, lhs, rhs) and not _equal(under, lhs, Integer(0))


def _without_needless(
    offered: Sequence[Hypothesis], true_under: Callable[[Iterable[Hypothesis]], bool]
) -> tuple[Hypothesis, ...]:
    """A set of which none can be left out, where every one that will do is large; the stronger ones go first."""
    kept = list(offered)
    for hypothesis in reversed(offered):
        rest = [h for h in kept if h is not hypothesis]
        if true_under(rest):
            kept = rest
    return tuple(kept)


def _needed(
    offered: Sequence[Hypothesis], true_under: Callable[[Iterable[Hypothesis]], bool]
) -> Iterator[set[Hypothesis]]:
    """Groups of which every set that will do holds a member: a hypothesis and those that are stronger."""
    for hypothesis in offered:
        group = {h for h in offered if h == hypothesis or entails((h,), hypothesis) is not None}
        if not true_under(h for h in offered if h not in group):
            yield group


def _signs(
    hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any, ruled_out: RuledOut
) -> tuple[Hypothesis, ...] | None:
    """The fewest letters that need only be positive: the roots of their squares are meant."""
    letters = sorted(
        (s for side in (lhs, rhs) for s in free_symbols(side) if not is_random(s) and s.is_nonnegative is None), key=str
    )
    below = [h.relation.lts for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Lt | Le | Gt | Ge)]
    if not any(isinstance(h, HasLaw) for h in hypotheses):
        bent = _with_signs((lhs, rhs))
        letters = letters if bent is None else [s for s in letters if s in bent]
    letters = list(dict.fromkeys(s for s in letters if isinstance(s, Symbol) and s not in below))[:4]
    for size in range(1, len(letters) + 1):
        for chosen in combinations(letters, size):
            if ruled_out.by_signs(chosen):
                continue
            table: dict[Any, Any] = {s: Symbol(s.name, **{**_known(s), "positive": True}) for s in chosen}
            try:
                stated = [h.substitute(table) for h in hypotheses]
            except UserError:
                continue
            if _equal(stated, lhs.xreplace(table), rhs.xreplace(table)):
                return tuple(Holds(Gt(s, 0)) for s in chosen)
    return None


def _with_signs(terms: Iterable[Any]) -> set[Any] | None:
    """The letters on whose signs terms depend: those between bars and the like; None where there are roots."""
    parts = {part for term in terms for part in subterms(term)}
    if any(isinstance(p, log) or (isinstance(p, Pow) and not p.exp.is_Integer) for p in parts):
        return None
    plain = (Add, Mul, Pow, Sum, E, Var, Cov, Element)
    return set().union(*(free_symbols(p) for p in parts if p.args and not isinstance(p, plain)))


def _means(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> tuple[Hypothesis, ...] | None:
    """The mean of a stated law that need only be 0; one that the sides speak of is not meant to be."""
    means = (getattr(h.law, "mean", None) for h in hypotheses if isinstance(h, HasLaw))
    for mean in dict.fromkeys(m for m in means if isinstance(m, Symbol) and not m.is_nonzero):
        if mean in free_symbols(lhs) | free_symbols(rhs):
            continue
        with contextlib.suppress(UserError):
            stated = [h.substitute({mean: Integer(0)}) for h in hypotheses]
            if _equal(stated, lhs.xreplace({mean: Integer(0)}), rhs.xreplace({mean: Integer(0)})):
                return (Holds(Eq(mean, 0)),)
    return None


def _fixes(hypotheses: Sequence[Hypothesis], offered: Hypothesis, letters: set[Any]) -> bool:
    """Whether a covariance or a mean would be 0 that is stated to be what `letters` alone make: c of Cov(x, y) = c."""
    if (
        isinstance(offered, Independent)
        and len(offered.groups) == 2
        and not any(len(g) > 1 or isinstance(g[0], Family) for g in offered.groups)
    ):
        moment: Any = Cov(*(group[0] for group in offered.groups))
    elif isinstance(offered, Holds) and isinstance(offered.relation, Eq) and isinstance(offered.relation.lhs, Cov | E):
        moment = offered.relation.lhs
    else:
        return False
    with contextlib.suppress(UserError):
        value = form_of(tuple(hypotheses)).value(moment)
        fixed = {s for s in free_symbols(value) if isinstance(s, Symbol)}
        return not any(isinstance(part, Head) for part in subterms(value)) and bool(fixed) and fixed <= letters
    return False


def _known(symbol: Any) -> dict[str, bool]:
    return {"integer": True} if symbol.is_integer else {}


def _equal(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    try:
        if equal_in_stages(hypotheses, lhs, rhs) or form_of(tuple(hypotheses)).equal(lhs, rhs) is True:
            return True
        return equal_as_products(hypotheses, lhs, rhs)
    except UserError:
        return False


def _differ(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> bool:
    try:
        return form_of(tuple(hypotheses)).equal(lhs, rhs) is False
    except UserError:
        return False


def _names_a_letter(hypothesis: Hypothesis) -> bool:
    """E[x] = mu: one of many things that a letter can be, which contradict each other."""
    return isinstance(hypothesis, Holds) and isinstance(hypothesis.relation.rhs, Symbol | Pow)


def _candidates(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> Iterator[Hypothesis]:
    """Standard hypotheses about the variables of the step, weaker ones first."""
    terms = [unfold(hypotheses, side)[0] for side in (lhs, rhs)]
    found = sorted(set().union(*map(cells, terms)), key=str)
    variables = [c for c in found if not isinstance(c, Element)]
    made = {h.name.family for h in hypotheses if isinstance(h, Definition) and h.forall and isinstance(h.name, Element)}
    families = list(dict.fromkeys(c.family for c in found if isinstance(c, Element) and c.family not in made))
    items: list[Any] = [*variables, *families]
    events = events_in(terms)
    variables, apart = [v for v in variables if v not in events], [v for v in variables if v in events]
    members = sorted({c for c in found if isinstance(c, Element) and all(i.is_Integer for i in c.indices)}, key=str)
    bound = {s for term in terms for part in subterms(term) for s in bound_symbols(part)}
    past = [c for c in found if isinstance(c, Element) and c.family in made and bound.isdisjoint(c.free_symbols)]
    beside = [c for c in found if c not in past and bound.isdisjoint(getattr(c, "free_symbols", ()))]
    yield from _different_indices(c for c in found if bound.isdisjoint(c.free_symbols))
    for a, b in combinations([*variables, *members], 2):
        yield Holds(Eq(Cov(a, b), 0))
    for a, b in product(past, beside):  # of a recursion and its noise
        yield Holds(Eq(Cov(a, b), 0))
        yield Independent(a, b)
    layers = layers_in(hypotheses, (lhs, rhs))
    for a, b in (*combinations(layers, 2), *combinations(items, 2)):
        yield Independent(a, b)
    items = [item for item in items if item not in apart]
    for item in items:
        if not _law_of(hypotheses, item) and not _keeps_its_sign(hypotheses, item):
            yield Centred(item)
    yield from _alike([v for v in variables if not _law_of(hypotheses, v)], {lhs, rhs})
    yield from (IdenticallyDistributedRows(h.families) for h in hypotheses if isinstance(h, IndependentRows))
    for family in families:
        if len(family.sizes) == 1:
            i, j = (Symbol(letter, integer=True, positive=True) for letter in "ij")
            yield Holds(Eq(Cov(family[i], family[j]), 0), forall=(i, j))
        yield IndependentElements(family)
        yield IdenticallyDistributed(family)
    yield from _letters_for_moments(terms, variables)
    half_line = any(isinstance(part, relu) or part.func.__name__ in _HALF for term in terms for part in subterms(term))
    if half_line:
        for item in items:
            if not _law_of(hypotheses, item):
                yield NoAtom(item)
    for item in items:
        if not _law_of(hypotheses, item) and not _keeps_its_sign(hypotheses, item):
            yield Symmetric(item)
    if len(items) + len(apart) > 2:
        yield Independent(*items, *apart)


def events_in(terms: Sequence[Any]) -> set[Any]:
    """The variables that stand for events: only whether they are 0 is asked."""
    parts = [part for term in terms for part in subterms(term)]
    asked = {
        p.args[0].lhs for p in parts if isinstance(p, Indicator) and isinstance(p.args[0], Ne) and p.args[0].rhs == 0
    }
    left = [term.replace(lambda p: isinstance(p, Indicator | P), lambda p: Integer(1)) for term in terms]  # noqa: ARG005
    return asked - set().union(*map(cells, left))


def _keeps_its_sign(hypotheses: Sequence[Hypothesis], item: Any) -> bool:
    """Whether it is stated to be never negative, or never positive: centred or symmetric it would be 0."""
    orders = [h.relation for h in hypotheses if isinstance(h, Holds) and isinstance(h.relation, Ge | Gt | Le | Lt)]
    above = any(r.gts == item and r.lts.is_nonnegative for r in orders)
    return above or any(r.lts == item and r.gts.is_nonpositive for r in orders)


def _alike(variables: Sequence[Any], claimed: set[Any]) -> Iterator[Hypothesis]:
    """Of two variables: equal means, equal variances; not what is claimed itself."""
    if len(variables) <= FEW:
        for moment in (E, Var):
            for a, b in combinations(variables, 2):
                if {moment(a), moment(b)} != claimed:
                    yield Holds(Eq(moment(b), moment(a)))


def _different_indices(found: Iterable[Any]) -> Iterator[Hypothesis]:
    """Of the members w_i and w_k of one family: i != k."""
    places: dict[Any, dict[Any, None]] = {}
    for cell in (c for c in found if isinstance(c, Element)):
        for place, index in enumerate(cell.indices):
            places.setdefault((cell.family, place), {})[index] = None
    for indices in places.values():
        for a, b in combinations(indices, 2):
            if isinstance(a, Symbol) or isinstance(b, Symbol):
                differ = Ne(a, b) if isinstance(a, Symbol) else Ne(b, a)
                if differ not in (True, False):  # t and t - 1
                    yield Holds(differ)


def _law_of(hypotheses: Sequence[Hypothesis], item: Any) -> list[Law]:
    return [h.law for h in hypotheses if isinstance(h, HasLaw) and h.term == item]


def _letters_for_moments(terms: Sequence[Any], variables: Sequence[Any]) -> Any:
    """E[x] = mu and Var(x) = sigma^2 for the letters that nothing was said about."""
    letters = sorted({s for term in terms for s in free_symbols(term)}, key=str)
    for letter in letters:
        name = letter.name.split("_")[0] if isinstance(letter, Symbol) and not is_random(letter) else ""
        for cell in variables:
            if name in {"mu", "m", "theta"}:
                yield Holds(Eq(E(cell), letter))
            if name in {"sigma", "s"}:
                yield Holds(Eq(Var(cell), letter**2))


_HALF = {"step", "sign", "Abs", "leaky_relu", "P", "Indicator"}
