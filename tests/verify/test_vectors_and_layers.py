r"""Layers written with vectors and matrices, as papers do: y_l = W_l x_l + b_l, and claims about all layers."""

import re

import pytest

from verify.chain import check

PAPER = r"""
The response of a layer is
\begin{equation} \mathbf{y}_l = \mathbf{W}_l \mathbf{x}_l + \mathbf{b}_l, \end{equation}
where $\mathbf{x}_l = f(\mathbf{y}_{l-1})$ and $f$ is the activation. Let $n_l$ be the number of inputs.

The elements of $\mathbf{W}_l$ are mutually independent and share the same distribution. We assume that the elements in
$\mathbf{x}_l$ are also mutually independent and share the same distribution, and that $\mathbf{x}_l$ and $\mathbf{W}_l$
are independent of each other. Then
\begin{equation} \mathrm{Var}[y_l] = n_l \mathrm{Var}[w_l x_l], \end{equation}
where $y_l$, $x_l$ and $w_l$ stand for an element of each. We let $w_l$ have zero mean. Then
\begin{equation} \mathrm{Var}[y_l] = n_l \mathrm{Var}[w_l] E[x_l^2]. \end{equation}
If $w_{l-1}$ has a symmetric distribution around zero and $b_{l-1} = 0$, then $y_{l-1}$ has one too. This leads to
$E[x_l^2] = \frac{1}{2} \mathrm{Var}[y_{l-1}]$ when $f$ is ReLU. Putting this into the last equation, we obtain
\begin{equation} \mathrm{Var}[y_l] = \frac{1}{2} n_l \mathrm{Var}[w_l] \mathrm{Var}[y_{l-1}]. \end{equation}
With $L$ layers put together, this is
\begin{equation} \mathrm{Var}[y_L] = \mathrm{Var}[y_1] \prod_{l=2}^{L} \frac{1}{2} n_l \mathrm{Var}[w_l]. \end{equation}
"""
STATED = "% assume: W_{ij} iid; E[W_{ij}] = 0; x_j iid; W_{ij} and x_j independent\n"
STEPS = ["n_l Var(w x)", "E[x^2]", "half", "one layer", "all layers"]


def verdicts(text):
    return [s for s in check(text).steps if s.verdict not in {"definition", "choice"}]


def up_to(step, text):
    """The text as far as one of its five steps; the third one stands in a sentence."""
    ends = [hit.end() for hit in re.finditer(r"\\end\{equation\}|is ReLU\.|leaky ReLU\.|\] \.", text)]
    return text[: ends[step + 1]]


def test_a_paper_in_vectors_is_proved_to_the_end():
    found = verdicts(PAPER)
    assert [s.verdict for s in found] == ["proved"] * len(STEPS), [str(s) for s in found]
    assert "induction" in found[-1].reason


@pytest.mark.parametrize(
    ("right", "wrong", "where", "verdict"),
    [
        (r"n_l \mathrm{Var}[w_l x_l]", r"n_l^2 \mathrm{Var}[w_l x_l]", 0, "refuted"),
        (r"\mathrm{Var}[w_l] E[x_l^2]", r"\mathrm{Var}[w_l] \mathrm{Var}[x_l]", 1, "refuted"),
        (r"\frac{1}{2} \mathrm{Var}[y_{l-1}]", r"\mathrm{Var}[y_{l-1}]", 2, "refuted"),
        (r"\frac{1}{2} n_l \mathrm{Var}[w_l] \mathrm{Var}", r"n_l \mathrm{Var}[w_l] \mathrm{Var}", 3, "refuted"),
        (r"\prod_{l=2}^{L} \frac{1}{2} n_l", r"\prod_{l=2}^{L} n_l", 4, "refuted"),
        (r"\prod_{l=2}", r"\prod_{l=1}", 4, "unknown"),
        (r"a symmetric distribution around zero", "a distribution", 2, "missing-hypothesis"),
        (r"We let $w_l$ have zero mean. Then", "Then", 1, "missing-hypothesis"),
        (r"when $f$ is ReLU.", ".", 2, "refuted"),
        (r"when $f$ is ReLU.", "when $f$ is leaky ReLU.", 2, "unknown"),
        (r"\mathbf{b}_l, \end", r"\mathbf{c}_l, \end", 1, "unknown"),
    ],
)
def test_a_slip_in_it_is_found(right, wrong, where, verdict):
    assert right in PAPER
    *_, found = verdicts(up_to(where, PAPER.replace(right, wrong)))
    assert found.verdict == verdict, str(found)


def test_a_bias_of_which_something_is_said_is_random():
    text = up_to(0, PAPER) + r"Here $\mathrm{Var}(b_l) = 1$."
    assert verdicts(text)[0].verdict == "refuted"


