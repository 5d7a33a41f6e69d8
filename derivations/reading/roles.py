r"""Who is random: a role for every name of a document, with the reason, from the trees and the stated phrases alone.

In this order: declared; has a law or a definition; an indexed family inside a head; the variable of an integral or of a sum over
a support (bound); stands bare on a side that is a number, anywhere in the document (constant: the a in Var(aX) = a^2 Var(X));
inside a head (random). Where another role would be possible too, `alternative` names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from derivations.reading import phrases as said
from derivations.reading.spelling import FUNCTIONS, GREEK
from derivations.reading.statements import Chain, Step
from derivations.reading.tree import (
    Call,
    Derivative,
    Dots,
    Head,
    Integral,
    Limit,
    Name,
    Node,
    Number,
    Product,
    Relation,
    SetOf,
    Sum,
    Tuple,
    children,
    names,
    walk,
)
from derivations.reading.words import Hint

__all__ = ["Role", "Roles", "find_roles"]

_INDEX_LETTERS: Final = frozenset("ijklmnrstpqN")
_NUMERIC: Final = frozenset(["=", ":=", "<", ">", "<=", ">=", "~=", "!=", "==", "propto", "<~", ">~", "<<", ">>"])
# letters that lectures use for constants: where one stands in heads alone, both readings are possible
_USUAL_CONSTANTS: Final = (GREEK | frozenset("abcdkmnprst")) - {"xi", "varepsilon", "epsilon", "zeta", "omega", "eta"}
_MOMENTS: Final = frozenset(["E", "Var", "Cov", "Corr", "Sd", "P"])


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a name or of a whole family: "random", "constant", "index", "function" or "bound", and why."""

    name: str
    role: str
    reason: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class _Identity:
    """What makes two names the same: the family w of w_1 and w_j; a subscript that is no index belongs to the name."""

    base: str
    arity: int = 0
    function: bool = False


