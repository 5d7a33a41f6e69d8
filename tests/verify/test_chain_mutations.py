"""Machine-made mutations of true steps: each is refuted by a law that brute enumeration confirms, or proved and then
equal in every one of several worlds that were written down by hand.
"""

import re
from fractions import Fraction
from itertools import islice, product

import pytest

from derivations.reading import read_document
from tests.verify.enumerated import World, both_sides, close
from verify.chain import check


def law(names, *atoms):
    return {"names": names.split(), "atoms": [[[str(v) for v in values], p] for values, p in atoms]}


def lone(name, *atoms):
    return law(name, *(((value,), p) for value, p in atoms))


def family(name, size, *atoms):
    return [lone(f"{name}_{i}", *atoms) for i in range(1, size + 1)]


SKEW, OTHER = ((1, "1/2"), (-2, "1/3"), (5, "1/6")), ((3, "1/4"), (-2, "3/4"))
CENTRED, THIRD = ((1, "2/3"), (-2, "1/3")), ((0, "1/3"), (2, "1/3"), (7, "1/3"))
EVEN, ATOM = ((1, "1/3"), (-1, "1/3"), (3, "1/6"), (-3, "1/6")), ((2, "1/4"), (0, "1/2"), (-2, "1/4"))
JOINED = [
    [law("X Y", ((1, 2), "1/2"), ((-2, 3), "1/3"), ((5, -7), "1/6"))],
    [law("X Y", ((0, 1), "1/5"), ((3, 3), "2/5"), ((-1, 4), "2/5"))],
]
APART = [
    [lone("X", *SKEW), lone("Y", *OTHER), lone("Z", *THIRD)],
    [lone("X", *OTHER), lone("Y", *THIRD), lone("Z", *SKEW)],
]
SYMMETRIC = [[lone("y", *EVEN)], [lone("y", *ATOM)]]
IID = [[*family("x", n, *SKEW), *family("w", n, *OTHER)] for n in (2, 3)]
LAYER = [[*family("x", n, *SKEW), *family("w", n, *CENTRED)] for n in (2, 3)]
NONE = [[]]
WHOLE = ((-5, 1), (-1, 4), (0, 2), (1, 1), (3, 3), (7, 2), (8, 5))
RATIONAL = ((Fraction(2, 3), 5, -3), (-7, Fraction(1, 2), 4))
NUMBERS = [{"i": i, "k": k, "a": a, "b": b, "c": c} for i, k in WHOLE for a, b, c in RATIONAL]

