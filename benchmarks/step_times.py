"""How long a step of a written derivation takes, over the corpus: `python -m benchmarks.step_times [HOW_MANY]`."""

from __future__ import annotations

import sys
import time
from statistics import median

from benchmarks.corpus import read_corpus
from verify.chain import check


def main() -> None:
    """Print the median, the worst, and the slowest blocks, in milliseconds a step."""
    shown = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    check("E[x] = E[x]")  # what is imported late is imported now
    times = []
    for block in read_corpus():
        started = time.perf_counter()
        steps = len(check(block.document, assuming=[block.assume] if block.assume else []).steps)
        times += [((time.perf_counter() - started) * 1000 / max(steps, 1), block.place, block.text)] * max(steps, 1)
    times.sort(reverse=True)
    print(f"{len(times)} steps: median {median(t for t, *_ in times):.0f} ms, worst {times[0][0]:.0f} ms")
    for spent, place, text in dict.fromkeys(times[: 4 * shown]):
        print(f"{spent:8.0f} ms  {place}  {' '.join(text.split())[:90]}")


if __name__ == "__main__":
    main()
