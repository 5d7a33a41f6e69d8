"""Imports point one way: derivations <- verify <- cnn <- halfmoment; and what must be fast loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "derivations": {"derivations"},
    "verify": {"derivations", "verify"},
    "cnn": {"derivations", "verify", "cnn"},
    "halfmoment": {"derivations", "verify", "cnn", "halfmoment"},
}
# A folder imports those before it, and files at the top of its package.
FLOORS = {
    "derivations/reading": ["syntax", "hearing", "meaning"],
    "verify": [
        "inequalities", "closed_forms", "integers", "intervals", "worlds", "statistics", "steps", "document",
        "checks", "report",
    ],
}  # fmt: skip
SYMBOLIC = {"sympy", "lark", *sys.stdlib_module_names}


def imports(path):
    """The top-level packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield (node.module or "").split(".")[0]


def files(package):
    found = sorted((ROOT / package).rglob("*.py"))
    assert found
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_point_one_way(package):
    ours = set(ALLOWED)
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(package) for name in imports(path) if name in ours - ALLOWED[package]
    }  # fmt: skip
    assert not wrong


def modules(path):
    """The modules that a file imports from, wherever in it."""
    return {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize(("package", "floor"), [(package, floor) for package in FLOORS for floor in FLOORS[package]])
def test_the_folders_of_a_package_stand_on_each_other(package, floor):
    above = FLOORS[package][FLOORS[package].index(floor) + 1 :]
    dotted = package.replace("/", ".")
    wrong = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files(f"{package}/{floor}") for module in modules(path)
        if any(f"{module}.".startswith(f"{dotted}.{name}.") for name in above)
    }  # fmt: skip
    assert not wrong


def trusted():
    """The modules that the kernel and the rules import, and what these do, and so on."""
    todo, found = [ROOT / "derivations" / "kernel.py", *files("derivations/rules")], set()
    while todo:
        path = todo.pop()
        if path in found:
            continue
        found.add(path)
        nodes = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
        names = [node.module for node in nodes if (node.module or "").startswith("derivations.")]
        todo += [ROOT / f"{name.replace('.', '/')}.py" for name in names]
    return found


def test_the_trusted_core_is_symbolic():
    """The trusted core imports sympy and the standard library, and no lark; all of derivations no numpy or torch."""
    core = trusted()
    assert {"kernel.py", "entailment.py", "normal_form.py", "means.py", "laws.py"} <= {path.name for path in core}
    for path in core:
        top = {name.module or "" for name in ast.parse(path.read_text()).body if isinstance(name, ast.ImportFrom)}
        outside = {name.split(".")[0] for name in top} - {"derivations"} - (SYMBOLIC - {"lark"})
        assert not outside, f"{path.name} imports {outside}"
        assert not any(name.startswith(("derivations.results", "derivations.reading")) for name in top), path.name
    for path in files("derivations"):
        heavy = set(imports(path)) & {"numpy", "scipy", "torch", "z3", "cvc5", "flint", "matplotlib", "random"}
        assert not heavy, f"{path.relative_to(ROOT)} imports {heavy}"


def loaded(code):
    """The modules in memory after running the code in a fresh interpreter."""
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines())


@pytest.mark.parametrize("arguments", [["--help"], ["derive", "variance-identity"], ["list", "--help"]])
def test_what_must_be_fast_loads_no_torch(arguments):
    run = f"""
from halfmoment.cli import main
sys.argv = ["halfmoment", *{arguments!r}]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""
    found = loaded(run)
    assert "halfmoment.cli" in found
    assert not found & {"torch", "scipy.stats", "matplotlib", "z3"}
