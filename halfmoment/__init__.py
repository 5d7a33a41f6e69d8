"""Derive, check and verify how signals pass through a neural network.

    >>> from halfmoment import derive
    >>> print(derive("variance-identity").claim.relation)
    Var(x) = -E(x)**2 + E(x**2)

Names are imported when they are first asked for, so that `import halfmoment` imports nothing heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# name -> where it is defined
_PUBLIC = {
    "catalogue": "derivations.catalogue:catalogue",
    "check": "verify.chain:check",
    "derive": "derivations.catalogue:derive",
    "report": "halfmoment.main_job:make_report",
    "trace": "cnn.trace:trace",
    "verify": "halfmoment.main_job:verify",
}
__all__ = ["catalogue", "check", "derive", "report", "trace", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'halfmoment' has no attribute {name!r}; it has {', '.join(sorted(_PUBLIC))}")
    module, attribute = _PUBLIC[name].split(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
