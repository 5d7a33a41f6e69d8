"""Hostile steps: what is shown against a step satisfies every stated hypothesis and is evaluated right.

The laws are judged here from the JSON alone, by enumeration in fractions.
"""

import contextlib
from fractions import Fraction
from itertools import product
from math import prod

import pytest

from derivations.errors import UserError
from verify.chain import check


class Shown:
    """The laws of a counterexample as numbers."""

    def __init__(self, counterexample):
        self.laws = [
            (law["names"], [(tuple(map(Fraction, values)), Fraction(p)) for values, p in law["atoms"]])
            for law in counterexample["laws"]
        ]
        self.parameters = {name: Fraction(value) for name, value in counterexample["parameters"].items()}
        self.lhs, self.rhs = Fraction(counterexample["lhs"]), Fraction(counterexample["rhs"])

    def outcomes(self):
        for choice in product(*(atoms for _, atoms in self.laws)):
            values = {}
            for (names, _), (at, _) in zip(self.laws, choice, strict=True):
                values |= dict(zip(names, at, strict=True))
            yield values, prod((p for _, p in choice), start=Fraction(1))

    def mean(self, function):
        return sum((p * function(values) for values, p in self.outcomes()), Fraction(0))

    def law(self, *names):
        found = {}
        for values, p in self.outcomes():
            key = tuple(values[name] for name in names)
            found[key] = found.get(key, 0) + p
        return found

    def independent(self, *groups):
        laws = [self.law(*group) for group in groups]
        expected = {}
        for choice in product(*(law.items() for law in laws)):
            expected[sum((key for key, _ in choice), ())] = prod((p for _, p in choice), start=Fraction(1))
        return expected == self.law(*(name for group in groups for name in group))

    def centred(self, name):
        return self.mean(lambda v: v[name]) == 0

    def symmetric(self, name):
        law = self.law(name)
        return all(law.get((-value,)) == p for (value,), p in law.items())

    def no_atom(self, name):
        return (0,) not in self.law(name)

    def uncorrelated(self, a, b):
        return self.mean(lambda v: v[a] * v[b]) == self.mean(lambda v: v[a]) * self.mean(lambda v: v[b])


def shown(text, assuming, verdict):
    (step,) = check(text, assuming=assuming).steps
    assert step.verdict == verdict, step
    found = Shown(step.counterexample.to_dict())
    assert found.lhs != found.rhs
    return found


def iid(found, letter):
    names = sorted({n for names, _ in found.laws for n in names if n.startswith(letter + "_")})
    laws = [found.law(n) for n in names]
    return len(names) > 1 and all(law == laws[0] for law in laws) and found.independent(*([n] for n in names))


def test_members_of_an_iid_family_stay_independent_where_another_family_depends_on_them():
    text = "Var(sum_{j=1}^n w_j x_j) = n (E[w_1^2] E[x_1^2] - E[w_1]^2 E[x_1]^2)"
    found = shown(text, ["w_j iid", "x_j iid", "x_j symmetric"], "missing-hypothesis")
    assert iid(found, "w")
    assert iid(found, "x")
    assert all(found.symmetric(n) for names, _ in found.laws for n in names if n[0] == "x")


@pytest.mark.parametrize(
    ("text", "assuming", "verdict"),
    [
        ("Var(X) = E[X] E[X] - E[X]^2", ["X has no atom at 0"], "refuted"),
        ("E[X^2] = E[X^2] - E[X]", ["P(X = 0) = 0"], "missing-hypothesis"),
        ("Cov(Y^2 + X Y, X Y) = Cov(Y^2 - X Y, X Y)", ["X has no atom at 0"], "refuted"),
    ],
)
def test_a_variable_without_an_atom_at_0_is_shown_without_one(text, assuming, verdict):
    assert shown(text, assuming, verdict).no_atom("X")


def test_pairwise_independence_is_kept_and_is_not_taken_for_independence():
    pairs = ["x, y independent", "y, z independent", "x, z independent"]
    found = shown("E[x y z] = E[x] E[y] E[z]", pairs, "missing-hypothesis")
    assert all(found.independent([a], [b]) for a, b in ("xy", "yz", "xz"))
    assert not found.independent("x", "y", "z")


