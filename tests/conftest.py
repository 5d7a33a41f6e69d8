"""Programs outside Python that some tests need, and patience: on a slow or busy machine verdicts are the same."""

import os
import shutil
from collections.abc import Callable

import pytest

os.environ.setdefault("HALFMOMENT_PACE", "2")


@pytest.fixture
def tool() -> Callable[[str], str]:
    """The path of a program. Without it a test cannot run here; in CI, which installs it, that is a failure."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI"):
            pytest.fail(f"{name} is missing; .ci/run installs it")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find
