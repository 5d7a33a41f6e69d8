"""Short texts by authors who did not see the code, against the truth they gave: `python -m benchmarks.written_texts`.

Each text of benchmarks/texts/ says of every display whether it follows from what the text supposes. The labels are the
authors' own; a verdict that differs from one is looked at by hand, it is a defect of the checker or of the label.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from verify.chain import check

_DISPLAY = re.compile(r"\\\[.*?\\\]|\$\$.*?\$\$", re.DOTALL)
_AGAINST = ("refuted", "missing-hypothesis")


def main() -> None:
    """Print each display whose verdict is against its label, and how many there are of each kind."""
    for path in sorted((Path(__file__).parent / "texts").glob("*.json")):
        kinds: Counter[str] = Counter()
        for place, item in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            for (line, verdict), follows in zip(_verdicts(item["text"]), item["displays"], strict=True):
                kind = _compared(verdict, follows)
                kinds[kind] += 1
                if kind in {"blamed though it follows", "proved though it does not"}:
                    print(f"{path.stem} {place}, line {line}: {verdict}, {kind}")
        print(f"{path.stem}: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")


def _verdicts(text: str) -> Iterator[tuple[int, str]]:
    """For every display its line and the verdict of its last step; one that words deny counts as refuted."""
    steps = check(text).steps
    for display in _DISPLAY.finditer(text):
        first, last = (text.count("\n", 0, at) + 1 for at in display.span())
        said = next((step for step in reversed(steps) if first <= step.line <= last), None)
        denied = said is not None and said.relation == "!=" and said.verdict == "proved"
        yield first, "refuted" if denied else "not a step" if said is None else said.verdict


def _compared(verdict: str, follows: bool) -> str:
    if verdict == "proved":
        return "right" if follows else "proved though it does not"
    if verdict in _AGAINST:
        return "blamed though it follows" if follows else "right"
    return "open" if verdict in {"unknown", "unreadable", "not a step"} else "named"


if __name__ == "__main__":
    main()
