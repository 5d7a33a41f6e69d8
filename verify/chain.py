r"""The step-by-step checker of a written derivation: every relation of every chain gets a verdict.

>>> report = check(r"$$\operatorname{Var}(3x) = 9 \operatorname{Var}(x) = 3 \operatorname{Var}(x)$$")
>>> [step.verdict for chain in report.chains for step in chain.steps]
['proved', 'refuted']
>>> print(report.chains[0].steps[1].counterexample)
x = 0 or 1, each with probability 1/2: the left side is 9/4, the right side 3/4
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sympy import Expr, Symbol

from derivations.errors import UserError
from derivations.hypotheses import Definition, HasDensity, Hypothesis
from derivations.notation import text
from derivations.reading import Document, Step, read_as, read_document
from derivations.reading.densities import variable_in, without_densities
from derivations.reading.phrases import phrase_of, read_phrases
from derivations.reading.roles import Roles, find_roles
from derivations.reading.stated import DefinitionPhrase, EquationPhrase, Phrase
from derivations.reading.terms import NoMeaning, Vocabulary
from derivations.reading.tree import Name, Node, Number, ungroup, walk
from derivations.terms import Cov, E, RandomVariable, Var, is_random
from verify.counterexample import Counterexample
from verify.deciding import Decision, decide

__all__ = ["CheckedChain", "CheckedStep", "Report", "check", "summary_of"]

VERDICTS = (
    "proved", "refuted", "missing-hypothesis", "unknown", "unreadable", "definition", "choice", "approximation",
)  # fmt: skip
ASSERTS_NOTHING = {
    ":=": "definition", "==": "definition", "<-": "choice", "~": "definition", "~=": "approximation",
    "propto": "approximation", "<<": "approximation", ">>": "approximation", "<~": "approximation",
    ">~": "approximation", "->": "approximation",
}  # fmt: skip
CHOOSING = ("choose", "chosen", "set ", "setting", "we want", "require", "let ", "take ")


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """One relation with its verdict. `lhs` and `rhs` as written, `read_as` as understood."""

    line: int
    column: int
    relation: str
    lhs: str
    rhs: str
    read_as: tuple[str, str]
    verdict: str
    reason: str
    route: str = ""
    known_from: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    likely_slip: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "line": self.line, "column": self.column, "relation": self.relation, "lhs": self.lhs, "rhs": self.rhs,
            "read_as": {"lhs": self.read_as[0], "rhs": self.read_as[1]}, "verdict": self.verdict,
            "reason": self.reason, "route": self.route, "known_from": list(self.known_from),
            "missing": list(self.missing),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
            "likely_slip": self.likely_slip,
        }  # fmt: skip

    def __str__(self) -> str:
        more = [f"  {part}" for part in (self.reason, self.counterexample, self.likely_slip) if part]
        return "\n".join([f"line {self.line}: {self.lhs} {self.relation} {self.rhs}: {self.verdict}", *more])


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """The steps of one chain."""

    line: int
    steps: tuple[CheckedStep, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a document came to: hypotheses as understood, who is random, chains, and the source."""

    hypotheses: tuple[str, ...]
    roles: dict[str, str]
    chains: tuple[CheckedChain, ...]
    source: str = field(repr=False, default="")

    @property
    def steps(self) -> tuple[CheckedStep, ...]:
        """All steps in the order of the document."""
        return tuple(step for chain in self.chains for step in chain.steps)

    @property
    def summary(self) -> dict[str, int]:
        """How many steps have each verdict."""
        return summary_of(self.steps)

    @property
    def exit_status(self) -> int:
        """0 all held; 1 something refuted or lacking a hypothesis; 3 something unknown or unreadable."""
        words = {step.verdict for step in self.steps}
        return 1 if words & {"refuted", "missing-hypothesis"} else 3 if words & {"unknown", "unreadable"} else 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema_version": 1,
            "hypotheses": list(self.hypotheses),
            "roles": self.roles,
            "chains": [{"line": c.line, "steps": [s.to_dict() for s in c.steps]} for c in self.chains],
            "summary": self.summary,
        }

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


