"""Written steps come back with the verdict they deserve, and every law shown is checked by brute enumeration."""

import json
from fractions import Fraction
from itertools import product

import pytest
from click.testing import CliRunner
from sympy import Integer, Rational, pi

from derivations.errors import UserError
from halfmoment.commands.check import command
from verify.chain import check
from verify.document import walkthrough
from verify.steps import attempt
from verify.worlds.counterexample import Counterexample, Law

TRUE = [
    ("Var(x) = E[x^2] - E[x]^2", ""),
    ("Var(3*x + 2) = 9*Var(x)", ""),
    ("Var(x + y) = Var(x) + Var(y) + 2*Cov(x, y)", ""),
    ("Var(x - y) = Var(x) + Var(y)", "x, y independent"),
    ("Cov(x, y) = E[x*y] - E[x]*E[y]", ""),
    ("Cov(a*x + b, y) = a*Cov(x, y)", "a constant; b constant"),
    (r"\operatorname{Var}(xy) = \operatorname{Var}(x)\operatorname{Var}(y)", "x, y independent; E[x] = 0; E[y] = 0"),
    (r"\mathbb{E}[\max(0, y)^2] = \frac{1}{2} \mathbb{E}[y^2]", "y symmetric"),
    (r"\mathrm{Var}\left(\sum_{j=1}^n w_j x_j\right) = n \mathrm{Var}(w_1) \mathrm{E}[x_1^2]",
     "w_j iid; x_j iid; w and x independent; E[w_j] = 0"),
    (r"\mathbb{E}\left[\left(\sum_{j=1}^{n} x_j\right)^2\right] = n\mathbb{E}[x_1^2] + n(n-1)\mathbb{E}[x_1]^2",
     "x_j iid"),
    ("E[z^4] = 3*sigma^4", "z ~ N(0, sigma^2)"),
    ("Var(u) = a^2/3", "u ~ U(-a, a)"),
    ("(a + b)^2 = a^2 + 2*a*b + b^2", "a, b constant"),
    (r"E[(X - c)^2] = Var(X) + (E[X] - c)^2", "c constant"),
    ("sqrt(Var(2*x)) = 2*sqrt(Var(x))", ""),
]  # fmt: skip
FALSE = [
    ("Var(3*x) = 3*Var(x)", "", "c^2"),
    ("Var(x - y) = Var(x) - Var(y)", "x, y independent", "adds the variances"),
    ("E[x^2] = E[x]^2", "", "E[X^2] is not E[X]^2"),
    ("E[max(0, y)^2] = E[y^2]", "y symmetric", "1/2"),
    (r"\mathrm{Var}\left(\sum_{j=1}^n x_j\right) = n^2 \mathrm{Var}(x_1)", "x_j iid", "factor"),
    ("E[2*x] = -2*E[x]", "", "sign"),
    ("(a + b)^2 = a^2 + b^2", "a, b constant", ""),
]
NEEDS = [
    ("Var(x + y) = Var(x) + Var(y)", "", ["Cov(x, y) = 0"]),
    ("E[x*y] = E[x]*E[y]", "", ["Cov(x, y) = 0"]),
    ("Var(x*y) = Var(x)*Var(y)", "x, y independent", ["E[x] = 0", "E[y] = 0"]),
    ("E[max(0, y)^2] = 1/2*E[y^2]", "", ["y is symmetric about 0"]),
    ("E[y] = 0", "", ["E[y] = 0"]),
    ("Var(x) = E[x^2]", "", ["E[x] = 0"]),
]


def one(text, assume):
    source = f"$$ {text} $$" if "\\" in text else text
    (step,) = check(source, assuming=[assume] if assume else []).steps
    return step


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_true_steps_are_proved(text, assume):
    assert one(text, assume).verdict == "proved"


@pytest.mark.parametrize(("text", "assume", "slip"), FALSE)
def test_false_steps_are_refuted_and_the_slip_is_named(text, assume, slip):
    step = one(text, assume)
    assert step.verdict == "refuted"
    assert step.counterexample is not None
    assert slip in (step.likely_slip or "")


@pytest.mark.parametrize(("text", "assume", "needed"), NEEDS)
def test_the_weakest_missing_hypotheses_are_named(text, assume, needed):
    step = one(text, assume)
    assert step.verdict == "missing-hypothesis"
    assert sorted(step.missing) == sorted(needed)
    assert step.counterexample is not None


