"""What pyproject.toml ships is what there is: every package, every file beside the code, every dependency used."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("derivations", "verify", "cnn", "halfmoment")
MODULES = {"z3-solver": "z3", "python-flint": "flint", "fonttools": "fontTools", "brotli": "fontTools"}


def test_every_package_is_shipped():
    folders = {path.parent.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("__init__.py")}
    there = {".".join(folder.parts) for folder in folders}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there


def test_every_file_beside_the_code_is_shipped_and_every_pattern_matches_one():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    beside = {
        path.name
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert [name for name in beside if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in beside)] == []


def test_every_dependency_is_named_in_the_code():
    sources = "\n".join(path.read_text(encoding="utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    for dependency in PROJECT["project"]["dependencies"]:
        name = re.split(r"[>=<]", dependency)[0]
        assert re.search(rf"\b{MODULES.get(name, name)}\b", sources), dependency
