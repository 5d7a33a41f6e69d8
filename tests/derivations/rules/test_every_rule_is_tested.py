"""No rule without a soundness test that declares its oracle and a test of what it refuses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from derivations.rules.registry import all_rules

TESTS = {
    node.name: node
    for path in Path(__file__).parent.glob("test_*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef)
}


@pytest.mark.parametrize("name", sorted(all_rules()))
def test_every_rule_is_sound_by_a_declared_oracle(name):
    test = TESTS.get(f"test_{name}_is_sound")
    assert test is not None, f"write test_{name}_is_sound"
    oracle = ast.get_docstring(test) or ""
    assert oracle.startswith("Oracle: "), f"the docstring of {test.name} must open with 'Oracle: '"


@pytest.mark.parametrize("name", sorted(all_rules()))
def test_every_rule_refuses_something_with_a_message(name):
    tests = [node for test, node in TESTS.items() if test.startswith(f"test_{name}_refuses_")]
    assert tests, f"write test_{name}_refuses_..."
    messages = [k for t in tests for c in ast.walk(t) if isinstance(c, ast.Call) for k in c.keywords
                if k.arg in {"says", "match"}]  # fmt: skip
    assert messages, f"the refusals of {name} must be checked by their message"


@pytest.mark.parametrize(("name", "rule"), sorted(all_rules().items()))
def test_every_rule_opens_with_mathematics(name, rule):
    assert "->" in rule.statement, f"the docstring of {name} must open with the rule as mathematics"
