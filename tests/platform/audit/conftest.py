"""A log of its own for each test: with a data folder in which no other test has noted a head."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_data_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the head of the chain is noted."""
    settings.DATA_DIR = tmp_path
    return tmp_path
