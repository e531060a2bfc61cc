"""What the catalogue's tests share."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from einamt.catalog.search import loading

FileMaker = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_index_of_an_earlier_test() -> Iterator[None]:
    loading.forget_indexes()
    yield
    loading.forget_indexes()


@pytest.fixture
def berlin_file(tmp_path: Path) -> FileMaker:
    """Writes a file in Berlin's dialect."""

    def write(entries: list[dict[str, Any]], *, name: str = "services.json", datacount: int | None = None) -> Path:
        content = {
            "created": "2018-02-07T15:48:42+01:00",
            "datacount": len(entries) if datacount is None else datacount,
            "locale": "de_DE",
            "hash": "",
            "error": False,
            "data": entries,
        }
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.fixture
def munich_file(tmp_path: Path) -> FileMaker:
    """Writes a file in Munich's dialect."""

    def write(entries: list[dict[str, Any]], *, name: str = "services.json") -> Path:
        meta = {"generated": "2026-06-08T07:41:01", "datacount": len(entries), "hash": ""}
        path = tmp_path / name
        path.write_text(json.dumps({"data": entries, "meta": meta}), encoding="utf-8")
        return path

    return write


def berlin_service(identifier: str = "1", **values: Any) -> dict[str, Any]:
    """A service as Berlin writes it."""
    return {
        "id": identifier,
        "name": f"Leistung {identifier}",
        "relation": {"root_topic": "10"},
        "meta": {"url": f"https://service.example.de/{identifier}/", "locale": "de"},
        "locations": [],
    } | values


def berlin_office(identifier: str = "100", **values: Any) -> dict[str, Any]:
    """A location as Berlin writes it."""
    return {
        "id": identifier,
        "name": f"Amt {identifier}",
        "address": {"street": "Breite Str.", "house_number": "1", "postal_code": "13187", "city": "Musterstadt"},
        "geo": {"lat": 52.5, "lon": 13.4},
        "meta": {"url": f"https://service.example.de/standort/{identifier}/", "locale": "de"},
        "services": [],
    } | values


def offer(**ends: str) -> dict[str, Any]:
    """An entry of `locations` or `services` that can be booked, two time steps long."""
    return ends | {"appointment": {"slots": "2", "allowed": True}}


def munich_service(identifier: str = "1", **values: Any) -> dict[str, Any]:
    """A service as Munich writes it."""
    return {
        "id": identifier,
        "name": f"Leistung {identifier}",
        "description": "<p>Ein Text.</p>",
        "meta": {"url": "https://stadt.example.de/x", "locale": "de", "keywords": "Wort, Anderes Wort"},
        "authorities": [{"id": "1", "name": "Stadtverwaltung", "webinfo": "https://example.de"}],
        "locations": [],
        "leika": None,
        "public": True,
        "links": [],
        "forms": [],
        "maxQuantity": 2,
        "duration": 15,
        "combinable": [],
    } | values


def no_progress(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""
