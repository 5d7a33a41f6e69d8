"""Derivations in the notations of papers and courses on initialisation, typed anew: what each step comes to."""

from __future__ import annotations

import pytest

from verify.chain import check

INNER_PRODUCT = r"""
The score of a class is $s = \sum_i^n w_i x_i$, so that

$$
\begin{align}
\text{Var}(s) &= \text{Var}(\sum_i^n w_ix_i) \\
&= \sum_i^n \text{Var}(w_ix_i) \\
&= \sum_i^n [E(w_i)]^2\text{Var}(x_i) + [E(x_i)]^2\text{Var}(w_i) + \text{Var}(x_i)\text{Var}(w_i) \\
&= \sum_i^n \text{Var}(x_i)\text{Var}(w_i) \\
&= \left( n \text{Var}(w) \right) \text{Var}(x)
\end{align}
$$
"""
LAYER = r"""
\[ o_{i} = \sum_{j=1}^{n_\mathrm{in}} w_{ij} x_j \]
\begin{aligned}
E[o_i] & = \sum_{j=1}^{n_\mathrm{in}} E[w_{ij} x_j] \\
&= \sum_{j=1}^{n_\mathrm{in}} E[w_{ij}] E[x_j] = 0
\end{aligned}
\begin{aligned}
\mathrm{Var}[o_i] & = E[o_i^2] - (E[o_i])^2 \\
& = \sum_{j=1}^{n_\mathrm{in}} E[w^2_{ij} x^2_j] - 0 \\
& = \sum_{j=1}^{n_\mathrm{in}} E[w^2_{ij}] E[x^2_j] \\
& = n_\mathrm{in} \sigma^2 \gamma^2
\end{aligned}
"""
HIDDEN = r"""
\begin{align}
\mathbb{E}[f'_i] &= \mathbb{E}\left[\beta_i + \sum_{j=1}^{D_h} \Omega_{ij} h_j\right] \\
&= \mathbb{E}[\beta_i] + \sum_{j=1}^{D_h} \mathbb{E}[\Omega_{ij} h_j] \\
&= 0 + \sum_{j=1}^{D_h} 0 \cdot \mathbb{E}[h_j] = 0
\end{align}
\begin{align}
\sigma^2_{f'} &= \mathbb{E}[f_i'^2] - \mathbb{E}[f'_i]^2 \\
&= \sum_{j=1}^{D_h}\mathbb{E}[\Omega_{ij}^2]\mathbb{E}[h_j^2] \\
&= \sum_{j=1}^{D_h}\sigma_\Omega^2 \mathbb{E}[h_j^2] = \sigma_\Omega^2\sum_{j=1}^{D_h}\mathbb{E}[h_j^2]
\end{align}
"""
DENSITY = r"""
\begin{align}
\mathbb{E}[h_j^2] &= \mathbb{E}\left[\text{ReLU}[f_j]^2\right] \\
&= \int_{-\infty}^{\infty} \text{ReLU}[f_j]^2 Pr(f_j) df_j \\
&= \int_{-\infty}^{\infty} (\mathbb{I}[f_j>0]\cdot f_j)^2 Pr(f_j) df_j \\
&= \int_{0}^{\infty} f_j^2 Pr(f_j) df_j = \frac{\sigma_f^2}{2}
\end{align}
"""


def verdicts(text, *assuming):
    return [step.verdict for step in check(text, assuming=assuming).steps]


def missing(text, *assuming):
    from derivations.notation import text as shown

    return [[shown(h) for h in step.missing] for step in check(text, assuming=assuming).steps]


def test_an_inner_product_needs_what_the_words_say_and_no_more():
    assert verdicts(INNER_PRODUCT) == ["definition", "proved", *["missing-hypothesis"] * 4]
    assert missing(INNER_PRODUCT)[3:] == [
        ["(w_1, ..., w_n) and (x_1, ..., x_n) are independent"],
        ["E[w_j] = 0 for every j", "E[x_j] = 0 for every j"],
        ["w_1, ..., w_n are identically distributed", "x_1, ..., x_n are identically distributed"],
    ]
    stated = "w_i iid; x_i iid; w and x independent; E[w_i] = 0; E[x_i] = 0"
    assert verdicts(INNER_PRODUCT, stated) == ["definition", *["proved"] * 5]


