r"""Words near the mathematics that state a hypothesis: "independent", "i.i.d.", "zero mean", "symmetric around 0".

They are found sentence by sentence, with the names in the inline mathematics of the sentence. Whether a hint is used,
and for which names when the sentence has none, is for the caller to decide; a negated one says so, and a doubtful
one that nobody can tell whether it is stated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from derivations.reading.hearing.assertions import verdict_at
from derivations.reading.hearing.constants_in_words import FIXED, constants_in
from derivations.reading.hearing.prose import MAX_SENTENCE, SENTENCE, SHORT
from derivations.reading.syntax.tree import Node, Span, Tuple

__all__ = ["Hint", "find_hints"]


_KINDS: Final = {
    "iid": r"\bi\.?\s?i\.?\s?d\b\.?|\bindependent(?:ly)?,?\s+(?:and\s+)?identical(?:ly)?(?:\s+distributed)?\b"
    r"|\bidentically\s+(?:and\s+)?independently\b",
    "independent": r"\b(?:mutually\s+|jointly\s+|statistically\s+)?(?<!pairwise\s)(?<!pair-wise\s)"
    r"indep(?:endent(?:ly)?)?\b"
    r"|\b(?<!pairwise\s)(?<!pair-wise\s)independence\b",
    "identically distributed": r"\bidentical(?:ly)?\s+distributed\b|\bsame\s+(?:distribution|law)\b"
    r"|\bdistributed\s+(?:as|like)\b|\bidentical\s+distributions?\b",
    "uncorrelated": r"\buncorrelated\b|\bzero\s+covariance\b",
    "centred": r"\b(?:zero|0)[\s-]+mean\b|\bmean[\s-]+(?:is\s+|of\s+)?zero\b|\bmean\s+\$?0\b"
    r"|\bmeans?\s+(?:are\s+|is\s+)?(?:both\s+|all\s+)?(?:zero\b|vanish(?:es)?\b)|\bcent(?:ered|red)\b(?!\s+(?:moment|version|form|copy|counterpart|(?:at|around|on)\s+(?!0|zero)\S))",
    "symmetric": r"\bsymmetric(?:al|ally)?\b"
    r"(?:\s+(?:distribution|law|density|around|about)\b[^.,;]{0,20}?(?:0|zero|the\s+origin))?",
    "parity": r"\b(?:odd|even)\b(?!\s+(?:if|though|when|for|without|the|this|better|more|stronger|simpler)\b)",
    "non-negative": r"\bnon-?negative\b|\bpositive\s+\[?random\b",
    "constants": r"\b(?:with|of|by|and|plus|times|adding)\s+(?:an?\s+)?\[?constants?\b(?!\]?\s*\x02)",
    "copies": r"\bcop(?:y|ies)\b|\b(?:ex|inter)changeable\b",
    "another law": r"\b(?:Student|Cauchy|Weibull|Pareto|chi-?squared?|Dirichlet|multivariate|Gumbel|Rayleigh|Erlang"
    r"|hypergeometric|negative\s+binomial|multinomial|von\s+Mises|Zipf|logistic|triangular|half-normal)\b"
    r"[^.$]{0,30}?\b(?:distribution|distributed|law|random\s+variables?)\b"
    r"|\b(?:is|are|be|been|being)\s+(?:\w+\s+){0,2}?(?:standardi[sz]ed|normali[sz]ed)\b"
    r"|\b(?:standardi[sz]ed|normali[sz]ed)\s+(?:[a-z]+\s+){0,2}[$(\\]*\x02",
    "values": r"\btak(?:es?|ing)\s+(?:on\s+)?(?:the\s+)?values?\b|\bwith\s+values?\s+(?:in\s+)?(?=\x02)"
    r"|\b(?:equal|same)\s+probabilit(?:y|ies)\b"
    r"|\bequally\s+likely\b|\bindicat(?:or|ing|es)\b|\bwith\s+probability\b|\b(?:coin|dice|die|trial)s?\b"
    r"|\buniformly\s+at\s+random\b|\bprobability\s+of\s+success\b"
    r"|\brandom\s+signs?\b",
    "unit variance": r"\b(?:unit|1)[\s-]+variance\b|\bvariance\s+(?:one|1)\b",
}
_LAWS: Final = (
    "standard normal|log-?normal|normal|gaussian|bernoulli|binomial|poisson|uniform|exponential|gamma|beta|laplace"
    "|rademacher|geometric|wald|inverse gaussian|ex-?gaussian|chi-squared?"
)
_LAW: Final = re.compile(
    rf"\b({_LAWS})(?:ly)?\b[^.$]{{0,20}}?\b(?:distribution|distributed|law|random\s+variables?|trials?)\b"
    rf"|\b(?:is|are|be)\s+({_LAWS})\b"
    rf"|\b({_LAWS})(?:ly)?\b(?=\s+(?:with|on|over|between|of\s+(?:rate|scale|mean|parameter|intensity)"
    r"|noises?|weights?|inputs?|errors?|masks?|gates?|draws?|samples?|delays?|times)\b)",
    re.IGNORECASE,
)
_NEGATION: Final = re.compile(
    r"\b(?:not|no\s+longer|non|never|without|neither|n't|cannot|unless|if\s+only|drop(?:ping)?)\b[^.,;]{0,30}$",
    re.IGNORECASE,
)
_PATTERNS: Final = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}
_BOTH: Final = re.compile(
    r"\b(?:are|be|denote)\s+(?:the\s+)?\[?(?:mean|expected\s+value|expectation)\]?(?:\([^)]*\))?\s+and\s+(?:the\s+)?"
    r"\[?(standard\s+deviation|variance)\]?(?:\([^)]*\))?\s+of\b",
    re.IGNORECASE,
)
_COEFFICIENT: Final = (
    r"(?:(?:hyper-?)?parameters?|coefficients?|(?:learning|decay|dropout|drop|keep|mixing|momentum)[\s-]+rates?|step[\s-]?sizes?"
    r"|(?:negative\s+)?slopes?|intercepts?|offsets?|shifts?|gains?|temperatures?|thresholds?|scale\s+factors?|scaling\s+factors?)"
    r"(?!\s+of\b)"
)
# "X is constant", "X be Cauchy": words about the names before them of which no phrase is made
_IS: Final = re.compile(
    r"\x02\s*(?:,\s*)?(?:(?:both|all)\s+(?:of\s+(?:them|which)\s+)?)?(?P<verb>is|are|be|being|stays?|remains?)\s+"
    r"(?:(?:an?|the|some|two|both|all|just|only)\s+)*(?:\w+ly\s+)*(?:\x02\s*)?"
    rf"(?:(?P<constant>(?:\(?{FIXED}\)?\s+)*(?:constants?|scalars)|deterministic|degenerate|non-?random"
    rf"|(?:fixed|deterministic|non-?random|constant)\s+(?!random\b|distribution|law\b)[a-z]+(?=\s*[.,;:)]|\s+and\b|\s*$)"
    rf"|(?:\(?{FIXED}\)?\s+)+(?:\w+\s+)?(?:numbers?|coefficients?|scalars?|{_COEFFICIENT})|{_COEFFICIENT})|"
    r"(?P<random>random)\b(?!\s+(?:number|sample|vector|matri))|integer-valued|"
    r"exchangeable|interchangeable|stationary|martingales?|orthogonal|unimodal|heavy-tailed|bounded|supported|"
    r"a\.s\.|almost\s+surely|equal\s+to|concentrated|Cauchy|Pareto|Weibull|Gumbel|Rayleigh|Erlang|"
    r"hypergeometric|multinomial|Zipf|triangular)\b(?!\s*=)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?P<mean>\b(?:with|common|has|have|and|the|its|,)\]?\s+(?:\w+\s+)?\[?(?:mean|expectation|expected\s+value)\]?"
    r"(?:\s+(?:is|value))?)\s*(?=\x02)|(?P<variance>(?<!sample )\[?(?<!sample )\bvariance\]?(?:\s+is)?)\s*(?=\x02)"
    r"|(?P<sd>(?<!sample )\[?(?<!sample )standard\s+deviation\]?(?:\s+is)?)\s*(?=\x02)"
    r"|(?P<constant>\[?(?:constants?(?:\s+(?:are|being))?|scalars?|(?:fixed|real|given|known|learned)\s+numbers?"
    rf"|(?<!random )scales?"
    rf"|{_COEFFICIENT})\]?)\s*(?=\x02)"
    r"|(?P<random>\[?random\s+(?!(?:number|sample|vector|matri|function|graph|walk|order|permut)\w*\s)\w+\]?)\s*(?=\x02)",
    re.IGNORECASE,
)


_LIST: Final = re.compile(r"[\x02\s,$(\\)]*(?:and\b(?:\s+(?:the|all)\b(?:\s+[a-z]+s\b)?)?)?[\x02\s$(\\)]*")


@dataclass(frozen=True, slots=True)
class Hint:
    r"""A hypothesis in words: its kind, the expressions of its sentence, the words themselves.

    `kind` is "lost" for words of a hypothesis of which no phrase is made; "values" where the words say which values a
    variable takes; "independent", "iid", "identically
    distributed", "uncorrelated", "centred", "symmetric", "unit variance"; "law", and then `law` names it; "mean",
    "variance", "sd", "constant" or "random", and then `about` holds the mathematics right behind the words: "a random
    variable X with mean \mu".
    """

    kind: str
    names: tuple[Node, ...]
    text: str
    span: Span
    line: int
    negated: bool = False
    law: str = ""
    about: tuple[Node, ...] = ()
    doubtful: bool = False


def _shown(words: str) -> str:
    return " ".join(words.replace("[", "").replace("]", "").split())


def _behind(
    prose: str, place: int, nodes: Sequence[tuple[Span, Node]], equations: Collection[Span] = ()
) -> tuple[Node, ...]:  # fmt: skip
    """The inline mathematics right behind a place, with commas and "and" between; no `equations` behind others."""
    about: list[Node] = []
    for span, node in nodes:
        if span.start < place:
            continue
        if not re.fullmatch(r"[\x02\s,$(\\]*(?:and)?[\x02\s$(\\]*", prose[place : span.start]) or (
            about and span in equations
        ):
            break
        about += node.items if isinstance(node, Tuple) else (node,)
        place = span.end
    return tuple(about)


def _before(prose: str, place: int, nodes: Sequence[tuple[Span, Node]]) -> tuple[Node, ...]:
    """The inline mathematics that ends right behind a place, with what commas and "and" join to it."""
    about: list[Node] = []
    first = True
    for span, node in reversed([(span, node) for span, node in nodes if first or span.start <= place + 1]):
        if span.start > place + 1 or (about and not _LIST.fullmatch(prose[span.end : place])):
            if about:
                break
            continue
        about[:0] = node.items if isinstance(node, Tuple) else (node,)
        place = span.start
    return tuple(about)


def _respectively(
    sentence: str, start: int, nodes: Sequence[tuple[Span, Node]], line_of: Callable[[int], int]
) -> list[Hint]:
    r"""`\mu and \sigma are the mean and standard deviation of X`: each letter with its word."""
    hit = _BOTH.search(sentence)
    if hit is None:
        return []
    before = [node for span, node in nodes if span.end <= start + hit.start()]
    behind = [node for span, node in nodes if span.start >= start + hit.end()]
    letters = list(before[-1].items) if before and isinstance(before[-1], Tuple) else before[-2:]
    if len(letters) != 2 or not behind:
        return []
    span = Span(start + hit.start(), start + hit.end())
    kinds = ["mean", "sd" if "dev" in hit[1].lower() else "variance"]
    made = zip(kinds, letters, strict=True)
    return [Hint(k, (x, behind[0]), _shown(hit.group()), span, line_of(span.start), about=(x,)) for k, x in made]


def find_hints(
    prose: str,
    inline: Sequence[tuple[Span, Node]],
    line_of: Callable[[int], int] = lambda _: 1,
    equations: Collection[Span] = (),
) -> list[Hint]:
    """The hints of a text in which the mathematics is blanked out; `inline` holds what was read there, the left sides
    of `equations`.

    >>> [hint.kind for hint in find_hints("The weights are i.i.d. with zero mean.", [])]
    ['iid', 'centred']
    """
    found: list[Hint] = []
    prose = SHORT.sub(r"\1 ", prose)
    sentences = [*SENTENCE.finditer(prose)]
    for match, next_one in zip_longest(sentences, sentences[1:]):
        sentence, start = match.group(), match.start()
        if not sentence.strip() or len(sentence) > MAX_SENTENCE:
            continue
        taken: list[Span] = []
        names = tuple(node for span, node in inline if start <= span.start < match.end())
        behind = next_one.group().strip() if next_one is not None and not sentence.endswith("\x01") else ""
        hits = [(kind, hit, "") for kind, pattern in _PATTERNS.items() for hit in pattern.finditer(sentence)]
        hits += [("law", hit, next(filter(None, hit.groups())).lower()) for hit in _LAW.finditer(sentence)]
        nodes = [(span, node) for span, node in inline if start <= span.start < match.end()]
        for hit in _NAMED.finditer(sentence):
            about = _behind(prose, start + hit.end(), nodes, equations)
            if about:
                span = Span(start + hit.start(), start + hit.end())
                kind = next(kind for kind in ("mean", "variance", "sd", "constant", "random") if hit[kind])
                moment = kind in {"mean", "variance", "sd"}
                about = about[:1] if moment else about
                verdict = verdict_at(sentence, hit.start(), behind) if moment else "states"
                denied, doubtful = verdict == "denies", verdict == "open"
                words, line = _shown(hit.group()), line_of(span.start)
                found.append(Hint(kind, names, words, span, line, denied, about=about, doubtful=doubtful))
        for hit in _IS.finditer(sentence):
            span = Span(start + hit.start(), start + hit.end())
            before = tuple(node for where, node in nodes if where.end <= start + hit.start("verb"))
            negated = _NEGATION.search(sentence[max(0, hit.start() - 60) : hit.start()]) is not None
            told = next((kind for kind in ("constant", "random") if hit[kind]), "")
            listed = _before(prose, start + hit.start(), nodes)
            one = hit["verb"].lower() in {"is", "stays", "remains"}
            kind, about = (told, listed[-1:] if one else listed) if told else ("another law", ())
            words = _shown(hit.group().strip("\x02"))
            found.append(Hint(kind, before, words, span, line_of(span.start), negated, about=about))
        for said in constants_in(sentence):
            listed = _before(prose, start + said.mark, nodes)
            negated = _NEGATION.search(sentence[max(0, said.mark - 60) : said.mark]) is not None
            negated = negated or verdict_at(sentence, said.start, behind) == "denies"
            span = Span(start + said.start, start + said.end)
            found.append(Hint("constant", listed, _shown(said.words), span, line_of(span.start), negated, about=listed))
        found += _respectively(sentence, start, nodes, line_of)
        for kind, hit, law in hits:
            if any(span.start <= hit.start() < span.end for span in taken):
                continue
            taken.append(Span(hit.start(), hit.end()))
            verdict = verdict_at(sentence, hit.start(), behind)
            span = Span(start + hit.start(), start + hit.end())
            where = (span, line_of(span.start), verdict == "denies", law)
            found.append(Hint(kind, names, _shown(hit.group()), *where, doubtful=verdict == "open"))
    return sorted(found, key=lambda hint: hint.span)
