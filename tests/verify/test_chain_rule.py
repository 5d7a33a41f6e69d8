"""Derivatives through the definitions of a document, and the same with one slip."""

from __future__ import annotations

import pytest

from verify.chain import check

NETWORK = r"Let $L = \frac12 (y - t)^2$, $y = \sigma(a)$, $a = w x + b$, $\sigma(z) = \frac{1}{1+e^{-z}}$." + "\n"


def verdict(text):
    return check(NETWORK + text).steps[-1].verdict


@pytest.mark.parametrize("text", [
    r"\[ \frac{\partial L}{\partial y} = y - t \]",
    r"\[ \frac{\partial y}{\partial a} = y (1 - y) \]",
    r"\[ \frac{\partial a}{\partial w} = x \]",
    r"\[ \frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} \frac{\partial y}{\partial a} x \]",
    r"\[ \frac{\partial L}{\partial w} = (y - t)\, y (1 - y)\, x \]",
    r"\[ \frac{\partial L}{\partial b} = (y - t)\, y (1 - y) \]",
    r"\[ \frac{\partial L}{\partial t} = t - y \]",
    r"\[ \sigma'(z) = \sigma(z) (1 - \sigma(z)) \]",
    r"\[ \sigma''(z) = \sigma'(z) (1 - 2 \sigma(z)) \]",
    r"\[ \tanh'(z) = 1 - \tanh^2(z) \]",
    r"\[ \sin^2(z) + \cos^2(z) = 1 \]",
])  # fmt: skip
def test_the_chain_rule_is_followed_through_the_definitions(text):
    assert verdict(text) == "proved"


@pytest.mark.parametrize("text", [
    r"\[ \frac{\partial L}{\partial y} = t - y \]",
    r"\[ \frac{\partial y}{\partial a} = y (1 + y) \]",
    r"\[ \frac{\partial L}{\partial w} = (y - t)\, y (1 - y) \]",
    r"\[ \frac{\partial L}{\partial w} = 2 \frac{\partial L}{\partial y} \frac{\partial y}{\partial a} x \]",
    r"\[ \frac{\partial L}{\partial q} = \frac{\partial a}{\partial q} \]",  # nothing says how they depend on q
    r"\[ \frac{\partial L}{\partial q} = 0 \]",
    r"\[ \sigma'(z) = \sigma(z) (1 + \sigma(z)) \]",
    r"\[ \tanh'(z) = 1 + \tanh^2(z) \]",
    r"\[ \sin^2(z) - \cos^2(z) = 1 \]",
])  # fmt: skip
def test_a_slip_in_it_is_not_proved(text):
    assert verdict(text) in {"refuted", "unknown"}


def test_without_definitions_nothing_is_known_of_a_derivative():
    (step,) = check(r"\[ \frac{\partial L}{\partial w} = 3 \frac{\partial L}{\partial y} \]").steps
    assert step.verdict == "unknown"
    assert "nothing stated says how it depends" in step.reason