def test_a_layer_defines_all_its_outputs_at_once():
    stated = "w_{ij} iid; w and x independent; E[w_{ij}] = 0; E[w_{ij}^2] = \\sigma^2; E[x_j^2] = \\gamma^2"
    assert verdicts(LAYER, stated) == ["definition", *["proved"] * 7]
    assert verdicts(LAYER)[:3] == ["definition", "proved", "missing-hypothesis"]


def test_letters_with_a_variable_for_a_subscript_are_its_moments_and_other_letters_are_names():
    stated = (
        r"f'_i = \beta_i + \sum_{j=1}^{D_h} \Omega_{ij} h_j; \Omega_{ij} iid; \Omega and h independent; "
        r"E[\Omega_{ij}] = 0; \beta_i = 0"
    )
    found = verdicts(HIDDEN, stated.replace(r"; \beta_i = 0", r"; E[\beta_i] = 0; E[\beta_i^2] = 0"))
    assert found[:4] == ["proved"] * 4
    assert found[-2:] == ["proved"] * 2
    assert missing(HIDDEN)[0] == ["f'_i = beta_i + sum_{j=1}^{D_h} Omega_ij*h_j for every i"]


def test_a_definition_taken_for_granted_is_named():
    assert verdicts(DENSITY) == ["missing-hypothesis", *["proved"] * 3, "missing-hypothesis"]
    assert missing(DENSITY)[0] == ["h_j = max(0, f_j) for every j"]
    assert missing(DENSITY)[-1] == ["f_j is symmetric about 0"]
    assert verdicts(DENSITY, "h_j = \\max(0, f_j); f symmetric") == ["proved"] * 5


@pytest.mark.parametrize(("text", "verdict"), [
    (r"$$E[x_l^2] = \frac{1}{2} \mathrm{Var}[y_{l-1}]$$", "unknown"),  # nothing says that x is a rectified y
    (r"$$\mathrm{Var}[y_l] = n_l \mathrm{Var}[w_l x_l]$$", "unknown"),
    (r"$$E[X] = E[Y]$$", "refuted"),  # a claim about any X and Y
    (r"$$\mathrm{Var}(X + Y) = \mathrm{Var}(X) + E[Y]$$", "refuted"),
])  # fmt: skip
def test_variables_that_nothing_relates_refute_nothing(text, verdict):
    assert verdicts(text) == [verdict]


DROPOUT = r"""Let $r_j \sim \text{Bernoulli}(p)$ and $\tilde{y} = r y / p$.
\begin{align*}
E[\tilde y] &= \frac{1}{p} E[r] E[y] = E[y] \\
\operatorname{Var}[\tilde y] &= \frac{E[y^2]}{p} - E[y]^2 = \operatorname{Var}[y] + \frac{1-p}{p} E[y^2]
\end{align*}"""


def test_a_bare_letter_may_be_a_family_and_a_variable_of_its_law():
    assert verdicts(DROPOUT, "r, y independent; r ~ Bernoulli(p)") == ["definition"] * 2 + ["proved"] * 4
    assert "proved" not in verdicts(DROPOUT, "y ~ Bernoulli(p)")[2:4]


def test_a_letter_beside_a_moment_in_a_chain_that_ends_in_a_number_is_a_constant():
    assert verdicts(r"$$E[\hat t] - t = E[\hat t - t] = 0$$", r"E[\hat t] = t") == ["proved"] * 2
    assert verdicts(r"$$E[\hat t] - t = E[\hat t + t] = 0$$", r"E[\hat t] = t")[0] == "refuted"


SUM = r"""Let $X \sim \mathrm{Bin}(n, p)$ count what the $X_i \sim \mathrm{Bern}(p)$ come to.
$$\mathrm{E}(X) = \mathrm{E}(X_1 + \ldots + X_n) = \sum_{i=1}^{n} \mathrm{E}(X_i) = n p$$"""


def test_a_sum_with_a_law_of_its_own_is_no_member():
    assert "refuted" not in verdicts(SUM)
    assert verdicts(SUM)[-2:] == ["proved"] * 2
