r"""Sentences that state hypotheses, as phrases: "Let $X$ follow a Poisson law with rate $r$" says X ~ Poisson(r).

A sentence is cut into subjects (names in inline mathematics) and what is said of them. What is said is read from the
verb on, word by word, and reading stops at the first word that is not understood: "Let $S$ be the sum of independent
..." says nothing of S. A sentence with a negation says nothing at all.

>>> [p.text for p in stated_in("Let \x02 and \x02 be independent with zero mean.", ["X", "Y"])]
['X, Y independent', 'E[X] = 0', 'E[Y] = 0']
>>> stated_in("Let \x02 and \x02 be random variables that need not be independent.", ["X", "Y"])
[]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Said", "denies", "stated_in"]

MAX_SENTENCE: Final = 3_000
_SENTENCE: Final = re.compile(r"[^.!?\x01]+(?:\.(?=\S|\s?[a-z])[^.!?\x01]+)*[.!?\x01]?")
_NEGATED: Final = re.compile(
    r"\b(?:not|no|never|without|neither|nor|unless|cannot|whether|dependent|fails?|dropp?\w*|lack\w*|instead|rather"
    r"|violat\w*|relax\w*|would|were|might|could|except|asymmetric|skewed|counterexamples?|unclear|unlike|cop(?:y|ies)"
    r"|conditionally|linearly|independent\s+variable|independent\s+given)\b|n't\b"
    r"|\bnon-?(?:independent|zero|symmetric|identical|normal|gaussian|cent|uniform)",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"\b(?:if|when|whenever|provided|in case|for which)\b", re.IGNORECASE)
_M: Final = r"⟦(\d+)⟧"
_FILLER: Final = re.compile(
    r"(?:\s|,|\b(?:is|are|be|being|has|have|having|that|which|who|all|each|both|also|assumed|supposed|taken|to|drawn"
    r"|sampled|chosen|distributed|with|and|a|an|mutually|jointly|statistically|random|variables?|real|valued"
    r"|variates?|from|follows?|following|common|according|initiali[sz]ed|elements?|entries|where|i\.e|two|three|some"
    r"|respectively)\b)+",
    re.IGNORECASE,
)
_LAWS: Final = {
    "standard normal": "Normal", "standard gaussian": "Normal", "normal": "Normal", "gaussian": "Normal",
    "bernoulli": "Bernoulli", "binomial": "Binomial", "poisson": "Poisson", "uniform": "Uniform",
    "exponential": "Exponential", "rademacher": "Rademacher", "laplace": "Laplace", "gamma": "Gamma",
}  # fmt: skip
_LAW: Final = (
    rf"(?P<law>{'|'.join(_LAWS)})(?:ly)?(?:\s+(?:distributed|distributions?|laws?|random|variables?|variates?))*"
    rf"(?P<tail>(?:[\s,]*(?:with|and|on|over|in|the|its|a|success|interval|mean|expectation|variance|rate|shape|"
    rf"parameters?|probability|trials|standard\s+deviation)\b)*[\s,]*⟦\d+⟧(?:[\s,]*(?:with|and|its|a|mean|variance|rate|"
    rf"parameters?|probability|success|standard\s+deviation)\b)*[\s,]*(?:⟦\d+⟧)?)?"
)
_KEYS: Final = ("mean", "expectation", "variance", "standard deviation", "rate")
_INDEPENDENT: Final = (
    r"(?:independently|independent\b(?!\s+(?:of|from)\b(?!\s+(?:each|one)\b)))"
    r"(?:\s+of\s+(?:each\s+other|one\s+another))?"
)
_VARIABLES: Final = re.compile(r"\s*(?:zero[\s-]mean\s+|real(?:-valued)?\s+)?random\s+variables\b", re.IGNORECASE)
_SYMMETRIC: Final = (
    r"symmetric(?:al|ally)?\b(?!\s+(?:(?:distributions?|laws?|distributed)\s+)?(?:around|about)\s+"
    r"(?!zero\b|0(?!\.?\d)|the\s+origin|⟦))(?:\s+distributions?|\s+laws?|\s+distributed)?"
    r"(?:\s+(?:around|about)\s+(?:zero|0(?!\.?\d)|the\s+origin|⟦(?P<centre>\d+)⟧))?"
    r"(?!\s+(?:matri|func|posit|kern|around|about))"
)
_NO_VARIABLE: Final = re.compile(
    r"\b(?:matrix|matrices|functions?|kernels?|graphs?|networks?|operators?|relations?|density|densities|polynomials?"
    r"|games?|tensors?|intervals?)\s*$",
    re.IGNORECASE,
)
_PREDICATES: Final = (
    ("pairwise independent", r"pair-?wise\s+(?:stochastically\s+|statistically\s+)?independent\b"),
    ("iid", r"i\.?\s?i\.?\s?d\b\.?|independent(?:ly)?(?:,|\s+and)?\s+identically\s+distributed"),
    ("independent of", rf"(?:independent\s+(?:of|from)|independently\s+of)\s+{_M}"),
    ("independent", _INDEPENDENT),
    ("identically distributed", r"identically\s+distributed"),
    ("uncorrelated", r"uncorrelated"),
    ("centred", r"zero[\s-]+means?\b|means?\s+(?:zero\b|0(?!\.?\d))|cent(?:red|ered)\b(?!\s+(?:at|around|on)\b)"),
    ("mean", rf"mean\s+(?:is\s+)?{_M}"),
    ("unit variance", r"unit\s+variances?"),
    ("symmetric", _SYMMETRIC),
    ("variance", rf"variance\s+(?:is\s+)?{_M}"),
    ("standard deviation", rf"standard\s+deviation\s+(?:is\s+)?{_M}"),
    ("law", _LAW),
    ("from", rf"(?:the\s+)?(?:law\s+|distribution\s+)?{_M}"),
)  # fmt: skip
_COMPILED: Final = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PREDICATES]
_LAW_SIGN: Final = re.compile(r"(?:mathcal|mathrm|operatorname|text|N|U)\b|[A-Z]\w*\s*[(\\]")
_PARAMETER: Final = re.compile(
    r"\b(?:means?|expectation|expected value|variances?|standard deviations?|rate|parameters?|probability|scale|shape"
    r"|on|over|in|from|interval|trials|law|distribution|follows?|around|about)\s*(?:is\s*|the\s+interval\s*)?$",
    re.IGNORECASE,
)
_OBJECT: Final = re.compile(
    r"\b(?:independent\s+(?:of|from)|independently\s+of)\s+(?:the\s+|all\s+(?:the\s+)?)?"
    r"(?P<adjectives>(?:i\.?i\.?d\.?\s+|zero[\s-]mean\s+|cent(?:red|ered)\s+)*)\w*\s*$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"^\s*(?:,|and|,\s*and)?\s*(?:the\s+\w+\s*|[a-z]{3,}s\s+)?$", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"((?:(?:i\.?i\.?d\.?|pair-?wise\s+independent|independent|uncorrelated|zero[\s-]mean|cent(?:red|ered)"
    r"|symmetric|identically\s+distributed|and|,)\s+)+)(?:real(?:-valued)?\s+)?(?:random\s+)?(?P<noun>variables?|weights|inputs|samples)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A hypothesis in a sentence: as a phrase, in its own words, where; `conditional` behind an "if"."""

    text: str
    words: str
    line: int
    conditional: bool = False