@pytest.mark.parametrize("text", ["E[x^2 y] = E[x^2] E[y]", "Var(x y) = Var(x) Var(y)", "E[x + 3 x y] = 0"])
def test_uncorrelated_variables_stay_uncorrelated(text):
    (step,) = check(text, assuming=["x, y uncorrelated"]).steps
    assert step.verdict in {"refuted", "missing-hypothesis"}
    assert Shown(step.counterexample.to_dict()).uncorrelated("x", "y")


def test_equal_variances_are_kept():
    found = shown("E[x^4] = E[y^4]", ["x, y have equal variance", "E[x] = 0", "E[y] = 0"], "refuted")
    assert found.centred("x")
    assert found.centred("y")
    assert found.mean(lambda v: v["x"] ** 2) == found.mean(lambda v: v["y"] ** 2)


@pytest.mark.parametrize("text", ["Var(m) = p", "E[m + u^2] = E[u^2]", "E[max(0, m)] = E[m]/2"])
def test_a_stated_law_is_shown_as_it_is_and_no_degenerate_one_is_offered(text):
    (step,) = check(text, assuming=["m ~ Bernoulli(p)"]).steps
    assert step.verdict == "refuted", step


def test_a_variable_of_variance_0_is_no_crash():
    (step,) = check("E[x y] = E[x] E[y]", assuming=["Var(x) = 0"]).steps
    assert step.verdict in {"proved", "unknown"}


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"$$\int_0^{-1} |t| dt = \frac12$$", {"refuted", "unknown"}),
        (r"$$\int_0^{-1} |t| dt = -\frac12$$", {"proved", "unknown"}),
        (r"$$\int_0^a |t| dt = \frac{a^2}{2}$$", {"unknown"}),
        (r"$$\int_0^a \sqrt{t^2} dt = \int_0^a t dt$$", {"unknown"}),
        (r"$$\lim_{x \to 0} \operatorname{step}(x) = 0$$", {"unknown"}),
        (r"$$\lim_{x \to 0} \operatorname{sign}(x) = 0$$", {"unknown"}),
        (r"$$\lim_{x \to 0} \lfloor x \rfloor = 0$$", {"unknown"}),
        (r"$$\lim_{x \to 0} |x| = 0$$", {"proved"}),
        (r"$$\sum_{k=5}^{n} 1 = n - 4$$", {"unknown"}),
        (r"$$\sum_{k=5}^{n} k = \frac{n(n+1)}{2} - 10$$", {"unknown"}),
        (r"$$\sum_{j=3}^{1} j = -2$$", {"unknown"}),
    ],
)
def test_ranges_that_turn_round_and_jumps(text, verdicts):
    (step,) = check(text).steps
    assert step.verdict in verdicts, step


@pytest.mark.parametrize(
    ("text", "assuming", "verdicts"),
    [
        (r"$$\sqrt{a} \sqrt{b} = \sqrt{a b}$$", [], {"unknown", "proved"}),
        (r"$$\sqrt{E[x]} \sqrt{E[y]} = \sqrt{E[x] E[y]}$$", [], {"unknown", "proved"}),
        (r"$$(a b)^c = a^c b^c$$", [], {"unknown", "proved"}),
        (r"$$\sqrt{-1}^2 = -1$$", [], {"unknown"}),
        (r"$$\sqrt{1 - 2}^2 = -1$$", [], {"unknown"}),
        (r"$$|n| = n$$", ["n integer"], {"missing-hypothesis"}),
        (r"$$0^n = 0$$", ["n integer"], {"refuted", "unknown"}),
        (r"$$E[|n| x] = n E[x]$$", ["n integer"], {"refuted", "missing-hypothesis"}),
        (r"$$|n| = n$$", ["n natural number"], {"proved"}),
        (r"$$|n| = n$$", ["n positive integer"], {"proved"}),
        ("P(b z + z >= 0) = 1/2", ["z ~ Rademacher", "b constant"], {"unknown", "refuted", "missing-hypothesis"}),
    ],
)
def test_letters_are_real_numbers_and_integers_may_be_negative(text, assuming, verdicts):
    (step,) = check(text, assuming=assuming).steps
    assert step.verdict in verdicts, step


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (r"$$\sqrt{a^2 Var(x)} = a \sqrt{Var(x)}$$", ("a > 0",)),
        (r"$$\sqrt{a^2 b^2 Var(x)} = a b \sqrt{Var(x)}$$", ("a > 0", "b > 0")),
        (r"$$\sqrt{a^2 b^2 Var(x)} = a |b| \sqrt{Var(x)}$$", ("a > 0",)),
        (r"$$a E[|x|] = E[|a x|]$$", ("a > 0",)),
    ],
)
def test_the_root_of_a_square_is_the_letter_where_that_is_not_negative(text, missing):
    (step,) = check(text, assuming=["a, b constant"]).steps
    assert (step.verdict, step.missing) == ("missing-hypothesis", missing)


