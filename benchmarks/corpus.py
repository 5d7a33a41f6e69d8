"""The corpus of steps in tests/verify/data/corpus: one file for each source, one block for each step or chain.

A file starts with `source:` and `notation:` lines; `form: plain` says that its steps are plain text. A block is the
mathematics, then `assume:` (phrases), `verdict:` (one for each step; a question mark says that the step lies outside
the moment fragment, where "unknown" is no mistake), `missing:` (the hypotheses expected, `|` between equally good
ones) and `slip:` (the slip that was made).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "tests" / "verify" / "data" / "corpus"
KEYS = ("assume", "verdict", "missing", "slip")


@dataclass(frozen=True, slots=True)
class Block:
    """One or several steps as a document writes them, and what they deserve."""

    source: str
    place: str
    text: str
    document: str
    assume: str
    verdicts: tuple[str, ...]
    open: tuple[bool, ...]
    missing: tuple[str, ...]
    slip: str


def read_corpus() -> list[Block]:
    """Every block of every file, in order."""
    return [block for path in sorted(CORPUS.glob("*.txt")) for block in _blocks(path)]


def _blocks(path: Path) -> Iterator[Block]:
    head, rest = path.read_text(encoding="utf-8").split("\n\n", 1)
    about = dict(line.split(": ", 1) for line in head.splitlines())
    pieces = re.findall(r"(.+?\nverdict:.*?)(?:\n\n|\n?\Z)", rest, re.DOTALL)
    for number, piece in enumerate(pieces, start=1):
        lines = piece.splitlines()
        said = {key: value.strip() for line in lines for key, _, value in [line.partition(":")] if key in KEYS}
        text = "\n".join(line for line in lines if line.partition(":")[0] not in KEYS)
        plain = about.get("form") == "plain" or "$$" in text
        words = [word.strip() for word in said["verdict"].split(",")]
        yield Block(
            source=about["source"], place=f"{path.stem}:{number}", text=text,
            document=text if plain else f"$$\n{text}\n$$", assume=said.get("assume", ""),
            verdicts=tuple(word.rstrip("?") for word in words), open=tuple(word.endswith("?") for word in words),
            missing=tuple(part.strip() for part in said.get("missing", "").split(";") if part.strip()),
            slip=said.get("slip", ""),
        )  # fmt: skip
