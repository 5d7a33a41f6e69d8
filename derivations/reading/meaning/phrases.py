r"""The phrases in which hypotheses are stated: `x, y independent; w_j iid; E[w_j] = 0; z ~ N(0, \sigma^2); v = x + y`.

Each becomes one small frozen record of `stated`; nothing is concluded here. A phrase that is not understood is an error
that names it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.errors import UserError
from derivations.reading.hearing.said_plainly import phrases_in_words
from derivations.reading.meaning.named_laws import law_of
from derivations.reading.meaning.stated import (
    DefinitionPhrase,
    DependentPhrase,
    EquationPhrase,
    IdenticallyDistributedPhrase,
    IndependentPhrase,
    LawPhrase,
    NoAtomPhrase,
    Phrase,
    defined_square,
)  # fmt: skip
from derivations.reading.meaning.worded_phrases import PATTERNS, Reader, cut
from derivations.reading.syntax.formula import parse
from derivations.reading.syntax.scan import Unreadable
from derivations.reading.syntax.spelling import LAW_NAMES, LAWS
from derivations.reading.syntax.splitting import Statement, split
from derivations.reading.syntax.tree import (
    Call,
    Group,
    Head,
    Infinity,
    Interval,
    Name,
    Neg,
    Node,
    Number,
    Relation,
    Tuple,
    walk,
)  # fmt: skip
from derivations.reading.syntax.usage import Usage, usage

__all__ = ["ends_of", "read_phrases", "without_atom"]

MAX_PHRASES: Final = 200
MAX_WORDS: Final = 400

_SPOKEN_LAWS: Final = sorted(word for word in LAWS if len(word) > 4 and word.islower())


_CONDITION: Final = re.compile(r"\s+for\s+(?=\w+\s*(?:\\neq?\b|[!<>]=?|≠))")  # the word is no product of letters


def _relations(reader: Reader, text: str) -> list[Phrase]:
    """Equations, definitions and other relations, a chain of them one by one."""
    tokens = reader.tokens(_CONDITION.sub(r" \\text{ for } ", text) if reader.latex else text)
    while tokens and tokens[-1].type in {"PERIOD", "COMMA", "SEMI", "QUAD", "NL"}:
        tokens.pop()
    found: list[Phrase] = []
    known = (usage([tokens]) | reader.known).within(tokens)
    for statement in split(tokens):
        if statement.relations:
            found += _statement(reader, text, statement, known)
    return found


def _statement(reader: Reader, text: str, statement: Statement, known: Usage) -> list[Phrase]:
    sides = [
        parse(side, known, latex=reader.latex, law=index > 0 and statement.relations[index - 1].text in {"~", "=d"})
        for index, side in enumerate(statement.sides)
    ]
    found: list[Phrase] = []
    for lhs, relation, rhs in zip(sides, statement.relations, sides[1:], strict=False):
        kind = relation.text
        if kind in {"indep", "dependent"}:
            made = IndependentPhrase if kind == "indep" else DependentPhrase
            found.append(made(text=text, **{"groups" if kind == "indep" else "names": (lhs, rhs)}))  # type: ignore[arg-type]
        elif kind == "=d":
            found.append(IdenticallyDistributedPhrase(text=text, names=(lhs, rhs)))
        elif kind == "in" and (ends := ends_of(rhs)) is not None:
            found += [
                EquationPhrase(text=text, lhs=name, rhs=end, relation=sign)
                for name in (lhs.items if isinstance(lhs, Tuple) else (lhs,))
                for sign, end in ends
            ]
        elif kind == "~":
            law = law_of(rhs)
            if law is None:
                raise Unreadable(
                    f"the law {rhs} is not known; known: {', '.join(LAW_NAMES)}", relation.start, relation.end, str(rhs)
                )
            names = lhs.items if isinstance(lhs, Tuple) else (lhs,)
            iid = re.search(r"i\.?i\.?d", relation.reason) is not None
            found.append(
                LawPhrase(
                    text=text, names=names, law=law[0], parameters=law[1], keys=("",) * len(law[1]), independent=iid
                )
            )
        elif kind == ":=" or (kind == "=" and len(sides) == 2 and _definable(lhs) and lhs not in walk(rhs)):
            found.append(DefinitionPhrase(text=text, name=lhs, value=rhs))
        elif kind == "=" and len(sides) == 2 and (square := defined_square(lhs, rhs)) is not None:
            found.append(DefinitionPhrase(text=text, name=square[0], value=square[1]))
        else:
            found.append(EquationPhrase(text=text, lhs=lhs, rhs=rhs, relation=kind))
    return [without_atom(phrase) for phrase in found]


def ends_of(node: Node) -> list[tuple[str, Node]] | None:
    """What [a, b) says of its members: >= a and < b; None for what is no interval."""
    match node:
        case Interval(lower, upper, left, right):
            ends = [(">=" if left else ">", lower), ("<=" if right else "<", upper)]
        case Tuple((lower, upper)) | Group(Tuple((lower, upper))):
            ends = [(">", lower), ("<", upper)]
        case _:
            return None
    return [(sign, end) for sign, end in ends if not isinstance(end.body if isinstance(end, Neg) else end, Infinity)]


def _definable(node: Node) -> bool:
    return isinstance(node, Name) or (
        isinstance(node, Call) and not node.given and all(isinstance(arg, Name) for arg in node.args)
    )


def without_atom(phrase: Phrase) -> Phrase:
    """P(y = 0) = 0 says that y has no atom at 0."""
    if (
        isinstance(phrase, EquationPhrase)
        and phrase.relation == "="
        and phrase.rhs == Number(Fraction(0))
        and isinstance(phrase.lhs, Head)
    ):
        event = phrase.lhs.args[0]
        if phrase.lhs.kind == "P" and isinstance(event, Relation) and event.kinds == ("=",):
            name, at = event.sides
            return NoAtomPhrase(text=phrase.text, names=(name,), at=at) if isinstance(name, Name) else phrase
    return phrase


def _clean(text: str) -> str:
    text = re.sub(r"\$|\\[,;:!]|\\ ", " ", text)
    text = re.sub(
        r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*((?:i\.?i\.?d\.?|independent|symmetric|and|is|are|[a-z]+ [a-z ]+))\s*\}",
        r" \1 ",
        text,
    )
    text = re.sub(r"^\s*(?:let|assume|assuming|suppose|where|with|and|that)\s+", "", text.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^(?:the\s+)?(?:law|distribution|density)\s+of\s+", "", text, flags=re.IGNORECASE)
    text = re.sub(
        rf"(?<!standard)(?<=[\w}}])\s+(?=(?:standard\s+)?(?:{'|'.join(_SPOKEN_LAWS)})\b(?!\s*=))", " ~ ", text
    )
    return " ".join(re.sub(r"~ ?~|\b(is|are) ~", "~", text).split()).rstrip(".,").strip()


def read_phrases(text: str, *, known: Usage | None = None) -> tuple[Phrase, ...]:
    r"""The phrases of a text, separated by `;`, in LaTeX or plain spelling.

    >>> for phrase in read_phrases(r"w_j iid; w and x independent; E[w_j] = 0; z ~ N(0, \sigma^2); \mu = E[x]"):
    ...     print(type(phrase).__name__)
    IidPhrase
    IndependentPhrase
    EquationPhrase
    LawPhrase
    DefinitionPhrase
    >>> read_phrases("x is funny")
    Traceback (most recent call last):
        ...
    derivations.errors.UserError: cannot understand the assumption 'x is funny'; say it like "x, y independent", "w_j
    iid", "y symmetric", "E[x] = 0", "x ~ N(0, 1)" or "v = x + y"
    """
    pieces = [_clean(piece) for piece in cut(text, ";\n")]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > MAX_PHRASES:
        raise UserError(f"{len(pieces)} assumptions in one list; the limit is {MAX_PHRASES}")
    found: list[Phrase] = []
    for piece in pieces:
        found += _read(piece, known or Usage())
    return tuple(found)


_SAID_OF: Final = re.compile(r"\b(?:are|is|has|have)\b")


def _read(piece: str, known: Usage, *, in_words: bool = True) -> list[Phrase]:
    reader = Reader(piece, known)
    shown = piece if len(piece) <= 80 else piece[:77] + "..."
    trouble = ""
    if len(piece) <= 2_000:
        try:
            for pattern, make in PATTERNS if len(piece) <= MAX_WORDS else ():
                match = pattern.fullmatch(piece)
                if (
                    match is not None
                    and not re.search(r"(?<![<>:=!])=(?!=)|~|\\sim\b", match["names"])
                    and (made := make(reader, piece, match))
                ):
                    return made
            said = phrases_in_words(piece) if in_words and _SAID_OF.search(piece) else []
            if said:
                return [phrase for text in said for phrase in _read(text, known, in_words=False)]
            made = _relations(reader, piece.replace("~", "∼"))
            if made:
                return [replace(phrase, text=piece) for phrase in made]
        except Unreadable as error:
            trouble = f": {error.message} ({error.token[:40]!r})"
        if in_words and (texts := phrases_in_words(piece)):
            return [phrase for text in texts for phrase in _read(text, known, in_words=False)]
    advice = 'say it like "x, y independent", "w_j iid", "y symmetric", "E[x] = 0", "x ~ N(0, 1)" or "v = x + y"'
    raise UserError(f"cannot understand the assumption {shown!r}{trouble}; {advice}")
