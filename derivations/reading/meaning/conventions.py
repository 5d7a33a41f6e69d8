r"""What lectures leave out because everybody knows it, written out before anything is decided.

- `D_h`, `x^{(l)}`, the d_k that a sum runs to and x_l where l counts layers are names of their own; `x^{(i)}` under a
  sum over i is a member of a family, as x_i is.
- `\sum_i^n`, and `\sum_i` where another sum says how far i runs, start at 1 and run as far; `\sum` alone runs over the
  one index that its terms have; `\sum_{i,j=1}^n` is two sums; `\sum_{i \ne j}` and `\sum_{i < j}` are sums over all
  pairs without what the condition leaves out.
- `\sigma_X`, `\mu_X`, `\sigma_{XY}` and `\rho_{XY}` of random X and Y that nothing else is said about are the standard
  deviation, mean, covariance and correlation, and so is `\rho(X, Y)`.
- a bare `w` in heads alone, where the document has members w_i, is any one of them, the first.
- a sum without brackets goes on over the terms after it that hold its index.
- in `\int \Pr(f_j) df_j` P of a lone variable is its density, and f_j a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

from derivations.reading.hearing.words import Hint
from derivations.reading.meaning import stated as said
from derivations.reading.meaning.dots import copies, dots_to_sum, written_out
from derivations.reading.meaning.families import indices_of
from derivations.reading.meaning.full_sums import ONE, TWO, Range, Sums, apart_letters, implied_indices, is_dotted
from derivations.reading.meaning.holders import children_mapped, mapped, trees_in
from derivations.reading.meaning.inner_products import InnerProducts, inner_products
from derivations.reading.meaning.layers import (
    Layers,
    layers_of,
    members_run,
    runs_over_layers,
    two_indices,
    without_layers,
)  # fmt: skip
from derivations.reading.meaning.occurrences import Occurrences, is_index
from derivations.reading.meaning.other_layers import OtherLayers
from derivations.reading.meaning.roles import Roles
from derivations.reading.syntax.statements import Chain, Step
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Dots,
    Head,
    Integral,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Product,
    Root,
    Sum,
    Tuple,
    children,
    walk,
)

__all__ = ["Conventions", "conventions_of"]

T = TypeVar("T")
_OF_MOMENTS: Final = frozenset(["mu", "sigma", "tau", "nu", "lambda", "theta", "m", "s", "v"])
MOMENTS: Final = {"sigma": ("Sd", "Cov"), "mu": ("E", ""), "rho": ("", "Corr")}  # of one variable, of two
_SIZES: Final = (Name("n"), Name("N"), Name("m"))
EVERY: Final = (Name("h"), Name("i"), Name("j"))
_RHO: Final = Name("rho")


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a document's trees are to be read; `applied` does so for anything that holds trees."""

    bound: frozenset[Name]
    ranges: Mapping[Name, Range]
    integrated: frozenset[Name]
    moments: frozenset[Name]
    members: Mapping[Name, int]
    layers: Layers
    sizes: frozenset[str]
    inner: InnerProducts
    alike: Mapping[Name, Name]
    supposed: Mapping[Name, Range]
    pairs: frozenset[Name]
    families: Mapping[Name, int]
    in_layers: Mapping[str, int] = field(default_factory=dict)
    labels: frozenset[Name] = frozenset()
    last: frozenset[Name] = frozenset()
    alone: frozenset[Name] = frozenset()
    every: bool = False
    count: Node | None = None

    def applied(self, holder: T) -> T:
        """The same chain, step, phrase, hint, tree or tuple of these, with every tree in it read so."""
        return mapped(holder, self._read)  # type: ignore[no-any-return]

    def along(
        self,
        chains: Sequence[Chain],
        section_of: Callable[[int], int] = lambda _: 0,
        anew: Callable[[int], Collection[str]] = lambda _: (),
    ) -> tuple[Chain, ...]:
        """The chains in order: a sum without limits goes as far as others in its chain do, or the last ones before; a
        letter is a member of its family until a section (`section_of` a line) makes it something else, or introduces it
        `anew` before a place and writes no members of it. One that is something else later is none in a section without
        members of it.
        """
        read, ranges = [], dict(self.ranges)
        sections = [section_of(chain.line) for chain in chains]
        members = {
            here: _members(self.families, [c for c, at in zip(chains, sections, strict=True) if at <= here])
            for here in set(sections)
        }
        throughout = _members(self.families, chains)
        indexed = {
            here: {n.base for c, at in zip(chains, sections, strict=True) if at == here for tree in trees_in(c)
                   for n in walk(tree) if isinstance(n, Name) and n.subscript}
            for here in set(sections)
        }  # fmt: skip
        for chain, here in zip(chains, sections, strict=True):
            other = {letter for letter in anew(chain.span.start) if letter not in indexed[here]}
            own = {name: arity for name, arity in members[here].items()
                   if name.base not in other and (name in throughout or name.base in indexed[here])}  # fmt: skip
            ranges |= _ranges([part for tree in trees_in(chain) for part in walk(tree)])[1]
            local = replace(self, members=own, ranges=dict(ranges), count=_count(chain))
            read.append(local.applied(chain))
        return tuple(read)

    def names(self, step: Step) -> bool:
        """Whether the step only says what sigma_X, mu_X, sigma_XY or rho_XY is called."""
        sides = (step.lhs, step.rhs)
        for letter, other in (sides, sides[::-1]):
            name = letter.base if isinstance(letter, Power) and letter.exponent == TWO else letter
            inner = other.radicand if isinstance(other, Root) else other
            if name in self.moments and isinstance(inner, Head) and _variables(name) == inner.args:
                return True
        return False

    def stated(self, phrases: tuple[said.Phrase, ...]) -> tuple[said.Phrase, ...]:
        """The same for phrases, where a bare w in an equation is every member, beside a w_i the first, and in words the
        whole family; and the variable of its own that it is in some section, too.
        """
        every, none = replace(self, every=True), replace(self, members={})

        def read(phrase: said.Phrase) -> tuple[said.Phrase, ...]:
            if not isinstance(phrase, said.EquationPhrase):
                return (none.applied(phrase),)
            named = {n for tree in trees_in(phrase) for n in walk(tree) if isinstance(n, Name)}
            beside = any(n.subscript and replace(n, subscript=()) in self.members.keys() & named for n in named)
            own = (none.applied(phrase),) if named & self.members.keys() & self.alone else ()
            return ((self if beside else every).applied(phrase), *own)

        return tuple(new for old in phrases for new in read(old) if not _is_alone(old, new))

    def beside(self, chains: Sequence[Chain]) -> Conventions:
        """The same beside chains that were read: which letters of families are variables of their own in some."""
        bare = {n for tree in trees_in(tuple(chains)) for n in walk(tree) if isinstance(n, Name)}
        return replace(self, alone=frozenset(bare & self.members.keys()))

    def other_layers(self, chains: Sequence[Chain], said: Any) -> OtherLayers:
        """What the names in chains, and in what is said of them, are called in other layers."""
        found = (part for tree in trees_in((*chains, said)) for part in walk(tree) if isinstance(part, Name))
        made = {step.lhs for chain in chains for step in chain.steps if isinstance(step.lhs, Name)}
        return OtherLayers.among(found, self.named, self.layers.letters, made)

    def notes(self, chains: Sequence[Chain]) -> tuple[str, ...]:
        """What a reader must know of bare letters: a `w` beside w_i is read as one of them."""
        parts = {part for tree in trees_in(tuple(chains)) for part in walk(tree)}
        bare = sorted((name for name in self.members if name in parts), key=str)
        read = (f"{name} is read as {member}: variables of one law are a family" for name, member in self.alike.items())
        sums = (f"sums over {letter} are read as sums over {letter} = 1, ..., {last}"
                for letter, (_, last) in self.supposed.items())  # fmt: skip
        alone = (f"{name} alone is read as {self._member(name, name)}, one of its family" for name in bare)
        return (*alone, *read, *sums)

    def _read(self, node: Node) -> Node:
        return self._changed(Sums(self.ranges).complete(node, {}))

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Name):
            return self._moment(node) if node in self.moments else self._member(self.named(node), node)
        if isinstance(node, Sum | Product) and (own := self.layers.letters.intersection(node.variables)):
            inside = replace(self, layers=self.layers.without(own), bound=self.bound | own)
            return inside._changed(node)  # noqa: SLF001 - of another one of these
        other = self.inner.written_out(node) or self.layers.above(node)
        if other is not node:
            return self._changed(other)
        node = children_mapped(node, self._changed)
        dotted = isinstance(node, Add | Mul) and any(isinstance(part, Dots) for part in children(node))
        if isinstance(node, Add | Mul) and dotted and self.count is not None:
            return copies(node, self.count) or node
        if isinstance(node, Call) and node.function == _RHO and _are_capitals(node.args):
            return Head("Corr", node.args, span=node.span)
        lone = node.args[0] if isinstance(node, Head) and node.kind == "P" and len(node.args) == 1 else None
        if isinstance(lone, Name) and self.integrated:
            return Call(Name("p"), (lone,), span=node.span)
        return node

    def named(self, name: Name) -> Name:
        """Labels that a sum binds are indices, other labels and letters that are none belong to the name."""
        if name in self.alike:
            return self.alike[name]
        two = replace(name, subscript=()) in self.pairs or (name.base, 0) in self.layers.numbered
        if len(name.subscript) == 1 and two:
            name = replace(name, subscript=two_indices(name.subscript[0]))
        name = next((v for v in self.integrated if name == replace(v, subscript=())), name)
        if name.label and all(part in self.bound for part in name.label):
            name = replace(name, label=(), subscript=(*name.label, *name.subscript))
        name = self.layers.named(name)
        if name.label:
            shown = ",".join(map(str, name.label))
            name = replace(name, base=f"{name.base}^({shown})", label=())
        indices = self.bound | self.last
        apart = any(isinstance(i, Name) and not is_index(i) and i not in indices for i in name.subscript)
        apart = apart or (len(name.subscript) == 1 and name.subscript[0] in self.labels)
        apart = apart or bool(name.base in self.sizes and name.subscript)
        if apart or name in self.integrated:
            shown = "".join(map(str, name.subscript))
            name = replace(name, base=f"{name.base}_{shown}", subscript=())
        if any(isinstance(i, Name) and i.subscript for i in name.subscript):  # w_{n_in}
            below = (self.named(i) if isinstance(i, Name) and i.subscript else i for i in name.subscript)
            name = replace(name, subscript=tuple(below))
        return name

    def _member(self, name: Name, written: Name) -> Name:
        another = name.base != written.base and not name.subscript and name not in self.families  # in another layer
        arity = self.members.get(name, self.in_layers.get(written.base, 0) if another else 0)
        if arity == 0:
            return name
        return replace(name, subscript=EVERY[-arity:] if self.every else (ONE,) * arity)

    def _moment(self, name: Name) -> Node:
        alone, both = MOMENTS[name.base]
        variables = tuple(self._member(self.named(variable), variable) for variable in _variables(name))
        return Head(alone if len(variables) == 1 else both, variables, span=name.span)


