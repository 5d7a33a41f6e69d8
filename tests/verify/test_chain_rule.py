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


@pytest.mark.parametrize(("stated", "step", "expected"), [
    ("e = (y-o)^2/2; o = sigmoid(in)", "d e/d in = -(y-o)*o*(1-o)", "proved"),
    ("e = (y-o)^2/2; o = sigmoid(in)", "d e/d in = (y-o)*o*(1-o)", "refuted"),
    ("L = (y-o)^2/2; o = sigmoid(w x)", r"\frac{\partial L}{\partial w} = -(y-o) o (1-o) x", "proved"),
    ("L = (y-o)^2/2; o = sigmoid(w x)", r"\frac{\partial L}{\partial w} = -(y-o) o (1-o)", "refuted"),
])  # fmt: skip
def test_definitions_may_be_assumed(stated, step, expected):
    assert [s.verdict for s in check(step, assuming=stated.split(";")).steps] == [expected]


@pytest.mark.parametrize("stated", ["$$e = (y-o)^2/2$$", r"$e = (y-o)^2/2$", r"Let $e = \frac12 (y-o)^2$."])
def test_an_error_called_e_is_not_the_number_e(stated):
    text = f"{stated}\n\n$$\\frac{{de}}{{do}} = -(y-o)$$\n\n$$\\frac{{de}}{{do}} = y-o$$"
    assert [step.verdict for step in check(text).steps] == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(("text", "expected"), [
    ("$$e = y - o$$ $$E = e^2/2$$ $$\\frac{dE}{do} = -e$$ $$e^{a+b} = e^a e^b$$", "proved"),
    ("$$e = y - o$$ $$E = e^2/2$$ $$\\frac{dE}{do} = e$$", "refuted"),
    (r"$$e = \sum_{k=0}^\infty \frac{1}{k!}$$", "proved"),
    ("$$e = 2.718$$", "proved"),
    ("$$e = 2.728$$", "refuted"),
])  # fmt: skip
def test_the_number_e_stays_in_powers_and_where_nothing_else_is_said(text, expected):
    assert check(text).steps[-1].verdict == expected
