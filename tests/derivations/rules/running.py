"""How the tests of the rules run a rule, and compare its two sides in a world."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from derivations.claims import DoesNotApply
from derivations.kernel import Rule, apply
from tests.derivations.oracle import Undefined, World, value, values


def after(rule: Rule, term: Any, *context: Any, premises: tuple[Any, ...] = (), **parameters: Any) -> Any:
    """What the rule makes of the term, by the kernel, under exactly these hypotheses."""
    return apply(rule, term, flat(context), *premises, **parameters).rhs


def flat(context: Any) -> tuple[Any, ...]:
    return tuple(part for item in context for part in (flat(item) if isinstance(item, tuple) else (item,)))


def refuses(rule: Rule, term: Any, *context: Any, says: str, premises: tuple[Any, ...] = (), **parameters: Any) -> None:
    """The rule does not apply, and its message says so in these words."""
    with pytest.raises(DoesNotApply) as refusal:
        apply(rule, term, flat(context), *premises, **parameters)
    message = str(refusal.value)
    assert says in message


def same_value(before: Any, now: Any, world: World) -> None:
    """Where the first is defined, so is the second, and they are equal."""
    assert before != now
    try:
        expected = value(before, world)
    except Undefined:
        reject()
    assert value(now, world) == expected


def same_values(before: Any, now: Any, world: World) -> None:
    """Equal in every outcome."""
    assert before != now
    assert values(before, world) == values(now, world)


def in_worlds(count: int = 25) -> Callable[[Callable[[random.Random], None]], Callable[[], None]]:
    """Run a test for several random generators."""
    return lambda test: settings(max_examples=count, deadline=None)(
        given(st.integers(0, 2**32).map(random.Random))(test)
    )
