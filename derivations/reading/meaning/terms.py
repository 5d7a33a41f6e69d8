"""From the syntax tree to terms, node by node: nothing is guessed, what has no meaning here is declined by name.

A `Vocabulary` holds what a document's names stand for: random variables, families w_1..w_n, constants, indices, unknown
functions. One name is one symbol throughout.

>>> from derivations.reading import read_expression
>>> from derivations.reading.meaning.phrases import read_phrases
>>> vocabulary = Vocabulary.of([read_expression("Var(a*x + b)")], read_phrases("a constant; x and b independent"))
>>> vocabulary.term(read_expression("E[a*x]"))
E(x*a)
>>> vocabulary.hypotheses(read_phrases("x and b independent"))
(Independent(x, b),)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
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
    cancel,
    ceiling,
    exp,
    factorial,
    floor,
    nan,
    sign,
    sqrt,
    zoo,
)  # fmt: skip
from sympy import Product as SymbolicProduct
from sympy.core.relational import Relational

from derivations import terms as t
from derivations.errors import UserError
from derivations.hypotheses import Hypothesis
from derivations.reading.meaning import stated as said
from derivations.reading.meaning.by_sign import split_at_zero
from derivations.reading.meaning.dots import dots_to_sum
from derivations.reading.meaning.events import indicator, is_event
from derivations.reading.meaning.families import apart_in, dotted_lists, plain
from derivations.reading.meaning.known_functions import (
    APPLIED,
    MAX_EXPONENT,
    MAX_NUMBER,
    MAX_TERMS,
    NOT_COVERED,
    OF_MATRICES,
    digits,
    expanded_terms,
)
from derivations.reading.meaning.named_laws import law_of
from derivations.reading.meaning.roles import Roles
from derivations.reading.meaning.sizes import ends_of_partial_sums, find_sizes, size_by_custom
from derivations.reading.meaning.symbols import EULER, Names, NoMeaning
from derivations.reading.meaning.who_is_random import find_roles
from derivations.reading.syntax import tree
from derivations.reading.syntax.spelling import ALIASES, FUNCTIONS, GREEK
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Name, Node, Span, names, walk

__all__ = ["RELATIONS", "NoMeaning", "Vocabulary", "expanded_terms", "is_event"]

HIGHEST_ROOT: Final = 12

RELATIONS: Final[dict[str, Any]] = {"=": Eq, "<=": Le, ">=": Ge, "<": Lt, ">": Gt, "!=": Ne}
_HEADS: Final[dict[str, Any]] = {"E": t.E, "Var": t.Var, "Cov": t.Cov, "Sd": t.Var, "Corr": t.Cov}


@dataclass(slots=True)
class Vocabulary(Names):
    """What names stand for, and expressions of them. Made by `Vocabulary.of` from all that a document holds."""

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
        stated = [plain(node) for phrase in phrases for node in _nodes(phrase)]
        near = [*trees, *stated, *map(plain, around)]
        every = [part for node in near for part in walk(node)]
        made = cls(roles or find_roles(chains, phrases), apart=apart_in([*trees, *stated]))
        made.find_numbers(phrases, every)
        made.size = size_by_custom(made, [part for node in trees for part in walk(node)], stated)
        made.integer |= {str(made.size)} - {"None"}
        made.find_values(phrases, every)
        made.throughout = _written_on_all(every)
        made.partial = ends_of_partial_sums(phrases, every)
        find_sizes(made, every, [part for node in near for part in dotted_lists(node)])
        return made

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
                return _number(value, node)
            case Name():
                return self.symbol(node)
            case tree.Group(body):
                return self.term(body)
            case tree.Add(parts) | tree.Mul(parts) if any(isinstance(part, tree.Dots) for part in parts):
                return self._dotted(node)
            case tree.Add():
                return self._sum(node)
            case tree.Neg(body):
                return -self.term(body)
            case tree.Mul():
                return self._product(node)
            case tree.Quotient(numerator, denominator):
                below = self.term(denominator)
                if below == 0:
                    raise NoMeaning("a division by zero", node)
                return self.term(numerator) / below
            case tree.Power(base, exponent) if base == EULER and any(names(exponent)):
                return exp(self.term(exponent))
            case tree.Power(base, exponent):
                return self._power(node, self.term(base), self.term(exponent))
            case tree.Root():
                return self._root(node)
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
            case tree.Cases(values, conditions) if (split := split_at_zero(values, conditions)) is not None:
                return self._by_sign(node, *split)
            case _:
                what = NOT_COVERED.get(type(node), type(node).__name__.lower())
                raise NoMeaning(f"{what} is outside what is covered", node)

    def _by_sign(self, node: Node, inside: Node, kind: str, above: Node, below: Node) -> Any:
        """`y` for y >= 0 and `a y` for y < 0 as max(0, y) - a max(0, -y); other values with an indicator."""
        x, high, low = (self.term(part) for part in (inside, above, below))
        if not t.is_random(x):  # decided case by case
            raise NoMeaning(f"{NOT_COVERED[tree.Cases]} is outside what is covered", node)
        slopes = [cancel(value / x) for value in (high, low)]
        if not any(slope.has(*x.free_symbols) for slope in slopes):
            return slopes[0] * t.relu(x) - slopes[1] * t.relu(-x)
        return low + (high - low) * t.Indicator(Ge(x, 0) if kind == ">=" else Gt(x, 0))

    def _sum(self, node: tree.Add) -> Any:
        if set(node.signs) - {"+", "-"}:
            raise NoMeaning("the sign ± stands for two expressions", node)
        signed = zip(node.terms, node.signs, strict=True)
        return sum((self.term(p) if plus == "+" else -self.term(p) for p, plus in signed), Integer(0))

    def _product(self, node: tree.Mul) -> Any:
        product: Any = Integer(1)
        for factor in node.factors:
            made = self.term(factor)
            if not isinstance(made, Expr):
                raise NoMeaning("a relation is no factor", factor)
            product *= made
            if expanded_terms(product) > MAX_TERMS:
                raise NoMeaning(f"a product with more than {MAX_TERMS:,} terms once it is multiplied out", node)
        return product

    def _root(self, node: tree.Root) -> Any:
        order = self.term(node.index) if node.index is not None else Integer(2)
        inside = self.term(node.radicand)
        if not order.is_Integer or not 2 <= order <= HIGHEST_ROOT:
            raise NoMeaning(f"only roots of the orders 2 to {HIGHEST_ROOT} are covered", node)
        if order.is_odd and not inside.is_nonnegative:  # the real root
            return sign(inside) * Pow(t.Abs(inside), 1 / order)
        return Pow(inside, 1 / order)

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
        named = isinstance(node, Name) and node.base in GREEK and self.role_of(node) != "random"
        return named and self.drawn.setdefault("parameter", str(node)) == str(node)

    def _averaged(self, node: Node) -> Any:
        r"""The variable of the subscript x or `x \sim P`; P is a letter for the one law that x has."""
        if not isinstance(node, tree.Relation) or node.kinds != ("~",):
            return self.term(node)
        variable, law = node.sides
        name, role = self.term(variable), self.roles.of(variable) if isinstance(variable, Name) else None
        stated = role is not None and role.reason.startswith("has a law")
        if law_of(law) is not None or stated or self.drawn.setdefault(name, str(law)) != str(law):
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
        from derivations.reading.meaning.assumptions import Meaning

        phrases = tuple(phrases)
        laws = [name for phrase in phrases if isinstance(phrase, said.LawPhrase) for name in phrase.names]
        lawful = {self.letter(name) for name in laws if isinstance(name, Name) and self.indices(name)}
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


def _number(value: Fraction, node: Node) -> Expr:
    if abs(value.numerator) > MAX_NUMBER or value.denominator > MAX_NUMBER:
        raise NoMeaning("a number of more than 200 digits", node)
    return Rational(value.numerator, value.denominator)


def _is_relation(node: Node) -> bool:
    return isinstance(node, tree.Relation) and len(node.kinds) == 1


def _written_on_all(every: Sequence[Node]) -> Node | None:
    r"""The D that all expectations of a chain are over and that is nothing else there: a data set, as in E_D[y]."""
    heads = [part for part in every if isinstance(part, tree.Head) and part.kind in _HEADS and not part.given]
    below = {part.subscript for part in heads}
    (written,) = below if len(below) == 1 else ((),)
    once = len(written) == 1 and isinstance(written[0], Name) and every.count(written[0]) == len(heads)
    return written[0] if once else None


def _nodes(phrase: said.Phrase) -> Iterator[Node]:
    for name in ("groups", "names", "lhs", "rhs", "name", "value", "parameters"):
        value = getattr(phrase, name, ())
        if isinstance(value, tuple) and any(isinstance(part, tree.Dots) for part in value):
            yield tree.Tuple(value)
        else:
            yield from value if isinstance(value, tuple) else (value,)
