"""A finite law that satisfies the hypotheses and refutes an equation, small enough to check by hand.

>>> from derivations.terms import Var, random_variables
>>> x = random_variables("x")
>>> found = counterexample((), Var(3 * x), 3 * Var(x))
>>> print(found)
x = 0 or 1, each with probability 1/2: the left side is 9/4, the right side 3/4
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from random import Random
from typing import Any

from sympy import Basic, Integer, Rational, Symbol, sympify

from derivations.claims import Claim, Relation
from derivations.entailment import unfold
from derivations.errors import UserError
from derivations.hypotheses import (
    IID,
    Definition,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    Independent,
    IndependentElements,
)
from derivations.laws import Finite
from derivations.terms import Element, Family, RandomVariable, cells, free_symbols, subterms
from verify.time_limit import spent
from verify.worlds.coupled_laws import Tilted
from verify.worlds.functional_worlds import functional_world
from verify.worlds.joint_worlds import joint_world
from verify.worlds.satisfied import jumps_at_an_atom, value_in, violated
from verify.worlds.worlds import InTurn, NoWorldError, World, build

__all__ = ["Counterexample", "Law", "breaks", "counterexample", "shown_in", "worlds_for"]

TRIES = 60
SIMPLEST = 3  # tries with the simplest laws that there are
INDEPENDENT = 6  # tries with variables that are all independent
MOST_SHOWN = 10  # atoms of one law on one line
GOOD = 12  # characters of a counterexample that is small enough
GLANCE, IN_VAIN = 40, 4  # characters of one that is kept where so many more that were found are no smaller
READABLE = 80  # characters of one that a person reads at a glance
BETTER, LONGER = 0.15, 0.4  # seconds for a smaller one
ENOUGH = 20  # counterexamples to choose the smallest from
KEPT = 6  # worlds beside the one that is shown
MOST_SEARCHES = 16  # that can be gone on with
NOISE = ("r", "t", "u", "v", "q", "g", "h", "k")  # names of what variables are functions of
FEW = 2000  # outcomes of all latents of a world, together


@dataclass(frozen=True, slots=True)
class Law:
    """A law of one name or the joint law of several: atoms ((value, ...), probability); or, without atoms, a law as
    `stated` says, or what `equals` says of names that have one.
    """

    names: tuple[str, ...]
    atoms: tuple[tuple[tuple[Rational, ...], Rational], ...]
    stated: str = ""
    equals: str = ""

    def __str__(self) -> str:
        names = self.names[0] if len(self.names) == 1 else f"({', '.join(self.names)})"
        if self.stated or self.equals:
            return f"{names} ~ {self.stated}" if self.stated else f"{names} = {self.equals}"
        shown = self.atoms if len(self.atoms) <= MOST_SHOWN else self.atoms[: MOST_SHOWN - 2]
        values = [str(v[0]) if len(v) == 1 else f"({', '.join(map(str, v))})" for v, _ in shown]
        if len(shown) < len(self.atoms):
            listed = ", ".join(f"{v} with probability {p}" for v, (_, p) in zip(values, shown, strict=True))
            return f"{names} = {listed}, and {len(self.atoms) - len(shown)} more atoms (--json and the page list them)"
        chances = {p for _, p in self.atoms}
        if len(chances) == 1 and len(values) > 1:
            return f"{names} = {' or '.join(values)}, each with probability {chances.pop()}"
        return f"{names} = " + ", ".join(
            f"{v} with probability {p}" for v, (_, p) in zip(values, self.atoms, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Independent laws, and parameters, under which the two sides differ; the world that they show, and `others` in
    which they differ too.
    """

    laws: tuple[Law, ...]
    parameters: dict[str, Any]
    lhs: Any
    rhs: Any
    world: World | None = field(default=None, repr=False, compare=False)
    others: tuple[World, ...] = field(default=(), repr=False, compare=False)

    @property
    def size(self) -> tuple[int, int]:
        """What it takes to check it by hand: characters to read, then how far the numbers are from 0."""
        numbers = [n for law in self.laws for values, p in law.atoms for n in (*values, p)]
        read = sum(len(str(n)) for n in (*numbers, *self.parameters.values(), self.lhs, self.rhs))
        read += sum(len(law.equals) + len(law.stated) for law in self.laws)
        return read, sum(abs(n.p) + n.q for n in numbers) + sum(
            abs(int(n)) for n in self.parameters.values() if n.is_Integer
        )

    def __str__(self) -> str:
        """The parameters, the laws (of independent variables with one law once), and both values."""
        shown = [f"{name} = {_text(value)}" for name, value in self.parameters.items()]
        alike: dict[str, list[str]] = {}
        for law in self.laws:
            names, sign, said = str(law).partition(" = " if not law.stated else " ~ ")
            alike.setdefault(sign + said, []).append(names)
        functions = {f" = {law.equals}" for law in self.laws if law.equals}
        for said, names in alike.items():
            several = len(names) > 1 and said not in functions
            shown.append((", ".join(names) + " iid" if several else " = ".join(names)) + said)
        return f"{'; '.join(shown)}: the left side is {_value(self.lhs)}, the right side {_value(self.rhs)}"

    def renamed(self, names: Mapping[str, str]) -> Counterexample:
        """With other names for variables."""
        laws = (replace(law, names=tuple(names.get(name, name) for name in law.names)) for law in self.laws)
        return replace(self, laws=tuple(laws)) if names else self

    def to_dict(self) -> dict[str, Any]:
        """As JSON; exact numbers are strings."""
        return {
            "laws": [
                {"names": list(law.names), "atoms": [[[str(v) for v in values], str(p)] for values, p in law.atoms]}
                | ({"law": law.stated} if law.stated else {})
                | ({"equals": law.equals} if law.equals else {})
                for law in self.laws
            ],
            "parameters": {name: str(value) for name, value in self.parameters.items()},
            "lhs": str(self.lhs),
            "rhs": str(self.rhs),
        }