def conventions_of(
    chains: Sequence[Chain], phrases: Sequence[said.Phrase], roles: Roles, hints: Iterable[Hint] = ()
) -> Conventions:
    """The conventions that a document and what is stated about it ask for; `roles` are those of the document, `hints`
    its words.
    """
    over = runs_over_layers([*trees_in(chains), *trees_in(phrases)])
    trees = [without_layers(tree, over) for tree in (*trees_in(chains), *trees_in(phrases))]
    parts = [part for tree in trees for part in walk(tree)]
    hints = tuple(hints)
    bound, ranges = _ranges(parts, _lists(phrases))
    supposed = {} if ranges else _to_the_last_member(parts, [n for hint in hints for n in hint.names])
    ranges |= supposed
    alike = [n for p in phrases if isinstance(p, said.IidPhrase | said.IdenticallyDistributedPhrase)
             for tree in p.names for n in walk(tree) if isinstance(n, Name)]  # fmt: skip
    bound |= {letter for name in alike for letter in members_run(name)}
    variables = {v for p in parts if isinstance(p, Integral) for v in p.variables if isinstance(v, Name)}
    integrated = {v for v in variables if v.subscript and any(isinstance(i, Name) for i in v.subscript)}
    given = {n for p in phrases for tree in trees_in(p) for n in walk(tree) if isinstance(n, Name)}
    moments = {n for n in parts if isinstance(n, Name) and n not in given and _is_moment(n, roles)}
    indexed = [n for n in parts if isinstance(n, Name) and indices_of(n)]
    written = {replace(name, subscript=()): len(name.subscript) for name in reversed(indexed)}  # the first that occurs
    defined = {p.name for p in phrases if isinstance(p, said.DefinitionPhrase) and isinstance(p.name, Name)}
    outside = variables | bound | defined
    families = {name: arity for name, arity in written.items() if name not in outside and _is_random(name, roles)}
    lawful = [n for p in phrases if isinstance(p, said.LawPhrase) for n in p.names if isinstance(n, Name)]
    words = [n for hint in hints for n in hint.names if isinstance(n, Name)]
    written_steps = (step for chain in chains for step in chain.steps)
    listed = {n.base for p in phrases if isinstance(p, said.IidPhrase) and any(isinstance(i, Dots) for i in p.names)
              for n in p.names if isinstance(n, Name)}  # fmt: skip
    layers = layers_of(parts, written_steps, bound, {n.base for n in alike}, lawful=lawful, words=words, listed=listed)
    apart = _within_layers(indexed, families, layers)
    in_layers = {written.base: len(member.subscript) for member, written in apart.items()}
    bare = {layers.named(n): n.base for n in parts if isinstance(n, Name) and n.base in in_layers}
    families |= {name: in_layers[base] for name, base in bare.items() if not name.subscript and name.base != base}
    families |= {replace(member, subscript=()): len(member.subscript) for member in apart}
    return Conventions(
        frozenset(bound), ranges, frozenset(integrated), frozenset(moments), _members(families, chains), layers,
        _sizes(parts, bound), inner_products(parts), _alike(parts, phrases), supposed,
        frozenset(replace(n, subscript=()) for n in indexed if len(n.subscript) == 2), families, in_layers,
        _labels([*parts, *lawful], bound, roles), frozenset(_last_of_rows(parts)),
    )  # fmt: skip


