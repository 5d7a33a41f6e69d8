r"""Mathematics that stands in a sentence without delimiters, as people type it: "Let m ~ Bernoulli(p) and y = m*x/p."

A line of a plain document is cut at its blanks into pieces; pieces that are no words, side by side, are one formula or
one list of names.

>>> [piece.text for piece in typed_in("Let X_1, ..., X_n be i.i.d. with mean 0, and S = X_1 + ... + X_n.")]
['X_1, ..., X_n', '0', 'S = X_1 + ... + X_n']
>>> [piece.text for piece in typed_in("a mean of a sum is what it is, or not - and/or so")]
[]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from derivations.reading.syntax.spelling import CONSTANT_WORDS, FUNCTIONS, GREEK, HEADS, LAW_WORDS, PLAIN_WORDS, words

__all__ = ["RELATION", "Typed", "is_prose", "typed_in"]

RELATION: Final = re.compile(
    r"[=<>≤≥≈≠∼~≡∈→⇒:]|\\(?:le|ge|approx|sim|ne|leq|geq|in|to|Rightarrow|iff|coloneqq|equiv|propto|leftarrow)\b| in "
)
_KNOWN: Final = FUNCTIONS | HEADS.keys() | GREEK | PLAIN_WORDS.keys() | LAW_WORDS | CONSTANT_WORDS.keys()
_PROSE: Final = words(
    """the is are we be have has that this which its their an of as by it from on at to can will not also given thus
    these those there here follows following compute computing recall note observe show shows prove proof claim
    theorem lemma definition example exercise"""
)
_OPENERS, _CLOSERS = "([{⟨⌊⌈", ")]}⟩⌋⌉"
_OPERATOR: Final = re.compile(r"[-+*/·×−=<>≤≥≈≠∼~±^|]|:=|==|[<>]=|!=|~=|->|<-|\*\*")
_DOTS: Final = re.compile(r"\.\.\.|…")
_ARTICLES: Final = frozenset(["a", "A", "I"])
# what follows a letter and no article: "let a and b", "the activation a.", "a is constant"
_NO_NOUN: Final = re.compile(
    r"[.,;:!?)]|\s*\Z|'s\b|\s+(?:is|are|was|be|and|or|has|have|with|from|to|by|do|does|can|denotes?|follows?|takes?|given)\b"
)
_STATES: Final = re.compile(  # a line that states something of names, and is no formula
    r"(?<![\w.])(?:independent(?:ly)?|iid|uncorrelated|uniform(?:ly)?|distributed|deterministic|cent(?:red|ered)|symmetric"
    r"|zero[ -]mean|mean zero)(?![\w(\[]|\s*[=.]?\s*[=(\[])|(?<![\w.])i\.\s?i\.\s?d\."
)
_MOMENT: Final = re.compile(  # "with mean = 0", which names no mean
    r"\b(?:mean|variance|expectation|value|std|sd|deviation|covariance|correlation|probability|rate|scale)s?\s*\Z",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"[=<>≤≥≈≠∼~±·×√∑∏∫∞²³⁴^_*+−|⟨⟩\[({]|\d|(?<=\w)/(?=\w)|^-(?=\w)")
_WORD: Final = re.compile(r"(?<![A-Za-z_])[A-Za-z]{3,}(?![A-Za-z]*[(\[_{])")
_NAME: Final = re.compile(r"[A-Za-zΑ-ωℓ](?:_(?:\w|\{\w{1,6}\})+|[₀-₉ᵢⱼₙ]+)?'?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A piece of mathematics in a line: its offset and its text."""

    start: int
    text: str

    @property
    def relates(self) -> bool:
        """Whether it says something, with two sides."""
        return re.search(r"\S\s*(?:[=<>≤≥≈≠∼~]|:=)+\s*\S", self.text) is not None


def is_prose(line: str) -> bool:
    """Whether a line of a plain document is words and no formula."""
    if not RELATION.search(line) and not re.match(r"\s*[-+*/]\s", line):
        return True
    if _states(line):
        return True
    found = re.findall(r"\b[A-Za-z]{2,}+(?![(\[_{])", line)
    unknown = [word for word in found if word not in _KNOWN and len(word) > 3]
    before = re.split(r"[=<>≤≥≈~∼:]", line, maxsplit=1)[0]
    opening = [word for word in re.findall(r"\b[a-z]{2,}+(?![(\[_{])", before) if word in unknown]
    spoken = any(word.lower() in _PROSE for word in found if word in {word.lower(), word.capitalize()})  # "aS" is a S
    return len(unknown) > 3 or len(opening) > 1 or spoken


def _states(line: str) -> bool:
    """Whether a line states a hypothesis and no equation: "X, Y ~ U(0, 1), independent"."""
    if _STATES.search(line) is None:
        return False
    return not any(piece.relates and not re.search(r"[~∼]", piece.text) for piece in typed_in(line))


