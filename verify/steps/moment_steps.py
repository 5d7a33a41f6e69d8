"""Steps in moments: proved by the moment normal form or by closed forms, refuted by a law, or lacking a hypothesis."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, Final

from sympy import Expr, Mul, PolynomialError, Pow, Sum, cancel, together

from derivations.entailment import entails, unfold
from derivations.errors import UserError
from derivations.expand import lettered
from derivations.hypotheses import Definition, HasLaw, Hypothesis, Independent
from derivations.normal_form import NormalForm
from derivations.notation import text
from derivations.polynomial import OutsideFragment
from derivations.rules.algebra import abstracted
from derivations.terms import Cov, Element, RandomVariable, Var, cells
from verify.closed_forms.sums_as_letters import equal_in_letters
from verify.decision import DIFFER, Decision
from verify.inequalities.parameters import domains
from verify.steps.forms import form_of
from verify.steps.in_stages import depth, equal_in_stages
from verify.steps.missing import events_in, missing_hypotheses
from verify.steps.models import members_defined_alike, said_plainly, speaks_of_one_side
from verify.steps.slips import likely_slip
from verify.steps.wide import needed_by, wide_equal
from verify.time_limit import OutOfTime, spent, within
from verify.worlds.counterexample import Counterexample, Law, counterexample

__all__ = ["MomentStep"]

SEARCH: Final = 1.0  # seconds for the hypotheses that would do
AT_LAST: Final = 4.0  # seconds after which none is looked for, whatever is being compared
SLIP: Final = 0.5  # seconds for the slip that was made
FIRST: Final = 0.8  # seconds for one, before closed forms
QUICK: Final = 0.3  # seconds for one that makes a comparison needless
EARLY: Final = 1.5  # seconds for a law that refutes what a normal form would take long for
AT_MOST: Final = 10.0
MOST_LAWFUL: Final = 3  # variables
DEEP: Final = 3  # definitions in definitions
HEAVY: Final = 4  # sums multiplied together
LEGIBLE: Final = 300  # characters of what a side equals
UNDEFINED: Final = "undefined: "
SAME: Final = Decision("proved", "both sides have one moment normal form", "moment normal form")
LACKING = "holds once the missing hypotheses are stated, and is false without them"


@dataclass(slots=True)
class MomentStep:
    """An equation between moments under hypotheses; `seconds` are for a law that refutes it, none is looked for where
    they are 0. What is refuted is `explained`.
    """

    hypotheses: tuple[Hypothesis, ...]
    lhs: Any
    rhs: Any
    seconds: float
    explained: bool
    started: float = field(default_factory=spent)
    model: tuple[Hypothesis, ...] = field(init=False)
    sides: tuple[Any, Any] = field(init=False)  # in the model
    copies: dict[Any, Any] = field(init=False)  # members of the model, and the variables that they stand for
    form: NormalForm | None = None
    for_good: bool = False  # a law refutes the step under all that could be supposed besides

    def __post_init__(self) -> None:
        self.model, alike = members_defined_alike(self.hypotheses)
        self.sides = self.lhs.xreplace(alike), self.rhs.xreplace(alike)
        self.copies = {copy: y for y, copy in alike.items() if isinstance(copy, Element)}

    def decision(self) -> Decision:
        """The verdict."""
        heavy = self.heavy
        if heavy:
            if equal_in_stages(self.hypotheses, self.lhs, self.rhs) or equal_in_letters(*self.sides):
                return SAME
            witness = self._law(EARLY)
            if witness is not None:
                return self._refuted(witness)
        equal, why = self._compared()
        if equal is True:
            return SAME
        if why.startswith(UNDEFINED):
            return Decision("unknown", why)
        decisive = equal is False and not domains(self.hypotheses)
        witness = self._law(FIRST) if decisive and not heavy else None
        if witness is not None:
            return self._refuted(witness)
        found = _plainly_equal(self.lhs, self.rhs)
        if found is None and self.only_by_layers:
            return Decision("unknown", "not proved, and no law was looked for")
        if (found := found or self._by_closed_forms()) is not None:
            return found
        if equal is None and (self._equal_in_the_model() or (not heavy and equal_in_letters(*self.sides))):
            return SAME
        witness = self._law(0.4 * min(self._left, AT_MOST))
        if witness is not None:
            return self._refuted(witness)
        if self.seconds <= 0:
            return Decision("unknown", "not proved, and no law was looked for")
        why = why or next(iter(self.form.outside if self.form is not None else ()), "")
        return Decision("unknown", f"outside what can be decided: {why}" if why else "no finite law was found")

    @property
    def heavy(self) -> bool:
        """Whether a normal form takes long, and a law does not."""
        return max(map(_sums_multiplied, self.sides)) >= HEAVY or self.deep

    @property
    def deep(self) -> bool:
        """Whether layers are too deep to be written out at once."""
        return depth(self.hypotheses, (self.lhs, self.rhs)) > DEEP

    @property
    def only_by_layers(self) -> bool:
        """Whether layers are deep, and a proof is wanted alone."""
        return self.seconds <= 0 and self.deep

    @property
    def _left(self) -> float:
        return max(0.1, self.seconds - (spent() - self.started))

    def _compared(self) -> tuple[bool | None, str]:
        """Whether the normal forms are equal, and why that is not known; `form` is the one that was used."""
        equal, why, self.form = _compared(self.hypotheses, self.lhs, self.rhs, by_layers=self.only_by_layers)
        return equal, why

    def _by_closed_forms(self) -> Decision | None:
        same, reason, point = wide_equal(self.hypotheses, self.lhs, self.rhs)
        if same:
            return Decision("proved", reason, "closed forms", where=needed_by(point))
        if same is None and reason.startswith(UNDEFINED):
            return Decision("unknown", reason)
        if same is False:
            point = None if point is None else _with_laws(point, self.hypotheses)
            with contextlib.suppress(UserError):
                point = counterexample(self.hypotheses, self.lhs, self.rhs, seconds=1.0) or point
            missing = self._missing(point) if self.explained and self.seconds > 0 else None
            if missing:
                return Decision("missing-hypothesis", LACKING, "closed forms", missing, point)
            reason = "the two sides differ under the stated laws"
            return Decision("refuted", reason, "closed forms", (), point, self._slip(self.lhs, self.rhs, point))
        return None

    def _equal_in_the_model(self) -> bool:
        if self.model == self.hypotheses or not speaks_of_one_side(self.model, *self.sides):
            return False
        try:
            self.form = form_of(self.model)
            return self.form.equal(*self.sides) is True
        except UserError:
            return False

    def _law(self, seconds: float) -> Counterexample | None:
        if self.seconds <= 0:
            return None
        try:
            found = counterexample(self.model, *self.sides, seconds=seconds)
        except UserError:
            return None
        return None if found is None else found.renamed({text(copy): text(y) for copy, y in self.copies.items()})

    def _refuted(self, witness: Counterexample) -> Decision:
        """What a law shows to be false: for lack of a hypothesis, or for good."""
        route, explain = "moment normal form, and a law", partial(self._explanation, witness)
        if not self.explained:
            return Decision("refuted", DIFFER, route, (), witness)
        if missing := self._missing(witness):
            return Decision("missing-hypothesis", LACKING, "moment normal form", missing, witness, explain=explain)
        return Decision("refuted", DIFFER, route, (), witness, explain=explain, for_good=self.for_good)

    def _explanation(self, witness: Counterexample) -> tuple[str | None, str, Any]:
        truth = None
        if self.form is not None:
            with contextlib.suppress(UserError):
                truth = within(SLIP, lambda: lettered(self.form.value(self.sides[0]))).xreplace(self.copies)
        if truth is not None and (text(truth) == text(self.sides[0]) or events_in(self.sides)):
            truth = None
        told = "" if truth is None else text(truth)
        reason = f"the left side is {told}" if 0 < len(told) <= LEGIBLE else DIFFER
        return self._slip(*self.sides, witness), reason, truth

    def _missing(self, witness: Counterexample | None) -> tuple[Hypothesis, ...] | None:
        members = tuple(h for h in self.hypotheses if not _is_of_a_member(h))
        seconds = min(self._left / 2, SEARCH)
        for context in dict.fromkeys((members, self.model)):
            patience = {} if context == self.model else {"hopeless": 0.0}
            with contextlib.suppress(OutOfTime):
                asked = {"falsified": self._falsified} if self.heavy else {}
                search = partial(
                    missing_hypotheses, context, *self.sides, witness=witness, seconds=seconds, **patience, **asked
                )
                found = within(min(self._left / 2, AT_LAST), search)
                if found and (plain := said_plainly(found, self.hypotheses, self.copies)):
                    return plain
        return self._independence() if self.seconds > 0 else None

    def _independence(self) -> tuple[Hypothesis, ...] | None:
        """That variables of stated laws are independent, where closed forms are equal then and no normal form tells."""
        lawful = {h.term for h in self.hypotheses if isinstance(h, HasLaw)}
        found = sorted(set().union(*(cells(unfold(self.hypotheses, side)[0]) for side in self.sides)), key=str)
        if not 1 < len(found) <= MOST_LAWFUL or not lawful.issuperset(found):
            return None
        stated = Independent(*found)
        if entails(self.hypotheses, stated) is not None or any(isinstance(h, Independent) for h in self.hypotheses):
            return None
        with contextlib.suppress(OutOfTime, UserError):
            if within(SEARCH, lambda: wide_equal((*self.hypotheses, stated), *self.sides)[0]):
                return (stated,)
        return None

    def _falsified(self, hypotheses: Sequence[Hypothesis]) -> bool:
        self.for_good = False
        with contextlib.suppress(UserError):
            self.for_good = counterexample(hypotheses, *self.sides, seconds=QUICK, smallest=False) is not None
        return self.for_good

    def _slip(self, lhs: Any, rhs: Any, witness: Counterexample | None) -> str | None:
        try:
            return within(SLIP, lambda: likely_slip(self.hypotheses, lhs, rhs, witness=witness))
        except UserError:
            return None


def _sums_multiplied(term: Any) -> int:
    """How many sums over indices are multiplied together below a head, at the most."""
    parts = [_sums_multiplied(part) for part in getattr(term, "args", ()) if isinstance(part, Expr)]
    if isinstance(term, Var):
        return 2 * parts[0]
    if isinstance(term, Cov | Mul):
        return sum(parts)
    if isinstance(term, Sum):
        return 1 + parts[0]
    if isinstance(term, Pow) and term.exp.is_Integer:
        return abs(int(term.exp)) * parts[0]
    return max(parts, default=0)


@lru_cache(maxsize=64)
def _compared(
    hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any, *, by_layers: bool
) -> tuple[bool | None, str, NormalForm | None]:
    """Whether the normal forms are equal, why that is not known, and the last one; asked with and without a search.
    What is only asked `by_layers` is not written out at once.
    """
    equal, why, form = None, "", None
    for context in _contexts(hypotheses):
        if context == hypotheses and equal_in_stages(hypotheses, lhs, rhs):
            return True, "", form
        try:
            form = NormalForm(context) if by_layers else form_of(context)
            equal = within(QUICK, partial(form.equal, lhs, rhs)) if by_layers else form.equal(lhs, rhs)
        except (OutsideFragment, UserError, PolynomialError, OutOfTime) as error:
            form, why = None, str(error)
            continue
        why = next((reason for reason in form.outside if reason.startswith(UNDEFINED)), "")
        if equal is True or why or context == hypotheses:
            break
    return equal, why, form


def _contexts(hypotheses: tuple[Hypothesis, ...]) -> Iterator[tuple[Hypothesis, ...]]:
    """Fewer hypotheses first: what is proved under them is proved. All of them come last but for those that clash."""
    definitions = [h for h in hypotheses if isinstance(h, Definition)]
    if definitions:
        yield tuple(h for h in hypotheses if h not in definitions)
    members = [h for h in definitions if isinstance(h.name, Element)]
    if members:
        yield tuple(h for h in hypotheses if h not in members)
    yield hypotheses


def _plainly_equal(lhs: Any, rhs: Any) -> Decision | None:
    left, right = abstracted(lhs, rhs)
    if cancel(together(left - right)) == 0:
        return Decision("proved", "one rational function of the same expectations", "polynomial arithmetic")
    return None


def _is_of_a_member(hypothesis: Hypothesis) -> bool:
    """Whether it says what one member of a family is: x_1 = max(0, y_1)."""
    return isinstance(hypothesis, Definition) and isinstance(hypothesis.name, Element) and not hypothesis.forall


def _with_laws(point: Counterexample, hypotheses: Sequence[Hypothesis]) -> Counterexample:
    """A point with the stated laws of variables as they are there."""
    valued = point.parameters
    lawful = [h for h in hypotheses if isinstance(h, HasLaw) and isinstance(h.term, RandomVariable)]
    there = [h.substitute({s: valued[str(s)] for s in h.free_symbols if str(s) in valued}) for h in lawful]
    return replace(point, laws=tuple(Law((text(h.term),), (), text(h).partition(" ~ ")[2]) for h in there))
