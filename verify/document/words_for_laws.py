"""What words nearby say of laws and constants that no phrase states: trials, the one law of a document, a constant."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.reading import Step
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.stated import EquationPhrase, IidPhrase, IndependentPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import Head, Name, Number, walk
from verify.document.unheard import REACH
from verify.steps.written import names_of, sides_of

__all__ = ["calls_constant", "one_law", "said_of_all", "trials"]

_CLAUSE: Final = re.compile(
    r"(?:(?:in|particular|moreover|and|also|similarly|finally|likewise)\b[\s,]*)*(?:if|for|when(?:ever)?|assuming|provided)\b"
    r"(?:[\s,]*\b(?:both|all|the|their|two|three|four|and|with|of|them|are|is|have|has|that|which|we|random|independent"
    r"|variables?|factors?|terms?|summands?|means?|vanish(?:es)?|zero|0|cent(?:red|ered)|case|mutually|in|moreover)\b)+"
    r"[\s,]*(?:\$|\\\(|we\s+(?:get|have|obtain)\s*\$|then\s*,?\s*\$)",
    re.IGNORECASE,
)
BEFORE: Final = 8  # lines that the name of a law reaches


def said_of_all(
    text: str, place: int, hints: Sequence[Hint], step: Step, random: Sequence[Name]
) -> list[tuple[Phrase, Hint]]:
    """Hypotheses about all variables of a step in the clause before its chain (at `place`), which names none of them:
    "if both means vanish", "for three independent factors with zero mean".
    """
    sentence = re.split(r"[.!?;:]\s|\n\s*\n|(?:\$\$|\\\]|\\end\{\w+\*?\})\s", text[max(0, place - 200) : place])[-1]
    clause = _CLAUSE.fullmatch(" ".join(sentence.split()))
    here = [n for side in sides_of(step) for n in walk(side) if isinstance(n, Name)]
    variables = tuple(dict.fromkeys(n for n in here if n in random))
    if clause is None or any(n.subscript for n in variables):
        return []
    found: list[tuple[Phrase, Hint]] = []
    for hint in (h for h in hints if place - len(sentence) <= h.span.start < place and not h.doubtful):
        if hint.kind == "independent" and len(variables) > 1 and not hint.negated:
            found.append((IndependentPhrase(text=hint.text, groups=variables), hint))
        if hint.kind == "centred" and not hint.negated:
            means, zero = [Head("E", (n,)) for n in variables], Number(Fraction(0))
            found += [(EquationPhrase(text=hint.text, lhs=mean, relation="=", rhs=zero), hint) for mean in means]
    return found


def calls_constant(hints: Sequence[Hint], step: Step) -> str:
    """The words "addition of a constant" before the step, quoted; "" where there are none."""
    near = (h for h in hints if h.kind == "constants" and not h.negated and h.line <= step.line <= h.line + REACH)
    return next((f'"{hint.text}" in line {hint.line}' for hint in near), "")


def trials(hints: Sequence[Hint], phrases: Sequence[Phrase], step: Step) -> list[tuple[Phrase, Hint]]:
    """X_1, ..., X_n are iid Bernoulli, where X is binomial and the words say that it is a sum of such trials."""
    kinds = {(h.kind, h.law): h for h in hints if not h.negated and h.line <= step.line}
    said = [kinds.get(("law", "bernoulli")), kinds.get(("iid", "")) or kinds.get(("independent", ""))]
    parts = {n for side in sides_of(step) for n in walk(side) if isinstance(n, Name)}
    found: list[tuple[Phrase, Hint]] = []
    for phrase in phrases:
        if not isinstance(phrase, LawPhrase) or phrase.law != "Binomial" or None in said:
            continue
        for name in (n for n in phrase.names if isinstance(n, Name) and not n.subscript):
            if any(part.base == name.base and len(part.subscript) == 1 for part in parts):
                one, chance = (Name(name.base, (Name("i"),)),), phrase.parameters[1:]
                law = LawPhrase(text="Bernoulli trials", names=one, law="Bernoulli", parameters=chance)
                iid = IidPhrase(text="independent and identical", names=one)
                found += [(p, h) for p, h in zip((law, iid), said, strict=True) if h is not None]
    return found


def one_law(
    hints: Sequence[Hint], phrases: Sequence[Phrase], defined: Collection[Name], step: Step, random: Sequence[Name],
    *, text: str,
) -> list[tuple[Phrase, Hint]]:
    """The only law that a document states, for a capital letter that it says nothing of: "the mean of this law"."""
    laws = [p for p in phrases if isinstance(p, LawPhrase)]
    known = {n.base for p in phrases for n in names_of(p)} | {n.base for n in defined}
    in_words = (n for hint in hints for node in hint.names for n in walk(node))  # "independent of X"
    known |= {n.base for n in in_words if isinstance(n, Name)}
    letters = [n for n in random if n == Name(n.base) and n.base.isupper() and n.base not in known]
    letters = [n for n in letters if re.search(rf"(?:\$|\\\()\s*{n.base}\s*(?:\$|\\\))", text) is None]  # introduced
    if len({(p.law, p.parameters, p.keys) for p in laws}) != 1 or len(letters) != 1 or len(laws[0].names) != 1:
        return []
    if any(laws[0].names[0] in walk(side) for side in sides_of(step)):
        return []
    said = replace(laws[0], names=(letters[0],), text=f"{letters[0]} with the law of {laws[0].names[0]}")
    near = [h for h in hints if h.kind == "law" and step.line - BEFORE <= h.line <= step.line]
    return [(said, hint) for hint in near[-1:] if re.sub(r"[^a-z]", "", hint.law) == laws[0].law.lower()]
