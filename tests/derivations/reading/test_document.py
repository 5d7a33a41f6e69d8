"""Documents in every form: what is mathematics, what is prose, what hangs together, what could not be read."""

import pytest

from derivations.errors import UserError
from derivations.reading import read_document
from derivations.reading.syntax.regions import form_of

from .documents import GRADIENTS, LECTURE, NOTES, RECTIFIER, TYPED


def chains(text, **options):
    """Every chain as its first side and its steps, as text."""
    found = read_document(text, **options)
    return [(str(chain.first), *(f"{step.relation} {step.rhs}" for step in chain.steps)) for chain in found.chains]


def only(text, **options):
    (chain,) = read_document(text, **options).chains
    return chain


def test_a_lecture_with_macros():
    assert chains(LECTURE) == [
        ("E[X*Y]", "= E[X]*E[Y]"),
        ("Var(X + Y)", "= Var(X) + Var(Y) + 2*Cov(X, Y)", "= Var(X) + Var(Y)", "<= abs(a) + abs(b)"),
        ("Var(X)", "= 1/2"),
        ("Var(Z)", "= E[Z^2] - E[Z]^2", "= s"),
        ("t", "~= u"),
    ]
    assert read_document(LECTURE).problems == ()


def test_a_lecture_with_assumptions_and_reasons():
    found = read_document(RECTIFIER)
    first, second = found.chains
    assert [len(chain.steps) for chain in (first, second)] == [2, 3]
    assert second.steps[2].reason == r"\text{sym.}"
    assert [assumption.text.count(";") for assumption in found.in_force(first.span.start)] == [4]
    assert found.in_force(second.span.start) == ()


def test_markdown_notes():
    found = read_document(NOTES)
    assert found.form == "markdown"
    assert [(str(chain.first), chain.inline) for chain in found.chains] == [
        ("E[w_j]", True),
        ("Var(sum_{j=1}^n w_j*x_j)", False),
        ("E[x_1^2]", False),
    ]
    assert [assumption.text for assumption in found.assumptions] == [r"x_1 = \max(0, y_1); y_1 symmetric"]
    assert found.problems == ()


def test_a_typed_text():
    assert chains(TYPED) == [
        (
            "Var(x*y)",
            "= E[x^2]*E[y^2] - E[x]^2*E[y]^2",
            "= (Var(x) + E[x]^2)*(Var(y) + E[y]^2) - E[x]^2*E[y]^2",
        ),
        ("E[x + y]", "= E[x] + E[y]"),
        ("n", ">= 2"),
        ("o", "= sigmoid(in)"),
        ("sigma^2", "~= int (x - mu)^2*f(x) dx"),
    ]


def test_gradients_assignments_and_implications():
    found = read_document(GRADIENTS)
    assert found.problems == ()
    assert [(chain.connective, [step.relation for step in chain.steps]) for chain in found.chains] == [
        ("", ["="]),
        ("", ["="]),
        ("", ["=", "=", "="]),
        ("", ["<-"]),
        ("", ["="]),
        ("=>", ["="]),
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (r"\[ x = 1 \]", "latex"),
        ("# T\n$x = 1$", "markdown"),
        (r"\mathbb{E}[x] = 0", "formula"),
        ("E[x] = 0", "plain"),
        ("\\begin{align}\nx &= 1\n\\end{align}", "latex"),
        ("- item $x$", "markdown"),
    ],
)
def test_the_form_is_seen_from_the_text(text, form):
    assert form_of(text) == form


ENVIRONMENTS = [
    "align",
    "align*",
    "aligned",
    "gather",
    "split",
    "eqnarray",
    "equation",
    "equation*",
    "multline",
    "alignat",
]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_is_read(name):
    columns = "{2}" if name == "alignat" else ""
    inside = f"\\begin{{{name}}}{columns} a &= b \\\\ &= c \\end{{{name}}}"
    text = f"\\[ {inside} \\]" if name in {"aligned", "split"} else inside
    assert chains(text, form="latex") == [("a", "= b", "= c")]


@pytest.mark.parametrize(
    ("left", "right"), [("$", "$"), ("$$", "$$"), (r"\[", r"\]"), (r"\(", r"\)"), ("\n```math\n", "\n```\n")]
)
def test_every_delimiter_is_read(left, right):
    assert chains(f"# Title\n\nSay {left}a = b{right} here.", form="markdown") == [("a", "= b")]


