"""Work that is broken off when its time is over, in whatever thread it runs and whatever library it is in.

A watching thread raises an exception in the thread that works; it arrives between two operations of the interpreter,
so that locks and precisions are given back on the way out. It is no `Exception`, which libraries catch, and where it is
swallowed nevertheless it is raised again. Limits nest: each has an exception of its own.

Time is what the processor spends on the thread, so that verdicts do not depend on what else a machine does; work that
waits, or a machine that is busy beyond measure, is broken off at `PATIENCE` times the limit by the clock on the wall.
On a slow machine HALFMOMENT_PACE=3 in the environment makes every limit three times as long.

>>> within(5.0, lambda: 6 * 7)
42
>>> within(0.05, lambda: sum(1 for _ in iter(int, 1)))
Traceback (most recent call last):
verify.time_limit.OutOfTime: gave up after 0.05 s
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sympy.core.cache import clear_cache

from derivations.errors import UserError

__all__ = ["OutOfTime", "milliseconds", "spent", "within"]

T = TypeVar("T")


def _pace() -> float:
    text = os.environ.get("HALFMOMENT_PACE", "1")
    with contextlib.suppress(ValueError):
        if 0 < (pace := float(text)) < float("inf"):
            return pace
    raise UserError(f"HALFMOMENT_PACE is {text!r}; it must be a number above 0, such as 3 on a slow machine")


PACE = _pace()  # seconds of this machine for one of a limit's
AGAIN = 0.25  # seconds until one that was swallowed is raised again
SHORTEST = 0.005  # seconds between two looks at the clock
PATIENCE = 6  # seconds by the clock on the wall for one of the processor
# Until it runs, a new thread has the identity of the one that starts it, and would get what is raised there.
_STARTING = threading.Lock()


def spent() -> float:
    """Seconds that the processor has spent on this thread, at this machine's pace: what limits of time count."""
    return time.thread_time() / PACE


def milliseconds(seconds: float) -> int:
    """A limit of time for a solver that counts milliseconds by the clock on the wall."""
    return round(1000 * PACE * seconds)


class OutOfTime(UserError):
    """The time was over before the work was done."""


class _Rung(BaseException):
    """Breaks the work off."""


class _Watch:
    """Raises `kind` in the thread that made it, `seconds` after the start and until it is told to stop."""

    def __init__(self) -> None:
        self.kind = type("_Rung", (_Rung,), {})
        self.owner = ctypes.c_ulong(threading.get_ident())
        self.clock = _clock_of(threading.get_ident())
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.hook = sys.unraisablehook

    def start(self, seconds: float) -> None:
        sys.unraisablehook = self._unraisable
        watching = threading.Thread(target=self._wait, args=(seconds,), daemon=True, name="time limit")
        with _STARTING:
            watching.start()

    def _wait(self, seconds: float) -> None:
        last, end = self.clock() + PACE * seconds, time.monotonic() + PATIENCE * PACE * seconds
        while not self.over.wait(max(SHORTEST, min(last - self.clock(), end - time.monotonic()))):
            if self.clock() < last and time.monotonic() < end:
                continue
            with _STARTING, self.lock:
                if not self.over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self.owner, ctypes.py_object(self.kind))
            last, end = self.clock() + AGAIN, time.monotonic() + AGAIN

    def _unraisable(self, found: Any) -> None:
        """Where nothing can be raised, as in the clearing away of objects, a ring is lost and comes again."""
        if not issubclass(found.exc_type, _Rung):
            self.hook(found)

    def stop(self) -> None:
        """From here on nothing is raised; what is on its way arrives before this returns."""
        self.over.set()
        with self.lock:
            pass
        for _ in range(3):
            threading.get_ident()
        if sys.unraisablehook == self._unraisable:
            sys.unraisablehook = self.hook


def _clock_of(thread: int) -> Callable[[], float]:
    """What the processor spends on a thread, where the system tells it; else the clock on the wall."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns; OutOfTime where it takes longer than `seconds`.

    What the computer algebra had begun to remember is forgotten then: a broken-off computation leaves nothing behind.
    One long operation inside C code, such as a huge power of integers, is waited for: bound the sizes beforehand.
    """
    watch = _Watch()
    try:
        watch.start(seconds)
        return work()
    except watch.kind:
        pass
    finally:
        try:
            watch.stop()
        except watch.kind:
            watch.stop()
    clear_cache()
    raise OutOfTime(f"gave up after {seconds:g} s")
