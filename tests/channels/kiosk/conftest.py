"""A terminal in the hall of that Tuesday morning."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from einamt.accounts.terminals import add_terminal, pair_terminal
from tests.channels.counter.conftest import plain_static_files, set_clock, static_folder, unknown_halls
from tests.procedures.visits.conftest import Morning, at, morning

__all__ = ["morning", "plain_static_files", "set_clock", "static_folder", "unknown_halls"]


@dataclass
class Terminal:
    """A browser that is a terminal, and what somebody does at it."""

    client: Client
    slug: str

    def address(self, path: str = "", *, language: str = "de") -> str:
        return f"/terminal/{self.slug}/{language}/{path}"

    def get(self, path: str = "", *, language: str = "de", **query: str) -> HttpResponse:
        return self.client.get(self.address(path, language=language), query)

    def arrive(self, typed: str, *, language: str = "de", **fields: str) -> HttpResponse:
        posted = {"reference": typed, "command": str(uuid4())} | fields
        return self.client.post(self.address("termin/", language=language), posted)

    def draw(self, service_id: int, *, language: str = "de", **fields: str) -> HttpResponse:
        posted = {"persons": "1", "command": str(uuid4())} | fields
        return self.client.post(self.address(f"anliegen/{service_id}/", language=language), posted)


def make_terminal(morning: Morning, *, name: str = "Eingang", has_printer: bool = False) -> Terminal:
    """A terminal of the morning's office whose browser has opened the start page."""
    office = morning.place.office
    added = add_terminal(office_id=office.pk, name=name, has_printer=has_printer, now=at("7:30"))
    client = Client()
    client.cookies["terminal"] = pair_terminal(token=added.token, now=at("7:31"))
    terminal = Terminal(client, office.slug)
    terminal.get()
    return terminal


@pytest.fixture
def terminal(morning: Morning) -> Terminal:
    """The terminal at the entrance."""
    return make_terminal(morning)
