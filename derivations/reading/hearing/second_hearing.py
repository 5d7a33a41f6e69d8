r"""Hypotheses whose words the first reading of a sentence loses, because it does not know the words between.

`sentences` goes from left to right and stops at what it does not understand. Here every predicate that it left over
looks for its subject: the noun behind it ("two independent variables $X$, $Y$"), the names before it, whom a pronoun
means, or the subject of the main clause ("having zero mean, the noise $e$ ..."). Of a sum or a function of names
nothing is said of these.

>>> from derivations.reading.hearing.sentences import Sentence
>>> written = ["w", "x"]
>>> sentence = Sentence("In this model ⟦0⟧ and ⟦1⟧ are, at least at initialisation, independent.", written)
>>> sentence.read()
[]
>>> heard_again(sentence)
[('w, x independent', 'independent')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from derivations.reading.hearing import cues
from derivations.reading.hearing.names_said import is_family, listed_in, speaks_of_expressions, subject_of
from derivations.reading.hearing.predicates import MARK
from derivations.reading.hearing.sentences import Sentence

__all__ = ["heard_again"]

_ADJECTIVES: Final = frozenset([
    "iid", "independent", "pairwise", "identically distributed", "uncorrelated", "centred", "unit variance",
    "symmetric",
])  # fmt: skip
_RELATIONS: Final = frozenset(["independent of", "independent of them", "uncorrelated with"])
_LEFT_OUT: Final = frozenset(["and of", "independent of what", "and each other", "parity", "zero", "density"])
_BOUNDARY: Final = re.compile(r"[;:!]|\b(?:but|while|whereas|although|though|however)\b", re.IGNORECASE)
_SUPPOSES: Final = re.compile(
    r"\b(?:suppos\w+|assum\w+|treat\w*|tak(?:e|en|ing)|regard\w*|model\w*|consider\w*|pretend|imagine|let|given)\b",
    re.IGNORECASE,
)
_WORDS: Final = r"(?:(?!(?:and|or|let|is|are|be|has|have|that|which|whose|with)\b)[\w-]+\s+)"
_OF: Final = re.compile(rf"(?:^|\b([\w-]+)\s+)of\s+{_WORDS}{{0,4}}$", re.IGNORECASE)
_TRANSPARENT: Final = frozenset([
    "distribution", "distributions", "law", "laws", "entries", "entry", "elements", "components", "coordinates",
    "values", "family", "sequence", "sample", "set", "pair", "vector", "collection", "each", "all", "both", "any",
    "one", "none", "either", "every", "some", "two", "three", "independence", "member", "members",
])  # fmt: skip
_GATHERED: Final = re.compile(
    r"\bin\s+(?:the|this|our)\s+(?:family|sequence|sample|list|batch|vector|set|collection)\s*$", re.IGNORECASE
)
_DRAWN_FROM: Final = re.compile(
    r"\b(?:(?:simple\s+)?(?:random\s+)?samples?\s+)?(?:drawn\s+|taken\s+)?from\s+(?:an?|the|some|one)\s+(?:\w+\s+)?"
    r"(?:population|distribution|law)\b",
    re.IGNORECASE,
)
_OBLIQUE: Final = re.compile(
    r"\b(?:in|to|on|for|from|at|by|under|than|over|per|through|between|into|within|than|plus|minus"
    r"|(?<!and )(?<!where )(?<=[a-z] )with)\s+"
    rf"{_WORDS}{{0,3}}$",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    r"\s*,?\s*(?:\([^()]*\))?\s*(?:all\s+of\s+|each\s+of\s+|both\s+of\s+)?(?:which|that|who|whose|whom)\b",
    re.IGNORECASE,
)
_OF_AN_EXPRESSION: Final = re.compile(  # variables whose sum has mean zero
    rf"[^⟦]*\b(?:whose|their|its)\s+(?:[a-z-]+\s+){{0,2}}?{cues.EXPRESSION}\b", re.IGNORECASE
)
_VERB: Final = re.compile(
    r"\b(?:is|are|be|being|has|have|having|shares?|carr(?:y|ies)|possess(?:es)?|comes?|follows?|satisf(?:y|ies))\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"\b(?:they|their|both|these|those|them|all\s+of\s+them|the\s+two(?:\s+[a-z]+s)?|the\s+(?:three|four)(?:\s+[a-z]+s)?|each(?:\s+one)?\b(?!\s+(?!(?:is|has|have|are|with|of|one|being|having|independent\w*|follows?|also|in|so|was|other)\b)[a-z])|"
    r"the\s+(?P<last>latter|former)|(?P<one>its?))\b(?!\s*(?:⟦|of\s+⟦|the\b))",
    re.IGNORECASE,
)
_ANOTHER: Final = re.compile(  # of which the words speak then
    r"\b(?:the|an?|this|that|each|every|our|no)\s+(?!two\b|three\b|latter\b|former\b|same\b|common\b)(?:[\w-]+\s+){0,3}?[\w-]+\s+(?:is|are|has|have|be)\b",
    re.IGNORECASE,
)
_WHAT_IT_HAS: Final = re.compile(
    r"(?:its|their)\s+(?!(?:laws?|distributions?|densit\w+|means?|variances?|moments?|values?|entries|components?|elements?|members?"
    r"|coordinates?|common|joint|marginals?)\b)(?:[a-z-]+\s+){1,2}?(?:is|are|has|have)\b",
    re.IGNORECASE,
)
_ONE_OF_THEM: Final = re.compile(
    r"\b(?:the\s+(?:first|second|third|other|last)(?:\s+(?:one|variable))?|one\s+of\s+them)\s+(?:is|has)\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_ANYTHING_BUT: Final = re.compile(r"\b(?:anything|everything|nothing|all|none)\s+$", re.IGNORECASE)
_LAW_OF: Final = re.compile(
    r"\s*(?:$|[,.;:)(⟦]|(?:with|of|and|on|over|in|between|from|random|variables?|variates?|noise|errors?|each|all|having"
    r"|whose|which|that|for|as|about|around|centred|centered)\b)",
    re.IGNORECASE,
)
_NEARER: Final = re.compile(  # the noun that the words behind it are said of
    r"\b(?:of|in|to|from|for|between|by|on)\s+(?:[\w-]+\s+){1,3}(?:with|of|having|whose|that|which)\b"
    r"|\b(?:matri\w+|functions?|kernels?|networks?|operators?|densit\w+|models?|layers?)\b",
    re.IGNORECASE,
)
_PLURAL: Final = re.compile(
    r"(?:[,;]\s+(?:and\s+)?|\band\s+)(?:[a-z-]+\s+(?:and\s+)?){0,3}?(?P<noun>(?!this\b|its\b|ones\b|as\b|is\b|has\b)[a-z]+s)\s+(?:all\s+|both\s+)?"
    r"(?:are|have|follow)\b"
    r"|\band\s+(?:(?!is\b|are\b|has\b|have\b)[a-z-]+\s+){0,2}?(?P<other>(?!(?:variables|numbers|quantities|copies|samples)\b)[a-z]{4,}s)\s+"
    r"(?:with|having)\b",
    re.IGNORECASE,
)
_NOUNS: Final = re.compile(
    r"\s*(?:(?!(?:is|are|be|has|have|of|in|to|on|for|from|at|by|with|that|which|and|or|but|as|than|if|so|we|the|an?)\b)[\w-]++\s*){0,4}",
    re.IGNORECASE,
)
_NEAR: Final = re.compile(r"[\s,:(]*(?:(?:and|also|with|of|having|drawn|each|all|both|is|are)\s+)*", re.IGNORECASE)
_FRONT: Final = re.compile(
    r"\W*(?:(?:having|being|with|as|and|while|though|indeed|of|also|both|always|,)\s*)*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Names:
    """A list of names in a sentence: where, and what stands in front of them."""

    start: int
    end: int
    names: tuple[str, ...]
    opaque: bool = False
    oblique: bool = False
    object: bool = False
    of_moment: bool = False


def heard_again(sentence: Sentence) -> list[tuple[str, str]]:
    """The phrases of hypotheses of which `sentence`, which has been read, made none, each with its words."""
    known = len(sentence.states)
    _SecondHearing(sentence).say()
    sentence.finish()
    return list(dict.fromkeys(state for state in sentence.states[known:] if state not in sentence.states[:known]))


@dataclass(slots=True)
class _SecondHearing:
    """Looks for whom the predicates of a sentence are said of; `plain` is its text without them."""

    sentence: Sentence
    said: list[tuple[str, re.Match[str]]] = field(default_factory=list)
    plain: str = ""
    groups: list[_Names] = field(default_factory=list)

    def __post_init__(self) -> None:
        text, place = self.sentence.text, 0
        while place < len(text):
            found = self.sentence.predicate_at(place)
            place += 1
            if found is not None and found[0] not in _LEFT_OUT:
                self.said.append(found)
                place = max(found[1].end(), place)
        plain = list(text)
        for hit in self.sentence.of_moments:
            parts = [hit.span(part) for part in ("what", "values") if hit.groupdict().get(part)]
            self.said = [one for one in self.said if not any(_meet(one[1].span(), part) for part in parts)]
            for start, end in parts:
                plain[start:end] = " " * (end - start)
        for _, hit in self.said:
            plain[hit.start() : hit.end()] = " " * (hit.end() - hit.start())
        self.plain = "".join(plain)
        self.groups = sorted(self._names(), key=lambda group: group.start)

    def say(self) -> None:
        """State what is said of those of whom it is said."""
        for kind, hit in self.said:
            if any(_meet(hit.span(), heard) for heard in self.sentence.heard):
                continue
            if _ONE_OF_THEM.search(self.plain, 0, hit.start()):
                self.sentence.lost.append(self.sentence.words_of(hit))
                continue
            other = kind == "law" and _LAW_OF.match(self.sentence.text, hit.end()) is None  # an exponential bound
            if other or self._claims(hit):
                continue
            if subjects := self._subjects(kind, hit):
                self.sentence.say(kind, hit, list(dict.fromkeys(subjects)))

    # ---- names

    def _names(self) -> Iterator[_Names]:
        text, written = self.sentence.text, self.sentence.written
        for hit in cues.NAMES.finditer(self.plain):
            names = tuple(listed_in(self.sentence.subject_in(hit), written))
            before = self.plain[max(0, hit.start() - 60) : hit.start()]
            before = re.split(r"[⟦⟧,;:()]", before)[-1]
            of = _OF.search(before)
            of_names = re.match(r"\s+of\s", before) is not None and "⟧" in self.plain[: hit.start()]  # T_1 of theta
            opaque = of is not None and (of[1] or "").lower() not in _TRANSPARENT
            if any(_meet(hit.span(), said.span("of")) for said in self.sentence.of_moments if "of" in said.groupdict()):
                yield _Names(hit.start(), hit.end(), names, oblique=True, of_moment=True)
            elif speaks_of_expressions(hit.group(), written):
                yield _Names(hit.start(), hit.end(), (), opaque=True)
            elif names and cues.NO_VARIABLE.search(text, 0, hit.start()) is None:
                verb = _VERB.match(self.plain[hit.end() :].lstrip())
                opens = _OBLIQUE.match(before.lstrip()) and verb  # in this model x and y are
                oblique = _OBLIQUE.search(before) is not None and _GATHERED.search(before) is None and not opens
                yield _Names(hit.start(), hit.end(), names, opaque, oblique or of_names)
        for kind, hit in self.said:
            if kind in _RELATIONS and "values" in hit.re.groupindex:
                names = tuple(listed_in(hit["values"], written))
                yield _Names(hit.start("values"), hit.end("values"), names, object=True)

    def _claims(self, hit: re.Match[str]) -> bool:
        """Whether words before conclude it, and do not suppose it."""
        claims = list(cues.CLAIM.finditer(self.sentence.text, 0, hit.start()))
        return bool(claims) and _SUPPOSES.search(self.sentence.text, claims[-1].start(), hit.start()) is None

    def _clause(self, place: int) -> int:
        """Where the clause begins that stands before a place."""
        bounds = list(_BOUNDARY.finditer(self.plain, 0, place))
        word = bounds[-1] if bounds and bounds[-1].group().isalpha() else None
        if word is not None and _NEAR.fullmatch(self.plain[word.end() : place]):  # x is random, but independent of w
            bounds = bounds if _ANYTHING_BUT.search(self.plain, 0, word.start()) else bounds[:-1]
        return bounds[-1].end() if bounds else 0

    # ---- subjects

    def _subjects(self, kind: str, hit: re.Match[str]) -> tuple[str, ...]:
        """The names that it is said of, none where something else is meant or nobody knows."""
        left, sure = self._before(hit)
        if left and sure:
            return left
        behind = next((g for g in self.groups if g.start >= hit.end()), None)
        if kind in _ADJECTIVES and behind is not None and not behind.object:
            words = self.plain[hit.end() : behind.start]
            if _NOUNS.fullmatch(words) and words.strip():
                return behind.names
        if left is not None:
            return left
        own = next((g for g in self.groups if g.start >= hit.end() and not (g.object or g.opaque or g.oblique)), None)
        if own is None or not _FRONT.fullmatch(self.plain[: hit.start()]):
            return ()
        return own.names if "," in self.plain[hit.end() : own.start] else ()

    def _before(self, hit: re.Match[str]) -> tuple[tuple[str, ...] | None, bool]:
        """The names before it that are its subject and whether a verb or nothing stands between; () where another
        subject does, None where there is none.
        """
        begin, start = self._clause(hit.start()), hit.start()
        groups = [g for g in self.groups if g.end <= start]
        last = groups[-1].end if groups and groups[-1].end > begin else begin
        pronouns = list(_PRONOUN.finditer(self.plain, last, start))
        if pronouns and pronouns[-1]["one"] and _ANOTHER.search(self.plain, last, pronouns[-1].start()):
            return (), False  # the output has mean zero, and its variance
        if pronouns and _WHAT_IT_HAS.match(self.plain, pronouns[-1].start(), start):
            return (), False  # its weights are symmetric
        if pronouns and not _ANOTHER.search(self.plain, pronouns[-1].end(), start):
            return self._meant(pronouns[-1]), True
        for group in reversed(groups):
            between = _DRAWN_FROM.sub("", self.plain[group.end : start])
            if group.end <= begin and re.fullmatch(r"\s*:\s*", self.plain[group.end : begin]) is None:
                break
            if _OF_AN_EXPRESSION.match(between):
                return (), False
            if _RELATIVE.match(between):
                return group.names, True
            if _ANOTHER.search(between) or _NEARER.search(between) or self._are_others(between):
                return (), False
            verb = _VERB.search(between + hit.group().split()[0]) is not None
            near = _NEAR.fullmatch(between) is not None
            if group.opaque and (verb or near):
                return (), False
            beside = near and not verb and re.search(r"\band\b", between) is None  # of x, with mean 0
            beside = beside and not (group.object and "," in between)  # noise, independent of s, with mean 0
            if (group.object or group.oblique) and not beside:
                continue
            if not group.opaque:
                names = self._with_others(group)
                one = cues.ONE.match(between + hit.group()) is not None
                return group.names if names and one else names, verb or near
        return None, False

    def _are_others(self, between: str) -> bool:
        """Whether it is said of "queries and keys", which are no nouns that stand before names of the sentence."""
        hit = _PLURAL.search(between)
        return hit is not None and re.search(rf"(?i)\b{hit['noun'] or hit['other']}\s*⟦", self.plain) is None

    def _with_others(self, group: _Names) -> tuple[str, ...]:
        """The names of a group, with those that "and" joins to it: a weight w and, of course, an input x; none where
        these are those of a sum.
        """
        text, names = self.plain, group.names
        for other in reversed([g for g in self.groups if g.end < group.start]):
            between = text[other.end : group.start]
            joined = re.fullmatch(r"(?:\s+of\s+[\w-]+\s+[\w-]+)?,?\s+(?:and|or|nor),?\s+(?:[\w-]+,?\s+){0,4}", between)
            if joined is None or _VERB.search(between) or other.object:
                break
            if other.opaque:
                return ()
            names, group = (*other.names, *names), other
        return names

    def _meant(self, pronoun: re.Match[str]) -> tuple[str, ...]:
        """The names that a pronoun stands for."""
        before = [g for g in self.groups if g.end <= pronoun.start() and not g.opaque]
        if pronoun["last"]:  # "the latter" of two
            names = self._with_others(before[-1]) if before else ()
            return names[-1:] if pronoun["last"].lower() == "latter" else names[:1]
        if pronoun["one"]:
            first = next((g for g in before if g.of_moment or not (g.object or g.oblique)), None)
            return first.names[:1] if first is not None and len(first.names) == 1 else tuple(self.sentence.earlier[:1])
        many = [g for g in before if len(g.names) > 1 or is_family(g.names[0]) or "," in g.names[0]]
        if many and many[-1] is before[-1]:
            return self._with_others(many[-1])
        names = tuple(dict.fromkeys(name for g in before for name in g.names))
        if len(names) > 1 or self._are_others_named(pronoun.start()):
            return names
        return tuple(self.sentence.earlier) or names

    def _are_others_named(self, place: int) -> bool:
        """Whether names that are no group stand before a place: "of the parameters θ we know that each has"."""
        marks = (hit for hit in re.finditer(MARK, self.plain[:place]))
        alone = (hit for hit in marks if not any(_meet(hit.span(), (g.start, g.end)) for g in self.groups))
        return any(subject_of(self.sentence.written[int(hit[1])]) for hit in alone)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two places have something in common."""
    return one[0] < other[1] and other[0] < one[1]