@dataclass(slots=True)
class _Seen:
    """How a name occurs."""

    shown: str
    in_head: bool = False
    bare: bool = False
    number_side: bool = False
    doubtful: bool = False
    bound: str = ""
    index: bool = False
    integral: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a document. `of(name)` finds the one of a Name, a member of a family included."""

    table: dict[str, Role]
    _by_identity: dict[_Identity, Role] = field(default_factory=dict, repr=False)

    def of(self, name: Name, *, function: bool = False) -> Role | None:
        """The role of a name, None if it does not occur in the document or the phrases."""
        found = self._by_identity.get(_identity(name, function=function))
        if found is None and not name.subscript and not function:
            found = next(
                (role for key, role in self._by_identity.items() if key.arity and key.base == _plain(name)), None
            )
        return found


def _is_index(node: Node) -> bool:
    """Whether a subscript is an index: a whole number, a letter used for indices, or made of these."""
    if isinstance(node, Number):
        return node.places is None
    if isinstance(node, Name):
        return node.base in _INDEX_LETTERS and not node.subscript and not node.accent
    if isinstance(node, Tuple | Dots | Relation | Head | Call):
        return False
    return all(_is_index(child) for child in children(node))


def _plain(name: Name) -> str:
    return str(replace(name, subscript=(), label=()))


def _identity(name: Name, *, function: bool = False) -> _Identity:
    if function or not (name.subscript or name.label):
        return _Identity(str(name), 0, function)
    subscript_is_index = bool(name.subscript) and all(_is_index(part) for part in name.subscript)
    label_is_index = bool(name.label) and all(_is_index(part) for part in name.label)
    arity = len(name.subscript) * subscript_is_index + len(name.label) * label_is_index
    rest = replace(
        name, subscript=() if subscript_is_index else name.subscript, label=() if label_is_index else name.label
    )
    return _Identity(str(rest), arity)


def _rank(name: Name) -> int:
    """How well a member stands for its family: w_j before w_n before w_1."""
    letters = {part.base for part in (*name.subscript, *name.label) if isinstance(part, Name)}
    return 2 if not letters else 0 if letters <= set("ijklrst") else 1


@dataclass(frozen=True, slots=True)
class _Where:
    in_head: bool = False
    bare: bool = True
    bound: frozenset[str] = frozenset()
    integrated: frozenset[str] = frozenset()


class _Finder:
    def __init__(self, chains: Sequence[Chain], phrases: Sequence[said.Phrase], hints: Sequence[Hint]) -> None:
        self.chains, self.phrases, self.hints = chains, phrases, hints
        self.seen: dict[_Identity, _Seen] = {}
        self.fixed: dict[_Identity, tuple[str, str]] = {}
        self.definitions: list[tuple[Name, list[Name], str]] = []

    def note(self, name: Name, *, function: bool = False) -> _Seen:
        identity = _identity(name, function=function)
        seen = self.seen.get(identity)
        if seen is None:
            seen = self.seen[identity] = _Seen(str(name), rank=_rank(name))
        elif identity.arity and _rank(name) < seen.rank:
            seen.shown, seen.rank = str(name), _rank(name)
        return seen

    # ---- occurrences

    def visit(self, node: Node, where: _Where) -> None:
        if isinstance(node, Name):
            self._name(node, where)
        elif isinstance(node, Head):
            self._head(node, where)
        elif isinstance(node, Call):
            transparent = node.function.base in FUNCTIONS
            if not transparent:
                self.note(node.function, function=True)
            inner = where if transparent else _Where(where.in_head, False, where.bound, where.integrated)
            for part in (*node.args, *node.given):
                self.visit(part, inner)
            for part in node.function.subscript:
                if _is_index(part):
                    self._indices(part)
        elif isinstance(node, Sum | Product):
            kind = "bound" if node.domain is not None else "index"
            for variable in node.variables:
                self.note(variable).bound = kind
            for part in (node.lower, node.upper):
                if part is not None:
                    self.visit(part, where)
            for part in (node.domain, node.condition):
                self._mentioned(part)
            self.visit(node.body, self._under(where, node.variables))
        elif isinstance(node, Integral):
            variables = tuple(variable for variable in node.variables if isinstance(variable, Name))
            for variable in variables:
                self.note(variable).bound = "bound"
            for part in (node.lower, node.upper):
                if part is not None:
                    self.visit(part, where)
            bases = where.integrated | {variable.base for variable in variables}
            self.visit(node.body, _Where(where.in_head, where.bare, self._under(where, variables).bound, bases))
        elif isinstance(node, Limit):
            if isinstance(node.variable, Name):
                self.note(node.variable).bound = self.note(node.variable).bound or "bound"
            self.visit(node.body, self._under(where, (node.variable,) if isinstance(node.variable, Name) else ()))
        elif isinstance(node, Derivative):
            self.visit(node.body, where)
        else:
            for child in children(node):
                self.visit(child, where)

    @staticmethod
    def _under(where: _Where, variables: Sequence[Name]) -> _Where:
        return _Where(
            where.in_head, where.bare, where.bound | {str(variable) for variable in variables}, where.integrated
        )

    def _name(self, node: Name, where: _Where) -> None:
        if node.style == "bb":
            return
        seen = self.note(node)
        for part in (*node.subscript, *node.label):
            if _is_index(part):
                self._indices(part)
        if str(node) in where.bound:
            return
        if where.in_head:
            seen.in_head = True
        elif node.base in where.integrated:
            seen.integral = True
        elif where.bare:
            seen.bare = True

    def _indices(self, node: Node) -> None:
        for name in names(node):
            self.note(name).index = True

    def _mentioned(self, node: Node | None) -> None:
        for name in names(node) if node is not None else ():
            if name.style not in {"cal", "bb"}:
                self.note(name)

    def _head(self, node: Head, where: _Where) -> None:
        if node.kind == "Indicator":
            for arg in node.args:
                self.visit(arg, where)
            return
        inside = _Where(True, False, where.bound, where.integrated)
        for arg in (*node.args, *node.given):
            if node.kind == "P" and isinstance(arg, Relation):
                self.visit(arg.sides[0], inside)
                for side in arg.sides[1:]:
                    self.visit(side, _Where(False, False, where.bound, where.integrated))
            else:
                self.visit(arg, inside)
        for part in node.subscript:
            self.visit(part.sides[0] if isinstance(part, Relation) else part, inside)

    # ---- sides that are numbers

    def _bare(self, node: Node) -> Iterator[Name]:
        """The names that stand outside heads, calls, sums and integrals that bind them."""
        pending: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
        while pending:
            current, bound = pending.pop()
            if isinstance(current, Head) and current.kind != "Indicator":
                continue
            if isinstance(current, Name):
                if str(current) not in bound and current.base not in bound:
                    yield current
            elif isinstance(current, Call):
                if current.function.base in FUNCTIONS:
                    pending += [(arg, bound) for arg in current.args]
            elif isinstance(current, Sum | Product | Integral):
                inner = bound | {str(variable) for variable in current.variables}
                pending.append((current.body, inner))
                pending += [(part, bound) for part in (current.lower, current.upper) if part is not None]
            else:
                pending += [(child, bound) for child in children(current)]

    def _sides(self, chain: Chain) -> list[list[Node]]:
        """The sides of a chain, in groups joined by relations between values."""
        groups: list[list[Node]] = [[chain.first] if chain.first is not None else []]
        for step in chain.steps:
            if step.relation not in _NUMERIC:
                groups.append([])
            if step.rhs is not None:
                groups[-1].append(step.rhs)
        return groups

    def _constant(self, name: Name, known: set[_Identity]) -> bool:
        return _identity(name) in known or name in {Name("e"), Name("pi")}

    def numbers(self) -> None:
        """Mark the names that stand bare on a side that is a number."""
        known: set[_Identity] = {key for key, (role, _) in self.fixed.items() if role in {"constant", "index"}}
        groups = [group for chain in self.chains for group in self._sides(chain) if group]
        bare = [[list(self._bare(side)) for side in group] for group in groups]
        heads = [[self._has_head(side) for side in group] for group in groups]
        calls = [[self._words_called(side) for side in group] for group in groups]
        numeric: set[str] = set()
        for _ in range(6):
            before = len(known) + len(numeric)
            for group_bare, group_heads, group_calls in zip(bare, heads, calls, strict=True):
                sure = any(
                    (head or called & numeric) and all(self._constant(name, known) for name in side)
                    for head, called, side in zip(group_heads, group_calls, group_bare, strict=True)
                )
                if sure:
                    numeric |= set().union(*group_calls)
                    for name in (name for side in group_bare for name in side):
                        known.add(_identity(name))
                        self.note(name).number_side = True
            if len(known) + len(numeric) == before:
                break
        for group_bare, group_heads, group in zip(bare, heads, groups, strict=True):
            if any(group_heads) and not isinstance(group[0], Name):
                for name in (name for side in group_bare for name in side):
                    seen = self.note(name)
                    seen.doubtful = seen.doubtful or not seen.number_side

    @staticmethod
    def _words_called(node: Node) -> set[str]:
        """Functions with names of several letters, MSE or Bias, that are no known ones."""
        called = (part.function.base for part in walk(node) if isinstance(part, Call))
        return {base for base in called if len(base) > 1 and base not in FUNCTIONS | GREEK}

    @staticmethod
    def _has_head(node: Node) -> bool:
        return any(isinstance(part, Head) and part.kind in _MOMENTS and not part.given for part in walk(node))

    # ---- what is stated

    def declare(self) -> None:
        self._refer_to_families()
        for phrase in self.phrases:
            if isinstance(phrase, said.DeclarationPhrase):
                role = {
                    "random": "random",
                    "function": "function",
                    "odd": "function",
                    "even": "function",
                    "index": "index",
                }.get(phrase.role, "constant")
                self._fix(phrase.names, role, phrase, function=role == "function")
            elif isinstance(phrase, said.LawPhrase):
                self._fix(phrase.names, "random", phrase, "has a law")
            elif isinstance(phrase, said.IndependentPhrase):
                self._fix(phrase.groups, "random", phrase)
            elif isinstance(phrase, said.DefinitionPhrase):
                self._definition(phrase.name, phrase.value, phrase.text)
            elif isinstance(phrase, said.EquationPhrase):
                for side in (phrase.lhs, phrase.rhs):
                    self.visit(side, _Where())
            elif hasattr(phrase, "names"):
                self._fix(phrase.names, "random", phrase)

    def _refer_to_families(self) -> None:
        """In `w and x independent` the bare letters are families where only families of that name occur."""
        for phrase in self.phrases:
            for node in (*getattr(phrase, "names", ()), *getattr(phrase, "groups", ())):
                for name in names(node):
                    if name.subscript:
                        self.note(name)

    def _fix(
        self, nodes: Sequence[Node], role: str, phrase: said.Phrase, why: str = "declared", *, function: bool = False
    ) -> None:
        for node in nodes:
            for name in (node,) if isinstance(node, Name) else names(node):
                identity = _identity(name, function=function)
                families = (
                    [key for key in self.seen if key.arity and key.base == identity.base]
                    if not name.subscript and not function
                    else []
                )
                if identity in self.seen and not isinstance(phrase, said.IndependentPhrase | said.IidPhrase):
                    families = []
                if identity in self.seen or not families:
                    families.append(identity)
                for key in families:
                    self.seen.setdefault(key, _Seen(str(name)))
                    self.fixed.setdefault(key, (role, f"{why}: {phrase.text}"))

    def _definition(self, name: Node, value: Node, text: str) -> None:
        self.visit(value, _Where())
        if isinstance(name, Call):
            self.note(name.function, function=True)
            return
        if not isinstance(name, Name) or any(
            isinstance(part, Dots) for part in walk(value) if isinstance(value, Tuple)
        ):
            return
        self.note(name)
        bare = [part for part in self._bare(value) if part not in {Name("e"), Name("pi")}]
        if not bare:
            self.fixed.setdefault(_identity(name), ("constant", f"defined as a number: {text}"))
        else:
            self.definitions.append((name, bare, text))

    # ---- the order of the reasons

    def run(self) -> Roles:
        for chain in self.chains:
            if chain.first is not None:
                self.visit(chain.first, _Where())
            for step in chain.steps:
                if step.relation == "~":
                    continue
                if step.rhs is not None:
                    self.visit(step.rhs, _Where())
        self.declare()
        for hint in self.hints:
            role = {"constant": "constant", "mean": "constant", "variance": "constant", "random": "random"}.get(
                hint.kind
            )
            for name in hint.about if role is not None and not hint.negated else ():
                if isinstance(name, Name):
                    self.note(name)
                    self.fixed.setdefault(_identity(name), (role or "", f"said in words: {hint.text}"))
        for chain in self.chains:
            for step in chain.steps[:1]:
                if isinstance(step.lhs, Name) and _ranges(step):
                    self.note(step.lhs)
                    self.fixed.setdefault(_identity(step.lhs), ("index", f"ranges over {step.rhs}"))
                if (
                    isinstance(step.lhs, Name)
                    and step.rhs is not None
                    and step.relation in {"=", ":="}
                    and not isinstance(step.rhs, Tuple)
                ):
                    self.definitions.append(
                        (
                            step.lhs,
                            [n for n in self._bare(step.rhs) if n != Name("e")],
                            f"{step.lhs_source} = {step.rhs_source}",
                        )
                    )
                law = said.phrase_of(step)
                if law is not None:
                    self._fix(law.names, "random", law, "has a law")
        self.numbers()
        decided = {identity: self._decide(identity, seen) for identity, seen in self.seen.items()}
        self._defined(decided)
        return Roles({role.name: role for role in decided.values()}, decided)

    def _decide(self, identity: _Identity, seen: _Seen) -> Role:
        name = seen.shown
        if identity in self.fixed:
            return Role(name, *self.fixed[identity])
        if identity.function:
            return Role(
                name if _Identity(identity.base) not in self.seen else f"{name}()", "function", "called with arguments"
            )
        if seen.bound == "index":
            return Role(name, "index", "the index of a sum")
        if identity.arity and seen.in_head and not seen.number_side:
            return Role(name, "random", "an indexed family inside a head", "constant" if seen.doubtful else "")
        if seen.bound and not (seen.in_head and not seen.bare):
            return Role(name, "bound", "the variable of an integral or of a sum over a support")
        if seen.number_side:
            return Role(name, "constant", "stands bare on a side that is a number")
        if seen.in_head:
            usual = identity.base in _USUAL_CONSTANTS or (seen.doubtful and seen.bare)
            return Role(name, "random", "stands inside a head", "constant" if usual else "")
        if seen.index and not seen.bare:
            return Role(name, "index", "stands in subscripts alone")
        return Role(name, "constant", "neither random nor bound by anything stated")

    def _defined(self, decided: dict[_Identity, Role]) -> None:
        """A name defined by an expression with random names is random."""
        for _ in range(len(self.definitions) + 1):
            changed = False
            for name, bare, text in self.definitions:
                identity = _identity(name)
                role = decided.get(identity)
                source = next(
                    (
                        part
                        for part in bare
                        if (found := decided.get(_identity(part))) is not None and found.role == "random"
                    ),
                    None,
                )
                if (
                    role is None
                    or identity in self.fixed
                    or source is None
                    or self.seen[identity].number_side
                    or role.reason.startswith("defined")
                ):
                    continue
                decided[identity] = Role(role.name, "random", f"defined by the random {source}: {text}")
                changed = True
            if not changed:
                break


def _ranges(step: Step) -> bool:
    """`i = 1, \\ldots, n` or `i \\in \\{1, \\ldots, n\\}`."""
    items = step.rhs.items if isinstance(step.rhs, Tuple | SetOf) else ()
    return step.relation in {"=", "in"} and any(isinstance(item, Dots) for item in items)


def find_roles(chains: Sequence[Chain], phrases: Sequence[said.Phrase] = (), hints: Sequence[Hint] = ()) -> Roles:
    r"""The role of every name in the chains and phrases.

    >>> from derivations.reading import read_document
    >>> roles = find_roles(read_document("Var(a*X + b) = a^2*Var(X)").chains)
    >>> {name: role.role for name, role in roles.table.items()}
    {'a': 'constant', 'X': 'random', 'b': 'random'}
    """
    return _Finder(chains, phrases, hints).run()
