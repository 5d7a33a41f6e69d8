"""How a step is written: its names and letters, its decimals, and whether it gives something a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sympy import Pow, Symbol

from derivations.hypotheses import Definition, Holds, Hypothesis
from derivations.reading import Step, read_as
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import DefinitionPhrase, EquationPhrase, LawPhrase, Phrase, defined_square
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Head, Integral, Name, Node, Number, Product, Sum, children, ungroup, walk
from derivations.terms import Cov, E, Element, RandomVariable, Var, is_random, subterms

__all__ = [
    "as_equation",
    "bases_of",
    "decimals",
    "defined_by",
    "echo",
    "expressions_of",
    "introduces_members",
    "is_fresh",
    "letters_of",
    "name_and_value",
    "names_a_moment",
    "names_of",
    "outside_heads",
    "random_names",
    "sides_of",
    "sizes_of",
    "twofold",
]  # fmt: skip


def random_names(step: Step, phrases: Sequence[Phrase], roles: Roles) -> list[Name]:
    """The names of random variables in the step and in what is assumed."""
    nodes = [side for side in (step.lhs, step.rhs) if side is not None]
    nodes += [part for p in phrases for part in expressions_of(p)]
    found = dict.fromkeys(n for node in nodes for n in walk(node) if isinstance(n, Name))
    return [n for n in found if (role := roles.of(n)) is not None and role.role == "random"]


def sides_of(step: Step) -> list[Node]:
    """The sides that could be read."""
    return [side for side in (step.lhs, step.rhs) if side is not None]


def as_equation(step: Step) -> EquationPhrase | None:
    """What a step says, as a phrase; None where a side could not be read."""
    if step.lhs is None or step.rhs is None:
        return None
    written = f"{step.lhs_source} {step.relation} {step.rhs_source}"
    return EquationPhrase(text=written, lhs=step.lhs, relation=step.relation, rhs=step.rhs)


def letters_of(node: Node) -> set[Name]:
    """The names in an expression."""
    return {n for n in walk(node) if isinstance(n, Name)}


def bases_of(node: Node) -> set[str]:
    """The letters in an expression, but not their indices."""
    return {node.base} if isinstance(node, Name) else set().union(*map(bases_of, children(node)))


def sizes_of(node: Node) -> set[Name]:
    """The letters in the limits of sums and in rows of dots: sizes."""
    sums = [part for part in walk(node) if isinstance(part, Sum | Product | Integral)]
    ends = [end for part in sums for end in (part.lower, part.upper) if end is not None]
    indices = [i for n in letters_of(node) for i in n.subscript]
    return set().union(*map(letters_of, (*ends, *indices)))


def expressions_of(phrase: Phrase) -> list[Node]:
    """The expressions in a phrase."""
    values = [getattr(phrase, f.name) for f in fields(phrase)]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in flat if isinstance(part, Node)]


def names_of(phrase: Phrase) -> list[Name]:
    """The names in a phrase."""
    return [n for part in expressions_of(phrase) for n in walk(part) if isinstance(n, Name)]


def echo(node: Node | None) -> str:
    """What was read, as it is echoed."""
    return "" if node is None else read_as(node)


def twofold(chains: Iterable[Chain], phrases: Sequence[Phrase], roles: Roles) -> dict[Name, tuple[int, int]]:
    """The parameters of stated laws and moments that a line `v = 2 x + z` makes random, with its line and place."""
    parameters = {n for p in phrases if isinstance(p, LawPhrase) for q in p.parameters for n in letters_of(q)}
    parameters |= {n for p in phrases if isinstance(p, EquationPhrase) and isinstance(p.lhs, Head)
                   for n in outside_heads(p.rhs) if isinstance(n, Name)}  # fmt: skip
    found: dict[Name, tuple[int, int]] = {}
    for step in (s for chain in chains for s in chain.steps if s.relation in {"=", ":="}):
        name = ungroup(step.lhs) if step.lhs is not None else None
        if isinstance(name, Name) and name in parameters and step.rhs is not None:
            role = roles.of(name)
            made = (
                role is not None
                and role.role == "constant"
                and any(_is_random_name(n, roles) for n in outside_heads(step.rhs))
            )
            found |= {name: (step.line, step.span.start)} if made and name not in found else {}
    return found


def _is_random_name(node: Node, roles: Roles) -> bool:
    role = roles.of(node) if isinstance(node, Name) else None
    return role is not None and role.role == "random"


def outside_heads(node: Node) -> Iterable[Node]:
    """The parts that stand in no moment."""
    if not isinstance(node, Head):
        yield node
        for part in children(node):
            yield from outside_heads(part)


def names_a_moment(step: Step, lhs: Any, rhs: Any, hypotheses: Sequence[Hypothesis]) -> list[Phrase]:
    """`E[X] = mu`, `mu = E[X]` and `Var(X) = sigma^2` give a moment a letter that nothing was said about."""
    for named, moment in ((lhs, rhs), (rhs, lhs)):
        square = isinstance(moment, Var) and isinstance(named, Pow) and named.exp == 2
        letter = named.base if square else named
        bare = (
            isinstance(letter, Symbol)
            and not isinstance(letter, RandomVariable)
            and str(letter) not in map(str, moment.free_symbols)
        ) or _is_of_a_member(letter, moment, hypotheses)
        if bare and isinstance(moment, E | Var | Cov) and not any(letter in h.free_symbols for h in hypotheses):
            assert step.lhs is not None
            assert step.rhs is not None
            words = f"{step.lhs_source} = {step.rhs_source}"
            return [EquationPhrase(text=words, lhs=step.lhs, relation="=", rhs=step.rhs)]
    return []


def _is_of_a_member(letter: Any, moment: Any, hypotheses: Sequence[Hypothesis]) -> bool:
    """`E[X_i] = m_i`: the letter has the index of the one member, whichever that is, and nothing was said of it."""
    if not isinstance(letter, Element) or is_random(letter) or not isinstance(moment, E | Var):
        return False
    relations = [h.relation for h in hypotheses if isinstance(h, Holds)]
    if any(part.family == letter.family for r in relations for part in r.atoms(Element)):
        return False
    inside = moment.args[0]
    whole = isinstance(inside, Element) and is_random(inside) and all(isinstance(i, Symbol) for i in letter.indices)
    return whole and inside.indices == letter.indices and inside.family != letter.family


def decimals(node: Node | None) -> int | None:
    """How many decimals a written decimal number has."""
    inner = ungroup(node) if node is not None else None
    return inner.places if isinstance(inner, Number) else None


def name_and_value(step: Step) -> tuple[Name, Node] | None:
    """The name on the left and what it would stand for; of a square, the root of that."""
    assert step.lhs is not None
    assert step.rhs is not None
    name = ungroup(step.lhs)
    return (name, step.rhs) if isinstance(name, Name) else defined_square(name, step.rhs)


def defined_by(step: Step) -> list[Phrase]:
    """`name = value` as a definition; nothing where the left side is no name."""
    found = name_and_value(step)
    if found is None:
        return []
    return [DefinitionPhrase(text=f"{step.lhs_source} = {step.rhs_source}", name=found[0], value=found[1])]


def introduces_members(name: Element, value: Any) -> bool:
    """Whether `c_i = (x_i - m)/s` introduces a family of constants: its value has the index, and no member in it."""
    indices = name.indices
    plain = len(set(indices)) == len(indices) and all(isinstance(i, Symbol) for i in indices)
    own = any(isinstance(part, Element) and part.family == name.family for part in subterms(value))
    return plain and not own and not is_random(name) and not is_random(value) and set(indices) <= value.free_symbols


def is_fresh(name: Node, lhs: Any, rhs: Any, hypotheses: Sequence[Hypothesis], phrases: Sequence[Phrase]) -> bool:
    """Whether `v = ...` or `v_i = ...` introduces v: a random name that nothing was said about.

    The right side is random, and holds no v. The members of a family are introduced together, so that none of them may
    stand there but earlier ones: y_t = a y_{t-1} + e_t.
    """
    if not isinstance(name, Name) or not is_random(rhs):
        return False
    if isinstance(lhs, Element):
        indices = lhs.indices
        whole = len(set(indices)) == len(indices) and all(isinstance(i, Symbol) or _is_a_step_on(i) for i in indices)
        if not whole and not all(i.is_Integer for i in indices):
            return False
        own = {c for c in subterms(rhs) if isinstance(c, Element) and c.family == lhs.family and not _is_before(c, lhs)}
        own = own if whole else own & {lhs, *(h.name for h in hypotheses if isinstance(h, Definition))}
    elif isinstance(lhs, RandomVariable):
        own = {lhs} & rhs.free_symbols
    else:
        return False
    defined = any(isinstance(p, DefinitionPhrase) and p.name == name for p in phrases)
    stated = any(isinstance(h, Definition) and h.name.func == lhs.func and _head_of(h.name) == _head_of(lhs)
                 for h in hypotheses)  # fmt: skip
    stated = stated or (isinstance(lhs, Element) and is_recursive(lhs, hypotheses))
    back = any(isinstance(h, Definition) and rhs.has(h.name) and h.term.has(lhs) for h in hypotheses)
    return not (own or defined or stated or back)


def _is_a_step_on(index: Any) -> bool:
    """Whether it is t + 1."""
    letters = [s for s in index.free_symbols if (index - s).is_Integer and index != s]
    return len(letters) == 1 == len(index.free_symbols)


def recursions(hypotheses: Sequence[Hypothesis]) -> list[Definition]:
    """The definitions of every member of a family by others of it."""
    made = [h for h in hypotheses if isinstance(h, Definition) and isinstance(h.name, Element) and h.forall]
    return [h for h in made if any(isinstance(c, Element) and c.family == h.name.family for c in subterms(h.term))]


def is_recursive(member: Element, hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether every member of its family is made of others."""
    return any(h.name.family == member.family for h in recursions(hypotheses))


def _is_before(member: Element, other: Element) -> bool:
    """Whether it is y_{t-1} or y_{t-2} beside y_t."""
    steps = [later - earlier for later, earlier in zip(other.indices, member.indices, strict=True)]
    return len(steps) == 1 and bool(steps[0].is_Integer and steps[0] > 0)


def _head_of(term: Any) -> Any:
    """The family of its members; a member with a number, as an estimate b_0, is introduced alone."""
    alone = isinstance(term, Element) and all(i.is_Integer for i in term.indices)
    return term.family if isinstance(term, Element) and not alone else term
