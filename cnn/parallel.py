"""Independent work side by side: fresh processes of one thread each, which a Ctrl-C ends without a word from them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

__all__ = ["Job", "side_by_side"]

Job = tuple[Callable[..., Any], tuple[Any, ...]]  # f, arguments: what is called is f(shared, *arguments)
Run = Callable[[Sequence[Job]], list[Any]]

_shared: Any = None


@contextmanager
def side_by_side(shared: Any, *, workers: int, on_done: Callable[[], None] = lambda: None) -> Iterator[Run]:
    """A function that runs jobs and returns their results in order; `on_done` is called whenever one has ended.

    `shared` goes to every worker once. One worker means this process. Functions, arguments and results are pickled;
    a script that asks for several workers needs the usual `if __name__ == "__main__":`.

    >>> with side_by_side(10, workers=1) as run:
    ...     run([(divmod, (3,)), (pow, (2,))])
    [(3, 1), 100]
    """
    if workers == 1:

        def run(jobs: Sequence[Job]) -> list[Any]:
            results = []
            for function, arguments in jobs:
                results.append(function(shared, *arguments))
                on_done()
            return results

        yield run
        return

    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of torch's threads
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_receive, initargs=(shared,))

    def run_in_pool(jobs: Sequence[Job]) -> list[Any]:
        with _interrupts_held_back():  # the workers, which start here, inherit it for good
            futures = [pool.submit(_call, function, arguments) for function, arguments in jobs]
        for future in as_completed(futures):
            future.result()
            on_done()
        return [future.result() for future in futures]

    try:
        yield run_in_pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _receive(shared: Any) -> None:
    global _shared
    _shared = shared
    import torch

    torch.set_num_threads(1)


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