def _labels(parts: Iterable[Node], bound: Collection[Name], roles: Roles) -> frozenset[Name]:
    """The L and N of W_L and W_N beside W_G: capitals that stand nowhere else and are no indices, as others are not;
    the r of mu_r, where r is random.
    """
    parts = list(parts)
    below: dict[str, set[Node]] = {}
    for name in (n for n in parts if isinstance(n, Name) and len(n.subscript) == 1):
        below.setdefault(name.base, set()).add(name.subscript[0])
    beside = [
        {i for i in group if isinstance(i, Name) and len(i.base) == 1 and i.base.isupper()} for group in below.values()
        if not any(isinstance(i, Number) or (isinstance(i, Name) and i.base.islower() and is_index(i)) for i in group)
    ]  # fmt: skip
    labels = {i for group in beside if any(not is_index(i) for i in group) for i in group if is_index(i)}
    standing = {n for part in parts if not isinstance(part, Name) for child in children(part) for n in [child]}
    letters = {i for group in below.values() for i in group if isinstance(i, Name) and is_index(i)}
    owners = {i: {base for base, group in below.items() if i in group} for i in letters if _is_random(i, roles)}
    owned = {i for i, bases in owners.items() if bases <= _OF_MOMENTS}
    return frozenset(i for i in labels | owned if i not in bound and (i not in standing or i in owned))


