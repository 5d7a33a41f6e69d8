"""Both sides of a step by brute enumeration: the syntax tree is evaluated outcome by outcome, in Fractions where the
laws have atoms, through Gauss quadrature where they have none (exact for polynomials of degree 15, of degree 7 where
more than three laws are enumerated).

Nothing here is shared with the checker but the reader's trees.
"""

import math
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product

import mpmath
import numpy as np
from scipy import special

from derivations.reading.meaning.families import plain
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.stated import DefinitionPhrase, LawPhrase
from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Number

APPLIED = {
    "exp": mpmath.exp, "ln": mpmath.log, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tanh": mpmath.tanh,
    "sqrt": mpmath.sqrt, "abs": abs, "Gamma": mpmath.gamma, "relu": lambda y: y if y > 0 else 0 * y,
    "step": lambda y: Fraction(y > 0), "sign": lambda y: Fraction((y > 0) - (y < 0)), "max": max, "min": min,
}  # fmt: skip
MIXED = re.compile(r"the law of density (\S+ )?f ([+-]) (\S+ )?g, with f of (.+) and g of (.+)")
RELATIONS = {
    "=": lambda a, b: a == b, "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b, "!=": lambda a, b: a != b,
}  # fmt: skip


def gauss(law, p, count):
    """So many nodes, and their weights, of a named law with parameters p."""
    if law == "Normal":
        x, w = np.polynomial.hermite_e.hermegauss(count)
        return [(float(p[0]) + math.sqrt(p[1]) * a, b / math.sqrt(2 * math.pi)) for a, b in zip(x, w, strict=True)]
    if law == "Uniform":
        x, w = np.polynomial.legendre.leggauss(count)
        return [(float(p[0] + p[1]) / 2 + float(p[1] - p[0]) / 2 * a, b / 2) for a, b in zip(x, w, strict=True)]
    if law in {"Exponential", "Gamma", "Laplace"}:
        shape = float(p[0]) if law == "Gamma" else 1.0
        x, w = special.roots_genlaguerre(count, shape - 1)
        w /= w.sum()
        if law == "Laplace":
            half = [(float(p[1]) * a, b / 2) for a, b in zip(x, w, strict=True)]
            return [(float(p[0]) + sign * a, b) for a, b in half for sign in (1, -1)]
        return [(a / float(p[-1]), b) for a, b in zip(x, w, strict=True)]
    if law == "Beta":
        x, w = special.roots_jacobi(count, float(p[1]) - 1, float(p[0]) - 1)
        return [((1 + a) / 2, b / w.sum()) for a, b in zip(x, w, strict=True)]
    if law == "Bernoulli":
        return [(Fraction(1), p[0]), (Fraction(0), 1 - p[0])]
    if law == "Rademacher":
        return [(Fraction(1), Fraction(1, 2)), (Fraction(-1), Fraction(1, 2))]
    if law == "Binomial":
        n = int(p[0])
        return [(Fraction(k), math.comb(n, k) * p[1] ** k * (1 - p[1]) ** (n - k)) for k in range(n + 1)]
    if law == "Geometric":
        first = int(p[1]) if len(p) > 1 else 1
        return [(float(first + k), float(p[0]) * float(1 - p[0]) ** k) for k in range(600)]
    if law == "Poisson":
        weights = [math.exp(-p[0])]
        for k in range(1, 120):
            weights.append(weights[-1] * float(p[0]) / k)
        return [(float(k), w) for k, w in enumerate(weights)]
    raise AssertionError(f"no points for the law {law}")