@pytest.mark.parametrize(
    ("line", "step", "verdict"),
    [
        (r"\mathbf{y} = W \mathbf{x}", r"\mathrm{Var}(y) = n \mathrm{Var}(W) E[x^2]", "proved"),
        (r"\mathbf{y} = W^\top \mathbf{x}", r"\mathrm{Var}(y) = n \mathrm{Var}(W) E[x^2]", "proved"),
        (r"\mathbf{y} = \mathbf{x} W", r"\mathrm{Var}(y) = n \mathrm{Var}(W) E[x^2]", "proved"),
        (r"\mathbf{y} = \frac{1}{\sqrt{n}} W \mathbf{x}", r"\mathrm{Var}(y) = \mathrm{Var}(W) E[x^2]", "proved"),
        (r"\vec{y} = W \vec{x}", r"\mathrm{Var}(y) = n \mathrm{Var}(W) E[x^2]", "proved"),
        (r"\mathbf{y} = W \mathbf{x}", r"\mathrm{Var}(y) = n^2 \mathrm{Var}(W) E[x^2]", "refuted"),
        (r"\mathbf{y} = 2 W \mathbf{x}", r"\mathrm{Var}(y) = 2 n \mathrm{Var}(W) E[x^2]", "refuted"),
    ],
)
def test_a_matrix_times_a_vector_is_a_sum_over_its_columns(line, step, verdict):
    found = check(f"{STATED}Let $${line}$$\nThen for $n$ inputs $${step}$$\n").steps[-1]
    assert found.verdict == verdict, str(found)


def test_where_sizes_are_not_told_apart_the_line_stays_as_it_is():
    text = STATED + r"Let $$\mathbf{y} = W \mathbf{x}$$ $$\mathrm{Var}(y) = n \mathrm{Var}(W) E[x^2]$$ and $$m = 2 n$$."
    assert check(text).steps[1].verdict not in {"proved", "refuted"}


RESIDUAL = r"""% assume: f_l and x_l independent
Let $x_{l+1} = x_l + f_l$. So $\mathrm{Var}(x_{l+1}) = \mathrm{Var}(x_l) + \mathrm{Var}(f_l)$. Hence
"""


@pytest.mark.parametrize(
    ("step", "verdicts"),
    [
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_0) + \sum_{l=0}^{L-1} \mathrm{Var}(f_l)", {"proved"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_2) + \sum_{l=2}^{L-1} \mathrm{Var}(f_l)", {"proved"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_0) + \sum_{l=0}^{L} \mathrm{Var}(f_l)", {"unknown", "refuted"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_1) + \sum_{l=0}^{L-1} \mathrm{Var}(f_l)", {"unknown", "refuted"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_0) + \sum_{l=0}^{L-1} \mathrm{Var}(f_0)", {"unknown", "refuted"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_0) - \sum_{l=0}^{L-1} \mathrm{Var}(f_l)", {"unknown", "refuted"}),
        (r"\mathrm{Var}(x_L) = \mathrm{Var}(x_0) + \prod_{l=0}^{L-1} \mathrm{Var}(f_l)", {"unknown", "refuted"}),
    ],
)
def test_a_sum_over_layers_follows_from_one_layer(step, verdicts):
    assert check(f"{RESIDUAL}$${step}$$\n").steps[-1].verdict in verdicts


def test_what_holds_in_one_case_alone_gives_no_claim_about_all_layers():
    text = (
        "% assume: x_{l+1} = a x_l + f_l; E[f_l] = 0\n"
        r"If $f_l$ and $x_l$ are independent, then $\mathrm{Var}(x_{l+1}) = a^2 \mathrm{Var}(x_l) + \mathrm{Var}(f_l)$."
        "\n\nIn general"
        r"$$\mathrm{Var}(x_L) = a^{2} \mathrm{Var}(x_{L-1}) + \sum_{l=L}^{L} \mathrm{Var}(f_{l-1})$$"
    )
    assert check(text).steps[-1].verdict != "proved"


def test_exponents_of_vectors_are_labels_of_their_entries():
    text = r"""
We write $\mathbf{s}^i = \mathbf{z}^i W^i + \mathbf{b}^i$ and $\mathbf{z}^{i+1} = f(\mathbf{s}^i)$, in the linear
regime.
$$\mathrm{Var}[z^{i+1}] = n_i \mathrm{Var}[W^i] \mathrm{Var}[z^i]$$
"""
    *_, found = check(text).steps
    assert (found.verdict, found.read_as[0]) == ("unknown", "Var(z^(i + 1))")


LABELS = r"""
A layer is $\mathbf{z}^{(l)} = W^{(l)} \mathbf{a}^{(l-1)} + \mathbf{b}^{(l)}$, and
$\mathbf{a}^{(l)} = \phi(\mathbf{z}^{(l)})$, where $\phi$ is ReLU. The weights $W^{(l)}_{ij}$ are i.i.d.
$\mathcal{N}(0, \sigma^2 / n_{l-1})$ and independent of $a^{(l-1)}_j$, which are identically distributed. Then
"""


@pytest.mark.parametrize(
    ("step", "proved"),
    [
        (r"\mathrm{Var}(z^{(l)}_i) = n_{l-1} \frac{\sigma^2}{n_{l-1}} E[(a^{(l-1)}_j)^2]", True),
        (r"\mathrm{Var}(z^{(l)}_i) = \sigma^2 E[(a^{(l-1)}_j)^2]", True),
        (r"\mathrm{Var}(z^{(l)}_i) = n_{l-1} \sigma^2 E[(a^{(l-1)}_j)^2]", False),
        (r"\mathrm{Var}(z^{(l)}_i) = \sigma^2 \mathrm{Var}(a^{(l-1)}_j)", False),
    ],
)
def test_layers_with_labels_in_brackets(step, proved):
    assert (check(f"{LABELS}$${step}$$\n").steps[-1].verdict == "proved") is proved
