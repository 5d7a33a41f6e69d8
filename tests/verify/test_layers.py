r"""A letter that counts layers or time names variables of its own: x_l, x_{l+1}, W^l, y_{t-1}; sums run to d_k."""

import pytest

from tests.verify.documents import shown_after
from verify.chain import check

RESIDUAL = "Let $x_{l+1} = x_l + f_l$.\n% assume: f_l independent of x_l; E[f_l] = 0\n"
DENSE = (
    "Let $y_l = \\sum_{i=1}^{n_l} w_{l,i} x_{l,i}$.\n"
    "% assume: w_{l,i} iid; x_{l,i} iid; w_{l,i} and x_{l,i} independent; E[w_{l,i}] = 0\n"
)
NESTED = (
    "Let $y_l = \\sum_{i=1}^{n} w_{l,i} x_{l,i}$ and $x_{l,i} = \\max(0, y_{l-1,i})$.\n"
    "% assume: w_{l,i} iid; E[w_{l,i}] = 0; x_{l,i} iid; w_{l,i} and x_{l,i} independent; y_{l-1,1} symmetric\n"
)
ABOVE = "Let $a^l = W^l a^{l-1}$.\n% assume: W^l independent of a^{l-1}; E[W^l] = 0\n"
MATRIX = (
    "Let $z_i^{l} = \\sum_{j=1}^{n} w_{ij}^l a_j^{l-1}$.\n% assume: w_{ij}^l iid; E[w_{ij}^l] = 0; "
    "Var(w_{ij}^l) = \\sigma_w^2/n; a_j^{l-1} iid; w_{ij}^l independent of a_j^{l-1}\n"
)
TIME = "Let $y_t = a y_{t-1} + e_t$.\n% assume: e_t independent of y_{t-1}; E[e_t] = 0\n"
ATTENTION = (
    "Let $s = \\sum_{i=1}^{d_k} q_i k_i$.\n% assume: q_i iid; k_i iid; q and k independent; E[q_i] = 0; E[k_i] = 0; "
    "Var(q_i) = 1; Var(k_i) = 1\n"
)


@pytest.mark.parametrize(
    ("before", "step", "verdict"),
    [
        (RESIDUAL, r"\mathrm{Var}(x_{l+1}) = \mathrm{Var}(x_l) + \mathrm{Var}(f_l)", "proved"),
        (RESIDUAL, r"\mathrm{Var}(x_{l+1}) = \mathrm{Var}(x_l) - \mathrm{Var}(f_l)", "refuted"),
        (RESIDUAL, r"E[x_{l+1} x_l] = E[x_l^2]", "proved"),
        (RESIDUAL, r"E[x_{l+1}^2] = E[x_l]^2 + E[f_l^2]", "refuted"),
        (DENSE, r"\mathrm{Var}(y_l) = n_l \mathrm{Var}(w_{l,1}) E[x_{l,1}^2]", "proved"),
        (DENSE, r"\mathrm{Var}(y_l) = n_l \mathrm{Var}(w_{l,1}) \mathrm{Var}(x_{l,1})", "missing-hypothesis"),
        (DENSE, r"\mathrm{Var}(y_l) = n_l^2 \mathrm{Var}(w_{l,1}) E[x_{l,1}^2]", "refuted"),
        (NESTED, r"\mathrm{Var}(y_l) = \frac{n}{2} \mathrm{Var}(w_{l,1}) \mathrm{Var}(y_{l-1,1})", "proved"),
        (NESTED, r"\mathrm{Var}(y_l) = n \mathrm{Var}(w_{l,1}) \mathrm{Var}(y_{l-1,1})", "refuted"),
        (ABOVE, r"\mathrm{Var}(a^l) = \mathrm{Var}(W^l) E[(a^{l-1})^2]", "proved"),
        (ABOVE, r"\mathrm{Var}(a^l) = \mathrm{Var}(W^l) \mathrm{Var}(a^{l-1})", "missing-hypothesis"),
        (MATRIX, r"E[(z_i^l)^2] = \sigma_w^2 E[(a_1^{l-1})^2]", "proved"),
        (MATRIX, r"E[(z_i^l)^2] = n \sigma_w^2 E[(a_1^{l-1})^2]", "refuted"),
        (TIME, r"\mathrm{Var}(y_t) = a^2 \mathrm{Var}(y_{t-1}) + \mathrm{Var}(e_t)", "proved"),
        (TIME, r"\mathrm{Var}(y_t) = a \mathrm{Var}(y_{t-1}) + \mathrm{Var}(e_t)", "refuted"),
        (TIME, r"\mathrm{Cov}(y_t, y_{t-1}) = a \mathrm{Var}(y_{t-1})", "proved"),
        (ATTENTION, r"\mathrm{Var}(s) = d_k", "proved"),
        (ATTENTION, r"\mathrm{Var}\left(\frac{s}{\sqrt{d_k}}\right) = 1", "proved"),
        (ATTENTION, r"\mathrm{Var}\left(\frac{s}{d_k}\right) = 1", "refuted"),
    ],
)
def test_a_layer_is_a_name_of_its_own(before, step, verdict):
    found = check(f"{before}$${step}$$\n").steps[-1]
    assert found.verdict == verdict, found.reason


