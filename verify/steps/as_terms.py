"""The sides of a step as terms, with the hypotheses in those terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sympy import Expr

from derivations.errors import UserError
from derivations.hypotheses import HasDensity, Hypothesis, Independent
from derivations.notation import text
from derivations.reading import Step
from derivations.reading.meaning.assumptions import LAWS
from derivations.reading.meaning.densities import variable_in, without_densities
from derivations.reading.meaning.nested_integrals import one_integral
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.meaning.supports import without_supports
from derivations.reading.meaning.terms import NoMeaning, Vocabulary
from derivations.reading.syntax.tree import Name, Node
from verify.steps.attempt import in_computer_algebra
from verify.steps.carried import Function, with_definitions
from verify.steps.conditional import ConditionalVocabulary, is_conditional
from verify.steps.deciding import Decision
from verify.steps.recursions import from_the_past, of_members_before
from verify.steps.wide_vocabulary import WideVocabulary, is_wide
from verify.steps.written import bases_of, expressions_of, letters_of, random_names, sides_of

__all__ = ["Read", "as_terms", "unfolded"]

OUTSIDE = "outside what can be decided:"


@dataclass(slots=True)
class Read:
    """Both sides as trees without functions and densities and as terms, and the hypotheses that could be read.

    `unused` is why one that speaks of their letters could not; `variable` the one of the density that they integrate
    against. `hypotheses` are those that are linked with the letters of the sides, `beside` those
    that speak of names made of these, `stated` all.
    """

    sides: list[Node]
    vocabulary: Vocabulary
    lhs: Any
    rhs: Any
    hypotheses: tuple[Hypothesis, ...]
    phrases: list[Phrase]
    wide: bool
    unused: UserError | None
    variable: Name | None
    stated: tuple[Hypothesis, ...] = ()
    beside: tuple[Hypothesis, ...] = ()
    conditional: bool = False

    def with_all(self) -> Read:
        """The same with what is stated of names that are made of the variables of the sides."""
        return replace(self, hypotheses=(*self.hypotheses, *self.beside), beside=())

    def reduced(self, relation: str) -> None:
        """Write moments given a variable through those of its projections."""
        if not isinstance(self.vocabulary, ConditionalVocabulary):
            return
        (self.lhs, left), (self.rhs, right) = (
            self.vocabulary.reduced(side, self.hypotheses) for side in (self.lhs, self.rhs)
        )
        self.conditional = left or right
        if self.conditional and relation != "=":
            self.hypotheses = (*self.hypotheses, *self.vocabulary.conditioned.projections())


def as_terms(
    step: Step,
    phrases: Sequence[Phrase],
    roles: Roles,
    *,
    functions: Mapping[Name, Function],
    letters: Mapping[Name, Node],
    around: tuple[Node, ...],
) -> Read | Decision:
    """The sides of a step as terms; the decision that they have no meaning here, as unknown."""
    assert step.lhs is not None
    assert step.rhs is not None
    here = set().union(*map(letters_of, sides_of(step)))
    phrases = [unfolded(p, functions) for p in phrases if _is_covered(p, here)]
    random = random_names(step, phrases, roles)
    written = [with_definitions(side, {}, letters) for side in (step.lhs, step.rhs)]
    sides: list[Node] = [with_definitions(side, functions, {}) for side in written]
    owner = variable_in(tuple(sides), random)
    sides = [one_integral(side) for side in sides]
    sides = [without_supports(side, random) for side in sides]
    variable = variable_in(tuple(sides), random)
    if variable is not None and variable not in random:  # else E[x] would be the mean of a number
        roles = roles.as_random((str(variable),))
    sides = [without_densities(side, variable) for side in sides]
    wide = any(map(is_wide, sides))
    failed: list[tuple[Phrase, UserError]] = []
    try:
        kind = WideVocabulary if wide else ConditionalVocabulary if any(map(is_conditional, sides)) else Vocabulary
        vocabulary = kind.of(sides, tuple(phrases), roles=roles, around=around)
        lhs, rhs = map(vocabulary.term, sides)
        made = vocabulary.hypotheses(phrases, failed)
        stated = tuple(filter(_can_be_said, made))  # what cannot be said cannot be used
        spoken_of = [*sides_of(step), *sides]
        linked = _linked(phrases, spoken_of)
        relevant = set(vocabulary.hypotheses([p for p in phrases if p in linked], []))
        linked_here = tuple(h for h in stated if h in relevant)
        made_of = _linked(phrases, spoken_of, _spoken_of_otherwise(phrases))
        wider = set(vocabulary.hypotheses(made_of, [])) if len(made_of) > len(linked) else set()
        beside = tuple(h for h in stated if h in wider and h not in relevant)
        hypotheses, (lhs, rhs) = from_the_past(linked_here, (lhs, rhs))
        hypotheses = of_members_before(hypotheses, (lhs, rhs))
        replaced = {h for h in linked_here if isinstance(h, Independent)}.difference(hypotheses)
        stated = (*(h for h in stated if h not in replaced), *(h for h in hypotheses if replaced and h not in stated))
    except NoMeaning as error:
        return Decision("unknown", f"{OUTSIDE} {error.message} ({error.token[:40]!r})")
    except UserError as error:
        return Decision("unknown", str(error))
    except Exception as error:
        if not in_computer_algebra(error):
            raise
        return Decision("unknown", f"{OUTSIDE} sympy stopped with {type(error).__name__}")
    if not isinstance(lhs, Expr) or not isinstance(rhs, Expr):
        return Decision("unknown", f"{OUTSIDE} not a relation between numbers")
    if (dense := variable or owner) is not None:
        hypotheses = (*hypotheses, HasDensity(vocabulary.term(dense)))
    unused = _unused(failed, phrases, linked, spoken_of) if failed else None
    return Read(sides, vocabulary, lhs, rhs, hypotheses, phrases, wide, unused, variable, stated, beside)


@lru_cache(maxsize=4096)
def _can_be_said(hypothesis: Hypothesis) -> bool:
    """Whether there are words for it; UserError where there are none for what stands in it."""
    return bool(text(hypothesis))


def unfolded(phrase: Phrase, functions: Mapping[Name, Function]) -> Phrase:
    """A definition with the functions of the document replaced by what they stand for."""
    if not isinstance(phrase, DefinitionPhrase) or not functions:
        return phrase
    return replace(phrase, value=with_definitions(phrase.value, functions, {}))


def _spoken_of_otherwise(phrases: Sequence[Phrase]) -> set[str]:
    """The letters of which more is said than what they are made of."""
    return set().union(*(_subject(p) for p in phrases if not isinstance(p, DefinitionPhrase)))


def _linked(phrases: Sequence[Phrase], sides: Sequence[Node], told: Collection[str] = ()) -> list[Phrase]:
    """The phrases that speak of the letters of the sides, and of the letters in those; a definition speaks of its name,
    and of what that is made of where it is among the `told`. Some are about the indices alone: i != j.
    """

    def subject(phrase: Phrase) -> set[str]:
        defines = isinstance(phrase, DefinitionPhrase) and _subject(phrase) & set(told)
        return set().union(*map(bases_of, expressions_of(phrase))) if defines else _subject(phrase)

    letters = set().union(*map(bases_of, sides))
    indices = {name.base for side in sides for name in letters_of(side)} - letters
    found = [p for p in phrases if _subject(p) and _subject(p) <= indices]
    while more := [p for p in phrases if p not in found and subject(p) & letters]:
        found += more
        letters = letters.union(*(bases_of(part) for p in more for part in expressions_of(p)))
    return found


def _unused(
    failed: Sequence[tuple[Phrase, UserError]],
    phrases: Sequence[Phrase],
    linked: Sequence[Phrase],
    sides: Sequence[Node],
) -> UserError | None:
    """Why a phrase is not used that speaks of the letters of the sides, or of what other phrases link them with."""
    speaking = _linked([p for p in phrases if not any(p is q for q, _ in failed)], sides)
    here = set().union(*map(bases_of, (*sides, *(part for p in speaking for part in expressions_of(p)))))
    return next((error for p, error in failed if p in linked and _names(p) & here), None)


def _subject(phrase: Phrase) -> set[str]:
    parts = [phrase.name] if isinstance(phrase, DefinitionPhrase) else expressions_of(phrase)
    return set().union(*map(bases_of, parts))


def _names(phrase: Phrase) -> set[str]:
    """What a phrase speaks of: a law speaks of its variables, and not of its parameters."""
    return set().union(*map(bases_of, phrase.names)) if isinstance(phrase, LawPhrase) else _subject(phrase)


def _is_covered(phrase: Phrase, here: set[Name]) -> bool:
    """Whether a law is one that is covered; another costs the steps about its variables alone."""
    return not isinstance(phrase, LawPhrase) or phrase.law in LAWS or bool(here & set(phrase.names))
