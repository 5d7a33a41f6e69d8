r"""Values that a sentence gives to letters in passing: "at $p = 1/2$", "the stem, $n = 224$, $k = 7$:", "from here on".

They say which case is looked at and claim nothing. A value behind "at" or "when" holds in its sentence; any other up to
the next heading, frame, item or bold title.

>>> from derivations.reading import read_document
>>> text = "The stem has $n = 224$. At $p = 1/2$ we get $q = 2$."
>>> found = read_document(text).chains
>>> [[str(phrase.name) for phrase, _ in values_of(text, chain, None)] for chain in found]
[['n'], ['p'], []]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, Phrase
from derivations.reading.syntax.statements import Chain, Step
from derivations.reading.syntax.tree import Call, Head, Infinity, Name, Node, Number, Power, Sum, ungroup, walk
from verify.document import lead_ins

__all__ = [
    "end_of_the_block", "ends_no_block", "gives_one_value", "goes_on_from", "is_a_number", "only_mentions", "values_of",
]  # fmt: skip

_OPENS: Final = r"[\s:,(]*(?:\$+|\\\(|`)?\s*\Z"
_NUMBERS: Final = frozenset([Name("e"), Name("pi")])
# words that look at one case of what the rest of the sentence says
_AT: Final = re.compile(
    r"(?i)\b(?:at|when(?:ever)?|where|for|if|unless|except(?:\s+for)?|case(?:\s+of)?|point|e\.g\.(?:\\|,)?|say|like"
    r"|inserting|plugging(?:\s+in)?|substituting|evaluated\s+(?:at|in))" + _OPENS
)
# words that give a letter its value for what follows
_WITH: Final = re.compile(
    r"(?i)(?<!end up )(?<!ends up )(?<!left )(?<!wind up )(?<!remain )(?<!remains )"
    r"\b(?:with|using|taking|setting|putting|letting|choosing|put|let|set|take|fix|choose|given|having"
    r"|starts?(?:ing)?(?:\s+(?:at|from|with))?|initiali[sz]ed?\s+(?:at|with|to|by))"
    r"(?:\s+(?:also|now|again|then|both|just|only))?" + _OPENS
)
_BESIDE: Final = re.compile(r"(?i)\b(?:with|using|given|having)" + _OPENS)
_CLAIMED: Final = re.compile(
    r"(?i)\b(?:show\w*|prov\w+|verif\w+|check\w*|comput\w+|calculat\w+|sees?|finds?|found|deriv\w+|not(?:e|ice)|then"
    r"|hence|thus|so|therefore|gives?|giving|yields?|gets?|obtain\w*|follows?|impl\w+|conclu\w+|claim\w*|equals?"
    r"|equal\s+to|consequen\w+|is|are|was|were|becomes?|means|must|turns?|amounts?|comes?|arriv\w+|leads?|reduces?"
    r"|solv\w+|solutions?|answers?|results?|because|since|as|whether|know\w*|needs?|wants?|requir\w+|left|end\w*\s+up"
    r"|we\s+(?:also\s+)?have|optim\w+|satisf\w+)\b|⇒|=>|\\(?:implies|Rightarrow|iff|therefore)\b"
)
_NO_STOP: Final = r"(?<!\bi\.i\.d)(?<!\bi\.e)(?<!\be\.g)"
_SENTENCE: Final = re.compile(
    rf"{_NO_STOP}[.!?;:](?:[\s}})]|\\\s|\Z)|\n\s*\n|\$\$|\\\]|\\end\{{\w+\*?\}}|\\begin\{{\w+\*?\}}(?:\{{[^{{}}\n]*\}})?"
    r"|\\item\b|^[ \t]*[-*+] |\\(?:text(?:bf|it|sc)|emph|paragraph\*?)\{[^{}\n]*[.:]\}|\*\*[^*\n]*[.:]\*\*",
    re.MULTILINE,
)
_STOP: Final = re.compile(rf"{_NO_STOP}[.!?](?:\s|\Z|[}})$\\])|\n\s*\n")
_BLOCK: Final = re.compile(
    r"\\(?:end|begin)\{(?:frame|itemize|enumerate|description|exercise|example|theorem|lemma|proposition|proof|block)\*?\}"
    r"|\\(?:(?:sub)*section|chapter|part|(?:sub)?paragraph|frametitle)\*?\{|\\item\b|^#{1,6} "
    r"|\b[Ii]n\s+the\s+general\s+(?:theory|case|setting)\b"
    r"|(?<!\n)\n[ \t]*+\n\s*+(?:\\\w+skip\b\s*+)?(?:\\noindent\b\s*+)?"
    r"(?:\\text(?:bf|sc)\{|\*\*|\{\\bf\b|\d+[.)]\s|\([a-z\divx]+\)\s)",
    re.MULTILINE,
)
_PLUGS: Final = re.compile(r"(?i)\b(?:plug(?:ging)?(?:\s+in)?|insert(?:ing)?)" + _OPENS)
_PUT: Final = re.compile(r"(?i)\b(?:put|set|let|write|define|where|with|and)" + _OPENS)
_IN_A_CASE: Final = re.compile(r"[ \t]*(?:\$|\\\))?\s*,?\s*(?:if|when|in\s+case|exactly\s+(?:if|when))\b")
_LABEL: Final = re.compile(
    r"[ \t]*(?:\$|\\\)|`)?(?:[\s,;}]|\band\b|\*\*|\$[^$\n]{1,80}\$|\\\([^\n\\]{1,80}+\\\)){0,20}+:(?!=)"
)
_APPOSED: Final = re.compile(
    r"(?<!all )(?<!any )(?<!every )(?<!each )(?<!for )"
    r"(?:\$|\\\()\s*(?P<name>[^$=<>~]{1,20}?)\s*(?:\$|\\\)),\s*(?:\$|\\\()?\s*\Z"
)
_ONE_MORE: Final = re.compile(r"(?:\$|\\\)|`)?[\s,;]*(?:and\b|&)?[\s,]*(?:also\b)?\s*(?:\$|\\\(|`)?\s*\Z")


def values_of(text: str, chain: Chain, before: Chain | None, until: int = 0) -> list[tuple[Phrase, int]]:
    """The values that an inline chain gives to letters and claims of none, each with the place up to which it holds.

    `before` is the chain before it where that gave values, too, which hold up to the place `until`.
    """
    start = chain.span.start
    lead = text[max(0, start - 400) : start]
    values = _of_letters(chain) or (_of_letters(chain, of_letters=True) if _is_beside(text, chain, before) else [])
    if not values:
        return []
    of_powers = any(isinstance(phrase, EquationPhrase) for phrase in values)
    if before is not None and goes_on_from(text, before, chain) and not of_powers:
        return _as_in(text, before, chain, values, until)
    if _AT.search(lead):
        return [(phrase, _end_of_the_sentence(text, chain.span.end)) for phrase in values]
    plain = _SENTENCE.split(lead)[-1]
    labels = _LABEL.match(text, chain.span.end) is not None  # $k = 2$, $s = 2$:
    told = not of_powers and (labels or re.search(r"[A-Za-z]{2}", plain) is not None) and not _CLAIMED.search(plain)
    told = told or _is_beside(text, chain, before) or _is_apposed(lead, chain)
    return [(phrase, end_of_the_block(text, chain.span.end)) for phrase in values] if told else []


def _is_beside(text: str, chain: Chain, before: Chain | None) -> bool:
    """Whether "with" or the like stands right before a chain, or before the one that it goes on from."""
    if lead_ins.AND_WORDS.match(text, chain.span.end):  # with m = 2 s and unit variance
        return False
    first = before if before is not None and goes_on_from(text, before, chain) else chain
    return _WITH.search(text[max(0, first.span.start - 400) : first.span.start]) is not None


def only_mentions(text: str, chain: Chain) -> bool:
    """Whether a value is put into a formula, "plugging $b = Cov(X, Y)/Var(X)$ into", or one that a variable takes in
    some case, "$H = 1$ if it rains".
    """
    step = chain.steps[0]
    name = ungroup(step.lhs) if step.lhs is not None else None
    lead = text[max(0, chain.span.start - 60) : chain.span.start]
    if not chain.inline or step.relation != "=" or step.rhs is None or not isinstance(name, Name):
        return False
    if name in set(walk(step.rhs)):
        return False
    taken = _PUT.search(lead) is not None and is_a_number(step.rhs) and _IN_A_CASE.match(text, chain.span.end)
    return bool(taken) or _PLUGS.search(lead) is not None


def goes_on_from(text: str, before: Chain, chain: Chain) -> bool:
    """Whether nothing but a comma or "and" stands between two chains."""
    between = text[before.span.end : max(before.span.end, chain.span.start)]
    return _ONE_MORE.fullmatch(between) is not None


def gives_one_value(chain: Chain) -> bool:
    """Whether an inline chain gives several letters one number: n = m = 512."""
    return len(chain.steps) > 1 and bool(_of_letters(chain))


def is_a_number(value: Node) -> bool:
    """Whether no letter, function or moment stands in a value."""
    return not any(
        isinstance(part, Head | Call | Infinity) or (isinstance(part, Name) and part not in _NUMBERS)
        for part in walk(value)
    )


def _of_letters(chain: Chain, *, of_letters: bool = False) -> list[Phrase]:
    """What a chain of letters makes of each: of n = m = 512 both, of s^2 = 4 the square; a value that is made
    `of_letters` only where it is asked for.
    """
    steps = chain.steps
    if not chain.inline or not steps or any(s.relation != "=" or s.problem is not None for s in steps):
        return []
    sides = [ungroup(s.lhs) for s in steps if s.lhs is not None]
    value = steps[-1].rhs
    if value is None or len(sides) != len(steps) or not (is_a_number(value) or of_letters):
        return []
    inside, named = set(walk(value)), {n for side in sides for n in walk(side) if isinstance(n, Name)}
    if inside & named or any(isinstance(part, Head | Call | Sum) for part in inside):
        return []
    found: list[Phrase] = []
    for side in sides:
        if isinstance(side, Name) and side not in _NUMBERS:
            found.append(DefinitionPhrase(text=f"{side} = {steps[-1].rhs_source}", name=side, value=value))
        elif _is_a_power(side):
            found.append(EquationPhrase(text=f"{side} = {steps[-1].rhs_source}", lhs=side, relation="=", rhs=value))
        elif of_letters and _stands_for_a_letter(side, steps):
            head = replace(side.base, kind="Var") if isinstance(side, Power) and isinstance(side.base, Head) else side
            found.append(EquationPhrase(text=f"{side} = {steps[-1].rhs_source}", lhs=head, relation="=", rhs=value))
        else:
            return []
    return found


def _is_a_power(side: Node) -> bool:
    return isinstance(side, Power) and isinstance(side.base, Name) and is_a_number(side.exponent)


def _stands_for_a_letter(side: Node, steps: Sequence[Step]) -> bool:
    """Whether a moment is read for a letter: s_w^2, which a line above gives the variance of w as its name."""
    written = next(s.lhs_source for s in steps if s.lhs is not None and ungroup(s.lhs) == side)
    square = isinstance(side, Power) and side.exponent == Number(Fraction(2))
    head = side.base if isinstance(side, Power) and square else side
    spread = isinstance(head, Head) and (head.kind == "Sd" if square else True)
    return spread and lead_ins.LETTER.fullmatch(written) is not None


def _is_apposed(words: str, chain: Chain) -> bool:
    """Whether the letter stands right before it: "the label is a number $t$, $t^2 = 1$"."""
    hit = _APPOSED.search(words)
    side = ungroup(chain.steps[0].lhs) if chain.steps[0].lhs is not None else None
    letter = side.base if isinstance(side, Power) else side
    return hit is not None and hit["name"].strip().lstrip("\\") == str(letter)


def _as_in(
    text: str, before: Chain, chain: Chain, values: list[Phrase], until: int
) -> list[tuple[Phrase, int]]:
    """The values as those of the chain before it; of a letter that has two the second one is looked at as well."""
    lead, start = text[max(0, before.span.start - 400) : before.span.start], chain.span.start
    if {getattr(p, "name", None) for p in _of_letters(before)} & {getattr(p, "name", None) for p in values}:
        return [(phrase, start) for phrase in values] if _AT.search(lead) else []  # at $n = 1$ and $n = 2$
    if not until and _BESIDE.search(lead):
        until = end_of_the_block(text, start)
    return [(phrase, until) for phrase in values] if until else []


def ends_no_block(text: str, start: int, end: int) -> bool:
    """Whether no heading, frame, item or bold title stands between two places."""
    return _BLOCK.search(text, start, end) is None


def end_of_the_block(text: str, start: int) -> int:
    """The place of the next heading, frame, item or bold title."""
    end = _BLOCK.search(text, start)
    return end.start() if end else len(text) + 1


def _end_of_the_sentence(text: str, start: int) -> int:
    hit = _STOP.search(text, start)
    return hit.end() if hit else len(text) + 1
