"""Monte-Carlo samples per second against what most people write, both in one run.

The claim is E[max(0, y)^2] = 1/2 for y with the law N(0, 1). The naive loop draws all samples at once from
`numpy.random.default_rng().standard_normal`; ours is `verify.statistics.sequential.mean_test`, with chunks that stay in
the cache. Runs are interleaved, so that a busy machine slows both, and medians are compared.

    python benchmarks/monte_carlo.py [--samples N] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from verify.statistics.sequential import Certified, mean_test
from verify.statistics.streams import standard_normal, stream


def naive_normals(samples: int, seed: int) -> None:
    np.random.default_rng(seed).standard_normal(samples)


def our_normals(samples: int, seed: int) -> None:
    rng = stream("benchmark", seed)
    for _ in range(0, samples, 2**16):
        standard_normal(rng, 2**16)


def naive_estimate(samples: int, seed: int) -> None:
    y = np.random.default_rng(seed).standard_normal(samples)
    x = np.maximum(y, 0) ** 2
    x.mean(), x.std() / samples**0.5


def our_test(samples: int, seed: int) -> None:
    def relu_squared(rng: np.random.Generator, size: int) -> np.ndarray:
        y = standard_normal(rng, size)
        np.maximum(y, 0, out=y)
        return np.square(y, out=y)

    # so fine a resolution that the test does not end before the samples do
    rates = {"resolution": 1e-5, "alpha": 1e-8, "beta": 1e-8}
    mean_test(relu_squared, 0.5, **rates, variance=Certified(5 / 4), rng=stream("benchmark", seed), max_samples=samples)


PAIRS = {"normal draws": (naive_normals, our_normals), "E[relu(y)^2]": (naive_estimate, our_test)}


def seconds(run: Callable[[int, int], None], samples: int, seed: int) -> float:
    started = time.perf_counter()
    run(samples, seed)
    return time.perf_counter() - started


def measure(samples: int, rounds: int) -> list[dict[str, object]]:
    """Median samples per second of both, and their ratio, for each pair."""
    rows = []
    for name, pair in PAIRS.items():
        times = [[seconds(run, samples, seed) for run in pair] for seed in range(rounds)]
        naive, ours = (statistics.median(column) for column in zip(*times, strict=True))
        ratios = sorted(a / b for a, b in times)
        rows.append(
            {
                "name": name,
                "naive": samples / naive,
                "ours": samples / ours,
                "ratio": statistics.median(ratios),
                "ratio_range": [ratios[0], ratios[-1]],
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=4_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measure(options.samples, options.rounds)
    if options.json:
        print(json.dumps({"schema_version": 1, "samples": options.samples, "rounds": options.rounds, "rows": rows}))
        return
    print(f"{options.samples:,} samples, median of {options.rounds} interleaved rounds, millions of samples per second")
    for row in rows:
        low, high = row["ratio_range"]
        print(
            f"{row['name']:14s} naive {row['naive'] / 1e6:6.1f}   ours {row['ours'] / 1e6:6.1f}   "
            f"{row['ratio']:.1f} times as fast ({low:.1f} to {high:.1f})"
        )


if __name__ == "__main__":
    main()
