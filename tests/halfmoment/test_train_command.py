"""`halfmoment train` as a user meets it: results, resuming, interrupts, and bad input in one line."""

import json
import re
import signal
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from halfmoment.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small data set in MNIST's format: a bright square whose place is the class."""
    folder, rng = tmp_path_factory.mktemp("idx"), np.random.default_rng(0)
    for prefix, count in (("train", 256), ("t10k", 100)):
        labels = rng.integers(10, size=count).astype(np.uint8)
        pixels = rng.integers(60, size=(count, 28, 28)).astype(np.uint8)
        for image, label in zip(pixels, labels, strict=True):
            row, column = divmod(int(label), 4)
            image[3 + 8 * row : 10 + 8 * row, 7 * column : 7 + 7 * column] += 190
        (folder / f"{prefix}-images-idx3-ubyte").write_bytes(
            struct.pack(">4I", 0x803, count, 28, 28) + pixels.tobytes()
        )
        (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 0x801, count) + labels.tobytes())
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    torch.set_num_threads(1)


@pytest.fixture
def call(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(["train", "--resolution", "0.05", *map(str, arguments)])
        captured = capsys.readouterr()
        return end.value.code, captured.out, captured.err

    return run


def refused(call, *arguments):
    status, out, err = call(*arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("halfmoment: ")
    assert err.count("\n") == 1, "one line"
    return err


def without_time(record):
    for verdicts in record["verdicts"].values():
        for verdict in verdicts:
            verdict.pop("seconds")
    return record


def test_a_training_is_reported_and_confirmed(call, folder, tmp_path):
    status, out, err = call("--data", folder, "--epochs", 4, "--held-back", 20, "-o", tmp_path / "out.json")
    assert (status, err) == (0, "")
    assert "236 images to train on, 20 to validate on, 100 to test on" in out
    assert "He, N(0, 2/n); plain SGD in batches of 64, learning rate 0.1, seed 0; 61,706 parameters" in out
    record = json.loads((tmp_path / "out.json").read_text())
    assert record["schema_version"] == 1
    assert record["parameters"] == 61706
    assert record["recipe"]["init"] == "he"
    assert [epoch["number"] for epoch in record["epochs"]] == [1, 2, 3, 4]
    assert record["summary"] == {"proved": 0, "confirmed": 10, "refuted": 0, "inconclusive": 0}
    assert sum(map(sum, record["confusion"])) == 100
    assert len(record["misread"]) == round(100 * record["test_error"])
    assert f"{len(record['misread'])} of the 100 test images are misread" in out
    assert record["misread"] == [] or record["confusion"][record["misread"][0]["label"]][record["misread"][0]["read"]]
    assert out.count("confirmed") == 10


def test_the_json_repeats_but_for_the_time(call, folder):
    first, again = (json.loads(call("--data", folder, "--epochs", 1, "--json")[1]) for _ in range(2))
    assert without_time(first) == without_time(again)
    assert (
        first["verdicts"]["before"][0]["rerun"]
        == f"halfmoment train --data {folder.resolve()} --epochs 1 --resolution 0.05"
    )


@pytest.mark.parametrize("method", ["plain", "augmented"])
def test_going_on_from_a_checkpoint_is_as_never_having_stopped(call, folder, tmp_path, method):
    options = ("--data", folder, "--method", method, "--json")
    whole = json.loads(call(*options, "--epochs", 3)[1])
    file = tmp_path / "part.pt"
    if method == "plain":
        call(*options, "--epochs", 1, "--checkpoint", file)
        status, out, err = call("--resume", file, "--epochs", 3, "--json")
        assert (status, err) == (0, "")
        assert without_time(json.loads(out)) == without_time(whole)
    else:
        call(*options, "--epochs", 3, "--checkpoint", file)
        assert without_time(json.loads(call("--resume", file, "--json")[1])) == without_time(whole)
        assert "learning rate that falls to 0 in epoch 3" in refused(call, "--resume", file, "--epochs", 4)


def test_an_interrupt_is_one_line_that_says_how_to_go_on(call, folder, tmp_path):
    file = tmp_path / "a file.pt"
    arguments = ["--data", str(folder), "--epochs", "1000", "--checkpoint", str(file)]
    process = subprocess.Popen(
        [sys.executable, "-m", "halfmoment", "train", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = None
    while process.poll() is None:  # until the checkpoint has been written and replaced
        now = file.stat().st_mtime_ns if file.exists() else None
        if first is not None and now != first:
            break
        first = first or now
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert out == ""
    line = re.fullmatch(r"halfmoment: interrupted after (\d+) of 1000 epochs; go on with: (.*)\n", err)
    assert line[2] == f"halfmoment train --resume '{file}'"
    assert [path.name for path in tmp_path.glob("*.pt*")] + list(tmp_path.glob(".*")) == ["a file.pt"], (
        "nothing half-written"
    )
    from cnn.checkpoint import load as load_checkpoint
    from cnn.data import load

    data = load(folder)
    saved = load_checkpoint(file, data)
    assert len(saved.run.epochs) == int(line[1]) >= 1
    from dataclasses import replace

    from cnn.train import train

    target = replace(saved.run.recipe, epochs=len(saved.run.epochs) + 1)
    resumed = train(data, replace(saved, run=replace(saved.run, recipe=target)))
    assert resumed.run == train(data, target).run


def test_an_interrupt_just_after_saving_counts_the_saved_epoch(call, folder, tmp_path, monkeypatch):
    import cnn.checkpoint as checkpoints

    save, file = checkpoints.save, tmp_path / "saved.pt"

    def interrupted_after_saving(path, training, data):
        save(path, training, data)
        if training.run.epochs:
            raise KeyboardInterrupt

    monkeypatch.setattr(checkpoints, "save", interrupted_after_saving)
    status, out, err = call("--data", folder, "--epochs", 3, "--checkpoint", file)
    assert (status, out) == (130, "")
    assert err.startswith("halfmoment: interrupted after 1 of 3 epochs; go on with: halfmoment train --resume")


def test_an_interrupt_without_a_place_to_save_says_so(call, folder, tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("in the way")

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnn.train._epoch", interrupt)
    status, out, err = call("--data", folder)
    assert (status, out) == (130, "")
    assert err.splitlines()[-1].endswith("after 0 of 20 epochs; nothing is saved: give --checkpoint FILE")
    assert "cannot be written, so that nothing is saved" in err


def test_a_diverged_training_is_told_as_such(call, folder):
    status, out, err = call("--data", folder, "--init", "normal-1", "--learning-rate", "1e30", "--json")
    record = json.loads(out)
    assert status == 3
    assert record["diverged"]
    assert record["losses"][-1] is None
    assert "try a smaller --learning-rate" in err
    status, out, _ = call("--data", folder, "--init", "normal-1", "--learning-rate", "1e30")
    assert "no better than guessing" in out
    assert "what it reads is not finite" in out


def test_bad_calls_are_one_line(call, folder, tmp_path):
    (tmp_path / "old.pt").write_bytes(b"something else")
    for arguments, says in (
        (["--init", "hee"], "unknown initialisation 'hee'; did you mean 'he'?"),
        (["--data", "mnist5k"], "unknown data set or folder 'mnist5k'; did you mean 'mnist-5k'?"),
        (["--data", "/no/where"], "there is no folder '/no/where'"),
        (["--data", tmp_path], "has no train-images-idx3-ubyte"),
        (["--learning-rate", "-1"], "learning rate must be positive and finite, not -1.0"),
        (["--learning-rate", "nan"], "learning rate must be positive and finite, not nan"),
        (["--learning-rate", "fast"], "'fast' is not a valid float"),
        (["--epochs", "0"], "epochs must be 1 to 1000, not 0"),
        (["--epochs", "1.5"], "'1.5' is not a valid integer"),
        (["--method", "adam"], "unknown recipe 'adam'"),
        (["--data", folder, "--held-back", "256"], "cannot hold back 256 of 256 images"),
        (["--checkpoint", tmp_path / "old.pt"], "exists; go on with it by --resume, or choose another file"),
        (["--data", folder, "--checkpoint", tmp_path / "no" / "file.pt"], "cannot write"),
        (["--resume", tmp_path / "old.pt"], "is no whole checkpoint of halfmoment train"),
        (["--resume", tmp_path / "none.pt"], "cannot read"),
        (["-o", tmp_path / "no" / "out.json"], "choose a file in a folder that exists"),
        (["-o", tmp_path / "out.txt"], "give a name that ends in .json"),
        (["--resolution", "0"], "the resolution must be 0.001 or more and below 1, not 0.0"),
        (["extra"], "unexpected extra argument"),
    ):
        assert says in refused(call, *arguments), arguments


def test_a_resumed_training_cannot_change_its_recipe(call, folder, tmp_path):
    file = tmp_path / "two.pt"
    call("--data", folder, "--epochs", 2, "--checkpoint", file)
    assert "was trained with --init he, not glorot; leave --init out" in refused(
        call, "--resume", file, "--init", "glorot"
    )
    assert "has 2 epochs already; give at least that many" in refused(call, "--resume", file, "--epochs", 1)
    assert "was trained on" in refused(call, "--resume", file, "--data", "mnist-5k")
    assert call("--resume", file, "--init", "he", "--epochs", 3)[0] == 0
