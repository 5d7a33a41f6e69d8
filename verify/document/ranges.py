r"""Where the words of a document confine a letter: "let $a > 0$", "for positive $t$", "$X$ is a non-negative variable".

>>> from derivations.reading import read_document
>>> text = "Let $a > 0$ and let $X$ be a non-negative random variable. Hence $b > 0$."
>>> [str(found) for found in ranges_in(text, read_document(text).chains)]
['a > 0', 'X >= 0']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from derivations.errors import UserError
from derivations.reading import Step, read_as, read_expression
from derivations.reading.hearing.said_of import value_said
from derivations.reading.meaning.phrases import ends_of
from derivations.reading.meaning.stated import DeclarationPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Integral, Name, Neg, Node, Number, Sum, ungroup, walk
from verify.closed_forms.law_functions import TURNED
from verify.document.noticed import is_range
from verify.steps.written import letters_of, sides_of

__all__ = ["Range", "bound_in", "is_apart", "names_listed", "ranges_in", "ranges_of"]

_ZERO: Final = Number(Fraction(0))
_OPENS: Final = r"\s*(?:\$+|\\\(|\\\[)?\s*$"
# words right before a formula that lay it down; none of these claims it
_LAYS_DOWN: Final = re.compile(
    r"(?i)(?:\b(?:for|any|all|every|each|some|where|with|let|given|fix(?:ed)?|since|because|consider|"
    r"(?:such|assum\w+|suppos\w+|provided|given)\s+that|assum\w+|provided|constants?|parameters?|scalars?|reals?|"
    r"(?:numbers?|values?|integers?)(?:\s+of)?|positive|arbitrary|known|unknown)|[(（])" + _OPENS
)
_NOUN: Final = re.compile(r"(?i)\b(?:an?|the|some|its|our|fixed)\s+(?:[a-z-]+\s+){1,3}(?:\$|\\\()\s*$")
_LISTED: Final = re.compile(r"(?i)(?:\band|,)" + _OPENS)
_SETS: Final = re.compile(r"(?i)\b(?:let|assum\w+|suppos\w+|given|consider|fix|where|with)\b")
_NUMBERS: Final = re.compile(r"(?i)\b(?:numbers?|constants?|parameters?|scalars?)\b")
_GOES_ON: Final = re.compile(r"(?i)[\s,$]*(?:\\\))?[\s,]*(?:and|or)?(?:\s+(?:let|for|with))?[\s,$]*(?:\\\()?\s*")
_CLAIMED: Final = re.compile(
    r"(?i)\b(?:then|hence|thus|so|therefore|show\w*|prov\w+|claim\w*|conclu\w+|follows?|impl\w+|yields?|get|obtain\w*|"
    r"if|when(?:ever)?|whether|unless|cases?|not|either|cannot|never)\b"
)
_LINK: Final = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_FORMULA: Final = r"(?:\$(?P<names>[^$]{1,60})\$|\\\((?P<other>.{1,60}?)\\\))"
_SIGN: Final = r"(?:strictly\s+)?(?P<sign>positive|non-?negative)"
_KIND: Final = (
    r"(?:(?:real|finite|fixed|scalar|constant|deterministic|unknown|known|arbitrary|random|continuous|discrete|scale|"
    r"shape|rate|integer|numbers?|constants?|parameters?|scalars?|reals?|values?|integers?|variables?|weights?|"
    r"coefficients?|rates?|scales?)[\s-]+)*"
)
_BEFORE: Final = re.compile(rf"(?i)\b{_SIGN}\s+{_KIND}{_FORMULA}")
_BEHIND: Final = re.compile(
    rf"(?i){_FORMULA}\s+(?:is|are|be|being)\s+(?:(?:all|both|each|always|taken|assumed|to\s+be|an?|any|some|two|the|"
    rf"random|continuous|discrete|real|fixed|finite|scalar|independent|almost|surely)\s+)*{_SIGN}\b"
    r"(?!\s*(?:or\b|and\s+negative|definite|semi|correlated|part|probab|with\s+prob|if\b|when\b|only\b|for\b|-))"
)
_PLAIN: Final = r"(?:\$[^$]{1,60}\$|\\\(.{1,60}?\\\))"
_AND: Final = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)"
_INTEGER: Final = r"(?<!non-)(?<!non)(?:integers?|whole\s+numbers?|natural\s+numbers?)"
_INTEGERS: Final = (
    re.compile(rf"(?i)\b{_INTEGER}(?:\s*:\s*(?:[a-z]+\s+){{0,2}}|\s+)(?P<list>{_PLAIN}(?:{_AND}(?:[a-z]+\s+)??{_PLAIN})*)"),
    re.compile(
        rf"(?i)(?P<list>{_PLAIN}(?:{_AND}{_PLAIN})*)\s+(?:is|are|be|being|denotes?)\s+"
        rf"(?:(?:an?|any|two|three|some|all|both|again|fixed|given|positive|non-?negative|arbitrary|odd|even)\s+)*"
        rf"{_INTEGER}\b(?!\s*(?:or\b|if\b|multiples?|parts?|valued))"
    ),
)
_SURELY: Final = r"(?:(?:almost\s+surely|a\.s\.)\s+)?"
_VALUES: Final = re.compile(  # X never takes negative values, X is never negative
    rf"(?i){_FORMULA}\s+(?:(?:is|be|are)\s+(?:an?\s+)?(?:\w+\s+){{0,3}}?(?:that|which)\s+)?{_SURELY}(?:(?:never\s+takes?|takes?\s+(?:on\s+)?no|cannot\s+take|has\s+no|"
    r"do(?:es)?\s+not\s+take)\s+(?:on\s+)?(?:any\s+)?negative\s+values|"
    r"(?:is|are)\s+never\s+negative|(?:cannot|can\s+not|can\s+never)\s+be(?:come)?\s+negative|"
    r"(?:takes?|has|have|with|assumes?)\s+(?:on\s+)?only\s+(?P<sign>positive|non-?negative)\s+values|"
    r"(?:takes?|assumes?)\s+(?:on\s+)?(?P<kind>positive|non-?negative)\s+values(?:\s+only|\s*[.,;$]))"
)
_SUPPOSED: Final = re.compile(
    r"(?i)(?<!only )(?<!even )(?<!not )(?<!but )\b(?:if|when|whenever|provided(?:\s+that)?)\s+"
    r"(?:(?:the|a|an|this|our|every|each|all|both|random|real|variables?|quantity|numbers?)\s+){0,3}$"
)


@dataclass(frozen=True, slots=True)
class Range:
    """A relation that confines letters, the line that says so and where it stands; `text` is how it is written.

    What is `supposed`, "if $Y$ is positive", holds for what is said under the condition alone.
    """

    line: int
    start: int
    text: str
    phrase: Phrase
    names: frozenset[Name]
    low: Fraction | None = None
    high: Fraction | None = None
    supposed: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def has_an_end(self) -> bool:
        """Whether it orders one letter and a number."""
        return len(self.names) == 1 and (self.low is not None or self.high is not None)

    @property
    def of_integers(self) -> bool:
        """Whether it says that letters are integers, which they are under other headings, too."""
        return isinstance(self.phrase, DeclarationPhrase)

    def contradicts(self, other: Range) -> bool:
        """Whether both cannot hold, or only at one point: a > 0 and a < 0."""
        if self.names != other.names or len(self.names) != 1:
            return False
        pairs = ((self.low, other.high), (other.low, self.high))
        return any(low is not None and high is not None and low >= high for low, high in pairs)


def ranges_in(text: str, chains: Sequence[Chain]) -> tuple[Range, ...]:
    """What the document lays down, in the order of its lines; what it claims or asks is not among them."""
    found = [*_of_formulas(text, chains), *_of_words(text), *_of_integers(text)]
    return tuple(sorted(dict.fromkeys(found), key=lambda r: r.start))


def bound_in(step: Step) -> set[Name]:
    """The letters that an integral or a sum of the step runs over."""
    parts = (part for side in (step.lhs, step.rhs) if side is not None for part in walk(side))
    over = (v for p in parts if isinstance(p, Sum | Integral) for v in p.variables)
    return {n for v in over for n in walk(v) if isinstance(n, Name)}


def _of_formulas(text: str, chains: Sequence[Chain]) -> Iterator[Range]:
    before: Chain | None = None  # the last chain that lays something down
    seen: set[Name] = set()
    for chain in chains:
        found = [ranges_of(step) for step in chain.steps]
        new = {n for of_step in found for r in of_step for n in r.names} - seen
        seen |= {n for step in chain.steps for side in sides_of(step) for n in letters_of(side)}
        if not found or not all(found):
            continue
        words = text[max(0, chain.span.start - 200) : chain.span.start]
        goes_on = before is not None and _GOES_ON.fullmatch(
            text[before.span.end : max(before.span.end, chain.span.start)]
        )
        beside = not chain.inline and chain.connective in {",", "where", "for", "with"}
        by_the_way = chain.inline and _is_by_the_way(words) and all(r.has_an_end for of_step in found for r in of_step)
        first = chain.inline and all(r.has_an_end and r.names <= new for of_step in found for r in of_step)
        first = first and _is_listed_with_numbers(words)  # nobody claims it of a new letter
        if goes_on or beside or by_the_way or first or _lays_down(words):
            before = chain
            yield from (r for of_step in found for r in of_step)


def _lays_down(words: str) -> bool:
    plain = re.sub(r"\\(?:text|mathrm|textrm|mbox)\s*\{([^{}]*)\}", r" \1 ", words)
    plain = re.sub(r"\\q?quad\b|\\[,;:! ]|~|&", " ", _LINK.sub(r"\1", plain))
    if _LAYS_DOWN.search(plain) is not None:
        return True
    sentence = _words_of_the_last_sentence(plain)
    return _LISTED.search(plain) is not None and bool(_SETS.search(sentence)) and not _CLAIMED.search(sentence)


def _is_listed_with_numbers(words: str) -> bool:
    """Whether "and" stands right before, in a sentence that speaks of numbers and claims nothing."""
    sentence = _words_of_the_last_sentence(words)
    return _LISTED.search(words) is not None and bool(_NUMBERS.search(sentence)) and not _CLAIMED.search(sentence)


def _is_by_the_way(words: str) -> bool:
    """Whether a noun stands right before in a sentence that claims nothing: "with a penalty $c > 0$"."""
    return _NOUN.search(words) is not None and not _CLAIMED.search(_words_of_the_last_sentence(words))


def _words_of_the_last_sentence(text: str) -> str:
    return re.sub(r"\$[^$]*\$", "", re.split(r"[.!?;]\s|\n\s*\n", text)[-1])


def ranges_of(step: Step) -> list[Range]:
    """What a relation confines a letter to: b > 0, b != 1, b in (0, 1); none where it is of another kind."""
    if is_range(step) or (is_apart(step) and isinstance(step.rhs, Number)):
        return [_of_step(step)]
    name = ungroup(step.lhs) if step.lhs is not None else None
    if step.relation != "in" or step.rhs is None or not isinstance(name, Name):
        return []
    ends = ((sign, ungroup(end)) for sign, end in ends_of(ungroup(step.rhs)) or ())
    return [_of_step(replace(step, relation=sign, rhs=end)) for sign, end in ends]


def is_apart(step: Step) -> bool:
    """`i != j`, `r != 1`: two letters that are not the same, or a value that one must not have."""
    return step.relation == "!=" and isinstance(step.lhs, Name) and isinstance(step.rhs, Name | Number)


def _of_step(step: Step) -> Range:
    assert step.lhs is not None
    assert step.rhs is not None
    written = f"{read_as(step.lhs)} {step.relation} {read_as(step.rhs)}"
    names = frozenset(n for side in (step.lhs, step.rhs) for n in walk(side) if isinstance(n, Name))
    name, other, kind = ungroup(step.lhs), ungroup(step.rhs), step.relation
    if not isinstance(name, Name):
        name, other, kind = other, name, TURNED.get(kind, kind)
    value = _value(other) if kind != "!=" else None
    low, high = (value, None) if kind in {">", ">="} else (None, value)
    phrase: Phrase = EquationPhrase(text=written, lhs=step.lhs, relation=step.relation, rhs=step.rhs)
    return Range(step.line, step.span.start, written, phrase, names, low, high)


def _value(node: Node) -> Fraction | None:
    if isinstance(node, Neg):
        inner = _value(ungroup(node.body))
        return None if inner is None else -inner
    return node.value if isinstance(node, Number) else None


def _of_words(text: str) -> Iterator[Range]:
    for pattern in (_BEFORE, _BEHIND, _VALUES):
        for match in pattern.finditer(_LINK.sub(r"\1", text)):
            before = _words_of_the_last_sentence(match.string[max(0, match.start() - 200) : match.start()])
            supposed = pattern is not _BEFORE and _SUPPOSED.search(before) is not None
            if _CLAIMED.search(before) and not supposed:
                continue
            line = 1 + match.string.count("\n", 0, match.start())
            said = match.groupdict()
            sign = said.get("sign") or said.get("kind") or ""
            relation = ">" if sign.lower() == "positive" else ">="
            for name in names_listed(match["names"] or match["other"]):
                phrase = EquationPhrase(text=match[0], lhs=name, relation=relation, rhs=_ZERO)
                written = f"{name} {relation} 0"
                low = Fraction(0)
                yield Range(line, match.start(), written, phrase, frozenset([name]), low, supposed=supposed)


def _of_integers(text: str) -> Iterator[Range]:
    """The letters that words call integers: "for integers $n, k > 0$", "let $n$ be an integer"."""
    for pattern in _INTEGERS:
        for match in pattern.finditer(_LINK.sub(r"\1", text)):
            before = _words_of_the_last_sentence(match.string[max(0, match.start() - 200) : match.start()])
            if _CLAIMED.search(before):
                continue
            formulas = re.findall(_PLAIN, match["list"])
            parts = [value_said(part) for formula in formulas for part in re.split(r",", formula.strip("$()\\ "))]
            for name in (name for part in parts for name in names_listed(part)):
                phrase = DeclarationPhrase(text=f"{name} integer", names=(name,), role="integer")
                line = 1 + match.string.count("\n", 0, match.start())
                yield Range(line, match.start(), phrase.text, phrase, frozenset([name]))


def names_listed(formula: str) -> list[Name]:
    """The names that a formula lists; none where it is anything else."""
    found: list[Name] = []
    for part in formula.split(","):
        try:
            node = ungroup(read_expression(part.strip(), latex=True))
        except UserError:
            return []
        if not isinstance(node, Name):
            return []
        found.append(node)
    return found