def typed_in(line: str) -> list[Typed]:
    """The mathematics in a line of words, in order."""
    found: list[Typed] = []
    run: list[tuple[int, str]] = []
    for start, piece, ends in [*_pieces(line), (len(line), "", True)]:
        rest = line[start + len(piece) :]
        letter = piece != "" and _is_article(piece) and ((run and _binds(run[-1][1])) or _is_letter(piece, rest))
        if piece and (_is_mathematics(piece) or letter or _is_named(piece, rest)):
            run.append((start, piece))
        else:
            found += _finished(line, run)
            run = []
            continue
        if ends or (line[start + len(piece) : start + len(piece) + 1] == "," and not _lists(run)):
            found += _finished(line, run)
            run = []
    return found


def _pieces(line: str) -> list[tuple[int, str, bool]]:
    """What stands between blanks, with brackets kept whole and without the punctuation behind it, which may end it."""
    made: list[tuple[int, str, bool]] = []
    at = 0
    while found := re.compile(r"\S+").search(line, at):
        start, stop, level = found.start(), found.start(), 0
        while stop < len(line) and (level > 0 or not line[stop].isspace()):
            level += (line[stop] in _OPENERS) - (line[stop] in _CLOSERS)
            stop += 1
        if level > 0:  # a bracket that is never closed
            stop = found.end()
        piece = line[start:stop]
        bare = piece if _DOTS.fullmatch(piece.rstrip(",")) and not piece.endswith("....") else piece.rstrip(".,;:!?")
        bare = piece.rstrip(",") if _DOTS.fullmatch(piece.rstrip(",")) else bare
        behind = piece[len(bare) :]
        if bare.endswith(")") and bare.count("(") < bare.count(")"):
            bare = bare.rstrip(")")
            behind = ")"
        if bare.startswith("(") and bare.count("(") > bare.count(")"):
            start, bare = start + 1, bare[1:]
        elif _wrapped(bare):
            made.append((start, "", True))
            made += [(start + 1 + s, p, e) for s, p, e in _pieces(bare[1:-1])]
            bare, behind = "", ")"
        made.append((start, bare, bool(behind.strip(","))))
        at = stop
    return made


def _wrapped(piece: str) -> bool:
    """`(where x and y are independent)`: words in brackets."""
    return piece.startswith("(") and piece.endswith(")") and len(_WORD.findall(piece)) > 1


def _is_mathematics(piece: str) -> bool:
    if _DOTS.fullmatch(piece) or _OPERATOR.fullmatch(piece) or re.search(r"\\[A-Za-z]", piece):
        return True
    words = [word for word in _WORD.findall(piece) if word not in _KNOWN]
    if words:  # Var(x), but not and/or or well-known; a name of several letters may be called
        return False
    if re.fullmatch(r"[A-Za-z]+", piece):
        return (len(piece) == 1 and piece not in _ARTICLES) or piece in GREEK or piece in {"sqrt", "EX", "inf"}
    return _NAME.fullmatch(piece) is not None or _SIGNS.search(piece) is not None


def _is_article(piece: str) -> bool:
    return piece in _ARTICLES


def _is_letter(piece: str, rest: str) -> bool:
    """Whether what may be an article is a letter: an operator or relation follows, or no noun."""
    return _operates(rest) or (piece != "I" and _NO_NOUN.match(rest) is not None)


def _is_named(piece: str, rest: str) -> bool:
    """Whether a word is the left side of what follows: the `out` of `out = x + h`."""
    sign = re.match(r"\s*(?::=|=(?!=))\s*(\S+)", rest)
    named = re.fullmatch(r"[A-Za-z]\w{1,11}", piece) is not None and piece.lower() not in _PROSE
    return sign is not None and named and _MOMENT.search(piece) is None and _is_mathematics(sign[1].strip(".,;"))


def _binds(piece: str) -> bool:
    """Whether something must follow."""
    return _OPERATOR.fullmatch(piece) is not None or piece[-1] in "+-*/=<>·×"


def _operates(rest: str) -> bool:
    """Whether an operator or relation follows: the a of `a = 2`."""
    following = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return following != "" and (_OPERATOR.fullmatch(following) is not None or following[0] in "=<>≤≥~∼")


def _lists(run: list[tuple[int, str]]) -> bool:
    """Whether a run, which a comma follows, may go on as a list of names."""
    return all(_NAME.fullmatch(piece) or _DOTS.fullmatch(piece) or piece.isdigit() for _, piece in run)


def _finished(line: str, run: list[tuple[int, str]]) -> list[Typed]:
    """The run as one piece of mathematics, without what only joins words; none where nothing is named in it."""
    while run and (_OPERATOR.fullmatch(run[-1][1]) or _DOTS.fullmatch(run[-1][1])):
        run = run[:-1]
    while run and re.fullmatch(r"[*/=<>|~·×≤≥≈∼]|-|—|…|\.\.\.", run[0][1]) and not _continues(run):
        run = run[1:]
    if len(run) > 1 and run[0][1] == "=" and _MOMENT.search(line[: run[0][0]]):
        run = run[1:]
    if not run:
        return []
    start, stop = run[0][0], run[-1][0] + len(run[-1][1])
    return [Typed(start, line[start:stop])]


def _continues(run: list[tuple[int, str]]) -> bool:
    """`= 3 x`: a line that goes on with a relation."""
    return len(run) > 1 and run[0][1] in {"=", "<", ">", "≤", "≥", "≈", "<=", ">="}