def summary_of(steps: Iterable[CheckedStep]) -> dict[str, int]:
    """Verdict -> count, for the verdicts that occur."""
    counts = dict.fromkeys(VERDICTS, 0)
    for step in steps:
        counts[step.verdict] += 1
    return {verdict: count for verdict, count in counts.items() if count}


def check(source: str, *, assuming: Sequence[str] = (), seconds: float = 10.0) -> Report:
    """Check a written derivation: LaTeX, Markdown or plain text; `assuming` holds phrases such as "x, y independent".

    `seconds` bounds the time of one step. UserError for phrases that are not understood and for input that is too long.
    """
    document = read_document(source)
    stated = tuple(p for phrase in assuming for p in read_phrases(phrase, known=document.usage))
    commented = {a: read_phrases(a.text, known=document.usage) for a in document.assumptions if not a.forget}
    carried: list[Phrase] = [p for chain in document.chains for s in chain.steps if (p := phrase_of(s)) is not None]
    every = (*stated, *(p for phrases in commented.values() for p in phrases), *carried)
    roles = find_roles(document.chains, every, document.hints)
    shown: dict[str, None] = {}
    chains = []
    known: list[Phrase] = list(carried)
    for chain in document.chains:
        local = (*stated, *(p for a in document.in_force(chain.span.start) for p in commented[a]))
        steps = []
        for step in chain.steps:
            checked, learned = _step(step, (*local, *known), roles, seconds, shown)
            steps.append(checked)
            known += learned
        if steps:
            chains.append(CheckedChain(chain.line, tuple(steps)))
    chains += _problems(document, chains)
    table = {name: role.role for name, role in roles.table.items()}
    return Report(tuple(shown), table, tuple(sorted(chains, key=lambda c: c.line)), source)


def _problems(document: Document, chains: Sequence[CheckedChain]) -> list[CheckedChain]:
    """What could not be read at all, as steps of their own."""
    named = {s.line for c in chains for s in c.steps if s.verdict == "unreadable"}
    return [
        CheckedChain(p.line, (CheckedStep(p.line, p.column, "", p.token, "", ("", ""), "unreadable", str(p)),))
        for p in document.problems
        if p.line not in named
    ]


def _step(
    step: Step, phrases: Sequence[Phrase], roles: Roles, seconds: float, shown: dict[str, None]
) -> tuple[CheckedStep, list[Phrase]]:
    """The verdict of one relation, and what later steps may use because of it."""

    def said(verdict: str, reason: str, **more: Any) -> CheckedStep:
        read = (_echo(step.lhs), _echo(step.rhs))
        return CheckedStep(
            step.line, step.column, step.relation, step.lhs_source, step.rhs_source, read, verdict, reason, **more
        )

    if step.problem is not None or step.lhs is None or step.rhs is None:
        return said("unreadable", str(step.problem or "a side is missing")), []
    if step.relation in ASSERTS_NOTHING:
        learned = _definition(step) if step.relation == ":=" else []
        return said(ASSERTS_NOTHING[step.relation], "asserts nothing to prove"), learned
    if any(word in remark.text.lower() for remark in step.remarks for word in CHOOSING):
        return said("choice", "the words beside it make it a choice"), []
    variable = variable_in((step.lhs, step.rhs), _random_names(step, phrases, roles))
    sides = [without_densities(side, variable) for side in (step.lhs, step.rhs)]
    try:
        vocabulary = Vocabulary.of(sides, tuple(phrases), roles=roles)
        lhs, rhs = map(vocabulary.term, sides)
        hypotheses = vocabulary.hypotheses(phrases)
    except NoMeaning as error:
        return said("unknown", f"outside what can be decided: {error.message} ({error.token[:40]!r})"), []
    except UserError as error:
        return said("unknown", str(error)), []
    for hypothesis in hypotheses:
        shown.setdefault(text(hypothesis))
    if not isinstance(lhs, Expr) or not isinstance(rhs, Expr):
        return said("unknown", "outside what can be decided: not a relation between numbers"), []
    if step.relation == "=" and (named := _names_a_moment(step, lhs, rhs, hypotheses)):
        return said("definition", "a letter for a moment"), named
    if step.relation == "=" and _is_fresh(step.lhs, lhs, rhs, hypotheses, phrases):
        return said("definition", "a fresh name on the left"), _definition(step)
    started = time.monotonic()
    if variable is not None:
        density = HasDensity(vocabulary.term(variable))
        hypotheses = (*hypotheses, density)
        shown.setdefault(text(density))
    decision = _decided(step, hypotheses, lhs, rhs, seconds)
    if time.monotonic() - started > 2 * seconds:
        decision = Decision("unknown", f"gave up after {seconds:g} s")
    reason = decision.reason + (f" ({_note(variable)})" if variable is not None else "")
    return said(
        decision.verdict, reason, route=decision.route, missing=tuple(map(text, decision.missing)),
        counterexample=decision.counterexample, likely_slip=decision.likely_slip,
    ), []  # fmt: skip


