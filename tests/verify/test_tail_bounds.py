"""Markov's and Chebyshev's bounds, and means of what is never negative: true ones proved, false ones never."""

from __future__ import annotations

import pytest

from verify.chain import check

NEVER_NEGATIVE = r"Let $V$ be a non-negative random variable and let $h > 0$. "
SPREAD = r"Let $W$ be a random variable with mean $m$ and variance $t^2$, and let $k > 0$. "


def verdict(text):
    return check(text).steps[-1].verdict


@pytest.mark.parametrize(
    "step",
    [
        r"\mathrm{P}(V \geq h) \leq \frac{\mathrm{E}(V)}{h}",
        r"h\,\mathrm{P}(V > h) \leq \mathrm{E}(V)",
        r"\mathrm{P}(V \geq 2h) \leq \frac{\mathrm{E}(V)}{h}",
        r"\mathrm{P}(V^3 \geq h^3) \leq \frac{\mathrm{E}(V^3)}{h^3}",
        r"\mathrm{E}(|V|) = \mathrm{E}(V)",
        r"\mathrm{E}(\max(0, V)) = \mathrm{E}(V)",
    ],
)
def test_bounds_of_what_is_never_negative(step):
    assert verdict(f"{NEVER_NEGATIVE}$$ {step} $$") == "proved"
    assert verdict(f"Let $V$ be a random variable and let $h$ be a number. $$ {step} $$") != "proved"


@pytest.mark.parametrize(
    "step",
    [
        r"\mathrm{P}(V \geq h) \leq \frac{\mathrm{E}(V)}{2h}",
        r"\mathrm{P}(V \geq h) \leq \mathrm{E}(V)",
        r"\mathrm{P}(V \geq \frac{h}{2}) \leq \frac{\mathrm{E}(V)}{h}",
        r"\mathrm{P}(V \leq h) \leq \frac{\mathrm{E}(V)}{h}",
        r"\mathrm{P}(V \geq h) \geq \frac{\mathrm{E}(V)}{h}",
        r"\mathrm{E}(|V - h|) = \mathrm{E}(V) - h",
        r"\mathrm{E}(|V|) = 2\mathrm{E}(V)",
    ],
)
def test_false_ones_are_never_proved(step):
    assert verdict(f"{NEVER_NEGATIVE}$$ {step} $$") in {"refuted", "unknown", "missing-hypothesis"}


@pytest.mark.parametrize(
    "step",
    [
        r"\mathrm{P}(|W-m| \geq kt) \leq \frac{1}{k^2}",
        r"\mathrm{P}(|W-m| \geq kt) = \mathrm{P}((W-m)^2 \geq k^2t^2)",
        r"\mathrm{P}((W-m)^2 \geq k^2t^2) \leq \frac{\mathrm{E}[(W-m)^2]}{k^2t^2}",
        r"\mathrm{P}(|W-m| \geq k) \leq \frac{t^2}{k^2}",
    ],
)
def test_bounds_by_the_variance(step):
    assert verdict(f"{SPREAD}$$ {step} $$") == "proved"


@pytest.mark.parametrize(
    "step",
    [
        r"\mathrm{P}(|W-m| \geq kt) \leq \frac{1}{2k^2}",
        r"\mathrm{P}(|W-m| \geq kt) \leq \frac{1}{k}",
        r"\mathrm{P}(|W-m| \geq kt) = \mathrm{P}((W-m)^2 \geq kt^2)",
        r"\mathrm{P}(|W-m| \geq kt) = \mathrm{P}((W-m)^2 > k^2t^2)",
        r"\mathrm{P}(|W| \geq kt) \leq \frac{1}{k^2}",
    ],
)
def test_false_bounds_by_the_variance_are_never_proved(step):
    assert verdict(f"{SPREAD}$$ {step} $$") in {"refuted", "unknown", "missing-hypothesis"}
