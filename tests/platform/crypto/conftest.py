"""Keys of the tests' own, and a way to add another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from einamt.platform.crypto import keys


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder with one key, which the settings hold."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.KEYS = keys.load_or_create(folder=settings.KEYS_FOLDER)
    return tmp_path / "keys"


@pytest.fixture
def rotate(folder: Path, settings: Settings) -> Callable[[], None]:
    """Adds a key and starts anew, as processes do after `einamt keys rotate`."""

    def rotate() -> None:
        keys.add_key(folder=folder)
        settings.KEYS = keys.load(folder=folder)

    return rotate
