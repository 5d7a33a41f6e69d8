r"""A step with a definition by cases: it says one thing for each of them, which is decided under its condition.

>>> from derivations.reading import read_document
>>> text = r"$$|x| = \begin{cases} x & x \ge 0 \\ -x & \text{otherwise} \end{cases}$$"
>>> (chain,) = read_document(text).chains
>>> for branch in branches_of(chain.steps[0]):
...     print(branch.step.lhs, "=", branch.step.rhs, "if", *branch.conditions)
abs(x) = x if x >= 0
abs(x) = -x if x < 0
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise, product
from typing import Final

from derivations.reading import Step
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import EquationPhrase, LawPhrase, Phrase
from derivations.reading.syntax.tree import Call, Cases, Head, Name, Node, Relation, rebuild, ungroup, walk
from verify.closed_forms.law_functions import ONE, TURNED, ZERO, ends_of
from verify.decision import Decision
from verify.steps.written import letters_of, sides_of

__all__ = ["Branch", "branches_of", "decided_by_branches"]

MAX_BRANCHES: Final = 12
_NOT: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_SIGNS: Final = {
    "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}, "=": {0}, "!=": {-1, 1},
}  # fmt: skip
_BLAMED: Final = frozenset(["refuted", "missing-hypothesis"])
_AT_MOST, _AT_LEAST = frozenset(["<", "<="]), frozenset([">", ">="])


@dataclass(frozen=True, slots=True)
class Branch:
    """What a step says in one case, and the relations that hold there."""

    step: Step
    conditions: tuple[Relation, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions))


def branches_of(step: Step) -> tuple[Branch, ...]:
    """What a step says in each of the cases of one of its sides; nothing where it has none that can be read."""
    cases = [side for side in map(ungroup, sides_of(step)) if isinstance(side, Cases)]
    if len(cases) != 1 or step.relation != "=" or len(sides_of(step)) != 2:
        return ()
    found: list[Branch] = []
    before: list[tuple[Relation, ...]] = []
    for value, condition in zip(cases[0].values, cases[0].conditions, strict=True):
        sides = [value if ungroup(side) is cases[0] else side for side in sides_of(step)]
        one = replace(step, lhs=sides[0], rhs=sides[1], lhs_source=str(sides[0]), rhs_source=str(sides[1]))
        if condition is None:
            found += [Branch(one, under) for under in _none_of(before)]
        elif (parts := _relations(condition)) is not None:
            before.append(parts)
            found.append(Branch(one, parts))
        else:
            return ()
    return tuple(found) if len(found) <= MAX_BRANCHES else ()


def _relations(condition: Node) -> tuple[Relation, ...] | None:
    """`a <= x <= b` as relations between two sides; None for what is no order and no equation."""
    condition = ungroup(condition)
    if not isinstance(condition, Relation) or not set(condition.kinds) <= _NOT.keys():
        return None
    return tuple(
        Relation(pair, (kind,), span=condition.span)
        for pair, kind in zip(pairwise(condition.sides), condition.kinds, strict=True)
    )


def _none_of(conditions: Sequence[tuple[Relation, ...]]) -> Iterator[tuple[Relation, ...]]:
    """Where none of the conditions holds: each of them fails in one of its relations."""
    for failing in islice(product(*conditions), MAX_BRANCHES + 1):
        under = tuple(replace(one, kinds=(_NOT[one.kinds[0]],)) for one in failing)
        if all(_SIGNS[one] & _SIGNS[other] for one, other in _of_one_pair(under)):
            yield under


def _of_one_pair(relations: Sequence[Relation]) -> Iterator[tuple[str, str]]:
    """The signs of relations between the same two sides, turned where they stand the other way round."""
    for one, other in combinations(relations, 2):
        if one.sides == other.sides:
            yield one.kinds[0], other.kinds[0]
        elif one.sides == other.sides[::-1]:
            yield one.kinds[0], TURNED.get(other.kinds[0], other.kinds[0])


def decided_by_branches(
    step: Step, phrases: Sequence[Phrase], roles: Roles, decide: Callable[[Step, Sequence[Phrase]], Decision]
) -> Decision | None:
    """The verdict of a step with cases, each under its condition; None where there are none.

    A condition on random variables is one on each of their values, which a step without moments speaks of.
    """
    branches = branches_of(step)
    if not branches:
        return None
    found = []
    for branch in branches:
        plain = _for_each_value(branch, roles)
        if plain is None:
            return Decision("unknown", f"the condition {branch} is an event, and moments stand beside it")
        inside = _on_its_side(plain, phrases)
        if inside is None:
            return Decision("unknown", f"the condition {branch} does not say on which side of the support it is")
        found.append(_decided(inside, phrases, decide))
    common = tuple(h for h in found[0].under if all(h in one.under for one in found))
    found = [replace(one, under=common) for one in found]
    if all(one.verdict == "proved" for one in found):
        reasons = "; ".join(dict.fromkeys(one.reason for one in found))
        return replace(found[0], reason=f"in each of its cases: {reasons}")
    worst = sorted(zip(found, branches, strict=True), key=lambda p: p[0].verdict not in _BLAMED)
    one, branch = next((one, branch) for one, branch in worst if one.verdict != "proved")
    verdict = one.verdict if one.verdict in _BLAMED else "unknown"
    return replace(one, verdict=verdict, reason=f"where {branch}: {one.reason}")


def _decided(
    branch: Branch, phrases: Sequence[Phrase], decide: Callable[[Step, Sequence[Phrase]], Decision]
) -> Decision:
    """The verdict of one case. A letter with a value there is replaced by it; what is against it satisfies the rest."""
    values = {one.sides[0]: one.sides[1] for one in branch.conditions if one.kinds == ("=",)}
    lhs, rhs = (rebuild(side, lambda part: values.get(part, part)) for side in sides_of(branch.step))
    if lhs == rhs:
        return Decision("proved", "the same on both sides", "the same expression")
    given = [
        EquationPhrase(text=str(one), lhs=one.sides[0], relation=one.kinds[0], rhs=one.sides[1])
        for one in branch.conditions if one.kinds != ("=",)
    ]  # fmt: skip
    found = decide(replace(branch.step, lhs=lhs, rhs=rhs), (*phrases, *given))
    valued = found.counterexample.parameters if found.counterexample is not None else {}
    letters = set().union(*(letters_of(part) for p in given for part in (p.lhs, p.rhs)))
    if found.verdict in _BLAMED and not {str(n) for n in letters} <= valued.keys():
        return Decision("unknown", f"{found.reason}; no values were looked for that the condition allows")
    return found


def _for_each_value(branch: Branch, roles: Roles) -> Branch | None:
    """The case with letters for the values of the random variables that its condition speaks of."""
    nodes = [*branch.conditions, *sides_of(branch.step)]
    named = set().union(*map(letters_of, branch.conditions))
    moments = [part for node in nodes for part in walk(node) if isinstance(part, Head) and part.kind != "Indicator"]
    random = {n for n in named if (role := roles.of(n)) is not None and role.role == "random"}
    if moments and (random or any(part.kind != "P" and named & set(part.args) for part in moments)):
        return None
    table = {n: Name(f"value_{n.base}", n.subscript) for n in random}

    def changed(part: Node) -> Node:
        return table.get(part, part) if isinstance(part, Name) else part

    lhs, rhs = (rebuild(side, changed) for side in sides_of(branch.step))
    conditions = (rebuild(one, changed) for one in branch.conditions)
    return Branch(replace(branch.step, lhs=lhs, rhs=rhs), tuple(one for one in conditions if isinstance(one, Relation)))


def _on_its_side(branch: Branch, phrases: Iterable[Phrase]) -> Branch | None:
    """The case with the values of densities and distribution functions beside the support of their law.

    None where its condition does not say on which side of the ends of the support it is.
    """
    laws = {name: p for p in phrases if isinstance(p, LawPhrase) and not any(p.keys) for name in p.names}
    table: dict[Node, Node] = {}
    for part in (part for side in sides_of(branch.step) for part in walk(side)):
        match part:
            case Call(Name("f" | "F" as kind, (Name() as owner,), primes=0), (at,), ()) if owner in laws:
                pass
            case Head("P", (Relation((Name() as owner, at), ("<" | "<=",)),), ()) if owner in laws:
                kind = "F"
            case Head("Indicator", (Relation() as event,)) if (said := _of_event(branch, event)) is not None:
                table[part] = said
                continue
            case _:
                continue
        ends = ends_of(laws[owner])
        if ends is None:
            continue
        low, high = ends
        if low is not None and _says(branch, at, _AT_MOST, low):
            table[part] = ZERO
        elif high is not None and _says(branch, at, _AT_LEAST, high):
            table[part] = ZERO if kind == "f" else ONE
        elif (low is not None and not _says(branch, at, _AT_LEAST, low)) or (
            high is not None and not _says(branch, at, _AT_MOST, high)
        ):
            return None
    lhs, rhs = (rebuild(side, lambda part: table.get(part, part)) for side in sides_of(branch.step))
    return replace(branch, step=replace(branch.step, lhs=lhs, rhs=rhs))


def _of_event(branch: Branch, event: Relation) -> Node | None:
    """The indicator of an event that the condition says to happen, or not to."""
    if len(event.kinds) != 1 or event.kinds[0] not in _NOT:
        return None
    if event in branch.conditions:
        return ONE
    return ZERO if replace(event, kinds=(_NOT[event.kinds[0]],)) in branch.conditions else None


def _says(branch: Branch, at: Node, kinds: frozenset[str], end: Node) -> bool:
    """Whether a condition says, as it stands, that a point is on one side of an end."""
    at, end = ungroup(at), ungroup(end)
    for one in branch.conditions:
        left, right = map(ungroup, one.sides)
        kind = one.kinds[0]
        if (left, right) == (at, end) and kind in kinds:
            return True
        if (right, left) == (at, end) and TURNED.get(kind, kind) in kinds:
            return True
    return False
