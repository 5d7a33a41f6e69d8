r"""One sentence, read from left to right: names are subjects, predicates say something of them.

"Let $m_i$ be independent masks, independent of the inputs $x_i$, which are i.i.d. with mean $\mu$" says three things of
two families. A predicate is about the names in front of it; behind "which" about the names just before; adjectives wait
for the noun's names. A word that is not understood ends what is said of the names before it: in "the sum of independent
variables $X_i$ has a normal law" nothing is said of a law of X_i. From "then", "hence", "so" on a sentence claims, and
states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from derivations.reading.predicates import DOTS, MARK, MEAN, PREDICATES, SD, ZERO
from derivations.reading.spoken_laws import PARAMETERS, law_with

__all__ = ["MARK", "Sentence", "each_of", "letter_of", "member_of", "subject_of"]

_LIST: Final = (
    rf"{MARK}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*,?\s*{DOTS}\s*,?\s*)(?:the\s+|all\s+)?(?:\w+s\s+)?{MARK})*"
)
_NAMES: Final = re.compile(_LIST, re.IGNORECASE)
_FILLER: Final = re.compile(
    r"(?:\s|,|\bof(?=\s+(?:zero[\s-]+|unit[\s-]+|common\s+)?(?:mean|variance|expectation|standard)\b)|\b(?:is|are|be|being|has|have|having|all|each|both|also|assumed|supposed|taken|to|drawn|sampled|chosen"
    r"|distributed|with|and|a|an|jointly|statistically|random(?!\s+sample)|real|valued|real-valued|from|follows?|following|according"
    r"|initiali[sz]ed|i\.e\.?|two|three|some|respectively|its|their|the|let|assume|suppose|that|consider|denote|given|it"
    r"|they|them|themselves|scalar|discrete|continuous|by|we|if|since|because|as|where|when|further|moreover"
    r"|additionally|finally|now|here|again|finite|non-?degenerate|for(?!\s+(?:every|each|all|any)\b)"
    r"|(?:variables?|variates?|numbers?|quantit(?:y|ies)|observations?|samples?|copies|distributions?|laws?|noise|errors?)"
    r"(?!\s+of\b))(?![\w-]))+",
    re.IGNORECASE,
)
_VARIABLES: Final = re.compile(r"\s*(?:zero[\s-]mean\s+|real(?:-valued)?\s+)?random\s+variables\b", re.IGNORECASE)
_NO_VARIABLE: Final = re.compile(
    r"\b(?:matrix|matrices|functions?|kernels?|graphs?|networks?|operators?|relations?|density|densities|polynomials?"
    r"|games?|tensors?|intervals?)\s*$",
    re.IGNORECASE,
)
_NOUN_AHEAD: Final = re.compile(  # what stands before is an adjective
    r"\s+(?:(?:real|scalar|random|real-valued|discrete|continuous|positive|hidden)\s+)*"
    r"(?!(?:means|variances|parameters|rates|is|has|as)\b)(?:[a-z]+s|variable|noise)\s*⟦",
    re.IGNORECASE,
)
_ONE: Final = re.compile(r"\s+(?:also\s+)?(?:is|has|follows)\b", re.IGNORECASE)
_MANY: Final = re.compile(r"\s*,?\s*(?:both\s+|all\s+)?(?:be|are|have|being|having|denote)\b", re.IGNORECASE)
_VERB: Final = re.compile(r"\b(?:is|are|be|has|have)\b", re.IGNORECASE)
_WHICH: Final = re.compile(
    r"(?:,\s*)?\b(?:which|who|whose|that)\b(?=\s+(?:is|are|has|have|all|each|both|follow))", re.IGNORECASE
)
_CLAIM: Final = re.compile(
    r"\b(?:then|thus|hence|therefore|so|consequently|follows\s+that|it\s+follows|impl(?:y|ies|ying)|we\s+(?:have|get|obtain|see"
    r"|find|conclude|show|prove)|gives|yields|show(?:s|n)?|prove[sn]?|means\s+that|in\s+order|such\s+that|so\s+that)\b",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"[;:]|\bwhile\b|\bwhereas\b|\bbut\b", re.IGNORECASE)
_PARTS: Final = re.compile(
    r"(?:components?|elements?|entries|coordinates?)\s+(?:of|in)\s+(?:the\s+)?(?:both\s+)?(?:vectors?\s+|matri\w+\s+)?",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"(?:distribution|law|sequence|sample|set|family|collection|pair|vector|all|each|both|any|copies)\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_PART: Final = re.compile(r"(?:components?|elements?|entries|entry|coordinates?)\b", re.IGNORECASE)
_HAS_PARTS: Final = re.compile(  # with independent entries
    r"(?:has|have|having|with|whose)\b(?=(?:\s+(?:its|all|the))*(?:\s+(?:[a-z][\w.-]*|⟦\d+⟧),?){0,5}?"
    r"\s+(?:components?|elements?|entries|coordinates?)\b)",
    re.IGNORECASE,
)
_APART: Final = re.compile(
    r"(?:of|in|to|over|between|at|on|per|under|into|through|than|plus|minus|times)\b", re.IGNORECASE
)
_RANGE: Final = re.compile(
    r"for\s+(?:every|each)\s+(?:\w+\s+)?(?:unit|neuron|activation|weight|entry|component|coordinate|sample|example|input"
    r"|index|step|layer|channel|pixel|element|pair)\b"
    rf"|\(?\s*for\s+(?:(?:all|each|every|any)\s+)?{MARK}\s*\)?|\(\s*{MARK}\s*\)",
    re.IGNORECASE,
)
_SEVERAL: Final = rf"{MARK}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){MARK})+"
_MOMENT_OF: Final = re.compile(
    rf"(?P<what>{MEAN}|variance|{SD})\s+of\s+(?:the\s+|each\s+|all\s+)?(?:\w+s\s+)?(?P<of>{MARK})\s+(?:is|are|be|equals?)\s+"
    rf"(?:equal\s+to\s+)?(?:(?P<value>{MARK})|(?P<zero>{ZERO})|(?P<one>one\b))",
    re.IGNORECASE,
)
_IS_MOMENT: Final = re.compile(
    rf"⟦(?P<value>\d+)⟧\s+(?:is|be|are|denotes?|being)\s+(?:the\s+)?(?:common\s+)?(?P<what>{MEAN}|variance|{SD})\s+of\s+"
    rf"(?:the\s+|each\s+|all\s+)?(?:\w+s\s+)?(?P<of>{MARK})",
    re.IGNORECASE,
)
_ARE_MOMENTS: Final = re.compile(
    rf"(?P<values>{_SEVERAL})\s+(?:are|be|denote|being)\s+(?:the\s+)?(?:respective\s+)?(?P<what>means|expectations"
    rf"|expected\s+values|variances|standard\s+deviations)\s+of\s+(?:the\s+)?(?:\w+s\s+)?(?P<of>{_SEVERAL})",
    re.IGNORECASE,
)
# a statistic says nothing of a law
_OF_A_SAMPLE: Final = re.compile(
    rf"\b(?:sample|empirical|observed)\s+(?:{MEAN}|variances?|covariances?|{SD})\b", re.IGNORECASE
)
_CALLED: Final = re.compile(r"⟦(?P<called>\d+)⟧")
_WITH: Final = re.compile(
    r"\s*,?\s*(?:each\s+|all\s+|both\s+)?(?:with|having|drawn|sampled|from|distributed)\b", re.IGNORECASE
)
_ALL_INDEPENDENT: Final = re.compile(
    r",\s*(?:and\s+)?(?:(?:are|being)\s+)?all\s+(?:of\s+(?:them|these|which)\s+)?(?:are\s+|being\s+)?"
    r"(?:mutually\s+|jointly\s+)?independent\s*[.;,]?\s*$",
    re.IGNORECASE,
)
_IS_A: Final = re.compile(r"\b(?:is|be|are|being)\s+(?:an?|the|our|some)\s+$", re.IGNORECASE)
_NOUN: Final = re.compile(
    r"(?:(?!of\b|in\b|on\b|from\b|with\b|that\b|which\b|and\b)[a-z-]+\s+){0,2}?"
    r"(?!of\b|in\b|on\b|from\b|with\b|that\b|which\b|and\b)[a-z-]+"
    r"(?=\s*(?:,\s*(?:and\s+)?(?:independent|with|drawn|sampled|which)|(?:that|which)\s+is|with|whose|independent)\b)",
    re.IGNORECASE,
)
# "iid gradients", "iid per-example gradients with": the noun for what was just said
_ITS_NOUN: Final = re.compile(
    r"\s+(?:(?!\w*(?:ous|ss|us|is|as)\b)[a-z]+s\b(?!\s*⟦)"
    r"|(?:(?!(?:of|in|on|from|with|that|which|and|but|or|is|are|to|for|by|if|so)\b)[a-z-]+\s+){1,2}[a-z]+s"
    r"(?=\s+(?:with|having|whose|that\s+have|which\s+have|drawn|sampled)\b))",
    re.IGNORECASE,
)
_CORRELATED: Final = re.compile(rf"(?:\w+ly\s+)?correlated\s+with\s+(?:the\s+)?(?:\w+\s+)?{MARK}", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\s,;:⟦⟧]+|\S")
_HYPOTHESES: Final = frozenset([
    "iid", "independent of", "independent of them", "pairwise", "independent", "identically distributed",
    "uncorrelated", "uncorrelated with", "centred", "mean", "unit variance", "variance", "covariance", "correlation",
    "sd", "symmetric",
])  # fmt: skip
_OF_OTHERS: Final = frozenset(["independent of", "and of", "independent of them", "uncorrelated with"])
_P: Final = r"(?:\\?Pr?|\\(?:mathbb|mathrm|operatorname|text)\s*\{Pr?\})\s*(?:\\left\s*)?[(\[{]"
_CHECKED: Final = {
    "success": re.compile(
        rf"{_P}[^=]*=\s*1\s*(?:\\right\s*)?[)\]}}]\s*=(?P<is>[^=]+)|(?P<name>[^=(]+)=\s*{_P}[^=]*=\s*1[^=]*$"
    ),
    "from": re.compile(r"\\?(?:mathcal|(?:mathrm|operatorname|text)\b[^(]*\()|[A-Z]\w*\s*(?:\\left)?\("),
    "called": re.compile(r"\(.*\)$"),
    "interval": re.compile(r"(?:\\left)?\s*\\?(?:[\[({]|lbrace\b)"),
}
_NAME: Final = re.compile(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|tilde|hat|bar|overline|mathrm|mathsf)\s*\{?)*\\?[A-Za-z]+\}*'*"
    r"(?:_(?:\{[^{}]*\}|\\?\w+)|\^(?:\{\(?[^{}]*\)?\}|\\?\w))*\s*(?:[({][^={}]*[)}])?\s*"
)
_FINITE: Final = re.compile(r"\s*<\s*\+?\\infty\s*$")  # variance s^2 < oo
_ITS_VALUE: Final = re.compile(r"^\\?[A-Za-z]+(?:_\{?\w+\}?)?(?:\^\{?2\}?)?\s*=\s*(?=\S)")
_HEAD: Final = re.compile(r"\s*(?:[EVP]|Pr|[Vv]ar|[Cc]ov|[Cc]orr|[Ss]d)\s*(?:\\left\s*)?[(\[{]")  # no variable
_EACH_OTHER: Final = re.compile(r"\s*\w+(?:ly)?\s+(?:of|from)\s+(?:each\s+other|one\s+another)")
_MEMBER: Final = re.compile(r"\s*(\\?[A-Za-z]+)(?:_\{?1\}?|\^\{?(\()1\)\}?)\s*,.*(?:dots|\.\.\.|…)")


def subject_of(written: str) -> list[str]:
    r"""The names that inline mathematics is about: X of `X \sim N(0, 1)`, v of `v = w x`; of `E[X] = 0` none.

    >>> subject_of(r"m_i \sim \mathrm{Bern}(p)"), subject_of("E(X) = 0"), subject_of("X, Y")
    (['m_i'], [], ['X, Y'])
    """
    tuples = re.fullmatch(r"\s*\\?[({]\s*(.*?)\s*\\?[)}]\s*(?:_.*)?", written)
    written = tuples[1] if tuples else written
    left = re.split(r"\\(?:overset|stackrel|sim|in|coloneqq|triangleq|equiv|to|mapsto)\b|:?=|~", written, maxsplit=1)[0]
    pieces = [piece for piece in re.split(r",(?![^{(]*[})])", left) if piece.strip()]
    if not pieces or any(map(_HEAD.match, pieces)):
        return []
    if not all(_NAME.fullmatch(piece) or re.fullmatch(rf"\s*{DOTS}\s*", piece) for piece in pieces):
        return []
    if re.match(r"\s*(?:\\?[A-Za-z]\w*)\s*(?:=|\\in)\s*(?:\d|\\?\{)", written) and re.search(r"dots|\.\.\.", written):
        return []
    if re.fullmatch(r"[^=]*=\s*-?\d+(?:\.\d+)?\s*", written):  # a number
        return []
    return [left.strip()]


def member_of(names: str) -> str:
    """One name that stands for all of `X_1, ..., X_n`: X_i."""
    listed = _MEMBER.match(names)
    if listed is None:
        return names.strip()
    return f"{listed[1]}^{{(i)}}" if listed[2] else f"{listed[1]}_i"


def each_of(name: str) -> list[str]:
    """The members that inline mathematics names one by one, as in `q_i, k_i`; of a row of dots the one for all."""
    return [member_of(name)] if _MEMBER.match(name) else [part.strip() for part in re.split(r",(?![^{(]*[})])", name)]


def letter_of(name: str) -> str:
    r"""The letter of a name without what is on it: w of `w_i`.

    >>> letter_of("w_i"), letter_of(r"\varepsilon^{(1)}")
    ('w', 'varepsilon')
    """
    return re.split(r"[_^]", name.strip())[0].lstrip("\\")


def _is_family(name: str) -> bool:
    return re.search(r"_\{?[^{}]*[a-z]", name) is not None or _MEMBER.match(name) is not None


@dataclass(slots=True)
class Sentence:
    """Reads one sentence, in which ⟦k⟧ stands for `written[k]`; `states` are the phrases with their words, `lost` are
    words of hypotheses that were said of nobody, `earlier` the names that "them" stands for.
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
    earlier: list[str] = field(default_factory=list)
    elements: bool = False
    unknown: bool = False

    def read(self) -> list[tuple[str, str]]:
        """All that is stated, as phrases, each with the words it comes from."""
        self.text = _OF_A_SAMPLE.sub("statistic", self.text)
        place, parts, apart = 0, False, False
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
                continue
            if (hit := _CLAIM.match(self.text, place)) is not None and self._at_word(place):
                break
            if (hit := _MOMENT_OF.match(self.text, place)) or (hit := _IS_MOMENT.match(self.text, place)):
                self._moment(hit)
                self.subjects = []
            elif hit := _ARE_MOMENTS.match(self.text, place):
                self._moments(hit)
                self.subjects = []
            elif hit := _RANGE.match(self.text, place):
                pass
            elif self.laws and (hit := _CALLED.match(self.text, place)) and self._fits("called", hit):
                spoken, subjects, _ = self.laws[-1]  # Bernoulli$(p)$; of exponential$(b)$ nobody knows what b is
                if spoken not in {"exponential", "gamma"}:
                    self.given[tuple(subjects)]["parameters"] = self.written[int(hit["called"])].strip("() ").split(",")
            elif hit := _PARTS.match(self.text, place):
                parts, apart = True, False
            elif hit := _GROUP.match(self.text, place):
                pass
            elif self.subjects and self._at_word(place) and (hit := _HAS_PARTS.match(self.text, place)):
                self.subjects = self.named = [part for name in self.subjects for part in self._parts_of(name)]
                self.elements = True
            elif self.subjects and self.elements and (hit := _PART.match(self.text, place)):
                pass
            elif hit := _WHICH.match(self.text, place):
                self.subjects = self.named
            elif found := self._predicate(place):
                kind, hit = found
                if self.subjects and _NOUN_AHEAD.match(self.text, hit.end()) is None:
                    self._say(kind, hit, self.subjects)
                    self._describe(hit)
                    self.named = (self._objects(hit) if kind in _OF_OTHERS else []) or self.named
                    noun = self._noun_at(hit.end())
                    own = self._next_subject(hit)
                    place = own or (noun.end() if noun else hit.end())
                    continue
                if self.unknown or (self.named and kind in _OF_OTHERS):
                    self._lose([found])
                elif kind not in {"from", "success", "interval", "between", "trials"}:
                    self.waiting.append((kind, hit))
            elif self.subjects and self._at_word(place) and (hit := _CORRELATED.match(self.text, place)):
                pass  # X is no subject in "let Y be correlated with X, with mean 0"
            elif hit := _NAMES.match(self.text, place):
                self._names(hit, parts=parts, apart=apart)
                parts = apart = False
            elif hit := _BREAK.match(self.text, place):
                self._lose(self.waiting)
                self.subjects, self.waiting, apart = [], [], False
            elif self.subjects and _IS_A.search(self.text, 0, place) and (hit := _NOUN.match(self.text, place)):
                pass  # "be a mask, independent of x"
            elif hit := _FILLER.match(self.text, place):
                self.unknown = self.unknown or (not self.subjects and _VERB.search(hit.group()) is not None)
                ends = "," in hit.group() and not self.waiting
                apart = apart and not ends and re.search(r"\bthat\b", hit.group()) is None
            else:
                apart = apart or _APART.match(self.text, place) is not None
                hit = _WORD.match(self.text, place)
                assert hit is not None
                noun = re.match(r"[a-z-]+s?\s*$", hit.group(), re.IGNORECASE)
                before_names = re.compile(rf"\s*{MARK}").match(self.text, hit.end()) is not None
                if not (noun and before_names and self.waiting):
                    self.subjects = []
                    if not (noun and before_names):
                        self._lose(self.waiting)
                        self.waiting = []
            place = hit.end()
        self._lose(self.waiting)
        self._finish()
        self._all_independent()
        return self.states

    def spoken_of(self) -> list[str]:
        """The names that something was stated of, one for a family."""
        return [member_of(name) for subjects in self.given for listed in subjects for name in each_of(listed)]

    def _lose(self, predicates: Sequence[tuple[str, re.Match[str]]]) -> None:
        """Keep the words of hypotheses of which no phrase is made; "the variance of X" is none."""
        of = re.compile(r"(?:[\w-]+\s+){1,4}of\b")
        heard = [(kind, hit) for kind, hit in predicates if kind in _HYPOTHESES]
        asked = {hit for _, hit in heard if "values" in hit.re.groupindex and of.match(hit.group())}
        self.lost += [self._words(hit) for _, hit in heard if hit not in asked]

    def _all_independent(self) -> None:
        """`..., all independent` at the end of a list speaks of every family that something was stated of."""
        written = [n for k in re.findall(MARK, self.text) for n in subject_of(self.written[int(k)]) if _is_family(n)]
        names = dict.fromkeys(name for listed in written for name in each_of(listed))
        said = " ".join(text for text, _ in self.states)
        stated = [n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", said)]
        if _ALL_INDEPENDENT.search(self.text) and len(stated) > 1:
            every = (*stated, ", ".join(stated))
            self.states += [(f"{names} independent", "all independent") for names in every]

    def _at_word(self, place: int) -> bool:
        return place == 0 or not self.text[place - 1].isalnum()

    def _predicate(self, place: int) -> tuple[str, re.Match[str]] | None:
        if not self._at_word(place):
            return None
        hits = [(kind, hit) for kind, pattern in PREDICATES if (hit := pattern.match(self.text, place))]
        hits = [(kind, hit) for kind, hit in hits if kind not in _CHECKED or self._fits(kind, hit)]
        apart = self._speaks_of_independence(place)
        hits = [(kind, hit) for kind, hit in hits if kind != "uncorrelated with" or self._objects(hit)]
        hits = [(kind, hit) for kind, hit in hits if apart or kind not in {"and of", "and each other"}]
        return max(hits, key=lambda found: found[1].end()) if hits else None

    def _speaks_of_independence(self, place: int) -> bool:
        """`independent of each other` and of something else."""
        return re.search(r"\bindependent(?:ly)?\s+of\s+[^,;:]*$", self.text[:place]) is not None

    def _noun_at(self, place: int) -> re.Match[str] | None:
        """The noun of what was just said, where no other predicate is in it: "iid" and "gradients with"."""
        noun = _ITS_NOUN.match(self.text, place)
        starts = [place + word.start() for word in re.finditer(r"\b\w", noun.group())] if noun else []
        return noun if not any(map(self._predicate, starts)) else None

    @staticmethod
    def _reads(word: str) -> tuple[str, re.Match[str]] | None:
        return next(((kind, hit) for kind, pattern in PREDICATES if (hit := pattern.fullmatch(word))), None)

    def _fits(self, kind: str, hit: re.Match[str]) -> bool:
        return _CHECKED[kind].match(self.written[int(hit[kind])].strip("{ ")) is not None

    # ---- names

    def _listed(self, text: str) -> list[str]:
        """The names in a list; `X_1`, ..., `X_n` is one of them."""
        names: list[str] = []
        dotted = False
        for number, sign in re.findall(rf"{MARK}|({DOTS})", text):
            found = subject_of(self.written[int(number)]) if number else []
            if sign or re.fullmatch(rf"[\s,]*{DOTS}[\s,]*", self.written[int(number)]):
                dotted = True
            elif dotted and names and found:
                same = (i for i, name in enumerate(names) if letter_of(name) == letter_of(found[0]))
                first = next(same, len(names) - 1)
                names[first:] = [f"{names[first]}, \\ldots, {found[0]}"]
                dotted = False
            else:
                names += found
        return names

    def _names(self, hit: re.Match[str], *, parts: bool, apart: bool) -> None:
        names = list(dict.fromkeys(self._listed(self._subject_in(hit))))
        if not names:
            return
        if _NO_VARIABLE.search(self.text, 0, hit.start()):
            self.subjects, self.waiting = [], []
            return
        if parts:
            names = [f"{name}_i" if re.fullmatch(r"\\?[A-Za-z]+", name) else name for name in names]
        if self.named and self.named != names:
            self.earlier = self.named
        if len(names) > 1 and re.search(r"\bconstant\s*$", self.text[: hit.start()]):  # with constant a, e_t iid
            names = names[1:]
        self.named, self.elements, self.unknown = names, parts, False
        many = len(names) > 1 or any("," in name for name in names)
        plural = re.search(r"\w*[^s\W]s\s*$", self.text[: hit.start()]) is not None
        waiting = [(kind, found) for kind, found in self.waiting if kind != "independent" or many or plural]
        self._lose([one for one in self.waiting if one not in waiting])
        for kind, found in waiting:
            self._say(kind, found, names)
        described = waiting and _WITH.match(self.text, hit.end())
        self.subjects = names if described or not apart else []
        self.waiting = []

    def _parts_of(self, listed: str) -> list[str]:
        """The entries of vectors and matrices: q_i and k_i of `q, k`, W_{ij} of `W` in R^{m x n}."""
        two = rf"\s*{re.escape(listed)}(?:\b.*\\times|_\{{?[a-z]\s*,?\s*[a-z]\b)"
        below = "{ij}" if any(re.match(two, written) for written in self.written) else "i"
        return [f"{n}_{below}" if re.fullmatch(r"\\?[A-Za-z]+", n) else n for n in each_of(listed)]

    def _subject_in(self, hit: re.Match[str]) -> str:
        """The list of names, or its last where formulas stand before it: "x = max(0, y) and y is" and "x = max(0, y), y
        symmetric" speak of y.
        """
        marks = list(re.finditer(MARK, hit.group()))
        formulas = [re.search(r"[=<>~]|\\sim\b", self.written[int(mark[1])]) for mark in marks]
        made = any(found is not None and found.group() == "=" for found in formulas[:-1]) and formulas[-1] is None
        apart = made and _MANY.match(self.text, hit.end()) is None  # "with x = max(0, y) and y symmetric"
        if apart or (_ONE.match(self.text, hit.end()) is not None and any(formulas[:-1])):
            return hit.group()[marks[-1].start() :]
        equations = [place for place, found in enumerate(formulas) if found and found.group() == "="]
        first = equations[-1] + 1 if equations else 0
        comma = 0 < first < len(marks) and "," in hit.group()[marks[first - 1].end() : marks[first].start()]
        return hit.group()[marks[first].start() :] if comma else hit.group()

    def _describe(self, hit: re.Match[str]) -> None:
        """What adjectives say of the objects: of x in `independent of the i.i.d. inputs x`."""
        for word in (hit.groupdict().get("adjectives") or "").split():
            found = self._reads(word)
            if found is not None:
                self._say(*found, self._objects(hit))

    def _next_subject(self, hit: re.Match[str]) -> int | None:
        """Where the last object is the subject of what follows: `independent of x, and y i.i.d.`"""
        marks = list(re.finditer(MARK, hit.groupdict().get("values") or ""))
        behind = len(self.text) - len(self.text[hit.end() :].lstrip())
        if len(marks) < 2 or self._predicate(behind) is None:
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
        return self._listed(values)

    # ---- what is said

    def _values(self, hit: re.Match[str], count: int) -> list[str]:
        """The values of a moment: one for all, or one for each of `count` names."""
        values = [self.written[int(number)].strip() for number in re.findall(MARK, hit["values"])]
        values = [_FINITE.sub("", value) for value in values]
        if len(values) == count == 1:
            values = [_ITS_VALUE.sub("", values[0])]  # mean \mu = 2
        values = [value for value in values if not re.search(r"=|\\(?:sim|in|to)\b|[<>]", value)]
        values = values[:1] if count == 1 else values  # "variance s, x_j constants" goes on with something else
        return values * count if len(values) == 1 else values

    def _words(self, hit: re.Match[str]) -> str:
        return " ".join(re.sub(MARK, lambda m: f"${self.written[int(m[1])]}$", hit.group()).split())

    def _say(self, kind: str, hit: re.Match[str], subjects: list[str]) -> None:
        words = self._words(hit)
        given = self.given.setdefault(tuple(subjects), {})
        if kind == "law":
            self.laws.append((" ".join(hit["law"].lower().split()), subjects, words))
        elif kind in PARAMETERS:
            given[kind] = [self.written[int(number)].strip() for number in re.findall(MARK, hit["values"])]
        elif kind == "success":
            found = _CHECKED[kind].match(self.written[int(hit[kind])].strip("{ "))
            assert found is not None
            given["probability"] = [(found["is"] or found["name"]).strip()]
        elif kind in {"interval", "between", "trials"}:
            said = {key: number for key, number in hit.groupdict().items() if number is not None}
            given.update({key: [self.written[int(number)].strip()] for key, number in said.items()})
        elif kind in {"centred", "unit variance"}:
            given.update({"mean": ["0"]} if kind == "centred" else {"variance": ["1"]})
        phrases = [(phrase, words) for phrase in self._phrases(kind, hit, subjects)]
        self.states += phrases
        formula = any("=" in self.written[int(number)] for number in re.findall(MARK, hit.group()))
        if not phrases and kind != "law" and not formula:
            self._lose([(kind, hit)])

    def _phrases(self, kind: str, hit: re.Match[str], subjects: list[str]) -> Iterator[str]:
        names = ", ".join(subjects)
        families = all(map(_is_family, subjects))
        members = [member_of(subject) for subject in subjects]
        each = [name for subject in subjects for name in each_of(subject)]
        match kind:
            case "iid":
                yield from (f"{s} iid" for s in subjects) if families else (f"{names} iid",)
                if families and len(subjects) > 1:
                    yield f"{', '.join(members)} independent"
            case "independent of" | "and of":
                yield from self._independent_of(members, hit)
            case "independent" if families and len(subjects) > 1:
                listed = all(map(_MEMBER.match, subjects)) and not _EACH_OTHER.match(self.text, hit.start())
                all_of_them = self.elements or self._is_mutual(hit) or listed
                yield from (f"{s} independent" for s in subjects if all_of_them)
                yield f"{', '.join(members)} independent"
            case "independent" if families or len(subjects) > 1 or "," in names:
                yield f"{names} independent"
            case "pairwise" if len(subjects) > 1 or families or "," in names:
                yield f"{names} pairwise independent"
            case "independent of them" if self.earlier and self._are_others(members):
                yield f"{', '.join(members)} independent of {', '.join(map(member_of, self.earlier))}"
            case "and each other":
                yield f"{names} independent"
            case "uncorrelated with":
                yield from (f"{a}, {b} uncorrelated" for a in members for b in map(member_of, self._objects(hit)))
            case "uncorrelated":
                yield f"{names} uncorrelated"
            case "identically distributed":
                yield f"{names} identically distributed"
            case "centred":
                yield from (f"E[{m}] = 0" for m in each)
            case "unit variance":
                yield from (f"Var({m}) = 1" for m in each)
            case "mean" | "variance" | "sd":
                values = self._values(hit, len(each))
                if len(values) == len(each):
                    yield from (_moment(kind, m, value) for m, value in zip(each, values, strict=True))
            case "covariance" | "correlation" if len(values := self._values(hit, 1)) == 1:
                head = "Cov" if kind == "covariance" else "Corr"
                yield from (f"{head}({pair}) = {values[0]}" for pair in _pairs(each))
            case "symmetric" if not hit["centre"] or self.written[int(hit["centre"])].strip() == "0":
                yield f"{names} symmetric"
            case "parity" if not any(re.match(rf"\s*{re.escape(names)}\s*=", one) for one in self.written):
                yield f"{names} {hit['parity'].lower()}"
            case "from" if not any(_stands_in(name, self.written[int(hit["from"])]) for name in members):
                yield f"{names} ~ {self.written[int(hit['from'])]}"

    def _are_others(self, members: list[str]) -> bool:
        """Whether "them" are no members of the same families."""
        return {*map(letter_of, self.earlier)}.isdisjoint(map(letter_of, members))

    def _is_mutual(self, hit: re.Match[str]) -> bool:
        """Whether all members are: "are all independent", "independent random variables"."""
        every = re.search(r"\b(?:mutually|jointly|all)\b[^⟦]*$", self.text[: hit.end()], re.IGNORECASE)
        return every is not None or _VARIABLES.match(self.text, hit.end()) is not None

    def _independent_of(self, members: list[str], hit: re.Match[str]) -> Iterator[str]:
        others = [member_of(name) for name in self._objects(hit)]
        letters = set(map(letter_of, others))
        for member in members:
            if letter_of(member) in letters:
                yield f"{member} independent"
                return
        if others:
            yield f"{', '.join(members)} independent of {', '.join(others)}"

    def _moment(self, hit: re.Match[str]) -> None:
        what = hit["what"].lower()
        kind = "variance" if what.startswith("variance") else "sd" if re.match(r"s", what) else "mean"
        found = hit.groupdict()
        value = (
            "0"
            if found.get("zero")
            else "1"
            if found.get("one")
            else self.written[int(re.sub(r"\D", "", found["value"]))]
        )
        words = self._words(hit)
        for name in self._listed(hit["of"]):
            self.states.append((_moment(kind, member_of(name), value.strip()), words))

    def _moments(self, hit: re.Match[str]) -> None:
        """`a and b are the means of x and y`: one of each."""
        values = [self.written[int(number)].strip() for number in re.findall(MARK, hit["values"])]
        names, words = self._listed(hit["of"]), self._words(hit)
        kind = {"v": "variance", "s": "sd"}.get(hit["what"][0].lower(), "mean")
        if len(names) == len(values):
            self.states += [(_moment(kind, member_of(n), v), words) for n, v in zip(names, values, strict=True)]

    # ---- laws

    def _finish(self) -> None:
        """The laws, now that all their parameters have been read."""
        for spoken, subjects, words in self.laws:
            given = self.given[tuple(subjects)]
            for number, name in enumerate(subjects):
                own = {key: values[number if len(values) == len(subjects) else 0] for key, values in given.items()}
                text = law_with(spoken, own, given.get("parameters", []))
                if text:
                    self.states.append((f"{name} ~ {text}", words))


def _moment(kind: str, name: str, value: str) -> str:
    return {"mean": f"E[{name}] = {value}", "variance": f"Var({name}) = {value}", "sd": f"Var({name}) = ({value})^2"}[
        kind
    ]


def _pairs(names: Sequence[str]) -> Iterator[str]:
    """Every two of the names; of one family two of its members."""
    family = re.fullmatch(r"(.*)_i", names[0]) if len(names) == 1 else None
    if family is not None:
        yield f"{names[0]}, {family[1]}_j"
    yield from (f"{one}, {other}" for one, other in combinations(names, 2))


def _stands_in(name: str, written: str) -> bool:
    """Whether a name is in an expression, which then is no law of it: X in E(X Y)."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name.strip())}(?![a-z])", written) is not None
