"""What `text` prints means the term it was printed from: a small reader of its own evaluates it and compares."""

import re
from fractions import Fraction
from functools import reduce
from math import floor as floor_of
from operator import add, mul, sub, truediv

import mpmath
import sympy as sp
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from derivations.notation import text
from derivations.terms import Cov, E, Element, Sum, Var, family, integers, positive_integers, random_variables, relu

n, k, n_in = positive_integers("n k n_in")
x, y = random_variables("x y")
sigma = sp.Symbol("sigma", positive=True)
mu = sp.Symbol("mu", real=True)
j = integers("j")
W = family("w", n)
NAMES = {
    "n": 3,
    "k": 2,
    "n_in": 5,
    "x": Fraction(-7, 3),
    "y": Fraction(4, 9),
    "sigma": Fraction(5, 2),
    "mu": Fraction(-3, 7),
}
DIGITS = 50


def member(index):
    """The value of w_index; index is an integer."""
    return Fraction(index + 2, index * index + 3)


HEADS = {
    "E": lambda v: (v + 2) / 3,
    "Var": lambda v: v * v + 1,
    "Cov": lambda u, v: u - 2 * v + u * v,
    "max": max,
    "abs": abs,
    "floor": lambda v: Fraction(floor_of(v)),
    "sqrt": mpmath.sqrt,
}


class Reader:
    """Evaluates printed text by recursive descent; `number` makes a number of a Fraction."""

    def __init__(self, source, number):
        self.tokens = re.findall(r"\d+|[A-Za-z]+|\S", source)
        self.place, self.number, self.bound = 0, number, {}

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.peek()
        assert expected is None or token == expected, (token, expected, self.tokens)
        self.place += 1
        return token

    def whole(self):
        value = self.total()
        assert self.peek() == "", self.tokens[self.place :]
        return value

    def total(self):
        negative = self.peek() == "-" and self.take()
        value = -self.product() if negative else self.product()
        while self.peek() in {"+", "-"}:
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self):
        value = self.power()
        while self.peek() in {"*", "/"}:
            value = value * self.power() if self.take() == "*" else value / self.power()
        return value

    def power(self):
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.atom()
        return base ** (int(exponent) if exponent == int(exponent.real) else exponent)

    def atom(self):
        token = self.take()
        if token.isdigit():
            return self.number(Fraction(token))
        if token in {"(", "|"}:
            value = self.total()
            self.take(")" if token == "(" else "|")
            return value if token == "(" else abs(value)
        if token == "sum":
            return self.summation()
        if self.peek() in {"(", "["} and token in HEADS:
            closing = {"(": ")", "[": "]"}[self.take()]
            arguments = [self.total()]
            while self.peek() == ",":
                self.take()
                arguments.append(self.total())
            self.take(closing)
            return HEADS[token](*arguments)
        return self.name(token)

    def name(self, token):
        if self.peek() != "_":
            return self.number(self.bound.get(token, NAMES.get(token)))
        self.take()
        if f"{token}_{self.peek()}" in NAMES:
            return self.number(NAMES[f"{token}_{self.take()}"])
        assert token == "w"
        return self.number(member(int(self.script())))

    def script(self):
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        value = self.total()
        self.take("}")
        return value

    def summation(self):
        for expected in ("_", "{"):
            self.take(expected)
        index = self.take()
        self.take("=")
        low = self.total()
        for expected in ("}", "^", "{"):
            self.take(expected)
        high = self.total()
        self.take("}")
        start, outside, value = self.place, self.bound, self.number(Fraction(0))
        for here in range(int(low), int(high) + 1):
            self.place, self.bound = start, outside | {index: here}
            value = value + self.product()
        self.bound = outside
        return value


def is_written_out(term):
    """Whether the numbers in the term are short; those of thousands of digits are described, not printed."""
    return all(max(abs(int(q.p)), int(q.q)).bit_length() < 1000 for q in term.atoms(sp.Rational))


