r"""The step-by-step checker of a written derivation: every relation of every chain gets a verdict.

>>> report = check(r"$$\operatorname{Var}(3x) = 9 \operatorname{Var}(x) = 3 \operatorname{Var}(x)$$")
>>> [step.verdict for chain in report.chains for step in chain.steps]
['proved', 'refuted']
>>> print(report.chains[0].steps[1].counterexample)
x = 0 or 1, each with probability 1/2: the left side is 9/4, the right side 3/4
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from operator import ge
from typing import Final

from derivations.consistency import refuse_contradictions
from derivations.errors import UserError
from derivations.reading import Document, read_document
from derivations.reading.meaning.conventions import conventions_of
from derivations.reading.meaning.discrete import called_discrete
from derivations.reading.meaning.events import with_complements
from derivations.reading.meaning.named_laws import phrase_of
from derivations.reading.meaning.owned_densities import owners, with_owners
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.meaning.terms import NoMeaning, Vocabulary
from derivations.reading.meaning.vectors import Vectors
from derivations.reading.meaning.who_is_random import find_roles
from derivations.reading.meaning.whole_numbers import over_all_values
from derivations.reading.syntax.alternatives import means_go_on, writes_bare_means
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Name
from derivations.reading.syntax.usage import usage_of_stated
from verify.checked import VERDICTS, CheckedChain, CheckedStep, Report
from verify.document.background import Background
from verify.document.cases import Cases, Reach
from verify.document.denials import with_denials
from verify.document.in_cases import InCases
from verify.document.in_context import InContext
from verify.document.known import Known
from verify.document.layer_by_layer import LayerByLayer
from verify.document.pointwise import laws_by_probabilities
from verify.document.readings import Readings
from verify.document.said_before import SaidBefore
from verify.document.samples import Samples
from verify.document.sections import Sections
from verify.document.spoken import letters_said, roles_from, spoken_in
from verify.document.spreads import as_said
from verify.document.told_anew import ToldAnew
from verify.document.walkthrough import Walkthrough
from verify.inequalities.curved import curved_in
from verify.steps.both_sides import BothSides
from verify.steps.carried import defines_a_function, functions_of, functions_stated, usual_functions
from verify.steps.implied import IMPLIED
from verify.steps.meanings import Meanings
from verify.steps.over_layers import OverLayers
from verify.steps.particular_values import ParticularValues
from verify.steps.random_sums import moments_of
from verify.steps.written import sides_of, twofold
from verify.time_limit import spent

__all__ = ["check"]


BLAMED = ("refuted", "missing-hypothesis")
_ARROWS = frozenset(["=>", "<=>"])
_LEADS_ON = re.compile(r"(?:\\q?quad\b|\\[,;:! ]|[\s&])*\\(?:Rightarrow|Longrightarrow|implies)\b")
_RANKS = {"refuted": 0, "missing-hypothesis": 1, "unknown": 2, "unreadable": 2}
DOCUMENT: Final = 600.0  # seconds for the steps of a document
_HOLDS = 3  # proved, or nothing that could fail


@dataclass(frozen=True, slots=True)
class _Limits:
    """Seconds for a step and for all steps, and when these are over."""

    step: float
    total: float
    end: float


def check(
    source: str,
    *,
    assuming: Sequence[str] = (),
    seconds: float = 10.0,
    total_seconds: float = DOCUMENT,
    on_step: Callable[[int, int], None] | None = None,
) -> Report:
    """Check a written derivation: LaTeX, Markdown or plain text; `assuming` holds phrases such as "x, y independent".

    `seconds` bounds the processor time of one step and `total_seconds` that of all; what is left over then is unknown.
    `on_step` is told how many of how many steps are done. UserError for phrases that are not understood and for input
    that is too long.
    """
    if not isinstance(source, str):
        raise UserError(f"check reads a text, not {type(source).__name__}; read the file first")
    assuming = (assuming,) if isinstance(assuming, str) else tuple(assuming)
    document = read_document(source, known=usage_of_stated(assuming))
    document = with_denials(with_complements(over_all_values(called_discrete(document))))
    limits = _Limits(seconds, total_seconds, spent() + total_seconds)
    other = means_go_on(document.chains)
    if other is None:
        return _checked(document, document.chains, assuming, limits, on_step)
    second = _checked(document, other, assuming, limits, on_step)
    first = _checked(document, document.chains, assuming, limits, on_step)
    if writes_bare_means(document.chains):
        return _where_readings_agree(second, first, doubted=BLAMED)
    return _better_reading(first, second)


def _checked(
    document: Document,
    read: Sequence[Chain],
    assuming: Sequence[str],
    limits: _Limits,
    on_step: Callable[[int, int], None] | None,
) -> Report:
    """The report on the chains as read."""
    stated = tuple(p for phrase in assuming for p in read_phrases(phrase, known=document.usage))
    commented = {a: read_phrases(a.text, known=document.usage) for a in document.assumptions if not a.forget}
    spoken, written = spoken_in(document), read
    read = with_owners(read, owners(document.text))
    vectors = Vectors.among(read, (stated, *commented.values(), spoken))
    read, stated, spoken, words = vectors.written_out(read), *map(vectors.entries, (stated, spoken, document.hints))
    commented = {assumption: vectors.entries(phrases) for assumption, phrases in commented.items()}
    lines = [
        (as_said(p, document.text), s.line, s.span.start)
        for chain in read
        for s in chain.steps
        if (p := phrase_of(s)) is not None
    ]
    pointwise = laws_by_probabilities(document)
    lines += pointwise
    carried = [phrase for phrase, *_ in lines]
    every = (*stated, *(p for phrases in commented.values() for p in phrases), *carried)
    told = (*every, *roles_from(spoken), *vectors.constants)
    conventions = conventions_of(read, told, find_roles(read, told, words), words)
    _refuse_clash(conventions.stated(tuple(p for p in stated if not defines_a_function(p))))
    text = document.text
    complete = conventions.along(read, SaidBefore(text).section_of, Sections.of(text).anew)
    conventions = conventions.beside(complete)
    hints = conventions.applied(words)
    layers = conventions.other_layers(read, (told, words))
    steps = (step for chain in complete for step in chain.steps)
    places = layers.places((complete, hints)).union(*map(layers.between, steps))
    named = find_roles(complete, conventions.stated(told), hints)
    roles = named.with_likes(layers.likes(places))
    spoken = [replace(s, phrase=phrase) for s in spoken for phrase in conventions.stated((s.phrase,))]
    spoken += layers.everywhere(spoken, places)
    spoken = [s for s in spoken if not layers.says_of_one(s.phrase)]
    by_points = tuple(phrase for phrase, *_ in pointwise)
    laws = (phrase for phrase in (*by_points, *conventions.stated(by_points)) if isinstance(phrase, LawPhrase))
    by_probabilities = frozenset(n for law in laws for n in law.names if isinstance(n, Name))
    reach = Reach(Cases.of(document), [(s.end, letters_said(s.phrase)) for s in spoken])
    background = Background.of(document.text, complete, told, hints, spoken, reach=reach, pointwise=by_probabilities)
    samples = Samples()
    samples.look_through(complete, told, document.text)
    meanings = Meanings(list(conventions.stated(tuple(carried))))
    stating = [(said, *where) for phrase, *where in lines for said in conventions.stated((phrase,))]
    functions = functions_of(complete) | functions_stated(every)
    functions |= usual_functions(document.text, told, functions)
    sides = BothSides(
        roles, limits.step, functions, meanings, ParticularValues(roles, meanings),
        curved=curved_in(document.text), twofold=twofold(complete, told, roles), random=moments_of(complete),
    )  # fmt: skip
    sides.elsewhere |= {p: None for phrases in commented.values() for p in conventions.stated(phrases)
                        if isinstance(p, DefinitionPhrase)}  # fmt: skip
    everywhere = (*hints, *layers.everywhere(hints, places))
    anew = ToldAnew.of(document.text, complete, spoken)
    readings = Readings(roles, everywhere, background, spoken, samples, sides, limits.step, layers, anew)
    over = {step.span.start: claim for chain in read for step in chain.steps
            if (claim := OverLayers.of(step, conventions.applied, conventions.layers.letters))}  # fmt: skip
    decides = InContext.of(meanings, background, readings)
    by_layers = LayerByLayer(over, readings, reach)
    run = Walkthrough(roles, limits.step, functions, meanings, background, stating, readings, decides, by_layers)
    way = InCases(run, Known(meanings, sides.values, background, stating))
    chains = []
    done, total = 0, sum(len(chain.steps) for chain in read)
    for chain, as_is in zip(complete, written, strict=True):
        here = (*stated, *(p for a in document.in_force(chain.span.start) for p in commented[a]))
        local = conventions.stated(tuple(p for p in here if not defines_a_function(p)))
        run.shown, sides.assumed = {}, local
        sides.around = tuple(side for step in chain.steps for side in sides_of(step))
        background.said.enter(chain)
        steps = []
        for step, as_written in zip(chain.steps, as_is.steps, strict=True):
            first, alone = step is chain.steps[0], len(chain.steps) == 1
            if spent() > limits.end:
                found = run.left_out(step, f"not looked at: the {limits.total:g} s for all steps were over")
            else:
                found = way.step(step, local, first=first, alone=alone, names=conventions.names(as_written))
            steps.append(replace(found, trees=(as_written.lhs, as_written.rhs)))
            done += 1
            if on_step is not None:
                on_step(done, total)
        if steps:
            if chains and chain.connective in _ARROWS:
                chains[-1] = _as_condition(chains[-1], steps[0])
            chains.append(CheckedChain(chain.line, tuple(steps), tuple(run.shown.values())))
            behind = (c for c in complete if c.display == chain.display and c.span.start >= chain.span.end)
            leads_on = _LEADS_ON.match(document.text, chain.span.end)
            if leads_on and not any(c.steps and c.connective in _ARROWS for c in behind):
                chains[-1] = _as_condition(chains[-1], None)
    chains += _problems(document, chains)
    table = {name: roles.table[name].role for name in named.table}
    return Report(table, tuple(sorted(chains, key=lambda c: c.line)), document.text, conventions.notes(read))


def _as_condition(chain: CheckedChain, implied: CheckedStep | None) -> CheckedChain:
    """What stands before an arrow and is not proved is the condition of what stands behind it, and not claimed.

    `implied` is None where that could not be read.
    """
    open_ones = {"unknown"} if implied is not None and implied.verdict == "proved" else set()
    conditions = {*BLAMED, "unknown"} if implied is None or IMPLIED in implied.reason else open_ones
    steps = tuple(
        step if step.verdict not in conditions else
        replace(step, verdict="choice", reason="the condition of what it implies", route="", needed=(),
                counterexample=None, likely_slip=None, truth=None)
        for step in chain.steps
    )  # fmt: skip
    return replace(chain, steps=steps)


def _refuse_clash(stated: tuple[Phrase, ...]) -> None:
    """UserError where what the caller assumes cannot hold together; hypotheses of the document cost a step alone."""
    with contextlib.suppress(NoMeaning):
        refuse_contradictions(frozenset(Vocabulary.of([], stated).hypotheses(stated)))


def _where_readings_agree(first: Report, second: Report, doubted: Collection[str] = VERDICTS) -> Report:
    """The first report, unknown where a doubted verdict is another in the second reading of `E(a + b)^2`."""
    pairs = zip(first.chains, second.chains, strict=True)
    chains = [
        replace(a, steps=tuple(_agreed(s, t, doubted) for s, t in zip(a.steps, b.steps, strict=True))) for a, b in pairs
    ]
    return replace(first, chains=tuple(chains))


def _agreed(one: CheckedStep, two: CheckedStep, doubted: Collection[str]) -> CheckedStep:
    if one.verdict == two.verdict or one.verdict not in doubted:
        return one
    sides = (f"{step.read_as[0]} {step.relation} {step.read_as[1]}: {step.verdict}" for step in (one, two))
    why = f"can be read in two ways, with square brackets in one: {'; or '.join(sides)}"
    return replace(one, verdict="unknown", reason=why, needed=(), counterexample=None, likely_slip=None, truth=None)


def _better_reading(first: Report, second: Report) -> Report:
    """Of each chain the reading in which no step fares worse than in the other, which is said; else what both say."""
    unsure = _where_readings_agree(first, second)
    chains = []
    for neither, *readings in zip(unsure.chains, first.chains, second.chains, strict=True):
        ranks = [[_RANKS.get(step.verdict, _HOLDS) for step in chain.steps] for chain in readings]
        best = [chain for chain, rank in zip(readings, ranks, strict=True) if all(map(ge, rank, map(max, *ranks)))]
        chains.append(_with_reading(*best[:1], *(c for c in readings if c not in best)) if best else neither)
    return replace(first, chains=tuple(chains))


def _with_reading(best: CheckedChain, *others: CheckedChain) -> CheckedChain:
    """The chain, with a note at the steps that are decided otherwise in another reading."""
    steps = list(best.steps)
    for other in others:
        for place, (step, then) in enumerate(zip(best.steps, other.steps, strict=True)):
            if step.verdict != then.verdict and step.read_as != then.read_as:
                read_as = f"{step.read_as[0]} {step.relation} {step.read_as[1]}"
                steps[place] = replace(step, reason=f"{step.reason}, read as {read_as}")
    return replace(best, steps=tuple(steps))


def _problems(document: Document, chains: Sequence[CheckedChain]) -> list[CheckedChain]:
    """What could not be read at all, as steps of their own."""
    named = {s.line for c in chains for s in c.steps if s.verdict == "unreadable"}
    return [
        CheckedChain(
            p.line, (CheckedStep(p.line, p.column, "", p.token, "", ("", ""), "unreadable", str(p), span=p.span),)
        )
        for p in document.problems
        if p.line not in named
    ]
