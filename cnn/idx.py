"""The IDX files of MNIST, read strictly: what does not fit the format is refused in one line.

The format (LeCun, Cortes and Burges): a magic number 0, 0, element type, number of axes; the axes as big-endian 32-bit
counts; the elements. Images are 0x00000803 (bytes, three axes), labels 0x00000801. Files may be gzipped; that is seen
from their first two bytes, not from their name.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from derivations.errors import UserError

__all__ = ["MAX_ITEMS", "SIDE", "read_images", "read_labels"]

SIDE = 28
MAX_ITEMS = 300_000  # EMNIST's digits are 280,000; a header that claims more is not believed

Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def read_images(path: str | Path) -> Bytes:
    """The images of an IDX file, gzipped or not: (N, 28, 28) uint8.

    Raises UserError where the file cannot be read, is no IDX file of 28 x 28 byte images, is shorter or longer than
    its header says, or is a damaged gzip file. Never decompresses more than the header declares.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "one-image"
    >>> _ = file.write_bytes(struct.pack(">4I", 0x803, 1, 28, 28) + bytes(784))
    >>> read_images(file).shape
    (1, 28, 28)
    """
    return _read(Path(path), magic=0x803, what="images", item_shape=(SIDE, SIDE))


def read_labels(path: str | Path) -> Bytes:
    """The labels of an IDX file, gzipped or not: (N,) uint8, each 0 to 9. Raises UserError as `read_images` does."""
    labels = _read(Path(path), magic=0x801, what="labels", item_shape=())
    if labels.max() > 9:
        position = int(np.argmax(labels > 9))
        raise UserError(f"{str(path)!r}: label {labels[position]} at position {position}; labels must be 0 to 9")
    return labels


def _read(path: Path, *, magic: int, what: str, item_shape: tuple[int, ...]) -> Bytes:
    name = repr(str(path))
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if not zipped:
                return _parse(raw, name, magic, what, item_shape)
            with gzip.open(raw) as file:
                return _parse(file, name, magic, what, item_shape)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UserError(f"{name} is a damaged gzip file ({error}); fetch it again") from None
    except OSError as error:
        raise UserError(f"cannot read {name}: {error.strerror or error}; give a folder of IDX files") from None


def _parse(file: BinaryIO | gzip.GzipFile, name: str, magic: int, what: str, item_shape: tuple[int, ...]) -> Bytes:
    header_size = 4 * (2 + len(item_shape))
    header = file.read(header_size)
    if len(header) < header_size:
        raise UserError(f"{name} ends inside its header ({len(header)} of {header_size} bytes); fetch it again")
    found, count, *shape = struct.unpack(f">{header_size // 4}I", header)
    if found != magic:
        raise UserError(f"{name} starts with {found:#010x}, not {magic:#010x}; it is no IDX file of byte {what}")
    if tuple(shape) != item_shape:
        raise UserError(f"{name} holds images of {' x '.join(map(str, shape))}; LeNet-5 reads {SIDE} x {SIDE}")
    if not 1 <= count <= MAX_ITEMS:
        raise UserError(f"{name} declares {count} {what}; at least 1 and at most {MAX_ITEMS} can be read")
    size = count * math.prod(item_shape)
    content = file.read(size + 1)  # the byte too many shows a longer file, and makes gzip check its sum
    if len(content) < size:
        raise UserError(f"{name} is truncated: {count} {what} need {size} bytes, it has {len(content)}; fetch it again")
    if len(content) > size:
        raise UserError(f"{name} is longer than the {count} {what} it declares; fetch it again")
    return np.frombuffer(content, dtype=np.uint8).reshape(count, *item_shape)