def moment(laws, function):
    """E of a function of named values under independent joint laws, by enumeration; shares nothing with the search."""
    total = Fraction(0)
    for choice in product(*(law["atoms"] for law in laws)):
        values, chance = {}, Fraction(1)
        for law, (atom, probability) in zip(laws, choice, strict=True):
            values |= dict(zip(law["names"], map(Fraction, atom), strict=True))
            chance *= Fraction(probability)
        total += chance * function(values)
    return total


def variance(laws, function):
    return moment(laws, lambda v: function(v) ** 2) - moment(laws, function) ** 2


BY_HAND = {
    "Var(3*x) = 3*Var(x)": (
        lambda laws: variance(laws, lambda v: 3 * v["x"]), lambda laws: 3 * variance(laws, lambda v: v["x"]),
    ),
    "Var(x + y) = Var(x) + Var(y)": (
        lambda laws: variance(laws, lambda v: v["x"] + v["y"]),
        lambda laws: variance(laws, lambda v: v["x"]) + variance(laws, lambda v: v["y"]),
    ),
    "E[x^2*y] = E[x^2]*E[y]": (
        lambda laws: moment(laws, lambda v: v["x"] ** 2 * v["y"]),
        lambda laws: moment(laws, lambda v: v["x"] ** 2) * moment(laws, lambda v: v["y"]),
    ),
    "E[max(0, y)^2] = 1/2*E[y^2]": (
        lambda laws: moment(laws, lambda v: max(v["y"], 0) ** 2), lambda laws: moment(laws, lambda v: v["y"] ** 2) / 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", list(BY_HAND))
def test_counterexamples_are_laws_and_evaluate_to_what_is_shown(text):
    found = one(text, "").counterexample.to_dict()
    for law in found["laws"]:
        assert sum(Fraction(p) for _, p in law["atoms"]) == 1
        assert all(Fraction(p) > 0 for _, p in law["atoms"])
        assert len(law["atoms"]) > 1
    left, right = (side(found["laws"]) for side in BY_HAND[text])
    assert (left, right) == (Fraction(found["lhs"]), Fraction(found["rhs"]))
    assert left != right


LECTURE = r"""% assume: x_1 = \max(0, y_1); y_1 symmetric
\begin{align*}
\mathbb{E}[x_1^2] &= \int_{-\infty}^{\infty} \max(0, y)^2 f_Y(y)\,dy \\
 &= \int_{0}^{\infty} y^2 f_Y(y)\,dy \\
 &= \frac{1}{2}\int_{-\infty}^{\infty} y^2 f_Y(y)\,dy = \frac{1}{2} \mathrm{Var}(y_1)
\end{align*}
% forget
"""


def test_the_density_route_to_the_rectifier_is_proved_and_needs_its_symmetry():
    report = check(LECTURE)
    assert [s.verdict for s in report.steps] == ["proved"] * 4
    without = check(LECTURE.replace("; y_1 symmetric", ""))
    assert "proved" not in {s.verdict for s in without.steps[2:]}


def test_equations_for_particular_values_are_not_refuted():
    for text in ("z = x - 1", "2*a - 2*b = 0", "a = b"):
        assert check(text).steps[0].verdict not in {"proved", "refuted"}


def test_a_letter_for_a_moment_is_a_definition_and_known_afterwards():
    report = check("$\\mu = E[X]$\n\n$$E[(X - \\mu)^2] = E[X^2] - \\mu^2$$")
    assert [s.verdict for s in report.steps] == ["definition", "proved"]


def test_unreadable_parts_are_named_and_the_rest_is_checked():
    report = check("$$\\frobnicate{x} = 1$$\n\n$$\\operatorname{Var}(2x) = 4\\operatorname{Var}(x)$$")
    assert [s.verdict for s in report.steps] == ["unreadable", "proved"]
    assert "frobnicate" in report.steps[0].reason
    assert report.exit_status == 3


def test_printed_decimals_are_equal_to_what_they_round_to():
    assert check("1/3 = 0.333").steps[0].verdict == "proved"
    assert check("1/3 = 0.334").steps[0].verdict == "refuted"


def test_an_assumption_that_is_not_understood_is_an_error():
    with pytest.raises(UserError, match="cannot understand the assumption"):
        check("E[x] = 0", assuming=["x is rather nice"])


def run(*arguments, stdin=None):
    return CliRunner().invoke(command, list(arguments), input=stdin, standalone_mode=False)


def test_the_command_prints_json_and_returns_the_exit_status(tmp_path):
    result = run("-e", "Var(3*x) = 3*Var(x)", "--json")
    found = json.loads(result.output)
    assert (result.return_value, found["summary"]) == (1, {"refuted": 1})
    assert run("-", stdin="Var(2*x) = 4*Var(x)").return_value == 0
    path = tmp_path / "notes.md"
    path.write_text("$$E[x + y] = E[x] + E[y]$$")
    assert run(str(path), "-e", "Var(x) = E[x^2]").return_value == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((), "nothing to check"), (("absent.tex",), "cannot read 'absent.tex'")],
)
def test_calls_that_cannot_be_used_say_why(arguments, message):
    with pytest.raises(UserError, match=message):
        raise run(*arguments).exception


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "bytes.tex"
    path.write_bytes(b"\xff\xfe\x00")
    assert isinstance(run(str(path)).exception, UserError)


