r"""Which clauses of a sentence state something: what denies, asks, doubts, announces or reports states nothing.

A sentence is cut into clauses, and each is judged: it "states" what it says, it "denies" it or does not say that it is
so, or it is "open" and nobody can tell, as in "I think that X and Y are independent". A negation is felt in its own
clause, and what doubts or reports in all clauses up to a semicolon or "but". Mathematics stands as ⟦k⟧ or \x02.

>>> [piece.text for piece in pieces_of("⟦0⟧ and ⟦1⟧ need not be independent, but both are centred.")]
['both are centred.']
>>> pieces_of("It is tempting to say that ⟦0⟧ is symmetric.", behind="It isn't.")
[]
>>> [piece.text for piece in pieces_of("⟦0⟧ and ⟦1⟧ are uncorrelated, which doesn't mean independent.")]
['⟦0⟧ and ⟦1⟧ are uncorrelated .']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from derivations.reading.hearing import moods

__all__ = ["Piece", "Verdict", "pieces_of", "taken_back", "verdict_at"]

Verdict = Literal["states", "open", "denies"]
_WORSE: Final = ("states", "open", "denies")
_MOST: Final = 3_000  # characters; nobody reads longer ones
_EQUATION: Final = re.compile(r"(?<![<>!:])=(?!=)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Clauses side by side that state something, or are open, as a sentence of their own; `start` is their place."""

    text: str
    verdict: Verdict = "states"
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause from `start` to `end`; `lead` is what joins it to the clause before: ", and" or "but". It stands apart
    behind a semicolon, a colon, a dash or "but".
    """

    start: int
    end: int
    lead: str
    text: str
    is_apart: bool = False
    verdict: Verdict = "states"

    @property
    def mathematics(self) -> list[int]:
        """The numbers of its mathematics."""
        return [int(number) for number in re.findall(r"⟦(\d+)⟧", self.text)]


def pieces_of(sentence: str, written: Sequence[str] = (), behind: str = "") -> list[Piece]:
    """What a sentence states and what is open in it; one that states all that it says is one piece.

    `written` is the mathematics that ⟦k⟧ stands for, and `behind` the next sentence, which may take it all back.

    >>> [(p.text, p.verdict) for p in pieces_of("⟦0⟧ is centred, and I believe that ⟦1⟧ is; ⟦2⟧ isn't.")]
    [('⟦0⟧ is centred', 'states'), ('I believe that ⟦1⟧ is', 'open')]
    """
    clauses, shown = _judged(sentence, tuple(written), behind)
    if shown == sentence and all(clause.verdict == "states" for clause in clauses):
        return [Piece(sentence)]
    found: list[Piece] = []
    subject = ""
    for number, clause in enumerate(clauses):
        own = shown[clause.start : clause.end]
        if number and clause.verdict == clauses[number - 1].verdict != "denies":
            found.append(replace(found[-1], text=shown[found[-1].start : clause.end]))
            found.pop(-2)
        elif clause.verdict != "denies":
            text = re.sub(r"\?\s*$", ".", _with_subject(own, subject, clause.lead) if number else own)
            found.append(Piece(text, clause.verdict, clause.start))
        subject = _subject(own) or subject
    pieces = (replace(piece, text=" ".join(piece.text.split())) for piece in found)
    return [piece for piece in pieces if piece.text.strip(" ,;:.")]


def verdict_at(sentence: str, place: int, behind: str = "") -> Verdict:
    r"""The verdict on the clause that a place of the sentence is in.

    >>> verdict_at("I doubt that \x02 is centred", 20), verdict_at("\x02 isn't normal but centred", 20)
    ('denies', 'states')
    """
    head = " ".join(sentence[:place].split())
    place = len(head) + (place > 0 and sentence[place - 1].isspace() and head != "")
    sentence = " ".join(sentence.split())
    clauses, shown = _judged(sentence, (), behind)
    if shown[place : place + 1] != sentence[place : place + 1]:
        return "denies"
    return next((clause.verdict for clause in clauses if clause.start <= place < clause.end), "states")


def _subject(clause: str) -> str:
    """What a clause speaks of, with nothing else."""
    hit = moods.SUBJECT_OF.match(clause)
    return hit["subject"] if hit is not None else ""


def _with_subject(clause: str, subject: str, lead: str) -> str:
    """A clause behind "but", without it, with the subject of the one before where it goes on with a verb: "but has"."""
    plain = moods.JOINS.sub("", clause, count=1) if moods.JOINS.match(clause) else clause
    if subject and lead.strip(" ,") and moods.VERB_FIRST.match(plain):
        return f"{subject} {plain}"
    return f"{subject} are {plain}" if subject and lead and moods.ADJECTIVE_FIRST.match(plain) else plain


@lru_cache(maxsize=512)
def _judged(sentence: str, written: tuple[str, ...], behind: str) -> tuple[tuple[_Clause, ...], str]:
    """The clauses with the verdict on each, and the sentence in which remarks that deny are blanks."""
    if len(sentence) > _MOST:
        return (_Clause(0, len(sentence), "", sentence, verdict="open"),), sentence
    plain = moods.HARMLESS.sub(lambda hit: " " * len(hit.group()), sentence)
    shown, taken_back = _without_remarks(plain, sentence)
    text = "".join(" " if one == " " else other for one, other in zip(shown, plain, strict=True))
    clauses = _on_their_own(list(_cut(text, written)), written)
    asks = text.rstrip(" \"'”’)\x01").endswith("?") and moods.ANSWERS_YES.match(behind) is None
    asks = asks and moods.WHAT_IF.match(text) is None
    clauses = _asked(clauses, text) if asks else clauses
    for number, clause in enumerate(clauses):
        if _takes_back(clause.text, "".join(c.text for c in clauses[:number])) or (
            number and _says_so_no_longer(clause.text)
        ):
            clauses = [replace(c, verdict="denies") if place <= number else c for place, c in enumerate(clauses)]
        if moods.HEDGE.fullmatch(clause.lead + clause.text):
            clauses = [_at_least(c, "open") if place <= number else c for place, c in enumerate(clauses)]
    clauses = _under_what_is_given(clauses, text)
    if moods.QUOTES.search(text):
        clauses = [_at_least(clause, "open") for clause in clauses]
    if taken_back or _takes_back(behind, text) or _withdraws(behind, text):
        clauses = [replace(clause, verdict="denies") for clause in clauses]
    return tuple(clauses), shown


def _without_remarks(plain: str, sentence: str) -> tuple[str, bool]:
    """The sentence with blanks for the remarks in it that deny something, and whether one takes back all of it."""
    shown, taken_back = sentence, False
    for hit in moods.ASIDE.finditer(plain):
        own = hit.group()
        denies = any(pattern.search(own) for pattern in (moods.DENIES, moods.PERHAPS, moods.WRONG))
        if moods.WRONG_REMARK.fullmatch(own) or not denies:
            continue
        taken_back = taken_back or _takes_back(own.strip(" ,()"), plain[: hit.start()])
        end = hit.end() - (1 if own.endswith((".", "!", "?")) else 0)
        comma = "," if own[0] != "(" and own.endswith(",") and moods.COMMA_STAYS.match(plain, end) else ""
        shown = shown[: hit.start()] + comma + " " * (end - hit.start() - len(comma)) + shown[end:]
    return shown, taken_back


def _takes_back(clause: str, before: str) -> bool:
    """Whether a clause says only that what stands before it is not so; who supposes a thing knows that it is not."""
    if moods.HYPOTHESIS.search(clause) or re.search(r"⟦|\x02", clause):
        return False
    if moods.TAKES_BACK.search(clause):
        return True
    return moods.NOT_SO.fullmatch(clause.strip()) is not None and moods.SUPPOSES.search(before) is None


def taken_back(block: Sequence[tuple[str, Sequence[str]]]) -> list[bool]:
    r"""Which sentences of a block, each with its mathematics, a later one takes back, or speak of variables of which a
    later one says that they are others with the same names; what is said in a case ends where the next one begins.

    >>> taken_back([("The \x02 are iid.", ["w_i"]), ("In our network the \x02 are arbitrary.", ["w_i"])])
    [True, False]
    """
    cases = [place for place, (sentence, _) in enumerate(block) if moods.CASE.match(sentence)]
    before_the_last = range(cases[0], cases[-1]) if cases else range(0)
    found: list[bool] = []
    withdrawn, others = False, set[str]()
    for place, (sentence, written) in reversed(list(enumerate(block))):
        found.append(withdrawn or place in before_the_last or not others.isdisjoint(written))
        withdrawn = withdrawn or _says_so_no_longer(sentence)
        others.update(written if moods.TURNS.search(sentence) else ())
    return found[::-1]


def _says_so_no_longer(sentence: str) -> bool:
    """Whether a sentence takes back what stands before it, and not what it says itself: "had they been independent, we
    should be done; we make no such assumption".
    """
    hit = moods.WITHDRAWS.search(sentence)
    return hit is not None and moods.HYPOTHESIS.search(sentence, 0, hit.start()) is None


def _withdraws(behind: str, text: str) -> bool:
    """Whether the next sentence says that what this one says does not hold, and more: "we drop this: from now on"."""
    momentary = moods.SUPPOSES.search(text) is None or moods.FOR_A_MOMENT.search(text) is not None
    return _says_so_no_longer(behind) or (momentary and moods.BUT_NOT.match(behind) is not None)


def _under_what_is_given(clauses: list[_Clause], text: str) -> list[_Clause]:
    """The clauses, open where they stand behind the variable that is given: "given s, x and y are independent"."""
    made = list(clauses)
    given = False
    for place, clause in enumerate(clauses):
        if clause.is_apart or not place:
            given = moods.GIVEN.match(text, clause.start) is not None
        if given:
            made[place] = _at_least(clause, "open")
    return made


def _cut(text: str, written: Sequence[str]) -> Iterator[_Clause]:
    """The clauses of a sentence."""
    hits = [hit for pattern in moods.BEGINNINGS for hit in pattern.finditer(text)]
    start, lead, apart = 0, "", False
    for hit in sorted(hits, key=lambda hit: (hit.start(), -hit.end())):
        own = text[start : hit.start()]
        if hit.start() < start:
            continue
        if own.strip():
            listed = _goes_on_with_a_list(own, text[hit.end() :], hit.group(), written)
            if hit.re is moods.WEAK and (listed or moods.ADVERBIAL.fullmatch(own)):
                continue
            yield _Clause(start, hit.start(), lead, own, apart)
            own, lead, apart = "", "", False
        start, lead, apart = hit.end(), lead + own + hit.group(), apart or hit.re is moods.STRONG
    yield _Clause(start, len(text), lead, text[start:], apart)


def _goes_on_with_a_list(before: str, behind: str, joint: str, written: Sequence[str]) -> bool:
    """Whether "X, Y and Z are" is one list of names, and no new clause begins in it."""
    if moods.PRONOUN.match(behind) or not moods.NAME_LAST.search(before) or not moods.PLURAL.match(behind):
        return False
    last = re.search(r"⟦(\d+)⟧\s*$", before)
    if last is not None and int(last[1]) < len(written) and _EQUATION.search(written[int(last[1])]):
        return False
    return not ("," in joint and moods.OBJECT_LAST.search(before))


def _at_least(clause: _Clause, verdict: Verdict) -> _Clause:
    return replace(clause, verdict=max(clause.verdict, verdict, key=_WORSE.index))


def _on_their_own(clauses: list[_Clause], written: Sequence[str]) -> list[_Clause]:
    """The clauses with the verdict that their words give them and those that they stand under."""
    made: list[_Clause] = []
    under: Verdict = "states"
    for clause in clauses:
        if clause.is_apart:
            colon = clause.lead.strip()[:1] == ":" and bool(made)
            under = _before_a_colon(made[-1]) if colon else "states"
        elif made and (_is_over_at_a_comma(made[-1].text) or moods.SUPPOSES_ANEW.match(clause.text)):
            under = "states"
        own, reaches = _verdict_on(clause.text)
        to_show = under == "open" and moods.TO_SHOW.match(_group(made)) is not None
        premise = to_show and moods.IF.match(clause.text) is not None
        made.append(_at_least(replace(clause, verdict=own), "states" if premise else under))
        under = made[-1].verdict if reaches else under
    return _under_conditions(made, written)


def _before_a_colon(clause: _Clause) -> Verdict:
    """What a clause makes of the words behind its colon: "a common mistake: X is symmetric"."""
    if moods.POINTS_AHEAD.search(clause.text):
        return clause.verdict
    return "open" if moods.WRONG.search(clause.text) or moods.TO_DECIDE.search(clause.text) else "states"


def _is_over_at_a_comma(clause: str) -> bool:
    """Whether a clause as "although many doubt it" says nothing of the one behind its comma."""
    if moods.WHATEVER.match(clause):
        return True
    return moods.CONTRASTS.match(clause) is not None and moods.REACHES_ON.search(clause) is None


def _group(clauses: Sequence[_Clause]) -> str:
    """The first of the clauses that stand together last."""
    return next((c.text for c in reversed(clauses) if c.is_apart), clauses[0].text if clauses else "")


def _verdict_on(clause: str) -> tuple[Verdict, bool]:
    """The verdict that the words of a clause give it, and whether clauses that are joined to it stand under it."""
    were = moods.COUNTERFACTUAL.search(clause) and not moods.AS_IF.search(clause)
    if were or any(pattern.search(clause) for pattern in moods.REACHING):
        return "denies", True
    if moods.DENIES.search(clause) or moods.POSSIBLE.search(clause) or moods.OF_TEXTS.search(clause):
        return "denies", False
    if moods.REPORTS.search(clause) or moods.TO_SHOW.match(clause):
        return "open", True
    return "states", False


def _under_conditions(clauses: list[_Clause], written: Sequence[str]) -> list[_Clause]:
    """What is said under a condition that supposes something is claimed: "if X is normal, Y is independent of it"."""
    made = list(clauses)
    starts = [place for place, clause in enumerate(clauses) if clause.is_apart or not place] + [len(clauses)]
    for start, end in pairwise(starts):
        group = clauses[start:end]
        conditions = [c for c in group if moods.CONDITION.match(c.text) and _supposes(c, written)]
        for place, clause in enumerate(group, start):
            claims = conditions and not moods.IF.match(clause.text) and moods.HYPOTHESIS.search(clause.text)
            first = group.index(conditions[0]) + start if conditions else end
            goes_on = first < place and not clause.lead.strip().startswith(",")
            if claims and not goes_on:
                made[place] = _at_least(clause, "open")
    return made


def _supposes(clause: _Clause, written: Sequence[str]) -> bool:
    equations = (number < len(written) and _EQUATION.search(written[number]) for number in clause.mathematics)
    return moods.HYPOTHESIS.search(clause.text) is not None or any(equations)


def _asked(clauses: list[_Clause], text: str) -> list[_Clause]:
    """The clauses of a question: what it supposes for the value that it asks for is stated."""
    start = max((place for place, clause in enumerate(clauses) if clause.is_apart), default=0)
    of_a_value = moods.ASKS_FOR_A_VALUE.match(text, clauses[start].start) is not None
    made = []
    for place, clause in enumerate(clauses):
        premise = moods.IF.match(clause.text) is not None and place >= start
        premise = premise and (place + 1 < len(clauses) or (of_a_value and place > start))
        asks = place >= start or moods.ASKS_FIRST.match(clause.text) is not None
        made.append(replace(clause, verdict="denies") if asks and not premise else clause)
    return made