RELATIONS = {
    "=": ["="],
    "!=": [r"\ne", r"\neq", r"\not=", "≠"],
    "<=": [r"\le", r"\leq", r"\leqslant", "≤"],
    ">=": [r"\ge", r"\geq"],
    "<": ["<", r"\lt"],
    "~=": [r"\approx", r"\simeq", "≈"],
    "~": [r"\sim"],
    "in": [r"\in"],
    "propto": [r"\propto"],
    ":=": [":=", r"\coloneqq", r"\triangleq", r"\overset{\text{def}}{=}", r"\stackrel{\Delta}{=}"],
    "==": [r"\equiv"],
    "<-": [r"\leftarrow", r"\gets"],
    "->": [r"\to", r"\rightarrow", r"\xrightarrow{p}"],
    "=d": [r"\overset{d}{=}"],
    "indep": [r"\perp", r"\perp\!\!\!\perp", r"\indep"],
}


@pytest.mark.parametrize(("kind", "spelling"), [(kind, one) for kind, all_ in RELATIONS.items() for one in all_])
def test_relations_are_told_apart(kind, spelling):
    (chain,) = read_document(f"$$a {spelling} b$$").chains
    assert [step.relation for step in chain.steps] == [kind]


@pytest.mark.parametrize("spelling", [r"\Rightarrow", r"\implies", r"\quad\Longrightarrow\quad", "⇒"])
def test_an_implication_makes_two_chains(spelling):
    found = read_document(f"$$a = b {spelling} c = d$$").chains
    assert [(chain.connective, len(chain.steps)) for chain in found] == [("", 1), ("=>", 1)]


LAYOUTS = [
    (r"a = b \\ = c", [("a", "= b", "= c")]),
    (r"a &= b \\ c &= d", [("a", "= b"), ("c", "= d")]),
    (r"a \\ &= b \\ &= c", [("a", "= b", "= c")]),
    (r"a &= b + \\ &\quad c", [("a", "= b + c")]),
    (r"a &= b \\ &\quad + c \\ &= d", [("a", "= b + c", "= d")]),
    (r"a &= b \\ - c &= d", [("a", "= b"), ("-c", "= d")]),
    (r"a = b, \quad c = d.", [("a", "= b"), ("c", "= d")]),
    (r"a = b, c = d", [("a", "= b"), ("c", "= d")]),
    (r"a = b \text{ and } c = d", [("a", "= b"), ("c", "= d")]),
    (r"a &= b & c &= d \\ &= e & &= f", [("a", "= b", "= e"), ("c", "= d", "= f")]),
    (r"i = 1, \ldots, n", [("i", "= (1, ..., n)")]),
    (r"X_1, X_2 \sim N(0,1)", [("(X_1, X_2)", "~ N(0, 1)")]),
    (r"a = b = \\ = c", [("a", "= b", "= c")]),
    (r"a = b \; .", [("a", "= b")]),
    (r"a = b, \\ c = d,", [("a", "= b"), ("c", "= d")]),
    (r"a &= b \quad (\text{why}) \\ &= c", [("a", "= b", "= c")]),
    (r"a = \left( b \right. \\ \left. + c \right)", [("a", "= b + c")]),
    (r"a = b; c = d", [("a", "= b"), ("c", "= d")]),
    (r"a = b \nonumber \tag{1} \label{x} \\[2pt] = c \notag", [("a", "= b", "= c")]),
    (r"a = b \quad \forall i \ne j", [("a", "= b")]),
    (r"a \le b < c", [("a", "<= b", "< c")]),
    (r"U \sim U[0,1]", [("U", "~ U(0, 1)")]),
    (r"a = b \text{ since } c = d", [("a", "= b"), ("c", "= d")]),
    (r"{\displaystyle a {=} b}", [("a", "= b")]),
    (r"D(p, q) = \int p(x) q(x) dx", [("D(p, q)", "= int p(x)*q(x) dx")]),
]


@pytest.mark.parametrize(("layout", "expected"), LAYOUTS)
def test_rows_columns_and_punctuation(layout, expected):
    assert chains(f"\\begin{{align}} {layout} \\end{{align}}") == expected


def test_an_error_called_e_in_one_display_is_no_expectation_in_another():
    assert chains(r"$$E = (t-o)^2$$ $$M(t) = E(e^{tX})$$ $$\frac{\partial E}{\partial o} = 2(o-t)$$ $$E[X] = 0$$") == [
        ("E", "= (t - o)^2"),
        ("M(t)", "= E[e^(t*X)]"),
        ("∂/∂o(E)", "= 2*(o - t)"),
        ("E[X]", "= 0"),
    ]


def test_remarks_stay_with_their_step():
    chain = only(r"$$a = b \qquad (\text{by independence}) \\ = \text{(linearity)} c \quad \forall i$$")
    assert [[remark.text for remark in step.remarks] for step in chain.steps] == [
        [r"(\text{by independence})"],
        ["(linearity)", r"\forall i"],
    ]


def test_a_display_that_begins_with_a_relation_goes_on_from_the_one_before():
    first, second = read_document("$$a = b$$ which is $$= c$$").chains
    assert second.continued
    assert (str(second.steps[0].lhs), str(second.steps[0].rhs)) == ("b", "c")
    assert str(first.steps[0].rhs) == "b"