def test_a_letter_that_stands_in_a_moment_is_no_name_for_it():
    report = check("$$E[x + b] = b$$ $$E[x] = 0$$", assuming=["b constant"])
    assert [step.verdict for step in report.steps] == ["missing-hypothesis", "missing-hypothesis"]


def test_how_far_a_sum_goes_is_no_random_variable():
    report = check(r"$$Var(\sum_{j=1}^n w_j) = n Var(w_1)$$ $$E[\sum_{j=1}^m w_j] = 0$$", assuming=["w_j iid"])
    assert report.roles["n"] == report.roles["m"] == "constant"


def verdicts(text, assuming=()):
    return [step.verdict for step in check(text, assuming=list(assuming)).steps]


@pytest.mark.parametrize(
    ("text", "assuming", "expected"),
    [
        ("$$c = 2$$ $$E[c x] = 2 E[x]$$", [], ["definition", "proved"]),
        ("$$c = 2$$ $$E[c x] = 3 E[x]$$", [], ["definition", "refuted"]),
        ("$$n = 2$$ $$Var(\\sum_{j=1}^n x_j) = 2 Var(x_1)$$", ["x_j iid"], ["definition", "proved"]),
        ("$$n = 2$$ $$Var(\\sum_{j=1}^n x_j) = 3 Var(x_1)$$", ["x_j iid"], ["definition", "refuted"]),
        ("$$Var(m) = 1/4$$", ["m ~ Bernoulli(p)", "p = 1/2"], ["proved"]),
        ("$$Var(m) = 1/4$$", ["m ~ Bernoulli(p)", "p = 1/3"], ["refuted"]),
        ("$$X = 1$$ $$E[X] = 1$$", [], ["unknown", "refuted"]),
    ],
)
def test_values_of_letters_are_used(text, assuming, expected):
    assert verdicts(text, assuming) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$$v = x + 1$$ $$v = x + 2$$ $$E[v] = E[x] + 2$$", ["definition", "unknown", "unknown"]),
        ("$$v = x + 1$$ $$v = x + 2$$ $$E[v] = E[x] + 1$$", ["definition", "unknown", "unknown"]),
        ("$$v = x + 1$$ $$v = x + 2$$ $$E[v] = E[x]$$", ["definition", "unknown", "refuted"]),
        ("$$v := x + 1$$ $$v := x + 2$$ $$E[v] = E[x] + 1$$", ["definition", "definition", "refuted"]),
        ("$$m = E[x]$$ $$m = E[y]$$ $$E[2 x] = 2 m$$", ["definition", "unknown", "unknown"]),
    ],
)
def test_a_letter_with_a_second_meaning_proves_and_refutes_nothing_by_one_of_them(text, expected):
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    "assuming", [["x ~ U(a, b)", "a > b"], ["x ~ Bernoulli(p)", "p = 2"], ["x ~ N(0, s)", "s <= 0"]]
)
def test_parameters_for_which_there_is_no_law_prove_nothing(assuming):
    found = []
    with contextlib.suppress(UserError):
        found = verdicts("Var(x) = E[x^2] - E[x]^2 + 1 - 1", assuming)
    assert found in ([], ["unknown"])


