"""A small house of its own: pages that do what the test asks for, inside the real middleware."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from einamt.platform.web.logs import JsonFormatter


@pytest.fixture(autouse=True)
def pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.platform.web.pages"


@pytest.fixture
def browser() -> Client:
    """A client to whom a bug is a page, as to everybody else."""
    return Client(raise_request_exception=False)


class Lines(logging.Handler):
    """Keeps what is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    def objects(self, logger: str) -> list[dict[str, object]]:
        return [line for line in map(json.loads, self.texts) if line["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Lines]:
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines
    logging.getLogger().removeHandler(lines)