def test_a_positive_variable_of_a_head_is_no_constant():
    (step,) = check(r"$$\mathbb{E}[\log X] = \log \mathbb{E}[X]$$", assuming=["X positive"]).steps
    assert step.verdict == "unknown"


def test_a_moment_with_the_index_of_a_sum_is_no_constant_of_that_sum():
    text = r"$$\sum_{i=1}^n \operatorname{Var}(X_i) = n\operatorname{Var}(X_i)$$"
    (step,) = check(text, assuming=["X_i independent"]).steps
    assert step.verdict != "proved"


def test_angle_brackets_are_the_mean_and_no_brackets():
    (step,) = check(r"$$\langle x^2 \rangle = \langle x \rangle^2$$").steps
    assert step.verdict == "refuted"


def test_where_an_expectation_ends_is_seen_from_the_document_or_from_what_holds():
    bare = r"$$\operatorname{Var}X = \mathrm{E}(X - \mathrm{E}X)^2 = \mathrm{E}X^2 - (\mathrm{E}X)^2$$"
    assert [step.verdict for step in check(bare).steps] == ["proved", "proved"]
    (step,) = check(r"$$\operatorname{Var}(X) = E(X - E(X))^2$$").steps
    assert step.verdict == "proved"
    assert "read as Var(X) = E[(X - E[X])^2]" in step.reason
    for right, reading in ((r"E(X)^2 E(Y)^2", "E[X*Y]^2"), (r"E(X^2) E(Y^2)", "E[(X*Y)^2]")):
        (step,) = check(f"$$E(X Y)^2 = {right}$$", assuming=["X, Y independent"]).steps
        assert step.verdict == "proved"
        assert f"read as {reading} =" in step.reason
    (step,) = check(r"$$E(X - 1)^2 = E(X)^2 - 1$$").steps
    assert step.verdict == "refuted"
    steps = check(r"$$0 = E(X - E(X))^2 = E(X^2) - E(X)^2$$").steps  # each step holds in another reading
    assert [step.verdict for step in steps] == ["unknown", "unknown"]
    (step,) = check(r"$$\operatorname{Var}(X) = E[(X - E(X))^2]$$").steps
    assert step.verdict == "proved"


def test_what_the_computer_algebra_cannot_hold_is_unknown_and_no_crash():
    for text in (r"E[X] = x \cdot p(X=1, Y=0)", r"\lambda^{-2} \Big|_{x=0}^{x=1} = 0", "E[u_1] = b_1"):
        assert one(text, "").verdict in {"unknown", "definition"}


def test_a_counterexample_says_what_it_took_for_a_function():
    step = one("E[g(X)] = E[g(Y)]", "")
    assert step.verdict == "refuted"
    assert any(name.startswith("g(") for name in step.counterexample.parameters)


def test_a_law_without_atoms_that_is_stated_is_part_of_the_counterexample():
    (step,) = check("E[w^2*x^2] = s*E[x^2]", assuming=["w ~ N(0, s^2)", "w, x independent", "s positive"]).steps
    assert step.verdict == "refuted"
    shown = {tuple(law["names"]): law.get("law") for law in step.counterexample.to_dict()["laws"]}
    assert shown["w",].startswith("N(0, ")
    assert shown["x",] is None