TRUE = [
    ("Var(2*X + 3*Y) = 4*Var(X) + 9*Var(Y) + 12*Cov(X, Y)", "", JOINED),
    ("Var(X - 2*Y) = Var(X) + 4*Var(Y) - 4*Cov(X, Y)", "", JOINED),
    ("Cov(2*X + 3, Y - X) = 2*Cov(X, Y) - 2*Var(X)", "", JOINED),
    ("Cov(X + Y, X - Y) = Var(X) - Var(Y)", "", JOINED),
    ("E[(X + Y)^2] = E[X^2] + 2*E[X*Y] + E[Y^2]", "", JOINED),
    ("E[(X - E[X])*(Y - E[Y])] = E[X*Y] - E[X]*E[Y]", "", JOINED),
    ("Var(X + Y) + Var(X - Y) = 2*Var(X) + 2*Var(Y)", "", JOINED),
    ("Cov(X*Y, X) = E[X^2*Y] - E[X*Y]*E[X]", "", JOINED),
    ("Var(X*Y) = E[X^2]*E[Y^2] - E[X]^2*E[Y]^2", "X, Y independent", APART),
    ("Var(X*Y) = Var(X)*Var(Y) + Var(X)*E[Y]^2 + Var(Y)*E[X]^2", "X, Y independent", APART),
    ("E[X^2*Y + 3*X] = E[X^2]*E[Y] + 3*E[X]", "X, Y independent", APART),
    ("Var(3*X - 2*Y + 1) = 9*Var(X) + 4*Var(Y)", "X, Y independent", APART),
    ("E[(X + Y)^2] = Var(X) + Var(Y) + (E[X] + E[Y])^2", "X, Y independent", APART),
    ("Cov(X + Y, X*Y) = E[Y]*Var(X) + E[X]*Var(Y)", "X, Y independent", APART),
    ("E[X*Y*Z] = E[X]*E[Y]*E[Z]", "X, Y, Z independent", APART),
    ("Var(X + Y - Z) = Var(X) + Var(Y) + Var(Z)", "X, Y, Z independent", APART),
    ("E[(X - E[X])^3] = E[X^3] - 3*E[X]*E[X^2] + 2*E[X]^3", "", APART),
    ("Var(X) = E[(X - 2)^2] - (E[X] - 2)^2", "", APART),
    ("Var(X^2) = E[X^4] - E[X^2]^2", "", APART),
    ("Cov(X^2, 3*X) = 3*E[X^3] - 3*E[X]*E[X^2]", "", APART),
    ("E[(2*X - 1)^2] = 4*E[X^2] - 4*E[X] + 1", "", APART),
    ("E[max(0, X)^2] + E[max(0, -X)^2] = E[X^2]", "", APART),
    ("2*E[max(0, X)] - E[abs(X)] = E[X]", "", APART),
    ("E[max(0, y)^2] = Var(y)/2", "y symmetric", SYMMETRIC),
    ("E[max(0, y)^4] = E[y^4]/2", "y symmetric", SYMMETRIC),
    ("E[max(0, y)] = E[abs(y)]/2", "y symmetric", SYMMETRIC),
    ("Var(max(0, y)) = E[y^2]/2 - E[max(0, y)]^2", "y symmetric", SYMMETRIC),
    ("E[y^2 + 3*y + 2] = Var(y) + 2", "y symmetric", SYMMETRIC),
    ("Var(x_1 + x_2) = 2*Var(x_1)", "x_i iid", IID),
    ("Var(x_1 - 3*x_2) = 10*Var(x_1)", "x_i iid", IID),
    ("E[x_1^2*x_2] = E[x_1^2]*E[x_1]", "x_i iid", IID),
    ("E[(x_1 - x_2)^2] = 2*Var(x_1)", "x_i iid", IID),
    ("Var(sum_{j=1}^n x_j) = n*Var(x_1)", "x_i iid", IID),
    ("E[(sum_{j=1}^n x_j)^2] = n*E[x_1^2] + n*(n - 1)*E[x_1]^2", "x_i iid", IID),
    ("Var(sum_{j=1}^n w_j*x_j) = n*Var(w_1)*E[x_1^2]", "w_i iid; x_i iid; w and x independent; E[w_i] = 0", LAYER),
    ("Cov(x_1, sum_{j=1}^n x_j) = Var(x_1)", "x_i iid", IID),
    ("Var(5*X - 4*Y + 2*Z) = 25*Var(X) + 16*Var(Y) + 4*Var(Z)", "X, Y, Z independent", APART),
    ("E[(X - 3)*(Y + 2)] = E[X]*E[Y] + 2*E[X] - 3*E[Y] - 6", "X, Y independent", APART),
    ("Cov(2*X - 3*Y, X + 4*Y) = 2*Var(X) + 5*Cov(X, Y) - 12*Var(Y)", "", JOINED),
    ("E[(X - 2*Y)^2] = E[X^2] - 4*E[X*Y] + 4*E[Y^2]", "", JOINED),
    ("E[(X + 1)^3] = E[X^3] + 3*E[X^2] + 3*E[X] + 1", "", APART),
    ("(a - 2*b)^3 = a^3 - 6*a^2*b + 12*a*b^2 - 8*b^3", "a, b constant", NONE),
    ("(a + b)^2 - 4*a*b = (a - b)^2", "a, b constant", NONE),
    ("(a + b + c)^2 = a^2 + b^2 + c^2 + 2*a*b + 2*b*c + 2*a*c", "a, b, c constant", NONE),
    ("(k - 1)*(c - 1) + k = k*c - c + 1", "k integer; c constant", NONE),
    ("floor((2*i + 1)/2) = floor(i + 1/3)", "i integer", NONE),
    ("floor((i + 4)/2) = floor(i/2) + 2", "i integer", NONE),
    ("ceil((i + 3)/3) = ceil(i/3) + 1", "i integer", NONE),
]  # fmt: skip