@cache
def half_normal(count):
    """Gauss nodes for the standard normal density on the positive side, by Stieltjes' recurrence on a fine grid."""
    x, w = np.polynomial.legendre.leggauss(300)
    t, w = 7 * (x + 1), 7 * w * np.exp(-((7 * (x + 1)) ** 2) / 2) / math.sqrt(2 * math.pi)
    diagonal, beside, before, now = [], [], np.zeros_like(t), np.ones_like(t)
    for _ in range(count):
        norm = (w * now * now).sum()
        beside.append(norm / (w * before * before).sum() if diagonal else norm)
        diagonal.append((w * t * now * now).sum() / norm)
        before, now = now, (t - diagonal[-1]) * now - (beside[-1] * before if len(diagonal) > 1 else 0)
    values, vectors = np.linalg.eigh(
        np.diag(diagonal) + np.diag(np.sqrt(beside[1:]), 1) + np.diag(np.sqrt(beside[1:]), -1)
    )
    return list(zip(values, beside[0] * vectors[0] ** 2, strict=True))


def split(law, p, count):
    """Nodes on either side of 0, for functions with a kink there: exact for powers."""
    if law == "Normal" and p[0] == 0:
        half = [(math.sqrt(p[1]) * t, w) for t, w in half_normal(count)]
        return [(sign * t, w) for t, w in half for sign in (1, -1)]
    middle, spread = (float(p[0]), math.sqrt(p[1])) if law == "Normal" else (0.0, 0.0)
    low, high = (middle - 12 * spread, middle + 12 * spread) if law == "Normal" else map(float, p)
    x, w = np.polynomial.legendre.leggauss(48 if law == "Normal" else count)
    found = []
    for a, b in ((low, min(0.0, high)), (max(0.0, low), high)):
        for t, weight in zip((b - a) / 2 * x + (a + b) / 2, w * max(b - a, 0.0) / 2, strict=True):
            density = 1 / (high - low) if law == "Uniform" else math.exp(-(((t - middle) / spread) ** 2) / 2)
            found.append((t, weight * density / (math.sqrt(2 * math.pi) * spread if spread else 1)))
    return found