def test_an_error_of_the_checker_costs_one_step_and_says_so(monkeypatch):
    def failing(hypotheses, relation, lhs, rhs, **options):
        if rhs == 0:
            raise KeyError("lost")
        return decide(hypotheses, relation, lhs, rhs, **options)

    decide = attempt.decide
    monkeypatch.setattr(attempt, "decide", failing)
    first, second = check("E[x - y] = E[x] - E[y] = 0").steps
    assert (first.verdict, second.verdict) == ("proved", "unknown")
    assert second.reason == f"{walkthrough.FAILED} (KeyError: 'lost'); please report this step"


def test_a_size_that_one_step_of_a_chain_shows_is_a_size_in_all_of_them():
    text = r"$$\mathrm{Var}\Bigl(\sum_{j=1}^n w_j x_j\Bigr) = n \mathrm{Var}(w_1 x_1) = n \mathrm{Var}(w_1) E[x_1^2]$$"
    steps = check(text, assuming=("w_j iid", "x_j iid", "w and x independent")).steps
    assert [step.verdict for step in steps] == ["proved", "missing-hypothesis"]
    assert steps[1].counterexample.parameters["n"] >= 1


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"so that we choose $\mathrm{Var}(w) = 2/n$.", ["choice"]),
        ("We choose the weights such that\n\\[ \\mathrm{Var}(w) = \\frac1n . \\]", ["choice"]),
        (r"It requires $\mathrm{Var}(w) = 2/n$, hence $E[3x] = 2E[x]$", ["choice", "refuted"]),
        (r"Take expectations on both sides: $E[3x] = 2E[x]$.", ["refuted"]),
        (r"We want to show that $E[3x] = 2E[x]$.", ["refuted"]),
        (r"Let us compute $E[3x] = 2E[x]$", ["refuted"]),
        (r"Taking the variance gives $\mathrm{Var}(3x) = 3\mathrm{Var}(x)$", ["refuted"]),
        ("We choose w well.\n\n\\[ E[3x] = 2E[x] \\]", ["refuted"]),
    ],
)
def test_words_right_before_a_relation_make_it_a_choice_unless_they_claim_it(text, verdicts):
    assert [step.verdict for step in check(text).steps] == verdicts


def test_a_reading_that_makes_a_step_true_keeps_it_from_being_refuted():
    (step,) = check(r"$$\mathbb{E}(X+Y)^2 = (\mathbb{E}X+\mathbb{E}Y)^2$$").steps
    assert step.verdict == "unknown"
    assert "two ways" in step.reason


def test_a_definition_inside_a_moment_is_evaluated_in_a_law():
    (step,) = check(r"$$\operatorname{Var}(X) = \mathbb{E}[X-\mu]^2$$", assuming=[r"\mu = E[X]"]).steps
    assert step.verdict == "refuted"


def test_a_counterexample_shows_the_variables_of_its_step_alone():
    assumed = ("x, y independent", "u symmetric", "v = u + x", "w_j iid")
    (step,) = check("$$E[x^2] = E[x]^2$$", assuming=assumed).steps
    assert [law.names for law in step.counterexample.laws] == [("x",)]
    (step,) = check("$$Var(v) = Var(u)$$", assuming=assumed).steps
    assert {name for law in step.counterexample.laws for name in law.names} == {"u", "x"}


def test_a_law_of_many_atoms_is_cut_on_its_line_and_whole_in_json():
    third = Rational(1, 12)
    law = Law(("x",), tuple(((Integer(k),), third) for k in range(12)))
    assert str(law).endswith("and 4 more atoms (--json and the page list them)")
    assert len(Counterexample((law,), {}, 0, 1).to_dict()["laws"][0]["atoms"]) == 12


KNOWN_FROM = [
    ("$E[X] = \\mu$\n\n$$\\operatorname{Var}(X) = E[X^2] - \\mu^2$$", (1,)),
    ("m = E[X]\n\ns = E[X^2]\n\nVar(X) = s - m^2", (1, 3)),
    ("Let $Y = 2X + 1$.\n\n$$\\operatorname{Var}(Y) = 4\\operatorname{Var}(X)$$", (1,)),
    ("MSE(t) = E[(t - c)^2]\n\nBias(t) = E[t] - c\n\nMSE(t) = Var(t) + Bias(t)^2", (1, 3)),
    ("$X \\sim \\mathrm{Bern}(p)$\n\n$$E[X] = p$$", (1,)),
    ("E[X + Y] = E[X] + E[Y]", ()),
]


@pytest.mark.parametrize(("text", "lines"), KNOWN_FROM)
def test_the_earlier_lines_that_a_step_used_are_named(text, lines):
    step = check(text).steps[-1]
    assert (step.verdict, step.known_from) == ("proved", lines)


