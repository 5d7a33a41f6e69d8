"""Independent work side by side, in processes of one thread each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from verify import parallel
from verify.parallel import Job, Run

__all__ = ["Job", "side_by_side"]


def side_by_side(
    shared: Any, *, workers: int, on_done: Callable[[], None] = lambda: None
) -> AbstractContextManager[Run]:
    """A function that runs jobs and returns their results in order; `on_done` is called whenever one has ended.

    As `verify.parallel.side_by_side`, each worker with one thread of torch.

    >>> with side_by_side(10, workers=1) as run:
    ...     run([(divmod, (3,)), (pow, (2,))])
    [(3, 1), 100]
    """
    return parallel.side_by_side(shared, workers=workers, on_done=lambda _: on_done(), prepare=_one_thread)


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
