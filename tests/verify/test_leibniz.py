"""Derivatives of integrals by a letter in their limits or their integrands."""

import pytest

from verify.chain import check


def verdict(line: str) -> str:
    return check(f"$${line}$$").chains[-1].steps[-1].verdict


@pytest.mark.parametrize(("left", "right", "wrong"), [
    (r"\frac{d}{dx} \int_{-\infty}^x f(t) \, dt", "f(x)", "-f(x)"),
    (r"\frac{d}{dx} \int_x^1 f(t) \, dt", "-f(x)", "f(x)"),
    (r"\frac{d}{dx} \int_0^{x^2} f(t) \, dt", "2 x f(x^2)", "f(x^2)"),
    (r"\frac{d}{da} \int_0^a (a - t) f(t) \, dt", r"\int_0^a f(t) \, dt", r"\int_0^a t f(t) \, dt"),
    (r"\frac{d}{da} \int_a^\infty (t - a) f(t) \, dt", r"-\int_a^\infty f(t) \, dt", r"\int_a^\infty f(t) \, dt"),
    (r"\frac{d}{dx} \left( x \int_0^x f(t) \, dt \right)", r"\int_0^x f(t) \, dt + x f(x)", "x f(x)"),
    (r"\frac{d}{dx} \int_0^{x^2} e^{-t^2} \, dt", "2 x e^{-x^4}", "e^{-x^4}"),
])  # fmt: skip
def test_leibniz_rule(left, right, wrong):
    assert verdict(f"{left} = {right}") == "proved"
    assert verdict(f"{left} = {wrong}") in {"refuted", "unknown"}


@pytest.mark.parametrize("line", [
    r"\frac{d}{dx} \int_0^x \frac{1}{t} \, dt = \frac{1}{x}",  # no such integral
    r"\frac{d}{dx} \int_{-\infty}^x t \, dt = x",
    r"\frac{d}{da} \int_0^\infty \frac{\sin(a t)}{t} \, dt = \int_0^\infty \cos(a t) \, dt",
])  # fmt: skip
def test_integrals_that_may_not_exist_are_left_alone(line):
    assert verdict(line) in {"refuted", "unknown"}


def test_what_is_taken_for_granted_of_an_unknown_function_is_said():
    step = check(r"$$\frac{d}{dx} \int_0^x f(t) \, dt = f(x)$$").steps[-1]
    assert "continuous" in step.reason