def test_a_letter_that_a_sum_runs_over_counts_no_layers():
    text = r"% assume: x_l iid" + "\n" + r"$$\mathrm{Var}\left(\sum_{l=1}^n x_l\right) = n \mathrm{Var}(x_1)$$"
    assert check(text).steps[-1].verdict == "proved"


def test_a_lone_power_stays_a_power():
    assert check(r"% assume: X ~ Bernoulli(p)" + "\n" + r"$$E[X^l] = p$$").steps[-1].read_as[0] == "E[X^l]"


def test_layers_are_shown_as_they_are_written():
    found = check(NESTED + r"$$\mathrm{Var}(y_l) = 0$$")
    assert {"w_{l,i}", "x_{l,i}", "y_{l - 1,i}"} <= found.roles.keys()


def test_inner_products_are_the_sums_that_the_document_writes_out():
    known = (
        r"Let $z = w^\top x = \sum_{i=1}^n w_i x_i$ with i.i.d. weights $w_i$ of mean $0$, independent of the $x_i$."
    )
    steps = [
        r"$$E[(w^\top x)^2] = E[w_1^2] \sum_{i=1}^n E[x_i^2]$$",
        r"$$E[\langle w, x \rangle] = 0$$",
        r"$$E[(w \cdot x)^2] = n E[w_1^2] E[x_1^2]$$",
        r"$$E[(w^T x)^2] = E[w_1^2] \sum_{i=1}^n E[x_i]^2$$",
    ]
    found = check("\n".join([known, *steps])).steps
    assert [s.verdict for s in found] == ["definition", *["proved"] * 3, "missing-hypothesis", "refuted"]


def test_a_recursion_of_noise_that_is_iid_is_a_definition():
    found = check(r"Let $e_t$ be i.i.d. $$y_t = y_{t-1} + e_t$$").steps
    assert [s.verdict for s in found] == ["definition"]


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"E[v_{jk}] = E[v_{11}]", "proved"),
        (r"\sum_{k=1}^m E[v_{2k}] = m E[v_{12}]", "proved"),
        (r"E[\sum_{j=1}^n v_{j1}] = n E[v_{11}]", "proved"),
        (r"\mathrm{Cov}(\sum_{k=1}^m v_{1k}, \sum_{k=1}^m v_{2k}) = 0", "proved"),
        (r"\mathrm{Var}(\sum_{k=1}^m v_{1k}) = m^2 \mathrm{Var}(v_{11})", "refuted"),
    ],
)
def test_two_indices_need_no_comma_where_the_family_has_two(step, verdict):
    (found,) = check(f"$${step}$$", assuming=["v_{jk} iid"]).steps
    assert found.verdict == verdict, str(found)


def test_one_index_of_two_digits_is_one_where_the_family_has_one():
    assert [s.verdict for s in check("$$E[x_{11}] = E[x_{2}]$$", assuming=["x_i iid"]).steps] == ["proved"]


DEEP = (
    "% assume: a_j iid; b_{jk} iid; c_{kl} iid; z_l iid; a, b, c, z independent; a, b, c symmetric\n"
    r"% assume: v_k = \sum_{l=1}^{p} c_{kl} z_l; x_k = \max(0, v_k); u_j = \sum_{k=1}^{m} b_{jk} x_k;"
    r" y_j = \max(0, u_j); s = \sum_{j=1}^{n} a_j y_j" + "\n"
)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"E[y_j^2] = \frac{1}{2} \mathrm{Var}(u_j)", "proved"),
        (r"E[y_j^2] = \mathrm{Var}(u_j)", "refuted"),
        (r"E[y_j^2] = \frac{m}{2} \mathrm{Var}(b_{jk}) E[x_k^2]", "proved"),
        (r"E[y_j^2] = \frac{1}{2} \mathrm{Var}(b_{jk}) E[x_k^2]", "refuted"),
        (
            r"\mathrm{Var}(s) = \frac{n m p}{4} \mathrm{Var}(a_j) \mathrm{Var}(b_{jk}) \mathrm{Var}(c_{kl}) E[z_l^2]",
            "proved",
        ),
        (
            r"\mathrm{Var}(s) = \frac{n m p}{2} \mathrm{Var}(a_j) \mathrm{Var}(b_{jk}) \mathrm{Var}(c_{kl}) E[z_l^2]",
            "refuted",
        ),
    ],
)
def test_three_layers_of_rectified_sums(step, verdict):
    found = check(f"{DEEP}$${step}$$\n").steps[-1]
    assert found.verdict == verdict, found.reason
    assert "Held" not in found.reason


