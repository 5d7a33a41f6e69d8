"""The one exception that is meant for the user: what, where, the value, the remedy, in one line."""

from __future__ import annotations

from difflib import get_close_matches

__all__ = ["UserError", "nearest"]


class UserError(Exception):
    """Input that cannot be used. The command line prints it as one line and exits with status 2."""


def nearest(name: str, known: list[str] | tuple[str, ...], *, what: str) -> UserError:
    """An error for an unknown name that offers the nearest known one.

    >>> str(nearest("reul", ["relu", "tanh"], what="activation"))
    "unknown activation 'reul'; did you mean 'relu'?"
    >>> str(nearest("xyz", ["relu", "tanh"], what="activation"))
    "unknown activation 'xyz'; known: relu, tanh"
    """
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(known)
    return UserError(f"unknown {what} {name[:80]!r}; {hint}")