@dataclass(slots=True)
class _Clause:
    subjects: list[str]
    before: str = ""
    after: str = ""
    closed: bool = field(default=False)
    objects: list[tuple[str, str]] = field(default_factory=list)  # what is said of those it is independent of


def denies(sentence: str) -> bool:
    """Whether a sentence has a negation in it, or speaks of another independence than that of random variables.

    >>> denies("they need not be independent"), denies("without loss of generality, by independence")
    (True, False)
    """
    plain = re.sub(r"without\s+loss\s+of\s+generality", "", sentence, flags=re.IGNORECASE)
    return _NEGATED.search(plain) is not None


def stated_in(prose: str, maths: Sequence[str], line_of: Callable[[int], int] = lambda _: 1) -> list[Said]:
    r"""The hypotheses in a text where inline mathematics, in order, is marked by "\x02" and displays by "\x01"."""
    if prose.count("\x02") != len(maths):  # marks of its own
        return []
    prose = prose.translate({ord(sign): " " for sign in "⟦⟧[]"})
    found: list[Said] = []
    nouns: dict[str, str] = {}
    written = list(maths)
    for match in _SENTENCE.finditer(prose):
        first = prose.count("\x02", 0, match.start())
        count = match.group().count("\x02")
        _learn(match.group(), written[first : first + count], nouns)
        sentence = _marked(match.group(), first, nouns, written)
        if len(sentence) > MAX_SENTENCE or "⟦" not in sentence or denies(sentence):
            continue
        conditional = _CONDITION.search(sentence) is not None
        line = line_of(match.start() + len(match.group()) - len(match.group().lstrip()))
        for clause in _clauses(sentence, written):
            for text, words in _said(clause, written):
                found.append(Said(text, words, line, conditional))
    return found


