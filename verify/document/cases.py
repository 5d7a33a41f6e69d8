r"""How far what a document says reaches: "if" ends with its sentence, "in the case" with its paragraph, the "let" of a
lemma with the lemma; "for all x" says nothing of an x that was given a value before.

>>> from derivations.reading import read_document
>>> document = read_document("If $E[X] = 0$, then $E[2X] = 0$. In general $E[2X] = 2 E[X]$.")
>>> cases = Cases.of(document)
>>> inside, then, after = (chain.span.start for chain in document.chains)
>>> [scope.line for scope in cases.around(inside)], cases.surely(then, inside), cases.surely(after, inside)
([1], True, False)
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from derivations.reading import Document
from derivations.reading.syntax.tree import Name, walk
from verify.document.sections import Sections

__all__ = ["Cases", "Reach", "Scope"]

MARK: Final = "\x02"  # where a relation stood in what is left of a text
_CLOSERS: Final = r"(?:[)\]\"'*_}\s]|\$|\\[\])]|\\end\{\w+\*?\})"
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:i\.?i\.?d|i\.e|e\.g|w\.r\.t|cf|resp|eqs?|figs?|vs|a\.s|w\.l\.o\.g|s\.t)|\d)\Z", re.IGNORECASE
)
_STOP: Final = re.compile(rf"[.!?]{_CLOSERS}*" + r"(?:(?<=[\s$}\]])|\Z)|[。！？]")
_UNSTOPPED: Final = re.compile(rf"{MARK}\s*(?:\\\]|\$\$|\\end\{{\w+\*?\}})\s*(?=[A-Z][a-z])")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*|\\par\b\s*")
_ITEM: Final = re.compile(r"(?m)^[ \t]*(?:\\item\b|[-*+] |\(?[\divxa-h]{1,3}[.)] )")
_PROOF: Final = re.compile(r"(?i)\W*(?:proof|solution|answer|derivation|continued|calculation|details|step)\b")
_STATEMENTS: Final = (
    r"(?:theorem|lemma|proposition|corollary|claim|example|exercise|problem|question|fact|thm|lem|prop|cor|ex)"
)
_ENVIRONMENT: Final = re.compile(rf"(?i)\\begin\{{{_STATEMENTS}\*?\}}")
_AS_BEFORE: Final = re.compile(
    r"(?i)\b(?:same|above|previous|before|again|preceding|earlier|continu\w+|following)\b|\b(?:lemma|theorem|prop\w*|example|cor\w*)"
    r"[~ ]+\\(?:eq|c)?ref|in (?:the )?(?:setting|situation|notation) of"
)
_MOREOVER: Final = re.compile(r"(?i)[^.]{0,80}\b(?:moreover|furthermore|in\s+addition|additionally|besides)\b")
_RUN_IN: Final = re.compile(
    rf"(?im)^[ \t]*(?:\\noindent\b[ ]*)?[*_]*(?:\\(?:textbf|textit|emph|textsc)\{{)?{_STATEMENTS}s?\b"
    r"(?=[^\n]{0,40}?[.:)*_}])"
)
_IF: Final = re.compile(
    r"(?i)\b(?:(?<!and only )(?<!only )(?:if|when|whenever)"
    r"(?!\s+(?:we|one|you)\s+(?:now\s+)?(?:define|denote|write|call|introduce|recall)\b)|provided|unless|as long as"
    r"|for (?:a )?contradiction|to the contrary"
    r"|for\s+(?:(?:all|any|every|each|an)\s+)?(?:odd|even))\b|如果|若|当"
)
_FOR_A_VALUE: Final = re.compile(
    rf"(?i)\W*(?:(?:and|but|so|now|then|also|similarly|thus|hence|in particular|e\.g\.|for example|again|finally|first|"
    rf"second)[\s,]+)*(?:for|with|at|inserting|substituting|plugging in)\s+[$(\\]*{MARK}"
    r"(?![\s$)\\,]*(?:we\s+|let\s+us\s+)?(?:put|define|set|let|write|denote|introduce)\b)"
)
_CASE: Final = re.compile(
    r"(?i)\b(?:(?:in|for|consider|take|treat|turn to|on to)\s+(?:the|this|that|our|another|a)\s+(?:\w+\s+){0,2}case"
    r"(?<!\bin this case)(?<!\bin that case)|"
    r"(?:first|second|third|other|next|last)\s+case\b|the\s+(?:\w+\s+){0,2}case\b(?=\s*[$(\\\x02])|case\s+(?:\d+|[ivx]+|[a-d])\b|"
    r"^\W*cases?\b(?=\s*[:(]?\s*[$\\\x02]))"
)
_SUPPOSES: Final = re.compile(r"(?i)\b(?:suppos\w+|assum(?:e|ing)|consider|let|restrict\w*)\b")
# words that end a case: what follows is said in general, or of another case
_GENERAL: Final = re.compile(
    r"(?i)\b(?:in general|more generally|in the general case|generally speaking|"
    r"in (?:all|both|either) cases?|in any case|"
    r"otherwise|conversely|on the other hand|in contrast|by contrast)\b|一般"
)
_PERHAPS_GENERAL: Final = re.compile(
    r"(?i)\b(?:always(?!\s+(?:non-?)?(?:negative|positive|zero|finite|real|defined))|unconditionally|whatever|"
    r"no matter|regardless|anyway)\b"
)
_DROPPED: Final = re.compile(
    r"(?i)\b(?:drop(?:s|ped|ping)?|without|relax\w*|lift(?:s|ed|ing)?|remov\w+|forget\w*|discard\w*|abandon\w*)\s+"
    r"(?:\w+\s+){0,3}?(?:assumptions?|suppositions?|hypothes[ie]s|conditions?|independence|restrictions?|requirements?)\b|"
    r"\bno longer\s+(?:assum\w+|suppos\w+|requir\w+)\b|"
    r"\b(?:now|here|henceforth|from\s+here|in\s+this\s+\w+|below|next)\b[^.]{0,40}\b(?:not|never)\s+(?:assum\w+|suppos\w+|requir\w+)\b|"
    r"\b(?:not|never)\s+(?:assum\w+|suppos\w+|requir\w+)\b[^.]{0,60}\b(?:any\s?more|any\s+longer|from\s+now|from\s+here|below|now|here)\b|"
    r"\bwithout this\b|"
    r"(?<!output is )(?<!outputs are )(?<!variable is )(?<!activation is )(?<!activations are )(?<!result is )"
    r"\bno longer\s+(?:\w+\s+)?(?:independent|uncorrelated|symmetric|cent\w+|iid|identical\w*|zero|positive|constant|"
    r"normal)\b|"
    r"\bin (?:both|either|all) cases?\b|\bin general\b|\bmore generally\b|\bgeneral case\b|\botherwise\b|\bconversely\b"
)
_GOES_ON: Final = re.compile(
    r"(?i)\W*(?:then|thus|hence|so|therefore|consequently|in (?:this|that|which|the latter) case|this|that|it follows|"
    r"moreover|furthermore|also|indeed|in particular|here|similarly|likewise|because|since|"
    r"(?:putting|inserting|plugging|substituting|combining)\s+(?:this|that|these|it)|"
    r"(?:iterat|repeat|apply|unroll|unfold|multiply|stack|telescop)\w*|(?:by )?(?:induction|recursion)|recursively|"
    rf"with\W+(?:(?:{MARK}|\w)\W+)?(?:all )?(?:the )?layers (?:put|taken|stacked|multiplied))\b"
)
_INDEED: Final = re.compile(r"(?i)\s*(?:indeed|in\s+fact|to\s+(?:see|prove|verify|check)\s+(?:this|it))\b")
_PROOF_BEGINS: Final = re.compile(
    r"(?m)\\begin\{proof\}|^[ \t]*(?:\\noindent\b[ ]*)?[*_]*(?:\\(?:textbf|textit|emph|textsc)\{)?Proof\b"
)
# "then the identities below hold."
NEAR: Final = 200  # characters
_POINTS_AHEAD: Final = re.compile(r"(?i)\b(?:below|following|as\s+follows)\b[^.]*\W*\Z")
_SHOWN_NEXT: Final = re.compile(rf"\s*(?:\$\$|\\\[|\\begin\{{\w+\*?\}})?[\s&]*{MARK}")
_DISPLAY: Final = rf"\s*(?:\$\$|\\\[|\\begin|{MARK})"
# what a paragraph begins with that goes on with the sentence of the display above it
_LEADS_FURTHER: Final = re.compile(
    r"\W*(?:(?:such|so)\s+that|giving|which|[Tt]his\s+(?:implies|gives|yields|means|shows))\b"
)
_OF_NUMBERS: Final = (
    r"(?:\s+(?:real|natural|positive|negative|integers?|whole|rational|odd|even|finite|possible|numbers?|values?|choices|"
    r"constants?|of)){0,4}"
)
_ITEM_NAMED: Final = r"(?:\$[^$=]{1,40}\$|\\\([^=]{1,40}?\\\)|\\?[A-Za-z]\b(?:_\w|_\{[^{}]*\})?)"
_QUANTIFIED: Final = re.compile(
    rf"(?i)(?:\b(?:for|of|over)\s+(?:all|any|every|each|arbitrary|general|generic)\b{_OF_NUMBERS}|"
    rf"\b(?:for\s+)?an?\s+(?:arbitrary|generic|general)\b{_OF_NUMBERS}|\\forall|∀|"
    rf"\b(?:whatever|no matter what|regardless of|independent of the value of)\b{_OF_NUMBERS})"
    rf"(?P<names>(?:[\s,]|\band\b)*{_ITEM_NAMED}(?:[\s,]|\band\b|{_ITEM_NAMED})*)"
)
_LABELLED: Final = re.compile(r"\\label\{([^{}\n]{1,80})\}")
_REFERENCE: Final = re.compile(r"\\(?:eq|c|C|auto)?ref\*?\{(?P<label>[^{}\n]{1,80})\}")
_KEEPS: Final = re.compile(
    r"(?i)\b(?:keep|under|in|assum\w+|with|recall|retain)\b[^.]{0,40}\b(?:assumptions?|hypothes[ie]s|conditions?|setting|set-?up|"
    r"notation|situation)\b"
)
_LETTER: Final = re.compile(r"\\?[A-Za-z]+(?:_(?:\{[^{}]*\}|\w))?")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is said from `start` on holds up to `sure`, and from there to `until` perhaps; it holds back to `lead`, too.

    `line` is where it begins.
    """

    lead: int
    start: int
    sure: int
    until: int
    line: int