def test_sides_are_shown_as_written_and_placed():
    text = "Words.\n\\[ \\mathrm{Var}(x) \\; = \\E[x^2] \\]"
    chain = only(text)
    step = chain.steps[0]
    assert (step.lhs_source, step.rhs_source) == (r"\mathrm{Var}(x)", r"\E[x^2]")
    assert (step.line, step.column) == (2, 23)
    assert text[step.span.start :].startswith("= ")


def test_what_cannot_be_read_is_named_and_the_rest_is_read():
    rows = ["\\begin{align}", "a &= b \\\\", "e &= (f \\\\", "g &= h", "\\end{align}", "$$c = 2\\frac12$$", "$$x = y$$"]
    found = read_document("\n".join(rows))
    assert [(p.line, p.column, p.token) for p in found.problems] == [(3, 6, "("), (6, 8, "\\frac")]
    read = [(str(c.first), str(c.steps[0].rhs), c.steps[0].problem is None) for c in found.chains]
    assert read == [("a", "b", True), ("e", "None", False), ("g", "h", True), ("c", "None", False), ("x", "y", True)]


def test_one_side_that_cannot_be_read_does_not_hide_the_others():
    found = read_document(r"$$a = (b = c = d$$")
    assert len(found.problems) == 1
    (problem,) = found.problems
    assert (problem.line, problem.token) == (1, "(")
    assert [step.problem is not None for step in found.chains[0].steps] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [(r"$$a \text{ modulo } 2 = 1$$", "words inside"), (r"$$a = b \\ (c + d)$$", "neither a relation")],
)
def test_nothing_is_guessed_where_a_statement_might_end(text, message):
    found = read_document(text)
    assert [message in problem.message for problem in found.problems] == [True]
    assert all(step.problem is not None for chain in found.chains for step in chain.steps)


def test_a_line_of_plain_text_that_is_not_finished_goes_on():
    assert chains("Var(x + y) =\n  Var(x) + Var(y)\n  + 2*Cov(x, y)") == [
        ("Var(x + y)", "= Var(x) + Var(y) + 2*Cov(x, y)")
    ]


def test_unknown_commands_are_named_with_line_and_column():
    (problem,) = read_document("text\n$$a = \\wibble b$$").problems
    assert (problem.line, problem.column, problem.token) == (2, 7, "\\wibble")
    assert "unknown command" in problem.message


