r"""One sentence, read from left to right: names are subjects, predicates say something of them.

"Let $m_i$ be independent masks, independent of the inputs $x_i$, which are i.i.d. with mean $\mu$" says three things of
two families. A predicate is about the names in front of it; behind "which" about the names just before; adjectives wait
for the noun's names. A word that is not understood ends what is said of the names before it: in "the sum of independent
variables $X_i$ has a normal law" nothing is said of a law of X_i. From "then", "hence", "so" on a sentence claims, and
states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from derivations.reading.hearing import cues
from derivations.reading.hearing.names_said import (
    each_of,
    is_expression,
    is_family,
    is_joint,
    letter_of,
    listed_in,
    member_of,
    pairs_of,
    parts_of,
    speaks_of_expressions,
    subject_of,
)
from derivations.reading.hearing.predicates import MARK, ORDERS, PREDICATES
from derivations.reading.hearing.said_of import SaidOf, moment_phrase, values_of
from derivations.reading.hearing.spoken_laws import PARAMETERS, law_with

__all__ = ["Sentence"]

_HYPOTHESES: Final = frozenset([
    "iid", "independent of", "independent of them", "pairwise", "independent", "identically distributed",
    "uncorrelated", "uncorrelated with", "centred", "mean", "unit variance", "variance", "covariance", "correlation",
    "sd", "equal means", "equal variances", "unit mean", "unit second moment", "no covariance",
    "symmetric", "independent of what", "unbiased",
    *(f"{order} moment" for order in ORDERS), *(f"zero {order} moment" for order in ORDERS),
])  # fmt: skip
_AS_SUBJECT: Final = re.compile(r"(?i)(?:^|[;:,]\s*)(?:and\s+|but\s+|of\s+)?(?:the|these|all)\s+$")
_KINDS: Final = {"m": "mean", "e": "mean", "v": "variance", "c": "covariance"}  # by the first letter
_IS_OTHER: Final = re.compile(r"=|\\(?:bar|hat|overline|widehat|tilde|sim|in|to)\b|~|[<>]")  # no value of a moment
_OF_A_LAW: Final = frozenset(["shape", "rate", "scale"])
_APART: Final = frozenset(["independent of", "independent of what"])
_OF_OTHERS: Final = frozenset(["independent of", "and of", "independent of them", "uncorrelated with"])


@dataclass(slots=True)
class Sentence:
    """Reads one sentence, in which ⟦k⟧ stands for `written[k]`; `states` are the phrases with their words, `lost` are
    words of hypotheses that were said of nobody, `heard` the places of the others, `of_moments` where a
    moment is given to names, `earlier` the names that "them" stands for.

    On the way, `subjects` are the names that a predicate is about, `named` those just before, `waiting` the adjectives
    whose noun has not come, `laws` the named laws, and `given` what was said of names, for the parameters of these. The
    names are of single `elements`; the next ones are of `parts` of vectors, or stand `apart`, as objects of something
    else; `unknown` is whom the verb is about, `moment` the last moment by name, and of which names.
    """

    text: str
    written: Sequence[str]
    states: list[tuple[str, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    waiting: list[tuple[str, re.Match[str]]] = field(default_factory=list)
    laws: list[tuple[str, list[str], str]] = field(default_factory=list)
    given: dict[tuple[str, ...], dict[str, list[str]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    heard: list[tuple[int, int]] = field(default_factory=list)
    of_moments: list[re.Match[str]] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    elements: bool = False
    unknown: bool = False
    parts: bool = False
    apart: bool = False
    moment: tuple[str, list[str]] = ("", [])

    def read(self) -> list[tuple[str, str]]:
        """All that is stated, as phrases, each with the words it comes from."""
        self.text = cues.OF_A_SAMPLE.sub("statistic", self.text)
        place = 0
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
            elif self._at_word(place) and (hit := cues.CLAIM.match(self.text, place)) and not self._states(hit):
                break
            else:
                place = self._next(place)
        self._lose(self.waiting)
        self.finish()
        self._all_independent()
        return self.states

    def _states(self, claim: re.Match[str]) -> bool:
        """Whether a law stands right behind, "so the mask is m ~ Bernoulli(p)", or that names are independent, and no
        formula before it from which that need not follow.
        """
        place = claim.end()
        hit = cues.SO_IT_IS.match(self.text, place)
        if hit is not None and re.search(r"\\sim\b|~", self.written[int(hit[1])]) is not None:
            return True
        made = cues.MADE_WITH.match(self.text, place)
        if made is not None and re.match(r"\s*\\?[A-Za-z]\w*(?:_\w+|_\{\w+\})?\s*=", self.written[int(made[1])]):
            return True
        drawn = cues.IS_FROM.match(self.text, hit.end()) if hit is not None else None
        if drawn is not None and self._fits("from", drawn):
            return True
        before = self.text[: claim.start()]
        doubtful = self._has_equation(before) or re.search(r"(?i)\b(?:uncorrelated|if|when)\b", before) is not None
        so = claim.group().lower() in cues.SO and bool(before.strip())
        return so and not doubtful and cues.SO_APART.match(self.text, place) is not None

    def _next(self, place: int) -> int:
        """Read what stands at a place, and say where it ends."""
        return (
            self._moments_at(place)
            or self._parameters_at(place)
            or self._entries_at(place)
            or self._predicate_at(place)
            or self._names_at(place)
            or self._word_at(place)
        )

    def _moments_at(self, place: int) -> int | None:
        """`the mean of X is 0`, `m is the mean of X`, `a and b are the means of X and Y`: who is spoken of is in it."""
        if not self._at_word(place):
            return None
        forms = (cues.MOMENT_OF, cues.IS_MOMENT, cues.ITS_MOMENT, cues.RESPECTIVE, cues.THAT_OF)
        hit = next((hit for form in forms if (hit := form.match(self.text, place))), None)
        if hit is None or not self._moment(hit):
            return None
        self.of_moments.append(hit)
        self.subjects = []
        return hit.end()

    def _parameters_at(self, place: int) -> int | None:
        """`for every neuron`, which says nothing, and the p of Bernoulli$(p)$; of exponential$(b)$ nobody knows it."""
        hit = cues.CALLED.match(self.text, place) if self.laws else None
        if hit is None or not (hit["bracketed"] or self._fits("called", hit)):
            hit = cues.RANGE.match(self.text, place)
            return hit.end() if hit is not None else None
        law, subjects, _ = self.laws[-1]
        if law not in {"exponential", "gamma"}:
            inside = self.written[int(hit["bracketed"] or hit["called"])]
            self.given[tuple(subjects)]["parameters"] = inside.strip("() ").split(",")
        return hit.end()

    def _entries_at(self, place: int) -> int | None:
        """`the entries of W`, `with independent entries`; `whose` and `which` speak of the names just before."""
        if hit := cues.PARTS.match(self.text, place):
            self.parts, self.apart = True, False
        elif hit := cues.GROUP.match(self.text, place):
            pass
        elif self.subjects and self._at_word(place) and (hit := cues.HAS_PARTS.match(self.text, place)):
            self.subjects = self.named = [part for name in self.subjects for part in parts_of(name, self.written)]
            self.elements = True
        elif self.subjects and self.elements and (hit := cues.PART.match(self.text, place)):
            pass
        elif hit := cues.WHICH.match(self.text, place):
            self.subjects = self.named
        return hit.end() if hit else None

    def _predicate_at(self, place: int) -> int | None:
        """A predicate: said of the subjects, or an adjective that waits for its noun, or said of nobody."""
        found = self.predicate_at(place)
        if found is None:
            return None
        kind, hit = found
        if self.subjects and cues.NOUN_AHEAD.match(self.text, hit.end()) is None:
            if self._has_one_already(kind, hit):  # X with variance s, independent of Y with variance t
                self.subjects = self.named
            self.say(kind, hit, self.subjects)
            self._describe(hit)
            self.named = (self._objects(hit) if kind in _OF_OTHERS else []) or self.named
            noun = self._noun_at(hit.end())
            return self._next_subject(hit) or (noun or hit).end()
        if self.unknown or (self.named and kind in _OF_OTHERS):
            self._lose([found])
        elif kind not in {"from", "success", "interval", "between", "trials"}:
            self.waiting.append(found)
        return hit.end()

    def _has_one_already(self, kind: str, hit: re.Match[str]) -> bool:
        """Whether the subjects have such a moment, and other names stand right in front of a second one."""
        beside = re.search(r"⟧\s+(?:with|having|of)\s+(?:an?\s+)?$", self.text[: hit.start()]) is not None
        return beside and self.named != self.subjects and kind in self.given.get(tuple(self.subjects), {})

    def _names_at(self, place: int) -> int | None:
        """A list of names; X is no subject in "let Y be correlated with X, with mean 0"."""
        if self.subjects and self._at_word(place) and (hit := cues.CORRELATED.match(self.text, place)):
            return hit.end()
        if (hit := cues.NAMES.match(self.text, place)) is None:
            return None
        self._names(hit, parts=self.parts, apart=self.apart)
        self.parts = self.apart = False
        return hit.end()

    def _word_at(self, place: int) -> int:
        """The end of a clause, a noun as in "be a mask, independent of x", a word that fills, or one not understood."""
        if hit := cues.BREAK.match(self.text, place):
            self._lose(self.waiting)
            again = hit.group() == ":" and self.predicate_at(hit.end() + 1) is not None  # the weights are new: iid
            self.subjects, self.waiting, self.apart = self.named if again else [], [], False
        elif self.subjects and cues.IS_A.search(self.text, 0, place) and (hit := cues.NOUN.match(self.text, place)):
            pass
        elif hit := cues.FILLER.match(self.text, place):
            self.unknown = self.unknown or (not self.subjects and cues.VERB.search(hit.group()) is not None)
            ends = "," in hit.group() and not self.waiting
            self.parts = self.parts and re.search(r",|\blet\b", hit.group(), re.IGNORECASE) is None
            self.apart = self.apart and not ends and re.search(r"\bthat\b", hit.group()) is None
        else:
            hit = cues.WORD.match(self.text, place)
            assert hit is not None
            self._not_understood(hit)
        return hit.end()

    def _not_understood(self, hit: re.Match[str]) -> None:
        """A word ends what is said of the names before it; a noun in front of names does not end what waits for it."""
        self.apart = self.apart or cues.APART.match(self.text, hit.start()) is not None
        noun = re.match(r"[a-z-]+s?\s*$", hit.group(), re.IGNORECASE)
        its_names = noun is not None and re.compile(rf"\s*{MARK}").match(self.text, hit.end()) is not None
        if not (its_names and self.waiting):
            self.subjects = []
            if not its_names:
                self._lose(self.waiting)
                self.waiting = []

    def spoken_of(self) -> list[str]:
        """The names that something was stated of, one for a family."""
        return [member_of(name) for subjects in self.given for listed in subjects for name in each_of(listed)]

    def _lose(self, predicates: Sequence[tuple[str, re.Match[str]]]) -> None:
        """Keep the words of hypotheses of which no phrase is made; "the variance of X" is none."""
        of = re.compile(r"(?:[\w-]+\s+){1,4}of\b")
        heard = [(kind, hit) for kind, hit in predicates if kind in _HYPOTHESES and not self._has_equation(hit.group())]
        of_these = (hit for kind, hit in heard if kind not in _OF_OTHERS and "values" in hit.re.groupindex)
        asked = {hit for hit in of_these if of.match(hit.group())}
        self.lost += [self.words_of(hit) for _, hit in heard if hit not in asked]

    def _has_equation(self, words: str) -> bool:
        """Whether an equation stands in the words, which is a line of its own: "its mean is E[X] = 2"."""
        return any("=" in self.written[int(number)] for number in re.findall(MARK, words))

    def _all_independent(self) -> None:
        """`..., all independent` at the end of a list speaks of every family that something was stated of."""
        written = [n for k in re.findall(MARK, self.text) for n in subject_of(self.written[int(k)]) if is_family(n)]
        names = dict.fromkeys(name for listed in written for name in each_of(listed))
        said = " ".join(text for text, _ in self.states)
        stated = [n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", said)]
        if cues.ALL_INDEPENDENT.search(self.text) and len(stated) > 1:
            every = (*stated, ", ".join(stated))
            self.states += [(f"{names} independent", "all independent") for names in every]

    def _at_word(self, place: int) -> bool:
        return place == 0 or not self.text[place - 1 : place].isalnum()

    def predicate_at(self, place: int) -> tuple[str, re.Match[str]] | None:
        if not self._at_word(place):
            return None
        hits = [(kind, hit) for kind, pattern in PREDICATES if (hit := pattern.match(self.text, place))]
        hits = [(kind, hit) for kind, hit in hits if kind not in cues.CHECKED or self._fits(kind, hit)]
        apart = self._speaks_of_independence(place)
        hits = [(kind, hit) for kind, hit in hits if kind != "uncorrelated with" or self._objects(hit)]
        hits = [(kind, hit) for kind, hit in hits if kind not in _APART or not self._is_from_a_law(hit)]
        hits = [(kind, hit) for kind, hit in hits if apart or kind not in {"and of", "and each other"}]
        if _AS_SUBJECT.search(self.text, 0, place):  # the parameters t_i are random
            hits = [(kind, hit) for kind, hit in hits if kind != "parameters"]
        return max(hits, key=lambda found: found[1].end()) if hits else None

    def _is_from_a_law(self, hit: re.Match[str]) -> bool:
        """`drawn independently from $P$`, which is no variable."""
        if re.match(r"(?i)(?:\w+\s+)*?independently\s+from\b", hit.group()) is None:
            return False
        objects = self._objects(hit) if "values" in hit.groupdict() else []
        return not objects or not all(letter_of(name)[:1].islower() for name in objects)

    def _speaks_of_independence(self, place: int) -> bool:
        """`independent of each other` and of something else."""
        return re.search(r"\bindependent(?:ly)?\s+of\s+[^,;:]*$", self.text[:place]) is not None

    def _noun_at(self, place: int) -> re.Match[str] | None:
        """The noun of what was just said, where no other predicate is in it: "iid" and "gradients with"."""
        noun = cues.ITS_NOUN.match(self.text, place)
        starts = [place + word.start() for word in re.finditer(r"\b\w", noun.group())] if noun else []
        return noun if not any(map(self.predicate_at, starts)) else None

    @staticmethod
    def _reads(word: str) -> tuple[str, re.Match[str]] | None:
        return next(((kind, hit) for kind, pattern in PREDICATES if (hit := pattern.fullmatch(word))), None)

    def _fits(self, kind: str, hit: re.Match[str]) -> bool:
        return cues.CHECKED[kind].match(self.written[int(hit[kind])].strip("{ ")) is not None

    # ---- names

    def _names(self, hit: re.Match[str], *, parts: bool, apart: bool) -> None:
        names = list(dict.fromkeys(listed_in(self.subject_in(hit), self.written)))
        if speaks_of_expressions(hit.group(), self.written) and cues.SAYS_OF_IT.match(self.text, hit.end()):
            self.subjects, self.named, self.unknown = [], [], True
            self._lose(self.waiting)
            self.waiting = []
            return
        if not names:
            return
        if cues.NO_VARIABLE.search(self.text, 0, hit.start()):
            self.subjects, self.named, self.waiting = [], [], []
            return
        if parts:
            names = [part for name in names for part in ([name] if "," in name else parts_of(name, self.written))]
        if self.named and self.named != names:
            self.earlier = self.named
        if len(names) > 1 and re.search(r"\bconstant\s*$", self.text[: hit.start()]):  # with constant a, e_t iid
            names = names[1:]
        self.named, self.elements, self.unknown = names, parts, False
        many = len(names) > 1 or any("," in name for name in names)
        plural = re.search(r"\w*[^s\W]s\s*$", self.text[: hit.start()]) is not None
        waiting = [(kind, found) for kind, found in self.waiting if kind != "independent" or many or plural]
        waiting = [(kind, found) for kind, found in waiting if self._is_before_a_noun(found, hit.start())]
        self._lose([one for one in self.waiting if one not in waiting])
        for kind, found in waiting:
            self.say(kind, found, names)
        described = waiting and cues.WITH.match(self.text, hit.end())
        self.subjects = names if described or not apart else []
        self.waiting = []

    def _is_before_a_noun(self, found: re.Match[str], names: int) -> bool:
        """Whether nothing but adjectives and a noun stands between a predicate and names: "iid, centred errors e_i"."""
        between = self.text[found.end() : names]
        for _, other in self.waiting:
            if other.start() >= found.end():
                between = between.replace(other.group(), "⟧", 1)
        return cues.ADJECTIVES.fullmatch(between) is not None

    def subject_in(self, hit: re.Match[str]) -> str:
        """The list of names, or its last where formulas stand before it: "x = max(0, y) and y is" and "x = max(0, y), y
        symmetric" speak of y.
        """
        marks = list(re.finditer(MARK, hit.group()))
        formulas = [re.search(r"[=<>~]|\\sim\b", self.written[int(mark[1])]) for mark in marks]
        made = any(found is not None and found.group() == "=" for found in formulas[:-1]) and formulas[-1] is None
        apart = made and cues.MANY.match(self.text, hit.end()) is None  # "with x = max(0, y) and y symmetric"
        if apart or (cues.ONE.match(self.text, hit.end()) is not None and any(formulas[:-1])):
            return hit.group()[marks[-1].start() :]
        equations = [place for place, found in enumerate(formulas) if found and found.group() == "="]
        first = equations[-1] + 1 if equations else 0
        stated = re.search(rf"{MARK}\s*,\s*and\s+(?:the\s+)?(?:\w+s\s+)?{MARK}$", hit.group())
        if len(marks) == 2 and stated and formulas[0] and not formulas[1]:  # b ~ N(0, t), and the h_j are iid
            return hit.group()[marks[-1].start() :]
        comma = 0 < first < len(marks) and "," in hit.group()[marks[first - 1].end() : marks[first].start()]
        return hit.group()[marks[first].start() :] if comma else hit.group()

    def _describe(self, hit: re.Match[str]) -> None:
        """What adjectives say of the objects: of x in `independent of the i.i.d. inputs x`."""
        for word in (hit.groupdict().get("adjectives") or "").split():
            found = self._reads(word)
            if found is not None:
                self.say(*found, self._objects(hit))

    def _next_subject(self, hit: re.Match[str]) -> int | None:
        """Where the last object is the subject of what follows: `independent of x, and y i.i.d.`"""
        marks = list(re.finditer(MARK, hit.groupdict().get("values") or ""))
        behind = len(self.text) - len(self.text[hit.end() :].lstrip())
        if len(marks) < 2 or self.predicate_at(behind) is None:
            return None
        return hit.start("values") + marks[-1].start()

    def _objects(self, hit: re.Match[str]) -> list[str]:
        values = hit.groupdict().get("values") or ""
        if (own := self._next_subject(hit)) is not None:
            values = values[: own - hit.start("values")]
        for mark in list(re.finditer(MARK, values))[1:]:
            if "=" in self.written[int(mark[1])]:  # "independent of w, y = w x": a sentence of its own
                values = values[: mark.start()]
                break
        return listed_in(values, self.written)

    # ---- what is said

    def words_of(self, hit: re.Match[str]) -> str:
        return " ".join(re.sub(MARK, lambda m: f"${self.written[int(m[1])]}$", hit.group()).split())

    def say(self, kind: str, hit: re.Match[str], subjects: list[str]) -> None:
        """State what a predicate says of its subjects; a law when all its parameters are known."""
        words = self.words_of(hit)
        given = self.given.setdefault(tuple(subjects), {})
        if kind == "law":
            self.laws.append((" ".join(hit["law"].lower().split()), subjects, words))
        elif kind in PARAMETERS:
            values = [self.written[int(number)] for number in re.findall(MARK, hit["values"])]
            ends = (k for k, value in enumerate(values) if k and re.search(r"=|\\sim\b", value))  # p, and S = x + y
            given[kind] = values_of(values[: next(ends, None)])
        elif kind == "success":
            found = cues.CHECKED[kind].match(self.written[int(hit[kind])].strip("{ "))
            assert found is not None
            given["probability"] = [(found["is"] or found["name"]).strip()]
        elif kind in {"interval", "between", "trials"}:
            said = {key: number for key, number in hit.groupdict().items() if number is not None}
            given.update({key: [self.written[int(number)].strip()] for key, number in said.items()})
        elif kind in {"centred", "unit variance"}:
            given.update({"mean": ["0"]} if kind == "centred" else {"variance": ["1"]})
        objects = self._objects(hit) if kind in _OF_OTHERS else []
        stated = SaidOf(subjects, kind, hit, objects, self.text, self.written, self.earlier, elements=self.elements)
        phrases = [(phrase, words) for phrase in stated.phrases()]
        self.states += phrases
        if phrases:
            self.heard.append(hit.span())
        elif kind != "law":
            self._lose([(kind, hit)])

    def _moment(self, hit: re.Match[str]) -> bool:
        """Whether a moment was stated of names that stand in its words, or that were spoken of in such words before."""
        found = hit.groupdict()
        what = found.get("what", "").lower()
        kinds = [_kind_of(one) for one in re.split(r",?\s+and\s+(?:the\s+)?|,\s+", what)] if what else [self.moment[0]]
        kind = kinds[-1]
        names = (
            [name for listed in listed_in(found["of"], self.written) for name in each_of(listed)]
            if "of" in found
            else self.moment[1]
        )
        if not names and "of" in found and len(whole := re.findall(MARK, found["of"])) == 1:
            names = [one for one in (self.written[int(whole[0])],) if is_expression(one)]  # the mean of x - y
        constant = "0" if found.get("zero") or found.get("none") else "1" if found.get("one") else ""
        values = (
            [constant] if constant else values_of([self.written[int(k)] for k in re.findall(MARK, found["values"])])
        )
        if not kind or not names or any(_IS_OTHER.search(value) for value in values):
            return False
        words = self.words_of(hit)
        if len(kinds) > 1:  # a and b are the mean and variance of X
            fits = len(kinds) == len(values) and len(names) == 1
            phrases = (
                [moment_phrase(k, names[0], v.strip()) for k, v in zip(kinds, values, strict=True)] if fits else []
            )
        elif kind in {"covariance", "correlation"}:
            head = "Cov" if kind == "covariance" else "Corr"
            phrases = [f"{head}({pair}) = {values[0]}" for pair in pairs_of(names)] if len(values) == 1 else []
        else:
            many = len(names) == 1 or what.endswith("s") or re.search(r"\b(?:each|both|common)\b", hit.group())
            values = values * len(names) if len(values) == 1 and many else values
            same = len(values) == len(names)
            phrases = [moment_phrase(kind, n, v.strip()) for n, v in zip(names, values, strict=True)] if same else []
        self.states += [(phrase, words) for phrase in phrases]
        self.moment = (kind, names)
        return bool(phrases)

    # ---- laws

    def finish(self) -> None:
        """The laws, now that all their parameters are read; a shape or rate of what has none beside them is lost."""
        lawful = [subjects for _, subjects, _ in self.laws]
        for of, given in self.given.items():
            alone = () if not lawful or [*of] in lawful else _OF_A_LAW & given.keys()
            self.lost += [f"{kind} ${given[kind][0]}$" for kind in sorted(alone)]
        for spoken, subjects, words in self.laws:
            if any(map(is_joint, subjects)):
                self.lost.append(words)
                continue
            given = self.given[tuple(subjects)]
            for number, name in enumerate(subjects):
                own = {key: values[number if len(values) == len(subjects) else 0] for key, values in given.items()}
                text = law_with(spoken, own, given.get("parameters", []))
                if text:
                    self.states.append((f"{name} ~ {text}", words))


def _kind_of(what: str) -> str:
    """The moment that words name."""
    for name in (*(f"{order} moment" for order in ORDERS), "correlation"):
        if what.startswith(name.split()[0]):
            return name
    return _KINDS.get(what[:1], "sd")