class World:
    """Laws, parameters and definitions; `value` evaluates a tree in it."""

    def __init__(self, shown, assume="", *, halves=False):
        self.halves = halves
        phrases = read_phrases(assume) if assume else ()
        self.parameters = {n: t if n.endswith("(t)") else number(t) for n, t in shown["parameters"].items()}
        self.definitions = [p for p in phrases if isinstance(p, DefinitionPhrase)]
        self.laws, self.owner, self.made = [], {}, {}
        self.nodes = 8 if len(shown["laws"]) <= 3 else 4
        for law in shown["laws"]:
            if "equals" in law:
                (phrase,) = read_phrases(f"{law['names'][0]} = {law['equals']}")
                self.made[str(phrase.name)] = phrase.value
                continue
            atoms = [(tuple(map(number, values)), number(p)) for values, p in law["atoms"]]
            if "law" in law:
                atoms = [((v,), p) for v, p in self.nodes_of(law["law"])]
            else:
                assert sum(p for _, p in atoms) == 1
            self.add(law["names"], atoms)
        for phrase in phrases:
            if isinstance(phrase, LawPhrase):
                for name in phrase.names:
                    if str(name) not in self.owner and str(name) not in self.made:
                        self.add([str(name)], [((v,), p) for v, p in self.points(phrase, {})])
        self.memory = {}

    def add(self, names, atoms):
        self.owner |= dict.fromkeys(names, len(self.laws))
        self.laws.append((names, atoms))

    def nodes_of(self, said):
        """Nodes of a named law, or of one whose density is made of those of two: weights below 0 too."""
        mixed = MIXED.fullmatch(said)
        if mixed is None:
            (phrase,) = read_phrases(f"x ~ {said}")
            return self.points(phrase, {})
        first, sign, second, whole, part = mixed.groups()
        scales = [number(scale.strip()) if scale else Fraction(1) for scale in (first, second)]
        assert scales[0] + (scales[1] if sign == "+" else -scales[1]) == 1
        of_part = scales[1] if sign == "+" else -scales[1]
        return [(v, times(s, p)) for s, law in ((scales[0], whole), (of_part, part)) for v, p in self.nodes_of(law)]

    def points(self, phrase, bound):
        values = [self.value(p, bound, {}) for p in phrase.parameters]
        parameters = [v**2 if key == "sd" else v for v, key in zip(values, phrase.keys, strict=True)]
        found = gauss(phrase.law, parameters, self.nodes)
        return (
            split(phrase.law, parameters, self.nodes) if self.halves and phrase.law in {"Normal", "Uniform"} else found
        )

    def mean(self, function):
        """The average of a function of the outcome over the laws that it looks at."""
        touched = set()
        function(Outcome(self, [0] * len(self.laws), touched))
        used = sorted(touched)
        total = Fraction(0)
        for choice in product(*(range(len(self.laws[i][1])) for i in used)):
            place = [0] * len(self.laws)
            chance = Fraction(1)
            for law, atom in zip(used, choice, strict=True):
                place[law] = atom
                chance = times(chance, self.laws[law][1][atom][1])
            total = sum(alike(total, times(chance, function(Outcome(self, place, set())))))
        return total

    def value(self, node, bound, outcome):
        match node:
            case Number(value):
                return value
            case Name():
                return self.named(node, bound, outcome)
            case tree.Group(body):
                return self.value(body, bound, outcome)
            case tree.Add(terms, signs):
                if any(isinstance(term, tree.Dots) for term in terms):
                    return self.value(plain(node), bound, outcome)
                parts = alike(*(self.value(term, bound, outcome) for term in terms))
                return sum((p if sign == "+" else -p for p, sign in zip(parts, signs, strict=True)), 0 * parts[0])
            case tree.Neg(body):
                return -self.value(body, bound, outcome)
            case tree.Mul(factors):
                return times(*(self.value(f, bound, outcome) for f in factors))
            case tree.Quotient(above, below):
                top, bottom = alike(self.value(above, bound, outcome), self.value(below, bound, outcome))
                return top / bottom
            case tree.Power(base, exponent):
                return power(self.value(base, bound, outcome), self.value(exponent, bound, outcome))
            case tree.Root(radicand, None):
                return root(self.value(radicand, bound, outcome))
            case tree.Abs(body):
                return abs(self.value(body, bound, outcome))
            case tree.Floor(body):
                return Fraction(math.floor(self.value(body, bound, outcome)))
            case tree.Ceil(body):
                return Fraction(math.ceil(self.value(body, bound, outcome)))
            case tree.Sum(body, condition=tree.Relation((low, first, second, high), ("<=", "<", "<="))):
                low, high = (int(self.value(end, bound, outcome)) for end in (low, high))
                pairs = ((i, j) for j in range(low, high + 1) for i in range(low, j))
                values = (
                    self.value(body, {**bound, str(first): Fraction(i), str(second): Fraction(j)}, outcome)
                    for i, j in pairs
                )
                return sum(values, Fraction(0))
            case tree.Product(body, (index,), lower, upper):
                ends = [int(self.value(end, bound, outcome)) for end in (lower, upper)]
                places = range(ends[0], ends[1] + 1)
                return math.prod(self.value(body, {**bound, str(index): Fraction(i)}, outcome) for i in places)
            case tree.Sum(body, (index,), lower, upper):
                ends = [int(self.value(end, bound, outcome)) for end in (lower, upper)]
                return sum(
                    (
                        self.value(body, {**bound, str(index): Fraction(i)}, outcome)
                        for i in range(ends[0], ends[1] + 1)
                    ),
                    Fraction(0),
                )
            case tree.Integral(body, (variable,), lower, upper):
                ends = [self.end(end, bound) for end in (lower, upper)]
                return mpmath.quad(lambda t: self.value(body, {**bound, str(variable): t}, outcome), ends)
            case tree.Derivative(body, (variable,), (order,)):
                at = self.value(variable, bound, outcome)
                return mpmath.diff(
                    lambda t: real(self.value(body, {**bound, str(variable): t}, outcome)), real(at), order
                )
            case tree.Call(function, args):
                return self.called(function, [self.value(a, bound, outcome) for a in args])
            case tree.Relation(sides, (kind,)):
                return Fraction(bool(RELATIONS[kind](*alike(*(self.value(side, bound, outcome) for side in sides)))))
            case tree.Head(kind, args, given) if given and kind in {"E", "Var", "Cov"}:
                return self.conditional(kind, args, given, bound, outcome)
            case tree.Head(kind, args):
                return self.head(kind, args, bound, outcome)
        raise AssertionError(f"no value for {type(node).__name__}: {node}")

    def conditional(self, kind, args, given, bound, outcome):
        """A moment over the outcomes in which what is given has the values that it has in this one."""
        here = [self.value(g, bound, outcome) for g in given]

        def moment(*nodes):
            def weighed(at):
                same = [self.value(g, bound, at) == h for g, h in zip(given, here, strict=True)]
                return times(Fraction(all(same)), *(self.value(n, bound, at) for n in nodes))

            return self.mean(weighed)

        chance, first, second = moment(), args[0], args[-1]
        if kind == "E":
            return moment(first) / chance
        return moment(first, second) / chance - moment(first) * moment(second) / chance**2

    def end(self, node, bound):
        if isinstance(node, tree.Infinity):
            return mpmath.inf
        if isinstance(node, tree.Neg) and isinstance(node.body, tree.Infinity):
            return -mpmath.inf
        return self.value(node, bound, {})

    def head(self, kind, args, bound, outcome):
        if kind == "Indicator":
            return self.value(args[0], bound, outcome)
        key = (kind, args, tuple(sorted(bound.items(), key=str)))
        if key in self.memory:
            return self.memory[key]

        def moment(*nodes):
            return self.mean(lambda at: times(*(self.value(n, bound, at) for n in nodes)))

        if kind in {"E", "P"}:
            found = moment(args[0])
        else:
            a, b = args if kind in {"Cov", "Corr"} else args * 2
            found = moment(a, b) - moment(a) * moment(b)
            if kind == "Sd":
                found = root(found)
            if kind == "Corr":
                found /= root((moment(a, a) - moment(a) ** 2) * (moment(b, b) - moment(b) ** 2))
        self.memory[key] = found
        return found

    def called(self, function, values):
        name = str(function)
        if f"{name}(t)" in self.parameters:
            return eval(self.parameters[f"{name}(t)"], {"__builtins__": {}}, {"t": values[0]})
        exact = name in {"max", "min", "abs", "relu", "step", "sign"}
        return APPLIED[name](*(alike(*values) if exact else map(real, values)))

    def named(self, name, bound, outcome):
        if str(name) in bound:
            return bound[str(name)]
        at = self.instance(name, bound)
        if isinstance(outcome, Outcome) and at in self.owner:
            return outcome[at]
        if at in self.made:
            return self.value(self.made[at], {}, outcome)
        if at in self.parameters:
            return self.parameters[at]
        for definition in self.definitions:
            match = self.matches(definition.name, name, at, bound)
            if match is not None:
                return self.value(self.like(definition, at), {**bound, **match}, outcome)
        constants = {"pi": mpmath.pi, "e": mpmath.e}
        if at not in constants:  # the checker says that it does not matter
            return Fraction(3 + sum(map(ord, at)) % 11, 7)
        return +constants[at]

    def instance(self, name, bound):
        """The name with numbers for its indices."""
        indices = []
        for part in (*name.subscript, *name.label):
            letters = {str(n) for n in tree.names(part)}
            known = letters and all(letter in bound or letter in self.parameters for letter in letters)
            indices.append(Number(self.value(part, bound, {})) if known and self.counts(part, bound) else part)
        return re.sub(r"_\{(\w+)\}", r"_\1", str(replace(name, subscript=tuple(indices), label=())))

    def counts(self, part, bound):
        value = self.value(part, bound, {})
        return isinstance(value, Fraction) and value.denominator == 1

    def matches(self, defined, name, at, bound):
        if not isinstance(defined, Name):
            return None
        if defined == name or self.instance(defined, bound) == at:
            return {}
        same = replace(defined, subscript=()) == replace(name, subscript=())
        if same and len(defined.subscript) == len(name.subscript) == 1 and isinstance(defined.subscript[0], Name):
            return {str(defined.subscript[0]): self.value(name.subscript[0], bound, {})}
        return {} if same and defined.subscript and isinstance(defined.subscript[0], Number) else None

    @staticmethod
    def like(definition, at):
        """What x_1 is made of y_1, x_2 is made of y_2, where the x_j have one law."""
        defined = definition.name
        if not (defined.subscript and isinstance(defined.subscript[0], Number)) or str(defined) == at:
            return definition.value
        index = Number(Fraction(at.rpartition("_")[2]))
        return tree.rebuild(
            definition.value, lambda n: replace(n, subscript=(index,)) if isinstance(n, Name) and n.subscript else n
        )


