"""Independent work side by side: fresh processes, which a Ctrl-C ends without a word from them.

They also end, after their job, when the process they work for dies, however it dies: they wait at the end of a pipe
which nobody else holds. (The workers of concurrent.futures outlive a killed parent.)
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

__all__ = ["Job", "Run", "side_by_side"]

Job = tuple[Callable[..., Any], tuple[Any, ...]]  # f, arguments: what is called is f(shared, *arguments)
Run = Callable[[Iterable[Job]], list[Any]]


def _nothing(*_: Any) -> None:
    pass


@contextmanager
def side_by_side(
    shared: Any, *, workers: int, on_done: Callable[[Any], None] = _nothing, prepare: Callable[[], None] = _nothing
) -> Iterator[Run]:
    """A function that runs jobs and returns their results in order; `on_done` is given each result as its job ends.

    `shared` goes to every worker once, and every worker calls `prepare` first. A job is taken from the iterable only
    when a worker is free for it. One worker means this process. Functions, arguments and results are pickled; a script
    that asks for several workers needs the usual `if __name__ == "__main__":`. What a job raises is raised here, and
    ends the others; a worker that is killed is a RuntimeError.

    >>> with side_by_side(10, workers=1) as run:
    ...     run([(divmod, (3,)), (pow, (2,))])
    [(3, 1), 100]
    """
    if workers == 1:

        def run_here(jobs: Iterable[Job]) -> list[Any]:
            results = []
            for function, arguments in jobs:
                results.append(function(shared, *arguments))
                on_done(results[-1])
            return results

        yield run_here
        return

    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of other threads
    processes, pipes = [], list[Connection]()
    try:
        with _interrupts_deferred():
            for _ in range(workers):
                mine, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs, shared, prepare), daemon=True)
                process.start()
                theirs.close()  # so that the worker's death is the end of the pipe
                processes.append(process)
                pipes.append(mine)
        yield lambda jobs: _run(jobs, pipes, on_done)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        for pipe in pipes:
            pipe.close()


def _run(jobs: Iterable[Job], pipes: list[Connection], on_done: Callable[[Any], None]) -> list[Any]:
    waiting, idle, busy, results = enumerate(jobs), list(pipes), dict[Any, int](), dict[int, Any]()
    while True:
        for place, job in islice(waiting, len(idle)):
            pipe = idle.pop()
            busy[pipe] = place
            pipe.send(job)
        if not busy:
            return [results[place] for place in sorted(results)]
        for pipe in wait(list(busy)):
            try:
                failure, result = pipe.recv()
            except EOFError:
                raise RuntimeError("a worker process was killed; was there too little memory for it?") from None
            if failure is not None:
                raise failure
            results[busy.pop(pipe)] = result
            idle.append(pipe)
            on_done(result)


def _serve(pipe: Connection, shared: Any, prepare: Callable[[], None]) -> None:
    prepare()
    with suppress(EOFError, ConnectionError):  # nobody waits for a result any more
        while True:
            function, arguments = pipe.recv()
            try:
                pipe.send((None, function(shared, *arguments)))
            except ConnectionError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the results are awaited
                error.add_note("in a worker process:\n" + traceback.format_exc())
                pipe.send((error, None))


@contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Hold a Ctrl-C back until the workers have started. They inherit the mask, and never see one."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the first process would start it, which lifts the mask
    pressed: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))  # another thread may be sent it
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
    if pressed:
        raise KeyboardInterrupt
