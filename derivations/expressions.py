"""What terms are made of: random variables, families and their members, heads (E, Var, Cov, P, ...) and binders.

>>> x = RandomVariable("x")
>>> Var(2 * x)
Var(2*x)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self, cast

from sympy import Basic, Expr, Symbol, SympifyError, Tuple, sympify
from sympy.core.symbol import Str
from sympy.printing.precedence import PRECEDENCE

from derivations.errors import UserError

__all__ = [
    "Binder", "Count", "Cov", "DensityAt", "E", "Element", "Family", "Head", "Indicator", "Largest", "P", "Partial",
    "RandomVariable", "Section", "Smallest", "Var", "as_term", "is_random",
]  # fmt: skip


def _latex(term: Any) -> str:
    """Our LaTeX of a term, for sympy's printer."""
    from derivations.notation import latex

    return latex(term)


def as_term(value: Any) -> Any:
    """A number or term as a sympy object; text is refused, for sympy would evaluate it."""
    try:
        return sympify(value, strict=True)
    except SympifyError as error:
        raise UserError(f"{value!r} is no term; build it from variables and numbers") from error


class RandomVariable(Symbol):
    """A real random variable, known by its name; its law is what the hypotheses say."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        return cast("Self", Symbol.__new__(cls, name, real=True))

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.name,), {}


class Family(Basic):
    """An indexed family w_1..w_n (arity 1) or w_ij (arity 2) of one kind.

    `kind` is "random" or, for constants of a layer such as its kernel size, "positive" or "natural" (integers) or
    "real".
    """

    KINDS: ClassVar[tuple[str, ...]] = ("random", "positive", "natural", "real")

    def __new__(cls, name: Any, sizes: Any, kind: Any) -> Self:
        kind = kind if isinstance(kind, Str) else Str(kind)
        if kind.name not in cls.KINDS:
            raise UserError(f"unknown kind of family {kind.name!r}; known: {', '.join(cls.KINDS)}")
        return cast("Self", Basic.__new__(cls, name if isinstance(name, Str) else Str(name), Tuple(*sizes), kind))

    @property
    def name(self) -> str:
        """The letter of the family."""
        return str(self.args[0].name)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """How far each index runs, from 1."""
        return tuple(self.args[1])

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return str(self.args[2].name)

    def __getitem__(self, index: Any) -> Any:
        indices = index if isinstance(index, tuple) else (index,)
        if len(indices) != len(self.sizes):
            raise UserError(f"family {self.name} has {len(self.sizes)} indices, got {len(indices)}: {indices}")
        return Section(self, indices) if slice(None) in indices else Element(self, *indices)

    def _sympystr(self, printer: Any) -> str:
        return self.name

    def _latex(self, _printer: Any) -> str:
        return _latex(self)


class Section(Family):
    """A row or a column of a family, itself a family: w[1, :] is that of the w[1, j], and w[1, :][j] is w[1, j]."""

    def __new__(cls, whole: Family, indices: Any) -> Self:
        kept = (Str(":") if index == slice(None) else as_term(index) for index in indices)
        return cast("Self", Basic.__new__(cls, whole, Tuple(*kept)))

    @property
    def whole(self) -> Family:
        """The family that this is a part of."""
        return cast("Family", self.args[0])

    @property
    def name(self) -> str:
        return f"{self.whole.name}[{', '.join(map(str, self.args[1]))}]"

    @property
    def sizes(self) -> tuple[Expr, ...]:
        return tuple(size for size, i in zip(self.whole.sizes, self.args[1], strict=True) if isinstance(i, Str))

    @property
    def kind(self) -> str:
        return self.whole.kind

    def member(self, indices: Sequence[Any]) -> tuple[Any, ...]:
        """The indices in the whole family of a member of this one."""
        given = iter(indices)
        return tuple(next(given) if isinstance(i, Str) else i for i in self.args[1])


class Element(Expr):
    """One member w[j] or w[i, j] of a family."""

    is_commutative = True

    def __new__(cls, owner: Family, *indices: Any) -> Self:
        if isinstance(owner, Section):
            return cls(owner.whole, *owner.member(indices))
        numbers = tuple(map(as_term, indices))
        if any(map(is_random, numbers)):
            raise UserError(f"a member of {owner.name} has a number for its index, and {numbers} is random")
        return cast("Self", Expr.__new__(cls, owner, *numbers))

    @property
    def family(self) -> Family:
        """The family this is a member of."""
        return cast("Family", self.args[0])

    @property
    def indices(self) -> tuple[Expr, ...]:
        """One expression for each index of the family."""
        return tuple(self.args[1:])

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True

    def _eval_is_integer(self) -> bool | None:
        return True if self.family.kind in {"positive", "natural"} else None

    def _eval_is_extended_positive(self) -> bool | None:
        return True if self.family.kind == "positive" else None

    def _eval_is_extended_nonnegative(self) -> bool | None:
        return True if self.family.kind in {"positive", "natural"} else None

    def _sympystr(self, printer: Any) -> str:
        return f"{self.family.name}[{', '.join(printer.doprint(i) for i in self.indices)}]"

    def _latex(self, _printer: Any) -> str:
        return _latex(self)


class Head(Expr):
    """A symbol applied to `arity` terms; nothing evaluates it."""

    is_commutative = True
    arity: ClassVar[int] = 1

    def __new__(cls, *args: Any) -> Self:
        if len(args) != cls.arity:
            raise UserError(f"{cls.__name__} takes {cls.arity} argument(s), got {len(args)}: {args}")
        return cast("Self", Expr.__new__(cls, *map(as_term, args)))

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True

    def _latex(self, _printer: Any) -> str:
        return _latex(self)

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(printer.doprint(a) for a in self.args)})"


class E(Head):
    """Expectation E[X]."""

    def _eval_is_extended_nonnegative(self) -> bool | None:
        return True if self.args[0].is_nonnegative else None


class Var(Head):
    """Variance Var(X) = E[(X - E X)^2]."""

    def _eval_is_extended_nonnegative(self) -> bool:
        return True


class Cov(Head):
    """Covariance Cov(X, Y) = E[X Y] - E[X] E[Y]."""

    arity = 2


class P(Head):
    """Probability of an event, written as a relation: P(Eq(y, 0))."""

    def _eval_is_extended_nonnegative(self) -> bool:
        return True


class Indicator(Head):
    """1 where the relation holds, 0 elsewhere (Iverson's bracket)."""


class DensityAt(Head):
    """f_Y(t), the density of the law of Y at t; DensityAt(y, t)."""

    arity = 2

    def _eval_is_extended_nonnegative(self) -> bool:
        return True


class Partial(Head):
    """Partial derivative of a quantity by a variable it depends on: Partial(loss, v[i])."""

    arity = 2
    precedence: ClassVar[int] = PRECEDENCE["Mul"]  # sympy's printers bracket it under a power


class Binder(Head):
    """A head that binds an integer: Largest(body, (t, low, high))."""

    arity = 2
    precedence: ClassVar[int] = PRECEDENCE["Mul"]

    def __new__(cls, *args: Any) -> Self:
        body, limits = args
        return super().__new__(cls, body, Tuple(*limits))

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The symbol this head binds."""
        return [self.args[1][0]]

    @property
    def free_symbols(self) -> set[Basic]:
        """The symbols of body and limits without the bound one."""
        symbol, *limits = self.args[1]
        outside = set().union(*(limit.free_symbols for limit in limits))
        return (self.args[0].free_symbols - {symbol}) | outside


class Largest(Binder):
    """The largest value of the body over the integers t = low..high."""


class Smallest(Binder):
    """The smallest value of the body over the integers t = low..high."""


class Count(Binder):
    """The number of integers t with low <= t <= high for which the condition (a relation) holds.

    >>> from derivations.terms import integers, oo, positive_integers
    >>> i, k, s = positive_integers("i k s")
    >>> t = integers("t")
    >>> Count(t * s + k <= i, (t, 0, oo))
    Count(k + s*t <= i, (t, 0, oo))
    """

    def _eval_is_integer(self) -> bool:
        return True

    def _eval_is_extended_nonnegative(self) -> bool:
        return True


def is_random(term: Basic) -> bool:
    """Whether the value of the term depends on chance: a random cell occurs outside every E, Var, Cov, P.

    >>> x = RandomVariable("x")
    >>> is_random(x - E(x)), is_random(E(x) ** 2)
    (True, False)
    """
    if isinstance(term, E | Var | Cov | P | DensityAt):
        return isinstance(term, DensityAt) and is_random(term.args[1])
    if isinstance(term, Element):
        return term.family.kind == "random"
    if isinstance(term, RandomVariable):
        return True
    return any(is_random(a) for a in term.args if not isinstance(a, Str | Family))
