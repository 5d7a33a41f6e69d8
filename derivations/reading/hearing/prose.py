r"""Sentences that state hypotheses, as phrases: "Let $X$ follow a Poisson law with rate $r$" says X ~ Poisson(r).

Which clauses of a sentence state something is told in `assertions.py`, and what these say is read in `sentences.py`.

>>> [p.text for p in stated_in("Let \x02 and \x02 be independent with zero mean.", ["X", "Y"])]
['X, Y independent', 'E[X] = 0', 'E[Y] = 0']
>>> stated_in("Let \x02 and \x02 be random variables that need not be independent.", ["X", "Y"])
[]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from derivations.reading.hearing import equally_likely
from derivations.reading.hearing.assertions import pieces_of, taken_back
from derivations.reading.hearing.components import with_components
from derivations.reading.hearing.densities_in_words import densities_in
from derivations.reading.hearing.laws_in_words import in_plain_words
from derivations.reading.hearing.names_said import each_of, families_in, is_family, letter_of, subject_of
from derivations.reading.hearing.nouns import Nouns
from derivations.reading.hearing.paraphrases import in_usual_words, speaks_of
from derivations.reading.hearing.remarks import without_remarks
from derivations.reading.hearing.second_hearing import heard_again
from derivations.reading.hearing.sentences import Sentence
from derivations.reading.hearing.sums_in_words import with_sums
from derivations.reading.hearing.two_points import in_sentence

__all__ = ["MAX_SENTENCE", "SENTENCE", "Said", "stated_in"]

MAX_SENTENCE: Final = 3_000  # longer ones are no sentences
SENTENCE: Final = re.compile(r"[^.!?\x01]+(?:\.(?=\S|\s?[a-z])[^.!?\x01]+)*[.!?\x01]?")
SHORT: Final = re.compile(  # in a sentence that goes on
    r"\b((?:in)?dep|distr|resp|i\.[~ ]?e|e\.[~ ]?g|cf|viz)\.(?=[~\\ \t]*\n?[~ \t]*[a-z\x02,;:(])"
)
_IID: Final = re.compile(  # in a sentence that goes on
    r"\bi\.\s?i\.\s?d\.(?=[\s~]*(?:[a-z\x02,;]|\((?!\s*[A-Z]{0,2}\d*\s*\))|(?:Standard|Normal|Gaussian|Rademacher|Bernoulli|Poisson|Laplace"
    r"|Exponential|Uniform|Binomial|Gamma)\b))"
)
_NOT_READ: Final = re.compile(r"\bcop(?:y|ies)\b", re.IGNORECASE)
_SHORT: Final = [
    (re.compile(r"(?i)\b(they|we|you|these|those|both)['’]re\b"), r"\1 are"),
    (re.compile(r"(?i)\b(it|that|this|which|there|he|she)['’]s\b(?!\s+own)"), r"\1 is"),
    (re.compile(r"(?i)\b(they|we|you)['’]ve\b"), r"\1 have"),
    (re.compile(r"(?i)\bwithout\s+(?:any\s+)?loss\s+of\s+generality\b,?"), ""),
    (re.compile(r"(?i)\bnot\s+(?:only|just|merely)\s+([^,;:.]{1,80}?),?\s+but(?:\s+also)?\b"), r"\1 and"),
    (re.compile(r"(?i)\b(?:may|can|will|shall)\s+(?:\w+ly\s+)?be\s+(?=(?:assum|tak|suppos|regard|treat)\w*\b)"), "is "),
    (re.compile(r"(?i)\bas\s+(?:if|though)\b"), "that"),
    (re.compile(r"(?i)\b(is|are)\s+(?:then|thus|therefore|now)\s+(?=uniform(?:ly)?\b)"), r"\1 "),
    (re.compile(r"(?i)\bindep\b"), "independent"),
    (re.compile(r"(?i),?\s+and\s+only\s+(?:then|there|here)\b"), ""),
    (re.compile(r"(?i)\bwere\b"), "are"),
    (re.compile(r"(?i)\bwas\b"), "is"),
    (re.compile(r"(?i)\b(?:do|does)\s+(?=(?:have|has|share|follow)\b)"), ""),
]
_INSTEAD: Final = re.compile(  # instead of a coin one can draw
    r"(?i)^\W*(?:instead\s+of|rather\s+than)\s+(?:an?|the)\s+(?:[a-z-]+\s+){0,2}?[a-z-]+,?\s+(?=(?:we|you|one|people)\b)"
)
_GIVEN: Final = re.compile(r"(?i)\b(?:given|conditional\w*\s+on|conditioned\s+on)\s+(?:that\s+)?⟦(\d+)⟧")
_DIGITS: Final = r"-?\d+(?:\.\d+|/\d+)?"
_NUMBER: Final = re.compile(  # mean 2, typed without dollars
    r"(?P<words>\b(?:means?|expectations?|expected\s+values?|variances?|standard\s+deviations?|covariances?|correlations?"
    r"|second\s+moments?|rates?|scales?|locations?|shapes?|(?:scale|rate|shape|location|success)\s+(?:parameter|probability)"
    r"|parameters?|probabilit(?:y|ies)|between)\s+"
    r"(?:(?:of|is|are|equal\s+to|equals)\s+)?)"
    rf"(?P<numbers>{_DIGITS}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_DIGITS})*)(?![\w.^]*[\w^])",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"\b(?:if|when|whenever|provided|in case|for which)\b", re.IGNORECASE)
_BACK: Final = re.compile(
    r"\W*(?:where|assuming|provided)\b"
    r"|[^⟦]*\b(?:in|for|at)\s+the\s+(?:\w+th|first|second|third|last|final|next|previous)\s+"
    r"(?:step|line|equality|equation|equals?\s+sign)\b"
    r"|[^⟦]*\bwe\s+(?:have\s+)?(?:used|assumed|made\s+use)\b",
    re.IGNORECASE,
)
_USUAL: Final = {"weights": "wW", "inputs": "xX", "activations": "ahx", "biases": "b"}  # what everybody calls them
_USUAL_ONE: Final = {"weight": "w", "input": "x", "mask": "m", "bias": "b"}
_LABEL: Final = re.compile(r"^\W*\(\s*[A-Z]{0,2}\d*\s*\)\s*(?=[A-Z])")  # (H3) Weights and inputs
_RANGE: Final = re.compile(
    r"\s*[a-z]\s*=\s*\d+\s*,.*(?:\\[lc]?dots\b|\.\.\.|…).*"
    r"|\s*\d+\s*(?:\\leq?(?:slant)?\b|<=?|≤)\s*[a-z](?:\s*,\s*[a-z])?\s*(?:\\leq?(?:slant)?\b|<=?|≤)\s*\w+\s*"
)
_BETWEEN: Final = re.compile(r"\s*,\s*⟦(\d+)⟧\s*,(?=\s)|\s*\(\s*⟦(\d+)⟧\s*\)")  # commas or brackets
_MEMBERS: Final = re.compile(r"(?<![A-Za-z\\])[A-Za-z]_(?:\{[ijk]+\}|[ijk](?![A-Za-z](?!_)))")
_FIRST: Final = re.compile(r"(?<![A-Za-z\\])([A-Za-z])_(?:\{1\}|1)(?!\d)")
_SECOND: Final = re.compile(r"(?<![A-Za-z\\])([A-Za-z])_(?:\{2\}|2)(?!\d)")
_DOTS: Final = re.compile(r"\\[lc]?dots\b|\.\.\.|…")
_COPIES_OF: Final = re.compile(r"E\[(?P<copies>.+)\] = E\[(?P<one>.+)\]")
_ONE_LAW: Final = re.compile(r" (?:iid|identically distributed)$")
_THIS_LAW: Final = re.compile(
    r"\b(?:this|that|their|the\s+common)\s+(?:distribution|law)\b(?=\s+(?:has|is|have|with)\b)", re.IGNORECASE
)
_EVERYTHING: Final = re.compile(
    r"\b(?:everything|anything|all)\s+else\b|\b(?:all|any)\s+(?:of\s+)?(?:the\s+)?other(?:s\b|\s+(?:random\s+)?(?:variables?"
    r"|quantit(?:y|ies)|parameters?|inputs?|weights?)\b)(?!\s*⟦)|\ball\s+(?:of\s+)?the\s+rest\b|\bthe\s+rest\b(?!\s+of\b)",
    re.IGNORECASE,
)
_SAME_FOR: Final = re.compile(  # assume the same for v_j
    r"^\W*(?:(?:we\s+)?(?:also\s+)?(?:assume|suppose)\s+|(?:and|also)\s+)*the\s+same\s+"
    r"(?:(?:is\s+(?:true|assumed|supposed)|holds(?:\s+true)?|goes|applies)\s+)?(?:for|of|to|about)\s+"
    r"(?:the\s+)?(?:[a-z-]+\s+){0,3}?(⟦\d+⟧)",
    re.IGNORECASE,
)
_ALL_ELSE: Final = r"\everything"
_ARE_RANDOM: Final = re.compile(
    r"(?i)\b(?:random|arbitrary|variables?)\b(?!.*\b(?:constants?|fixed|numbers?|scalars?|parameters?)\b)"
)
_GENERIC: Final = frozenset(
    [
        "variables",
        "values",
        "elements",
        "entries",
        "components",
        "numbers",
        "quantities",
        "parameters",
        "constants",
        "means",
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """A hypothesis in a sentence: as a phrase, in its own words, where; `conditional` behind an "if", `back` where the
    sentence begins with "where" or "assuming" and speaks of what stands above it, too. `start` and `end` are where the
    sentence does. Words of a hypothesis of which no phrase was made have the text "". One that `defines` says what a
    letter is made of.
    """

    text: str
    words: str
    line: int
    conditional: bool = False
    back: bool = False
    end: int = 0
    since: int = 0
    start: int = 0
    defines: bool = False


def written_out(text: str) -> str:
    """A sentence in plain words for what it states: no contractions, no past, no "not only".

    >>> written_out("they're independent, they were not only drawn alike but do have a mean")
    'they are independent, they are drawn alike and have a mean'
    """
    for pattern, full in _SHORT:
        text = pattern.sub(full, text)
    return text


def stated_in(
    prose: str, maths: Sequence[str], line_of: Callable[[int], int] = lambda _: 1, *, defined: Collection[str] = ()
) -> list[Said]:
    r"""The hypotheses in a text where inline mathematics, in order, is marked by "\x02" and displays by "\x01".

    What is independent of everything else is so of the other names that something is said of, none of them `defined`.

    >>> prose = "Let \x02 have mean zero. Let \x02 be independent of everything else."
    >>> [said.text for said in stated_in(prose, ["w_i", "b"])]
    ['E[w_i] = 0', 'b independent of w_i']
    """
    if prose.count("\x02") != len(maths):  # marks of its own
        return []
    prose = prose.translate({ord(sign): " " for sign in "⟦⟧[]"})
    prose = SHORT.sub(r"\1 ", prose)
    prose = _IID.sub(lambda m: "iid".ljust(len(m.group())), prose)
    found: list[Said] = []
    nouns, called = _usual(maths), Nouns(defined)
    written = list(maths)
    before: list[str] = []
    laws: list[str] = []
    model: tuple[str, str] | None = None
    spoken: dict[str, None] = {}
    others: dict[str, None] = {}
    sentences = [*SENTENCE.finditer(prose)]
    for match, next_one, is_taken_back in zip_longest(sentences, sentences[1:], _taken_back(sentences, prose, maths)):
        first = prose.count("\x02", 0, match.start())
        count = match.group().count("\x02")
        _learn(match.group(), written[first : first + count], nouns)
        usual = {noun: name for noun, name in nouns.items() if not called.says(noun, name)}
        sentence = _without_ranges(_marked(match.group(), first, usual, written), written)
        sentence = in_plain_words(without_remarks(sentence, written), written)
        sentence = _INSTEAD.sub("", sentence)
        sentence = _NUMBER.sub(lambda hit: _with_a_mark(hit, written), sentence)
        called.learn(sentence, written)
        if is_taken_back:
            continue
        behind = next_one.group() if next_one is not None and not match.group().endswith("\x01") else ""
        earlier, texts = before, []
        for piece in pieces_of(sentence, written, " ".join(behind.split())):
            named = speaks_of(sentence[: piece.start], written) or earlier
            text, made = with_sums(written_out(piece.text), written, named, defined)
            made = [*made, *densities_in(text, written)]
            text = with_components(called.marked(text, written), written, named)
            text = in_usual_words(text, written, named)
            texts.append(text)
            if model and (same := _SAME_FOR.match(text)) is not None:
                text = model[0].replace(model[1], same[1])
            if _EVERYTHING.search(text):
                text = _EVERYTHING.sub(f"⟦{len(written)}⟧", text)
                written.append(_ALL_ELSE)
            if len(laws) == 1 and _THIS_LAW.search(text):
                text = _THIS_LAW.sub(f"⟦{len(written)}⟧", text)
                written.append(laws[0])
            if len(text) > MAX_SENTENCE or "⟦" not in text or _NOT_READ.search(text):
                continue
            line = line_of(match.start() + len(match.group()) - len(match.group().lstrip()))
            stated, of_whom = _heard(text, written, named, made, is_open=piece.verdict == "open")
            model = _model(text, written, of_whom) if stated else model
            spoken |= {name: None for name in of_whom if letter_of(name) not in defined}
            others |= dict.fromkeys(speaks_of(text, written) if _ARE_RANDOM.search(text) else ())
            back = _BACK.match(texts[0]) is not None
            end = match.start() + len(match.group().rstrip()) - 1
            since = line_of(_paragraph(prose, match.start())) if back else line
            conditional = _CONDITION.search(" ".join(texts)) is not None
            where = (line, conditional, back, end, since, match.start())
            found += [Said(text, words, *where, defines=text != "" and (text, words) in made) for text, words in stated]
            laws = [text[: hit.start()] for text, _ in stated if (hit := _ONE_LAW.search(text))] or laws
            laws = list(dict.fromkeys(laws))
        before = speaks_of(" ".join(texts), written) or speaks_of(sentence, written) or before
    found += _of_copies(found)
    others = {name: None for listed in others for name in each_of(listed) if letter_of(name) not in defined}
    told = [
        replace(
            s,
            text=_all_else(s.text, spoken) or _all_else(s.text, others),
            words=s.words.replace(f"${_ALL_ELSE}$", "everything else"),
        )
        for s in found
    ]
    heard = {(s.words, s.start) for s in told if s.text}
    return [s for s in told if s.text or not _is_heard(s, heard)]


def _model(text: str, written: Sequence[str], of_whom: Sequence[str]) -> tuple[str, str] | None:
    """A sentence about one name and where that stands in it: "the same holds for y" says it of y."""
    letters = {letter_of(name) for listed in of_whom for name in each_of(listed)}
    marks = dict.fromkeys(re.findall(r"⟦\d+⟧", text))
    its = [mark for mark in marks if {letter_of(n) for n in subject_of(written[int(mark[1:-1])])} == letters]
    return (text, its[0]) if len(letters) == len(its) == 1 else None


def _taken_back(sentences: Sequence[re.Match[str]], prose: str, maths: Sequence[str]) -> list[bool]:
    """Which sentences are taken back by a later one before the next display."""
    found: list[bool] = []
    block: list[tuple[str, Sequence[str]]] = []
    first = 0
    for match in sentences:
        if prose[match.start() - 1 : match.start()] == "\x01":
            found += taken_back(block)
            block = []
        last = first + match.group().count("\x02")
        block.append((" ".join(match.group().split()), maths[first:last]))
        first = last
    return found + taken_back(block)


def _is_heard(lost: Said, heard: Collection[tuple[str, int]]) -> bool:
    """Whether words that were lost are among those that were heard in the sentence: "is independent of $x$"."""
    longer = (words for words, start in heard if start == lost.start and "$" in lost.words)
    return (lost.words, lost.start) in heard or any(words.endswith(lost.words) for words in longer)


def _of_copies(found: Sequence[Said]) -> list[Said]:
    """The laws and symmetries of variables, said of the copies of these: e_i ~ U(0, 1), where they are copies of e."""
    made: list[Said] = []
    for copy in found:
        hit = _COPIES_OF.fullmatch(copy.text) if copy.words == "identically distributed" else None
        for said in found if hit is not None else ():
            name, _, rest = said.text.partition(" ")
            if hit is not None and name == hit["one"] and (rest.startswith("~ ") or rest == "symmetric"):
                later = max(said, copy, key=lambda s: s.start)
                made.append(replace(later, text=f"{hit['copies']} {rest}", words=said.words))
    return made


def _heard(
    text: str, written: Sequence[str], named: list[str], made: Sequence[tuple[str, str]], *, is_open: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """The phrases that a piece of a sentence states, each with its words, and of whom, with what is `made` in it; words
    of which none is made, or which are open or said of one case, have the phrase "".
    """
    reader = Sentence(text, written, earlier=named)
    stated = [*reader.read(), *heard_again(reader)]
    stated += [*in_sentence(text, written), *equally_likely.in_sentence(text, written)]
    sums = {phrase.split(" = ")[0] for phrase, _ in made if phrase}
    stated = [("" if sums & _spoken_of(phrase) else phrase, words) for phrase, words in stated] + [*made]
    given = _GIVEN.search(text)
    in_one_case = given is not None and ("=" in written[int(given[1])] or given.group()[0] in "cC")
    if in_one_case or is_open:
        stated = [("", words) for _, words in stated]
    heard = {words for _, words in stated}
    return stated + [("", words) for words in reader.lost if words not in heard], reader.spoken_of()


def _spoken_of(phrase: str) -> set[str]:
    """The name that a phrase says something of: of a sum nothing is said in the sentence that makes it."""
    return set(re.split(r" ~ |[\[(]([^\])]*)[\])]| iid| symmetric", phrase, maxsplit=1)) - {None}


def _all_else(text: str, names: Collection[str]) -> str:
    """The phrase with the names of other letters for "everything else", "" where there are none."""
    if _ALL_ELSE not in text:
        return text
    own = {letter_of(name) for name in re.findall(r"\\?[A-Za-z]+", text)}
    others = [name for name in names if letter_of(name) not in own]
    return text.replace(_ALL_ELSE, ", ".join(others)) if others else ""


def _with_a_mark(hit: re.Match[str], written: list[str]) -> str:
    """The words with marks for the numbers that are typed behind them."""

    def mark(number: re.Match[str]) -> str:
        written.append(number.group())
        return f"⟦{len(written) - 1}⟧"

    return hit["words"] + re.sub(_DIGITS, mark, hit["numbers"])


def _paragraph(prose: str, place: int) -> int:
    """Where the display begins that stands in front of the paragraph."""
    start = place
    while (start := prose.rfind("\x01", 0, start)) > 0 and not prose[prose.rfind("\x01", 0, start) + 1 : start].strip():
        pass
    return max(start, 0)


def _usual(maths: Sequence[str]) -> dict[str, str]:
    """The weights are w_j and the mask is m, where nothing says what else they are called."""
    listed = [listed for part in maths for names in subject_of(part) for listed in families_in(names)]
    names = [name for row in listed for name in each_of(row)]
    names += [name for part in maths for name in _MEMBERS.findall(part) if name not in names]
    known = {name[:1] for name in names}
    dotted = (letter for part in maths if _DOTS.search(part) for letter in _FIRST.findall(part))
    names += [f"{letter}_j" for letter in dict.fromkeys(dotted) if letter not in known]  # w_1 x_1 + ... + w_n x_n
    names += [f"{letter}_j" for part in maths for letter in _SECOND.findall(part)]  # w_1 x_1 + w_2 x_2
    names = [name for name in names if name.strip("\\ ")]
    found = {noun: [n for n in names if n.lstrip("\\")[:1] in letters and not n[1:2].isalpha()]
             for noun, letters in _USUAL.items()}  # fmt: skip
    alone = {noun: letter for noun, letter in _USUAL_ONE.items() if letter in names}
    return alone | {
        noun: min(written, key=lambda name: (_USUAL[noun].index(name.lstrip("\\")[0]), not is_family(name)))
        for noun, written in found.items()
        if written
    }


def _without_ranges(sentence: str, written: Sequence[str]) -> str:
    """The sentence without the ranges of indices between commas or in brackets: "each x_i, i = 1, ..., n, is"."""
    return _BETWEEN.sub(lambda hit: "" if _RANGE.fullmatch(written[int(hit[1] or hit[2])]) else hit.group(), sentence)


def _learn(sentence: str, maths: Sequence[str], nouns: dict[str, str]) -> None:
    """`the weights w_j`: what a noun stands for from here on."""
    for place, hit in enumerate(re.finditer(r"(?:\b([a-z]{3,}s)\s*)?\x02", sentence)):
        if hit[1] and place < len(maths) and hit[1] not in _GENERIC and subject_of(maths[place]):
            nouns[hit[1]] = subject_of(maths[place])[0]


def _marked(sentence: str, first: int, nouns: dict[str, str], written: list[str]) -> str:
    """The sentence with its mathematics as numbers in double brackets; known nouns are mathematics, too."""
    parts = re.split(r"\x02\s*", sentence)
    parts[1:] = [re.sub(r"^(?:['’]?s)\b", "", part) for part in parts[1:]]  # the $w_i$'s
    text = parts[0] + "".join(f"⟦{first + i}⟧ {part}" for i, part in enumerate(parts[1:]))
    text = _LABEL.sub("", " ".join(text.split()))
    for noun, name in [*nouns.items()] * 2:  # "zero-mean inputs and weights"
        place = len(written)
        known = (
            rf"\b(?:the|all)\s+{noun}\b(?!\s*(?:is\s+)?⟦)|^{noun}\b(?!\s*⟦)|(?<=; ){noun}\b(?=\s+(?:and|are|have)\b)"
            rf"|(?<!\w)(?<=and |hat |ere |ume |een |the |nce ){noun}\b(?=\s+(?:and|are|have)\b)"
            rf"|(?<=⟧, ){noun}\b(?=,|\s+and\b)|(?<=, ){noun}\b(?=\s+and\s+(?:⟦|the\b|[a-z]+s\s+are\b))"
            rf"|(?<=mean |tred |ered |dent ){noun}\b(?!\s*⟦)|(?<=⟧ and ){noun}\b(?!\s*⟦)"
        )
        pattern = rf"((?<=iid ){noun}\b(?!\s*⟦))|{known}"
        text, times = re.subn(pattern, rf"\1 ⟦{place}⟧", text, flags=re.IGNORECASE)
        if times:
            written.append(name)
    return " ".join(text.split())
