r"""Roots \sqrt[k]{x}: of an odd order the real one, for every sign of x."""

import pytest

from verify.chain import check


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\sqrt[3]{8} = 2", "proved"),
        (r"\sqrt[3]{-8} = -2", "proved"),
        (r"\sqrt[3]{-8} = 2", "refuted"),
        (r"\sqrt[3]{x^3} = x", "proved"),
        (r"\sqrt[3]{x^3} = -x", "refuted"),
        (r"\sqrt[3]{-x} = -\sqrt[3]{x}", "proved"),
        (r"\sqrt[3]{x^2} = \sqrt[3]{x}^2", "proved"),
        (r"\sqrt[3]{x^2} = \sqrt[3]{x}", "refuted"),
        (r"\sqrt[4]{x^4} = x", "missing-hypothesis"),
        (r"\sqrt[4]{x^4} = |x|", "proved"),
        (r"\sqrt[3]{x y} = \sqrt[3]{x} \sqrt[3]{y}", "proved"),
        (r"\sqrt[3]{x + y} = \sqrt[3]{x} + \sqrt[3]{y}", "refuted"),
        (r"\sqrt[3]{x} + \frac{1}{\sqrt[3]{x}} = \frac{\sqrt[3]{x^2} + 1}{\sqrt[3]{x}}", "proved"),
    ],
)
def test_a_root_of_a_number(step, verdict):
    found = check(f"$${step}$$").steps[-1]
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"E[\sqrt[3]{X}^3] = E[X]", "proved"),
        (r"E[\sqrt[3]{X}] = \sqrt[3]{E[X]}", "refuted"),
        (r"E[\sqrt[3]{-X}] = -E[\sqrt[3]{X}]", "proved"),
    ],
)
def test_a_root_of_a_variable(step, verdict):
    found = check(f"$${step}$$").steps[-1]
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize("order", ["1", "0", "-2", "n", "1000"])
def test_other_orders_are_named(order):
    found = check(rf"$$\sqrt[{order}]{{x}} = x$$").steps[-1]
    assert found.verdict in {"unknown", "unreadable"}
    assert "roots" in found.reason
