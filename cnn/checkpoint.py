"""A training on disk: written whole or not at all, read back without trusting the file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import torch

from cnn.data import Dataset
from cnn.train import Epoch, Recipe, Run, Training, start
from derivations.errors import UserError
from verify.files import write_atomically

__all__ = ["load", "save"]

FORMAT = "halfmoment LeNet-5 training, 1"
MAX_BYTES = 64 * 2**20  # weights and momentum are half a megabyte; the losses of 1,000 epochs a few more


def save(path: Path, training: Training, data: Dataset) -> None:
    """Write everything `load` needs to go on from here. Raises UserError where the file cannot be written."""
    content, run = io.BytesIO(), training.run
    torch.save(
        {
            "format": FORMAT,
            "recipe": asdict(run.recipe),
            "data": run.data,
            "fingerprint": data.fingerprint(),
            "epochs": [tuple(asdict(epoch).values()) for epoch in run.epochs],
            "losses": torch.tensor(run.losses, dtype=torch.float64),
            "diverged": run.diverged,
            "weights": dict(training.network.state_dict()),
            "velocity": training.velocity,
        },
        content,
    )
    write_atomically(path, content.getvalue())


def read_data_name(path: Path) -> str:
    """The name of the data the checkpoint was trained on. Raises UserError as `load` does."""
    return str(_read(path)["data"])


def load(path: Path, data: Dataset) -> Training:
    """The training as it was saved, for `cnn.train.train` to go on with.

    Raises UserError where the file cannot be read, is no checkpoint of this program, or was made with other data.
    Only tensors and plain values are read: no code in the file is run.
    """
    content = _read(path)
    try:
        recipe = Recipe(**content["recipe"])
        if [type(value) for value in asdict(recipe).values()] != [type(value) for value in asdict(Recipe()).values()]:
            raise TypeError("its recipe has values of another type")
        epochs = tuple(
            Epoch(int(number), float(loss), None if validation is None else float(validation), float(test))
            for number, loss, validation, test in content["epochs"]
        )
        run = Run(recipe, content["data"], epochs, tuple(content["losses"].tolist()), bool(content["diverged"]))
        training = start(data, recipe)
        training.network.load_state_dict(content["weights"])
        with torch.no_grad():
            for mine, saved in zip(training.velocity, content["velocity"], strict=True):
                mine.copy_(saved)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file can be wrong in any way
        raise _malformed(path, error) from None
    if content["fingerprint"] != data.fingerprint():
        raise UserError(f"{str(path)!r} was trained on {run.data!r}, not on this {data.name!r}; give the same --data")
    return replace(training, run=run)


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{str(path)!r} has over {MAX_BYTES} bytes; it is no checkpoint of halfmoment train")
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {str(path)!r}: {error.strerror}; give a checkpoint of halfmoment train") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise ValueError("it unpacks to too much")
        content = torch.load(io.BytesIO(raw), weights_only=True, map_location="cpu")
        if content["format"] != FORMAT or not isinstance(content["data"], str):
            raise ValueError("it has another format")
    except Exception as error:  # noqa: BLE001 - a damaged file can be wrong in any way
        raise _malformed(path, error) from None
    assert isinstance(content, dict)
    return content


def _malformed(path: Path, error: Exception) -> UserError:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return UserError(f"{str(path)!r} is no whole checkpoint of halfmoment train ({reason}); train again")
