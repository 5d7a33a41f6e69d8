"""Loading the user's module from TARGET: package.module:callable or file.py:callable."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derivations.errors import UserError, nearest

if TYPE_CHECKING:
    from torch import nn

__all__ = ["load_module"]


def load_module(target: str) -> nn.Module:
    """The torch module that TARGET names or makes; every way this fails is one line that says where.

    >>> load_module("torch.nn:Identity")
    Identity()
    >>> load_module("torch.nn:Identiti")
    Traceback (most recent call last):
    derivations.errors.UserError: unknown name in torch.nn 'Identiti'; did you mean 'Identity'?
    """
    place, colon, name = target.rpartition(":")
    if not colon or not place or not name:
        raise UserError(f"TARGET {target[:80]!r} needs a colon: package.module:callable or file.py:callable")
    source = _from_file(Path(place)) if place.endswith(".py") else _from_package(place)
    made: Any = source
    for part in name.split("."):
        if not hasattr(made, part):
            raise nearest(part, [n for n in dir(made) if not n.startswith("_")] or ["nothing"], what=f"name in {place}")
        made = getattr(made, part)
    from torch import nn

    if not isinstance(made, nn.Module):
        if not callable(made):
            raise UserError(f"{target}: {name} is a {type(made).__name__}, neither a module nor callable")
        made = _called(target, made)
    if not isinstance(made, nn.Module):
        raise UserError(f"{target} returns {type(made).__name__}, not a torch.nn.Module")
    return made


def _called(target: str, make: Any) -> Any:
    import inspect

    try:
        needed = [
            p.name
            for p in inspect.signature(make).parameters.values()
            if p.default is p.empty and p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}
        ]
    except (TypeError, ValueError):
        needed = []
    if needed:
        raise UserError(f"{target} needs arguments ({', '.join(needed)}); name a callable that takes none")
    try:
        return make()
    except (Exception, SystemExit) as error:
        raise _inside(f"calling {target}", error) from error


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise UserError(f"no such file {str(path)!r}; TARGET is file.py:callable or package.module:callable")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # dataclasses and pickle look modules up by name
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise _inside(f"{path}", error) from error
    finally:
        sys.path.remove(str(path.parent.resolve()))
    return module


def _from_package(name: str) -> ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        raise UserError(f"{name[:80]!r} is not a module's name; TARGET is package.module:callable or file.py:callable")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            raise UserError(f"no module named {error.name!r}; install it, or write file.py:callable") from None
        raise _inside(name, error) from error
    except (Exception, SystemExit) as error:
        raise _inside(name, error) from error


def _inside(what: str, error: BaseException) -> UserError:
    """An error raised by the user's own code: its type, text and, if known, its line."""
    place = ""
    trail = error.__traceback__
    while trail is not None:
        file = trail.tb_frame.f_code.co_filename
        if not file.startswith("<") and file != __file__ and "importlib" not in file:
            place = f" ({Path(file).name}, line {trail.tb_lineno})"
        trail = trail.tb_next
    if isinstance(error, SyntaxError) and error.lineno:
        place = f" ({Path(error.filename or '').name}, line {error.lineno})"
    text = " ".join(str(error).split())[:200]
    return UserError(f"{what}: {type(error).__name__}: {text}{place}")