def counterexample(
    hypotheses: Sequence[Hypothesis],
    lhs: Any,
    rhs: Any,
    *,
    relation: str = "=",
    seconds: float = 5.0,
    smallest: bool = True,
) -> Counterexample | None:
    """The smallest found to `lhs relation rhs` or, where any will do, the first; or None. Whatever made it, all
    hypotheses are checked on its laws.
    """
    claim = Claim(tuple(hypotheses), Relation(sympify(lhs), "=", sympify(rhs)))
    key = (claim, relation)
    search = _SEARCHES.pop(key, None) or _Search(claim, relation, worlds_for(claim))  # forgotten if it is broken off
    found = search.go_on(seconds, smallest=smallest)
    if len(_SEARCHES) >= MOST_SEARCHES:
        del _SEARCHES[next(iter(_SEARCHES))]
    _SEARCHES[key] = search
    return found


@dataclass(slots=True)
class _Search:
    """What was found so far against a claim; who asks again goes on where the search was left."""

    claim: Claim
    relation: str
    worlds: Iterator[World | None]
    best: tuple[tuple[int, int], Counterexample] | None = None
    found: int = 0
    in_vain: int = 0  # found since the best one
    broken: list[World] = field(default_factory=list)  # the first worlds in which the sides differ
    over: bool = False

    def go_on(self, seconds: float, *, smallest: bool) -> Counterexample | None:
        """The best that is found until it is good enough, nothing is left to look at, or the time is over."""
        started, stop = spent(), seconds
        while not self._is_enough(smallest=smallest) and spent() - started <= stop:
            world = next(self.worlds, self)
            if world is self:
                self.over = True
            elif isinstance(world, World) and (shown := self._against(world)) is not None:
                self._keep(shown)
                better = BETTER if shown.size[0] <= READABLE else LONGER
                stop = min(stop, max(seconds / 8, spent() - started + better))
        if self.best is None:
            return None
        self.over |= smallest
        best = self.best[1]
        return replace(best, others=tuple(world for world in self.broken if world is not best.world))

    def _is_enough(self, *, smallest: bool) -> bool:
        if self.over or self.best is None:
            return self.over
        size = self.best[0][0]
        good = size <= GOOD or (size <= GLANCE and self.in_vain >= IN_VAIN)
        return good or self.found >= (ENOUGH if smallest else 1)

    def _keep(self, shown: Counterexample) -> None:
        self.found, self.in_vain = self.found + 1, self.in_vain + 1
        if shown.world is not None and len(self.broken) < KEPT:
            self.broken.append(shown.world)
        if self.best is None or shown.size < self.best[0]:
            self.best, self.in_vain = (shown.size, shown), 0

    def _against(self, world: World) -> Counterexample | None:
        """The world as a counterexample, if it is one."""
        claim = self.claim
        with contextlib.suppress(NoWorldError, ZeroDivisionError, UserError):
            left, right = value_in(claim.relation.lhs, world), value_in(claim.relation.rhs, world)
            broken = breaks(self.relation, left, right) and violated(world, claim.hypotheses) is None
            if broken and not jumps_at_an_atom(world, claim):
                return shown_in(world, claim, left, right)
        return None


_SEARCHES: dict[Any, _Search] = {}


def shown_in(world: World, claim: Claim, left: Any, right: Any) -> Counterexample:
    """The laws and parameters that a world has for what a claim speaks of, with the values of both sides."""
    shown = _shown(world, claim)
    return Counterexample(_laws(world, shown), _named(world, claim, shown), left, right, world)


