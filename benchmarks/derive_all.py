"""Deriving the whole catalogue against importing sympy, in fresh processes, interleaved; medians and their ratio.

    python -m benchmarks.derive_all [--rounds N] [--json]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

import click

PROGRAMS = {
    "import sympy": "import sympy",
    "derive all": "from derivations.catalogue import catalogue\nfor r in catalogue().values(): r.routes",
    "derive all and print as LaTeX": (
        "from halfmoment.cli import main\nimport sys\nsys.stdout = open('/dev/null', 'w')\n"
        "main(['derive', 'all', '--format', 'latex'])"
    ),
}


def seconds(program: str) -> float:
    """Wall time of one fresh interpreter."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - started


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(*, rounds: int, as_json: bool) -> None:
    """Measure, print the medians and the ratios to `import sympy`."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(rounds):
        for name, program in PROGRAMS.items():
            times[name].append(seconds(program))
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = medians["import sympy"]
    if as_json:
        print(json.dumps({name: {"seconds": m, "ratio": m / base} for name, m in medians.items()}, indent=2))
        return
    for name, median in medians.items():
        print(f"{name:32} {median:7.3f} s   {median / base:5.2f} x import sympy")


if __name__ == "__main__":
    main()
