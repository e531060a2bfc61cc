"""A visitor in tests: presses what the pages offer, and reads what they say."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import altcha
from django.http import HttpResponse
from django.test import Client

from einamt.procedures.appointments.models import CapacityDay
from tests.factories.appointments import Bookable

TIME = 8 * 60 + 12


def planned(place: Bookable, day: date) -> CapacityDay:
    """The capacity of a day, as it is now."""
    return CapacityDay.objects.get(group=place.group, day=day)


def text_of(response: HttpResponse) -> str:
    """What the page says, with single spaces."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.times: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input" and values.get("name"):
            self.values[values["name"]] = values.get("value", "")
        if tag == "button" and values.get("name") == "zeit":
            self.times.append(values["value"])


def fields_of(response: HttpResponse) -> dict[str, str]:
    """The page's input fields and what stands in them."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.values


def times_of(response: HttpResponse) -> list[str]:
    """What the buttons of the page's times send."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.times


def proof_of_work(challenge: dict[str, Any]) -> str:
    """What the browser would send for a challenge."""
    parsed = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(parsed)
    assert solution is not None
    return altcha.Payload(parsed, solution).to_base64()


@dataclass
class Visitor:
    """Somebody at a browser who wants the service of `place`."""

    client: Client
    place: Bookable
    name: str = "Ayşe Öztürk"
    email: str = "ayse@example.org"
    phone: str = ""

    @property
    def wish(self) -> str:
        """What is wanted, as the end of an address."""
        return f"leistung={self.place.service.slug}"

    def value(self, day: date, minute: int = TIME) -> str:
        """What the button of a time sends."""
        return f"{planned(self.place, day).pk}-{minute}"

    def tap(self, day: date, minute: int = TIME, *, follow: bool = False, wish: str = "") -> Any:
        """Tap on a time."""
        return self.client.post(
            f"/termin/halten/?{wish or self.wish}", {"zeit": self.value(day, minute)}, follow=follow
        )

    def fill_in(self, *, solves: bool = True, follow: bool = False, **changes: str) -> Any:
        """Fill in the form and go on; `solves` is whether the browser does the proof of work."""
        fields = fields_of(self.client.get("/termin/angaben/"))
        typed = {"name": self.name, "email": self.email, "phone": self.phone, "hold": fields.get("hold", "")}
        if solves:
            typed["altcha"] = proof_of_work(self.client.get("/termin/pruefung/").json())
        return self.client.post("/termin/angaben/", typed | changes, follow=follow)

    def confirm(self, *, follow: bool = False, **changes: str) -> Any:
        """Press the button that books."""
        fields = fields_of(self.client.get("/termin/pruefen/"))
        sent = {"hold": fields.get("hold", ""), "command": fields.get("command", "")}
        return self.client.post("/termin/pruefen/", sent | changes, follow=follow)

    def book(self, day: date, minute: int = TIME) -> Any:
        """All of it; the confirmation page."""
        self.tap(day, minute)
        self.fill_in()
        return self.confirm(follow=True)
