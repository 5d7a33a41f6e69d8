"""Densities, distribution functions and probabilities of a stated law, on its support."""

import pytest

from verify.chain import check

GAMMA = r"Let $$ T \sim \mathrm{Gam}(c, r) . $$ "
EXPONENTIAL = r"Let $$ S \sim \mathrm{Exp}(q) . $$ "
NORMAL = r"Let $$ Z \sim \mathcal{N}(m, v) . $$ "


def last(document):
    return check(document).steps[-1]


@pytest.mark.parametrize(
    ("law", "true", "old", "new"),
    [
        (GAMMA, r"f'_T(t) = \frac{r^c}{\Gamma(c)} t^{c-2} e^{-r t} (c - 1 - r t)", "c - 1 - r t", "c - 1 + r t"),
        (GAMMA, r"\frac{\mathrm{d} f_T(t)}{\mathrm{d} t} = \left( \frac{c-1}{t} - r \right) f_T(t)", "c-1", "c"),
        (GAMMA, r"F_T(t) = \int_0^t \frac{r^c}{\Gamma(c)} z^{c-1} e^{-r z} \, \mathrm{d}z", "c-1", "c"),
        (GAMMA, r"\int_{\mathbb{R}} \mathrm{Gam}(x; c + 1, r) \, \mathrm{d}x = 1", "= 1", "= c"),
        (EXPONENTIAL, r"F_S(s) = 1 - \exp[-q s]", "1 - ", "1 + "),
        (EXPONENTIAL, r"\mathrm{Pr}(S > s) = \exp[-q s]", "S > s", "S < s"),
        (EXPONENTIAL, r"F_S(s) = \int_{-\infty}^s \mathrm{Exp}(z; q) \, \mathrm{d}z", "z; q", "z; 2 q"),
        (EXPONENTIAL, r"f'_S(s) = - q f_S(s)", "- q", "q"),
        (EXPONENTIAL, r"\mathrm{E}[\ln f_S(S)] = \ln q - 1", "- 1", "+ 1"),
        (
            NORMAL,
            r"\mathrm{E}[\ln f_Z(Z)] = -\frac{1}{2} \ln(2 \pi v) - \frac{1}{2}",
            r"(2 \pi v)",
            r"(\pi v)",
        ),
        (NORMAL, r"f'_Z(z) = -\frac{z - m}{v} f_Z(z)", "z - m", "z + m"),
    ],
)
def test_the_functions_of_a_law(law, true, old, new):
    assert last(f"{law} $$ {true} $$").verdict == "proved"
    assert old in true
    assert last(f"{law} $$ {true.replace(old, new)} $$").verdict != "proved"


def test_nothing_is_refuted_off_the_support():
    assert last(rf"{EXPONENTIAL} If $s < 0$, then $$ F_S(s) = 0 $$").verdict != "refuted"
