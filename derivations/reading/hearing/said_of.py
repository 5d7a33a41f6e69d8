"""What a predicate states of its subjects, as phrases: "independent of x" of w is `w independent of x`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from derivations.reading.hearing import cues
from derivations.reading.hearing.components import components_of
from derivations.reading.hearing.names_said import (
    each_of,
    is_family,
    is_joint,
    is_listed,
    letter_of,
    member_of,
    pairs_of,
    parts_of,
    stands_in,
    subject_of,
)
from derivations.reading.hearing.predicates import MARK, ORDERS

__all__ = ["SaidOf", "moment_phrase", "value_said", "values_of"]

_LETTER = r"\\?[A-Za-z]+(?:_(?:\{\w+\}|\w))?(?:\^2|\^\{2\})?"
_ONE_NUMBER = re.compile(r"\b(?:random\s+variables?|scalars?)\b", re.IGNORECASE)  # the letter of a vector, used anew
_OF_EACH = re.compile(
    rf"\b(?:each(?!\s+other)|every|both|either)\s+(?:(?:of\s+(?:the\s+|these\s+)?)?(?:(?!the\b)[a-z-]+\s+){{0,3}}?{MARK}|independent\b)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:independently|as\s+a\s+(?:pair|whole)|jointly|together)\b", re.IGNORECASE)
_ZERO = re.compile(r"\s*0\s*(?:[,;.\\]|$)")
_MOMENTS = (("E[", "]"), ("Var(", ")"))  # equal for a variable and its copies


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A predicate in the text of a sentence, whom it is about and the objects that it names; ⟦k⟧ stands for
    `written[k]`, "them" for the names said `earlier`. The subjects may be `elements` of vectors.
    """

    subjects: Sequence[str]
    kind: str
    hit: re.Match[str]
    objects: Sequence[str]
    text: str
    written: Sequence[str]
    earlier: Sequence[str]
    elements: bool

    def phrases(self) -> Iterator[str]:
        """The phrases, none where nothing is stated."""
        if any(map(is_joint, (*self.subjects, *self.objects))):
            yield from self._of_joint()
            return
        vectors = components_of(self.written)
        of_vectors = any("".join(name.split()) in vectors for name in (*self.subjects, *self.objects))
        if of_vectors and _ONE_NUMBER.search(self.text) is None:
            yield from self._of_vectors()
            return
        kind, hit, subjects = self.kind, self.hit, self.subjects
        names = ", ".join(subjects)
        families = all(map(is_family, subjects))
        members = [member_of(subject) for subject in subjects]
        each = [name for subject in subjects for name in each_of(subject)]
        match kind:
            case "iid":
                yield from (f"{s} iid" for s in subjects) if families else (f"{names} iid",)
                if families and len(subjects) > 1:
                    yield f"{', '.join(members)} independent"
            case "independent of" | "and of":
                yield from self._independent_of(members)
            case "independent" if families and len(subjects) > 1:
                listed = all(map(is_listed, subjects)) and not cues.EACH_OTHER.match(self.text, hit.start())
                all_of_them = self.elements or self._is_mutual() or listed or self._are_drawn()
                yield from (f"{s} independent" for s in subjects if all_of_them)
                yield f"{', '.join(members)} independent"
            case "independent" if families or len(subjects) > 1 or "," in names:
                drawn = filter(is_family, subjects if len(subjects) > 1 and self._are_drawn() else ())
                yield from (f"{family} independent" for family in drawn)
                yield f"{names} independent"
            case "pairwise" if len(subjects) > 1 or families or "," in names:
                yield f"{names} pairwise independent"
            case "independent of them" if self.earlier and self._are_others(members):
                yield f"{', '.join(members)} independent of {', '.join(map(member_of, self.earlier))}"
            case "and each other":
                yield f"{names} independent"
            case "uncorrelated with":
                yield from (f"{a}, {b} uncorrelated" for a in members for b in map(member_of, self.objects))
            case "uncorrelated" if families or "," in names:
                yield f"{names} uncorrelated"
            case "identically distributed":
                whole = [member for member, name in zip(members, subjects, strict=True) if is_family(name)]
                if len(subjects) == 2 and len(whole) == 1:  # a variable and copies of it
                    other = next(member for member in members if member not in whole)
                    yield from (f"{head[0]}{whole[0]}{head[1]} = {head[0]}{other}{head[1]}" for head in _MOMENTS)
                elif len(subjects) == 1 and not whole and (others := self._apart_from()):  # y is, of x, with its law
                    yield from (f"{head[0]}{names}{head[1]} = {head[0]}{others[0]}{head[1]}" for head in _MOMENTS)
                else:
                    yield f"{names} identically distributed"
            case "centred":
                yield from (f"E[{m}] = 0" for m in each)
            case "unit variance":
                yield from (f"Var({m}) = 1" for m in each)
            case "unit mean":
                yield from (f"E[{m}] = 1" for m in each)
            case "unit second moment":
                yield from (f"E[{m}^2] = 1" for m in each)
            case "equal means" | "equal variances" if len(each) > 1:
                head = "E[{}]" if kind == "equal means" else "Var({})"
                yield from (f"{head.format(other)} = {head.format(each[0])}" for other in each[1:])
            case "no covariance":
                yield from (f"Cov({pair}) = 0" for pair in pairs_of(each))
            case _ if kind.startswith("zero ") and kind.endswith(" moment"):
                yield from (moment_phrase(kind.removeprefix("zero "), m, "0") for m in each)
            case _ if kind in {"mean", "variance", "sd"} or kind.endswith(" moment"):
                values = self._values(len(each))
                if len(values) == len(each):
                    yield from (moment_phrase(kind, m, value) for m, value in zip(each, values, strict=True))
            case "covariance" | "correlation" if len(values := self._values(1)) == 1:
                head = "Cov" if kind == "covariance" else "Corr"
                yield from (f"{head}({pair}) = {values[0]}" for pair in pairs_of(each))
            case "zero" if all(letter_of(m) in cues.BIASES for m in each):
                yield from (f"{m} = 0" for m in each)
            case "symmetric" if not hit["centre"] or _ZERO.match(self.written[int(hit["centre"])]):
                yield f"{names} symmetric"
            case "density":
                yield f"{names} continuous"
                if hit["mirrored"]:
                    yield f"{names} symmetric"
            case "parity" if not any(re.match(rf"\s*{re.escape(names)}\s*=", one) for one in self.written):
                yield f"{names} {hit['parity'].lower()}"
            case "from" if not any(stands_in(name, self.written[int(hit["from"])]) for name in members):
                yield f"{names} ~ {self.written[int(hit['from'])]}"

    def _of_vectors(self) -> Iterator[str]:
        """What is said of whole vectors that are written out, said of their components: they are independent of other
        vectors and not of each other.
        """
        vectors = components_of(self.written)
        whole = {name: "".join(name.split()) in vectors for name in (*self.subjects, *self.objects)}
        subjects, objects = (
            [part for name in names for part in (parts_of(name, self.written) if whole[name] else [name])]
            for names in (self.subjects, self.objects)
        )
        if self.kind == "independent":
            if len(subjects) == len(self.subjects) > 1:
                yield f"{', '.join(map(member_of, subjects))} independent"
        elif self.kind in {"independent of", "and of", "uncorrelated with", "independent of them", "centred"}:
            yield from replace(self, subjects=subjects, objects=objects).phrases()

    def _of_joint(self) -> Iterator[str]:
        """What is said of vectors and of pairs: nothing of what is in them, but for copies of a pair."""
        names = ", ".join(self.subjects)
        rows = [name for name in self.subjects if is_joint(name) and is_family(name)]
        match self.kind:
            case "iid" | "independent" | "identically distributed" if len(self.subjects) == len(rows) == 1:
                yield f"{names} {self.kind}"
            case "independent" if len(self.subjects) > 1:
                yield f"{names} independent"
            case "independent of":
                yield f"{names} independent of {', '.join(map(member_of, self.objects))}"
            case "identically distributed" if len(self.subjects) == 2 and all(map(is_joint, self.subjects)):
                inner = [[part.strip() for part in name.strip("()").split(",")] for name in self.subjects]
                if len(inner[0]) == len(inner[1]):
                    pairs = [*zip(*inner, strict=True)]
                    yield from (f"{a}{one}{z} = {a}{other}{z}" for one, other in pairs for a, z in _MOMENTS)
                    yield from (f"Cov({a}, {c}) = Cov({b}, {d})" for (a, b), (c, d) in combinations(pairs, 2))

    def _apart_from(self) -> list[str]:
        """The one name that the subject was said to be independent of right before."""
        hit = re.search(rf"\bindependent\s+(?:of|from)\s+({MARK})[^⟦;:.]*$", self.text[: self.hit.start()])
        found = subject_of(self.written[int(re.sub(r"\D", "", hit[1]))]) if hit is not None else []
        return found if len(found) == 1 and "," not in found[0] and not is_family(found[0]) else []

    def _are_others(self, members: list[str]) -> bool:
        """Whether "them" are no members of the same families."""
        return {*map(letter_of, self.earlier)}.isdisjoint(map(letter_of, members))

    def _is_mutual(self) -> bool:
        """Whether all members are: "are all independent", "independent random variables"."""
        every = re.search(r"\b(?:mutually|jointly|all)\b[^⟦]*$", self.text[: self.hit.end()], re.IGNORECASE)
        return every is not None or cues.VARIABLES.match(self.text, self.hit.end()) is not None

    def _are_drawn(self) -> bool:
        """Whether laws are stated of them in the same breath: "let w_j ~ N(0, 1) and b ~ N(0, 1) be independent"."""
        drawn = [part for part in self.written if re.search(r"\\sim\b|~", part)]
        return all(any(name in subject_of(part) for part in drawn) for name in self.subjects)

    def _independent_of(self, members: list[str]) -> Iterator[str]:
        others = [member_of(name) for name in self.objects]
        letters = set(map(letter_of, others))
        for member in members:
            if letter_of(member) in letters and is_family(member):
                yield f"{member} independent"
                return
        if r"\everything" in others:
            yield from (f"{subject} independent" for subject in self.subjects if is_family(subject))
        if others:
            one_by_one = self._is_of_each() and (len(members) > 1 or is_family(members[0]) or "," in members[0])
            in_pairs = "pairwise " if one_by_one else ""
            yield f"{', '.join(members)} {in_pairs}independent of {', '.join(others)}"

    def _is_of_each(self) -> bool:
        """Whether it is said of them one by one: "both x and y are independent of z", "x and y are each ..."."""
        begin = max(self.text.rfind(sign, 0, self.hit.start()) for sign in ",;:")
        clause = self.text[begin + 1 : self.hit.start("values")]
        return _OF_EACH.search(clause) is not None and _TOGETHER.search(self.text, begin + 1) is None

    def _values(self, count: int) -> list[str]:
        """The values of a moment: one for all, or one for each of `count` names."""
        values = values_of([self.written[int(number)] for number in re.findall(MARK, self.hit["values"])])
        if len(values) == count == 1:
            values = [cues.ITS_VALUE.sub("", values[0])]  # mean \mu = 2
        values = [value for value in values if not re.search(r"=|\\(?:sim|in|to)\b|[<>]", value)]
        values = [value for value in values if not is_listed(value)]  # the mean of x_1, ..., x_n
        values = values[:1] if count == 1 else values  # "variance s, x_j constants" goes on with something else
        return values * count if len(values) == 1 else values