@dataclass(frozen=True, slots=True)
class Cases:
    """The scopes of a document, and the letters that a sentence says something of for all their values.

    `recalled` are references: from where to where, and the place of the label that they name.
    """

    scopes: tuple[Scope, ...]
    quantified: tuple[tuple[int, int, frozenset[str]], ...]
    sentences: tuple[int, ...] = ()
    recalled: tuple[tuple[int, int, int], ...] = ()
    memory: dict[int, tuple[Scope, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, document: Document) -> Cases:
        """Look through the whole document."""
        return _Finder(document).cases()

    def around(self, place: int) -> tuple[Scope, ...]:
        """The scopes in which what stands at a place is said; the widest first."""
        if place not in self.memory:
            self.memory[place] = tuple(s for s in self.scopes if s.start <= place < s.sure)
        return self.memory[place]

    def surely(self, place: int, said: int) -> bool:
        """Whether what is said at one place surely holds at another."""
        return all(s.lead <= place < s.sure for s in self.around(said))

    def perhaps(self, place: int, said: int) -> bool:
        """Whether what is said at one place may hold at another."""
        return all(s.lead <= place < s.until for s in self.around(said))

    def recalls(self, place: int, scope: Scope) -> bool:
        """Whether a reference to what stands in a scope says that it holds at a place, too."""
        return any(a <= place < b and scope.start <= label < scope.sure for a, b, label in self.recalled)

    def recalled_at(self, place: int) -> bool:
        """Whether a reference at a place recalls what a scope that is over there says."""
        return any(s.sure <= place and self.recalls(place, s) for s in self.scopes)

    def free(self, place: int) -> frozenset[str]:
        """The letters that the sentence at a place speaks of for all their values."""
        return frozenset().union(*(names for start, end, names in self.quantified if start <= place < end))

    def sentence(self, place: int) -> int:
        """Where the sentence at a place begins."""
        return self.sentences[max(bisect_right(self.sentences, place) - 1, 0)] if self.sentences else 0


@dataclass(slots=True)
class Reach:
    """The place that the check has come to; `doubtful` where what may be over is taken to hold.

    `said` is what words say: where, and of which letters. `free` are letters that stand for all their values here.
    """

    cases: Cases
    said: Sequence[tuple[int, frozenset[str]]] = ()
    place: int = 0
    doubtful: bool = False
    free: frozenset[str] = frozenset()

    def holds(self, said: int, letters: Collection[str] = ()) -> bool:
        """Whether what is said at a place, of letters, holds here."""
        recalled = self.doubtful and self.cases.recalled_at(self.place)
        near = (self.cases.perhaps if self.doubtful and not recalled else self.cases.surely)(self.place, said)
        near = near or (recalled and all(self._goes_on(scope) for scope in self.cases.around(said)))
        return near and (self.free.isdisjoint(letters) or said >= self.cases.sentence(self.place))

    def _goes_on(self, scope: Scope) -> bool:
        return scope.lead <= self.place < scope.sure or self.cases.recalls(self.place, scope)

    def hides(self) -> bool:
        """Whether something that words say holds here but for letters that stand for all values."""
        return any(self.cases.surely(self.place, at) and not self.holds(at, letters) for at, letters in self.said)


class _Finder:
    """Sentences, paragraphs and sections of a text in which the relations are marks."""

    def __init__(self, document: Document) -> None:
        prose = list(document.text)
        for chain in document.chains:
            if chain.steps or chain.first is not None:
                first, end = chain.span.start, chain.span.end
                prose[first:end] = [c if c == "\n" else " " for c in prose[first:end]]
                prose[first : first + 1] = [MARK]
        self.document, self.text = document, "".join(prose)
        self.size = len(self.text)
        self.headings = [h.place for h in Sections.of(document.text).headings if not _PROOF.match(h.title)]
        self.sentences = self._sentences()
        self.paragraphs = [m.end() for m in _PARAGRAPH.finditer(self.text) if not self._goes_over(m)]
        self.items = [m.start() for m in _ITEM.finditer(self.text)]
        self.general = [m.start() for m in _GENERAL.finditer(self.text)]
        self.statements = self._statements()
        self.proofs = [m.start() for m in _PROOF_BEGINS.finditer(self.text)] if self.statements else []
        self.conditions = [m.start() for m in _IF.finditer(self.text)] if self.proofs else []
        self.others = [b for b, e in self.sentences if _CASE.search(self.text, b, e)]
        self.anyway = [b for b, e in self.sentences if _PERHAPS_GENERAL.search(self.text, b, e)]

    def cases(self) -> Cases:
        found = [*self.statements, *self._suppositions()]
        for start, end in self.sentences:
            words = self.text[start:end]
            if (case := _CASE.search(words)) is not None:
                found.append(self._case(start + case.start(), start, end))
            elif (hit := _IF.search(words)) is not None and self._introduces(start + hit.end()):
                found.append(self._let(start + hit.start(), start, end))
            elif hit is not None:
                found.append(self._condition(start + hit.start(), start, end))
            elif (hit := _FOR_A_VALUE.match(words)) is not None and not self._substitutes(start + hit.end() - 1):
                found.append(self._condition(start, start, end))
        scopes: list[Scope] = []
        for scope in sorted(found, key=lambda s: (s.start, -s.until)):
            outer = [s for s in scopes if s.start <= scope.start < s.until]
            until = min([scope.until, *(s.until for s in outer)])
            sure = min([scope.sure, until, *(s.sure for s in outer if scope.start < s.sure)])
            if scope.start < sure:
                scopes.append(replace(scope, sure=sure, until=until))
        sentences = tuple(start for start, _ in self.sentences)
        return Cases(tuple(scopes), tuple(self._quantified()), sentences, tuple(self._recalled()))

    # ---- where things end

    def _next(self, places: list[int], after: int) -> int:
        at = bisect_right(places, after)
        return places[at] if at < len(places) else self.size

    def _goes_over(self, blank: re.Match[str]) -> bool:
        """Whether a sentence goes on behind a blank line: a display stands there, or a small letter."""
        before, behind = self.text[: blank.start()].rstrip()[-12:], self.text[blank.end() : blank.end() + 12]
        small = re.match(r"[a-z]{2,}", behind) is not None
        word = re.search(r"(?:[a-z]{2,}|[,:]|\b(?:i\.e|e\.g|viz)\.)\Z", before) is not None
        word = word and re.search(r"\\end\{\w+\*?\}\Z", before) is None
        shown = re.match(_DISPLAY, behind) is not None
        tail = self.text[max(0, blank.start() - 4_000) : blank.start()].rstrip()
        closed = re.search(r"(?:\$\$|\\\]|\\end\{\w+\*?\})\Z", tail)
        below = closed is not None and not tail[: closed.start()].rstrip().endswith(".")  # one display below another
        return small or ((word or below) and shown)

    def _sentences(self) -> list[tuple[int, int]]:
        ends = {self.size, *self.headings, *(m.start() for m in _ITEM.finditer(self.text))}
        for hit in _STOP.finditer(self.text):
            follows = self.text[hit.end() : hit.end() + 1]
            if _ABBREVIATED.search(self.text[max(0, hit.start() - 8) : hit.start()]) and follows.isdigit():
                continue
            if _ABBREVIATED.search(self.text[max(0, hit.start() - 8) : hit.start()]) and not follows.isupper():
                continue
            if not (follows.isalpha() and follows.islower() and follows.isascii()):
                ends.add(hit.end())
        ends |= {m.end() for m in _PARAGRAPH.finditer(self.text) if not self._goes_over(m)}
        ends |= {m.end() for m in _UNSTOPPED.finditer(self.text)}
        if self.document.form == "plain":
            ends |= {m.end() for m in re.finditer(r"(?<![,:;\s])[ \t]*\n(?![ \t]*(?:[a-z]{2,} |\n))", self.text)}
        places = [0, *sorted(ends - {0})]
        return [(a, b) for a, b in pairwise(places) if self.text[a:b].strip()]

    def _condition(self, start: int, begins: int, ends: int) -> Scope:
        """From the word to the end of its sentence, and as far as sentences go on from it."""
        limit = self._cut(start + 1, self._next(self.headings, start))
        sure = min(max(ends, self._item(start, begins), self._proof_of(start)), limit)
        shown = _SHOWN_NEXT.match(self.text, ends)
        if shown is not None and _POINTS_AHEAD.search(self.text, max(begins, ends - NEAR), ends) is not None:
            ends = next(last for _, last in self.sentences if last >= shown.end())
            sure = min(max(ends, sure), limit)
        for first, last in self.sentences[bisect_left(self.sentences, (ends, ends)) :]:
            words = self.text[first:last]
            new = any(sign.search(words) for sign in (_CASE, _PERHAPS_GENERAL))
            new = new or _IF.search(words, 0, max(words.find(MARK), 0) or len(words)) is not None
            if first != sure or sure >= limit or new or not _GOES_ON.match(words):
                break
            sure = min(last, limit)
        return Scope(begins, start, sure, max(sure, limit), self._line(start))

    def _proof_of(self, start: int) -> int:
        """Where the proof ends of the statement whose only condition stands at a place; 0 where it is none."""
        own = next((s for s in self.statements if s.start <= start < s.sure), None)
        proof = self._next(self.proofs, start)
        if own is None or proof >= own.sure:
            return 0
        return own.sure if bisect_left(self.conditions, proof) - bisect_left(self.conditions, own.start) == 1 else 0

    def _introduces(self, place: int) -> bool:
        r"""Whether a condition only gives a law to a letter that stands nowhere above: "if $z \\sim N(0, 1)$, then"."""
        chain = next((c for c in self.document.chains if c.span.start >= place), None)
        if chain is None or not re.fullmatch(r"[\s$(\\]*", self.text[place : chain.span.start]) or not chain.steps:
            return False
        name = chain.steps[0].lhs
        above = (s for c in self.document.chains if c.span.start < place for s in c.steps)
        known = {n for s in above for side in (s.lhs, s.rhs) if side is not None for n in walk(side)}
        return chain.steps[0].relation == "~" and isinstance(name, Name) and name not in known

    def _let(self, start: int, begins: int, ends: int) -> Scope:
        """What is let be in a paragraph, up to the next condition or what is said in general."""
        limit = self._cut(start + 1, self._next(self.headings, start))
        paragraph = self._next(self.paragraphs, ends - 1)
        signs = (_IF, _CASE, _PERHAPS_GENERAL)
        conditions = (m.start() for sign in signs for m in sign.finditer(self.text, ends, limit))
        sure = min([limit, max(ends, paragraph), *conditions])
        return Scope(begins, start, sure, limit, self._line(start))

    def _case(self, start: int, begins: int, ends: int) -> Scope:
        """From the word to the end of its paragraph, or to the next case; perhaps over the section."""
        other, anyway = (self._next(places, ends - 1) for places in (self.others, self.anyway))
        limit = min(self._cut(ends, self._next(self.headings, start)), other)
        paragraph = self._next(self.paragraphs, ends - 1)
        while paragraph < limit and _LEADS_FURTHER.match(self.text, paragraph):
            paragraph = self._next(self.paragraphs, paragraph)
        sure = min(limit, max(ends, paragraph, self._item(start, begins)), anyway)
        return Scope(begins, start, sure, limit, self._line(start))

    def _item(self, start: int, begins: int) -> int:
        """Where the item of a list ends that the words at `start` open; 0 where they open none."""
        item = next((place for place in self.items if begins <= place < start), None)
        marker = None if item is None else _ITEM.match(self.text, item)
        opens = marker is not None and re.fullmatch(r"\s*(?:\w+,?\s+){0,2}", self.text[marker.end() : start])
        if not opens:
            return 0
        return min(self._next(self.items, start), self._next(self.headings, start))

    def _substitutes(self, place: int) -> bool:
        """Whether the relation there says what a letter is put for, and gives it no value: z = x - m, not z = 0."""
        chain = next((c for c in self.document.chains if c.span.start == place), None)
        value = chain.steps[0].rhs if chain is not None and chain.steps else None
        return value is not None and any(isinstance(part, Name) for part in walk(value))

    def _cut(self, start: int, end: int) -> int:
        """Where words say between two places that what follows is said in general; the end where none do."""
        return min(self._next(self.general, start - 1), end)

    def _statements(self) -> list[Scope]:
        """Theorems, lemmas, examples and exercises, each with what stands behind it up to the next one."""
        environments = list(_ENVIRONMENT.finditer(self.text))
        goes_on = {m.start() for m in environments[1:] if _MOREOVER.match(self.text, m.end())}
        starts = sorted({m.start() for m in (*environments, *_RUN_IN.finditer(self.text))} - goes_on)
        starts = [a for a in starts if not _AS_BEFORE.search(self.text[a : a + 250])]
        found = []
        for start in starts:
            until = self._next(self.headings, start)
            sure = min(until, self._next(starts, start), self._end_of_environment(start, until))
            found.append(Scope(start, start, sure, until, self._line(start)))
        return found

    def _end_of_environment(self, start: int, until: int) -> int:
        """Where a statement ends that is an environment, and the proof that follows it before the next statement."""
        begun = _ENVIRONMENT.match(self.text, start)
        end = self.text.find(begun.group().replace("begin", "end", 1), start, until) if begun else -1
        if end < 0:
            return self.size
        other = _ENVIRONMENT.search(self.text, end, until)
        proof = self.text.find("\\begin{proof}", end, other.start() if other else until)
        proved = self.text.find("\\end{proof}", max(proof, 0), until) if proof >= 0 else -1
        behind = end + len(begun.group()) - 2 if begun else end
        if proof < 0 and _INDEED.match(self.text, behind):
            return other.start() if other else until
        if proof >= 0 and proved < 0:  # a proof that goes on to the end
            return until
        if other is not None and _MOREOVER.match(self.text, other.end()):
            return self._end_of_environment(other.start(), until)
        return max(end, proved) + len("\\end{}")

    def _suppositions(self) -> list[Scope]:
        """What is supposed before words that say so no longer: "drop this assumption", "in general"."""
        found = []
        for hit in _DROPPED.finditer(self.text):
            start = next((b for b, e in self.sentences if b <= hit.start() < e), hit.start())
            section = max((h for h in self.headings if h < start), default=0)
            general = re.match(r"(?i)in |more gen|gen|otherw|conv", hit.group()) is not None
            supposed = [
                section + m.start() for m in _SUPPOSES.finditer(self.text[section:start])
                if not general or re.match(r"(?i)let|consider", m.group()) is None
            ]  # fmt: skip
            between = self.text[supposed[-1] : start] if supposed else ""
            if general and (_IF.search(between) or _CASE.search(between)):
                continue  # it ends that case alone
            until = start if hit.group().lower().startswith("no longer") else self.size
            found += [Scope(0, place, start, until, self._line(place)) for place in supposed[-3:]]
        return found

    def _quantified(self) -> list[tuple[int, int, frozenset[str]]]:
        found = []
        for start, end in self.sentences:
            hits = _QUANTIFIED.finditer(self.document.text, start, end)
            names = {name for hit in hits for name in _LETTER.findall(hit["names"])} - {"and"}
            if names:
                found.append((start, end, frozenset(names)))
        return found

    def _recalled(self) -> list[tuple[int, int, int]]:
        """References with how far they reach: to the end of a paragraph, "we keep the hypotheses of" of a section."""
        text = self.document.text
        labels = {m[1]: m.start() for m in _LABELLED.finditer(text)}
        found = []
        for hit in _REFERENCE.finditer(text):
            if hit["label"] not in labels:
                continue
            start = self.sentences[max(bisect_right(self.sentences, (hit.start(), self.size)) - 1, 0)][0]
            keeps = _KEEPS.search(text, start, hit.start()) is not None
            end = self._next(self.headings if keeps else self.paragraphs, hit.start())
            found.append((start, end, labels[hit["label"]]))
        return found

    def _line(self, place: int) -> int:
        return self.document.position(place)[0]