def _random_names(step: Step, phrases: Sequence[Phrase], roles: Roles) -> list[Name]:
    """The names of random variables in the step and in what is assumed."""
    nodes = [side for side in (step.lhs, step.rhs) if side is not None]
    nodes += [part for p in phrases for part in _expressions(p)]
    found = dict.fromkeys(n for node in nodes for n in walk(node) if isinstance(n, Name))
    return [n for n in found if (role := roles.of(n)) is not None and role.role == "random"]


def _expressions(phrase: Phrase) -> list[Node]:
    """The expressions in a phrase."""
    values = [getattr(phrase, f.name) for f in fields(phrase)]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in flat if isinstance(part, Node)]


def _note(variable: Name) -> str:
    """The note that says how an integral was read."""
    return f"{variable} is read as the variable of the density"


def _decided(step: Step, hypotheses: tuple[Hypothesis, ...], lhs: Any, rhs: Any, seconds: float) -> Decision:
    digits = [_digits(side) for side in (step.lhs, step.rhs)]
    try:
        return decide(hypotheses, step.relation, lhs, rhs, digits=next((d for d in digits if d), None), seconds=seconds)
    except UserError as error:
        return Decision("unknown", str(error))
    except RecursionError:
        return Decision("unknown", "outside what can be decided: the expression is nested too deeply")
    except (TypeError, ValueError, AttributeError, ArithmeticError, NotImplementedError, LookupError) as error:
        return Decision("unknown", f"outside what can be decided: {type(error).__name__} in the computer algebra")


def _echo(node: Node | None) -> str:
    return "" if node is None else read_as(node)


def _names_a_moment(step: Step, lhs: Any, rhs: Any, hypotheses: Sequence[Hypothesis]) -> list[Phrase]:
    """`E[X] = mu` and `mu = E[X]` give a moment a letter that nothing was said about."""
    for letter, moment in ((lhs, rhs), (rhs, lhs)):
        bare = isinstance(letter, Symbol) and not isinstance(letter, RandomVariable)
        if bare and isinstance(moment, E | Var | Cov) and not any(letter in h.free_symbols for h in hypotheses):
            assert step.lhs is not None
            assert step.rhs is not None
            words = f"{step.lhs_source} = {step.rhs_source}"
            return [EquationPhrase(text=words, lhs=step.lhs, relation="=", rhs=step.rhs)]
    return []


def _digits(node: Node | None) -> int | None:
    """How many decimals a written decimal number has."""
    inner = ungroup(node) if node is not None else None
    return inner.places if isinstance(inner, Number) else None


def _definition(step: Step) -> list[Phrase]:
    assert step.lhs is not None
    assert step.rhs is not None
    name = ungroup(step.lhs)
    if not isinstance(name, Name):
        return []
    return [DefinitionPhrase(text=f"{step.lhs_source} = {step.rhs_source}", name=name, value=step.rhs)]


def _is_fresh(node: Node, lhs: Any, rhs: Any, hypotheses: Sequence[Hypothesis], phrases: Sequence[Phrase]) -> bool:
    """Whether `v = ...` introduces v: a bare random name that nothing was said about, equal to something random."""
    name = ungroup(node)
    if not isinstance(name, Name) or not isinstance(lhs, RandomVariable) or not is_random(rhs) or rhs.has(lhs):
        return False
    if any(isinstance(p, DefinitionPhrase) and p.name == name for p in phrases):
        return False
    return not any(isinstance(h, Definition) and h.name == lhs for h in hypotheses)
