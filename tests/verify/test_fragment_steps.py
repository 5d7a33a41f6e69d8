r"""Steps inside the fragment, in areas that textbooks leave out: slopes, masks, |y|^3, layers, fourth moments.

None is unknown; what is proved is evaluated in random worlds, outcome by outcome; what is false has a law; a missing
set is enough, and no member of it can be left out.
"""

import math
import random
import re
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from tests.verify.enumerated import World, both_sides, close
from verify.chain import check

DATA = Path(__file__).parent / "data" / "fragment.txt"
SIZE = 2


def read_steps():
    """(step, what is assumed, the verdict, kinds of random laws for what is proved) of each block."""
    for block in re.split(r"\n(?!  )", DATA.read_text().strip()):
        step, *rest = block.split("\n")
        fields = dict(line.strip().split(":", 1) for line in rest)
        assume = [phrase.strip() for phrase in fields["assume"].split(";") if phrase.strip()]
        yield step, assume, fields["verdict"].strip(), fields.get("laws")


STEPS = list(read_steps())
NAMES = [f"{k}: {step[:50]}" for k, (step, *_) in enumerate(STEPS)]


def law(rng, kind, p):
    """Few random rational values with their chances: of mean 0, or symmetric (where smooth, never 0)."""
    if kind == "bern":
        return [(Fraction(1), p), (Fraction(0), 1 - p)]
    if kind in {"sym", "smooth"}:
        half = [Fraction(rng.randint(1, 5), rng.randint(1, 3)) for _ in range(2)]
        chances = [Fraction(rng.randint(1, 4), 20) for _ in half]
        found = [(s * v, p) for v, p in zip(half, chances, strict=True) for s in (1, -1)]
        rest = 1 - 2 * sum(chances)
        return [*found, (Fraction(0), rest)] if kind == "sym" else [(v, p / (1 - rest)) for v, p in found]
    values = [Fraction(rng.randint(-4, 6), rng.randint(1, 3)) for _ in range(2 if kind == "centred" else 3)]
    weights = [rng.randint(1, 4) for _ in values]
    chances = [Fraction(w, sum(weights)) for w in weights]
    mean = sum(v * p for v, p in zip(values, chances, strict=True)) if kind == "centred" else 0
    return [(v - mean, p) for v, p in zip(values, chances, strict=True)]


def laws_of(rng, spec, p):
    """Independent laws: of a variable, of the members of a family (one law), or the joint law of several names."""
    for part in filter(None, map(str.strip, spec.split(";"))):
        names, kind = part.rsplit(" ", 1)
        base, _, indices = names.partition("_")
        if "," in names:
            atoms = [[[Fraction(rng.randint(-3, 4), rng.randint(1, 2)) for _ in names.split(",")], Fraction(1, 4)]
                     for _ in range(4)]  # fmt: skip
            yield {"names": names.split(","), "atoms": atoms}
        elif indices:
            atoms = [[[v], p] for v, p in law(rng, kind, p)]
            for place in product(range(1, SIZE + 1), repeat=len(indices)):
                name = f"{base}_{place[0]}" if len(place) == 1 else f"{base}_{{{','.join(map(str, place))}}}"
                yield {"names": [name], "atoms": atoms}
        else:
            yield {"names": [names], "atoms": [[[v], p] for v, p in law(rng, kind, p)]}


def letters(rng):
    """Numbers for the letters of the steps."""
    some = {letter: Fraction(rng.randint(1, 5), rng.randint(1, 3)) for letter in ("b", "lambda")}
    return (
        some | {"a": Fraction(rng.randint(1, 3), 4), "p": Fraction(rng.randint(1, 4), 5)} | dict.fromkeys("nmL", SIZE)
    )


@pytest.mark.parametrize(("step", "assume", "verdict", "laws"), STEPS, ids=NAMES)
def test_no_step_inside_the_fragment_is_unknown(step, assume, verdict, laws):
    (found,) = check(f"$${step}$$", assuming=assume).steps
    assert found.verdict == verdict, str(found)
    if verdict != "proved" and not any(part in step for part in (r"\neq", "v_{ij}")):  # not enumerated, or too long
        evaluated = both_sides(found, "; ".join(assume), halves=any(kink in step for kink in ("max", "|")))
        assert all(close(*pair) for pair in evaluated)
        assert not close(*(value for value, _ in evaluated))
    if verdict == "missing-hypothesis":
        stated = [*assume, *(_phrase(h) for h in found.missing)]
        assert check(f"$${step}$$", assuming=stated).steps[0].verdict == "proved"
        for left_out in found.missing:
            rest = [s for s in stated if s != _phrase(left_out)]
            assert check(f"$${step}$$", assuming=rest).steps[0].verdict != "proved"


def _phrase(hypothesis):
    """A hypothesis as it is shown, as a phrase."""
    return re.sub(r" for every .*", "", hypothesis)


@pytest.mark.parametrize(
    ("step", "assume", "laws"), [(s, a, w) for s, a, v, w in STEPS if v == "proved" and w is not None]
)
def test_what_is_proved_holds_in_random_worlds(step, assume, laws):
    (found,) = check(f"$${step}$$", assuming=assume).steps
    rng = random.Random(step)
    for _ in range(2):
        numbers = letters(rng)
        given = {k: str(v) for k, v in numbers.items()}
        shown = {"laws": list(laws_of(rng, laws, numbers["p"])), "parameters": given}
        if math.prod(len(part["atoms"]) for part in shown["laws"]) > 2_000:
            pytest.fail("a world of too many outcomes")
        shown["parameters"] |= {f"{c}_{k}": str(rng.randint(1, 5)) for c in "ab" for k in (1, 2)}
        world = World(shown, "; ".join(assume), halves="max" in step or "|" in step)
        left, right = (world.value(side, {}, {}) for side in found.trees)
        assert close(left, right), (step, shown)
