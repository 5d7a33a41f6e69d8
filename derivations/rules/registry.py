"""How a rule gets its name: `@rule` on a function whose docstring opens with the rule as mathematics."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from derivations.kernel import Rewrite, Rule

__all__ = ["FAMILIES", "all_rules", "rule"]

FAMILIES = ("expectation", "variance", "halfline", "integral", "algebra", "counting", "rounding", "gradient")
_RULES: dict[str, Rule] = {}


def rule(function: Callable[..., Rewrite]) -> Rule:
    """Register a function as the rule of its own name."""
    name = function.__name__
    assert name not in _RULES, f"two rules are called {name}"
    _RULES[name] = Rule(name, function)
    return _RULES[name]


def all_rules() -> dict[str, Rule]:
    """Every rule by name."""
    for family in FAMILIES:
        import_module(f"derivations.rules.{family}")
    return dict(_RULES)