def test_the_law_that_breaks_a_deep_network_is_small():
    found = check(f"{DEEP}$$\\mathrm{{Var}}(u_j) = m \\mathrm{{Var}}(b_{{jk}}) \\mathrm{{Var}}(x_k)$$\n").steps[-1]
    assert found.verdict == "refuted"
    assert found.counterexample is not None
    assert {str(found.counterexample.parameters[size]) for size in "mp"} <= {"1", "2"}


ROWS = (
    r"Let $y_{1i} \sim \mathcal{N}(\mu_1, \sigma_1^2)$, $i = 1, \ldots, n_1$, and "
    r"$y_{2i} \sim \mathcal{N}(\mu_2, \sigma_2^2)$, $i = 1, \ldots, n_2$." + "\n"
    "% assume: y_{1i} iid; y_{2i} iid; y_{1i} and y_{2i} independent\n\n"
    r"$$\bar{y}_1 = \frac{1}{n_1} \sum_{i=1}^{n_1} y_{1i}, \quad \bar{y}_2 = \frac{1}{n_2} \sum_{i=1}^{n_2} y_{2i}$$"
    "\n\n"
)


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"E[y_{1i}] = \mu_1", "proved"),
        (r"\mathrm{Var}(y_{2i}) = \sigma_1^2", "refuted"),
        (r"E[\bar{y}_1 - \bar{y}_2] = \mu_1 - \mu_2", "proved"),
        (r"\mathrm{Var}(\bar{y}_1 - \bar{y}_2) = \frac{\sigma_1^2}{n_1} + \frac{\sigma_2^2}{n_2}", "proved"),
        (r"\mathrm{Var}(\bar{y}_1 - \bar{y}_2) = \frac{\sigma_1^2}{n_1} - \frac{\sigma_2^2}{n_2}", "refuted"),
    ],
)
def test_numbers_tell_samples_apart(step, verdict):
    found = check(f"{ROWS}$${step}$$\n").steps[-1]
    assert found.verdict == verdict, found.reason


def test_a_number_that_a_letter_stands_for_elsewhere_tells_no_samples_apart():
    stated = ["w_{ij} iid", "n integer"]
    assert check(r"$$E[w_{1j}] = E[w_{2j}] = E[w_{ij}]$$", assuming=stated).summary == {"proved": 2}


@pytest.mark.parametrize(
    "before",
    [
        "Let the weights $w$ be iid.",
        "Let the matrix $W$ have iid entries $w_{ij}$.",
        r"Let $w_{1j} \sim N(0,1)$ and $w_{2j} \sim N(0,4)$, where all $w_{ij}$ are independent.",
    ],
)
def test_words_about_all_of_a_family_keep_it_one(before):
    for step in (
        r"E[w_{1j}] = E[w_{2j}]",
        r"\mathrm{Var}(w_{1j} + w_{2j}) = \mathrm{Var}(w_{1j}) + \mathrm{Var}(w_{2j})",
    ):
        assert check(f"{before}\n\n$${step}$$").steps[-1].verdict in {"proved", "unknown"}


