"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from derivations.errors import UserError

__all__ = ["refuse_unwritable", "write_atomically"]


def write_atomically(path: str | Path, data: str | bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Raises UserError, naming the path and the reason, where the file cannot be written.
    """
    path = Path(path)
    path = path.resolve() if path.is_symlink() else path
    content = data.encode() if isinstance(data, str) else data
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            with path.open("wb") as stream:
                stream.write(content)
            return
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UserError(
            f"cannot write {str(path)!r}: {error.strerror}; choose a folder that exists and is writable"
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserError(f"cannot write {str(path)!r}: {error.strerror}; choose another file") from None
        raise


def refuse_unwritable(path: Path) -> None:
    """UserError where `path` could not be written: asked before the work, not after it."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UserError(f"cannot write {str(path)!r}; choose a file in a folder that exists and is writable")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
