"""Steps as statistics textbooks write them, typed by hand: each true one is proved, and one slip of it is not."""

import pytest

from verify.chain import check

NORMAL = r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$."
EXPONENTIAL = r"Let $X \sim \mathrm{Exp}(\lambda)$."
BETA = r"Let $X \sim \mathrm{Bet}(\alpha, \beta)$."
WALD = r"Let $X \sim \mathrm{Wald}(\gamma, \alpha)$."

NORMAL_MEAN = (
    r"\mathrm{E}(X) = \frac{1}{\sqrt{2\pi}\sigma} \left( \int_{-\infty}^\infty z e^{-\frac{z^2}{2\sigma^2}} \, dz"
    r" + \mu \int_{-\infty}^\infty e^{-\frac{z^2}{2\sigma^2}} \, dz \right)"
)
BETA_MEAN = (
    r"\mathrm{E}(X) = \int_0^1 \frac{\Gamma(\alpha+\beta)}{\Gamma(\alpha) \Gamma(\beta)} \, x^{\alpha}"
    r" (1-x)^{\beta-1} \, dx"
)

# what is known, a true step, and the part of it that a slip replaces
INTEGRALS = [
    ("", r"\int_0^\infty x e^{-bx} \, dx = \frac{1}{b^2}", "b^2", "b^3"),
    ("", r"\int_0^\infty e^{x(t-\lambda)} \, dx = \frac{1}{\lambda-t}", r"\lambda-t}", r"t-\lambda}"),
    ("", r"\Gamma(s) = \int_0^\infty z^{s-1} e^{-z} \, dz", "z^{s-1}", "z^{s}"),
    ("", r"\int_0^1 x^{a-1} (1-x)^{b-1} \, dx = \mathrm{B}(a, b)", "x^{a-1}", "x^{a}"),
    ("", r"\int_{-\infty}^{\infty} e^{-x^2} \, dx = 2 \int_0^{\infty} e^{-x^2} \, dx", "= 2", "= 3"),
    ("", r"\int e^{-a x^2} \, dx = \frac{1}{2} \sqrt{\frac{\pi}{a}} \, \mathrm{erf}(\sqrt{a} x)", r"\frac{1}{2}", ""),
    ("", r"\int_{-\infty-c}^{\infty-c} (z+c) e^{-z^2} \, \mathrm{d}(z+c) = c \int_{-\infty}^{\infty} e^{-z^2} \, dz",
     "= c", "= 2c"),
    ("", r"\int_0^\infty (s u)^2 e^{-u} \, \mathrm{d}(s u) = s^3 \int_0^\infty u^2 e^{-u} \, du", "s^3", "s^2"),
    ("", r"\left[ -\frac{1}{2} e^{-z^2} \right]_0^{\infty} + \int_0^1 z \, dz = 1", "= 1", "= 2"),
    ("", r"\left[ \mathrm{erf}(z) \right]_{-\infty}^{\infty} + \int_0^1 z \, dz = \frac{5}{2}", "5", "3"),
    (NORMAL, NORMAL_MEAN, r"+ \mu", r"+ 2 \mu"),
    (BETA, BETA_MEAN, r"x^{\alpha}", r"x^{\alpha+1}"),
    (BETA, r"\mathrm{Var}(X) = \frac{\alpha \beta}{(\alpha+\beta+1) (\alpha+\beta)^2}", "+1)", "+2)"),
    (WALD, r"\mathrm{Var}(X) = \frac{\alpha}{\gamma^3}", r"\gamma^3", r"\gamma^2"),
    (r"Let $X \sim \chi^2(k)$.", r"\mathrm{Var}(X) = 2k", "2k", "k"),
    (r"Let $X \sim \mathrm{ex-Gaussian}(\mu, \sigma, \lambda)$.",
     r"\mathrm{Var}(X) = \sigma^2 + \frac{1}{\lambda^2}", r"\lambda^2", r"\lambda"),
    (r"Let $X \sim \mathrm{Poiss}(\lambda)$.", r"\mathrm{E}(z^X) = e^{\lambda (z-1)}", "(z-1)", "(z+1)"),
    (EXPONENTIAL, r"\mathrm{E}(e^{tX}) = \frac{\lambda}{\lambda-t}", r"\lambda-t", r"\lambda+t"),
]  # fmt: skip


def verdicts(known, display):
    steps = check(f"{known}\n\n$$ {display} $$\n").steps
    return [step.verdict for step in steps if step.relation != "~"]


@pytest.mark.parametrize(("known", "step", "part", "slip"), INTEGRALS)
def test_integrals_and_transforms_are_followed_and_a_slip_is_not_proved(known, step, part, slip):
    assert set(verdicts(known, step)) == {"proved"}
    assert "proved" not in verdicts(known, step.replace(part, slip))


def test_a_proof_says_where_the_integral_exists():
    (step,) = check(r"$$ \int_0^\infty e^{-bx} \, dx = \frac{1}{b} $$").steps
    assert "b > 0" in step.reason


def test_a_power_of_a_negative_number_is_not_that_of_its_opposite():
    assert verdicts("", r"(a-b)^n = (b-a)^n") != ["proved"]
    assert verdicts("", r"\left(\frac{b}{b-t}\right)^a = \left(\frac{b-t}{b}\right)^{-a}") == ["proved"]
    assert verdicts("", r"(b-t)^a + \int_0^1 x \, dx = (t-b)^a + \frac{1}{2}") != ["proved"]


def test_a_substitution_under_an_integral_or_a_sum_is_no_definition():
    integral = r"Substituting $z = x - 1$, $$ \int_0^\infty e^{-z} \, \mathrm{d}z = 1 $$"
    series = r"Substituting $z = x - 1$, $$ e^{-2} \sum_{z=0}^\infty \frac{2^z}{z!} = 1 $$"
    for document in (integral, series):
        assert [step.verdict for step in check(document).steps] == ["definition", "proved"]