HEADS = [
    ("Var(X)", "E[X^2]"), ("E[X]^2", "E[X^2]"), ("E[X^2]", "E[X]^2"), ("Var(Y)", "Var(X)"), ("E[Y]", "E[X]"),
    ("Cov(X, Y)", "E[X*Y]"), ("E[X*Y]", "Cov(X, Y)"), ("Var(y)", "E[y]^2"), ("E[y^2]", "E[y]^2"), ("max(0, ", "abs("),
    ("Var(x_1)", "E[x_1]^2"), ("E[x_1^2]", "Var(x_1)"), ("E[x_1]^2", "E[x_1^2]"), ("Var(w_1)", "Var(x_1)"),
    ("x_2", "x_1"), ("floor(", "ceil("), ("ceil(", "floor("), ("(n - 1)", "(n + 1)"), ("n*", "n^2*"),
    ("*n", "*(n - 1)"),
]  # fmt: skip


def mutants(text):
    """A coefficient or an exponent one more or less, a sign turned, a term dropped, one head or name for another."""
    for hit in re.finditer(r"(?<![_\d])\d+(?![\d_])", text):
        if text[: hit.start()].endswith(("max(", "sum_{j=")):
            continue
        for other in (int(hit.group()) + 1, int(hit.group()) - 1):
            if other == 1 and text[: hit.start()].endswith("/"):
                continue
            if other > 0 or (other == 0 and text[: hit.start()].endswith("+ ")):
                yield text[: hit.start()] + str(other) + text[hit.end() :]
    for hit in re.finditer(r" [+-] ", text):
        yield text[: hit.start()] + (" - " if "+" in hit.group() else " + ") + text[hit.end() :]
    left, right = text.split(" = ")
    terms = re.split(r"(?<=[\w\])]) (?=[+-] )", right)
    for place in range(1, len(terms)):
        yield f"{left} = {' '.join(terms[:place] + terms[place + 1 :])}"
    for old, new in HEADS:
        if old in right:
            yield f"{left} = {right.replace(old, new, 1)}"
        if old in left and old[-1] == "(":
            yield f"{left.replace(old, new, 1)} = {right}"
    if "X" in text and "Y" in text:
        yield f"{left} = {right.replace('X', '#').replace('Y', 'X').replace('#', 'Y')}"


def readable(text):
    return "^2^" not in text and not read_document(text).problems


CASES = [
    (mutant, assume, worlds)
    for text, assume, worlds in TRUE
    for mutant in dict.fromkeys(mutants(text))
    if mutant != text and readable(mutant)
]


def holds_in(step, worlds):
    """Whether the sides agree in every world written down, for several sizes and numbers."""
    names = set(re.findall(r"\b[abcikn]\b", f"{step.lhs} {step.rhs}"))
    for laws, size, numbers in product(worlds, (2, 3), NUMBERS):
        given = {"n": size} | {k: v for k, v in numbers.items() if k in names}
        if "n" in names and len(laws) != 2 * size:
            continue
        world = World({"laws": laws, "parameters": {k: str(v) for k, v in given.items()}})
        if not close(*(world.value(side, {}, {}) for side in step.trees)):
            return False
        if not names:
            break
    return True


def test_there_are_five_hundred_mutants():
    assert len(CASES) >= 500


@pytest.mark.parametrize(("text", "assume", "worlds"), TRUE)
def test_the_step_that_is_mutated_is_proved_and_true(text, assume, worlds):
    (step,) = check(text, assuming=[assume] if assume else []).steps
    assert step.verdict == "proved"
    assert holds_in(step, worlds)


BATCH = 20  # one test for many mutants: a test for each takes longer than the checks


@pytest.mark.parametrize("start", range(0, len(CASES), BATCH))
def test_every_mutant_is_refuted_by_enumeration_or_proved_and_true(start):
    for text, assume, worlds in islice(CASES, start, start + BATCH):
        (step,) = check(text, assuming=[assume] if assume else []).steps
        if step.verdict == "proved":
            assert holds_in(step, worlds), text
            continue
        assert step.verdict in {"refuted", "missing-hypothesis"}, str(step)
        (left, left_said), (right, right_said) = both_sides(step, assume)
        assert close(left, left_said), str(step)
        assert close(right, right_said), str(step)
        assert not close(left, right), str(step)