def worlds_for(claim: Claim) -> Iterator[World | None]:
    """Worlds of few outcomes as they are made (None for one that cannot be made), then the others, by outcomes."""
    large: list[tuple[int, World]] = []
    for made in _candidates(claim):
        world = None
        with contextlib.suppress(NoWorldError, ZeroDivisionError, UserError):
            world = made()
        outcomes = 0 if world is None else prod(len(w.atoms) for w in world.latents.values() if isinstance(w, Finite))
        if world is not None and outcomes > FEW:
            large.append((outcomes, world))
        yield world if outcomes <= FEW else None
    yield from (world for _, world in sorted(large, key=lambda item: item[0]))


def _candidates(claim: Claim) -> Iterator[Callable[[], World]]:
    """Worlds of the simplest laws, worlds in which all is independent, worlds of shared latents, small by design, and
    joint laws drawn at large.
    """
    apart = _all_apart(claim)
    for simplest in dict.fromkeys((apart, claim)):
        for place in range(SIMPLEST):
            yield lambda simplest=simplest, place=place: build(simplest, InTurn(place), finite=True, plain=True)
    for number in range(INDEPENDENT if apart.hypotheses != claim.hypotheses else 0):
        yield lambda number=number: build(apart, f"independent:{number}", finite=True, plain=True)
    still = _without_inputs(apart)
    for number in range(INDEPENDENT if still.hypotheses != apart.hypotheses else 0):
        yield lambda number=number: build(still, f"still:{number}", finite=True, plain=True)
    for number in range(TRIES):
        seed = f"counterexample:{number}"
        yield lambda seed=seed: build(claim, seed, finite=True, plain=True)
        if number % 3 == 2:
            yield lambda seed=seed: build(claim, seed, finite=True, plain=False)
        yield lambda seed=seed: joint_world(claim, Random(seed))  # noqa: S311  (reproducible, not secret)
        for also in ("", "again", "once more"):
            yield lambda seed=seed + also: functional_world(claim, Random(seed))  # noqa: S311


def _value(number: Any) -> str:
    """A number as text, one that is no fraction with its size: 3*sqrt(2), about 4.243."""
    whole = _text(number)
    return whole if getattr(number, "is_Rational", True) else f"{whole}, about {number.evalf(4)}"


def _all_apart(claim: Claim) -> Claim:
    """The claim about variables that are independent, and families of independent members of one law."""
    defined = {cell for h in claim.hypotheses if isinstance(h, Definition) for cell in cells(h.name)}
    sides = (claim.relation.lhs, claim.relation.rhs)
    found = sorted(set().union(*(cells(unfold(claim.hypotheses, side)[0]) for side in sides)) - defined, key=str)
    owners = list(dict.fromkeys(c.family if isinstance(c, Element) else c for c in found))
    families = [owner for owner in owners if isinstance(owner, Family)]
    more = [*([Independent(*owners)] if len(owners) > 1 else []), *(h for f in families for h in IID(f))]
    return Claim((*claim.hypotheses, *(h for h in more if h not in claim.hypotheses)), claim.relation)


def _without_inputs(claim: Claim) -> Claim:
    """The claim where all that goes into the layers below those it speaks of, and nothing is said of, is 1."""
    sides = (claim.relation.lhs, claim.relation.rhs)
    silent = Independent | IndependentElements | IdenticallyDistributed
    told = [h.name if isinstance(h, Definition) else getattr(h, "term", getattr(h, "relation", None))
            for h in claim.hypotheses if not isinstance(h, silent)]  # fmt: skip
    named = {_called(cell) for part in (*sides, *told) for cell in _owners(part)}
    inside = sorted(set().union(*(cells(unfold(claim.hypotheses, side)[0]) for side in sides)), key=str)
    below = dict.fromkeys(owner for cell in inside for owner in _owners(cell) if _called(cell) not in named)
    one = Finite(((Integer(1), Integer(1)),))
    return Claim((*claim.hypotheses, *(HasLaw(owner, one) for owner in below)), claim.relation)


def _owners(part: Any) -> set[Any]:
    """The variables and families in what a hypothesis is about."""
    if isinstance(part, Family):
        return {part}
    return {c.family if isinstance(c, Element) else c for c in cells(part)} if isinstance(part, Basic) else set()


def breaks(relation: str, left: Any, right: Any) -> bool:
    """Whether two exact numbers surely do not stand in the relation."""
    if not all(side.is_number and side.is_finite and side.is_real for side in (left, right)):
        return False
    equal = (left - right).equals(0)
    if relation in {"=", "!="} or equal is not False:
        return equal is (relation in {"!=", "<", ">"})
    return bool(left < right if relation in {">=", ">"} else left > right)


