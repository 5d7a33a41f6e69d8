"""Rules about derivatives against forward-mode differentiation in Fractions of a concrete network."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sympy import Rational, tanh

from derivations.hypotheses import Definition, DependsThrough, Holds
from derivations.rules.gradient import chain_rule, chain_rule_elementwise, derivative_of_sum
from derivations.terms import E, Element, Partial, Sum, family, positive_integers, random_variables, relu, step
from tests.derivations.oracle import World, rational, values
from tests.derivations.rules.running import after, in_worlds, refuses

n, m, i, j, k = positive_integers("n m i j k")
w, x, v, z = family("w", m, n), family("x", n), family("v", m), family("z", m)
loss, b = random_variables("L b")
linear = Definition(v[i], Sum(w[i, k] * x[k], (k, 1, n)), forall=(i,))


@dataclass(frozen=True)
class Dual:
    """A number and its derivative by one input."""

    at: Fraction
    slope: Fraction = Fraction(0)

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(Fraction(other))
        return Dual(self.at + other.at, self.slope + other.slope)

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(Fraction(other))
        return Dual(self.at * other.at, self.at * other.slope + self.slope * other.at)

    def relu(self):
        return self if self.at > 0 else Dual(Fraction(0))


def loss_of(outputs):
    """Some polynomial that mixes all its arguments."""
    total = outputs[0] * outputs[0] * outputs[-1] + outputs[0] * 3
    for number, output in enumerate(outputs, 1):
        total = total + output * output * number
    return total


def moved(numbers, place):
    """The numbers as duals, differentiated by the one at `place`."""
    return [Dual(number, Fraction(p == place)) for p, number in enumerate(numbers)]


def layer(weights, inputs):
    return [sum((e * u for e, u in zip(inputs, row, strict=True)), Dual(Fraction(0))) for row in weights]


def slope_by_output(outputs, place):
    return loss_of(moved(outputs, place)).slope


def network(rng):
    weights = [[rational(rng) for _ in range(2)] for _ in range(3)]
    return weights, [rational(rng) for _ in range(2)]


def numbers_for(weights, inputs):
    world = {("w", (r + 1, s + 1)): weights[r][s] for r in range(3) for s in range(2)}
    return world | {("x", (s + 1,)): inputs[s] for s in range(2)}


@in_worlds(10)
def test_chain_rule_is_sound(rng):
    """Oracle: forward-mode differentiation of a concrete loss of three linear outputs of two inputs."""
    weights, inputs = network(rng)
    outputs = [output.at for output in layer(weights, moved(inputs, 0))]
    expanded = after(chain_rule, Partial(loss, x[1]), DependsThrough(loss, x, v), index=i)
    slopes = [layer(weights, moved(inputs, 0))[r].slope for r in range(3)]
    total = sum(
        slope_by_output(outputs, r) * slopes[r]
        for r, term in enumerate(expanded.function.xreplace({i: number}) for number in (1, 2, 3))
        if term == Partial(loss, v[r + 1]) * Partial(v[r + 1], x[1])
    )
    assert expanded.limits == ((i, 1, m),)
    assert total == loss_of(layer(weights, moved(inputs, 0))).slope


def test_chain_rule_refuses_an_unknown_path():
    refuses(chain_rule, Partial(loss, x[1]), index=i, says="add assuming=DependsThrough(L, x, ...)")
    refuses(chain_rule, Partial(loss, v[1]), DependsThrough(loss, x, v), index=i, says="DependsThrough(L, v, ...)")
    refuses(chain_rule, Partial(b, x[1]), DependsThrough(loss, x, v), index=i, says="through what b depends on x")
    refuses(chain_rule, Partial(loss, x[i]), DependsThrough(loss, x, v), index=i, says="the index i occurs in")
    refuses(chain_rule, Partial(loss, x[1]), DependsThrough(loss, x, w), index=i, says="w has several")
    refuses(chain_rule, E(b), index=i, says="needs the derivative of a loss")


@in_worlds(10)
def test_derivative_of_sum_is_sound(rng):
    """Oracle: forward-mode differentiation of the sum written out."""
    weights, inputs = network(rng)
    world = World([(Fraction(1), numbers_for(weights, inputs) | {b: rational(rng)})], {n: 2, m: 3})
    for row in range(3):
        for column in range(2):
            total = Sum(w[row + 1, k] * x[k], (k, 1, n)) + b
            now = after(derivative_of_sum, Partial(total, x[column + 1]), Holds(n >= 2))if column else after(
                derivative_of_sum, Partial(total, x[1]))  # fmt: skip
            slope = layer(weights, moved(inputs, column))[row].slope
            assert values(now, world) == [(Fraction(1), slope)]


def test_derivative_of_sum_refuses_partial_sums_squares_and_hidden_inputs():
    total = Sum(w[1, k] * x[k], (k, 1, n))
    refuses(derivative_of_sum, Partial(Sum(w[1, k] * x[k], (k, 2, n)), x[1]), says="does not run over all of x")
    refuses(derivative_of_sum, Partial(Sum(w[1, k] * x[k] ** 2, (k, 1, n)), x[1]), says="is not linear in x[k]")
    refuses(derivative_of_sum, Partial(total + x[1], x[1]), says="needs a sum over an index")
    refuses(derivative_of_sum, Partial(total + b, x[1]), Definition(b, x[1] ** 2), says="b depends on x too")
    refuses(derivative_of_sum, Partial(total, x[j]), says="derivative_of_sum needs j <= n; add assuming=")
    refuses(derivative_of_sum, Partial(total, x[2]), says="needs 2 <= n")
    refuses(derivative_of_sum, Partial(total, w[1, 1]), says="needs a family with one index")


@in_worlds(10)
def test_chain_rule_elementwise_is_sound(rng):
    """Oracle: forward-mode differentiation of a concrete loss of three activations."""
    inputs = [rational(rng) or Fraction(1, 2) for _ in range(3)]
    activations = {
        relu(v[i]): lambda dual: dual.relu(),
        v[i] / 4 + Rational(1, 2): lambda dual: dual * Fraction(1, 4) + Fraction(1, 2),
        v[i] ** 3: lambda dual: dual * dual * dual,
    }
    for function, concrete in activations.items():
        context = Definition(z[i], function, forall=(i,)), DependsThrough(loss, v, z)
        now = after(chain_rule_elementwise, Partial(loss, v[2]), context)
        upper = slope_by_output([concrete(dual).at for dual in moved(inputs, 1)], 1)
        factor = now / Partial(loss, z[2])
        world = World([(Fraction(1), {("v", (r + 1,)): inputs[r] for r in range(3)})], {m: 3})
        ((_, derivative),) = values(factor, world)
        assert upper * derivative == loss_of([concrete(dual) for dual in moved(inputs, 1)]).slope


def test_chain_rule_elementwise_refuses_other_functions():
    term, through = Partial(loss, v[1]), DependsThrough(loss, v, z)
    for_all = (i,)
    refuses(chain_rule_elementwise, term, says="add assuming=DependsThrough(L, v, ...)")
    refuses(chain_rule_elementwise, term, through, says="needs z[1] defined")
    refuses(chain_rule_elementwise, term, through, Definition(z[1], relu(v[1])), says="needs z[1] defined")
    mixed = Definition(z[i], v[i] * v[1], forall=for_all)
    refuses(chain_rule_elementwise, Partial(loss, v[2]), through, mixed, says="a function of v[2] and of nothing else")
    smooth = Definition(z[i], tanh(v[i]), forall=for_all)
    refuses(chain_rule_elementwise, term, through, smooth, says="differentiates polynomials and max(0, v)")
    masked = Definition(z[i], b * v[i], forall=for_all)
    refuses(chain_rule_elementwise, term, through, masked, says="and of nothing else")


def test_the_derivative_of_a_rectifier_is_the_step():
    context = Definition(z[i], relu(v[i]), forall=(i,)), DependsThrough(loss, v, z)
    now = after(chain_rule_elementwise, Partial(loss, v[1]), context)
    assert now == Partial(loss, z[1]) * step(v[1])
    assert isinstance(v[1], Element)
