"""Ten thousand forged attempts to check in, by phones and at a terminal: limited, nobody arrives, nothing is learnt.

Whoever is honest, in the same hall, network and at the same terminal, still gets in.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from einamt.cases.models import CaseEvent
from einamt.cases.tokens import holder_token
from einamt.channels.parts.arriving import arrive_by_reference
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.references import new_reference
from einamt.platform import clock
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits.hall_codes import hall_code
from einamt.procedures.visits.models import Visit
from tests.channels.counter.conftest import plain_static_files, static_folder, unknown_halls
from tests.channels.kiosk.conftest import Terminal, make_terminal
from tests.factories.appointments import make_bookable, make_booking
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at, morning

__all__ = ["morning", "plain_static_files", "static_folder", "unknown_halls"]

BY_OPERATION, BY_PHONE, BY_TERMINAL = 9_600, 300, 100
"""The operation behind both doors takes most of them: what a page adds is the same each time."""
LASTS = timedelta(minutes=10)
ADMITTED = 30 + 29
"""At once, and one every 20 seconds until ten minutes are over: so many get past the limit of one `who`."""


class MovingClock:
    """Shows `now` until it is moved."""

    def __init__(self) -> None:
        self.now = at("8:45")


@pytest.fixture
def city_clock(monkeypatch: pytest.MonkeyPatch) -> MovingClock:
    moving = MovingClock()
    monkeypatch.setattr(clock, "now", lambda: moving.now)
    return moving


@pytest.fixture
def terminal(morning: Morning, city_clock: MovingClock) -> Terminal:
    return make_terminal(morning)


@pytest.fixture
def elsewhere(morning: Morning) -> dict[str, str]:
    """References that exist, and are not expected here today; one that does not exist; and what is none."""
    other = Morning(make_bookable(now=BOOKED_AT))
    tomorrow = make_booking(at=morning.place, day=date(2026, 11, 25), minute=9 * 60, now=BOOKED_AT)
    cancel_appointment(
        appointment_id=morning.appointments["Bilal"].pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=new_id(),
        now=at("8:00"),
    )
    return {
        "of another office": other.book("Elif", "9:00").case.reference,
        "of another day": tomorrow.appointment.case.reference,
        "cancelled": morning.appointments["Bilal"].case.reference,
        "of nobody": new_reference(),
        "no reference": "unsinn",
    }


Door = Callable[[str], HttpResponse]


@pytest.fixture(params=["phone", "terminal"])
def door(request: pytest.FixtureRequest, terminal: Terminal, client: Client, morning: Morning) -> Door:
    """What somebody types there, sent."""
    return by_phone(client, morning) if request.param == "phone" else terminal.arrive


def by_phone(client: Client, morning: Morning) -> Door:
    office = morning.place.office

    def send(reference: str) -> HttpResponse:
        code = hall_code(office_id=office.pk, now=clock.now())
        return client.post(f"/da/{office.slug}/", {"reference": reference, "code": code})

    return send


def forged(elsewhere: dict[str, str]) -> Iterator[str]:
    """Mostly invented, each fifth one that exists or cannot."""
    for known in cycle(elsewhere.values()):
        yield from (new_reference() for _ in range(4))
        yield known


def moments(number: int) -> Iterator[datetime]:
    """As many moments, evenly over the attack."""
    return (at("8:45") + LASTS * place / number for place in range(number))


def test_ten_thousand_forged_attempts_let_nobody_in_and_whoever_is_honest_gets_in_at_once(
    morning: Morning, terminal: Terminal, client: Client, city_clock: MovingClock, elsewhere: dict[str, str]
) -> None:
    references, office = forged(elsewhere), morning.place.office
    answers: Counter[tuple[str, str]] = Counter()
    for now in moments(BY_OPERATION):
        try:
            arrive_by_reference(
                who="network:198.51.100.7",
                reference=next(references),
                hall_code=hall_code(office_id=office.pk, now=now),
                office_id=office.pk,
                channel=Channel.PORTAL,
                command_id=new_id(),
                now=now,
            )
        except DomainError as refusal:
            answers["operation", refusal.code] += 1
    for name, send, number in (("phone", by_phone(client, morning), BY_PHONE), ("kiosk", terminal.arrive, BY_TERMINAL)):
        for city_clock.now in moments(number):
            answers[name, str(send(next(references)).status_code)] += 1
    assert answers == {
        ("operation", "check-in-not-found"): ADMITTED,
        ("operation", "too-many-attempts"): BY_OPERATION - ADMITTED,
        ("phone", "404"): ADMITTED,
        ("phone", "429"): BY_PHONE - ADMITTED,
        ("kiosk", "404"): ADMITTED,
        ("kiosk", "429"): BY_TERMINAL - ADMITTED,
    }
    assert not Visit.objects.exists()
    assert not CaseEvent.objects.filter(kind="arrived").exists()

    # Ada sits in the same network: her confirmation's link is a secret of its own, and no neighbour uses it up
    city_clock.now = at("8:55")
    own = f"/warten/{holder_token(case_id=morning.id('Ada'))}/da/"
    assert client.post(own, {"code": hall_code(office_id=office.pk, now=at("8:55"))}).status_code == 303
    # Çiğdem stands at the terminal that was played with: her QR code gets her in at once, the other terminal too, and
    # typing after twenty seconds at the latest
    scanned = f"https://stadt.example/warten/{holder_token(case_id=morning.id('Çiğdem'))}/"
    assert terminal.arrive(scanned).status_code == 303
    assert make_terminal(morning).arrive(morning.appointments["Çiğdem"].case.reference).status_code == 303
    city_clock.now += timedelta(seconds=20)
    assert terminal.arrive(morning.appointments["Çiğdem"].case.reference).status_code == 303
    assert [morning.events(name).count("arrived") for name in ("Ada", "Çiğdem")] == [1, 1]


def without_what_differs(page: HttpResponse) -> str:
    return re.sub(r'value="[^"]*"', "", page.content.decode())


def test_whether_a_reference_exists_shows_neither_in_the_answer_nor_in_the_work(
    door: Door, elsewhere: dict[str, str]
) -> None:
    door(new_reference())
    for expected in (404, 429):
        seen = set()
        for reference in elsewhere.values():
            with CaptureQueriesContext(connection) as queries:
                page = door(reference)
            seen.add((page.status_code, len(queries), without_what_differs(page)))
        assert len(seen) == 1
        assert next(iter(seen))[0] == expected
        while door(new_reference()).status_code != 429:
            pass


def test_beyond_the_limit_an_attempt_is_counted_and_nothing_else(
    door: Door, morning: Morning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    while (page := door(new_reference())).status_code != 429:
        pass
    assert int(page["Retry-After"]) <= 20
    with django_assert_num_queries(3):  # where it is, counting, when to come back
        assert door(morning.appointments["Ada"].case.reference).status_code == 429
    assert not Visit.objects.exists()


def test_a_full_hall_that_is_honest_is_never_limited(door: Door, morning: Morning) -> None:
    reference = morning.appointments["Ada"].case.reference
    assert {door(reference).status_code for _ in range(40)} <= {302, 303}
    assert morning.events("Ada") == ["booked", "arrived"]


def test_whoever_is_limited_on_a_phone_is_told_what_works_at_once(
    client: Client, morning: Morning, city_clock: MovingClock
) -> None:
    send = by_phone(client, morning)
    while (page := send(new_reference())).status_code != 429:
        pass
    assert "das Terminal in der Halle und die Information melden Sie sofort an" in page.content.decode()


def test_the_code_of_the_wall_is_guessed_for_one_visit_alone(
    client: Client, morning: Morning, city_clock: MovingClock
) -> None:
    ada, bilal = (f"/warten/{holder_token(case_id=morning.id(name))}/da/" for name in ("Ada", "Bilal"))
    assert [client.post(ada, {"code": "AAAA"}).status_code for _ in range(31)] == [422] * 30 + [429]
    good = {"code": hall_code(office_id=morning.place.office.pk, now=city_clock.now)}
    assert client.post(ada, good).status_code == 429
    assert client.post(bilal, good).status_code == 303
