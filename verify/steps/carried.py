"""What a document defines on its way: functions such as MSE and Bias, letters for moments, substitutions, words.

>>> from derivations.reading import read_document
>>> found = functions_of(read_document("MSE(t) = E[(t - c)^2]").chains)
>>> [str(name) for name in found]
['MSE']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derivations.reading import Step, read_expression
from derivations.reading.hearing.words import Hint
from derivations.reading.meaning.named_laws import phrase_of
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.stated import (
    DeclarationPhrase,
    DefinitionPhrase,
    EquationPhrase,
    IndependentPhrase,
    LawPhrase,
    Phrase,
)
from derivations.reading.syntax.spelling import ALIASES, FUNCTIONS
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import (
    Add,
    Call,
    Derivative,
    Dots,
    Evaluated,
    Head,
    Integral,
    Mul,
    Name,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Sum,
    Transpose,
    Tuple,
    names,
    rebuild,
    ungroup,
    walk,
)
from verify.closed_forms.law_functions import with_law_functions
from verify.steps.functions_in_words import said_functions
from verify.steps.written import expressions_of

__all__ = [
    "Function", "functions_of", "names_a_density", "other_reading", "ranges_over", "said_in_words",
    "states_independence", "usual_functions", "with_definitions", "writes_out",
]  # fmt: skip

NEAR = 40  # lines that words reach
EULER = Name("e")
_PHI = Name("Phi")
BEHIND = 8  # lines behind a display in which "where mu is the mean of X" still belongs to it


@dataclass(frozen=True, slots=True)
class Function:
    """`name(arguments) = value`, as a line of the document states it."""

    arguments: tuple[Name, ...]
    value: Node
    line: int


def defines_a_function(phrase: Phrase) -> bool:
    """Whether it says what a function is: f(t) = max(t, a t)."""
    call = phrase.name if isinstance(phrase, DefinitionPhrase) else None
    return isinstance(call, Call) and all(isinstance(argument, Name) for argument in call.args)


def usual_functions(text: str, phrases: Iterable[Phrase], defined: Mapping[Name, Function]) -> dict[Name, Function]:
    r"""\Phi as the distribution function of N(0, 1), where a normal law is spoken of and nothing says what \Phi is, and
    functions that words name.
    """
    phrases = tuple(phrases)
    named = {letter: Function((Name("t"),), read_expression(value), line)
             for letter, (value, line) in said_functions(text).items() if letter not in defined}  # fmt: skip
    normal = any(isinstance(p, LawPhrase) and p.law == "Normal" for p in phrases)
    said = {n for p in phrases for part in expressions_of(p) for n in walk(part) if isinstance(n, Name)}
    if _PHI in {*defined, *said, *named} or not (normal or re.search(r"(?i)\b(?:normal|gaussian)", text)):
        return named
    x = Name("x")
    value = read_expression(r"\frac{1 + \operatorname{erf}(x/\sqrt{2})}{2}", latex=True)
    return named | {_PHI: Function((x,), value, 0)}


def functions_stated(phrases: Iterable[Phrase]) -> dict[Name, Function]:
    """The functions that assumptions define."""
    return {p.name.function: Function(p.name.args, p.value, 0) for p in phrases if defines_a_function(p)}


def functions_of(chains: Iterable[Chain]) -> dict[Name, Function]:
    """The functions of moments, and of their arguments alone, that a document defines.

    It is the first line where one stands alone on the left and nothing on the right needs another such function. M_X
    and G_X are E[e^(tX)] and E[z^X] where the law of X is stated, and without moments what their first line says.
    """
    chains = tuple(chains)
    laws = [p for chain in chains for step in chain.steps if (p := phrase_of(step)) is not None]
    lines = [
        (step, call)
        for chain in chains
        for step in chain.steps
        if step.lhs is not None and step.rhs is not None and step.relation in {"=", ":="}
        and isinstance(call := ungroup(step.lhs), Call) and (_definable(call) or _of_a_variable(call, chains))
        and with_law_functions(call, laws) == call
    ]  # fmt: skip
    unknown = {call.function for _, call in lines}
    found = generating_functions(chains) | _skewnesses(chains)
    by_cases = _by_cases(lines)
    for step, call in lines:
        assert step.rhs is not None
        inside = list(walk(step.rhs))
        needs = any(isinstance(part, Call) and part.function in unknown for part in inside)
        moments = any(isinstance(part, Head) for part in inside)
        own = set(call.args) | {Name("e"), Name("pi")}
        letters = [part for part in inside if isinstance(part, Name) and part.base not in FUNCTIONS]
        parameters = _is_plain(step.rhs) and not call.function.primes and set(call.args) <= set(letters)
        closed = (not call.function.primes and all(letter in own for letter in letters)) or parameters
        if call.function not in found and (moments or closed) and not needs and call.function not in by_cases:
            found[call.function] = Function(tuple(a for a in call.args if isinstance(a, Name)), step.rhs, step.line)
    for step, call in lines:
        plain = step.rhs is not None and _is_plain(step.rhs)
        first = call.function not in found and not call.function.primes
        if first and is_generating(call) and plain and step.rhs is not None:
            found[call.function] = Function(tuple(a for a in call.args if isinstance(a, Name)), step.rhs, step.line)
    return found | _sums(found, chains) | _of_other_variables(found, chains)


def _by_cases(lines: Sequence[tuple[Step, Call]]) -> set[Name]:
    """The functions of which lines say two numbers: H(t) = 1 if t > 0 and H(t) = 0 otherwise."""
    values: dict[Name, set[Node]] = {}
    for step, call in lines:
        if isinstance(step.rhs, Number) and all(isinstance(argument, Name) for argument in call.args):
            values.setdefault(call.function, set()).add(step.rhs)
    return {function for function, numbers in values.items() if len(numbers) > 1}


def _sums(found: Mapping[Name, Function], chains: Iterable[Chain]) -> dict[Name, Function]:
    """What the first line of a function says in a sum with its arguments: Q(a) = S = sum (y_i - a)^2."""
    sums: dict[Name, Function] = {}
    for chain in chains:
        call = ungroup(chain.first) if chain.first is not None else None
        if (
            not isinstance(call, Call)
            or not _definable(call)
            or call.function.primes
            or call.function in {*found, *sums}
        ):
            continue
        for step in chain.steps:
            inside = list(walk(step.rhs)) if step.rhs is not None and step.relation in {"=", ":="} else []
            foreign = any(isinstance(part, Call | Integral | Head | Derivative) for part in inside)
            if not foreign and any(isinstance(part, Sum) for part in inside) and set(call.args) <= set(inside):
                assert step.rhs is not None
                arguments = tuple(a for a in call.args if isinstance(a, Name))
                sums[call.function] = Function(arguments, step.rhs, step.line)
                break
    return sums


def _of_other_variables(found: Mapping[Name, Function], chains: Iterable[Chain]) -> dict[Name, Function]:
    """M_V is to V what a line says that M_U is to U: E[exp(t U)]."""
    sides = [side for chain in chains for step in chain.steps for side in (step.lhs, step.rhs) if side is not None]
    calls = [part for side in sides for part in walk(side) if isinstance(part, Call) and is_generating(part)]
    of = {name.base: (name, f) for name, f in found.items() if len(name.subscript) == 1}
    others: dict[Name, Function] = {}
    for call in calls:
        name, function = of.get(call.function.base, (None, None))
        if name is None or function is None or call.function in found or len(call.function.subscript) != 1:
            continue
        own, new = name.subscript[0], call.function.subscript[0]
        inside = set(walk(function.value))
        apart = isinstance(own, Name) and isinstance(new, Name) and own in inside and new not in inside
        if apart and any(isinstance(part, Head) for part in inside):
            assert isinstance(own, Name)
            others[call.function] = replace(function, value=with_definitions(function.value, {}, {own: new}))
    return others


def _is_plain(node: Node) -> bool:
    """Whether it is made of letters and known functions alone: a x + b max(0, x)."""
    return not any(isinstance(part, Call | Integral | Sum) for part in _calls(node))


def _calls(node: Node) -> list[Node]:
    """What is inside, but for calls of functions that are known."""
    return [
        p for p in walk(node) if not (isinstance(p, Call) and p.function.base in FUNCTIONS and not p.function.primes)
    ]


def generating_functions(chains: Iterable[Chain]) -> dict[Name, Function]:
    """M_X(t) and G_X(z) of the variables whose laws the document states."""
    steps = [step for chain in chains for step in chain.steps]
    phrases = [phrase for step in steps if isinstance(phrase := phrase_of(step), LawPhrase)]
    owners = {name for phrase in phrases for name in phrase.names if isinstance(name, Name)}
    found: dict[Name, Function] = {}
    for part in (p for step in steps for side in (step.lhs, step.rhs) if side is not None for p in walk(side)):
        if isinstance(part, Call) and is_generating(part) and set(part.function.subscript) <= owners:
            (owner,) = part.function.subscript
            letter = Name("t" if part.function.base == "M" else "z")
            power = (Name("e"), Mul((letter, owner))) if letter == Name("t") else (letter, owner)
            found[replace(part.function, primes=0)] = Function((letter,), Head("E", (Power(*power),)), 0)
    return found


def _skewnesses(chains: Iterable[Chain]) -> dict[Name, Function]:
    """Skew(X) = E[(X - E[X])^3]/Var(X)^(3/2), in the spellings that occur."""
    sides = (side for chain in chains for step in chain.steps for side in (step.lhs, step.rhs) if side is not None)
    spelled = {part.function for side in sides for part in walk(side) if isinstance(part, Call)}
    x, three = Name("X"), Number(Fraction(3))
    third = Head("E", (Power(Add((x, Head("E", (x,))), ("+", "-")), three),))
    value = Quotient(third, Power(Head("Var", (x,)), Quotient(three, Number(Fraction(2)))))
    return {name: Function((x,), value, 0) for name in spelled & {Name("Skew"), Name("skew"), Name("Skewness")}}


def is_generating(call: Call) -> bool:
    """Whether it is M_X(t) or G_X(z), perhaps with primes."""
    name = call.function
    plain = name == Name(name.base, name.subscript, primes=name.primes)
    return name.base in {"M", "G"} and len(name.subscript) == 1 and plain and len(call.args) == 1 and not call.given


def _definable(call: Call) -> bool:
    base = ALIASES.get(call.function.base, call.function.base)
    letters = all(isinstance(argument, Name) for argument in call.args)
    return letters and not call.given and base not in FUNCTIONS and base not in {"f", "p", "Gamma"}


def _of_a_variable(call: Call, chains: Sequence[Chain]) -> bool:
    """Whether f is a function and no density: a moment of f(X) is taken somewhere, or its derivative."""
    letters = all(isinstance(argument, Name) for argument in call.args)
    heads = (
        part for chain in chains for step in chain.steps for side in (step.lhs, step.rhs) if side is not None
        for part in walk(side) if isinstance(part, Head)
    )  # fmt: skip
    inside = {inner.function for head in heads for inner in walk(head) if isinstance(inner, Call)}
    sides = (side for chain in chains for step in chain.steps for side in (step.lhs, step.rhs) if side is not None)
    calls = (p.function for side in sides for p in walk(side) if isinstance(p, Call))
    inside |= {replace(function, primes=0) for function in calls if function.primes}
    return call.function.base in {"f", "p"} and letters and not call.given and call.function in inside


def with_definitions(node: Node, functions: Mapping[Name, Function], letters: Mapping[Name, Node]) -> Node:
    """The tree with the functions and letters of the document replaced by what they stand for."""

    def changed(part: Node) -> Node:
        if isinstance(part, Name) and part in letters:
            return letters[part]
        if isinstance(part, Call) and part.function in functions and not part.given:
            function = functions[part.function]
            if len(function.arguments) == len(part.args):
                table = dict(zip(function.arguments, part.args, strict=True))
                return rebuild(function.value, lambda n: table.get(n, n) if isinstance(n, Name) else n)
        if isinstance(part, Call) and part.function.primes and not part.given and len(part.args) == 1:
            known = functions.get(replace(part.function, primes=0))
            if known is not None and len(known.arguments) == 1:
                return _differentiated(known, part)
        return part

    if EULER in letters:
        node = rebuild(node, _exponential)
    return rebuild(node, changed) if functions or letters else node


def _exponential(node: Node) -> Node:
    """e^x as exp(x), where e is a letter elsewhere."""
    if isinstance(node, Power) and node.base == EULER and any(names(node.exponent)):
        return Call(Name("exp"), (node.exponent,), span=node.span)
    return node


def _differentiated(function: Function, call: Call) -> Node:
    """f''(a): the derivative, evaluated at a."""
    (letter,) = function.arguments
    derivative = Derivative(function.value, (letter,), (call.function.primes,), span=call.span)
    return Evaluated(derivative, Relation((letter, call.args[0]), ("=",)), span=call.span)


def names_a_density(step: Step) -> bool:
    """Whether a line says what a density or a probability function is: `f_X(x) = ...`, without moments."""
    if step.lhs is None or step.rhs is None or step.relation != "=":
        return False
    call = ungroup(step.lhs)
    if not isinstance(call, Call) or call.function.base not in {"f", "p"} or call.function.primes:
        return False
    return not any(isinstance(part, Head) for part in walk(step.rhs))


def states_independence(step: Step, random: Sequence[Name]) -> Phrase | None:
    """`p(X, Y) = p(X) p(Y)` says that X and Y are independent."""
    if step.lhs is None or step.rhs is None or step.relation != "=":
        return None
    joint, product = ungroup(step.lhs), ungroup(step.rhs)
    factors = product.factors if isinstance(product, Mul) else ()
    if not isinstance(joint, Call) or joint.function.base not in {"p", "f"} or joint.given:
        return None
    single = [f.args[0] for f in factors if isinstance(f, Call) and f.function.base in {"p", "f"} and len(f.args) == 1]
    if tuple(single) != joint.args:
        return None
    names = [next((n for n in random if n == a or n.base == getattr(a, "base", "").upper()), None) for a in joint.args]
    if None in names or len(set(names)) < 2:
        return None
    return IndependentPhrase(text=f"{step.lhs_source} = {step.rhs_source}", groups=tuple(n for n in names if n))


def ranges_over(step: Step) -> bool:
    """`i = 1, ..., n` and `l = 1, 2, 3`: the range of an index."""
    if not isinstance(step.lhs, Name) or not isinstance(step.rhs, Tuple):
        return False
    items = step.rhs.items
    whole = all(isinstance(item, Number) and item.value.denominator == 1 for item in items)
    return whole or any(isinstance(item, Dots) for item in items)


def writes_out(step: Step) -> bool:
    r"""`x = (x_1, ..., x_n)^\top`: the components of a vector."""
    row = ungroup(step.rhs) if step.rhs is not None else None
    if isinstance(row, Power) and row.exponent in {Name("T"), Name("t"), Name("top"), Name("prime")}:
        row = ungroup(row.base)
    row = ungroup(row.body) if isinstance(row, Transpose) else row
    if not isinstance(step.lhs, Name) or not isinstance(row, Tuple):
        return False
    members = [item for item in row.items if not isinstance(item, Dots)]
    letters = {item.base if isinstance(item, Name) and item.subscript else "" for item in members}
    return len(members) > 1 and len(letters) == 1 and letters != {""}


def said_in_words(hints: Sequence[Hint], step: Step, random: Sequence[Name]) -> list[tuple[Phrase, Hint]]:
    """Hypotheses in the words near a step: independence where no variable is named, of all in the step; a moment with a
    letter.
    """
    found: list[tuple[Phrase, Hint]] = []
    here = [n for side in (step.lhs, step.rhs) if side is not None for n in walk(side) if isinstance(n, Name)]
    variables = list(dict.fromkeys(n for n in here if n in random))
    for hint in hints:
        moment = hint.kind in {"mean", "variance", "sd"}
        first, last = (0, step.line + BEHIND) if moment else (step.line - NEAR, step.line)
        if hint.negated or hint.doubtful or not first <= hint.line <= last:
            continue
        named = [n for n in hint.names if isinstance(n, Name) and n in random]
        alone = len(variables) > 1 and not hint.names and not any(n.subscript for n in variables)
        if hint.kind == "independent" and alone:
            found.append((IndependentPhrase(text=hint.text, groups=tuple(variables)), hint))
        if moment and len(hint.about) == 1:
            owners = [n for n in named if n != hint.about[0]]
            letter = hint.about[0]
            subject = next((n for n in hint.names if n not in hint.about), None)
            listed = any(isinstance(n, Tuple) and not set(random).isdisjoint(n.items) for n in hint.names)
            lettered = isinstance(letter, Name) or hint.kind == "variance"
            if len(owners) == 1 and owners[0] == subject and lettered and not listed:
                found += [(phrase, hint) for phrase in _moment_said(hint, owners[0], letter)]
    return found


def _moment_said(hint: Hint, owner: Name, value: Node) -> list[Phrase]:
    """A mean, a variance or a standard deviation with a letter; the last is positive."""
    if hint.kind == "sd":
        square = Power(value, Number(Fraction(2)))
        positive = DeclarationPhrase(text=hint.text, names=(value,), role="positive")
        return [positive, EquationPhrase(text=hint.text, lhs=Head("Var", (owner,)), relation="=", rhs=square)]
    head = Head("E" if hint.kind == "mean" else "Var", (owner,))
    return [EquationPhrase(text=hint.text, lhs=head, relation="=", rhs=value)]


def other_reading(roles: Roles, step: Step, phrases: Sequence[Phrase]) -> tuple[Roles, list[str]] | None:
    """The roles with every doubtful random name of the step and of definitions it uses as a constant; those names."""
    nodes = [side for side in (step.lhs, step.rhs) if side is not None]
    todo = [p for p in phrases if isinstance(p, DefinitionPhrase)]
    while reached := [p for p in todo if _letter(p.name) & set().union(*map(_letters_and_indices, nodes))]:
        todo = [p for p in todo if p not in reached]
        nodes += [p.value for p in reached]
    doubtful = dict.fromkeys(
        n for node in nodes for n in walk(node)
        if isinstance(n, Name) and (role := roles.of(n)) is not None and role.role == "random" and role.alternative
    )  # fmt: skip
    shown = [role.name for n in doubtful if (role := roles.of(n)) is not None]
    return (roles.as_constants(shown), shown) if shown else None


def _letters_and_indices(node: Node) -> set[str]:
    """The letters in an expression, those of indices too."""
    return {part.base for part in walk(node) if isinstance(part, Name)}


def _letter(node: Node) -> set[str]:
    """The letter of a name."""
    return {node.base} if isinstance(node, Name) else set()