class Outcome:
    """One outcome of all laws; remembers which ones were looked at."""

    def __init__(self, world, place, touched):
        self.world, self.place, self.touched = world, place, touched

    def __getitem__(self, name):
        law = self.world.owner[name]
        self.touched.add(law)
        names, atoms = self.world.laws[law]
        return atoms[self.place[law]][0][names.index(name)]


def number(text):
    try:
        return Fraction(text)
    except ValueError:
        allowed = {"sqrt": mpmath.sqrt, "exp": mpmath.exp, "pi": mpmath.pi, "E": mpmath.e, "log": mpmath.log}
        allowed |= {name: getattr(mpmath, name) for name in ("sin", "cos", "tanh", "gamma", "erf")}
        return eval(text.replace("Rational", ""), {"__builtins__": {}}, allowed)


def real(value):
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mpmath.mpf(value)


def alike(*values):
    """All as Fractions, or all as real numbers."""
    return values if all(isinstance(v, Fraction) for v in values) else tuple(map(real, values))


def times(*values):
    return math.prod(alike(*values), start=1)


def power(base, exponent):
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base ** int(exponent)
    if exponent == Fraction(1, 2):
        return root(base)
    return real(base) ** real(exponent)


def root(value):
    if isinstance(value, Fraction) and value >= 0:
        above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if above**2 == value.numerator and below**2 == value.denominator:
            return Fraction(above, below)
        return mpmath.sqrt(mpmath.mpf(value.numerator) / value.denominator)
    return mpmath.sqrt(value)