def _are_capitals(args: Sequence[Node]) -> bool:
    """Whether they are two variables, as in `rho(X, Y)`."""
    return len(args) == 2 and all(isinstance(a, Name) and a.base.isalpha() and a.base[0].isupper() for a in args)


def _within_layers(indexed: Sequence[Name], families: Mapping[Name, int], layers: Layers) -> dict[Name, Name]:
    """The members in one layer, w_{l,i} of the family w_l, with how they are written."""
    random = [n for n in indexed if replace(n, subscript=()) in families]
    return {apart: n for n in random if (apart := layers.named(n)) != n and apart.subscript}


def _members(families: Mapping[Name, int], chains: Sequence[Chain]) -> dict[Name, int]:
    """The families whose letter alone is a member: it is no number and no variable of its own in these chains."""
    outside = {name for chain in chains for side in _numbers(chain) for name in Occurrences().bare(side)}
    outside |= _made_of_members(chains)
    return {name: arity for name, arity in families.items() if name not in outside}


def _to_the_last_member(parts: Sequence[Node], words: Sequence[Node]) -> dict[Name, Range]:
    """Where nothing says how far sums run, indices of members alone run to n: the sum over i of w_i x_i; to the one
    last index of the lists in `words`: x_1, ..., x_K.
    """
    sums = [part for part in parts if isinstance(part, Sum | Product) and part.upper is None and part.condition is None]
    free = [part for part in sums if part.lower is None and part.domain is None]
    letters = {letter for part in free for letter in part.variables or implied_indices(part) if is_index(letter)}
    names = [name for name in parts if isinstance(name, Name)]
    below = [i for name in names for i in name.subscript]
    bound = [letter for part in sums for letter in part.variables]
    alone = sorted((v for v in letters if names.count(v) == below.count(v) + bound.count(v)), key=str)
    lists = [node.items for node in words if isinstance(node, Tuple) and any(isinstance(i, Dots) for i in node.items)]
    ends = {items[-1].subscript for items in lists if isinstance(items[-1], Name) and len(items[-1].subscript) == 1}
    told = [end for (end,) in ends if isinstance(end, Name)]
    last = told[0] if len(told) == 1 else Name("n")
    return dict.fromkeys(alone, (ONE, last)) if last in told or last not in below else {}


