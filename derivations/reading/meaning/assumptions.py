"""What stated phrases mean: hypotheses over a vocabulary's terms, or a line that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from sympy import Eq, Expr, Integer, Symbol

from derivations import laws
from derivations import terms as t
from derivations.errors import UserError
from derivations.hypotheses import (
    Definition,
    HasDensity,
    HasLaw,
    Holds,
    Hypothesis,
    IdenticallyDistributed,
    IdenticallyDistributedRows,
    Independent,
    IndependentElements,
    IndependentRows,
    NoAtom,
    Odd,
    PairwiseIndependent,
    PairwiseIndependentElements,
    Symmetric,
    index_of,
)  # fmt: skip
from derivations.reading.meaning import stated as said
from derivations.reading.meaning.families import plain, runs
from derivations.reading.meaning.terms import RELATIONS, NoMeaning, Vocabulary
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Node, walk

__all__ = ["Meaning"]

LAWS: Final = {
    kind.__name__: kind
    for kind in (
        laws.Normal, laws.Uniform, laws.Laplace, laws.Exponential, laws.Gamma, laws.LogNormal, laws.Bernoulli,
        laws.Binomial, laws.Poisson, laws.DiscreteUniform, laws.Rademacher, laws.Finite, laws.Beta, laws.Wald,
        laws.ExGaussian, laws.Geometric,
    )
}  # fmt: skip
SILENT: Final = {
    "random",
    "constant",
    "index",
    "function",
    "integer",
    "natural",
    "real",
    "positive",
    "odd number",
    "even number",
}  # roles alone


class _AlwaysTrueError(Exception):
    """A relation that holds whatever the laws are: no hypothesis."""


class _NeverTrueError(Exception):
    """A relation that no law satisfies."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Hypotheses from phrases, in the terms of a vocabulary."""

    vocabulary: Vocabulary
    lawful: frozenset[str] = frozenset()  # the letters of families whose members have laws stated

    def of(self, phrase: said.Phrase) -> Iterator[Hypothesis]:
        """What one phrase says; UserError for what cannot be expressed."""
        try:
            yield from self._meaning(phrase)
        except NoMeaning as error:
            raise UserError(f"cannot use the assumption {phrase.text!r}: {error}") from None
        except _AlwaysTrueError:
            return
        except _NeverTrueError:
            raise UserError(f"cannot use the assumption {phrase.text!r}: no law has that; leave it out") from None

    def _meaning(self, phrase: said.Phrase) -> Iterator[Hypothesis]:
        match phrase:
            case said.IndependentPhrase(groups=groups):
                yield from self._independent(groups, phrase)
            case said.PairwisePhrase(names=names, others=others) if others:
                yield PairwiseIndependent(tuple(self._everything(names)), tuple(self._everything(others)))
            case said.PairwisePhrase(names=names):
                yield from self._pairwise(names, phrase)
            case said.IidPhrase(names=names):
                if rows := self._rows(names):
                    yield from (IndependentRows(rows), IdenticallyDistributedRows(rows))
                    return
                if any(isinstance(node, tree.Tuple) and len(self._items([node])) > 1 for node in names):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: of pairs it is said of all rows of families, as "
                        "in (x_j, y_j) iid"
                    )
                yield from self._independent(names, phrase)
                yield from map(IdenticallyDistributed, self._whole_families(names, phrase))
            case said.IdenticallyDistributedPhrase(names=names):
                if rows := self._rows(names):
                    yield IdenticallyDistributedRows(rows)
                    return
                yield from map(IdenticallyDistributed, self._whole_families(names, phrase))
            case said.EqualVariancePhrase(names=names):
                yield from self._equal_variances(names)
            case said.SymmetricPhrase(names=names):
                yield from map(Symmetric, self._everything(names))
            case said.CentredPhrase(names=names):
                for item in self._everything(names):
                    indices = index_of(item) if isinstance(item, t.Family) else ()
                    yield _holds(Eq(t.E(item[indices] if indices else item), 0), indices)
            case said.NoAtomPhrase(names=names, at=at):
                yield from (NoAtom(item, self.vocabulary.term(at)) for item in self._everything(names))
            case said.DensityPhrase(names=names):
                yield from map(HasDensity, self._everything(names))
            case said.UncorrelatedPhrase(names=names):
                one = {str(variable): variable for variable in self._alone(names)}
                yield from self._uncorrelated([one.get(str(item), item) for item in self._items(names)], phrase)
            case said.DeclarationPhrase(names=names, role=role):
                if role == "odd":
                    yield from (Odd(t.opaque_function(str(name))) for name in names)
                elif role not in SILENT:
                    raise UserError(f"cannot use the assumption {phrase.text!r}: {role} is not covered")
                elif role == "positive" and any(t.is_random(self.vocabulary.term(name)) for name in names):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: a random variable cannot be declared positive"
                    )
                elif role == "positive":
                    members = [name for name in names if isinstance(self.vocabulary.term(name), t.Element)]
                    for name in members:
                        yield _holds(self.vocabulary.term(name) > 0, self._free_indices(name))
            case said.EquationPhrase(lhs=lhs, rhs=rhs, relation=relation):
                sides = self.vocabulary.term(plain(lhs)), self.vocabulary.term(plain(rhs))
                if relation not in RELATIONS:
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}; known relations: {', '.join(RELATIONS)}"
                    )
                yield _holds(RELATIONS[relation](*sides), self._free_indices(lhs, rhs))
            case said.DefinitionPhrase(name=name, value=value):
                if not isinstance(name, Name):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: a function cannot be defined, only a name"
                    )
                yield self._definition(name, value)
            case said.LawPhrase(names=names):
                law = self._law(phrase)
                if phrase.independent:
                    yield from self._independent(names, phrase)
                alone = self._alone(names)
                lone = {variable.name for variable in alone} & self.lawful  # X = X_1 + ... + X_n has a law of its own
                whole = [name for name in names if str(name) not in lone]
                varying = [name for name in whole if isinstance(name, Name) and self._varies(name, law)]
                for name in varying:
                    yield from self._of_each_member(name, law)
                whole = [name for name in whole if name not in varying]
                yield from (HasLaw(item, law) for item in (*self._items(whole), *alone))

    def _definition(self, name: Name, value: Node) -> Definition:
        """What a name stands for; y_{t+1} = y_t + e_t says what y_t is for every t."""
        member, made, every = self.vocabulary.term(name), self.vocabulary.term(plain(value)), self._free_indices(name)
        indices = getattr(member, "indices", ())
        ahead = {own: 2 * own - i for own in every for i in indices if (i - own).is_Integer and i != own}
        return Definition(member.xreplace(ahead), made.xreplace(ahead), forall=every)

    def _varies(self, name: Name, law: laws.Law) -> bool:
        """Whether the parameters have the index of the member: X_i ~ N(m_i, s_i^2)."""
        own = set(self._free_indices(name))
        elements = {e for part in law.parameters for e in part.atoms(t.Element)}
        return bool(own) and bool(own & {letter for e in elements for letter in e.free_symbols})

    def _of_each_member(self, name: Name, law: laws.Law) -> Iterator[Hypothesis]:
        """What follows from a law whose parameters differ between the members: their domains, means and variances."""
        member, every = self.vocabulary.term(name), self._free_indices(name)
        for relation in law.conditions.values():
            if relation not in (True, False):
                yield _holds(relation, every)
        yield _holds(Eq(t.E(member), law.moment(1)), every)
        yield _holds(Eq(t.Var(member), law.variance), every)

    def _items(self, nodes: Sequence[Node]) -> list[Any]:
        """Variables and whole families: w_j and w_1, ..., w_n stand for the family, w_2 for itself."""
        items: list[Any] = []
        nodes = [part for node in nodes for part in (node.items if isinstance(node, tree.Tuple) else (node,))]
        for run in runs(nodes):
            name = run[0]
            if not isinstance(name, Name):
                items.append(self.vocabulary.term(name))
                continue
            owner = self.vocabulary.family(name)
            one = (
                bool(self.vocabulary.indices(name))
                and len(run) == 1
                and all(isinstance(i, tree.Number) for i in self.vocabulary.indices(name))
            )
            whole = owner is not None and not one
            items.append(owner if whole else self.vocabulary.term(name))
        return items

    def _alone(self, nodes: Sequence[Node]) -> list[t.RandomVariable]:
        """The bare names that stand for a family here and for a variable elsewhere: X beside X_1, ..., X_n."""
        names = [node for node in nodes if isinstance(node, Name) and not self.vocabulary.indices(node)]
        both = [name for name in names if self.vocabulary.family(name) is not None]
        seen = [self.vocabulary.term(name) for name in both if str(name) in self.vocabulary.roles.table]
        return [variable for variable in seen if isinstance(variable, t.RandomVariable)]

    def _everything(self, nodes: Sequence[Node]) -> list[Any]:
        """The items, and the variables that share the letter of a family among them."""
        return [*self._items(nodes), *self._alone(nodes)]

    def _rows(self, nodes: Sequence[Node]) -> tuple[t.Family, ...]:
        """The families in `(x_j, y_j)` or `(x_1, y_1), ..., (x_n, y_n)`; none where other things are listed."""
        if len(nodes) == 1 and isinstance(nodes[0], tree.Tuple) and isinstance(nodes[0].items[0], tree.Tuple):
            nodes = nodes[0].items
        rows = [node.items for node in nodes if isinstance(node, tree.Tuple)]
        if not rows or not all(isinstance(node, tree.Tuple | tree.Dots) for node in nodes):
            return ()
        owners = [tuple(self.vocabulary.family(n) if isinstance(n, Name) else None for n in row) for row in rows]
        families = tuple(f for f in owners[0] if f is not None)
        if len(set(owners)) > 1 or len(set(families)) != len(owners[0]) or len(families) < 2:
            return ()
        places = [{self.vocabulary.indices(n) for n in row if isinstance(n, Name)} for row in rows]
        whole = len(rows) < len(nodes) or all(isinstance(i, Name) for at in places for index in at for i in index)
        each = all(len(at) == 1 and len(next(iter(at))) == 1 for at in places)
        return families if whole and each else ()

    def _independent(self, groups: Sequence[Node], phrase: said.Phrase) -> Iterator[Hypothesis]:
        if rows := self._rows(groups):
            yield IndependentRows(rows)
            return
        if len(groups) == 1 and isinstance(groups[0], tree.Tuple):
            groups = groups[0].items
        dotted = any(isinstance(group, tree.Dots) for group in groups)
        parts = (
            [(item,) for item in self._items(groups)]
            if dotted
            else [tuple(self._everything([group])) for group in groups]
        )
        alone = len(parts) == 1 or dotted or not isinstance(phrase, said.IndependentPhrase)
        for item in (item for part in parts for item in part if alone and isinstance(item, t.Family)):
            yield IndependentElements(item)
        if len(parts) == 1 and len(parts[0]) > 1:
            parts = [(item,) for item in parts[0]]
        if len(parts) > 1:
            yield Independent(*parts)
        elif not isinstance(parts[0][0], t.Family):
            raise UserError(
                f"cannot use the assumption {phrase.text!r}: independent of what? Say it like x, y independent"
            )

    def _uncorrelated(self, items: Sequence[Any], phrase: said.Phrase) -> Iterator[Hypothesis]:
        """Cov(x, y) = 0 for every two; of one family, for its members x_i and x_j."""
        pairs = [(items[0], items[0])] if len(items) == 1 else list(combinations(items, 2))
        for pair in pairs:
            if not isinstance(pair[0], t.Family) and pair[0] == pair[1]:
                raise UserError(f"cannot use the assumption {phrase.text!r}: with what? Say x, y uncorrelated")
            letters = (_letters(item, of) for item, of in zip(pair, ("ik", "jl"), strict=True))
            indices = tuple(letters)
            one, other = (item[at] if at else item for item, at in zip(pair, indices, strict=True))
            yield _holds(Eq(t.Cov(one, other), 0), (*indices[0], *indices[1]))

    def _pairwise(self, names: Sequence[Node], phrase: said.Phrase) -> Iterator[Hypothesis]:
        items = self._items(names)
        families = [item for item in items if isinstance(item, t.Family)]
        if families and len(items) == 1:
            yield PairwiseIndependentElements(families[0])
        elif families or len(items) < 2:
            raise UserError(
                f"cannot use the assumption {phrase.text!r}: name one family, or single variables, as in x, y and z "
                "pairwise independent"
            )
        else:
            yield from (Independent(a, b) for a, b in combinations(items, 2))

    def _whole_families(self, names: Sequence[Node], phrase: said.Phrase) -> Iterator[t.Family]:
        items = self._items(names)
        members = {item for item in items if isinstance(item, t.Element)}
        for owner in dict.fromkeys(m.family for m in members):
            if (
                members < {owner[i] for i in range(1, 1 + (int(owner.sizes[0]) if owner.sizes[0].is_Integer else 0))}
                or not owner.sizes[0].is_Integer
            ):
                raise UserError(
                    f"cannot use the assumption {phrase.text!r}: say it of all members, as in {owner.name}_j iid"
                )
            yield owner
        for item in items:
            if isinstance(item, t.Family):
                yield item
            elif not isinstance(item, t.Element):
                raise UserError(
                    f"cannot use the assumption {phrase.text!r}: one law for several names needs a family; "
                    "write x_1, x_2 instead of x, y, or state each law"
                )

    def _equal_variances(self, names: Sequence[Node]) -> Iterator[Hypothesis]:
        items = self._items(names)
        for item in items:
            if isinstance(item, t.Family):
                indices = index_of(item)
                yield _holds(Eq(t.Var(item[indices]), t.Var(item[(Integer(1),) * len(indices)])), indices)
        lone = [item[(Integer(1),) * len(item.sizes)] if isinstance(item, t.Family) else item for item in items]
        yield from (_holds(Eq(t.Var(item), t.Var(lone[0]))) for item in lone[1:])

    def _free_indices(self, *nodes: Node) -> tuple[Symbol, ...]:
        """The letters in subscripts that nothing binds: what the phrase speaks of holds for each value of them."""
        bound = {v for node in nodes for p in walk(node) if isinstance(p, tree.Sum | tree.Product) for v in p.variables}
        letters = (
            i
            for node in nodes
            for n in walk(node)
            if isinstance(n, Name)
            for index in self.vocabulary.indices(n)
            for i in ([index] if isinstance(index, Name) else walk(index))
            if isinstance(i, Name)
        )
        return tuple(self.vocabulary.term(letter) for letter in dict.fromkeys(letters) if letter not in bound)

    def _law(self, phrase: said.LawPhrase) -> laws.Law:
        if phrase.law not in LAWS:
            raise UserError(
                f"cannot use the assumption {phrase.text!r}: {phrase.law} is not covered; known: {', '.join(LAWS)}"
            )
        kind = LAWS[phrase.law]
        parameters = [self.vocabulary.term(plain(parameter)) for parameter in phrase.parameters]
        if any(not isinstance(parameter, Expr) for parameter in parameters):
            raise UserError(f"cannot use the assumption {phrase.text!r}: a parameter is a number, not a relation")
        if kind is laws.Exponential and not parameters:
            parameters = [Integer(1)]
        if kind is laws.Geometric and len(parameters) == 1:
            parameters.append(Integer(1))
        if kind is laws.Finite:
            if len(parameters) % 2 or not parameters:
                takes = "Finite takes values, each with its probability"
                raise UserError(f"cannot use the assumption {phrase.text!r}: {takes}")
            return laws.Finite(tuple(zip(parameters[::2], parameters[1::2], strict=True)))
        names = tuple(name.rstrip("_") for name in kind.__dataclass_fields__)
        keys = (*phrase.keys, *[""] * len(parameters))
        given: dict[str, Any] = {}
        for value, key in zip(parameters, keys, strict=False):
            free = [name for name in names if name not in given]
            field, made = (free[0], value) if free and not key else _field(kind, key, value)
            if field in given or field not in names:
                wrong = f"it has no {key}" if key and field not in names else f"{len(parameters)} are given"
                raise UserError(
                    f"cannot use the assumption {phrase.text!r}: {phrase.law} takes {_listed(names)}; {wrong}"
                )
            given[field] = made
        if len(given) < len(names):
            raise UserError(f"cannot use the assumption {phrase.text!r}: {phrase.law} takes {_listed(names)}")
        return kind(*(given[name] for name in names))


def _letters(item: Any, letters: str) -> tuple[Symbol, ...]:
    """The indices of a family by these letters; none of a variable."""
    count = len(item.sizes) if isinstance(item, t.Family) else 0
    return tuple(Symbol(letter, integer=True, positive=True) for letter in letters[:count])


def _listed(names: Sequence[str]) -> str:
    return f"({', '.join(names)})"


def _field(kind: type[laws.Law], key: str, value: Any) -> tuple[str, Any]:
    """The parameter of a law that a word gives, and its value: an exponential law with mean m has the rate 1/m."""
    match key:
        case "sd":
            return "variance", value**2
        case "scale" if kind in {laws.Exponential, laws.Gamma}:
            return "rate", 1 / value
        case "mean" if kind is laws.Exponential:
            return "rate", 1 / value
        case "mean" if kind is laws.Poisson:
            return "rate", value
    return key, value


def _holds(relation: Any, forall: tuple[Symbol, ...] = ()) -> Holds:
    if relation in (True, False):
        raise _AlwaysTrueError if relation else _NeverTrueError
    return Holds(relation, forall=forall)
