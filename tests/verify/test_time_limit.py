"""Work is broken off when its time is over, in any thread, and leaves nothing behind."""

import contextlib
import sys
import threading
import time

import pytest

from derivations.errors import UserError
from verify.chain import check
from verify.time_limit import OutOfTime, _pace, milliseconds, within


def forever():
    while True:
        with contextlib.suppress(Exception):
            sum(range(100))


def test_a_loop_that_swallows_every_exception_is_broken_off():
    with pytest.raises(OutOfTime, match=r"gave up after 0\.05 s"):
        within(0.05, forever)


def test_nothing_is_raised_after_the_work_is_done():
    for _ in range(200):
        with contextlib.suppress(OutOfTime):
            within(0.001, lambda: sum(range(20_000)))
    assert sum(1 for _ in range(200_000)) == 200_000


def test_a_ring_that_is_lost_where_nothing_can_be_raised_comes_again():
    class Slow:
        def __del__(self):
            sum(range(3_000))

    def work():
        while True:
            Slow()
            sum(1 for _ in range(1_000))

    hook = sys.unraisablehook
    with pytest.raises(OutOfTime):
        within(0.05, work)
    assert sys.unraisablehook == hook


def test_limits_nest_and_each_names_its_own():
    def outer():
        with pytest.raises(OutOfTime, match=r"0\.05 s"):
            within(0.05, forever)
        forever()

    with pytest.raises(OutOfTime, match=r"0\.3 s"):
        within(0.3, outer)
    with pytest.raises(OutOfTime, match=r"0\.1 s"):
        within(0.1, lambda: within(60, forever))


def test_a_thread_of_its_own_is_broken_off_as_well():
    found = []

    def work():
        try:
            within(0.05, forever)
        except OutOfTime as error:
            found.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert found == ["gave up after 0.05 s"]


HOSTILE = [
    r"\mathbb{E}[(x+y+z+a+b)^{12}] = \mathbb{E}[x]",
    r"\sum_{k=0}^{100000000} k^3 = 1",
    r"\Gamma(10^{9}) = 1",
    r"\Gamma(x + 10^{9}) = \Gamma(x)",
    r"9^{9^9} = 1",
    r"10^{9}! = 1",
    r"\prod_{k=1}^{1000000} k = 1",
    r"\left(1+\frac{1}{10^9}\right)^{10^9} = e",
    r"\mathbb{E}[(x_1+x_2+x_3+x_4+x_5)^{10}] = 0",
    r"\int_0^\infty e^{-x^{50}} \sin(\cos(x))\,dx = 2",
    r"\mathbb{E}[(x^2+y^2+z^2+u^2+v^2+w^2)^{8}] = \mathbb{E}[(x^2+y^2+z^2+u^2+v^2+w^2)^{7}]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_steps_come_back_unproved_and_the_next_step_is_checked(text):
    """All are false; which of them are refuted in half a second and which are unknown depends on the machine."""
    report = check(f"$${text}$$\n\n$$\\mathrm{{Var}}(2u) = 4\\mathrm{{Var}}(u)$$", seconds=0.5)
    hostile, plain = (step.verdict for step in report.steps)
    assert hostile in {"unknown", "refuted"}
    assert plain == "proved"
    assert report.steps[0].reason


def test_a_document_has_a_limit_of_time_and_says_which_steps_were_not_looked_at():
    steps = check("$E[2x] = 2E[x]$\n\n" * 3, total_seconds=1e-9).steps
    assert [s.verdict for s in steps] == ["unknown"] * 3
    assert {s.reason for s in steps} == {"not looked at: the 1e-09 s for all steps were over"}
    assert [s.verdict for s in check("$E[2x] = 2E[x]$\n\n" * 3).steps] == ["proved"] * 3


def test_nothing_is_raised_while_another_watch_is_being_started(monkeypatch):
    started, whole = threading.Thread.start, []

    def slowly(thread):
        if whole:
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                pass
        whole.append(True)
        started(thread)

    monkeypatch.setattr(threading.Thread, "start", slowly)
    with pytest.raises(OutOfTime):
        within(0.05, lambda: within(5.0, lambda: sum(1 for _ in iter(int, 1))))
    assert whole == [True, True]


def test_limits_follow_the_pace_of_the_machine(monkeypatch):
    monkeypatch.setattr("verify.time_limit.PACE", 10.0)
    assert milliseconds(0.4) == 4000
    started = time.monotonic()
    with pytest.raises(OutOfTime, match=r"gave up after 0\.02 s"):
        within(0.02, forever)
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("pace", ["", "fast", "0", "-1", "nan", "inf"])
def test_a_pace_that_is_no_number_above_0_is_named(monkeypatch, pace):
    monkeypatch.setenv("HALFMOMENT_PACE", pace)
    with pytest.raises(UserError, match=f"HALFMOMENT_PACE is '{pace}'; it must be a number above 0"):
        _pace()
