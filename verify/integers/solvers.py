"""z3 and cvc5 behind one question: does a goal follow from facts, all of them polynomial relations of integers?

Both get the same formulas and a bound on their work instead of their time, so that an answer does not depend on the
machine.

>>> from derivations.terms import positive_integers
>>> i, k = positive_integers("i k")
>>> solvers = Solvers()
>>> solvers.follows([i >= k + 2], i >= 3)
True
>>> solvers.follows([i >= k + 2], i >= 4), solvers.model([i >= k + 2, i < 4])
(False, {i: 3, k: 1})
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from importlib import import_module
from operator import mul
from typing import Any

from sympy import Add, And, Eq, Ge, Gt, Integer, Le, Lt, Mul, Ne, Not, Or, Pow, Rational, Symbol
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

__all__ = ["SOLVERS", "Answer", "Solvers"]

SOLVERS = {"z3": "z3", "cvc5": "cvc5.pythonic"}
WAYS = {"z3": ("SimpleSolver", "Solver"), "cvc5": ("Solver",)}  # the next where one does not know
EFFORT = {
    "z3": {"rlimit": 3_000_000, "timeout": 10_000},
    "cvc5": {"rlimit-per": "30000", "tlimit-per": "10000"},
}  # steps; and milliseconds, where a solver loses count of its steps


@dataclass(frozen=True, slots=True)
class Answer:
    """What one solver said to one question, and how long it took."""

    solver: str
    word: str  # unsat, sat, unknown
    seconds: float


@dataclass(slots=True)
class Solvers:
    """Asks the solvers and keeps their answers."""

    names: tuple[str, ...] = tuple(SOLVERS)
    answers: list[Answer] = field(default_factory=list)

    def follows(self, facts: Sequence[Any], goal: Any, *, by_all: bool = False) -> bool:
        """Whether a solver shows that the goal holds wherever the facts do; `by_all` asks each of them."""
        if isinstance(goal, BooleanTrue):
            return True
        found = False
        for name in self.names:
            answer, _ = self._ask(name, [*facts, Not(goal)])
            found = found or answer.word == "unsat"
            if (found and not by_all) or answer.word == "sat":
                break
        return found

    def model(self, facts: Sequence[Any]) -> dict[Symbol, int] | None:
        """Values of the symbols at which the facts hold; None where no solver finds any."""
        for name in self.names:
            answer, values = self._ask(name, facts)
            if answer.word != "unknown":
                return values
        return None

    def _ask(self, name: str, facts: Iterable[Any]) -> tuple[Answer, dict[Symbol, int] | None]:
        library, facts = import_module(SOLVERS[name]), tuple(facts)
        for way in WAYS[name]:
            solver = getattr(library, way)()
            for option, effort in EFFORT[name].items():
                (solver.set if name == "z3" else solver.setOption)(option, effort)
            spelling = _Spelling(library)
            for fact in facts:
                solver.add(spelling.formula(fact))
            solver.add(*spelling.domains())
            started = time.perf_counter()
            word = str(solver.check())
            answer = Answer(name, word, time.perf_counter() - started)
            self.answers.append(answer)
            if word != "unknown":
                break
        return answer, spelling.values(solver.model()) if word == "sat" else None


class _Spelling:
    """Polynomial relations in the words of one library."""

    def __init__(self, library: Any) -> None:
        self.library = library
        self.symbols: dict[Symbol, Any] = {}

    def domains(self) -> list[Any]:
        """What the assumptions of the symbols say."""
        found = []
        for symbol, variable in self.symbols.items():
            if symbol.is_positive:
                found.append(variable >= 1 if symbol.is_integer else variable > 0)
            elif symbol.is_nonnegative:
                found.append(variable >= 0)
        return found

    def values(self, model: Any) -> dict[Symbol, int]:
        """The integers of a model."""
        found = {}
        for symbol, variable in sorted(self.symbols.items(), key=str):
            if symbol.is_integer:
                found[symbol] = int(str(model.eval(variable, model_completion=True)))
        return found

    def formula(self, fact: Any) -> Any:
        """And, Or, Not and the relations."""
        library = self.library
        if isinstance(fact, BooleanTrue | BooleanFalse):
            return library.BoolVal(bool(fact))
        if isinstance(fact, And | Or):
            return (library.And if isinstance(fact, And) else library.Or)(*map(self.formula, fact.args))
        if isinstance(fact, Not):
            return library.Not(self.formula(fact.args[0]))
        value = self.term(fact.lhs) - self.term(fact.rhs)
        match fact:
            case Eq():
                return value == 0
            case Ne():
                return value != 0
            case Le():
                return value <= 0
            case Lt():
                return value < 0
            case Ge():
                return value >= 0
            case Gt():
                return value > 0
        raise TypeError(f"{fact} is no relation")

    def term(self, term: Any) -> Any:
        """A polynomial with rational coefficients."""
        if isinstance(term, Integer):
            return self.library.IntVal(int(term))
        if isinstance(term, Rational):
            return self.library.RatVal(int(term.p), int(term.q))
        if isinstance(term, Symbol):
            if term not in self.symbols:
                make = self.library.Int if term.is_integer else self.library.Real
                self.symbols[term] = make(term.name)
            return self.symbols[term]
        if isinstance(term, Add):
            return sum(map(self.term, term.args[1:]), self.term(term.args[0]))
        if isinstance(term, Mul):
            return reduce(mul, map(self.term, term.args))
        if isinstance(term, Pow) and isinstance(term.exp, Integer) and term.exp > 0:
            return reduce(mul, [self.term(term.base)] * int(term.exp))
        raise TypeError(f"{term} is no polynomial")
