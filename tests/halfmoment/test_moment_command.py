"""`halfmoment moment`: the user's own expression, expanded by rules; the oracle enumerates finite laws itself."""

import json
from fractions import Fraction
from itertools import product

import pytest
from sympy import Rational

from derivations.expand import expand, in_variances
from derivations.reading import read_expression
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.terms import Vocabulary
from derivations.terms import E, Var

SHIFTED = [(Fraction(3), Fraction(1, 4)), (Fraction(-1), Fraction(1, 2)), (Fraction(2), Fraction(1, 4))]
OTHER = [(Fraction(1), Fraction(1, 3)), (Fraction(5), Fraction(2, 3))]
EVEN = [(Fraction(-2), Fraction(1, 4)), (Fraction(0), Fraction(1, 2)), (Fraction(2), Fraction(1, 4))]


def expanded(text, assume=""):
    tree, phrases = read_expression(text), read_phrases(assume)
    vocabulary = Vocabulary.of([tree], phrases)
    return expand(vocabulary.term(tree), assuming=vocabulary.hypotheses(phrases))


def mean(function, laws):
    """E of a function of independent variables with these finite laws, by enumeration."""
    total = Fraction(0)
    for atoms in product(*laws):
        weight = Fraction(1)
        for _, probability in atoms:
            weight *= probability
        total += weight * function(*(value for value, _ in atoms))
    return total


def value_of(term, laws):
    """The number that a polynomial in E[...] and Var[...] has under these laws: {name: law}, all independent."""

    def number(head):
        inner = head.args[0]
        symbols = sorted(inner.free_symbols, key=str)
        at = [laws[str(s)] for s in symbols]

        def of(*values):
            found = inner.subs(dict(zip(symbols, (Rational(v.numerator, v.denominator) for v in values), strict=True)))
            return Fraction(int(found.p), int(found.q))

        m = mean(of, at)
        return m if isinstance(head, E) else mean(lambda *v: of(*v) ** 2, at) - m**2

    heads = term.atoms(E, Var)
    outer = [h for h in heads if not any(h in other.args[0].atoms(E, Var) for other in heads)]
    values = {h: Rational(number(h).numerator, number(h).denominator) for h in outer}
    return Fraction(str(term.xreplace(values)))


@pytest.mark.parametrize(("text", "assume", "function", "laws"), [
    ("Var(w*x + b)", "w, x, b independent", lambda w, x, b: w * x + b, {"w": SHIFTED, "x": OTHER, "b": EVEN}),
    ("Var(2*x - 3)", "", lambda x: 2 * x - 3, {"x": SHIFTED}),
    ("Var(max(0, y))", "y symmetric", lambda y: max(0, y), {"y": EVEN}),
    ("Var(x^2*y)", "x, y independent; y symmetric", lambda x, y: x**2 * y, {"x": OTHER, "y": EVEN}),
    ("Var((x + y)^2)", "x, y independent", lambda x, y: (x + y) ** 2, {"x": SHIFTED, "y": OTHER}),
])  # fmt: skip
def test_an_expanded_variance_is_the_variance(text, assume, function, laws):
    proof = expanded(text, assume)
    proof.replay()
    at = list(laws.values())
    variance = mean(lambda *v: function(*v) ** 2, at) - mean(function, at) ** 2
    assert value_of(proof.theorem.rhs, laws) == variance
    shorter = in_variances(proof)
    if shorter is not None:
        assert value_of(shorter.theorem.rhs, laws) == variance


def test_the_neuron_of_the_lectures_expands_to_n_times_the_product_of_second_moments():
    proof = expanded(
        "Var(sum_{j=1}^n w_j*x_j)", "w_j iid; w and x independent; E[w_j] = 0; x_j identically distributed"
    )
    assert str(proof.theorem.rhs) == "n*E(w[1]**2)*E(x[1]**2)"
    assert len(proof.assuming) == 5


def test_dots_are_read_as_a_sum():
    with_dots = expanded("Var(w_1 x_1 + ... + w_n x_n)", "w_1, ..., w_n, x_1, ..., x_n independent")
    assert with_dots.theorem.lhs == expanded("Var(sum_{j=1}^n w_j x_j)", "w_j, x_j independent").theorem.lhs


