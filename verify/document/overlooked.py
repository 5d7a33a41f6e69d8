"""What was read and is not used: a refutation that overlooks it says nothing.

A variable with a law that is not covered, a variance of a parameter that is read as a function, an inverse function, a
word of which no phrase was made: none of these is refuted by a law that knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf
from typing import Final

from derivations.reading import Step, read_as
from derivations.reading.spelling import ALIASES, FUNCTIONS
from derivations.reading.stated import DefinitionPhrase, LawPhrase, Phrase
from derivations.reading.tree import (
    Add,
    Call,
    Head,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Sum,
    Tuple,
    children,
    ungroup,
    walk,
)  # fmt: skip
from derivations.reading.words import Hint
from verify.document.noticed import Noticed, names_in
from verify.document.spoken import Spoken
from verify.steps.deciding import Decision
from verify.steps.functions_in_words import described
from verify.steps.written import names_of, outside_heads, sides_of

__all__ = ["REACH", "Overlooked"]

BESIDE: Final = 4  # lines above the words that say what is what in a display
_BY_MOMENTS: Final = frozenset(["Normal", "Poisson", "Bernoulli", "Exponential", "Laplace"])  # laws called by those
_JOINT: Final = re.compile(
    r"(?i)\b(?:jointly|bivariate|multivariate|joint)\s+(?:normal|gaussian)(?:ly)?\b|\b(?:normal|gaussian)\s+(?:random\s+)?vector\b"
)
REACH: Final = 40  # lines that a supposition or a word reaches
INVERSE: Final = Neg(Number(Fraction(1)))
# distribution functions, activations, special functions
_USUAL: Final = frozenset(["Phi", "phi", "varphi", "Q", "sigma", "S", "erf", "zeta", "psi", "Gamma", "B", "Theta", "H"])
_T: Final = Name("T")
_NOUNS: Final = {  # of which a sentence says how they are drawn, with the letters that they usually have
    "weights": "w W u v theta", "inputs": "x X u", "activations": "a h x z", "biases": "b beta",
    "errors|noises?|residuals|disturbances|innovations": "e epsilon varepsilon eta xi u r", "gradients": "g delta",
    "samples|observations": "x X y Y", "coefficients|parameters": "a b c w theta beta", "signals": "x s y",
}  # fmt: skip
_SAYS: Final = r"\b[^.$]{0,60}?\b(?:are|is|have|has|be|with|drawn|initiali[sz]ed)\b"
UNHEARD: Final = frozenset([
    "law", "another law", "copies", "iid", "identically distributed", "uncorrelated", "symmetric", "centred",
    "unit variance", "parity", "lost",
])  # fmt: skip


@dataclass(slots=True)
class Overlooked:
    """What a document says that no decision uses: laws that are not covered (`foreign`), `densities` by their functions
    with what says what they are, lines that were left open.
    """

    hints: Sequence[Hint]
    phrases: Sequence[Phrase]
    spoken: Sequence[Spoken]
    noticed: Noticed
    foreign: dict[Name, str] = field(default_factory=dict)
    densities: dict[Name, Step] = field(default_factory=dict)
    open: list[tuple[int, Step]] = field(default_factory=list)
    joint: Sequence[tuple[int, str]] = ()
    text: str = ""

    @staticmethod
    def joint_laws(text: str) -> tuple[tuple[int, str], ...]:
        """Where words state a joint law that no phrase holds."""
        return tuple((text.count("\n", 0, hit.start()) + 1, hit.group()) for hit in _JOINT.finditer(text))

    def reasons(self, step: Step, found: Decision) -> Iterable[str]:
        """Why a refutation would overlook something."""
        parts = [part for side in (step.lhs, step.rhs) if side is not None for part in walk(side)]
        if step.relation == "!=" and any(isinstance(part, Head) for part in parts):
            yield "the two sides are equal for some laws, and differ for others"
        for line, condition in self.noticed.conditions:
            if line <= step.line + 3 and condition is not step and set(names_in(step)) & set(names_in(condition)):
                written = f"{condition.lhs_source} {condition.relation} {condition.rhs_source}"
                yield f"the condition {written} in line {line} is not used"
        laws = [p for p in self.phrases if isinstance(p, LawPhrase)]
        parameters = {n for p in laws for q in p.parameters for n in walk(q) if isinstance(n, Name)}
        inside = {n.base for p in parts if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
        for line, earlier in self.open:
            bare = next(n for n in walk(earlier.lhs) if isinstance(n, Name)) if earlier.lhs is not None else None
            if earlier is not step and bare is not None and bare.base in inside and line <= step.line <= line + REACH:
                written = f"{earlier.lhs_source} = {earlier.rhs_source}"
                yield f"what line {line} says of {bare} is not used: {' '.join(written.split())[:60]}"
        for hint in self.hints:
            if hint.kind == "values" and hint.line <= step.line <= hint.line + REACH:
                bases = {n.base for n in names_in(step)}
                of = [n for node in hint.names for n in _names_of(node) if n.base in bases]
                of = [n for n in of if n not in parameters]
                here = {n for n in names_in(step) if n.base in {o.base for o in of}} - parameters
                if of and not all(self._has_a_law(n) for n in here if n.base in {o.base for o in of}):
                    yield f'the words "{hint.text}" in line {hint.line} say more of {of[0]} than is used'
        random = {n.base for p in parts if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
        for line, words in self.joint:
            if len(random) > 1 and line <= step.line <= line + REACH:
                yield f'the words "{words}" in line {line} are not used'
        bare = {n.base for p in laws for n in p.names if isinstance(n, Name) and not n.subscript and not n.label}
        for name in (p for p in parts if isinstance(p, Name) and p.subscript and p.base in bare & inside):
            if not self._has_a_law(name) and self._stands_alone(name.base):
                yield f"nothing stated says what {name} is to {name.base}"
        whole = (
            self._made_of({p for p in parts if isinstance(p, Name) and p.base in inside}) if self.densities else set()
        )
        for function, said in self.densities.items():
            call = ungroup(sides_of(said)[0])
            for name in sorted(whole, key=str):
                letter = isinstance(call, Call) and not function.subscript and _letter_of(name, call.args[0])
                if (function.subscript == (name,) or letter) and not self._has_a_law(name):
                    yield f"the density in line {said.line} is not used"
        called = {part.function for part in parts if isinstance(part, Call)}
        for function in called & self.densities.keys():
            if self.densities[function].span.end <= step.span.start:
                yield f"the density in line {self.densities[function].line} is not used"
        for part in parts:
            mean = isinstance(part, Name) and part.accent == "bar" and part.base in self.noticed.members
            if mean and isinstance(part, Name) and not self._is_defined(part):
                yield f"nothing stated says of what {part} is the mean"
        for name in dict.fromkeys(part for part in parts if isinstance(part, Name)):
            members = (law for n, law in self.foreign.items() if n == name or (n.subscript and n.base == name.base))
            law = next(members, "")
            if law:
                yield f"{law} is a law that is not covered"
        shown = found.counterexample
        chosen = shown.parameters if shown is not None and any(law.stated for law in shown.laws) else {}
        for function in _USUAL & {name.removesuffix("(t)") for name in chosen if name.endswith("(t)")}:
            yield f"{function} may stand for a function that is usually called so; say what it is"
        for part in parts:
            if isinstance(part, Call) and INVERSE in part.function.label:
                yield f"{part.function} is not tied to the function that it inverts"
        for part in (p for side in (step.lhs, step.rhs) if side is not None for p in outside_heads(side)):
            if isinstance(part, Call) and part.function not in self.noticed.functions and _belongs_to_a_law(part):
                yield f"{read_as(part)} may be a number that belongs to the law of {part.args[0]}; say what it is"
        known = {n.base for n in parameters}
        whole = {n.base for n in parameters if not n.subscript}  # n_out is no value of n_in
        for part in parts:
            inside = ungroup(part.args[0]) if isinstance(part, Head) and len(part.args) == 1 else None
            plain = isinstance(inside, Name) and not inside.accent  # an estimate of it is a variable
            named = plain and isinstance(inside, Name) and (inside.base in known or _of_a_parameter(inside, known))
            named = named or (bool(known) and isinstance(inside, Number) and part in map(ungroup, sides_of(step)))
            if isinstance(part, Head) and part.kind in {"Var", "Sd"} and named:
                yield f"{read_as(part)} is written of a parameter, as a function of it, which is not covered"
            own = _bare(part) in set(map(_bare, parameters)) or any(part in p.names for p in laws)
            lawless = isinstance(part, Name) and not own
            if lawless and isinstance(part, Name) and _of_a_parameter(part, whole):
                yield f"{part} may be a value of the parameter {part.base}"
        yield from self._of_estimates(step, found)
        yield from self._otherwise_called(step, laws)
        yield from self._beyond_variances(step, laws)
        yield from self._unheard(step)
        powers = [part for part in parts if isinstance(part, Power) and part.exponent == _T]
        if powers and sum(part == _T for part in parts) == len(powers):
            yield f"{read_as(powers[0])} may be a transpose, and vectors are not decided; say if T is a number"
        chosen = found.counterexample.parameters if found.counterexample is not None else {}
        for letter in chosen:
            if f"{letter}(t)" in chosen:
                yield f"{letter} stands for a variable and for a function; say which is meant"
        for letter in (name.removesuffix("(t)") for name in chosen if name.endswith("(t)")):
            if (line := described(letter, self.text)) is not None:
                yield f"what line {line} says of {letter} is not used"
            if re.fullmatch(r"p|[fp]_\{?\w+\}?", letter):
                yield f"{letter} may be the density or the probability function of a law; say which"
        for function, said in self.noticed.called.items():
            if f"{function}(t)" in chosen and said is not step and function not in self.noticed.functions:
                yield f"what line {said.line} says of {function} is not used"
        if found.counterexample is not None and _has_negative(found):
            for hint in self.hints:
                if hint.kind == "non-negative" and hint.line <= step.line:
                    yield f'the word "{hint.text}" in line {hint.line} is not used'

    def _otherwise_called(self, step: Step, laws: Sequence[LawPhrase]) -> Iterable[str]:
        """Words that give a parameter another meaning: "where m is the mean of X", of a gamma law with shape m."""
        parameters = {n for p in laws if p.law not in _BY_MOMENTS for q in p.parameters for n in walk(q)}
        here = set(names_in(step))
        for hint in self.hints:
            moment = hint.kind in {"mean", "variance", "sd"} and not hint.negated
            letters = [n for n in hint.about if n in parameters and n in here]
            if moment and letters and hint.line - BESIDE <= step.line <= hint.line + 1:
                yield f'the words "{hint.text}" in line {hint.line} give {letters[0]} another meaning than the law does'

    def _of_estimates(self, step: Step, found: Decision) -> Iterable[str]:
        """A formula for a moment of an estimate b^ of which no line says how it is computed."""
        sides = [list(walk(side)) for side in (step.lhs, step.rhs) if side is not None]
        formula = any(any(isinstance(p, Name) for p in s) and not any(isinstance(p, Head) for p in s) for s in sides)
        if found.verdict == "refuted" and formula:
            inside = {n for s in sides for p in s if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
            above = {p.name for said, p in self.noticed.defining if said.line <= step.line}
            for name in sorted((n for n in inside - above if n.accent == "hat"), key=str):
                yield f"nothing stated says how {name} is computed"

    def _beyond_variances(self, step: Step, laws: Sequence[LawPhrase]) -> Iterable[str]:
        """Steps about more than means and variances of members whose laws differ; no more is known of those."""
        most = {"E": 2, "Var": 1, "Sd": 1, "Cov": 1, "Corr": 1}
        heads = [p for side in (step.lhs, step.rhs) if side is not None for p in walk(side) if isinstance(p, Head)]
        for law in laws:
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

    def _unheard(self, step: Step) -> Iterable[str]:
        """Words that say something of a variable of the step, of which no phrase was made."""
        names = self._made_of(set(names_in(step)))
        families = {n.base for n in names if n.subscript}
        laws = [p for p in self.phrases if isinstance(p, LawPhrase)]
        parameters = {n for p in laws for q in p.parameters for n in walk(q)}
        letters = {re.split(r"[_^]", n.base)[0] for n in names}  # w of w_l
        for hint in self.hints:
            denied = hint.negated and hint.kind != "copies"
            near = hint.line <= step.line <= hint.line + REACH and not denied
            if hint.kind == "lost" and near and not self._letters_of_nouns(hint).isdisjoint(letters):
                yield f'the words "{hint.text}" in line {hint.line} are not used'
            about = [n for n in _named(hint) if n in names or (n.subscript and n.base in families)]
            about = [n for n in about if hint.kind != "lost" or n not in parameters]
            if hint.kind not in UNHEARD or not near or not about:
                continue
            bases = {n.base for n in about}
            said = [s for s in self.spoken if s.line <= hint.line]
            if hint.kind == "law":
                said = [s for s in said if bases & {n.base for n in names_of(s.phrase)}]
            heard = (re.sub(r"[.$]", "", s.words) for s in said)
            plain = re.sub(r"[.$]", "", hint.text)
            if hint.kind != "lost" and any(plain in words or words in plain for words in heard):
                continue
            if hint.kind == "parity" and any(n in self.noticed.defined for n in about):
                continue
            if hint.kind == "law" and all(any(n in p.names for p in laws) for n in about):
                continue
            yield f'the words "{hint.text}" in line {hint.line} are not used'

    def _letters_of_nouns(self, hint: Hint) -> set[str]:
        """The usual letters of "the weights", where words speak of these without any; values of moments are none."""
        values = {tree for other in self.hints if other.line == hint.line for tree in other.about}
        if any(isinstance(node, Name) and node not in values for node in hint.names):
            return set()
        start = max(self.text.rfind(stop, 0, hint.span.start) for stop in (". ", ".\n", "\n\n")) + 1
        sentence = self.text[start : hint.span.end]
        called = (letters for noun, letters in _NOUNS.items() if re.search(rf"(?i)\b(?:{noun}){_SAYS}", sentence))
        return {letter for letters in called for letter in letters.split()}

    def _made_of(self, names: set[Name]) -> set[Name]:
        """The names and all that the document makes them of."""
        found = set(names)
        for _ in self.noticed.defining:
            bases = {n.base for n in found}
            more = {n for _, p in self.noticed.defining if p.name.base in bases for n in _names_of(p.value)}
            if more <= found:
                break
            found |= more
        return found

    def _stands_alone(self, letter: str) -> bool:
        """Whether the document writes a letter without an index, too."""
        return re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z_^'])", self.text) is not None

    def _has_a_law(self, name: Name) -> bool:
        """Whether a law is stated of this very name, or of the family that it is a member of."""
        named = [n for p in self.phrases if isinstance(p, LawPhrase) for q in p.names for n in walk(q)]
        return any(
            n == name or (isinstance(n, Name) and n.subscript and name.subscript and n.base == name.base) for n in named
        )

    def _is_defined(self, name: Name) -> bool:
        """Whether a line or phrase says what the name stands for."""
        return name in self.noticed.defined or any(
            isinstance(p, DefinitionPhrase) and p.name == name for p in self.phrases
        )


def _names_of(node: Node) -> list[Name]:
    """The names in an expression, their indices left out."""
    return [node] if isinstance(node, Name) else [n for part in children(node) for n in _names_of(part)]


def _letter_of(name: Name, argument: Node) -> bool:
    """X of the x in f(x)."""
    return isinstance(argument, Name) and name.base.isupper() and name.base.lower() == argument.base.lower()


def _named(hint: Hint) -> list[Name]:
    """The names in a hint's sentence, those in lists too."""
    lists = [node.items if isinstance(node, Tuple) else (node,) for node in hint.names]
    return [node for nodes in lists for node in nodes if isinstance(node, Name)]


def _bare(node: Node) -> str:
    """A name without the brackets around its label: n_in."""
    return re.sub(r"[{}]", "", str(node))


def _of_a_parameter(name: Name, known: set[str]) -> bool:
    """p_M and p_0, where p is a parameter."""
    base, _, below = name.base.partition("_")
    return base in known and bool(below or name.subscript)


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


def _has_negative(found: Decision) -> bool:
    """Whether a law of the counterexample has a value below 0."""
    laws = found.counterexample.laws if found.counterexample is not None else ()
    return any(v < 0 for law in laws for values, _ in law.atoms for v in values)
