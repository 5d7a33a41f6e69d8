"""Words of which no phrase was made, or which say more than is used: a refutation that overlooks them says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from derivations.hypotheses import Holds, IdenticallyDistributed, Independent, IndependentElements, Symmetric
from derivations.reading import Step
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.stated import (
    CentredPhrase,
    EquationPhrase,
    IdenticallyDistributedPhrase,
    IidPhrase,
    IndependentPhrase,
    LawPhrase,
    PairwisePhrase,
    Phrase,
    SymmetricPhrase,
    UncorrelatedPhrase,
)
from derivations.reading.syntax.tree import Head, Name, Number, Tuple, walk
from derivations.terms import Cov, Var
from verify.document.noticed import Noticed, names_in, parts_in, plain_names
from verify.document.sections import Sections
from verify.document.spoken import Spoken
from verify.document.spreads import pattern_of
from verify.steps.deciding import Decision
from verify.steps.written import names_of

__all__ = ["REACH", "Unheard", "has_a_law", "laws_in", "parameters_in"]

REACH: Final = 40  # lines that a supposition or a word reaches
BESIDE: Final = 4  # lines above the words that say what is what in a display
_BY_MOMENTS: Final = frozenset(["Normal", "Poisson", "Bernoulli", "Exponential", "Laplace"])  # laws called by those
_OF_A_SQUARE: Final = re.compile(r"(?i)\b(?:squares?|variances?|second\s+moments?)\s+(?:is|are)\s+(?:\w+\s+)?$")
_IF: Final = re.compile(r"(?i)\bif\b[^.]*$")
_INSTEAD_OF: Final = re.compile(r"(?i)\b(?:instead\s+of|rather\s+than|in\s+place\s+of)\s+(?:[a-z-]+\s+){0,3}\Z")
_REALS: Final = re.compile(r"[\s$(\\]*(?:mathbb|mathbf|R\b)[\s{]*R?\b")  # values in R
_OF_POINTS: Final = frozenset(["Bernoulli", "Rademacher", "Binomial", "Geometric", "Finite", "DiscreteUniform"])
_OF_REFUTED: Final = frozenset(["unit variance", "centred", "identically distributed", "iid"])
_JOINT: Final = re.compile(
    r"(?i)\b(?:jointly|bivariate|multivariate|joint)\s+(?:normal|gaussian)(?:ly)?\b|\b(?:normal|gaussian)\s+(?:random\s+)?vector\b"
)
_EQUAL_TO: Final = re.compile(
    r"\$\\?(?P<letter>[A-Za-z]+)(?:_(?:\{[^{}$]*\}|\w))?\$\s+(?P<words>(?:all\s+|both\s+|each\s+)?(?:equals?"
    r"|(?:is|are|be|being)\s+(?:all\s+|both\s+)?(?:equal|set|fixed|initiali[sz]ed|reduced|tied|replaced)\s+(?:to|at|by)))"
    r"\s+(?=\$|zero\b|one\b|\d)"
)
_CLAIMED: Final = re.compile(r"(?i)\b(?:hence|thus|so|therefore|then|gives?|yields?|whether|show\w*|prov\w+)\b[^.]*$")
_NOUNS: Final = {  # of which a sentence says how they are drawn, with the letters that they usually have
    "weights": "w W u v theta", "inputs": "x X u", "activations": "a h x z", "biases": "b beta",
    "errors|noises?|residuals|disturbances|innovations": "e epsilon varepsilon eta xi u r", "gradients": "g delta",
    "samples|observations": "x X y Y", "coefficients|parameters": "a b c w theta beta", "signals": "x s y",
}  # fmt: skip
_SAYS: Final = r"\b[^.$]{0,60}?\b(?:are|is|have|has|be|with|drawn|initiali[sz]ed)\b"
_BEFORE_NOUNS: Final = re.compile(rf"[\s~]+(?:[a-z-]+[\s~]+)?(?:{'|'.join(_NOUNS)})\b(?![\s~]*[$\\(])", re.IGNORECASE)
_ALIKE: Final = frozenset(["copies", "iid", "identically distributed"])
_INDEPENDENT: Final = (IndependentPhrase, IidPhrase, PairwisePhrase, UncorrelatedPhrase, LawPhrase)
_MADE_OF: Final = {  # the kinds of words, with the phrases that are made of them
    "independent": _INDEPENDENT, "iid": _INDEPENDENT, "uncorrelated": _INDEPENDENT,
    "symmetric": (SymmetricPhrase, LawPhrase), "centred": (EquationPhrase, CentredPhrase),
}  # fmt: skip
_STATING: Final = frozenset([
    "law", "another law", "copies", "iid", "identically distributed", "uncorrelated", "symmetric", "centred",
    "unit variance", "parity", "lost",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unheard:
    """The words of a document beside what was made of them."""

    hints: Sequence[Hint]
    phrases: Sequence[Phrase]
    spoken: Sequence[Spoken]
    noticed: Noticed
    text: str

    def values(self, step: Step) -> Iterator[str]:
        """Words that say which values a variable of the step takes, of which no law is stated."""
        parameters = parameters_in(self.phrases)
        names = self.noticed.made_of(names_in(step))
        for hint in self.hints:
            if hint.kind != "values" or not hint.line <= step.line <= hint.line + REACH:
                continue
            before = self.text[max(0, hint.span.start - 60) : hint.span.start]
            if _by_these(hint, self.phrases) or _INSTEAD_OF.search(before) or _REALS.match(self.text, hint.span.end):
                continue
            bases = {n.base for n in names}
            of = [n for node in hint.names for n in plain_names(node) if n.base in bases and n not in parameters]
            here = {n for n in names if n.base in {o.base for o in of}} - parameters
            here = {n for n in here if not self._is_a_chance(n, hint)}
            if of and not all(has_a_law(n, self.phrases) for n in here):
                yield f'the words "{hint.text}" in line {hint.line} say more of {of[0]} than is used'

    def _is_a_chance(self, name: Name, hint: Hint) -> bool:
        """Whether the words give a name as a probability: "heads with probability $p$", "a $p$-coin"."""
        near = self.text[max(0, hint.span.start - 100) : hint.span.end + 100]
        written = rf"\$?\s*{pattern_of(name)}(?!\w)"
        return re.search(rf"(?i)\bprobabilit(?:y|ies)\s+{written}|{written}\$?-(?:\w+\s+)?coins?\b", near) is not None

    def joint_laws(self, step: Step) -> Iterator[str]:
        """Words that state a joint law, which no phrase holds."""
        random = {n.base for p in parts_in(step) if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
        for line, words in _joint_laws(self.text) if len(random) > 1 else ():
            if line <= step.line <= line + REACH:
                yield f'the words "{words}" in line {line} are not used'

    def equal_to(self, step: Step) -> Iterator[str]:
        """Words that give a letter of the step a value: "when every $a_t$ equals $1/T$", "all $w_i$ are set to one"."""
        told = {n.base for s in self.spoken for n in _defined_by(s.phrase)}
        told |= {n.base for law in laws_in([s.phrase for s in self.spoken]) for n in names_of(law)}
        letters = {n.base for n in self.noticed.made_of(names_in(step))} - told
        for line, letter, words in _values_in_words(self.text):
            if letter in letters and line <= step.line <= line + BESIDE:
                yield f'the words "{words}" in line {line} say more of {letter} than is used'

    def called_fixed(self, step: Step, found: Decision) -> Iterator[str]:
        """Words such as "with fixed weights" just above, where the counterexample draws what usually is called so."""
        laws = found.counterexample.laws if found.counterexample is not None else ()
        drawn = {name.split("_")[0] for law in laws for name in law.names}
        for line, noun, words in _fixed_nouns(self.text):
            letters = next(said.split() for nouns, said in _NOUNS.items() if re.fullmatch(nouns, noun.lower()))
            if line <= step.line <= line + BESIDE and not drawn.isdisjoint(letters):
                yield f'the words "{words}" in line {line} are not used'

    def other_meanings(self, step: Step) -> Iterator[str]:
        """Words that give a parameter another meaning: "where m is the mean of X", of a gamma law with shape m."""
        parameters = {
            n for p in laws_in(self.phrases) if p.law not in _BY_MOMENTS for q in p.parameters for n in walk(q)
        }
        here = set(names_in(step))
        for hint in self.hints:
            moment = hint.kind in {"mean", "variance", "sd"} and not hint.negated
            letters = [n for n in hint.about if n in parameters and n in here]
            if moment and letters and hint.line - BESIDE <= step.line <= hint.line + 1:
                yield f'the words "{hint.text}" in line {hint.line} give {letters[0]} another meaning than the law does'

    def hypotheses(self, step: Step) -> Iterator[str]:
        """Words that say something of a variable of the step, of which no phrase was made."""
        names = self.noticed.made_of(names_in(step))
        families = {n.base for n in names if n.subscript}
        laws = laws_in(self.phrases)
        parameters = {n for p in laws for q in p.parameters for n in walk(q)}
        letters = {re.split(r"[_^]", n.base)[0] for n in names}  # w of w_l
        for hint in self.hints:
            denied = hint.negated and hint.kind != "copies"
            near = hint.line <= step.line <= hint.line + REACH and not denied
            if hint.kind == "lost" and near and not self._letters_of_nouns(hint).isdisjoint(letters):
                yield f'the words "{hint.text}" in line {hint.line} are not used'
            about = [n for n in _named(hint) if n in names or (n.subscript and n.base in families)]
            if hint.kind == "lost":
                plain = (node for node in hint.names if not any(isinstance(part, Head) for part in walk(node)))
                inside = [n for node in plain for n in walk(node) if isinstance(n, Name)]  # of x - y
                about = about or [n for n in (*_in_heads(hint, step), *inside) if n in names]
                about = [n for n in about if n not in parameters | self._values_beside(hint)]
            if hint.kind != "law" and _BEFORE_NOUNS.match(self.text, hint.span.end):  # fresh zero-mean weights
                about = []
            if hint.kind not in _STATING or not near or not about:
                continue
            bases = {n.base for n in about if hint.kind not in _ALIKE or n not in self._values_beside(hint)}
            said = [s for s in self.spoken if s.line <= hint.line]
            if hint.kind == "law":
                said = [s for s in said if bases & {n.base for n in names_of(s.phrase)}]
            heard = (re.sub(r"[.$]", "", s.words) for s in said)
            plain = re.sub(r"[.$]|^(?:is|are|be)\s+", "", hint.text)
            if hint.kind != "lost" and any(plain in words or words in plain for words in heard):
                continue
            if hint.kind in _ALIKE and any(_makes_alike(s, bases) and hint.line - s.line <= BESIDE for s in said):
                continue
            if hint.kind == "parity" and any(n in self.noticed.defined for n in about):
                continue
            here = (s.phrase for s in said if s.start <= hint.span.start <= s.end)
            if hint.kind == "parity" and any(isinstance(phrase, SymmetricPhrase) for phrase in here):  # an even density
                continue
            if hint.kind == "law" and all(any(n in p.names for p in laws) for n in about):
                continue
            yield f'the words "{hint.text}" in line {hint.line} are not used'

    def of_nobody(self, step: Step, found: Decision) -> Iterator[str]:
        """Words of a hypothesis such as the step is found to lack, said of something that has no name in them."""
        lacking = {kind for missing in found.missing for kind in _kinds_of(missing)}
        for hint in self.hints:
            near = hint.line <= step.line <= hint.line + REACH and not hint.negated and not _named(hint)
            kind = _kind_with_its_value(hint)
            asked = kind in lacking or (found.verdict == "refuted" and kind in _OF_REFUTED)
            heard = any(s.line <= hint.line and hint.span.start <= s.end for s in self.spoken)
            if near and asked and not heard and not self._is_in_a_case(hint):
                yield f'the words "{hint.text}" in line {hint.line} are not used'

    def more_often(self, step: Step, found: Decision) -> Iterator[str]:
        """Words of a hypothesis such as the step lacks, which stand more often in a sentence about its variables than
        phrases were made of it: "the w_j are iid, and so are the x_j; these are independent of those".
        """
        lacking = {kind for missing in found.missing for kind in _kinds_of(missing)}
        sections = Sections.of(self.text)
        bases = {n.base for n in self.noticed.made_of(names_in(step))}
        hints = [h for h in self.hints if h.kind in _MADE_OF and not (h.negated or h.doubtful)]
        for hint in hints:
            near = hint.line <= step.line and sections.start_of(hint.line) == sections.start_of(step.line)
            if not near or hint.kind not in lacking or bases.isdisjoint(n.base for n in _named(hint)):
                continue
            here = [s for s in self.spoken if s.start <= hint.span.start <= s.end]
            made = {s.phrase for s in here if isinstance(s.phrase, _MADE_OF[hint.kind])}
            alike = [h for h in hints if h.names == hint.names and _MADE_OF[h.kind] == _MADE_OF[hint.kind]]
            if len(made) < len(alike) and not self._is_in_a_case(hint):
                yield f'the words "{hint.text}" in line {hint.line} are not used'

    def _is_in_a_case(self, hint: Hint) -> bool:
        """Whether "if" stands before the words, in their sentence."""
        return _IF.search(self.text, max(0, hint.span.start - 80), hint.span.start) is not None

    def _values_beside(self, hint: Hint) -> set[Name]:
        """The names of moments in the line of a hint: of "centred, with variance d" the d."""
        beside = (other for other in self.hints if other.line == hint.line and other.kind != "random")
        return {n for other in beside for n in other.about if isinstance(n, Name)}

    def _letters_of_nouns(self, hint: Hint) -> set[str]:
        """The usual letters of "the weights", where words speak of these without any; values of moments are none."""
        values = self._values_beside(hint)
        named = any(isinstance(node, Name) and node not in values for node in hint.names)
        if named and _BEFORE_NOUNS.match(self.text, hint.span.end) is None:
            return set()
        start = max(self.text.rfind(stop, 0, hint.span.start) for stop in (". ", ".\n", "\n\n")) + 1
        sentence = self.text[start : hint.span.end]
        called = (letters for noun, letters in _NOUNS.items() if re.search(rf"(?i)\b(?:{noun}){_SAYS}", sentence))
        return {letter for letters in called for letter in letters.split()}

    def signs(self, step: Step, found: Decision) -> Iterator[str]:
        """Words that say of something that it is not negative, where a law of the counterexample has such a value."""
        for hint in self.hints if _has_negative(found) else ():
            of_a_square = _OF_A_SQUARE.search(self.text, max(0, hint.span.start - 60), hint.span.start) is not None
            if hint.kind == "non-negative" and hint.line <= step.line and not of_a_square:
                yield f'the word "{hint.text}" in line {hint.line} is not used'


def _defined_by(phrase: Phrase) -> list[Name]:
    """The name that a phrase says the value of."""
    name = getattr(phrase, "name", None) or getattr(phrase, "lhs", None)
    return [name] if isinstance(name, Name) else []


@lru_cache(maxsize=8)
def _values_in_words(text: str) -> tuple[tuple[int, str, str], ...]:
    """Where words say that a letter is equal to something: the line, the letter, the words."""
    every = _EQUAL_TO.finditer(text)
    found = [hit for hit in every if not _CLAIMED.search(text[max(0, hit.start() - 80) : hit.start()])]
    return tuple((text.count("\n", 0, hit.start()) + 1, hit["letter"], " ".join(hit["words"].split())) for hit in found)


@lru_cache(maxsize=8)
def _fixed_nouns(text: str) -> tuple[tuple[int, str, str], ...]:
    """Where words call something fixed by its noun alone: the line, the noun, the words."""
    nouns = "|".join(_NOUNS)
    every = re.finditer(rf"(?i)\b(?:fixed|given|constant|deterministic|non-?random)\s+(?P<noun>{nouns})\b", text)
    return tuple((text.count("\n", 0, hit.start()) + 1, hit["noun"], " ".join(hit.group().split())) for hit in every)


@lru_cache(maxsize=8)
def _joint_laws(text: str) -> tuple[tuple[int, str], ...]:
    """Where words state a joint law."""
    return tuple((text.count("\n", 0, hit.start()) + 1, hit.group()) for hit in _JOINT.finditer(text))


def laws_in(phrases: Sequence[Phrase]) -> list[LawPhrase]:
    """The phrases that state a law."""
    return [p for p in phrases if isinstance(p, LawPhrase)]


def parameters_in(phrases: Sequence[Phrase]) -> set[Name]:
    """The names in the parameters of stated laws."""
    return {n for law in laws_in(phrases) for q in law.parameters for n in walk(q) if isinstance(n, Name)}


def has_a_law(name: Name, phrases: Sequence[Phrase]) -> bool:
    """Whether a law is stated of this very name, or of the family that it is a member of."""
    named = [n for law in laws_in(phrases) for q in law.names for n in walk(q)]
    return any(
        str(n) == str(name) or (isinstance(n, Name) and n.subscript and name.subscript and n.base == name.base)
        for n in named
    )


def _named(hint: Hint) -> list[Name]:
    """The names in a hint's sentence, those in lists too."""
    lists = [node.items if isinstance(node, Tuple) else (node,) for node in hint.names]
    return [node for nodes in lists for node in nodes if isinstance(node, Name)]