def _learn(sentence: str, maths: Sequence[str], nouns: dict[str, str]) -> None:
    """`the weights w_j`: what a noun stands for from here on."""
    for place, hit in enumerate(re.finditer(r"(?:\b(?:the|The)\s+([a-z]{3,}s)\s*)?\x02", sentence)):
        if hit[1] and place < len(maths):
            nouns[hit[1]] = maths[place]


def _marked(sentence: str, first: int, nouns: dict[str, str], written: list[str]) -> str:
    """The sentence with its mathematics as numbers in double brackets; known nouns are mathematics, too."""
    parts = re.split(r"\x02\s*", sentence)
    parts[1:] = [re.sub(r"^(?:['’]?s)\b", "", part) for part in parts[1:]]  # the $w_i$'s
    text = parts[0] + "".join(f"⟦{first + i}⟧ {part}" for i, part in enumerate(parts[1:]))
    for noun, name in nouns.items():
        place = len(written)
        text, times = re.subn(rf"\b[Tt]he\s+{noun}\b(?!\s*⟦)", f"⟦{place}⟧", text)
        if times:
            written.append(name)
    return " ".join(text.split())


def _clauses(sentence: str, written: Sequence[str]) -> Iterator[_Clause]:
    """What is said of which names: parameters of laws and what one is independent of are no subjects."""
    clause: _Clause | None = None
    last, parameter = "", False
    pieces = re.split(_M, sentence)
    for place in range(1, len(pieces), 2):
        words, number = pieces[place - 1], pieces[place]
        marked = f"⟦{number}⟧"
        own = re.match(r"\s*(?:is|are|be|has|have|being|follows?)\b", pieces[place + 1]) is not None  # a subject
        continues = parameter and not own and re.fullmatch(r"\s*(?:,|and)?\s*", words) is not None
        if clause is not None and (_PARAMETER.search(words) or _OBJECT.search(words) or continues):
            towards = _OBJECT.search(words)
            shown = re.sub(r"\b(of|from)\s+[^⟦]*$", r"\1 ", words) if towards else words
            if towards and towards["adjectives"]:
                clause.objects.append((towards["adjectives"], written[int(number)]))
            clause.after += f"{shown}{marked}"
            parameter = True
        elif clause is not None and last == "subject" and _JOINED.match(words):
            clause.subjects.append(written[int(number)])
            continue
        else:
            cut = max((m.start() for m in re.finditer(r",|;|\band\b|\bwhere\b", words)), default=0)
            if clause is not None:
                clause.after += words[:cut] if cut else words
                yield clause
            clause, parameter = _Clause([written[int(number)]], before=words), False
            last = "subject"
            continue
        last = "other"
    if clause is not None:
        clause.after += pieces[-1]
        yield clause