def _alike(parts: Sequence[Node], phrases: Sequence[said.Phrase]) -> dict[Name, Name]:
    """The members of a family that "X, Y iid" speaks of: X_1 and X_2, unless there is another X_i."""
    found: dict[Name, Name] = {}
    indexed = {part.base for part in parts if isinstance(part, Name) and part.subscript}
    for phrase in phrases:
        if not isinstance(phrase, said.IidPhrase | said.IdenticallyDistributedPhrase) or len(phrase.names) < 2:
            continue
        names = [name for name in phrase.names if isinstance(name, Name) and _is_bare(name)]
        taken = indexed | {name.base for name in found}
        if len(names) == len(set(names)) == len(phrase.names) and names[0].base not in taken:
            found |= {n: Name(names[0].base, (Number(Fraction(i)),)) for i, n in enumerate(names, 1) if n not in found}
    return found


def _is_bare(name: Name) -> bool:
    """Whether it has neither index nor label: X, X' and the X with a tilde."""
    return replace(name, primes=0, accent="") == Name(name.base)


def _sizes(parts: Sequence[Node], bound: set[Name]) -> frozenset[str]:
    """The letters of the d_k and n_l that sums run to, unless k or l runs itself."""
    named = [n for part in parts if isinstance(part, Sum | Product) and part.upper is not None
             for n in walk(part.upper) if isinstance(n, Name) and n.subscript]  # fmt: skip
    moving = {part.base for part in parts if isinstance(part, Name) and bound & set(part.subscript)}
    return frozenset(n.base for n in named) - moving


def _is_alone(old: said.Phrase, new: said.Phrase) -> bool:
    """Whether it says of one layer or time alone what a family was meant to be: e_t iid."""
    if not isinstance(new, said.IidPhrase | said.IdenticallyDistributedPhrase) or len(new.names) != 1:
        return False
    return old != new and isinstance(new.names[0], Name) and not new.names[0].subscript


def _made_of_members(chains: Sequence[Chain]) -> set[Name]:
    """The X of E[X] = E[X_1 + ... + X_n]: no member but made of them."""
    found: set[Name] = set()
    for step in (step for chain in chains for step in chain.steps):
        for one, other in ((step.lhs, step.rhs), (step.rhs, step.lhs)):
            if isinstance(one, Head) and isinstance(other, Head) and len(one.args) == 1:
                name = one.args[0]
                if all(isinstance(a, Name) for a in other.args):
                    continue  # Var(w_i) = Var(w)
                members = {replace(n, subscript=()) for n in walk(other) if isinstance(n, Name) and indices_of(n)}
                found |= {name} & members if isinstance(name, Name) else set()
    return found