def test_without_independence_no_product_is_factored():
    assert str(expanded("E[x*y - E[x]*y]").theorem.rhs) == "-E(x)*E(y) + E(x*y)"


def test_only_what_was_used_is_assumed():
    proof = expanded("E[x + y]", "x, y independent; x symmetric")
    assert [type(h).__name__ for h in proof.assuming] == ["Symmetric"]


def test_the_command_prints_numbered_steps_and_the_final_form(run):
    status, out, err = run("moment", "Var(w*x + b)", "--assume", "w, x, b independent")
    assert status == 0
    assert "1. Var(w*x + b) = Var(w*x) + Var(b)" in out
    assert "[factor independent]" in out
    assert "In variances: Var(w*x + b) = Var(w)*Var(x) + " in out
    assert err == ""


def test_a_letter_that_lectures_use_for_constants_is_said_to_be_taken_as_random(run):
    _, _, err = run("moment", "Var(a*x)")
    assert "taken as random: a; if not, add --assume 'a constant'" in err


def test_the_command_as_json(run):
    _, out, _ = run("moment", "Var(2*x)", "--json", "--assume", "x, y independent")
    found = json.loads(out)
    assert found["schema_version"] == 1
    assert found["statement"]["text"] == "Var(2*x) = 4*E[x^2] - 4*E[x]^2"
    assert found["steps"][0]["rule"] == "variance_shift_scale"
    assert found["not_needed"][0]["text"] == "x and y are independent"
    assert found["roles"]["x"] == "random"


def test_nothing_to_expand_is_said(run):
    status, out, err = run("moment", "E[x]")
    assert (status, out) == (0, "E[x]\n")
    assert "nothing to expand" in err


@pytest.mark.parametrize("expression", ["E[1/x]", "E[sqrt(x)]", "E[x^x]"])
def test_what_no_rule_knows_stays(run, expression):
    status, out, err = run("moment", expression, "--assume", "x ~ Poisson(2)")
    assert (status, out) == (0, f"{expression}\n")
    assert "nothing to expand" in err


@pytest.mark.parametrize(("arguments", "line"), [
    (["E[x"], "cannot read 'E[x' at column"),
    (["x + y"], "'x + y' holds no moment to expand; ask for one"),
    (["x*E[x]"], "'x*E[x]' is random; ask for a moment of it, as in E[x*E[x]]"),
    (["E[x|y]"], "cannot expand 'E[x|y]' at column 1: conditional moments"),
    (["2 + E[1/0]"], "at column 7: a division by zero ('1/0')"),
    (["E[x^1000]"], "an exponent above 64"),
    (["E[9^(9^9)]"], "a number too long to write"),
    (["E[(a+b+c+d+f+g+h)^60]"], "more than 2,000 terms"),
    (["Var((a+b+c+d+f)^6)"], "terms once it is multiplied out; at most 1,000"),
    (["E[int_0^1 x dx]"], "an integral is outside what is covered"),
    (["1/E[x]", "--assume", "E[x] = 0"], "1/E[x] divides by E[x], which is 0 by what is assumed"),
    (["E[y]/Var(2)"], "divides by Var(2), which is 0"),
    (["E[x]", "--assume", "x is blue"], "cannot understand the assumption 'x is blue'"),
    (["E[x]", "--assume", "E[x] = 0; E[x] = 1"], "contradict"),
    (["E[x]", "--assume", "x, y iid"], "one law for several names needs a family; write x_1, x_2"),
    (["__import__('os')"], "cannot read"),
    (["(" * 500 + "x" + ")" * 500], "cannot read"),
    ([""], "an expression is missing"),
])  # fmt: skip
def test_what_cannot_be_expanded_gets_one_line_and_exit_status_2(run, arguments, line):
    status, out, err = run("moment", *arguments)
    assert (status, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1


def test_a_moment_that_does_not_exist_is_refused(run):
    status, _, stderr = run("moment", "E[1/x]", "--assume", "x ~ N(0, 1)")
    assert status == 2
    assert "E[1/x] does not exist under the stated laws" in stderr