@pytest.mark.parametrize(("text", "assuming"), [("E[x] = 0.33", ["E[x] = 1/3"]), ("Var(x) = 0.08", ["x ~ U(0, 1)"])])
def test_a_moment_printed_with_few_decimals_is_not_refuted(text, assuming):
    assert verdicts(text, assuming) in (["unknown"], ["proved"])


@pytest.mark.parametrize(
    ("text", "assuming"),
    [
        (r"E[b \max(0, z)] = b E[z] E[\mathbb{1}\{z > 0\}]", []),
        (r"Var(x \mathbb{1}\{y > 0\}) = Var(x) Var(\mathbb{1}\{y > 0\})", ["x, y independent"]),
        (r"E[\mathbb{1}\{x > y\}] = E[\mathbb{1}\{x \ge y\}]", ["x, y independent"]),
    ],
)
def test_a_false_step_with_an_indicator_has_a_law(text, assuming):
    (step,) = check(f"$${text}$$", assuming=[*assuming, "b constant"]).steps
    assert step.verdict == "refuted", step
    found = Shown(step.counterexample.to_dict())
    assert found.lhs != found.rhs


@pytest.mark.parametrize(
    ("text", "assuming", "expected"),
    [
        ("E[x y z] = E[x] E[y] E[z]", "x, y, z pairwise independent", "missing-hypothesis"),
        ("E[x y] = E[x] E[y]", "x, y, z pairwise independent", "proved"),
        ("E[x y z] = E[x] E[y] E[z]", "x, y and z are independent of each other", "proved"),
        ("E[x y z] = E[x] E[y] E[z]", "x, y and z are independent from one another", "proved"),
        ("E[w_1 w_2] = E[w_1] E[w_2]", "w_j pairwise independent", "proved"),
        ("E[w_1 w_2 w_3] = E[w_1] E[w_2] E[w_3]", "w_1, ..., w_n are pairwise independent", "unknown"),
        (
            r"E[(\sum_{j=1}^n w_j)^3] = n E[w_1^3]",
            "w_j pairwise independent; w_j identically distributed; E[w_j] = 0",
            "unknown",
        ),
        (r"Var(\sum_{j=1}^n w_j) = \sum_{j=1}^n Var(w_j)", "w_j pairwise independent", "proved"),
        ("E[w_1 f_1] = E[w_1] E[f_1]", r"(w_1, \ldots, w_n) and (f_1, \ldots, f_n) are independent", "proved"),
    ],
)
def test_pairs_each_other_and_lists(text, assuming, expected):
    assert verdicts(f"$${text}$$", [assuming]) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $X$, $Y$ and $Z$ be pairwise independent. $$E[XYZ] = E[X]E[Y]E[Z]$$", "missing-hypothesis"),
        ("For pairwise independent variables $X$, $Y$, $Z$ we have $$E[XYZ] = E[X]E[Y]E[Z]$$", "missing-hypothesis"),
        ("$X$ has a symmetric distribution around zero. $$E[X] = 0$$", "proved"),
        ("$X$ has a symmetric distribution around its mean. $$E[X] = 0$$", "unknown"),
        ("The matrix $A$ is symmetric. $$E[A] = 0$$", "unknown"),
        ("Unlike $X$, $Y$ is independent of $Z$. $$E[XZ] = E[X]E[Z]$$", "missing-hypothesis"),
        ("$X$ and $Y$ are independent copies. $$Var(X) = Var(Y)$$", "unknown"),
        ("$Y$ is an independent copy of $X$. $$Var(X - Y) = 2 Var(X)$$", "proved"),
        ("$X$ and $Y$ have the same distribution. $$E[X^2] = E[Y^2]$$", "proved"),
        ("$X$ and $Y$ have the same distribution. $$E[XY] = E[X] E[Y]$$", "missing-hypothesis"),
        ("$X$ is normal with mean $0$. $$E[X^4] = 3 Var(X)^2$$", "unknown"),
        ("$X$ follows a Weibull distribution. $$E[X^2] = 2 E[X]^2$$", "unknown"),
        ("$X$ is standardized. $$E[X^2] = 1$$", "unknown"),
    ],
)
def test_words_that_are_not_understood_prove_and_refute_nothing(text, expected):
    assert verdicts(text) == [expected]