MACROS = [
    (r"\newcommand{\E}[1]{\mathbb{E}\left[#1\right]}", r"\E{x}", "E[x]"),
    (r"\newcommand\Ex{\mathbb{E}}", r"\Ex[x]", "E[x]"),
    (r"\newcommand{\V}[2][X]{\mathrm{Var}_{#1}(#2)}", r"\V{y}+\V[Y]{z}", "Var_{X}(y) + Var_{Y}(z)"),
    (r"\renewcommand{\phi}{\varphi}", r"\phi", "varphi"),
    (r"\def\half{\frac12}", r"\half x", "(1/2)*x"),
    (r"\def\pair#1#2{#2+#1}", r"\pair ab", "b + a"),
    (r"\DeclareMathOperator{\MSE}{MSE}", r"\MSE(t)", "MSE(t)"),
    (r"\DeclareMathOperator*{\argmax}{arg\,max}", r"\argmax_x f(x)", "argmax_{x} f(x)"),
    (r"\DeclarePairedDelimiter{\norm}{\lVert}{\rVert}", r"\norm{x}+\norm*{y}", "norm(x) + norm(y)"),
    (r"\let\eps\varepsilon", r"\eps", "varepsilon"),
    (r"\let\old\phi\renewcommand{\phi}{\old_0}", r"\phi", "phi_0"),
    (r"\providecommand{\Cov}{\operatorname{Cov}}", r"\Cov(x,y)", "Cov(x, y)"),
    (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a", "c"),
]


@pytest.mark.parametrize(("definition", "use", "expected"), MACROS)
def test_macros(definition, use, expected):
    found = read_document(f"{definition}\n$${use} = 1$$")
    assert [str(problem) for problem in found.problems] == []
    assert str(found.chains[0].first) == expected


def test_a_macro_holds_from_its_definition_on():
    found = read_document(r"$\x = 1$ \newcommand{\x}{y} $\x = 2$ \renewcommand{\x}{z} $\x = 3$")
    assert [str(chain.first) for chain in found.chains if chain.first is not None] == ["y", "z"]
    assert [problem.token for problem in found.problems] == ["\\x"]


@pytest.mark.parametrize(
    "definitions",
    [
        r"\def\a{\a x}\def\b{\a}",
        r"\def\a{\b\b}\def\b{\a\a}",
        "".join(rf"\newcommand{{\{x}}}{{\{y}\{y}\{y}\{y}}}" for x, y in zip("abcdefgh", "bcdefghi", strict=True))
        + r"\def\i{xxxx}",
        r"\newcommand{\a}[1]{#1#1#1#1#1#1#1#1}",
    ],
)
def test_macros_that_grow_without_end_are_stopped(definitions):
    use = r"\a{" * 12 + "x" + "}" * 12 if "[1]" in definitions else r"\a"
    found = read_document(f"{definitions}$${use} = 1$$")
    assert ["without end" in problem.message for problem in found.problems] == [True]


def test_verbatim_comments_and_escapes_are_no_mathematics():
    text = "\\begin{verbatim}$a = b$\\end{verbatim} % $c = d$\n 5\\$ and 6\\$ \\\\[2pt] $e = f$"
    assert chains(text) == [("e", "= f")]


def test_an_open_display_is_a_problem_and_the_rest_is_read():
    found = read_document("\\[ a = b \n\n $c = d$")
    assert [problem.token for problem in found.problems] == ["\\["]
    assert [str(chain.first) for chain in found.chains] == ["c"]


def test_inline_mathematics_without_a_relation_is_silent():
    found = read_document(r"The $n$-th of $\wibble$ things, $\wobble = 1$.")
    assert [problem.token for problem in found.problems] == [r"\wobble"]


def test_assumptions_are_in_force_until_forgotten():
    found = read_document("% assume: a; b\n$x=1$\n%assume: c\n$x=2$\n% forget\n$x=3$\n<!-- assume: d -->\n$x=4$")
    texts = [[a.text for a in found.in_force(chain.span.start)] for chain in found.chains]
    assert texts == [["a; b"], ["a; b", "c"], [], ["d"]]
    assert [assumption.line for assumption in found.assumptions] == [1, 3, 5, 7]


HINTS = [
    ("Let $X$ and $Y$ be independent.", ("independent", ["X", "Y"], False)),
    ("The weights $w_j$ are i.i.d. and small.", ("iid", ["w_j"], False)),
    ("Here $x$ has zero mean.", ("centred", ["x"], False)),
    ("The law of $y$ is symmetric around 0.", ("symmetric", ["y"], False)),
    ("But $X$, $Y$ are not independent.", ("independent", ["X", "Y"], True)),
    ("For uncorrelated $X$ and $Y$ it holds.", ("uncorrelated", ["X", "Y"], False)),
    ("All $x_i$ are identically distributed.", ("identically distributed", ["x_i"], False)),
]


@pytest.mark.parametrize(("sentence", "expected"), HINTS)
def test_hypotheses_in_words(sentence, expected):
    (hint,) = read_document(f"An earlier sentence with $q$. {sentence}").hints
    assert (hint.kind, [str(name) for name in hint.names], hint.negated) == expected


def test_words_behind_which_a_name_stands():
    hints = read_document(
        r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$, and a constant $c$."
    ).hints
    assert {hint.kind: [str(node) for node in hint.about] for hint in hints} == {
        "random": ["X"],
        "mean": ["mu"],
        "variance": ["sigma^2"],
        "constant": ["c"],
    }


def test_a_law_in_words():
    (hint,) = [h for h in read_document(r"Let $X$ follow a Poisson distribution.").hints if h.kind == "law"]
    assert (hint.law, [str(name) for name in hint.names]) == ("poisson", ["X"])


def test_a_document_that_is_too_long_is_declined():
    with pytest.raises(UserError, match="too long to read"):
        read_document("x" * 1_000_001)


def test_an_unknown_form_is_declined():
    with pytest.raises(UserError, match="unknown form 'pdf'"):
        read_document("x", form="pdf")


def test_a_function_that_is_called_in_one_line_is_called_with_a_prime_in_another():
    document = read_document(r"$$M_X(t) = e^{t}$$ $$M_X''(0) = M'_X(0)$$")
    step = document.chains[1].steps[0]
    assert (str(step.lhs), str(step.rhs)) == ("M_X''(0)", "M_X'(0)")


@pytest.mark.parametrize("written", [r"a/2 \, z = 1", "x 2 = 1", r"2 3^2 = 1"])
def test_what_can_be_read_in_two_ways_or_is_no_power_is_declined(written):
    assert read_document(f"$$ {written} $$").problems


@pytest.mark.parametrize("side", ["sqrt(2)", "sqrt(Var(x))", "floor(x)", "abs(x)", "norm(x)", "binom(n, k)", "Var(x)"])
def test_a_called_word_is_shown_with_its_closing_bracket(side):
    (chain,) = read_document(f"{side} = 1 + {side}").chains
    assert (chain.steps[0].lhs_source, chain.steps[0].rhs_source) == (side, f"1 + {side}")