def _named(world: World, claim: Claim, shown: Collection[Any]) -> dict[str, Any]:
    """The parameters that matter, and what was chosen for the functions about which nothing is said."""
    t = Symbol("t")
    chosen = {f"{function}(t)": value(t) for function, value in world.functions.items()}
    sides = [unfold(claim.hypotheses, side)[0] for side in (claim.relation.lhs, claim.relation.rhs)]
    names = {_called(cell) for cell in shown}
    about = [h for h in claim.hypotheses if {_called(c) for c in _cells_of(h)} & names]
    written = {part for side in sides for part in subterms(side) if isinstance(part, Symbol)}  # no sizes of families
    letters = written.union(*(_letters_of(h) for h in about))
    members = {c.family.name for side in sides for c in subterms(side) if isinstance(c, Element)}
    found = {
        _text(name): value
        for name, value in world.parameters.items()
        if name in letters or (isinstance(name, Element) and name.family.name in members)
    } | chosen
    return {name: found[name] for name in sorted(found)}


def _called(cell: Any) -> str:
    """The name that all members of a family have in common."""
    owner = cell.family if isinstance(cell, Element) else cell
    return owner.name if isinstance(owner, Family) else _text(owner)


def _cells_of(hypothesis: Hypothesis) -> set[Any]:
    """The variables that a law, an equation or a definition is about."""
    if isinstance(hypothesis, HasLaw):
        return {hypothesis.term}
    if isinstance(hypothesis, Holds):
        return cells(hypothesis.relation)
    return set()


def _letters_of(hypothesis: Hypothesis) -> set[Any]:
    if isinstance(hypothesis, HasLaw):
        return set().union(*(p.free_symbols for p in hypothesis.law.parameters))
    return free_symbols(hypothesis.relation) if isinstance(hypothesis, Holds) else set()


def _shown(world: World, claim: Claim) -> dict[Any, Any]:
    """The cells that the two sides are made of; what the hypotheses say of others changes neither side."""
    wanted = set().union(*(cells(world.concrete(side)) for side in (claim.relation.lhs, claim.relation.rhs)))
    return {cell: value for cell, value in world.cells.items() if cell in wanted}


def _laws(world: World, shown: dict[Any, Any]) -> tuple[Law, ...]:
    """One law for each set of cells that share latents."""
    groups: list[tuple[set[Any], list[Any]]] = []
    for cell, value in shown.items():
        latents = {s for s in value.free_symbols if s in world.latents}
        joined = [g for g in groups if g[0] & latents]
        groups = [g for g in groups if not any(g is j for j in joined)]
        groups.append((latents.union(*(g[0] for g in joined)), [c for g in joined for c in g[1]] + [cell]))
    taken = {_text(name).split("_")[0] for name in (*world.cells, *world.parameters)}
    free = (letter for letter in NOISE if letter not in taken)
    return tuple(law for latents, cells in groups for law in _laws_of(sorted(latents, key=str), cells, world, free))


def _laws_of(latents: list[Any], members: list[Any], world: World, free: Iterator[str]) -> list[Law]:
    """The joint law of the cells; where a law has no atoms, the laws of what the others are functions of, and those."""
    if all(isinstance(world.latents[u], Finite) for u in latents):
        return [_law(latents, members, world)]
    names = {world.cells[c]: c for c in reversed(members) if world.cells[c] in latents}
    for latent in (u for u in latents if u not in names):
        names[latent] = RandomVariable(next(free, f"noise{latent}"))
    laws = [_of_latent(names[u], world.latents[u]) for u in latents]
    others = [c for c in members if c not in names.values()]
    return [*laws, *(Law((_text(c),), (), equals=_text(world.cells[c].xreplace(names))) for c in others)]


def _of_latent(name: Any, law: Any) -> Law:
    if isinstance(law, Finite):
        return Law((_text(name),), tuple(((value,), p) for value, p in law.atoms))
    return Law(
        (_text(name),), (), str(law) if isinstance(law, Tilted) else _text(HasLaw(name, law)).partition(" ~ ")[2]
    )


def _law(latents: list[Any], members: list[Any], world: World) -> Law:
    chances: dict[tuple[Any, ...], Any] = {}
    for atoms in product(*(world.latents[u].atoms for u in latents)):
        outcome = {u: value for u, (value, _) in zip(latents, atoms, strict=True)}
        values = tuple(sympify(world.cells[c]).xreplace(outcome) for c in members)
        chances[values] = chances.get(values, Integer(0)) + prod((p for _, p in atoms), start=Integer(1))
    return Law(
        tuple(_text(c) for c in members),
        tuple(sorted(chances.items(), key=lambda item: tuple(map(Fraction, map(str, item[0]))))),
    )


def _text(term: Any) -> str:
    from derivations.notation import text

    return text(term)