IMPLICATIONS = [
    (r"$$E[X^2] = E[X]^2 \Rightarrow \mathrm{Var}(X) = 0$$", ["choice", "proved"]),
    (r"$$n \mathrm{Var}(w) = 1 \implies \mathrm{Var}(w) = \frac1n$$", ["choice", "proved"]),
    (r"$$\mathrm{Var}(x) = n \mathrm{Var}(w) \mathrm{Var}(x) \implies \mathrm{Var}(w) = \frac1n$$",
     ["choice", "proved"]),
    (r"$$n \mathrm{Var}(w) = 1 \implies \mathrm{Var}(w) = \frac2n$$", ["choice", "refuted"]),
    (r"$$a b = 1 \implies a = 1/b$$", ["choice", "proved"]),
    (r"$$a (a - b) = 0 \implies a = b$$", ["choice", "missing-hypothesis"]),  # a may be 0
    (r"$\mu := 2p - 1$. $p = 1/2 \Rightarrow \mu = 0$ and $E[X + \mu] = E[X] + \mu$",
     ["definition", "definition", "proved", "proved"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IMPLICATIONS)
def test_what_stands_before_an_arrow_is_a_condition(text, expected):
    assert verdicts(text) == expected


WISHES = [
    (r"We want to have $\mathrm{Var}(y) = \mathrm{Var}(x)$, so we need $\mathrm{Var}(w) = 1/m$.", ["choice", "choice"]),
    (r"This requires: $$m \mathrm{Var}(w) = 1$$", ["choice"]),
    (r"To keep $\mathrm{Var}(y) = \mathrm{Var}(x)$ in mind helps.", ["choice"]),
    (r"We need to show that $\mathrm{Var}(2y) = 2\mathrm{Var}(y)$.", ["refuted"]),
    (r"We have $\mathrm{Var}(2y) = 2\mathrm{Var}(y)$.", ["refuted"]),
]


@pytest.mark.parametrize(("text", "expected"), WISHES)
def test_a_wish_is_no_claim(text, expected):
    assert verdicts(text) == expected


ASSUMED = [
    (r"We assume the noise to have $$E[u] = 0 \quad\text{and}\quad \mathrm{Var}(u) = s^2.$$ $$E[u^2] = s^2$$",
     ["definition", "definition", "proved"]),
    (r"Assume $E[X] = 0$, $E[X^2] = 4$ and $E[Y] = 1$. Then $\mathrm{Var}(X) = 4$, $E[X + Y] = 2$.",
     ["definition", "definition", "definition", "proved", "refuted"]),
    (r"If $E[U] = 1$, $E[2U] = 3$.", ["definition", "refuted"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ASSUMED)
def test_an_assumption_goes_on_through_a_list(text, expected):
    assert verdicts(text) == expected


LAWS_IN_WORDS = [
    r"Let $Z$ take the values $1$ and $-1$ in turn. $$E[Z^2] = 1$$",
    r"Let $X$ be indicating whether it rains. $$E[X^2] = E[X]$$",
    r"$$V_n^2 = \sum_{j \ne k \ne l} Z_j Z_k Z_l$$ $$E[V_n^2] = 0$$",
]


@pytest.mark.parametrize("text", LAWS_IN_WORDS)
def test_what_is_said_of_a_variable_and_not_used_blocks_a_refutation(text):
    assert verdicts(text)[-1] == "unknown"


@pytest.mark.parametrize(
    "assuming",
    ["w_j have equal variances", "Var(w_j) = Var(w_1); E[w_j] = 0", "E[w_j] = 0; w_j independent; Var(w_i) = Var(w_j)"],
)
def test_equal_variances_of_a_family_are_one_number(assuming):
    assert verdicts(r"$$\sum_{j=1}^n Var(w_j) = n Var(w_1)$$", [assuming]) == ["proved"]
    assert verdicts(r"$$\sum_{j=1}^n E[w_j^4] = n E[w_1^4]$$", [assuming]) != ["proved"]


STATED_IN_PASSING = [
    (r"$Var[QR] = 1$, where N = d, Var[Q] = 1, and $E[Q] = 0$. $$E[Q^2] = 1$$",
     ["refuted", "definition", "definition", "proved"]),
    (r"Since $E[w_i] = 0$ and $E[x_i] = 0$: $$E[w_i] + E[x_i] = 0$$", ["definition", "definition", "proved"]),
    (r"So E[v] = 0.", ["missing-hypothesis"]),
    (r"Here $v = x + y$. We get $E[v] = 0$, $$E[v^2] = Var(v)$$",
     ["definition", "missing-hypothesis", "missing-hypothesis"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED_IN_PASSING)
def test_a_moment_stated_in_passing_is_no_claim(text, expected):
    assert verdicts(text) == expected


EVENTS = [
    (r"$E[y^2] = E[y^2 | y > 0] P(y > 0) + E[y^2 | y < 0] P(y < 0)$", [], "proved"),
    (r"$E[\max(0, y)^2] = E[y^2 | y > 0] P(y > 0)$", [], "proved"),
    (r"$E[y^2 | y > 0] P(y > 0) = \frac12 \mathrm{Var}(y)$", ["y symmetric"], "proved"),
    (r"$E[y | y > 0] = E[y]$", ["y symmetric"], "refuted"),
    (r"$E_\theta[(u - \theta)^2] = \mathrm{Var}_\theta(u) + (E_\theta[u] - \theta)^2$", [], "proved"),
    (r"$E_\theta[u] = E_\mu[u]$", [], "unknown"),
]


@pytest.mark.parametrize(("text", "assuming", "expected"), EVENTS)
def test_moments_given_an_event_and_under_a_parameter(text, assuming, expected):
    assert verdicts(text, assuming) == [expected]


def test_words_behind_a_display_speak_of_it():
    text = "$$E[(u + e)^2] = E[u^2] + E[e^2]$$\nwhere $e$ is independent of $u$ with zero mean."
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("where", "Later")) == ["missing-hypothesis"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$\frac{x - E[x]}{\sqrt{Var(x)}} = z$$ $$E[z] = 0$$ $$Var(z) = 1$$", ["unknown"] * 3),
        ("Let $f(x) = x^2$. $$E[f(X)] = E[X^2]$$", ["choice", "proved"]),
        ("Let $f(x) = x^2$. $$E[f(X)] = f(E[X])$$", ["choice", "refuted"]),
        ("Let $Y = g(X)$ where $g(x) = x^2$. $$E[Y] = E[X^2]$$", ["definition", "definition", "proved"]),
        ("Define $g(x) = x^2 + a$. $$E[g(X)] = E[X^2]$$", ["definition", "refuted"]),
        (r"$$Var(X) = \sigma^2$$ $$Var(2X) = 4 \sigma^2$$", ["definition", "proved"]),
        (r"$$Var(X) = \sigma^2$$ $$Var(2X) = 2 \sigma^2$$", ["definition", "refuted"]),
    ],
)
def test_what_a_document_says_of_a_letter_or_a_function_is_not_overlooked(text, expected):
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    "text", ["E[x] = x", "E[X] = X", "E[x^2] = x^2", "X = E[X]", "E[X Y] = X E[Y]", "Var(X Y) = X^2 Var(Y)"]
)
def test_a_variable_that_stands_bare_proves_nothing_as_a_constant(text):
    assert verdicts(f"$$1 {text.replace(' = ', ' = 1 ')}$$") == ["unknown"]
    assert verdicts(f"$$Var(X) = 0$$ $${text}$$")[1] == "unknown"


@pytest.mark.parametrize("text", ["E[c] = c", "Var(a X) = a^2 Var(X)", "E[a X + b] = a E[X] + b", "E[\\mu] = \\mu"])
def test_letters_for_constants_may_stand_bare(text):
    assert verdicts(f"$${text}$$") == ["proved"]


def test_the_variance_of_a_neuron_without_a_word_needs_all_of_its_hypotheses():
    text = r"$y = w_1 x_1 + \cdots + w_n x_n$. $$\mathrm{Var}(y) = n \mathrm{Var}(w) \mathrm{Var}(x)$$"
    found = check(text).steps[-1]
    assert found.verdict == "missing-hypothesis"
    assert set(found.missing) == {
        "(w_1, ..., w_n) and (x_1, ..., x_n) are independent", "E[w_j] = 0 for every j", "E[x_j] = 0 for every j",
        "Cov(w_i, w_j) = 0 for every i and j with i != j", "w_1, ..., w_n are identically distributed",
        "x_1, ..., x_n are identically distributed",
    }  # fmt: skip


def test_two_laws_of_one_name_are_two_initialisations():
    text = r"""The first is $W \sim U(-a, a)$. $$\mathrm{Var}(W) = a^2/3$$
    The second is $W \sim N(0, s^2)$. $$\mathrm{Var}(W) = s^2$$ $$E[x + y] = E[x] + E[y]$$"""
    assert verdicts(text) == ["definition", "proved", "definition", "proved", "proved"]


def test_reasons_name_no_index_of_the_procedures():
    text = r"$$\sum_{i=1}^n Var(w_i x_i) = \sum_{i,j=1}^n Cov(w_i x_i, w_j x_j)$$"
    text = "Let $w_i$ and $x_i$ be iid and independent. " + text
    assert all("_fresh" not in step.reason for step in check(text).steps)


def test_bare_letters_of_families_are_said_to_be_read_as_members():
    text = r"$y = w_1 x_1 + \cdots + w_n x_n$. $$E[y] = n E[w] E[x_1]$$"
    assert check(text).hypotheses[-1] == "w alone is read as w_1, one of its family"
    assert not check("$$E[x_1] = E[x_1]$$").notes


AFTER_CHOICES = [
    (r"We want $Var(y) = n Var(w) Var(y)$. Dividing, $$1 = n Var(w)$$ $$Var(w) = \frac1n$$",
     ["choice", "proved", "proved"]),
    (r"Choose $\mathrm{Var}(w) = \frac1n$. $$\mathrm{Var}(2w) = 2 \mathrm{Var}(w)$$", ["choice", "refuted"]),
    (r"What variance of $w$ gives $\mathrm{Var}(w) = 3$? Why is $\mathrm{Var}(2x) = 2\mathrm{Var}(x)$?",
     ["unknown", "refuted"]),
    (r"Assume zero mean weights ($E[w_i] = 0$) and inputs ($E[x_i] = 0$). $$E[w_i] + E[x_i] = 0$$",
     ["proved", "definition", "proved"]),
    (r"We assumed zero mean inputs and weights, so $E[x_i] = E[w_i] = 0$.", ["proved", "proved"]),
    ("Let $x_i$ be iid, $w_i$ iid with mean $0$, all independent. $$E[w_1 x_1 x_2] = E[w_1] E[x_1] E[x_2]$$",
     ["proved"]),
    ("# T\nLet \\\\(s = x + y\\\\) be. $$E[s] = E[x] + E[y]$$", ["definition", "proved"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), AFTER_CHOICES)
def test_choices_questions_and_remarks_in_brackets(text, expected):
    assert verdicts(text) == expected


def test_many_problems_on_one_line_are_shown_without_a_margin_as_wide_as_they_are_many():
    report = check(r"\begin{align}" * 300)
    assert report.summary == {"unreadable": 300}
    assert max(len(line) - len(line.lstrip()) for line in str(report).splitlines()) < 40


NOT_PROVED = [
    r"Let $X \sim \mathrm{Exp}(r)$. $$P(X < -1) = 1 - e^{r}$$",
    r"Let $X \sim \mathrm{Exp}(r)$. $$P(-1 < X < 1) = e^r - e^{-r}$$",
    r"Let $X \sim U(0,1)$. $$P(X < 2) = 2$$",
    r"Let $X \sim U(0,1)$. $$F_X(2) = 2$$",
    r"Let $X \sim U(a,b)$. $$P(X \le b+1) = \frac{b+1-a}{b-a}$$",
    r"Let $X \sim \mathrm{Beta}(2,1)$. $$P(X < 2) = 4$$",
    r"Let $X \sim \mathrm{Beta}(2,1)$. $$F_X(x) = x^2$$ $$F_X(3) = 9$$",
    r"Let $X \sim \mathrm{Exp}(r)$. $$f_X(-1) = r e^{r}$$",
    r"Let $X \sim \mathrm{Exp}(r)$. $$f_X(x) = e^{-rx}$$",
    r"$$f(x) = x^2$$ $$f(2) = 5$$",
    r"Let $f(x) = x^2$. Then $f(2) = 5$.",
    r"Assume $\mathrm{Cov}(X_i,X_j) = 0$ for $i \neq j$. $$\sum_{i=1}^n\sum_{j=1}^n \mathrm{Cov}(X_i,X_j) = 0$$",
    r"$$m = \frac{a}{a+b}$$ $$b = a(1/m + 1)$$",
    r"$$a = b + c$$ $$c = a + b$$",
    r"Since $E[x] = 0$, we have $E[x^2] = 0$.",
    r"Consider $X$, where $\mathrm{Var}(2X) = 2\mathrm{Var}(X)$.",
    r"Let $x \sim N(0,1)$. $$E[\tan x] = 0$$",
    r"Let $x \sim N(0,1)$. $$E[\frac{x}{\cos x}] = 0$$",
    r"Let $x \sim N(0,1)$. $$2E[e^{x^2}] = E[2e^{x^2}]$$",
    r"Let $x \sim N(0,1)$. $$2E[e^{x^2/2}] = E[2e^{x^2/2}]$$",
    r"Let $x \sim N(0,1)$. $$\mathrm{Var}(2e^{x^2/4}) = 4\mathrm{Var}(e^{x^2/4})$$",
    r"Let $x \sim N(0,1)$. $$E[\sinh(x^3)] = 0$$",
    r"Let $x \sim \mathrm{Exp}(1)$. $$2E[e^x] = E[2e^x]$$",
    r"Let $x \sim \mathrm{Lognormal}(0,1)$. $$2E[e^x] = E[2e^x]$$",
    r"Let $x \sim \mathrm{Laplace}(0,1)$. $$E[\sinh(2x)] = 0$$",
    r"Let $x \sim \mathrm{Poisson}(2)$. $$2E[e^{x^2}] = E[2e^{x^2}]$$",
    r"Let $x \sim N(0,1)$. $$2E[\ln x] = E[2\ln x]$$",
    r"Let $x \sim N(0,1)$. $$2E[\sqrt x] = E[2\sqrt x]$$",
    r"Let $x \sim \mathrm{Gamma}(1/2, 1)$. $$2E[1/x] = E[2/x]$$",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_PROVED)
def test_false_steps_are_neither_proved_nor_taken_for_definitions(text):
    assert verdicts(text)[-1] in {"refuted", "missing-hypothesis", "unknown"}


STILL_PROVED = [
    r"Let $X \sim U(0,4)$. $$P(X < 1) = 1/4$$",
    r"Let $X \sim \mathrm{Exp}(r)$. $$P(X > 1/r) = 1/e$$",
    r"Let $X \sim \mathrm{Exp}(r)$. $$f_X(x) = r e^{-rx}$$",
    r"Let $X \sim U(a,b)$. $$P(X \le t) = \frac{t-a}{b-a}$$",
    r"$$m = \frac{a}{a+b}$$ $$b = a(1/m - 1)$$",
    r"Assume $\mathrm{Cov}(X_i,X_j) = 0$ for $i \neq j$. $$Var(\sum_{i=1}^n X_i) = \sum_{i=1}^n Var(X_i)$$",
    r"Let $x \sim N(0,1)$. $$2E[e^{-x^2}] = E[2e^{-x^2}]$$",
    r"Let $x \sim N(0,1)$. $$2E[e^{x^2/4}] = E[2e^{x^2/4}]$$",
    r"Let $x \sim \mathrm{Exp}(2)$. $$2E[e^{x}] = E[2e^{x}]$$",
    r"Let $x \sim \mathrm{Exp}(1)$. $$2E[\frac{1}{1 + e^x}] = E[\frac{2}{1 + e^x}]$$",
    r"Let $x \sim \mathrm{Gamma}(3, 1)$. $$2E[1/x^2] = E[2/x^2]$$",
]  # fmt: skip


@pytest.mark.parametrize("text", STILL_PROVED)
def test_true_steps_beside_them_are_proved(text):
    assert verdicts(text)[-1] == "proved"