STACK = r"""
Layer $l$ computes $$z_{l,i} = \sum_{j=1}^{d_l} a_{l,ij} h_{l,j}, \qquad h_{l,j} = \max(0, z_{l-1,j}).$$
The weights $a_{l,ij}$ are i.i.d. with a distribution that is symmetric around zero. The inputs $h_{l,j}$ are i.i.d.,
and $a_{l,ij}$ and $h_{l,j}$ are independent of each other.
"""


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\mathrm{Var}(z_l) = d_l \mathrm{Var}(a_l h_l)", "proved"),
        (r"\mathrm{Var}(z_l) = d_l \mathrm{Var}(a_l) E[h_l^2]", "proved"),
        (r"\mathrm{Var}(z_l) = d_l \mathrm{Var}(a_l) \mathrm{Var}(h_l)", "refuted"),
        (r"E[h_l^2] = \frac12 \mathrm{Var}(z_{l-1})", "proved"),
        (r"E[h_{l+1}^2] = \frac12 \mathrm{Var}(z_l)", "proved"),
        (r"E[h_l^2] = \mathrm{Var}(z_{l-1})", "refuted"),
        (r"\mathrm{Var}(z_l) = \frac{d_l}{2} \mathrm{Var}(a_l) \mathrm{Var}(z_{l-1})", "proved"),
        (r"\mathrm{Var}(z_{l+1}) = \frac{d_{l+1}}{2} \mathrm{Var}(a_{l+1}) \mathrm{Var}(z_l)", "proved"),
        (r"\mathrm{Var}(z_{l+1}) = \frac{d_l}{2} \mathrm{Var}(a_{l+1}) \mathrm{Var}(z_l)", "refuted"),
        (r"\mathrm{Var}(z_L) = \frac{d_L}{2} \mathrm{Var}(a_L) \mathrm{Var}(z_{L-1})", "proved"),
        (
            r"\mathrm{Var}(z_l) = \frac{d_l d_{l-1}}{4} \mathrm{Var}(a_l) \mathrm{Var}(a_{l-1}) \mathrm{Var}(z_{l-2})",
            "proved",
        ),
    ],
)
def test_what_is_said_of_one_layer_holds_of_every_layer(step, verdict):
    found = shown_after(STACK, step)
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("left_out", "put", "step", "needs"),
    [
        ("that is symmetric around zero", "of mean zero", r"E[h_l^2] = \frac12 \mathrm{Var}(z_{l-1})", "symmetric"),
        (
            "with a distribution that is symmetric around zero", "",
            r"\mathrm{Var}(z_l) = d_l \mathrm{Var}(a_l) E[h_l^2]", "E[a_{l,i,j}] = 0",
        ),
        (
            ",\nand $a_{l,ij}$ and $h_{l,j}$ are independent of each other", "",
            r"\mathrm{Var}(z_l) = d_l \mathrm{Var}(a_l h_l)", "are independent",
        ),
    ],
)  # fmt: skip
def test_a_hypothesis_of_layers_that_lacks_is_the_only_one_named(left_out, put, step, needs):
    assert left_out in STACK
    found = shown_after(STACK.replace(left_out, put), step)
    assert (found.verdict, len(found.missing)) == ("missing-hypothesis", 1)
    assert needs in found.missing[0]


def test_what_is_said_of_the_first_layer_is_not_said_of_every_layer():
    text = STACK.replace(r"a_{l,ij}$ are", r"a_{1,ij}$ are")
    assert check(f"{text}\n$$E[h_l^2] = \\frac12 \\mathrm{{Var}}(z_{{l-1}})$$\n").steps[-1].verdict != "proved"


def test_a_layer_that_is_something_else_keeps_its_own_meaning():
    text = STACK + "\nThe first layer is special: $h_{1,j} = 3$.\n$$E[h_1^2] = \\frac12 \\mathrm{Var}(z_0)$$\n"
    assert check(text).steps[-1].verdict != "proved"


AUTOREGRESSION = "Let $y_t = a y_{t-1} + e_t$ where $e_t$ is independent of $y_{t-1}$ and $E[e_t] = 0$.\n"


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\mathrm{Var}(y_{t-1}) = a^2 \mathrm{Var}(y_{t-2}) + \mathrm{Var}(e_{t-1})", "proved"),
        (r"E[y_t] = a^2 E[y_{t-2}]", "proved"),
        (r"E[y_t] = a^2 E[y_{t-2}] + 1", "refuted"),
        (r"E[y_t] = a^5 E[y_{t-5}]", "proved"),
        (
            r"\mathrm{Var}(y_t) = a^4 \mathrm{Var}(y_{t-2}) + a^2 \mathrm{Var}(e_{t-1}) + \mathrm{Var}(e_t)",
            "proved",
        ),
    ],
)
def test_layers_between_two_that_are_named_count(step, verdict):
    found = shown_after(AUTOREGRESSION, step)
    assert found.verdict == verdict, found.reason


def test_what_is_two_steps_back_is_not_free():
    step = r"$$\mathrm{Cov}(y_t, y_{t-2}) = a^2 \mathrm{Var}(y_{t-2})$$"
    assert check(f"{AUTOREGRESSION}\n{step}\n").steps[-1].verdict not in {"proved", "refuted"}
