"""From the syntax tree to terms, node by node: nothing is guessed, and what has no meaning here is declined by its name.

A `Vocabulary` holds what a document's names stand for: random variables, families w_1..w_n, constants, indices, unknown
functions. One name is one symbol throughout.

>>> from derivations.reading import read_expression
>>> from derivations.reading.phrases import read_phrases
>>> vocabulary = Vocabulary.of([read_expression("Var(a*x + b)")], read_phrases("a constant; x and b independent"))
>>> vocabulary.term(read_expression("Var(a*x + b)"))
Var(a*x + b)
>>> vocabulary.hypotheses(read_phrases("x and b independent"))
(Independent(x, b),)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import comb, prod
from typing import Any, Final

from sympy import (
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Ne,
    Rational,
    Symbol,
    acos,
    asin,
    asinh,
    atan,
    atanh,
    binomial,
    ceiling,
    cos,
    cosh,
    cot,
    coth,
    csc,
    erf,
    erfc,
    exp,
    factorial,
    floor,
    log,
    nan,
    pi,
    sec,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
    zoo,
)  # fmt: skip
from sympy import Product as SymbolicProduct
from sympy.core.relational import Relational

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
    Independent,
    IndependentElements,
    NoAtom,
    Odd,
    Symmetric,
    index_of,
)  # fmt: skip
from derivations.reading import phrases as said
from derivations.reading import tree
from derivations.reading.dots import dots_to_sum, written_out
from derivations.reading.roles import Roles, find_roles
from derivations.reading.spelling import ALIASES, FUNCTIONS
from derivations.reading.statements import Chain
from derivations.reading.tree import Name, Node, Span, walk

__all__ = ["NoMeaning", "Vocabulary", "expanded_terms"]

MAX_EXPONENT: Final = 64
MAX_NUMBER: Final = 10**200
MAX_TERMS: Final = 2_000  # of the sum that a power or product is once multiplied out

_APPLIED: Final[dict[str, Any]] = {
    "exp": exp, "log": log, "ln": log, "sin": sin, "cos": cos, "tan": tan, "cot": cot, "sec": sec, "csc": csc,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "coth": coth, "arcsin": asin, "asin": asin, "arccos": acos, "acos": acos,
    "arctan": atan, "atan": atan, "arctanh": atanh, "atanh": atanh, "arcsinh": asinh, "erf": erf, "erfc": erfc,
    "sign": sign, "abs": t.Abs, "relu": t.relu, "step": t.step, "heaviside": t.step, "sqrt": sqrt,
    "sigmoid": lambda x: 1 / (1 + exp(-x)), "logistic": lambda x: 1 / (1 + exp(-x)),
    "softplus": lambda x: log(1 + exp(x)), "silu": lambda x: x / (1 + exp(-x)), "swish": lambda x: x / (1 + exp(-x)),
}  # fmt: skip
_RELATIONS: Final[dict[str, Any]] = {"=": Eq, "<=": Le, ">=": Ge, "<": Lt, ">": Gt, "!=": Ne}
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
    from_zero: frozenset[str] = frozenset()
    families: dict[tuple[str, int], t.Family] = field(default_factory=dict)

    @classmethod
    def of(
        cls, expressions: Iterable[Node], phrases: Sequence[said.Phrase] = (), *, roles: Roles | None = None
    ) -> Vocabulary:
        """The vocabulary of expressions that belong together, and of the phrases stated about them.

        `roles` are those of the document, where it is more than these expressions.
        """
        trees = [_plain(node) for node in expressions]
        chains = [Chain(1, Span(0, 0), (), first=node) for node in trees]
        made = cls(roles or find_roles(chains, phrases))
        stated = [_plain(node) for phrase in phrases for node in _nodes(phrase)]
        declared = [p for p in phrases if isinstance(p, said.DeclarationPhrase)]
        made.positive = frozenset(str(n) for p in declared if p.role == "positive" for n in p.names)
        made.integer = frozenset(str(n) for p in declared if p.role in {"integer", "natural"} for n in p.names)
        every = [part for node in (*trees, *stated) for part in walk(node)]
        sums = [part for part in every if isinstance(part, tree.Sum | tree.Product)]
        counted = {
            str(name)
            for part in every
            if isinstance(part, Name)
            for s in part.subscript
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
        made.integer |= {name for name in counted if not made._is_random(name)}
        made.from_zero = frozenset(
            str(variable) for part in sums for variable in part.variables
            if not (isinstance(part.lower, tree.Number) and part.lower.value >= 1)
        )  # fmt: skip
        made._find_sizes(every, [part for node in (*trees, *stated) for part in _lists(node)])
        return made

    def _is_random(self, name: str) -> bool:
        role = self.roles.table.get(name)
        return role is not None and role.role == "random" and not role.reason.startswith("stands inside a head")

    # ---- names --------------------------------------------------------------------------------------------------

    def _find_sizes(self, every: Sequence[Node], lists: Sequence[tuple[Node, Node]]) -> None:
        """How far the index of each family runs: to where sums over it run, or lists with dots, or members go."""
        ends: dict[tuple[str, int, int], list[Expr]] = {}
        members: dict[tuple[str, int, int], list[int]] = {}
        index_at: dict[tuple[str, int, int], Node] = {}
        bounded = [(part.body, part.variables[0], part.upper) for part in every
                   if isinstance(part, tree.Sum | tree.Product) and part.variables and part.upper is not None]  # fmt: skip
        for body, variable, upper in bounded:
            for name in (n for n in walk(body) if isinstance(n, Name) and _indices(n)):
                for place, index in enumerate(_indices(name)):
                    if index == variable:
                        ends.setdefault((_letter(name), len(_indices(name)), place), []).append(self.term(upper))
        for term, upper in lists:
            for name in (n for n in walk(term) if isinstance(n, Name) and _indices(n)):
                ends.setdefault((_letter(name), len(_indices(name)), 0), []).append(self.term(upper))
        for name in (n for n in every if isinstance(n, Name) and _indices(n)):
            key = (_letter(name), len(_indices(name)))
            self.sizes.setdefault(key, ())
            for place, index in enumerate(_indices(name)):
                index_at.setdefault((*key, place), index)
                if isinstance(index, tree.Number):
                    members.setdefault((*key, place), []).append(int(index.value))
        taken = {str(n) for n in every if isinstance(n, Name)} | {letter for letter, _ in self.sizes}
        spare = (Symbol(name, integer=True, positive=True) for name in ("n", "m", "l", "N", "M") if name not in taken)
        defaults: dict[Node, Expr] = {}
        for letter, arity in self.sizes:
            found = []
            for place in range(arity):
                known = ends.get((letter, arity, place), [])
                symbolic = [end for end in known if not end.is_Integer]
                most = max(
                    [int(end) for end in known if end.is_Integer] + members.get((letter, arity, place), []), default=0
                )
                if not symbolic and not most:
                    index = index_at[letter, arity, place]
                    if index not in defaults:
                        defaults[index] = next(spare, Symbol(f"n_{letter}", integer=True, positive=True))
                    symbolic = [defaults[index]]
                found.append(symbolic[0] if symbolic else Integer(most))
            self.sizes[letter, arity] = tuple(found)

    def family(self, name: Name) -> t.Family | None:
        """The family that w_j is a member of, or that the bare letter w stands for; None for a lone variable."""
        arity = len(_indices(name))
        if not arity:
            arities = [known for letter, known in self.sizes if letter == str(name)]
            if not arities or (
                (lone := self.roles.table.get(str(name))) is not None and lone.reason.startswith("stands")
            ):
                return None
            arity = arities[0]
        key = (_letter(name), arity)
        if key not in self.families:
            self.families[key] = t.family(
                key[0], *self.sizes[key], kind="random" if self._role(name) == "random" else "real"
            )
        return self.families[key]

    def _role(self, name: Name) -> str:
        found = self.roles.of(name)
        return found.role if found is not None else "constant"

    def _named(self, name: Name) -> Any:
        if name.label or name.accent == "vec" or name.style in {"bold", "bb"}:
            raise NoMeaning("vectors, matrices and superscripts that are no powers are outside what is covered", name)
        if _indices(name):
            owner = self.family(name)
            assert owner is not None
            return owner[tuple(self.term(index) for index in _indices(name))]
        shown = str(name)
        if shown in self.integer:
            natural = {"nonnegative": True} if shown in self.from_zero else {"positive": True}
            return Symbol(shown, integer=True, **natural)
        if self._role(name) == "random":
            return t.RandomVariable(shown)
        if name == Name("pi"):
            return pi
        if name == Name("e"):
            return exp(1)
        return Symbol(shown, real=True, **({"positive": True} if shown in self.positive else {}))

    # ---- terms --------------------------------------------------------------------------------------------------

    def term(self, node: Node) -> Any:
        """The term of an expression. NoMeaning, with its place, for what has none here."""
        made = self._made(node)
        if isinstance(made, Expr) and made.has(nan, zoo):
            raise NoMeaning("a division by zero", node)
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
                    product *= self.term(factor)
                    if expanded_terms(product) > MAX_TERMS:
                        raise NoMeaning(f"a product with more than {MAX_TERMS:,} terms once it is multiplied out", node)
                return product
            case tree.Quotient(numerator, denominator):
                below = self.term(denominator)
                if below == 0:
                    raise NoMeaning("a division by zero", node)
                return self.term(numerator) / below
            case tree.Power(base, exponent):
                return self._power(node, self.term(base), self.term(exponent))
            case tree.Root(radicand, index):
                order = self.term(index) if index is not None else Integer(2)
                if order != 2:
                    raise NoMeaning("only square roots are covered", node)
                return sqrt(self.term(radicand))
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
                    f"{_KINDS.get(type(node), type(node).__name__.lower())} is outside what is covered", node
                )

    def _dotted(self, node: tree.Add | tree.Mul) -> Any:
        found = dots_to_sum(node)
        if found is None:
            raise NoMeaning("the terms before and after the dots do not follow one pattern", node)
        for part in walk(found.body):
            if isinstance(part, Name) and _indices(part):
                self.sizes.setdefault((_letter(part), len(_indices(part))), (self.term(found.upper),))  # type: ignore[arg-type]
        return self._over_index(found)

    def _power(self, node: Node, base: Any, exponent: Any) -> Any:
        if exponent.is_number and (
            abs(exponent) > MAX_EXPONENT or (base.is_number and abs(exponent) * _digits(base) > 200)
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
        if node.given:
            raise NoMeaning("conditional moments and probabilities are outside what is covered", node)
        arguments = [self.term(argument) for argument in node.args]
        if node.kind in {"P", "Indicator"}:
            if len(arguments) != 1 or not isinstance(arguments[0], Relational):
                raise NoMeaning("a probability needs one relation, as in P(y = 0)", node)
            return (t.P if node.kind == "P" else t.Indicator)(arguments[0])
        needed = 2 if node.kind in {"Cov", "Corr"} else 1
        if len(arguments) != needed or not all(isinstance(a, Expr) for a in arguments):
            raise NoMeaning(f"{node.kind} takes {needed} argument{'s' * (needed - 1)}", node)
        over = {self.term(part) for s in node.subscript for part in (s.items if isinstance(s, tree.Tuple) else (s,))}
        if over and not set().union(*map(t.cells, arguments)) <= over:
            raise NoMeaning("an expectation over some of its variables alone is outside what is covered", node)
        made = _HEADS[node.kind](*arguments)
        if node.kind == "Sd":
            return sqrt(made)
        return made / sqrt(t.Var(arguments[0]) * t.Var(arguments[1])) if node.kind == "Corr" else made

    def _call(self, node: tree.Call) -> Any:
        function = ALIASES.get(node.function.base, node.function.base)
        if node.given or node.function.primes or any(isinstance(part, tree.Hole) for part in node.args):
            raise NoMeaning(
                "derivatives, conditions and functions without their argument are outside what is covered", node
            )
        arguments = [self.term(argument) for argument in node.args]
        plain = node.function == Name(node.function.base)
        if plain and function in {"max", "min"} and len(arguments) == 2 and 0 in arguments:
            other = arguments[1] if arguments[0] == 0 else arguments[0]
            return t.relu(other) if function == "max" else -t.relu(-other)
        if plain and function == "leakyrelu" and len(arguments) == 2:
            return t.leaky_relu(*arguments)
        if plain and function in _APPLIED and len(arguments) == 1:
            return _APPLIED[function](arguments[0])
        if function in FUNCTIONS or len(arguments) != 1:
            raise NoMeaning("this function is outside what is covered", node)
        return t.opaque_function(str(node.function))(arguments[0])

    def relation(self, node: tree.Relation) -> Any:
        """A relation between two sides."""
        if len(node.kinds) != 1 or node.kinds[0] not in _RELATIONS:
            raise NoMeaning(f"one relation of {', '.join(_RELATIONS)} is needed", node)
        return _RELATIONS[node.kinds[0]](*map(self.term, node.sides))

    # ---- hypotheses ---------------------------------------------------------------------------------------------

    def hypotheses(self, phrases: Iterable[said.Phrase]) -> tuple[Hypothesis, ...]:
        """What the phrases say, as hypotheses. UserError for what cannot be expressed."""
        return tuple(dict.fromkeys(h for phrase in phrases for h in self._said(phrase)))

    def _said(self, phrase: said.Phrase) -> Iterator[Hypothesis]:
        try:
            yield from self._meaning(phrase)
        except NoMeaning as error:
            raise UserError(f"cannot use the assumption {phrase.text!r}: {error}") from None

    def _meaning(self, phrase: said.Phrase) -> Iterator[Hypothesis]:
        match phrase:
            case said.IndependentPhrase(groups=groups):
                yield from self._independent(groups, phrase)
            case said.IidPhrase(names=names):
                yield from self._independent(names, phrase)
                yield from map(IdenticallyDistributed, self._whole_families(names, phrase))
            case said.IdenticallyDistributedPhrase(names=names):
                yield from map(IdenticallyDistributed, self._whole_families(names, phrase))
            case said.EqualVariancePhrase(names=names):
                yield from self._equal_variances(names)
            case said.SymmetricPhrase(names=names):
                yield from map(Symmetric, self._items(names))
            case said.CentredPhrase(names=names):
                for item in self._items(names):
                    indices = index_of(item) if isinstance(item, t.Family) else ()
                    yield _holds(Eq(t.E(item[indices] if indices else item), 0), indices)
            case said.NoAtomPhrase(names=names, at=at):
                yield from (NoAtom(item, self.term(at)) for item in self._items(names))
            case said.DensityPhrase(names=names):
                yield from map(HasDensity, self._items(names))
            case said.UncorrelatedPhrase(names=names):
                items = self._items(names)
                if len(items) < 2 or any(isinstance(item, t.Family) for item in items):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: name single variables, as in x, y uncorrelated"
                    )
                yield from (_holds(Eq(t.Cov(a, b), 0)) for i, a in enumerate(items) for b in items[i + 1 :])
            case said.DeclarationPhrase(names=names, role=role):
                if role == "odd":
                    yield from (Odd(t.opaque_function(str(name))) for name in names)
                elif role not in {"random", "constant", "index", "function", "integer", "natural", "real", "positive"}:
                    raise UserError(f"cannot use the assumption {phrase.text!r}: {role} is not covered")
                elif role == "positive" and any(t.is_random(self.term(name)) for name in names):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: a random variable cannot be declared positive"
                    )
            case said.EquationPhrase(lhs=lhs, rhs=rhs, relation=relation):
                sides = self.term(_plain(lhs)), self.term(_plain(rhs))
                if relation not in _RELATIONS:
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}; known relations: {', '.join(_RELATIONS)}"
                    )
                yield _holds(_RELATIONS[relation](*sides), self._free_indices(lhs, rhs))
            case said.DefinitionPhrase(name=name, value=value):
                if not isinstance(name, Name):
                    raise UserError(
                        f"cannot use the assumption {phrase.text!r}: a function cannot be defined, only a name"
                    )
                yield Definition(self.term(name), self.term(_plain(value)), forall=self._free_indices(name))
            case said.LawPhrase(names=names):
                law = self._law(phrase)
                if phrase.independent:
                    yield from self._independent(names, phrase)
                yield from (HasLaw(item, law) for item in self._items(names))

    def _items(self, nodes: Sequence[Node]) -> list[Any]:
        """Variables and whole families: w_j and w_1, ..., w_n stand for the family, w_2 for itself."""
        items: list[Any] = []
        nodes = [part for node in nodes for part in (node.items if isinstance(node, tree.Tuple) else (node,))]
        for run in _runs(nodes):
            name = run[0]
            if not isinstance(name, Name):
                items.append(self.term(name))
                continue
            owner = self.family(name)
            one = bool(_indices(name)) and len(run) == 1 and all(isinstance(i, tree.Number) for i in _indices(name))
            whole = owner is not None and not one
            items.append(owner if whole else self.term(name))
        return items

    def _independent(self, groups: Sequence[Node], phrase: said.Phrase) -> Iterator[Hypothesis]:
        if len(groups) == 1 and isinstance(groups[0], tree.Tuple):
            groups = groups[0].items
        parts = [tuple(self._items([group])) for group in groups] if not any(isinstance(g, tree.Dots) for g in groups) else (
            [(item,) for item in self._items(groups)])  # fmt: skip
        alone = (
            len(parts) == 1
            or any(isinstance(g, tree.Dots) for g in groups)
            or not isinstance(phrase, said.IndependentPhrase)
        )
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
                    f"cannot use the assumption {phrase.text!r}: one law for several names is covered for a family alone; "
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
            i for node in nodes for n in walk(node) if isinstance(n, Name) for i in _indices(n) if isinstance(i, Name)
        )
        return tuple(self.term(letter) for letter in dict.fromkeys(letters) if letter not in bound)

    def _law(self, phrase: said.LawPhrase) -> laws.Law:
        known = {kind.__name__: kind for kind in (laws.Normal, laws.Uniform, laws.Laplace, laws.Exponential, laws.Gamma, laws.LogNormal,
                 laws.Bernoulli, laws.Binomial, laws.Poisson, laws.Rademacher)}  # fmt: skip
        if phrase.law not in known:
            raise UserError(
                f"cannot use the assumption {phrase.text!r}: the law {phrase.law} is not covered; known: {', '.join(known)}"
            )
        kind = known[phrase.law]
        parameters = [self.term(_plain(parameter)) for parameter in phrase.parameters]
        for place, key in enumerate(phrase.keys):
            if key == "sd":
                parameters[place] **= 2
            elif key == "scale" and kind in {laws.Exponential, laws.Gamma}:
                parameters[place] = 1 / parameters[place]
        if kind is laws.Exponential and not parameters:
            parameters = [Integer(1)]
        try:
            return kind(*parameters)
        except TypeError:
            names = ", ".join(kind.__dataclass_fields__)
            raise UserError(f"cannot use the assumption {phrase.text!r}: {phrase.law} takes ({names})") from None


_KINDS: Final[dict[type[Node], str]] = {
    tree.Integral: "an integral", tree.Limit: "a limit", tree.Extremum: "a maximum or minimum over a set", tree.Derivative: "a derivative",
    tree.Elementwise: "the elementwise product", tree.Norm: "a norm", tree.Transpose: "a transpose", tree.Tuple: "a list", tree.SetOf: "a set",
    tree.Cases: "a definition by cases", tree.Dots: "a row of dots", tree.Words: "text", tree.Interval: "an interval",
}  # fmt: skip


def _plain(node: Node) -> Node:
    """Without brackets of their own, and sums that are written out with dots as sums."""

    def summed(found: Node) -> Node:
        if isinstance(found, tree.Add | tree.Mul) and any(isinstance(p, tree.Dots) for p in tree.children(found)):
            return dots_to_sum(found) or found
        return found

    return tree.rebuild(tree.ungroup(node), summed)


def _nodes(phrase: said.Phrase) -> Iterator[Node]:
    for name in ("groups", "names", "lhs", "rhs", "name", "value", "parameters"):
        value = getattr(phrase, name, ())
        if isinstance(value, tuple) and any(isinstance(part, tree.Dots) for part in value):
            yield tree.Tuple(value)
        else:
            yield from value if isinstance(value, tuple) else (value,)


def _lists(node: Node) -> Iterator[tuple[Node, Node]]:
    """Pattern and last value of the lists with dots: x_1, ..., x_n."""
    for part in walk(node):
        if isinstance(part, tree.Tuple):
            for run in _runs(part.items):
                found = written_out(run) if len(run) > 1 else None
                if found is not None:
                    yield found[0], found[3]


def _runs(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """The items of a list; w_1, ..., w_n in one piece."""
    run: list[Node] = []
    for node in nodes:
        dotted = isinstance(node, tree.Dots) or (run and isinstance(run[-1], tree.Dots))
        goes_on = (
            run
            and len(nodes) > 2
            and isinstance(node, Name)
            and isinstance(run[-1], Name)
            and _letter(node) == _letter(run[-1])
        )
        if run and not dotted and not (goes_on and any(isinstance(n, tree.Dots) for n in nodes)):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _indices(name: Name) -> tuple[Node, ...]:
    """The indices of a member of a family; a subscript of words such as "in" belongs to the name."""
    numbers = all((isinstance(p, tree.Number) and p.places is None) or (isinstance(p, Name) and len(p.base) == 1) or isinstance(p, tree.Add | tree.Mul)
                  for p in name.subscript)  # fmt: skip
    return name.subscript if numbers else ()


def _letter(name: Name) -> str:
    return str(replace(name, subscript=())) if _indices(name) else str(name)


def _holds(relation: Any, forall: tuple[Symbol, ...] = ()) -> Holds:
    if relation == False or relation == True:  # noqa: E712 (sympy's own truth values)
        raise UserError("an assumption is always true or never true; leave it out")
    return Holds(relation, forall=forall)


def _digits(number: Any) -> int:
    return max(len(str(part)) for part in number.as_numer_denom())


def _of_power(base: Any, exponent: int) -> int:
    inside = expanded_terms(base)
    return comb(inside + exponent - 1, exponent) if inside > 1 else 1


def expanded_terms(term: Any) -> int:
    """How many terms the expression has once it is multiplied out, at most."""
    if term.is_Add:
        return sum(map(expanded_terms, term.args))
    if term.is_Mul:
        return prod(map(expanded_terms, term.args))
    if term.is_Pow and term.exp.is_Integer:
        return _of_power(term.base, abs(int(term.exp)))
    return 1
