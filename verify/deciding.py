"""One step: proved, refuted with a counterexample, true under a hypothesis that is not stated, or unknown."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sympy import Expr, Integer, PolynomialError, Sum, Symbol, cancel, together

from derivations.entailment import odd_normal, unfold
from derivations.errors import UserError
from derivations.expand import lettered
from derivations.hypotheses import (
    Definition,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
    index_of,
)  # fmt: skip
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.polynomial import OutsideFragment
from derivations.rules.algebra import abstracted
from derivations.substitution import in_domain
from derivations.terms import E, Element, Family, Head, RandomVariable, cells, is_random, subterms
from verify.counterexample import counterexample
from verify.decision import Decision
from verify.deterministic import deterministic, printed
from verify.missing import missing_hypotheses
from verify.ordered import ORDERS, ordered
from verify.slips import likely_slip
from verify.time_limit import within
from verify.wide import wide_equal
from verify.world import written_out

POINTWISE = 0.6  # seconds for an equation between random variables

__all__ = ["Decision", "decide", "decide_wide", "showing_values", "with_values"]


SEARCH = 1.0  # seconds for the hypotheses that would do


def decide(
    hypotheses: Sequence[Hypothesis],
    relation: str,
    lhs: Any,
    rhs: Any,
    *,
    digits: int | None = None,
    seconds: float = 10.0,
    explained: bool = True,
) -> Decision:
    """The verdict of `lhs relation rhs` under the hypotheses; `digits` are the decimals of a number as printed.

    `seconds` are for the search of a law that refutes it; none is looked for where they are 0. What is refuted is
    `explained` by the hypotheses that would do and the slip that was made.
    """
    relevant = tuple(hypotheses)
    if relation in ORDERS:
        return ordered(relevant, relation, lhs, rhs, seconds=seconds)
    if relation not in {"=", "=="}:
        return Decision("unknown", f"the relation {relation!r} is outside what can be decided")
    if digits is not None and not lhs.free_symbols | rhs.free_symbols and not cells(lhs) | cells(rhs):
        return printed(lhs, rhs, digits)
    if is_random(lhs) or is_random(rhs):
        return _pointwise(relevant, lhs, rhs)
    if not any(isinstance(part, Head | Sum) for side in (lhs, rhs) for part in subterms(side)):
        return deterministic(relevant, lhs, rhs)
    return _moments(relevant, lhs, rhs, seconds, explained=explained)


def with_values(hypotheses: Sequence[Hypothesis], *sides: Any) -> tuple[tuple[Hypothesis, ...], tuple[Any, ...]]:
    """Hypotheses and sides with the values of letters that definitions give: p = 1/2, n = 2, s = 2 a.

    >>> from derivations.terms import constants
    >>> a, s = constants("a s")
    >>> with_values([Definition(s, 2 * a)], s**2)
    ((), (4*a**2,))
    """
    stated = tuple(hypotheses)
    for _ in range(len(stated)):
        found = next((h for h in stated if isinstance(h, Definition) and _gives_a_value(h)), None)
        if found is None:
            break
        if not in_domain(found.name, found.term):
            raise UserError(f"{found.name} = {found.term} is outside what the letter stands for elsewhere")
        table = {found.name: found.term}
        stated = tuple(h.substitute(table) for h in stated if h != found)
        sides = tuple(side.xreplace(table) for side in sides)
    return stated, sides


def showing_values(found: Decision, hypotheses: Sequence[Hypothesis]) -> Decision:
    """The decision with the values, in its counterexample, of the letters that `with_values` replaced."""
    if found.counterexample is None:
        return found
    given = [h for h in hypotheses if isinstance(h, Definition) and _gives_a_value(h)]
    parameters = dict(found.counterexample.parameters)
    for h in given * len(given):
        known = {s: parameters[str(s)] for s in h.term.free_symbols if str(s) in parameters}
        value = written_out(h.term.xreplace(known))
        members = {part: parameters.get(text(part)) for part in subterms(value) if isinstance(part, Element)}
        if not value.free_symbols and None not in members.values():
            parameters.setdefault(str(h.name), value.xreplace(members))
    return replace(found, counterexample=replace(found.counterexample, parameters=parameters))


def _gives_a_value(definition: Definition) -> bool:
    name, term = definition.name, definition.term
    moments = any(isinstance(part, Head) for part in subterms(term))
    letter = isinstance(name, Symbol) and not is_random(name) and not definition.forall
    return letter and not is_random(term) and not moments and not term.has(name)


def decide_wide(hypotheses: Sequence[Hypothesis], lhs: Any, rhs: Any) -> Decision:
    """The verdict of an equality with integrals, series, limits or derivatives."""
    equal, why, point = wide_equal(hypotheses, lhs, rhs)
    if equal:
        return Decision("proved", why, "closed forms")
    if equal is False:
        return Decision("refuted", "the two sides have different closed forms", "closed forms", (), point)
    return Decision("unknown", why)


def _moments(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any, seconds: float, *, explained: bool) -> Decision:
    started = time.monotonic()
    form, equal, why = None, None, ""
    for context in _contexts(hypotheses):
        try:
            form = NormalForm(context)
            equal = form.equal(lhs, rhs)
        except (OutsideFragment, UserError, PolynomialError) as error:
            form, why = None, str(error)
            continue
        if equal is True:
            return Decision("proved", "both sides have one moment normal form", "moment normal form")
        if context == hypotheses:
            break
    if equal is None or form is None:
        found = _plainly_equal(lhs, rhs)
        if found:
            return found
    same, reason, point = wide_equal(hypotheses, lhs, rhs)
    if same:
        return Decision("proved", reason, "closed forms")
    if same is False:
        with contextlib.suppress(UserError):
            point = counterexample(hypotheses, lhs, rhs, seconds=1.0) or point
        slip = _slip(hypotheses, lhs, rhs)
        return Decision("refuted", "the two sides differ under the stated laws", "closed forms", (), point, slip)
    if seconds <= 0:
        return Decision("unknown", "not proved, and no law was looked for")
    model, alike = _members_defined_alike(hypotheses)
    lhs, rhs = lhs.xreplace(alike), rhs.xreplace(alike)
    if equal is None and model != hypotheses and _speaks_of_one_side(model, lhs, rhs):
        with contextlib.suppress(UserError):
            form = NormalForm(model)
            if form.equal(lhs, rhs) is True:
                return Decision("proved", "both sides have one moment normal form", "moment normal form")
    left = max(0.1, seconds - (time.monotonic() - started))
    try:
        witness = counterexample(model, lhs, rhs, seconds=0.4 * min(left, 10.0))
    except UserError:
        witness = None
    if witness is None:
        outside = form.outside if form is not None else []
        why = why and f"outside what can be decided: {why}"
        return Decision(
            "unknown", why or (f"{outside[0]} is outside what can be decided" if outside else "no finite law was found")
        )
    if not explained:
        return Decision("refuted", "the two sides differ", "moment normal form, and a law", (), witness)
    members = tuple(h for h in hypotheses if not (isinstance(h, Definition) and isinstance(h.name, Element)))
    missing = None
    for context in dict.fromkeys((members, model)):
        missing = missing or missing_hypotheses(context, lhs, rhs, seconds=min(left / 2, SEARCH))
    slip = _slip(hypotheses, lhs, rhs)
    if missing:
        return Decision(
            "missing-hypothesis", "holds once the missing hypotheses are stated, and is false without them",
            "moment normal form", missing, witness, slip,
        )  # fmt: skip
    truth = None
    if form is not None:
        with contextlib.suppress(UserError):
            truth = lettered(form.value(lhs))
    reason = "the two sides differ" if truth is None else f"the left side is {text(truth)}"
    return Decision("refuted", reason, "moment normal form, and a law", (), witness, slip, truth=truth)


def _slip(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> str | None:
    try:
        return likely_slip(hypotheses, lhs, rhs)
    except UserError:
        return None


def _contexts(hypotheses: tuple[Hypothesis, ...]) -> Iterator[tuple[Hypothesis, ...]]:
    """Fewer hypotheses first: what is proved under them is proved. All of them come last but for those that clash."""
    definitions = [h for h in hypotheses if isinstance(h, Definition)]
    if definitions:
        yield tuple(h for h in hypotheses if h not in definitions)
    members = [h for h in definitions if isinstance(h.name, Element)]
    if members:
        yield tuple(h for h in hypotheses if h not in members)
    yield hypotheses


def _members_defined_alike(hypotheses: tuple[Hypothesis, ...]) -> tuple[tuple[Hypothesis, ...], dict[Any, Any]]:
    """A model of the hypotheses: where x_1 is a function of y_1 and the x_j are iid, each x_j is that function of y_j,
    the y_j are iid, and what is independent of the x_j is independent of the y_j.
    """
    found = list(hypotheses)
    replaced: dict[Any, Any] = {}
    for h in hypotheses:
        if not isinstance(h, Definition) or not isinstance(h.name, Element) or len(h.name.indices) != 1:
            continue
        owner, (at,) = h.name.family, h.name.indices
        inside = {c for c in cells(h.term) if isinstance(c, Element)}
        one = at.is_Integer or (at,) == h.forall
        if not one or not inside or cells(h.term) != inside or any(c.indices != (at,) for c in inside):
            continue
        j = index_of(owner)[0]
        peers = {c.family: Family(c.family.name, owner.sizes, c.family.kind) for c in inside}
        replaced |= peers
        term = h.term.xreplace({c: peers[c.family][j] for c in inside})
        found = [k.substitute(dict(peers.items())) for k in found if k != h]
        shared = [type(k) for k in found if k in {IdenticallyDistributed(owner), IndependentElements(owner)}]
        found = [k for k in found if k not in {kind(owner) for kind in shared}]
        found = [_apart_from(k, owner, tuple(peers.values())) for k in found]
        found += [Definition(owner[j], term, forall=(j,))]
        found += [kind(family) for family in peers.values() for kind in shared]
    return tuple(found), replaced


def _speaks_of_one_side(model: Sequence[Hypothesis], *sides: Any) -> bool:
    """Whether no moment mixes the y_j of a model with what is not made of them: then the model loses no generality,
    since the joint law of all else and the law of y_j are those of any world of the hypotheses.
    """
    made = [h for h in model if isinstance(h, Definition) and isinstance(h.name, Element) and h.forall]
    peers = {h.name.family: {c.family for c in cells(h.term) if isinstance(c, Element)} for h in made}
    within = set().union(*peers.values())
    for head in (part for side in sides for part in subterms(side) if isinstance(part, Head)):
        inside = cells(head)
        owners = {c.family if isinstance(c, Element) else c for c in inside}
        indices = {c.indices for c in inside if isinstance(c, Element)}
        if owners & within and (not owners <= within or len(indices) > 1):
            return False
    return True


def _apart_from(hypothesis: Hypothesis, owner: Any, peers: tuple[Any, ...]) -> Hypothesis:
    if not isinstance(hypothesis, Independent) or not any(owner in group for group in hypothesis.groups):
        return hypothesis
    swapped = ((*(g for g in group if g != owner), *(peers if owner in group else ())) for group in hypothesis.groups)
    return Independent(*swapped)


def _plainly_equal(lhs: Any, rhs: Any) -> Decision | None:
    left, right = abstracted(lhs, rhs)
    if cancel(together(left - right)) == 0:
        return Decision("proved", "one rational function of the same expectations", "polynomial arithmetic")
    return None


def _pointwise(hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any) -> Decision:
    """An equation between random variables: by definition, or as an identity for all values."""
    left, right = (odd_normal(hypotheses, unfold(hypotheses, side)[0]) for side in (lhs, rhs))
    if any(isinstance(a, RandomVariable) and b.is_number for a, b in ((lhs, rhs), (rhs, lhs))):
        return Decision("unknown", "a value of a random variable: an event, not an identity")
    if left == right:
        return Decision("proved", "by definition", "definitions")
    if isinstance(left, Expr) and isinstance(right, Expr):
        a, b = abstracted(left, right)
        if cancel(together(a - b)) == 0:
            return Decision("proved", "one rational function of the variables", "polynomial arithmetic")
    same = None
    with contextlib.suppress(UserError):
        same = NormalForm(()).equal(left, right)
        if same is True:
            return Decision("proved", "the difference is 0 for every value", "moment normal form")
        form = NormalForm(hypotheses)
        almost = any(isinstance(h, HasLaw | Holds) for h in hypotheses)
        if form.equal(left, right) or (almost and within(POINTWISE, lambda: form.equal(E((left - right) ** 2), 0))):
            return Decision("proved", "equal with probability 1 under the stated hypotheses", "moment normal form")
    witness = counterexample(hypotheses, E((left - right) ** 2), Integer(0), seconds=1.0) if same is False else None
    if witness is not None:
        reason = "the two random variables differ (the sides shown are E[(left - right)^2] and 0)"
        return Decision("refuted", reason, "a law", (), witness)
    return Decision("unknown", "an equation between random variables that is not decided here")