def _said(clause: _Clause, written: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The phrases of one clause and the words they come from."""
    if _NO_VARIABLE.search(clause.before):
        return
    adjectives = _BEFORE.search(clause.before)
    if re.search(r"\bindependence\s+(?:of|between)\s*$", clause.before, re.IGNORECASE):
        yield from _read("independent", clause.subjects, written)
    if adjectives and (adjectives["noun"].endswith("s") or "independent" not in adjectives[1]):
        yield from _read(adjectives[1], clause.subjects, written)
    yield from _read(clause.after, clause.subjects, written)
    for words, name in clause.objects:
        yield from _read(words, [name], written)


def _read(text: str, subjects: Sequence[str], written: Sequence[str]) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        filler = _FILLER.match(text, place)
        place = filler.end() if filler else place
        hits = [(kind, hit) for kind, pattern in _COMPILED if (hit := pattern.match(text, place))]
        if not hits:
            return
        kind, hit = max(hits, key=lambda found: (found[1].end(), found[0] != "from"))
        every = re.search(r"\b(?:mutually|jointly|all)\b[^⟦]*$", text[:place]) or _VARIABLES.match(text, hit.end())
        if kind == "independent" and every is not None:
            kind = "all independent"
        for phrase in _phrases(kind, hit, subjects, written):
            yield phrase, " ".join(re.sub(_M, lambda m: f"${written[int(m[1])]}$", hit.group()).split())
        place = hit.end()


def _phrases(kind: str, hit: re.Match[str], subjects: Sequence[str], written: Sequence[str]) -> Iterator[str]:
    names = ", ".join(subjects)
    number = next((g for g in hit.groups() if g is not None and g.isdigit()), None)
    value = written[int(number)] if number is not None else ""
    letters = [_letter(s) for s in subjects]
    families = all(letter != s for letter, s in zip(letters, subjects, strict=True))
    match kind:
        case "iid":
            yield from (f"{s} iid" for s in subjects) if families else (f"{names} iid",)
        case "pairwise independent" if not families or len(subjects) == 1:
            yield f"{names} pairwise independent"
        case "independent of":
            yield f"{', '.join(letters)} independent of {_letter(value)}"
        case "all independent" if families and len(subjects) > 1:
            yield f"{', '.join(letters)} independent"
            yield from (f"{s} independent" for s in subjects)
        case "independent" if families and len(subjects) > 1:
            yield f"{', '.join(letters)} independent"
        case "independent" | "all independent" if families or len(subjects) > 1 or "," in names:
            yield f"{names} independent"
        case "identically distributed" | "uncorrelated":
            yield f"{names} {kind}"
        case "centred":
            yield from (f"E[{_member(s)}] = 0" for s in subjects)
        case "mean":
            yield from (f"E[{_member(s)}] = {value}" for s in subjects)
        case "unit variance":
            yield from (f"Var({_member(s)}) = 1" for s in subjects)
        case "variance":
            yield from (f"Var({_member(s)}) = {value}" for s in subjects)
        case "standard deviation":
            yield from (f"Var({_member(s)}) = ({value})^2" for s in subjects)
        case "symmetric" if not value or value.strip() == "0":
            yield f"{names} symmetric"
        case "from" if _LAW_SIGN.match(value.strip("\\{ ")):
            yield f"{names} ~ {value}"
        case "law":
            yield from _law(hit, names, written)


def _law(hit: re.Match[str], names: str, written: Sequence[str]) -> Iterator[str]:
    """`names ~ Law(parameters)`, where the parameters are those that the law has."""
    spoken = " ".join(hit["law"].lower().split())
    law, tail = _LAWS[spoken], hit["tail"] or ""
    values = [written[int(n)].strip() for n in re.findall(_M, tail)]
    keys = [key for key in _KEYS if re.search(rf"\b{key}\b", tail)]
    if spoken.startswith("standard") and not values:
        yield f"{names} ~ Normal(0, 1)"
    elif law == "Rademacher" and not values:
        yield f"{names} ~ Rademacher"
    elif law == "Uniform" and len(values) == 1 and (ends := re.fullmatch(r"\\?[\[(](.*)\\?[\])]", values[0])):
        yield f"{names} ~ Uniform({ends[1]})"
    elif law == "Normal" and len(values) == 2 and {"standard deviation"} & set(keys):
        yield f"{names} ~ Normal({values[0]}, sd {values[1]})"
    elif law == "Normal" and len(values) == 2 and ("variance" in keys or "parameter" in tail):
        yield f"{names} ~ Normal({', '.join(values)})"
    elif law in {"Bernoulli", "Poisson"} and len(values) == 1 and not {"variance", "standard deviation"} & set(keys):
        yield f"{names} ~ {law}({values[0]})"
    elif law == "Exponential" and len(values) == 1 and ("rate" in keys or "parameter" in tail):
        yield f"{names} ~ Exponential({values[0]})"
    elif law == "Binomial" and len(values) == 2 and "parameters" in tail:
        yield f"{names} ~ Binomial({', '.join(values)})"


def _letter(name: str) -> str:
    """`w` for the family `w_j`, and a name that is no member as it is."""
    member = re.fullmatch(r"\s*(\\?[A-Za-z]+)_\{?[a-z](?:,?[a-z])?\}?\s*", name)
    return member[1] if member else name.strip()


def _member(names: str) -> str:
    """One name that stands for all of `X_1, ..., X_n`: X_i."""
    listed = re.match(r"\s*(\\?[A-Za-z]+)_\{?1\}?\s*,.*(?:dots|\.\.\.)", names)
    return f"{listed[1]}_i" if listed else names.strip()
