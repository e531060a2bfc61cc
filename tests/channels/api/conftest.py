"""A small city on a Tuesday morning whose clock stands still, and a program that books in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from einamt.channels.parts import humans
from tests.channels.portal.visitor import proof_of_work
from tests.factories.appointments import Bookable, make_bookable, make_rules

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""Tuesday, 10:00 in Berlin."""
TOMORROW = date(2026, 11, 25)
ROOT = "/api/v1/"


def code_of(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["type"].endswith(f"/api/#{said['code']}")
    return response.status_code, said["code"]


@dataclass
class StandingClock:
    """Shows `now` until it is moved."""

    now: datetime


@pytest.fixture
def city_clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The clock that the interface reads."""
    standing = StandingClock(NOW)
    monkeypatch.setattr("einamt.platform.clock.now", lambda: standing.now)
    return standing


@pytest.fixture
def place(city_clock: StandingClock, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Bookable]:
    """One office with one counter, open every day from 8 to 12 h, planned for two weeks; proofs take no time."""
    monkeypatch.setattr(humans, "_COST", 1)
    make_rules()
    return make_bookable(now=NOW, days=14)  # type: ignore[return-value]


@dataclass
class Program:
    """Somebody's program. What it is answered, it keeps in `answer`."""

    client: Client
    place: Bookable
    headers: dict[str, str] = field(default_factory=dict)
    answer: Any = None

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"{ROOT}{path}", query or {}, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        return self.client.post(
            f"{ROOT}{path}",
            {} if body is None else body,
            content_type="application/json",
            headers={"idempotency-key": key or str(uuid4()), **self.headers, **headers},
        )

    def times(self, **query: Any) -> Any:
        return self.get("times", {"service": self.place.service.slug, **query})

    def wish(self, clock: str, *, persons: int = 1, day: date = TOMORROW, offset: str = "+01:00") -> dict[str, Any]:
        return {
            "office": self.place.office.slug,
            "starts_at": f"{day}T{clock}:00{offset}",
            "services": [{"service": self.place.service.slug, "persons": persons}],
        }

    def hold(self, clock: str, **wish: Any) -> Any:
        return self.post("holds", self.wish(clock, **wish))

    def person(self, held: dict[str, Any], **changes: Any) -> dict[str, Any]:
        solved = {"proof": proof_of_work(held["challenge"])} if held["challenge"] else {}
        return {"hold": held["id"], "name": "Ayşe Öztürk", "email": "ayse@example.org", **solved, **changes}

    def book(self, clock: str, *, persons: int = 1, **changes: Any) -> Any:
        return self.post("appointments", self.person(self.hold(clock, persons=persons).json(), **changes))

    def on(self, booked: dict[str, Any], what: str, body: Any = None, *, key: str = "") -> Any:
        path = f"appointments/{booked['reference']}/{what}"
        return self.post(path, body, key=key, **{"appointment-token": booked["token"]})

    def read(self, booked: dict[str, Any], **headers: str) -> Any:
        return self.get(f"appointments/{booked['reference']}", **{"appointment-token": booked["token"], **headers})


@pytest.fixture
def program(client: Client, place: Bookable) -> Program:
    """A program that nobody knows."""
    return Program(client=client, place=place)


@pytest.fixture
def known_program(place: Bookable) -> Program:
    """A program that the city knows by its token."""
    from einamt.accounts.operations import admit_client

    token = admit_client(name="Krankenhaus Mitte", now=NOW).token
    return Program(client=Client(), place=place, headers={"authorization": f"Bearer {token}"})