def test_a_step_that_follows_from_further_up_is_told_so():
    text = "Var(2*x) = 4*E[x^2] - 3*E[x]^2 = 4*Var(x)"
    first, second = check(text).steps
    assert first.verdict in {"refuted", "missing-hypothesis"}
    assert second.verdict in {"refuted", "missing-hypothesis"}
    assert "follows from Var(2*x) in line 1" in second.reason
    assert "not equal to what stands before it" in second.reason
    assert "follows" not in first.reason


def test_members_that_may_be_one_are_told_apart_by_a_hypothesis_that_is_named():
    (step,) = check("$$E[w_i w_k] = E[w_i]E[w_k]$$", assuming=["w_i iid"]).steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", ("i != k",))
    (step,) = check("$$E[w_i w_k] = E[w_i]E[w_k]$$", assuming=["w_i iid", r"i \ne k"]).steps
    assert step.verdict == "proved"
    (step,) = check("$$E[w_i w_k] = 2E[w_i]E[w_k]$$", assuming=["w_i iid", r"i \ne k"]).steps
    assert step.verdict == "refuted"
    assert step.counterexample.parameters["i"] != step.counterexample.parameters["k"]


def test_a_letter_in_a_definition_that_may_be_a_constant_keeps_the_step_from_being_refuted():
    (step,) = check("$$Var(Y) = a^2 Var(X)$$", assuming=["Y = a X + b"]).steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", ("b constant",))
    (step,) = check("$$Var(Y) = a^2 Var(X)$$", assuming=["Y = a X + b", "b constant"]).steps
    assert step.verdict == "proved"


def test_a_parameter_of_a_law_is_a_constant_wherever_it_stands():
    stated = [r"y = \frac{m}{p} x", r"m \sim Bernoulli(p)", "m, x independent"]
    (step,) = check("$$E[y] = E[x]$$", assuming=stated).steps
    assert step.verdict == "proved"


def test_the_larger_of_two_is_one_of_them_and_a_rectifier():
    (step,) = check(r"$$E[\max(X, Y)] + E[\min(X, Y)] = E[X] + E[Y]$$").steps
    assert step.verdict == "proved"
    (step,) = check(r"$$E[\max(X, Y)] = E[X] + E[Y]$$").steps
    assert step.verdict == "refuted"
    slope = ["y symmetric", r"f = \max(y, \alpha y)"]
    leaky = r"$$E[f^2] = \frac{1 + \alpha^2}{2} E[y^2]$$"
    assert check(leaky, assuming=[*slope, r"0 < \alpha < 1"]).steps[0].verdict == "proved"
    assert check(leaky, assuming=[*slope, r"\alpha > 1"]).steps[0].verdict == "proved"
    wrong = leaky.replace(r"1 + \alpha^2", r"1 + \alpha")
    assert check(wrong, assuming=[*slope, r"0 < \alpha < 1"]).steps[0].verdict == "refuted"


def test_a_rectified_normal_variable_is_part_of_a_counterexample():
    (step,) = check(r"$$E[\max(0, z)^2] = q$$", assuming=[r"z \sim \mathcal{N}(0, q)"]).steps
    assert step.verdict == "refuted"
    assert 2 * step.counterexample.lhs == step.counterexample.rhs == step.counterexample.parameters["q"]
    (step,) = check(r"$$E|z| = \sqrt{q}$$", assuming=[r"z \sim \mathcal{N}(0, q)"]).steps
    assert step.verdict == "refuted"
    assert step.counterexample.lhs**2 == 2 * step.counterexample.rhs**2 / pi


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (r"$$\left\lfloor\frac{i}{2}\right\rfloor + \left\lceil\frac{i}{2}\right\rceil = i$$", ("i integer",)),
        (r"$$\lfloor i + k/2 \rfloor = i + \lfloor k/2 \rfloor$$", ("i integer",)),
        (r"$$\lfloor i \rfloor = \lceil i \rceil$$", ("i integer",)),
    ],
)
def test_letters_that_must_be_integers_are_named(text, missing):
    (step,) = check(text).steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", missing)
    assert not step.counterexample.parameters["i"].is_integer
    assert check(text, assuming=missing).steps[0].verdict == "proved"


def test_a_dropped_floor_is_false_for_integers_too():
    (step,) = check(r"$$\lfloor i/2 \rfloor = i/2$$").steps
    assert step.verdict == "refuted"