def _in_heads(hint: Hint, step: Step) -> list[Name]:
    """The names in other moments of a hint's sentence than those of the step: "E[y] = L, the other has variance 4"."""
    sides = (step.lhs, step.rhs)
    heads = [node for node in hint.names if isinstance(node, Head) and node not in sides] if not _named(hint) else []
    return [part for head in heads for part in walk(head) if isinstance(part, Name)]


def _makes_alike(said: Spoken, letters: set[str]) -> bool:
    """Whether words give one law to names with these letters."""
    alike = isinstance(said.phrase, IidPhrase | IdenticallyDistributedPhrase | SymmetricPhrase)
    return alike and letters <= {name.base for name in names_of(said.phrase)}


def _kinds_of(missing: object) -> frozenset[str]:
    """The kinds of words that may state a hypothesis."""
    match missing:
        case Independent() | IndependentElements():
            return frozenset(["independent", "iid"])
        case IdenticallyDistributed():
            return frozenset(["identically distributed", "iid"])
        case Symmetric():
            return frozenset(["symmetric"])
        case Holds(relation) if relation.has(Cov):
            return frozenset(["independent", "iid", "uncorrelated"])
        case Holds(relation):
            return frozenset(["unit variance"] if relation.has(Var) else ["centred", "symmetric"])
    return frozenset()


def _kind_with_its_value(hint: Hint) -> str:
    """The kind of a hint: "mean $0$" says that something is centred, as "zero mean" does."""
    values: dict[tuple[str, Fraction | int], str] = {
        ("mean", 0): "centred", ("variance", 1): "unit variance", ("sd", 1): "unit variance",
    }  # fmt: skip
    value = hint.about[0] if len(hint.about) == 1 else None
    return values.get((hint.kind, value.value), hint.kind) if isinstance(value, Number) else hint.kind


def _by_these(hint: Hint, phrases: Sequence[Phrase]) -> bool:
    """Whether the sentence of words such as "with probability p" says itself which law is meant."""
    laws = [law for law in laws_in(phrases) if law.law in _OF_POINTS]
    lawful = {n for law in laws for n in law.names if isinstance(n, Name)}
    chances = {n for law in laws for q in law.parameters for n in walk(q)} if hint.text == "with probability" else set()
    return any(n in lawful | chances for node in hint.names for n in plain_names(node))


def _has_negative(found: Decision) -> bool:
    """Whether a law of the counterexample has a value below 0."""
    laws = found.counterexample.laws if found.counterexample is not None else ()
    return any(v < 0 for law in laws for values, _ in law.atoms for v in values)