def directly(term, number, bound=()):
    """The same value from the term itself, with no printing in between."""
    bound = dict(bound)

    def inner(part):
        return directly(part, number, bound)

    match term:
        case sp.Rational():
            return number(Fraction(int(term.p), int(term.q)))
        case sp.Symbol():
            return number(bound.get(term.name, NAMES.get(term.name)))
        case Element():
            return number(member(int(inner(term.indices[0]))))
        case sp.Add():
            return sum(map(inner, term.args), start=number(Fraction(0)))
        case sp.Mul():
            return reduce(mul, map(inner, term.args))
        case sp.Pow():
            exponent = inner(term.exp)
            return inner(term.base) ** (int(exponent) if term.exp.is_Integer else exponent)
        case Sum():
            variable, low, high = term.args[1]
            reach = range(int(inner(low)), int(inner(high)) + 1)
            return sum(
                (directly(term.args[0], number, {**bound, variable.name: at}) for at in reach), number(Fraction(0))
            )
        case relu():
            return max(inner(term.args[0]), number(Fraction(0)))
        case sp.Abs():
            return abs(inner(term.args[0]))
        case sp.floor():
            return HEADS["floor"](inner(term.args[0]))
        case E() | Var() | Cov():
            return HEADS[type(term).__name__](*map(inner, term.args))
    raise TypeError(term)


def summed(body):
    return Sum(body * W[j], (j, 1, n))


SYMBOLS = [n, k, n_in, x, y, sigma, mu, W[1], W[2], W[k + 1]]
NUMBERS = [*map(sp.Integer, (-2, -1, 1, 2, 3)), sp.Rational(-1, 2), sp.Rational(2, 3)]
atoms = st.sampled_from([*SYMBOLS, *NUMBERS])
UNARY = [E, Var, relu, sp.Abs, summed, lambda a: a**-2, lambda a: a**-1, lambda a: a**2, lambda a: a**3]
BINARY = [Cov, add, sub, mul, truediv]


def grow(children):
    one = st.tuples(st.sampled_from(UNARY), children).map(lambda pair: pair[0](pair[1]))
    two = st.tuples(st.sampled_from(BINARY), children, children).map(lambda made: made[0](*made[1:]))
    return one | two


rational_terms = st.recursive(atoms, grow, max_leaves=9)
radical_terms = st.recursive(atoms, lambda children: st.one_of(grow(children), children.map(sp.sqrt)), max_leaves=9)


@settings(max_examples=200, deadline=None)
@given(rational_terms)
@example(sp.floor((n_in + 2 * k - n * (k - 1) - 1) / n) + 1)
@example(summed(x + 1) / n * summed(y) - 1 / summed(x))
@example(-((x + y) ** 2) / (2 * n) - (x - y) / 2)
@example(-(x**-2) * (-x - y) ** 3)
def test_printed_text_read_back_has_the_same_exact_value(term):
    assume(not term.has(sp.zoo, sp.nan, sp.oo) and is_written_out(term))
    try:
        expected = directly(term, Fraction)
    except ZeroDivisionError:
        assume(False)
    assert Reader(text(term), Fraction).whole() == expected


@settings(max_examples=200, deadline=None)
@given(radical_terms)
@example(sp.sqrt(6) / sp.sqrt(n + n_in))
@example(sp.sqrt(2) * sigma / (2 * sp.sqrt(n)) * E(x))
@example(sp.sqrt(mu) / sp.sqrt(x))
@example(sp.sqrt(mu) * sp.sqrt(x) * sp.sqrt(sigma))
@example(x ** sp.Rational(3, 2) / mu ** sp.Rational(1, 3))
def test_printed_roots_read_back_have_the_same_value(term):
    assume(not term.has(sp.zoo, sp.nan, sp.oo, sp.I, relu) and is_written_out(term))
    with mpmath.workdps(DIGITS):
        try:
            expected = directly(term, number=lambda v: mpmath.mpf(v.numerator) / v.denominator)
            read = Reader(text(term), lambda v: mpmath.mpf(Fraction(v).numerator) / Fraction(v).denominator).whole()
        except ZeroDivisionError:
            assume(False)
        assume(mpmath.isfinite(expected) and abs(expected) < 10**8)  # cancellation in huge terms eats digits
        assert abs(read - expected) < mpmath.mpf(10) ** (-DIGITS // 2)