def close(a, b):
    """Equal, exactly where both are Fractions; else to the 9 digits that sums of floats keep."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    return abs(float(a) - float(b)) <= 1e-9 * max(1, abs(float(a)), abs(float(b)))


def both_sides(step, assume="", before=(), *, halves=False):
    """The two sides of a checked step in its counterexample's world, and as the checker says they are."""
    shown = step.counterexample.to_dict()
    world = World(shown, assume, halves=halves)
    named = [
        earlier.trees for earlier in before if earlier.verdict == "definition" and isinstance(earlier.trees[0], Name)
    ]
    for name, _ in named:  # its value is shown too; here it follows from what it is made of
        world.parameters.pop(str(name), None)
    world.definitions += [DefinitionPhrase(text="", name=name, value=value) for name, value in named]
    said = [number(shown[key]) for key in ("lhs", "rhs")]
    if "two random variables" in step.reason:
        gap = tree.Add(terms=step.trees, signs=("+", "-"))
        return [(world.mean(lambda at: world.value(gap, {}, at) ** 2), said[0]), (Fraction(0), said[1])]
    found = [world.value(side, {}, {}) for side in step.trees]
    places = [len(str(shown[key]).partition(".")[2]) for key in ("lhs", "rhs")]
    rounded = [Fraction(str(mpmath.nstr(real(v), 15))) if p else v for v, p in zip(found, places, strict=True)]
    return [(round(v, p) if p else v, w) for v, w, p in zip(rounded, said, places, strict=True)]
