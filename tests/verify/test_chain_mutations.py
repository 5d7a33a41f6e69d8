"""Mutated steps are proved exactly when they hold, and every law shown refutes its step, by brute enumeration."""

import re
from fractions import Fraction
from itertools import product

import pytest

from verify.chain import check

TRUE = [
    ("Var(2*X + 3*Y) = 4*Var(X) + 9*Var(Y) + 12*Cov(X, Y)", ""),
    ("Var(X - 2*Y) = Var(X) + 4*Var(Y) - 4*Cov(X, Y)", ""),
    ("Var(X*Y) = E[X^2]*E[Y^2] - E[X]^2*E[Y]^2", "X, Y independent"),
    ("E[X^2*Y + 3*X] = E[X^2]*E[Y] + 3*E[X]", "X, Y independent"),
    ("Cov(2*X + 3, Y - X) = 2*Cov(X, Y) - 2*Var(X)", ""),
    ("E[(X - E[X])^3] = E[X^3] - 3*E[X]*E[X^2] + 2*E[X]^3", ""),
    ("Var(X) = E[(X - 2)^2] - (E[X] - 2)^2", ""),
    ("E[max(0, X)^2] + E[max(0, -X)^2] = E[X^2]", ""),
    ("2*E[max(0, X)] - E[abs(X)] = E[X]", ""),
    ("E[(X + Y)^2] = Var(X) + Var(Y) + (E[X] + E[Y])^2", "X, Y independent"),
    ("Var(X^2) = E[X^4] - E[X^2]^2", ""),
    ("Cov(X^2, 3*X) = 3*E[X^3] - 3*E[X]*E[X^2]", ""),
]


class Outcomes(list):
    """The values of a random variable, one for each outcome; arithmetic is by outcome."""

    def by_outcome(self, other, function):
        other = other if isinstance(other, Outcomes) else [Fraction(other)] * len(self)
        return Outcomes(function(a, b) for a, b in zip(self, other, strict=True))

    def __add__(self, other):
        return self.by_outcome(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self.by_outcome(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self.by_outcome(other, lambda a, b: a * b)

    def __rmul__(self, other):
        return self * other

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -1 * self + other

    def __neg__(self):
        return -1 * self

    def __pow__(self, power):
        return Outcomes(a**power for a in self)


def sides(text, laws):
    """Both sides under independent joint laws; the steps above are Python once brackets and powers are spelled so."""
    names, rows, chances = [n for law in laws for n in law["names"]], [], []
    for choice in product(*(law["atoms"] for law in laws)):
        rows.append([Fraction(v) for atom, _ in choice for v in atom])
        chance = Fraction(1)
        for _, probability in choice:
            chance *= Fraction(probability)
        chances.append(chance)
    size = len(rows)

    def mean(value):
        if not isinstance(value, Outcomes):
            return Fraction(value)
        total = sum(p * v for p, v in zip(chances, value, strict=True))
        return Outcomes([total] * size)

    def covariance(a, b):
        return mean(a * b) - mean(a) * mean(b)

    table = {name: Outcomes(row[i] for row in rows) for i, name in enumerate(names)}
    table |= {"E": mean, "Var": lambda a: covariance(a, a), "Cov": covariance}
    table["max"] = lambda _, a: Outcomes(max(v, Fraction(0)) for v in a)
    table["abs"] = lambda a: Outcomes(abs(v) for v in a)
    written = text.replace("[", "(").replace("]", ")").replace("^", "**")
    found = [eval(side, {"__builtins__": {}}, table) for side in written.split("=")]
    return [Fraction(side[0]) if isinstance(side, Outcomes) else Fraction(side) for side in found]


def law(names, *atoms):
    return {"names": names, "atoms": [[[str(v) for v in values], probability] for values, probability in atoms]}


APART = [law(["X"], ((1,), "1/2"), ((-2,), "1/3"), ((5,), "1/6")), law(["Y"], ((3,), "1/4"), ((-2,), "3/4"))]
JOINED = [law(["X", "Y"], ((1, 2), "1/2"), ((-2, 3), "1/3"), ((5, -7), "1/6"))]


def mutants(text):
    """One coefficient or exponent more, one sign turned, one head for another."""
    for hit in re.finditer(r"\d", text):
        yield text[: hit.start()] + str(int(hit.group()) + 1) + text[hit.end() :]
    for hit in re.finditer(r" [+-] ", text):
        yield text[: hit.start()] + (" - " if "+" in hit.group() else " + ") + text[hit.end() :]
    for old, new in (("Var(X)", "E[X^2]"), ("E[X]^2", "E[X^2]"), ("E[X^2]", "E[X]^2"), ("Var(Y)", "Var(X)")):
        if old in text:
            yield text.replace(old, new, 1)
    yield text.replace("X", "Z").replace("Y", "X").replace("Z", "Y")


CASES = [(mutant, assume) for text, assume in TRUE for mutant in dict.fromkeys((text, *mutants(text)))
         if "^2^2" not in mutant]  # fmt: skip


@pytest.mark.parametrize(("text", "assume"), CASES)
def test_a_step_is_proved_exactly_when_it_holds_for_all_laws(text, assume):
    (step,) = check(text, assuming=[assume] if assume else []).steps
    left, right = sides(text, APART if assume else JOINED)
    if "0^" in text or "max(1" in text:
        assert step.verdict != "proved" or left == right
        return
    assert (step.verdict == "proved") == (left == right)
    if left != right:
        assert step.verdict in {"refuted", "missing-hypothesis"}
        shown = step.counterexample.to_dict()
        assert all(sum(Fraction(p) for _, p in found["atoms"]) == 1 for found in shown["laws"])
        again = sides(text, shown["laws"])
        assert again == [Fraction(shown["lhs"]), Fraction(shown["rhs"])]
        assert again[0] != again[1]
