"""Hostile input: no exception but a declared one, no growth, and time in step with the length."""

import gc
import os
import random
import sys
from contextlib import suppress

import pytest

from derivations.errors import UserError
from derivations.reading import read_as, read_document, to_latex
from derivations.reading.meaning.phrases import read_phrases
from derivations.reading.meaning.who_is_random import find_roles

from .documents import ALL

CASES = int(os.environ.get("HALFMOMENT_FUZZ_CASES", "700"))

TEXT = r"""\frac { } ( ) [ ] \left( \right) \left. \right| | ^ _ & \\ = + - $ $$ \[ \] \int dx d E Var \mathbb{E}
\begin{cases} \end{cases} \begin{aligned} \end{aligned} \sum \hat \sqrt ' ! , ; . \text{if} \partial % x y 1
2.5 \cdot \dots \newcommand{\a}{\a\a} \def\b#1{#1#1} \a \b{\b{x}} ² σ ∫ \overset{d}{=} \text{and} \mathrm{d}
\| \langle \{ \} \lim \max \quad \tag{1} sqrt( cases( hat( sum_{j=1}^n int_0^1 ~ / \stackrel{a}{=}
\underset{x}{\max} \not= \substack{a\\b} {a\over b} \rm \Delta ``` <!-- --> \begin{array} iid independent if
otherwise \limits \not # @ \verb \left\{ \right. \Rightarrow \forall : \over \text{"""
FRAGMENTS = TEXT.split()


def documents(rng):
    """Random bytes, random fragments, and documents with a few random edits."""
    kind = rng.random()
    if kind < 0.15:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(300))).decode("latin-1")
    if kind < 0.5:
        left, right = rng.choice([("$$", "$$"), ("", ""), ("\\[", "\\]"), ("$", "$")])
        return left + rng.choice([" ", ""]).join(rng.choice(FRAGMENTS) for _ in range(rng.randrange(1, 60))) + right
    text = list(rng.choice(ALL))
    for _ in range(rng.randrange(1, 8)):
        place = rng.randrange(len(text) + 1)
        change = rng.random()
        if change < 0.4:
            del text[place : place + rng.randrange(1, 4)]
        elif change < 0.8:
            text[place:place] = rng.choice(FRAGMENTS)
        else:
            text[place:place] = text[max(0, place - rng.randrange(20)) : place]
    return "".join(text)


def use(text, form):
    """Everything a caller does with a document."""
    found = read_document(text, form=form)
    find_roles(found.chains, (), found.hints)
    for chain in found.chains:
        for step in chain.steps:
            assert step.problem is not None or (step.lhs is not None and step.rhs is not None)
            if step.rhs is not None:
                read_as(step.rhs)
                to_latex(step.rhs)
    with suppress(UserError):
        read_phrases(text[:300])
    return found


def test_no_document_is_an_exception():
    rng = random.Random("halfmoment")
    for _ in range(CASES):
        state = rng.getstate()
        form = rng.choice([None, None, "latex", "markdown", "formula", "plain"])
        text = documents(rng)
        try:
            use(text, form)
        except Exception as error:  # noqa: BLE001  the input is what the report needs
            pytest.fail(f"{error!r} for form {form!r} and {text!r} (state {hash(state)})")


def test_reading_leaves_nothing_behind():
    rng = random.Random("memory")
    texts = [documents(rng) for _ in range(60)]

    def pass_through():
        for text in texts:
            use(text, None)
        gc.collect()
        return len(gc.get_objects())

    pass_through()
    before = pass_through()
    assert pass_through() <= before


HOSTILE = {
    "ampersands": ("$$x {}$$", "& "),
    "quads": (r"$$x {}$$", r"\quad "),
    "rows": (r"$$x {}$$", r"\\ "),
    "commas": ("$$x = 1{}$$", ", y"),
    "sum": ("$$x{}$$", "+x"),
    "product": ("$$x {}$$", "y "),
    "bars": ("$${}$$", "x|"),
    "brackets": ("$${}$$", "("),
    "closing": ("$${}$$", ")"),
    "primes": ("$$x{}$$", "'"),
    "chain": ("$$x{}$$", "=x"),
    "dollars": ("{}", "$x$ "),
    "open dollars": ("{}", "$ "),
    "begin": ("{}", "\\begin{align}"),
    "open displays": ("{}", "\\["),
    "code": ("# t\n$x$\n{}", "` "),
    "percent": ("{}$x$", "%"),
    "words": ("{}$x$", "independent "),
    "calls": ("$${}$$", "f("),
    "numbers": ("$$x{}$$", "+1"),
    "spaces": ("{}$x$", " "),
    "hash": ("{}", "# "),
    "newcommand": ("{}", "\\newcommand{\\a}{"),
    "definitions": ("{}$\\a$", "\\def\\a{x}"),
    "comments": ("{}", "<!--"),
    "links": ("# t\n$x${}", "](a"),
    "lines": ("{}", "x = 1\n"),
    "slashes": ("$$x{}$$", "/x"),
    "scripts": ("$$x{}$$", "^2"),
    "integrals": ("$${}$$", "\\int"),
    "differentials": ("$$\\int x{}$$", "dx "),
    "negations": ("{}independent $x$", "not "),
    "quantifiers": ("$${}$$", "\\forall x"),
    "semicolons": ("$$x=1{}$$", ";"),
    "typed": ("{}=1", "ab "),
    "letters": ("{} = 1", "a"),
    "superscripts": ("x{} = 1", "²a"),
    "columns": ("$$x=1{}$$", "& y=2 "),
}


def lines_run(text):
    """How many lines of the reader run for a text: a clock that is the same on every machine."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if "/reading/" not in frame.f_code.co_filename:
            return None
        count += 1
        return trace

    sys.settrace(trace)
    try:
        read_document(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("what", HOSTILE)
def test_twice_the_length_takes_about_twice_the_time(what):
    shape, piece = HOSTILE[what]
    short, long = (lines_run(shape.replace("{}", piece * count, 1)) for count in (150, 300))
    assert long <= 2.5 * short
