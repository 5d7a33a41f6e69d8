"""Hundreds of small documents that try to make the check say wrong things, in data/traps.txt, each with its verdicts.

What is shown against a step is evaluated again by brute enumeration, and so is every hypothesis that is said to be in
force for it: equations of moments, independence, symmetry.
"""

import re
from fractions import Fraction
from itertools import product
from math import prod
from pathlib import Path

import pytest

from derivations.notation import text as shown
from derivations.reading import read_document
from derivations.reading.meaning.stated import DefinitionPhrase
from derivations.reading.syntax.tree import Name
from tests.verify.enumerated import World, close, number
from verify.chain import check

DOCUMENTS = [
    (text.strip(), verdicts.split())
    for block in (Path(__file__).parent / "data" / "traps.txt").read_text(encoding="utf-8").split("\n---\n")
    if block.strip()
    for text, verdicts in [block.rsplit("% verdicts:", 1)]
]


def test_there_are_many_of_them():
    assert len(DOCUMENTS) >= 150


def world_of(counterexample, *, halves=False):
    """The laws of a counterexample, and its variables that are functions of others."""
    stated = counterexample.to_dict()
    made = {n: law["equals"] for law in stated["laws"] if "equals" in law for n in law["names"]}
    laws = [law for law in stated["laws"] if "equals" not in law]
    assume = [f"{name} ~ {law['law']}" for law in laws if not law["atoms"] for name in law["names"]]
    assume += [f"{name} = {value}" for name, value in made.items()]
    return World(stated | {"laws": laws}, "; ".join(assume), halves=halves), stated


def joint_law(world, names):
    found = {}
    used = sorted({world.owner[name] for name in names})
    for atoms in product(*(world.laws[i][1] for i in used)):
        values = {}
        for place, (at, _) in zip(used, atoms, strict=True):
            values |= dict(zip(world.laws[place][0], at, strict=True))
        key = tuple(values[name] for name in names)
        found[key] = found.get(key, 0) + prod((p for _, p in atoms), start=Fraction(1))
    return found


def holds(world, hypothesis):
    """Whether a hypothesis holds in the world; None where it speaks of what the world does not have."""
    if (listed := re.fullmatch(r"([\w, ]+) and (\w+) are (?:mutually )?independent", hypothesis)) is not None:
        names = [*re.split(r", ", listed[1]), listed[2]]
        if not set(names) <= world.owner.keys():
            return None
        laws = [joint_law(world, [name]) for name in names]
        joint = joint_law(world, names)
        choices = product(*(law.items() for law in laws))
        return all(close(joint.get(tuple(v for (v,), _ in c), 0), prod((p for _, p in c), start=Fraction(1)))
                   for c in choices)  # fmt: skip
    if (named := re.fullmatch(r"(\w+) is symmetric about 0", hypothesis)) is not None:
        law = joint_law(world, [named[1]]) if named[1] in world.owner else {}
        return all(close(law.get((-value,), 0), chance) for (value,), chance in law.items())
    if re.match(r"(?:E\[|Var\(|Cov\()[^_]*(?: [=<>]=? )[^_]*$", hypothesis):
        (step,) = read_document(hypothesis).chains[0].steps
        try:
            left, right = (world.value(side, {}, {}) for side in (step.lhs, step.rhs))
        except (KeyError, AssertionError):
            return None
        return close(left, right) if step.relation == "=" else None
    return None


def sides_in(world, step, before):
    """Both sides of a step in the world of its counterexample; nothing where a name is not in it."""
    given = [e.trees for e in before if e.verdict in {"definition", "choice"} and isinstance(e.trees[0], Name)]
    known = set(world.owner) | {str(d.name) for d in world.definitions}
    named = {name: value for name, value in given if str(name) not in known}
    world.definitions += [DefinitionPhrase(text="", name=name, value=value) for name, value in named.items()]
    try:
        return [world.value(side, {}, {}) for side in step.trees]
    except (KeyError, AssertionError, ZeroDivisionError, RecursionError):
        return []


@pytest.mark.parametrize(("text", "verdicts"), DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_a_trap_gets_the_verdicts_that_it_deserves(text, verdicts):
    report = check(text)
    assert [step.verdict for step in report.steps] == verdicts, str(report)
    for place, step in enumerate(report.steps):
        if step.counterexample is None or not step.counterexample.laws or "two random variables" in step.reason:
            continue
        world, stated = world_of(step.counterexample, halves=re.search("max|abs", " ".join(step.read_as)) is not None)
        for hypothesis in step.under:
            assert holds(world, shown(hypothesis)) is not False, (shown(hypothesis), str(step))
        said = [number(stated[side]) for side in ("lhs", "rhs")]
        found = sides_in(world, step, report.steps[:place])
        assert all(close(a, b) for a, b in zip(found, said, strict=False)), str(step)
        assert step.relation != "=" or not close(*said), str(step)
