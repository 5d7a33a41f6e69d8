r"""Laws as people tell them, in the words that `sentences` and `two_points` read; ⟦k⟧ is the k-th piece of mathematics.

>>> in_plain_words("Let ⟦0⟧ be a 0/1 mask with keep probability ⟦1⟧.", ["M", "q"])
'Let ⟦0⟧ be Bernoulli with probability ⟦1⟧.'
>>> in_plain_words("⟦0⟧ only takes the values ⟦1⟧ and ⟦2⟧, the latter with probability ⟦3⟧", ["g", "0", "1", "p"])
'⟦0⟧ takes the value ⟦2⟧ with probability ⟦3⟧ and ⟦1⟧ otherwise'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from derivations.reading.hearing.names_said import is_family
from derivations.reading.hearing.spoken_laws import LAW_WORDS

__all__ = ["in_plain_words"]

_M: Final = r"⟦\d+⟧"
_LAW: Final = "|".join(LAW_WORDS)
_NOUN: Final = (  # of what has a law; a normal form or an exponential bound has none
    r"(?:masks?|gates?|noises?|errors?|draws?|samples?|weights?|entr(?:y|ies)|coins?|switch(?:es)?|inputs?"
    r"|initiali[sz]ations?|delays?|counts?|disturbances?|perturbations?|scores?|rewards?|gains?|factors?|spikes?"
    r"|increments?|innovations?|shocks?|selectors?|variates?|bits?|times|steps)"
)
_BINARY: Final = r"(?:0\s?/\s?1|0-1|zero-one|binary|boolean|\{0,\s?1\}-valued)(?:[\s-]+valued)?"
_ZERO: Final = r"(?:zero|0|the\s+origin)"
_AN: Final = r"(?:(?:an?|the|some)\s+)?"
_CHANCE: Final = rf"with\s+(?:a\s+)?probability\s+(?:of\s+)?(?P<p>{_M}|\d*\.\d+|\d+/\d+)"
_POINT: Final = rf"(?:{_M}|[-+−]?\d+(?![\d.]))"
_REGARDED: Final = (
    r"(?:regarded|viewed|treated|seen|considered|modell?ed|taken|thought\s+of|assumed|idealised|idealized|described)"
)
_SAME_LAW: Final = (
    rf"(?:the\s+)?(?:distribution|law)\s+of\s+(?P<one>{_M})\s+is\s+(?:the\s+same\s+as|equal\s+to)\s+"
    rf"(?:that|the\s+(?:distribution|law))\s+of\s+(?P<other>{_M})"
)
_REGARDED_AS: Final = (
    rf"\b(?:may|can|will|shall|is|are)\s+(?:be\s+|also\s+)?{_REGARDED}\s+(?:as|to\s+be|by)(?:\s+being)?\s+"
    rf"(?={_AN}(?:standard\s+)?(?:iid\s+)?(?:{_LAW})\b)"
)
_KEPT: Final = (  # a 0/1 mask with keep probability q
    rf"\b(?:(?P<start>be|is|are)\s+)?{_AN}{_BINARY}(?:\s+random)?\s+(?:{_NOUN}|variables?)(?P<name>\s+{_M})?"
    r"\s+(?:with|of)\s+(?:an?\s+)?(?:keep|retention|survival|success|activation)\s+(?:probability|rate)\s+(?=⟦|0?\.\d)"
)
_ONE_AT_TIMES: Final = (  # a binary gate which is 1 with probability q
    rf"\b{_AN}{_BINARY}(?:\s+random)?\s+(?:{_NOUN}|variables?)(?P<name>\s+{_M})?\s*,?\s+(?:which|that)?\s*"
    rf"(?:is|equals)\s+(?P<value>1|one|⟦\d+⟧)\s+{_CHANCE}(?!\s*(?:,|and|or)+\s*(?:{_POINT}|zero|one))"
)
_TAKES_TWO: Final = (
    r"\b(?:only\s+)?tak(?:es?|ing)\s+(?:on\s+)?(?:only\s+)?(?:the\s+)?(?:two\s+)?values?\s+"
    rf"(?P<one>{_POINT})\s+(?:and|or)\s+(?P<other>{_POINT})\s*,\s*(?:the\s+(?P<which>latter|second|former|first)"
    rf"|with\s+the\s+(?P<with>latter|former)\s+having|(?P<again>{_POINT}))(?:\s+one)?\s+(?:of\s+(?:them|which)\s+)?{_CHANCE}"
)
_EITHER: Final = (
    rf"\beither\s+(?P<one>{_POINT})\s+or\s+(?P<other>{_POINT})\s*,?\s+and\s+(?:it\s+)?"
    rf"(?:is|equals|takes\s+the\s+value)\s+(?P<again>{_POINT})\s+{_CHANCE}"
)
_EVENT: Final = (
    rf"\b{_AN}indicator\s+of\s+(?:an|some|the)\s+event\s+(?:of|with|that\s+has|whose)\s+probability\s+(?:is\s+)?"
)
_WHAT_HAS_IT: Final = (
    rf"\b({_LAW})\s+{_NOUN}(?=\s+(?:with|of|having|whose|drawn|sampled|which|that|and|on|over|is|are)\b|\s*[,.;:]|\s*$)"
)
_OF_RATE: Final = (
    rf"\b((?:{_LAW})(?:ly)?(?:\s+(?:distributed|distributions?|laws?|variables?|random\s+variables?))?)\s+of\s+"
    r"(?=(?:common\s+)?(?:rate|scale|parameter|mean|intensity|variance)\b)"
)
_FROM_TO: Final = (
    r"(\buniform(?:ly)?(?:\s+distributed)?)\s+(?:(?:over|on|in)\s+the\s+(?:interval|range)\s+)?"
    rf"from\s+({_M})\s+to\s+({_M})"
)
_DIE: Final = (
    r"\b(?:the\s+)?(?:outcome|result)\s+of\s+(?:(?:a|one)\s+)?(?:(?:roll|throw)\s+of\s+)?a\s+fair\s+(?:six-sided\s+)?die\b"
)
_COIN: Final = (
    r"\b(?:is|be|being)\s+(?:an?\s+)?fair\s+coin(?:\s+(?:flip|toss))?\s+(?:with|taking|that\s+takes)\s+(?:the\s+)?values\s+"
    rf"({_POINT})\s+and\s+({_POINT})"
)


def _one_of(hit: re.Match[str]) -> str:
    """`takes the value b with probability p and a otherwise`, of two values, one of which has the probability."""
    said, values = hit.groupdict(), [hit["one"], hit["other"]]
    if said.get("again"):
        if said["again"] not in values:
            return hit.group()
        first = values.index(said["again"]) == 0
    else:
        first = (said["which"] or said["with"]) in {"former", "first"}
    value, rest = values if first else values[::-1]
    return f"takes the value {value} with probability {hit['p']} and {rest} otherwise"


def _bernoulli(hit: re.Match[str]) -> str:
    """`is Bernoulli with probability`, of what stands before or between."""
    name, said = (hit["name"] or "").strip(), "Bernoulli with probability "
    if hit["start"]:
        return f"{hit['start']} {name} {said}".replace("  ", " ")
    return f"{name} is {said}" if name else hit.group()


def _otherwise_0(hit: re.Match[str]) -> str:
    return f"{(hit['name'] or '').strip()} equals {hit['value']} with probability {hit['p']} and 0 otherwise"


_CHANGES: Final[list[tuple[str, str | Callable[[re.Match[str]], str]]]] = [
    (r"\bpossess(?:es)?\b", "has"),
    (r"\b(is|are|be|being)\s+(?:not|never)\s+random\b(?!\s+(?:number|sample|variable))", r"\1 fixed"),
    (r"\b(?:does|do)\s+not\s+(?:vary|change|fluctuate)\b", "is fixed"),
    (_REGARDED_AS, "is "),
    (rf"\bcent(?:red|ered)\s+(?:at|around|on)\s+{_ZERO}(?![\w.])", "centred"),
    (rf"\bcent(?:red|ered)\s+(?:at|around|on)\s+(?={_M})", "with mean "),
    (_KEPT, _bernoulli),
    (_ONE_AT_TIMES, _otherwise_0),
    (_TAKES_TWO, _one_of),
    (_EITHER, _one_of),
    (r"\bone\s+(?=with\s+(?:a\s+)?probability\b)", "1 "),
    (r"\bzero\s+(?=with\s+(?:a\s+)?probability\b)", "0 "),
    (r"(?<=[\s⟧])(?:is\s+)?one\s+(otherwise|else)\b", r"1 \1"),
    (r"(?<=[\s⟧])(?:is\s+)?zero\s+(otherwise|else)\b", r"0 \1"),
    (_EVENT, "Bernoulli with probability "),
    (r"\b(?:an?\s+)?(?:fair\s+|uniform\s+)?random\s+signs?\b(?!\s+of\b)", "Rademacher"),
    (r"\b(?:keep|retention|survival)\s+(?=probabilit(?:y|ies)\s+⟦)", ""),
    (_WHAT_HAS_IT, r"\1"),
    (_OF_RATE, r"\1 with "),
    (rf"(\blaplace)(\s+noise\s+{_M})\s+of\s+scale\b", r"\1\2 with location 0 and scale"),
    (_COIN, r"equals \1 or \2 with equal probability"),
    (r"\bintensity\s+(?=⟦)", "rate "),
    (_FROM_TO, r"\1 between \2 and \3"),
    (_DIE, r"uniform on \\{1, 2, 3, 4, 5, 6\\}"),
]
_COMPILED: Final = [(re.compile(pattern, re.IGNORECASE), change) for pattern, change in _CHANGES]
_NUMBER_OF: Final = re.compile(
    r"\b(?:the\s+)?(?:total\s+|random\s+)?(?:number|count)\s+of\s+(?:[a-z-]+\s+){1,3}⟦(\d+)⟧(?=\s+(?:is|has|follows)\b)",
    re.IGNORECASE,
)
_SET: Final = re.compile(r"(?<=uniform on )\\\{[\d, ]+\\\}")
_ALIKE: Final = re.compile(
    r"⟦(?P<one>\d+)⟧\s+(?:(?:be|is|being|denotes?)\s+(?:(?P<copy>an\s+independent\s+copy\s+of)"
    r"|(?:identically\s+)?distributed\s+(?:as|like)|equal\s+in\s+(?:law|distribution)\s+to)"
    r"|(?:has|have|having|follows?|with)\s+the\s+same\s+(?:distribution|law)\s+as)\s+(?:the\s+)?(?:[a-z]+\s+)?⟦(?P<other>\d+)⟧"
    r"(?P<apart>\s*,?\s+(?:and|but)\s+(?:is\s+)?independent\s+of\s+(?:it\b|⟦(?P=other)⟧))?",
    re.IGNORECASE,
)
_TWO_COPIES: Final = re.compile(
    r"(\b(?:be|are|being|denote)\s+)(?:two\s+|\w+\s+)?(?:independent|iid)\s+copies\s+of\s+"
    r"(?:(?:one\s+and\s+)?the\s+same|one|a|some)\s+(?:[a-z-]+\s+)?(?:variable|quantity|measurement|law|number)\b(?!\s*⟦)",
    re.IGNORECASE,
)
_SYMMETRIC: Final = re.compile(
    rf"{_SAME_LAW}|(?P<first>{_M})\s+(?:has|have|follows)\s+the\s+same\s+(?:distribution|law)\s+as\s+(?P<second>{_M})"
    rf"|(?P<third>{_M})\s+is\s+distributed\s+(?:as|like)\s+(?P<fourth>{_M})",
    re.IGNORECASE,
)


def in_plain_words(sentence: str, written: list[str]) -> str:
    """The sentence with its laws in fewer words; values that these have get marks at the end of `written`."""
    sentence = _ALIKE.sub(lambda hit: _are_alike(hit, written), _TWO_COPIES.sub(r"\1iid", sentence))
    sentence = _SYMMETRIC.sub(lambda hit: _opposite(hit, written), sentence)
    sentence = _NUMBER_OF.sub(lambda hit: hit.group() if is_family(written[int(hit[1])]) else f"⟦{hit[1]}⟧", sentence)
    for pattern, change in _COMPILED:
        sentence = pattern.sub(change, sentence)
    return _SET.sub(lambda hit: _marked(hit.group(), written), sentence)


def _marked(formula: str, written: list[str]) -> str:
    written.append(formula)
    return f"⟦{len(written) - 1}⟧"


def _are_alike(hit: re.Match[str], written: list[str]) -> str:
    """`X and Y are iid`, of X and a copy of it, or that they have one law."""
    names = [written[int(hit[number])].strip() for number in ("other", "one")]
    plain = all(re.fullmatch(r"\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?'*", name) for name in names)
    what = "iid" if hit["copy"] or hit["apart"] else "identically distributed"
    return f"⟦{hit['other']}⟧ and ⟦{hit['one']}⟧ are {what}" if plain and names[0] != names[1] else hit.group()


def _opposite(hit: re.Match[str], written: list[str]) -> str:
    """`X is symmetric`, where X and -X have one law."""
    one, other = (mark for mark in hit.groups() if mark)
    texts = ["".join(written[int(mark[1:-1])].split()) for mark in (one, other)]
    if texts[1] == f"-{texts[0]}":
        return f"{one} is symmetric"
    return f"{other} is symmetric" if texts[0] == f"-{texts[1]}" else hit.group()
