"""A line between differentials says what a derivative is, and is decided as one."""

import pytest

from tests.verify.documents import last

SCALED = r"Substitute $z = \frac{x-\mu}{\sigma}$. "


@pytest.mark.parametrize("text", [
    SCALED + r"Then $\mathrm{d}x = \sigma \, \mathrm{d}z$",
    SCALED + r"Then $dx = \sigma\,dz$",
    SCALED + r"$$ \mathrm{d}z = \frac{\mathrm{d}x}{\sigma} $$",
    r"Let $u = v^2$. $$ du = 2v \, dv $$",
    r"Let $s = -3t$. $$ -\frac{1}{3} \mathrm{d}s = \mathrm{d}t $$",
    r"$$ f(x) \, \mathrm{d}x = \frac{x f(x)}{x} \, \mathrm{d}x $$",
    r"Let $h(p) = p(1-p)$. Then $\mathrm{d}h(p)/\mathrm{d}p = 1 - 2p$",
])  # fmt: skip
def test_true_differentials_are_proved(text):
    assert last(text).verdict == "proved"


@pytest.mark.parametrize("text", [
    SCALED + r"$$ \mathrm{d}x = \frac{1}{\sigma} \, \mathrm{d}z $$",
    SCALED + r"$$ dz = \sigma \, dx $$",
    r"Let $u = v^2$. $$ du = v \, dv $$",
    r"Let $s = -3t$. $$ ds = 3 \, dt $$",
    r"Let $h(p) = p(1-p)$. Then $\mathrm{d}h(p)/\mathrm{d}p = 1 - p$",
])  # fmt: skip
def test_false_differentials_are_refuted(text):
    assert last(text).verdict == "refuted"


@pytest.mark.parametrize("text", [
    r"$$ dq = 3 \, dt $$", r"$$ \mathrm{d}x = \sigma $$", r"$$ \mathrm{d}x = \mathrm{d}y + \mathrm{d}z $$",
    r"$$ \mathrm{d}x = 1/\mathrm{d}y $$", r"$$ \mathrm{d}x = (\mathrm{d}y)^2 $$",
])  # fmt: skip
def test_differentials_of_letters_that_nothing_relates_define_nothing(text):
    assert last(text).verdict in {"unknown", "unreadable"}
