r"""Who is random: a role for every name of a document, with the reason, from the trees and the stated phrases alone.

In this order: declared; has a law or a definition; an indexed family inside a head; the variable of an integral or of
a sum over a support (bound); stands bare on a side that is a number, anywhere in the document (constant: the a in
Var(aX) = a^2 Var(X)); inside a head (random). Where another role would be possible too, `alternative` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from derivations.reading.hearing.words import Hint
from derivations.reading.meaning import stated as said
from derivations.reading.meaning.named_laws import phrase_of
from derivations.reading.meaning.occurrences import Identity, Occurrences, Seen, Where, identity_of
from derivations.reading.meaning.roles import BARE, CAPITALS, MOMENTS, UNTOLD, USUAL_CONSTANTS, Role, Roles
from derivations.reading.syntax.spelling import FUNCTIONS, GREEK
from derivations.reading.syntax.statements import Chain, Step
from derivations.reading.syntax.tree import (
    Call,
    Derivative,
    Dots,
    Head,
    Interval,
    Limit,
    Name,
    Node,
    Number,
    Power,
    SetOf,
    Tuple,
    names,
    walk,
)  # fmt: skip

__all__ = ["find_roles"]

_NUMERIC: Final = frozenset(["=", ":=", "<", ">", "<=", ">=", "~=", "!=", "==", "propto", "<~", ">~", "<<", ">>"])
_COEFFICIENTS: Final = frozenset("abc")  # of families that have capital letters
_DECLARED: Final = {"random": "random", "function": "function", "odd": "function", "even": "function", "index": "index"}
_ROLES: Final = frozenset(["random", "constant", "index", "function", "odd", "even"])
_SAID: Final = dict.fromkeys(("constant", "mean", "variance", "sd"), "constant") | {"random": "random"}
_MOMENTS: Final = frozenset(["mean", "variance", "sd"])
_ARGUMENTS: Final = frozenset(["t", "s", "u", "z", "theta", "lambda"])  # of generating functions
_CONSTANT: Final = re.compile(
    r"(?i)\b(?:constants?|scalars?|numbers?|fixed|deterministic|known|given|non-?random|parameters?)\b"
)
_SPREADS: Final = frozenset(["Var", "Sd"])


class _Finder(Occurrences):
    def __init__(self, chains: Sequence[Chain], phrases: Sequence[said.Phrase], hints: Sequence[Hint]) -> None:
        super().__init__()
        self.chains, self.phrases, self.hints = chains, phrases, hints
        self.fixed: dict[Identity, tuple[str, str]] = {}
        self.definitions: list[tuple[Name, list[Name], str]] = []
        self.measured = self._measured()
        self.among_numbers = self._among_numbers()
        self.numerals = {Name("pi")} if self._names_e() else {Name("pi"), Name("e")}

    def _measured(self) -> set[Identity]:
        """The names of which a line says what a moment is, `E[s] = 0`: nobody writes that of a constant, but `= c`."""
        found = set()
        for step in (s for chain in self.chains for s in chain.steps):
            for head, other in ((step.lhs, step.rhs), (step.rhs, step.lhs)):
                if not isinstance(head, Head) or head.kind not in {"E", "Var"} or head.given or other is None:
                    continue
                inside = head.args[0].base if isinstance(head.args[0], Power) else head.args[0]
                none = head.kind == "Var" and isinstance(other, Number) and other.value == 0
                if isinstance(inside, Name) and not none and inside not in set(walk(other)):
                    found.add(identity_of(inside))
        return found

    def _among_numbers(self) -> dict[Identity, str]:
        r"""The usual letters of constants of which a line says in which set they are: `\mu \in \mathbb{R}`."""
        steps = (s for chain in self.chains for s in chain.steps if s.relation == "in" and isinstance(s.lhs, Name))
        return {
            identity_of(s.lhs): f"a number: {s.lhs_source} in {s.rhs_source}"
            for s in steps
            if isinstance(s.lhs, Name) and s.lhs.base in USUAL_CONSTANTS
            and isinstance(s.rhs, Interval | Tuple) | (isinstance(s.rhs, Name) and s.rhs.style == "bb")
        }  # fmt: skip

    # ---- sides that are numbers

    def _sides(self, chain: Chain) -> list[list[Node]]:
        """The sides of a chain, in groups joined by relations between values."""
        groups: list[list[Node]] = [[chain.first] if chain.first is not None else []]
        for step in chain.steps:
            if step.relation not in _NUMERIC:
                groups.append([])
            if step.rhs is not None:
                groups[-1].append(step.rhs)
        return groups

    def _constant(self, name: Name, known: set[Identity]) -> bool:
        return identity_of(name) in known or name in self.numerals

    def numbers(self) -> None:
        """Mark the names that stand bare on a side that is a number."""
        known: set[Identity] = {key for key, (role, _) in self.fixed.items() if role in {"constant", "index"}}
        groups = [group for chain in self.chains for group in self._sides(chain) if group]
        equations = [p for p in self.phrases if isinstance(p, said.EquationPhrase) and p.relation in _NUMERIC]
        groups += [[p.lhs, p.rhs] for p in equations]
        bare = [[list(self.bare(side)) for side in group] for group in groups]
        heads = [[self._has_head(side) for side in group] for group in groups]
        calls = [[self._words_called(side) for side in group] for group in groups]
        numeric: set[str] = set()
        for _ in range(6):
            before = len(known) + len(numeric)
            for group, group_bare, group_heads, group_calls in zip(groups, bare, heads, calls, strict=True):
                plain_number = any(next(names(side), None) is None for side in group)  # as the last side of ... = 0
                sure = (any(group_heads) and plain_number) or any(
                    (head or called & numeric) and all(self._constant(name, known) for name in side)
                    for head, called, side in zip(group_heads, group_calls, group_bare, strict=True)
                )
                if sure:
                    numeric |= set().union(*group_calls)
                    for name in (name for side in group_bare for name in side):
                        known.add(identity_of(name))
                        self.note(name).number_side = True
            if len(known) + len(numeric) == before:
                break
        for head in (part for group in groups for side in group for part in walk(side) if isinstance(part, Head)):
            for name in (n for n in head.given if isinstance(n, Name) and head.kind in MOMENTS):
                if name in {n for argument in head.args for n in names(argument)}:  # the X of E[X Y | X]
                    self.note(name).number_side = False
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
        return any(isinstance(part, Head) and part.kind in MOMENTS and not part.given for part in walk(node))

    # ---- what is stated

    def declare(self) -> None:
        self._refer_to_families()
        for phrase in self.phrases:
            if isinstance(phrase, said.DeclarationPhrase):
                role = _DECLARED.get(phrase.role, "constant")
                declared = phrase.names if phrase.role in _ROLES else self._may_be_constants(phrase.names)
                why = "declared a variable" if role == "random" else "declared"
                self._fix(declared, role, phrase, why, function=role == "function")
            elif isinstance(phrase, said.LawPhrase):
                self._fix(self._variables(phrase), "random", phrase, "has a law")
            elif isinstance(phrase, said.IndependentPhrase):
                self._fix(phrase.groups, "random", phrase)
            elif isinstance(phrase, said.DefinitionPhrase):
                self._definition(phrase.name, phrase.value, phrase.text)
            elif isinstance(phrase, said.EquationPhrase):
                for side in (phrase.lhs, phrase.rhs):
                    self.visit(side, Where())
            elif hasattr(phrase, "names"):
                self._fix(phrase.names, "random", phrase)
        for law in (phrase for phrase in self.phrases if isinstance(phrase, said.LawPhrase)):
            for name in (name for parameter in law.parameters for name in names(parameter)):
                self.note(name)
                self.fixed.setdefault(identity_of(name), ("constant", f"a parameter: {law.text}"))
        for phrase in (phrase for phrase in self.phrases if isinstance(phrase, said.EquationPhrase)):
            none = isinstance(phrase.rhs, Number) and phrase.rhs.value == 0  # Var(X) = 0: X is a number
            head = phrase.lhs if isinstance(phrase.lhs, Head) else None
            if head is not None and head.kind in ({"E"} if none else _SPREADS | {"E"}):
                self._fix([n for n in head.args if isinstance(n, Name)], "random", phrase, "a moment is stated")

    def _variables(self, law: said.LawPhrase) -> list[Node]:
        """The names that have a law; of (X - m)/s those that have one of their own, are capitals or no parameters."""
        laws = [p for p in self.phrases if isinstance(p, said.LawPhrase)] + [law]
        own = {n.base for p in laws for n in p.names if isinstance(n, Name)}
        parameters = {n.base for p in laws for node in p.parameters for n in names(node)}
        found: list[Node] = []
        for node in law.names:
            inside = [node] if isinstance(node, Name | Tuple) else list(names(node))
            plain = [n for n in inside if isinstance(n, Name)]
            if len(plain) > 1:
                surely = [n for n in plain if n.base in own or n.base[:1].isupper()]
                inside = surely or [n for n in plain if n.base not in parameters | GREEK] or inside
            found += inside
        return found

    def _may_be_constants(self, nodes: Sequence[Node]) -> list[Node]:
        """Names that are said to be positive or integers: constants, but for a variable that stands in heads alone."""
        return [
            node for node in nodes
            if not isinstance(node, Name) or not (seen := self.seen.get(identity_of(node))) or not seen.in_head
            or seen.bare or identity_of(node).base in USUAL_CONSTANTS
        ]  # fmt: skip

    def _refer_to_families(self) -> None:
        """In `w and x independent` the bare letters are families where only families of that name occur."""
        for phrase in self.phrases:
            for node in (*getattr(phrase, "names", ()), *getattr(phrase, "groups", ())):
                for name in names(node):
                    if name.subscript:
                        self.visit(name, Where(bare=False))

    def _fix(
        self, nodes: Sequence[Node], role: str, phrase: said.Phrase, why: str = "declared", *, function: bool = False
    ) -> None:
        for node in nodes:
            if isinstance(node, Tuple):
                self._fix(node.items, role, phrase, why, function=function)
                continue
            for name in (node,) if isinstance(node, Name) else names(node):
                identity = identity_of(name, function=function)
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
                    self.seen.setdefault(key, Seen(str(name)))
                    self.fixed.setdefault(key, (role, f"{why}: {phrase.text}"))

    def _definition(self, name: Node, value: Node, text: str) -> None:
        self.visit(value, Where())
        if isinstance(name, Call):
            self.note(name.function, function=True)
            return
        if not isinstance(name, Name) or any(
            isinstance(part, Dots) for part in walk(value) if isinstance(value, Tuple)
        ):
            return
        self.note(name)
        bare = [part for part in self.bare(value) if part not in self.numerals]
        if not bare and self._starts_a_recursion(name):
            return
        if not bare:
            self.fixed.setdefault(identity_of(name), ("constant", f"defined as a number: {text}"))
        else:
            self.definitions.append((name, bare, text))

    def _starts_a_recursion(self, name: Name) -> bool:
        """Whether it is x_0 where another definition says what x_t is."""
        made = [p.name for p in self.phrases if isinstance(p, said.DefinitionPhrase) and isinstance(p.name, Name)]
        others = [n for n in made if n.base == name.base and not all(isinstance(i, Number) for i in n.subscript)]
        return bool(name.subscript and others) and all(isinstance(i, Number) for i in name.subscript)

    # ---- the order of the reasons

    def run(self) -> Roles:
        for chain in self.chains:
            if chain.first is not None:
                self.visit(chain.first, Where())
            for step in chain.steps:
                if step.relation == "~":
                    continue
                if step.rhs is not None:
                    self.visit(step.rhs, Where())
        self.declare()
        self._arguments()
        self._told_in_words()
        for step in (chain.steps[0] for chain in self.chains if chain.steps):
            self._first_step(step)
        self.numbers()
        self._in_heads_by_definition()
        decided = {identity: self._decide(identity, seen) for identity, seen in self.seen.items()}
        self._defined(decided)
        self._made_of_constants(decided)
        return Roles({role.name: role for role in decided.values()}, decided, self._names_e())

    def _told_in_words(self) -> None:
        """Variables, constants and moments that words name; "the mean is m = (x_1 + x_2)/2" makes m of others."""
        told: dict[str, set[str]] = {}
        for hint in self.hints:
            for owner in (n for n in hint.about if isinstance(n, Name) and not hint.negated):
                told.setdefault(str(identity_of(owner)), set()).add(_SAID.get(hint.kind, ""))
        firsts = [chain.steps[0] for chain in self.chains if chain.steps]
        made = {s.lhs for s in firsts if s.relation in {"=", ":="} and s.rhs is not None and any(self.bare(s.rhs))}
        for hint in self.hints:
            role = _SAID.get(hint.kind, "")
            for name in hint.about if role and not hint.negated else ():
                if not isinstance(name, Name) or (hint.kind in _MOMENTS and name in made):
                    continue
                if hint.kind == "constant" and not _CONSTANT.search(hint.text) and self._varies(name):
                    continue
                if not {"constant", "random"} <= told.get(str(identity_of(name)), set()):
                    self.note(name)
                    self.fixed.setdefault(identity_of(name), (role, f"said in words: {hint.text}"))

    def _names_e(self) -> bool:
        """Whether e is defined or differentiated, or a moment or a law is stated of it: e = (y - o)^2/2, E[e] = 0."""
        letter = Name("e")
        lawful = (p.names for p in self.phrases if isinstance(p, said.LawPhrase | said.SymmetricPhrase))
        if identity_of(letter) in self.measured or any(letter in names for names in lawful):
            return True
        steps = [s for chain in self.chains for s in chain.steps if s.relation in {"=", ":="} and s.lhs == letter]
        values = [step.rhs for step in steps if step.rhs is not None]
        values += [p.value for p in self.phrases if isinstance(p, said.DefinitionPhrase) and p.name == letter]
        if any(any(self.bare(v)) and not any(isinstance(part, Limit) for part in walk(v)) for v in values):
            return True
        sides = (side for chain in self.chains for s in chain.steps for side in (s.lhs, s.rhs) if side is not None)
        parts = (part for side in sides for part in walk(side))
        return any(isinstance(part, Derivative) and letter in (part.body, *part.variables) for part in parts)

    def _arguments(self) -> None:
        """The t of M_X(t) and the z of G_X(z) are numbers, though they stand in E[e^(tX)] and E[z^X]; so is the t in
        E[e^(tX)] of a capital X itself.
        """
        sides = [side for chain in self.chains for s in chain.steps for side in (s.lhs, s.rhs) if side is not None]
        for part in (part for side in sides for part in walk(side)):
            if isinstance(part, Call) and part.function.base in {"M", "G"} and part.function.subscript:
                for name in (a for a in part.args if isinstance(a, Name) and not a.base.isupper()):
                    self.fixed.setdefault(identity_of(name), ("constant", f"the argument of {part.function}"))
        heads = [part for side in sides for part in walk(side) if isinstance(part, Head)]
        varying = {n for head in heads if len(head.args) == 1 for n in head.args}
        for head in (head for head in heads if head.kind == "E"):
            for name in (n for n in _arguments_of_exponentials(head) if n not in varying):
                self.fixed.setdefault(identity_of(name), ("constant", "the argument of a generating function"))
        for step in (s for chain in self.chains for s in chain.steps if s.relation in {"=", ":="}):
            for name in self._arguments_of_moments(step):
                self.fixed.setdefault(identity_of(name), ("constant", f"the argument of {step.lhs_source}"))

    def _varies(self, name: Node) -> bool:
        """Whether a moment of a name is written, or words say of what it is independent: a gain G is random then."""
        heads = (p for chain in self.chains for s in chain.steps for side in (s.lhs, s.rhs) if side is not None
                 for p in walk(side) if isinstance(p, Head) and p.kind in MOMENTS)  # fmt: skip
        said = (n for hint in self.hints if hint.kind in {"independent", "iid", "uncorrelated"} for n in hint.names)
        return any(argument == name for head in heads for argument in head.args) or name in said

    def _arguments_of_moments(self, step: Step) -> list[Name]:
        """The b of `V(b) := Var(X - b Y)`: a moment is a function of constants; the x of D(x) = E[x^2] - E[x]^2 is
        none.
        """
        call, value = step.lhs, step.rhs
        if not isinstance(call, Call) or value is None or len(call.function.base) > 1 or call.given:
            return []
        heads = [part for part in walk(value) if isinstance(part, Head) and part.kind in MOMENTS]
        inside = {n for head in heads for argument in head.args for n in names(argument)}
        found = [a for a in call.args if isinstance(a, Name) and not a.base[:1].isupper()]
        random = inside - set(found) - {n for n in self.bare(value) if isinstance(n, Name)}
        return found if random and not any(a in head.args for head in heads for a in found) else []

    def _first_step(self, step: Step) -> None:
        """A law, a range or a definition that the document states."""
        law = phrase_of(step)
        if law is not None:
            self._fix(self._variables(law), "random", law, "has a law")
        square = said.defined_square(step.lhs, step.rhs) if step.lhs is not None and step.rhs is not None else None
        name = step.lhs if square is None else square[0]
        if not isinstance(name, Name):
            return
        if _ranges(step):
            self.note(name)
            self.fixed.setdefault(identity_of(name), ("index", f"ranges over {step.rhs}"))
        elif step.rhs is not None and step.relation in {"=", ":="}:
            bare = [part for part in self.bare(step.rhs) if part not in self.numerals - {Name("pi")}]
            self.definitions.append((name, bare, f"{step.lhs_source} = {step.rhs_source}"))

    def _in_heads_by_definition(self) -> None:
        """What defines a name that stands in a head stands there too, but for small letters that `c > 0` confines; and
        what defines a name that is stated to be random, where nothing in it is.
        """
        orders = [s for chain in self.chains for s in chain.steps if s.relation in {"<", ">", "<=", ">="}]
        sides = [pair for s in orders for pair in ((s.lhs, s.rhs), (s.rhs, s.lhs))]
        confined = {n for n, value in sides if isinstance(n, Name) and isinstance(value, Number) and n.base.islower()}
        pending = [(name, self._without_coefficients(name, bare)) for name, bare, _ in self.definitions]
        for _ in pending:
            reached = [bare for name, bare in pending if self.note(name).in_head and not self.note(name).number_side]
            reached += [self._may_vary(bare) for name, bare in pending if self._is_made_random(name, bare)]
            pending = [(name, bare) for name, bare in pending if bare not in reached]
            if not reached:
                break
            for name in (name for bare in reached for name in bare if name not in confined):
                self.note(name).in_head = True

    def _without_coefficients(self, name: Name, bare: list[Name]) -> list[Name]:
        """The names in a model of every member but the one coefficient of all: the b of y_i = b x_i + e_i, where the
        x_i and the e_i have been spoken of.
        """
        members = [n for n in bare if n.subscript]
        told = [self.fixed.get(identity_of(n), ("", ""))[0] for n in members]
        if not name.subscript or "random" not in told or "" in told:
            return bare
        return [n for n in bare if n.subscript or n.base not in USUAL_CONSTANTS]

    @staticmethod
    def _may_vary(bare: list[Name]) -> list[Name]:
        """The names that are no letters of constants; all of them where every one is."""
        return [n for n in bare if n.subscript or n.base not in USUAL_CONSTANTS] or bare

    def _is_made_random(self, name: Name, bare: list[Name]) -> bool:
        stated = [self.fixed.get(identity_of(n), ("", ""))[0] for n in (name, *bare)]
        return stated[0] == "random" and "random" not in stated[1:]

    def _decide(self, identity: Identity, seen: Seen) -> Role:
        name = seen.shown
        if identity in self.fixed:
            return Role(name, *self.fixed[identity])
        if identity.function:
            return Role(
                name if Identity(identity.base) not in self.seen else f"{name}()", "function", "called with arguments"
            )
        if seen.bound == "index":
            return Role(name, "index", "the index of a sum")
        if identity.arity and seen.in_head and not seen.number_side:
            capital = any(i.base in CAPITALS and other.in_head for i, other in self.seen.items())
            usual = seen.doubtful or (capital and identity.base in _COEFFICIENTS)
            return Role(name, "random", "an indexed family inside a head", "constant" if usual else "")
        if seen.bound and not (seen.in_head and not seen.bare):
            return Role(name, "bound", "the variable of an integral or of a sum over a support")
        if seen.number_side:
            return Role(name, "constant", BARE)
        if seen.size:
            return Role(name, "constant", "says how far a sum goes")
        if seen.in_head and identity in self.among_numbers and identity not in self.measured:
            return Role(name, "constant", self.among_numbers[identity])
        if seen.in_head:
            usual = identity.base in USUAL_CONSTANTS or (seen.doubtful and seen.bare and not seen.given)
            usual = usual and identity not in self.measured
            return Role(name, "random", "stands inside a head", "constant" if usual else "")
        if seen.index and not seen.bare:
            return Role(name, "index", "stands in subscripts alone")
        return Role(name, "constant", UNTOLD)

    @staticmethod
    def _is_random(name: Name, decided: dict[Identity, Role]) -> bool:
        role = decided.get(identity_of(name))
        return role is not None and role.role == "random"

    def _defined(self, decided: dict[Identity, Role]) -> None:
        """A name defined by an expression with random names is random."""
        for _ in range(len(self.definitions) + 1):
            changed = False
            for name, bare, text in self.definitions:
                identity = identity_of(name)
                role = decided.get(identity)
                source = next((part for part in bare if self._is_random(part, decided)), None)
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

    def _made_of_constants(self, decided: dict[Identity, Role]) -> None:
        """A name that stands inside heads alone, and that a line of its own makes of constants, is one."""
        lines = [chain.steps[0] for chain in self.chains if len(chain.steps) == 1]
        for name, bare, text in self.definitions:
            role = decided.get(identity_of(name))
            alone = [s for s in lines if s.lhs == name and s.relation in {"=", ":="}]
            known = all((found := decided.get(identity_of(n))) is not None and found.role == "constant" for n in bare)
            if role is not None and role.reason == "stands inside a head" and bare and known and len(alone) == 1:
                decided[identity_of(name)] = Role(role.name, "constant", f"made of constants: {text}")


def _arguments_of_exponentials(head: Head) -> Iterator[Name]:
    """The t in E[e^(tX)] and E[exp(t(X + Y))], beside capital letters."""
    for part in (part for argument in head.args for part in walk(argument)):
        exponent = part.exponent if isinstance(part, Power) and part.base == Name("e") else None
        if isinstance(part, Call) and part.function == Name("exp") and len(part.args) == 1:
            (exponent,) = part.args
        inside = list(names(exponent)) if exponent is not None else []
        if any(name.base.isupper() for name in inside):
            yield from (name for name in inside if name.base in _ARGUMENTS and not name.subscript)


def _ranges(step: Step) -> bool:
    r"""`i = 1, \ldots, n` or `i \in \{1, \ldots, n\}`."""
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
