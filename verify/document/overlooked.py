"""What was read and is not used: a refutation that overlooks it says nothing.

A variable with a law that is not covered, a variance of a parameter that is read as a function, an inverse function, a
word of which no phrase was made: none of these is refuted by a law that knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf
from typing import Final

from derivations.reading import Step, read_as
from derivations.reading.meaning.densities import density_of, half_line
from derivations.reading.meaning.stated import (
    DefinitionPhrase,
    EquationPhrase,
    IidPhrase,
    LawPhrase,
    Phrase,
    UncorrelatedPhrase,
)
from derivations.reading.syntax.spelling import ALIASES, FUNCTIONS
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Head,
    Infinity,
    Integral,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Sum,
    ungroup,
    walk,
)  # fmt: skip
from verify.document.introduced import introduced
from verify.document.noticed import Noticed, names_in, parts_in
from verify.document.unheard import REACH, Unheard, has_a_law, laws_in, parameters_in
from verify.steps.deciding import Decision
from verify.steps.functions_in_words import described
from verify.steps.written import expressions_of, names_of, outside_heads, sides_of

__all__ = ["Overlooked"]

INVERSE: Final = Neg(Number(Fraction(1)))
# distribution functions, activations, special functions
_USUAL: Final = frozenset(["Phi", "phi", "varphi", "Q", "sigma", "S", "erf", "zeta", "psi", "Gamma", "B", "Theta", "H"])
_T: Final = Name("T")


@dataclass(slots=True)
class Overlooked:
    """What a document says that no decision uses: laws that are not covered (`foreign`), `densities` by their functions
    with what says what they are, lines that were left open, `words`.
    """

    phrases: Sequence[Phrase]
    noticed: Noticed
    words: Unheard
    text: str
    foreign: dict[Name, str] = field(default_factory=dict)
    densities: dict[Name, Step] = field(default_factory=dict)
    open: list[tuple[int, Step]] = field(default_factory=list)
    given: list[tuple[int, Head]] = field(default_factory=list)  # conditional moments of lines not decided

    def reasons(self, step: Step, found: Decision) -> Iterator[str]:
        """Why a refutation would overlook something; the first of these is told."""
        yield from self._of_what_stands_above(step)
        yield from self.words.values(step)
        fixed = {n for hint in self.words.hints if hint.kind == "constant" for n in hint.about if isinstance(n, Name)}
        yield from introduced(step, self.noticed, self._said(step), fixed, self.text)
        yield from self.words.joint_laws(step)
        yield from self.words.equal_to(step)
        yield from self.words.called_fixed(step, found)
        yield from self._of_members(step)
        yield from self._of_members_before(found)
        yield from self._of_densities(step)
        yield from self._of_ends(step)
        yield from self._of_laws(step)
        yield from self._of_functions_with_a_name(step, found)
        yield from self._of_parameters(step)
        yield from self._of_estimates(step, found)
        yield from self.words.other_meanings(step)
        yield from self._beyond_variances(step)
        yield from self.words.hypotheses(step)
        yield from self.words.of_nobody(step, found)
        yield from self.words.more_often(step, found)
        yield from self._of_transposes(step)
        yield from self._of_unknown_functions(step, found)
        yield from self.words.signs(step, found)

    def _said(self, step: Step) -> list[Phrase]:
        """What is stated of anything, in phrases and in words above a step."""
        return [*self.phrases, *(s.phrase for s in self.words.spoken if s.line <= step.line)]

    def _of_what_stands_above(self, step: Step) -> Iterator[str]:
        """Two sides that differ for some laws, conditions on variables, lines that were not decided."""
        parts = parts_in(step)
        if step.relation == "!=" and any(isinstance(part, Head) for part in parts):
            yield "the two sides are equal for some laws, and differ for others"
        here = set(names_in(step)) - parameters_in(self.phrases)
        for line, condition in self.noticed.conditions:
            if line <= step.line + 3 and condition is not step and here & set(names_in(condition)):
                written = f"{condition.lhs_source} {condition.relation} {condition.rhs_source}"
                yield f"the condition {written} in line {line} is not used"
        for line, moment in self.given:
            if line < step.line <= line + REACH and moment in parts:
                yield f"what line {line} says of {moment} is not used"
        inside = {base.partition("_")[0] for base in _letters_in_heads(parts)}  # m of m_0 and m_t
        for line, earlier in self.open:
            bare = next(n for n in walk(earlier.lhs) if isinstance(n, Name)) if earlier.lhs is not None else None
            near = earlier is not step and line <= step.line <= line + REACH
            if near and bare is not None and bare.base.partition("_")[0] in inside:
                written = f"{earlier.lhs_source} = {earlier.rhs_source}"
                yield f"what line {line} says of {bare} is not used: {' '.join(written.split())[:60]}"

    def _of_members_before(self, found: Decision) -> Iterator[str]:
        """What is said of every e_t, which holds of the e_0 of a law against e_t + c e_{t-1}, too."""
        laws = found.counterexample.laws if found.counterexample is not None else ()
        first = {name.removesuffix("_0") for law in laws for name in law.names if name.endswith("_0")}
        said = (*self.phrases, *(s.phrase for s in self.words.spoken))
        first -= {n.base for p in said if isinstance(p, IidPhrase) for n in names_of(p)}
        for phrase in said if first else ():
            if not isinstance(phrase, EquationPhrase | UncorrelatedPhrase):
                continue
            names = (n for part in expressions_of(phrase) for n in walk(part) if isinstance(n, Name))
            members = {n.base for n in names if n.subscript}
            if of := sorted(first & members):
                yield f"what is said of every member of {of[0]} is not used of the one before the first"

    def _of_members(self, step: Step) -> Iterator[str]:
        """X_1 beside an X that has a law."""
        parts, laws = parts_in(step), laws_in(self.phrases)
        bare = {n.base for p in laws for n in p.names if isinstance(n, Name) and not n.subscript and not n.label}
        letters = bare & _letters_in_heads(parts)
        for name in (p for p in parts if isinstance(p, Name) and p.subscript and p.base in letters):
            if not has_a_law(name, self.phrases) and self._stands_alone(name.base):
                yield f"nothing stated says what {name} is to {name.base}"

    def _of_densities(self, step: Step) -> Iterator[str]:
        """The density that a line states of what a variable in a head is made of, and one that is called."""
        if not self.densities:
            return
        parts = parts_in(step)
        inside = _letters_in_heads(parts)
        whole = self.noticed.made_of(p for p in parts if isinstance(p, Name) and p.base in inside)
        for function, said in self.densities.items():
            call = ungroup(sides_of(said)[0])
            for name in sorted(whole, key=str):
                letter = isinstance(call, Call) and not function.subscript and _letter_of(name, call.args[0])
                own = len(function.subscript) == 1 and getattr(function.subscript[0], "base", "") == name.base
                if (own or letter) and not has_a_law(name, self.phrases):
                    yield f"the density in line {said.line} is not used"
        called = {part.function for part in parts if isinstance(part, Call)}
        for function in called & self.densities.keys():
            if self.densities[function].span.end <= step.span.start:
                yield f"the density in line {self.densities[function].line} is not used"

    def _of_ends(self, step: Step) -> Iterator[str]:
        """The ends of integrals against a density that may be the ends of what the variable can be."""
        parts = parts_in(step)
        integrals = [part for part in parts if isinstance(part, Integral) and density_of(part) is not None]
        if any(has_a_law(part, self.phrases) for part in parts if integrals and isinstance(part, Name)):
            return
        ends = {end for i in integrals if half_line(i) is None for end in (i.lower, i.upper) if end is not None}
        compared = {side for part in parts if isinstance(part, Relation) for side in part.sides}
        outer = {i.lower for i in integrals} ^ {i.upper for i in integrals}
        finite = (e for e in (ends & outer) - compared if not any(isinstance(part, Infinity) for part in walk(e)))
        for end in sorted(finite, key=str):
            yield f"{end} may be an end of all values that are possible; say whether it is"

    def _of_laws(self, step: Step) -> Iterator[str]:
        """A mean of nobody knows what, and laws that are not covered."""
        names = [part for part in parts_in(step) if isinstance(part, Name)]
        for name in names:
            if name.accent == "bar" and name.base in self.noticed.members and not self._is_defined(name):
                yield f"nothing stated says of what {name} is the mean"
        for name in dict.fromkeys(names):
            members = (law for n, law in self.foreign.items() if n == name or (n.subscript and n.base == name.base))
            if law := next(members, ""):
                yield f"{law} is a law that is not covered"

    def _of_functions_with_a_name(self, step: Step, found: Decision) -> Iterator[str]:
        """Functions that are usually something, or the inverse of something, or numbers that belong to a law."""
        shown = found.counterexample
        lawful = shown is not None and any(law.stated for law in shown.laws)
        for function in _USUAL & set(_drawn_functions(found)) if lawful else ():
            yield f"{function} may stand for a function that is usually called so; say what it is"
        for part in parts_in(step):
            if isinstance(part, Call) and INVERSE in part.function.label:
                yield f"{part.function} is not tied to the function that it inverts"
        for part in (p for side in (step.lhs, step.rhs) if side is not None for p in outside_heads(side)):
            if isinstance(part, Call) and part.function not in self.noticed.functions and _belongs_to_a_law(part):
                yield f"{read_as(part)} may be a number that belongs to the law of {part.args[0]}; say what it is"

    def _of_parameters(self, step: Step) -> Iterator[str]:
        """Var(p) of a parameter p, as a function of it, and p_0 beside p."""
        parameters = parameters_in(self.phrases)
        known = {n.base for n in parameters}
        whole = {n.base for n in parameters if not n.subscript}  # n_out is no value of n_in
        families = (n for said in self.words.spoken for n in _subjects(said.phrase) if n.subscript)
        whole -= {n.base for n in families}  # of U(0, a), where the a_j are iid
        own = set(map(_bare, parameters))
        lawful = [n for law in laws_in(self.phrases) for n in law.names]
        for part in parts_in(step):
            if isinstance(part, Head) and part.kind in {"Var", "Sd"} and _is_of_a_parameter(part, step, known):
                yield f"{read_as(part)} is written of a parameter, as a function of it, which is not covered"
            lawless = isinstance(part, Name) and _bare(part) not in own and part not in lawful
            if lawless and _of_a_parameter(part, whole):
                yield f"{part} may be a value of the parameter {part.base}"

    def _of_transposes(self, step: Step) -> Iterator[str]:
        """x^T, where T is nothing else."""
        parts = parts_in(step)
        powers = [part for part in parts if isinstance(part, Power) and part.exponent == _T]
        if powers and sum(part == _T for part in parts) == len(powers):
            yield f"{read_as(powers[0])} may be a transpose, and vectors are not decided; say if T is a number"

    def _of_unknown_functions(self, step: Step, found: Decision) -> Iterator[str]:
        """Functions that the counterexample chooses, of which words or lines say something."""
        chosen = found.counterexample.parameters if found.counterexample is not None else {}
        for letter in chosen:
            if f"{letter}(t)" in chosen:
                yield f"{letter} stands for a variable and for a function; say which is meant"
        for letter in _drawn_functions(found):
            if (line := described(letter, self.text)) is not None:
                yield f"what line {line} says of {letter} is not used"
            if re.fullmatch(r"p|[fp]_\{?\w+\}?", letter):
                yield f"{letter} may be the density or the probability function of a law; say which"
        for function, said in self.noticed.called.items():
            if f"{function}(t)" in chosen and said is not step and function not in self.noticed.functions:
                yield f"what line {said.line} says of {function} is not used"

    def _of_estimates(self, step: Step, found: Decision) -> Iterator[str]:
        """A formula for a moment of an estimate b^ of which no line says how it is computed."""
        sides = [list(walk(side)) for side in (step.lhs, step.rhs) if side is not None]
        formula = any(any(isinstance(p, Name) for p in s) and not any(isinstance(p, Head) for p in s) for s in sides)
        if found.verdict == "refuted" and formula:
            inside = {n for s in sides for p in s if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
            above = {p.name for said, p in self.noticed.defining if said.line <= step.line}
            for name in sorted((n for n in inside - above if n.accent == "hat"), key=str):
                yield f"nothing stated says how {name} is computed"

    def _beyond_variances(self, step: Step) -> Iterator[str]:
        """Steps about more than means and variances of members whose laws differ; no more is known of those."""
        most = {"E": 2, "Var": 1, "Sd": 1, "Cov": 1, "Corr": 1}
        heads = [p for side in (step.lhs, step.rhs) if side is not None for p in walk(side) if isinstance(p, Head)]
        for law in laws_in(self.phrases):
            of: dict[str, float] = dict.fromkeys(_different_members(law), 1)
            for _, phrase in self.noticed.defining if of else ():
                if isinstance(phrase.name, Name):
                    of |= {phrase.name.base: degree} if (degree := _degree(phrase.value, of)) else {}
            if any(_degree(part, of) > most.get(head.kind, 0) for head in heads for part in head.args):
                yield f"of {law.text} the means and variances alone are used"

    def shown(self, found: Decision) -> Decision:
        """The decision, with no law of a variable beside the one that is stated of it, which its parameters fix."""
        bases = {base for law in self.phrases if isinstance(law, LawPhrase) for base in _different_members(law)}
        if found.counterexample is None or not bases:
            return found
        laws = tuple(x for x in found.counterexample.laws if not all(n.split("_")[0] in bases for n in x.names))
        return replace(found, counterexample=replace(found.counterexample, laws=laws, world=None))

    def _stands_alone(self, letter: str) -> bool:
        """Whether the document writes a letter without an index and with one."""
        ways = ("(?![A-Za-z_^'])", r"[\s}]*[_^₀-₉ᵢⱼ]")
        return all(re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}{behind}", self.text) for behind in ways)

    def _is_defined(self, name: Name) -> bool:
        """Whether a line or phrase says what the name stands for."""
        return name in self.noticed.defined or any(
            isinstance(p, DefinitionPhrase) and p.name == name for p in self.phrases
        )


def _letters_in_heads(parts: Sequence[Node]) -> set[str]:
    return {n.base for p in parts if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}


def _drawn_functions(found: Decision) -> list[str]:
    """The functions that the counterexample chooses."""
    chosen = found.counterexample.parameters if found.counterexample is not None else {}
    return [name.removesuffix("(t)") for name in chosen if name.endswith("(t)")]


def _letter_of(name: Name, argument: Node) -> bool:
    """X of the x in f(x)."""
    return isinstance(argument, Name) and name.base.isupper() and name.base.lower() == argument.base.lower()


def _subjects(phrase: Phrase) -> list[Name]:
    """The names that a phrase is about."""
    about = getattr(phrase, "names", getattr(phrase, "groups", (getattr(phrase, "lhs", None),)))
    return [n for node in about if node is not None for n in walk(node) if isinstance(n, Name)]


def _bare(node: Node) -> str:
    """A name without the brackets around its label: n_in."""
    return re.sub(r"[{}]", "", str(node))


def _of_a_parameter(name: Name, known: set[str]) -> bool:
    """p_M and p_0, where p is a parameter."""
    base, _, below = name.base.partition("_")
    return base in known and bool(below or name.subscript)


def _is_of_a_parameter(head: Head, step: Step, known: set[str]) -> bool:
    """Whether a head holds a parameter, which an estimate of it is not, or a number that it is said to be."""
    inside = ungroup(head.args[0]) if len(head.args) == 1 else None
    if isinstance(inside, Name) and not inside.accent:
        return inside.base in known or _of_a_parameter(inside, known)
    return bool(known) and isinstance(inside, Number) and head in map(ungroup, sides_of(step))


def _belongs_to_a_law(call: Call) -> bool:
    """`median(X)`, `h(X)`: an unknown function of a capital letter alone."""
    name, base = call.args[0] if len(call.args) == 1 else None, ALIASES.get(call.function.base, call.function.base)
    return isinstance(name, Name) and name.base[:1].isupper() and base not in FUNCTIONS and not call.given


def _different_members(law: LawPhrase) -> list[str]:
    """The letters of families whose members have laws with parameters of their own: X_i ~ N(m_i, 1)."""
    letters = [n for p in law.parameters for n in walk(p) if isinstance(n, Name)]
    names = [n for n in law.names if isinstance(n, Name) and n.subscript]
    return [n.base for n in names if any(set(n.subscript) & set(letter.subscript) for letter in letters)]


def _degree(node: Node, of: Mapping[str, float]) -> float:
    """The degree of a polynomial in names with these letters and degrees; infinite where it is none."""
    node = ungroup(node)
    if isinstance(node, Head) or not any(isinstance(n, Name) and n.base in of for n in walk(node)):
        return 0
    match node:
        case Name(base):
            return of.get(base, inf)
        case Neg(body) | Sum(body=body):
            return _degree(body, of)
        case Add(terms):
            return max(_degree(term, of) for term in terms)
        case Mul(factors):
            return sum(_degree(factor, of) for factor in factors)
        case Quotient(numerator, denominator) if not _degree(denominator, of):
            return _degree(numerator, of)
        case Power(base, Number(value)) if value.denominator == 1 and value > 0:
            return int(value) * _degree(base, of)
    return inf