def values_of(written: Sequence[str]) -> list[str]:
    r"""The values that stand in formulas, without what bounds them.

    >>> values_of([r"\lambda > 0", r"s_1, s_2 > 0", r"\sigma^2 < \infty"])
    ['\\lambda', 's_1', 's_2', '\\sigma^2']
    """
    plain = [value_said(value) for value in written]
    several = re.compile(rf"{_LETTER}(?:\s*,\s*{_LETTER})+")
    listed = [re.split(r"\s*,\s*", value) if several.fullmatch(value) else [value] for value in plain]
    return [value for values in listed for value in values]


def value_said(written: str) -> str:
    r"""What a formula gives as a value, without the range that it confines it to.

    >>> value_said(r"\alpha > 0"), value_said(r"0 < \sigma^2 < \infty"), value_said(r"1 \le p")
    ('\\alpha', '\\sigma^2', 'p')
    """
    parts = [part.strip() for part in cues.ORDER.split(written)]
    return next((part for part in parts if re.search(r"[A-Za-z]", part)), parts[0])


def moment_phrase(kind: str, name: str, value: str) -> str:
    """E[X] = m, E[X^2] = q, Var(X) = v, or the variance that a standard deviation gives."""
    if kind == "mean":
        return f"E[{name}] = {value}"
    if kind.endswith(" moment"):
        return f"E[{name}^{ORDERS[kind.removesuffix(' moment')]}] = {value}"
    return f"Var({name}) = {value}" if kind == "variance" else f"Var({name}) = ({value})^2"
