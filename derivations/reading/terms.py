"""From the syntax tree to terms, node by node: nothing is guessed, what has no meaning here is declined by name.

A `Vocabulary` holds what a document's names stand for: random variables, families w_1..w_n, constants, indices, unknown
functions. One name is one symbol throughout.

>>> from derivations.reading import read_expression
>>> from derivations.reading.phrases import read_phrases
>>> vocabulary = Vocabulary.of([read_expression("Var(a*x + b)")], read_phrases("a constant; x and b independent"))
>>> vocabulary.term(read_expression("E[a*x]"))
E(x*a)
>>> vocabulary.hypotheses(read_phrases("x and b independent"))
(Independent(x, b),)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import comb
from typing import Any, Final

from sympy import (
    Eq,
    Expr,
    Ge,
    Gt,
    I,
    Integer,
    Le,
    Lt,
    Ne,
    Pow,
    Rational,
    Symbol,
    binomial,
    ceiling,
    exp,
    factorial,
    floor,
    nan,
    pi,
    sign,
    sqrt,
    zoo,
)
from sympy import Product as SymbolicProduct
from sympy.core.relational import Relational

from derivations import terms as t
from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.reading import phrases as said
from derivations.reading import tree
from derivations.reading.dots import dots_to_sum
from derivations.reading.events import indicator, is_event
from derivations.reading.families import apart_in, dotted_lists, indices_of, letter_of, plain
from derivations.reading.known_functions import (
    APPLIED,
    MAX_EXPONENT,
    MAX_NUMBER,
    MAX_TERMS,
    NOT_COVERED,
    OF_MATRICES,
    digits,
    expanded_terms,
)  # fmt: skip
from derivations.reading.roles import Roles, find_roles
from derivations.reading.spelling import ALIASES, FUNCTIONS, GREEK
from derivations.reading.statements import Chain
from derivations.reading.tree import Name, Node, Span, names, walk
from derivations.reading.values import values_of_discrete

__all__ = ["RELATIONS", "NoMeaning", "Vocabulary", "expanded_terms", "is_event"]

HIGHEST_ROOT: Final = 12
_EULER: Final = Name("e")
_DECLARED: Final = ("positive", "integer", "natural", "odd number", "even number")

RELATIONS: Final[dict[str, Any]] = {"=": Eq, "<=": Le, ">=": Ge, "<": Lt, ">": Gt, "!=": Ne}
_HEADS: Final[dict[str, Any]] = {"E": t.E, "Var": t.Var, "Cov": t.Cov, "Sd": t.Var, "Corr": t.Cov}


class NoMeaning(UserError):
    """A part of a formula that has no meaning here; `span` says which, `token` how it was written."""

    def __init__(self, message: str, node: Node) -> None:
        super().__init__(f"{message} ({str(node)[:60]!r})")
        self.message, self.span, self.token = message, node.span, str(node)


@dataclass(slots=True)
class Vocabulary:
    """What names stand for. Made by `Vocabulary.of` from all that a document holds."""

    roles: Roles
    sizes: dict[tuple[str, int], tuple[Expr, ...]] = field(default_factory=dict)
    positive: frozenset[str] = frozenset()
    integer: frozenset[str] = frozenset()
    any_sign: frozenset[str] = frozenset()
    from_zero: frozenset[str] = frozenset()
    parity: dict[str, str] = field(default_factory=dict)
    both: frozenset[str] = frozenset()
    families: dict[tuple[str, int], t.Family] = field(default_factory=dict)
    drawn: dict[Any, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()
    lone: frozenset[tuple[str, int]] = frozenset()
    throughout: Node | None = None
    partial: frozenset[str] = frozenset()
    size: Symbol | None = None

    @classmethod
    def of(
        cls,
        expressions: Iterable[Node],
        phrases: Sequence[said.Phrase] = (),
        *,
        roles: Roles | None = None,
        around: Iterable[Node] = (),
    ) -> Vocabulary:
        """The vocabulary of expressions that belong together, and of the phrases stated about them.

        `roles` are those of the document, where it is more than these expressions; `around` is what stands in one chain
        with them, and says what is a size and how far an index runs.
        """
        trees = [plain(node) for node in expressions]
        chains = [Chain(1, Span(0, 0), (), first=node) for node in trees]
        made = cls(roles or find_roles(chains, phrases))
        stated = [plain(node) for phrase in phrases for node in _nodes(phrase)]
        declared = [p for p in phrases if isinstance(p, said.DeclarationPhrase)]
        named = {role: frozenset(str(n) for p in declared if p.role == role for n in p.names) for role in _DECLARED}
        below = {str(p.lhs) for p in phrases if isinstance(p, said.EquationPhrase) and p.relation in {"<", "<="}}
        made.positive = named["positive"] | {str(n) for p in phrases for n in _deviations(p)} - below
        made.integer = named["integer"] | named["natural"] | {"fan_in", "fan_out"}
        made.parity = {name: word for word in ("odd", "even") for name in named[f"{word} number"]}
        made.both = named["odd number"] & named["even number"]
        made.apart = apart_in([*trees, *stated])
        near = [*trees, *stated, *map(plain, around)]
        every = [part for node in near for part in walk(node)]
        functions = {part.function for part in every if isinstance(part, tree.Call)}  # X is no index in M_X(t)
        sums = [part for part in every if isinstance(part, tree.Sum | tree.Product)]
        counted = {
            str(name)
            for part in every
            if isinstance(part, Name) and part not in functions
            for s in made.indices(part)
            for name in walk(s)
            if isinstance(name, Name)
        }
        counted |= {
            str(n)
            for s in sums
            for end in (s.lower, s.upper)
            if end is not None
            for n in walk(end)
            if isinstance(n, Name)
        }
        counted |= {str(variable) for part in sums for variable in part.variables}
        counted = {name for name in counted if not made._is_random(name)}
        made.any_sign = named["integer"] - made.parity.keys() - named["natural"] - counted - made.positive
        made.integer |= counted
        made.size = made._size_by_custom([part for node in trees for part in walk(node)], stated)
        made.integer |= {str(made.size)} - {"None"}
        made.from_zero = frozenset(
            str(variable) for part in sums for variable in part.variables
            if not (isinstance(part.lower, tree.Number) and part.lower.value >= 1)
        )  # fmt: skip
        made.from_zero |= named["natural"] - counted - made.positive
        values = {str(name) for name in values_of_discrete(every, phrases)} - made.integer
        values = {name for name in values if not made._is_random(name)}
        made.integer |= values
        made.from_zero |= values
        made.throughout = _written_on_all(every)
        made.partial = _ends_of_partial_sums(phrases, every)
        made._find_sizes(every, [part for node in near for part in dotted_lists(node)])
        return made

    def _is_random(self, name: str) -> bool:
        role = self.roles.table.get(name)
        alone = role is not None and role.reason.startswith("stands inside a head") and not name[:1].isupper()
        return role is not None and role.role == "random" and not alone

    def indices(self, name: Name) -> tuple[Node, ...]:
        """The indices of a member of a family."""
        return indices_of(name, self.apart)

    def _letter(self, name: Name) -> str:
        return letter_of(name, self.apart)

    # ---- names --------------------------------------------------------------------------------------------------

    def _size_by_custom(self, parts: Sequence[Node], stated: Sequence[Node]) -> Symbol | None:
        """The letter that counts by custom, of which nothing is stated beside members of families: their number."""
        told = {part for node in stated for part in walk(node)}
        indices = {i for part in [*parts, *told] if isinstance(part, Name) for i in part.subscript}
        members = any(isinstance(part, Name) and self.indices(part) for part in parts)
        for name in map(Name, "nNmM") if members else ():
            if name in parts and name not in told | indices and self._role(name) != "random":
                return Symbol(name.base, integer=True, positive=True)
        return None

    def _has_members(self, node: Node) -> bool:
        """Whether members of families stand in it, as in the upper limit n_i of a sum inside another."""
        return any(isinstance(part, Name) and self.indices(part) for part in walk(node))

    def _find_sizes(self, every: Sequence[Node], lists: Sequence[tuple[Node, Node]]) -> None:
        """How far the index of each family runs: to where sums over it run, or lists with dots, or members go."""
        shapes: dict[tuple[str, int], set[int]] = {}
        symbolic_uses = set()
        for name in (n for n in every if isinstance(n, Name) and self.indices(n)):
            key = (self._letter(name), len(self.indices(name)))
            shapes.setdefault(key, set()).add(len(name.subscript))
            if self._role(name) == "random" or not all(isinstance(i, tree.Number) for i in self.indices(name)):
                symbolic_uses.add(key)
        self.mixed = frozenset(letter for (letter, _), found in shapes.items() if len(found) > 1)
        bounded = [part for part in every if isinstance(part, tree.Sum | tree.Product) and part.variables
                   and not isinstance(part.upper, tree.Infinity)]  # fmt: skip
        self.lone = frozenset(shapes.keys() - symbolic_uses)
        ends: dict[tuple[str, int, int], list[Expr]] = {}
        members: dict[tuple[str, int, int], list[int]] = {}
        index_at: dict[tuple[str, int, int], Node] = {}
        for part in bounded:
            for name in (n for n in walk(part.body) if isinstance(n, Name)):
                for place, index in enumerate(self.indices(name)):
                    if index == part.variables[0] and part.upper is not None and not self._has_members(part.upper):
                        run = ends.setdefault((self._letter(name), len(self.indices(name)), place), [])
                        run.append(self.term(part.upper))
        for term, upper in ((term, upper) for term, upper in lists if not self._has_members(upper)):
            for name in (n for n in walk(term) if isinstance(n, Name) and self.indices(n)):
                ends.setdefault((self._letter(name), len(self.indices(name)), 0), []).append(self.term(upper))
        for name in (n for n in every if isinstance(n, Name) and self.indices(n)):
            key = (self._letter(name), len(self.indices(name)))
            self.sizes.setdefault(key, ())
            for place, index in enumerate(self.indices(name)):
                if not isinstance(index_at.get((*key, place)), Name):
                    index_at[(*key, place)] = index
                if isinstance(index, tree.Number):
                    members.setdefault((*key, place), []).append(int(index.value))
        taken = {str(n) for n in every if isinstance(n, Name)} | {letter for letter, _ in self.sizes}
        written = {end for run in ends.values() for end in run}
        letters = [self.size.name] if self.size is not None and self.size not in written else []
        letters += [name for name in ("n", "m", "l", "N", "M") if name not in taken]
        spare = (Symbol(name, integer=True, positive=True) for name in letters)
        defaults: dict[Node, Expr] = {}
        for letter, arity in self.sizes:
            found = []
            for place in range(arity):
                known = ends.get((letter, arity, place), [])
                symbolic = [end for end in known if not end.is_Integer and str(end) not in self.partial]
                most = max(
                    [int(end) for end in known if end.is_Integer] + members.get((letter, arity, place), []), default=0
                )
                index = index_at[letter, arity, place]
                if not symbolic and (not most or isinstance(index, Name)):
                    if index not in defaults:
                        defaults[index] = next(spare, Symbol(f"n_{letter}", integer=True, positive=True))
                    symbolic = [defaults[index]]
                found.append(symbolic[0] if symbolic else Integer(most))
            self.sizes[letter, arity] = tuple(found)

    def family(self, name: Name) -> t.Family | None:
        """The family that w_j is a member of, or that the bare letter w stands for; None for a lone variable."""
        arity = len(self.indices(name))
        if not arity:
            arities = [known for letter, known in self.sizes if letter == str(name)]
            lone = self.roles.table.get(str(name))
            if not arities or (lone is not None and lone.reason.startswith(("stands", "has a law"))):
                return None
            arity = arities[0]
        key = (self._letter(name), arity)
        if key not in self.families:
            self.families[key] = t.family(
                key[0], *self.sizes[key], kind="random" if self._role(name) == "random" else "real"
            )
        return self.families[key]

    def _role(self, name: Name) -> str:
        found = self.roles.of(name)
        return found.role if found is not None else "constant"

    def _is_scalar(self, name: Name) -> bool:
        """Whether a bold letter was declared a random variable, or has the law of a number."""
        found = self.roles.of(name)
        return found is not None and found.reason.startswith(("declared a variable", "has a law"))

    def _named(self, name: Name) -> Any:
        bold = name.style == "bold" and not self._is_scalar(name)
        label = name.label and len(self.indices(name)) != len(name.subscript) + len(name.label)
        if label or name.accent == "vec" or bold or name.style == "bb":
            raise NoMeaning("vectors, matrices and superscripts that are no powers are outside what is covered", name)
        if name.label and self._letter(name) in self.mixed:
            raise NoMeaning("indices above and below the same letter are outside what is covered", name)
        if self.indices(name) and (self._letter(name), len(self.indices(name))) not in self.lone:
            owner = self.family(name)
            assert owner is not None
            return owner[tuple(self.term(index) for index in self.indices(name))]
        shown = str(name)
        if shown in self.both:
            raise NoMeaning("it is said to be odd and to be even", name)
        if shown in self.integer:
            natural = {"nonnegative": True} if shown in self.from_zero else {"positive": True}
            parity = {self.parity[shown]: True} if shown in self.parity else {}
            return Symbol(shown, integer=True, **parity, **({} if shown in self.any_sign else natural))
        if self._role(name) == "random":
            return t.RandomVariable(shown)
        if name == Name("pi"):
            return pi
        if name == _EULER and not self.roles.letter_e:
            return exp(1)
        return Symbol(shown, real=True, **({"positive": True} if shown in self.positive else {}))

    # ---- terms --------------------------------------------------------------------------------------------------

    def term(self, node: Node) -> Any:
        """The term of an expression. NoMeaning, with its place, for what has none here."""
        made = self._made(node)
        if isinstance(made, Expr) and made.has(nan, zoo):
            raise NoMeaning("a division by zero", node)
        if isinstance(made, Expr) and made.has(I):
            raise NoMeaning("the root of a negative number is no real number", node)
        return made

    def _made(self, node: Node) -> Any:
        match node:
            case tree.Number(value):
                if abs(value.numerator) > MAX_NUMBER or value.denominator > MAX_NUMBER:
                    raise NoMeaning("a number of more than 200 digits", node)
                return Rational(value.numerator, value.denominator)
            case Name():
                return self._named(node)
            case tree.Group(body):
                return self.term(body)
            case tree.Add(terms, signs):
                if any(isinstance(part, tree.Dots) for part in terms):
                    return self._dotted(node)
                if set(signs) - {"+", "-"}:
                    raise NoMeaning("the sign ± stands for two expressions", node)
                return sum(
                    (self.term(p) if s == "+" else -self.term(p) for p, s in zip(terms, signs, strict=True)), Integer(0)
                )
            case tree.Neg(body):
                return -self.term(body)
            case tree.Mul(factors):
                if any(isinstance(part, tree.Dots) for part in factors):
                    return self._dotted(node)
                product: Any = Integer(1)
                for factor in factors:
                    made = self.term(factor)
                    if not isinstance(made, Expr):
                        raise NoMeaning("a relation is no factor", factor)
                    product *= made
                    if expanded_terms(product) > MAX_TERMS:
                        raise NoMeaning(f"a product with more than {MAX_TERMS:,} terms once it is multiplied out", node)
                return product
            case tree.Quotient(numerator, denominator):
                below = self.term(denominator)
                if below == 0:
                    raise NoMeaning("a division by zero", node)
                return self.term(numerator) / below
            case tree.Power(base, exponent) if base == _EULER and any(names(exponent)):
                return exp(self.term(exponent))
            case tree.Power(base, exponent):
                return self._power(node, self.term(base), self.term(exponent))
            case tree.Root(radicand, index):
                order, inside = self.term(index) if index is not None else Integer(2), self.term(radicand)
                if not order.is_Integer or not 2 <= order <= HIGHEST_ROOT:
                    raise NoMeaning(f"only roots of the orders 2 to {HIGHEST_ROOT} are covered", node)
                if order.is_odd and not inside.is_nonnegative:  # the real root
                    return sign(inside) * Pow(t.Abs(inside), 1 / order)
                return Pow(inside, 1 / order)
            case tree.Sum() | tree.Product():
                return self._over_index(node)
            case tree.Head():
                return self._head(node)
            case tree.Call():
                return self._call(node)
            case tree.Abs(body):
                return t.Abs(self.term(body))
            case tree.Floor(body):
                return floor(self.term(body))
            case tree.Ceil(body):
                return ceiling(self.term(body))
            case tree.Factorial(body):
                return self._counted(node, factorial, body)
            case tree.Binomial(above, below):
                return self._counted(node, binomial, above, below)
            case tree.Relation():
                return self.relation(node)
            case tree.Infinity():
                raise NoMeaning("infinity is no number", node)
            case _:
                raise NoMeaning(
                    f"{NOT_COVERED.get(type(node), type(node).__name__.lower())} is outside what is covered", node
                )

    def _dotted(self, node: tree.Add | tree.Mul) -> Any:
        found = dots_to_sum(node)
        if found is None:
            raise NoMeaning("the terms before and after the dots do not follow one pattern", node)
        return self._over_index(found)

    def _power(self, node: Node, base: Any, exponent: Any) -> Any:
        if exponent.is_number and (
            abs(exponent) > MAX_EXPONENT or (base.is_number and abs(exponent) * digits(base) > 200)
        ):
            raise NoMeaning(f"an exponent above {MAX_EXPONENT}, or a number too long to write", node)
        if exponent.is_number and not (2 * exponent).is_integer:
            raise NoMeaning("only whole and half exponents are covered", node)
        if base == 0 and not exponent.is_positive:
            raise NoMeaning("0 to a power that is not positive", node)
        if (
            exponent.is_Integer
            and expanded_terms(base) > 1
            and comb(expanded_terms(base) + abs(int(exponent)) - 1, abs(int(exponent))) > MAX_TERMS
        ):
            raise NoMeaning(f"a power with more than {MAX_TERMS:,} terms once it is multiplied out", node)
        return base**exponent

    def _counted(self, node: Node, function: Any, *arguments: Node) -> Any:
        made = [self.term(argument) for argument in arguments]
        if any(a.is_number and not (a.is_Integer and 0 <= a <= 150) for a in made) or any(map(t.is_random, made)):
            raise NoMeaning("only whole numbers from 0 to 150 and constants are covered here", node)
        return function(*made)

    def _over_index(self, node: tree.Sum | tree.Product) -> Any:
        if len(node.variables) != 1 or node.lower is None or node.upper is None or node.condition is not None:
            raise NoMeaning("a sum or product needs one index with a first and a last value", node)
        index = self.term(node.variables[0])
        if not isinstance(index, Symbol):
            raise NoMeaning("the index of a sum must be a letter of its own", node)
        kind = t.Sum if isinstance(node, tree.Sum) else SymbolicProduct
        return kind(self.term(node.body), (index, self.term(node.lower), self.term(node.upper)))

    def _head(self, node: tree.Head) -> Any:
        if is_event(node):
            return self._given_event(node)
        if node.given:
            raise NoMeaning("conditional moments and probabilities are outside what is covered", node)
        if node.kind in {"P", "Indicator"} and not (len(node.args) == 1 and _is_relation(node.args[0])):
            event = indicator(tree.Tuple(node.args), self)
            if event is not None:
                return t.E(event) if node.kind == "P" else event
        arguments = [self.term(argument) for argument in node.args]
        if node.kind in {"P", "Indicator"}:
            if len(arguments) != 1 or not isinstance(arguments[0], Relational):
                raise NoMeaning("a probability needs one relation, as in P(y = 0)", node)
            return (t.P if node.kind == "P" else t.Indicator)(arguments[0])
        needed = 2 if node.kind in {"Cov", "Corr"} else 1
        if len(arguments) != needed or not all(isinstance(a, Expr) for a in arguments):
            raise NoMeaning(f"{node.kind} takes {needed} argument{'s' * (needed - 1)}", node)
        below = [p for s in node.subscript for p in (s.items if isinstance(s, tree.Tuple) else (s,))]
        below = [part for part in below if part != self.throughout and not self._is_parameter(part)]
        over = {self._averaged(part) for part in below}
        if over and not set().union(*map(t.cells, arguments)) <= over:
            raise NoMeaning("an expectation over some of its variables alone is outside what is covered", node)
        made = _HEADS[node.kind](*arguments)
        if node.kind == "Sd":
            return sqrt(made)
        return made / sqrt(t.Var(arguments[0]) * t.Var(arguments[1])) if node.kind == "Corr" else made

    def _given_event(self, node: tree.Head) -> Any:
        """E[g | A] = E[g 1_A] / P(A) for an event A such as y > 0; Var(g | A) by it, and P(B | A)."""
        if node.subscript or (node.kind != "P" and (node.kind not in {"E", "Var"} or len(node.args) != 1)):
            raise NoMeaning("given an event, only E and Var of one variable are covered", node)
        inside = indicator(tree.Tuple(node.given), self)
        value = indicator(tree.Tuple(node.args), self) if node.kind == "P" else self.term(node.args[0])
        if not isinstance(value, Expr) or inside is None:
            raise NoMeaning("what is given must be an event, as in y > 0", node)
        weight = t.P(inside.args[0]) if isinstance(inside, t.Indicator) else t.E(inside)
        mean = t.E(value * inside) / weight
        return mean if node.kind != "Var" else t.E(value**2 * inside) / weight - mean**2

    def _is_parameter(self, node: Node) -> bool:
        r"""The theta of `\mathbb{E}_\theta[X]`: the parameter of the law, one and the same throughout."""
        named = isinstance(node, Name) and node.base in GREEK and self._role(node) != "random"
        return named and self.drawn.setdefault("parameter", str(node)) == str(node)

    def _averaged(self, node: Node) -> Any:
        r"""The variable of the subscript x or `x \sim P`; P is a letter for the one law that x has."""
        if not isinstance(node, tree.Relation) or node.kinds != ("~",):
            return self.term(node)
        variable, law = node.sides
        name, role = self.term(variable), self.roles.of(variable) if isinstance(variable, Name) else None
        stated = role is not None and role.reason.startswith("has a law")
        if said.law_of(law) is not None or stated or self.drawn.setdefault(name, str(law)) != str(law):
            raise NoMeaning("expectations under a law of their own are outside what is covered", node)
        return name

    def _call(self, node: tree.Call) -> Any:
        function = ALIASES.get(node.function.base, node.function.base)
        number = len(node.args) == 1 and isinstance(node.args[0], tree.Number)  # g'(0) is a constant as g(0) is
        derived = node.function.primes and not (number and function not in FUNCTIONS)
        if node.given or derived or any(isinstance(part, tree.Hole) for part in node.args):
            raise NoMeaning(
                "derivatives, conditions and functions without their argument are outside what is covered", node
            )
        arguments = [self.term(argument) for argument in node.args]
        if not all(isinstance(argument, Expr) for argument in arguments):
            raise NoMeaning("a function of a relation is outside what is covered", node)
        plain = node.function == Name(node.function.base)
        if plain and function in {"max", "min"} and len(arguments) == 2:
            one, other = sorted(arguments, key=lambda argument: argument != 0)  # max(0, y) is a rectifier
            return one + t.relu(other - one) if function == "max" else one - t.relu(one - other)
        if plain and function == "leakyrelu" and len(arguments) == 2:
            return t.leaky_relu(*arguments)
        if plain and function in APPLIED and len(arguments) == 1:
            return APPLIED[function](arguments[0])
        if function in FUNCTIONS or len(arguments) != 1:
            of = "vectors and matrices are" if function in OF_MATRICES else "this function is"
            raise NoMeaning(f"{of} outside what is covered", node)
        return t.opaque_function(str(node.function))(arguments[0])

    def relation(self, node: tree.Relation) -> Any:
        """A relation between two sides."""
        if len(node.kinds) != 1 or node.kinds[0] not in RELATIONS:
            raise NoMeaning(f"one relation of {', '.join(RELATIONS)} is needed", node)
        return RELATIONS[node.kinds[0]](*map(self.term, node.sides))

    def hypotheses(
        self, phrases: Iterable[said.Phrase], failed: list[tuple[said.Phrase, UserError]] | None = None
    ) -> tuple[Hypothesis, ...]:
        """What the phrases say, as hypotheses. UserError for what cannot be expressed, or put into `failed`."""
        from derivations.reading.meaning import Meaning

        phrases = tuple(phrases)
        laws = [name for phrase in phrases if isinstance(phrase, said.LawPhrase) for name in phrase.names]
        lawful = {self._letter(name) for name in laws if isinstance(name, Name) and self.indices(name)}
        meaning = Meaning(self, frozenset(lawful))
        found: list[Hypothesis] = []
        for phrase in phrases:
            try:
                found += meaning.of(phrase)
            except UserError as error:
                if failed is None:
                    raise
                failed.append((phrase, error))
        return tuple(dict.fromkeys(found))


def _is_relation(node: Node) -> bool:
    return isinstance(node, tree.Relation) and len(node.kinds) == 1


def _ends_of_partial_sums(phrases: Iterable[said.Phrase], every: Sequence[Node]) -> frozenset[str]:
    """The k of S_k = x_1 + ... + x_k beside S_n and S_m: how far x runs is not said by it."""
    found: set[str] = set()
    for phrase in phrases:
        if not isinstance(phrase, said.DefinitionPhrase):
            continue
        name = tree.ungroup(phrase.name)
        if not isinstance(name, Name) or len(name.subscript) != 1 or not isinstance(name.subscript[0], Name):
            continue
        (index,) = name.subscript
        sums = any(isinstance(part, tree.Sum) and part.upper == index for part in walk(plain(phrase.value)))
        others = {n.subscript for n in every if isinstance(n, Name) and n == replace(name, subscript=n.subscript)}
        if sums and len(others - {(index,)}) > 0:
            found.add(str(index))
    return frozenset(found)


def _written_on_all(every: Sequence[Node]) -> Node | None:
    r"""The D that all expectations of a chain are over and that is nothing else there: a data set, as in E_D[y]."""
    heads = [part for part in every if isinstance(part, tree.Head) and part.kind in _HEADS and not part.given]
    below = {part.subscript for part in heads}
    (written,) = below if len(below) == 1 else ((),)
    once = len(written) == 1 and isinstance(written[0], Name) and every.count(written[0]) == len(heads)
    return written[0] if once else None


def _deviations(phrase: said.Phrase) -> Iterator[Name]:
    """The s of a stated variance s^2: it is the standard deviation that is meant."""
    if isinstance(phrase, said.EquationPhrase) and phrase.relation == "=":
        sides = (tree.ungroup(phrase.lhs), tree.ungroup(phrase.rhs))
        for one, other in (sides, sides[::-1]):
            square = other.base if isinstance(other, tree.Power) and str(other.exponent) == "2" else None
            if isinstance(one, tree.Head) and one.kind == "Var" and isinstance(square, Name):
                yield square


def _nodes(phrase: said.Phrase) -> Iterator[Node]:
    for name in ("groups", "names", "lhs", "rhs", "name", "value", "parameters"):
        value = getattr(phrase, name, ())
        if isinstance(value, tuple) and any(isinstance(part, tree.Dots) for part in value):
            yield tree.Tuple(value)
        else:
            yield from value if isinstance(value, tuple) else (value,)