def _numbers(chain: Chain) -> Iterator[Node]:
    """The sides of a chain, those of laws apart."""
    for step in chain.steps:
        yield from (side for side in (step.lhs, step.rhs) if side is not None and step.relation != "~")


def _is_moment(name: Name, roles: Roles) -> bool:
    """sigma_X, mu_X, sigma_XY, rho_XY of random variables."""
    variables = _variables(name)
    if name.base not in MOMENTS or name.label or name.primes or name.accent or len(variables) not in {1, 2}:
        return False
    random = all(not is_index(variable) and _is_random(variable, roles) for variable in variables)
    return random and bool(MOMENTS[name.base][len(variables) - 1])


def _is_random(name: Name, roles: Roles) -> bool:
    role = roles.of(name)
    return role is not None and role.role == "random"


def _variables(name: Name) -> tuple[Name, ...]:
    parts = [part for node in name.subscript for part in (node.factors if isinstance(node, Mul) else (node,))]
    return tuple(part for part in parts if isinstance(part, Name))


def _lists(phrases: Sequence[said.Phrase]) -> set[Range]:
    """How far the members run that phrases list with dots: X_1, ..., X_n."""
    items = (value for p in phrases for value in (getattr(p, "names", ()), getattr(p, "groups", ())))
    found = (written_out(list(value)) for value in items if any(isinstance(item, Dots) for item in value))
    return {(made[2], made[3]) for made in found if made is not None}


def _last_of_rows(parts: Sequence[Node]) -> Iterator[Name]:
    """The letters that rows with dots end with: the d of q_1 k_1 + ... + q_d k_d."""
    return (last for _, _, _, last in _rows(parts) if isinstance(last, Name))


def _rows(parts: Iterable[Node]) -> Iterator[tuple[Node, Name, Node, Node]]:
    """What the sums, products and lists that are written with dots stand for."""
    rows = (tuple(children(part)) for part in parts if isinstance(part, Add | Mul | Tuple))
    return filter(None, (written_out(row) for row in rows if any(isinstance(item, Dots) for item in row)))


def _count(chain: Chain) -> Node | None:
    """How many terms the sums and lists of a chain have that are written with dots, where all have as many."""
    parts = [part for tree in trees_in(chain) for part in walk(tree)]
    counts = {last for _, _, first, last in _rows(parts) if first == ONE}
    counts |= {p.upper for p in parts if isinstance(p, Sum) and p.lower == ONE and p.upper is not None}
    return counts.pop() if len(counts) == 1 else None


def _ranges(parts: Sequence[Node], listed: Collection[Range] = ()) -> tuple[set[Name], dict[Name, Range]]:
    """The letters that sums and rows of dots bind, and how far each runs where all that say so agree.

    Where nothing does, indices run as far as the members of a list, and pairs to the one letter n, N or m there is.
    """
    bound: set[Name] = set()
    pairs: set[Name] = set()
    found: dict[Name, set[Range]] = {}
    for part in parts:
        whole = dots_to_sum(part) if isinstance(part, Add | Mul) and is_dotted(part) else part
        if not isinstance(whole, Sum | Product):
            continue
        variables = whole.variables or apart_letters(whole) or implied_indices(whole)
        bound |= set(variables)
        pairs |= set(apart_letters(whole))
        if whole.upper is not None and len(variables) == 1 and whole.domain is None:
            found.setdefault(variables[0], set()).add((whole.lower or ONE, whole.upper))
    every = set().union(*found.values()) or set(listed)
    known = {letter: next(iter(ranges)) for letter, ranges in found.items() if len(ranges) == 1}
    if len(every) == 1:
        known |= dict.fromkeys(bound, next(iter(every)))
    sizes = {part for part in parts if part in _SIZES}
    if not every and len(sizes) == 1:
        known |= dict.fromkeys(pairs, (ONE, sizes.pop()))
    return bound, known
