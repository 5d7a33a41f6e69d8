"""Independent work side by side: fresh processes, which a Ctrl-C ends without a word from them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any

__all__ = ["Job", "Run", "side_by_side"]

Job = tuple[Callable[..., Any], tuple[Any, ...]]  # f, arguments: what is called is f(shared, *arguments)
Run = Callable[[Iterable[Job]], list[Any]]

_shared: Any = None


def _nothing(*_: Any) -> None:
    pass


@contextmanager
def side_by_side(
    shared: Any, *, workers: int, on_done: Callable[[Any], None] = _nothing, prepare: Callable[[], None] = _nothing
) -> Iterator[Run]:
    """A function that runs jobs and returns their results in order; `on_done` is given each result as its job ends.

    `shared` goes to every worker once, and every worker calls `prepare` first. A job is taken from the iterable only
    when a worker is free for it. One worker means this process. Functions, arguments and results are pickled; a script
    that asks for several workers needs the usual `if __name__ == "__main__":`.

    >>> with side_by_side(10, workers=1) as run:
    ...     run([(divmod, (3,)), (pow, (2,))])
    [(3, 1), 100]
    """
    if workers == 1:

        def run(jobs: Iterable[Job]) -> list[Any]:
            results = []
            for function, arguments in jobs:
                results.append(function(shared, *arguments))
                on_done(results[-1])
            return results

        yield run
        return

    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of other threads
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_receive, initargs=(shared, prepare))

    def run_in_pool(jobs: Iterable[Job]) -> list[Any]:
        waiting, running, results = enumerate(jobs), dict[Future[Any], int](), dict[int, Any]()
        while True:
            with _interrupts_held_back():  # the workers, which start here, inherit it for good
                for place, (function, arguments) in islice(waiting, workers - len(running)):
                    running[pool.submit(_call, function, arguments)] = place
            if not running:
                return [results[place] for place in sorted(results)]
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                results[running.pop(future)] = future.result()
                on_done(future.result())

    try:
        yield run_in_pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _receive(shared: Any, prepare: Callable[[], None]) -> None:
    global _shared
    _shared = shared
    prepare()


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(_shared, *arguments)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
