"""Equations between random variables without moments hold where they do for all the values of these."""

import pytest

from tests.verify.documents import last

WAITING = r"Let $U \sim \mathrm{Exp}(a)$ and $V \sim \mathrm{Exp}(b)$. "
NORMAL = r"Let $W \sim N(0, 1)$. "


@pytest.mark.parametrize(("given", "line"), [
    (WAITING, r"U \sqrt{U/V} = \sqrt{U^3/V}"),
    (WAITING, r"\sqrt{U^2 V^2} = U V"),
    (NORMAL, r"\sqrt[3]{W^3} = W"),
    (NORMAL, r"\sqrt{W^4} = W^2"),
    (NORMAL, r"\sqrt{W^2} = |W|"),
])  # fmt: skip
def test_what_holds_for_all_values_is_proved(given, line):
    assert last(f"{given} $${line}$$").verdict == "proved"


@pytest.mark.parametrize(("given", "line"), [
    (WAITING, r"U \sqrt{U/V} = \sqrt{U^2/V}"),
    (WAITING, r"\sqrt{U^2 V^2} = -U V"),
    (NORMAL, r"\sqrt{W^2} = W"),  # for values of one sign alone
    (NORMAL, r"\sqrt[3]{W^3} = -W"),
    (r"Let $N \sim \mathrm{Poisson}(3)$ and $W \sim N(0, 1)$. ", r"\sqrt{W^2 N^2} = W N"),
])  # fmt: skip
def test_what_fails_for_some_values_is_not_proved(given, line):
    assert last(f"{given} $${line}$$").verdict in {"unknown", "refuted", "missing-hypothesis"}
