"""The web server is killed while eight people book over HTTP: who was told of an appointment has it, and one only."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException

import pytest
from django.urls import reverse

from einamt.platform import clock
from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.operations import audit_capacity
from tests.factories.appointments import OPENS, STEP, make_bookable, make_hold
from tests.faults.mails import link_of_mail
from tests.faults.web_server import WORKERS, WebServer

PEOPLE, TIMES, TOLD_BEFORE = 8, 60, 20

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(database_url: str) -> Iterator[WebServer]:
    server = WebServer(environment=os.environ | {"EINAMT_DATABASE_URL": database_url})
    server.start()
    yield server
    server.kill()


@dataclass
class Crowd:
    """People who each open the link of their mail and press the button that books."""

    server: WebServer
    links: list[str]
    told: set[str] = field(default_factory=set)
    enough: threading.Event = field(default_factory=threading.Event)

    def book(self) -> None:
        """Everybody once; whom nobody answers is not told anything."""
        left = [link for link in self.links if link not in self.told]
        threads = [threading.Thread(target=self._some, args=(left[number::PEOPLE],)) for number in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _some(self, links: list[str]) -> None:
        ticket = ""
        for link in links:
            try:
                answer = self.server.ask(link, form={}, cookie=ticket)
                while answer.status == 202:  # the queue page: it is busy, and says when to come again
                    ticket = answer.headers.get("Set-Cookie", ticket).partition(";")[0]
                    time.sleep(float(answer.headers["Retry-After"]))
                    answer = self.server.ask(link, form={}, cookie=ticket)
            except (OSError, HTTPException):
                continue
            if (answer.status, answer.headers.get("Location")) == (302, reverse("portal:confirmed")):
                self.told.add(link)
            if len(self.told) >= TOLD_BEFORE:
                self.enough.set()


def test_what_was_confirmed_survives_a_kill_of_the_web_server_and_a_second_press_books_nothing_twice(
    server: WebServer,
) -> None:
    crowd = Crowd(server=server, links=links_of_mails())
    booking = threading.Thread(target=crowd.book)
    booking.start()
    assert crowd.enough.wait(60)
    server.kill()
    booking.join()
    assert TOLD_BEFORE <= len(crowd.told) < TIMES, "it was killed too late"
    assert booked() >= len(crowd.told)
    assert list(audit_capacity(now=clock.now())) == []

    server.start()
    crowd.book()
    assert len(crowd.told) == TIMES
    assert booked() == TIMES == Appointment.objects.values("capacity_day", "start_minute", "contact").distinct().count()
    assert set(Hold.objects.values_list("outcome", flat=True)) == {Hold.Outcome.BOOKED}
    assert list(audit_capacity(now=clock.now())) == []


def test_a_web_process_that_is_killed_is_started_again_and_the_other_is_left_alone(server: WebServer) -> None:
    before = server.workers()
    assert len(before) == WORKERS
    killed = before.pop()
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while killed in (now := server.workers()) or len(now) < WORKERS:
        assert time.monotonic() < deadline, "nobody takes its place"
        time.sleep(0.05)
    assert before < now, "the other one was started again too"
    while not server.is_up():
        assert time.monotonic() < deadline, "nobody answers"


def booked() -> int:
    return Appointment.objects.filter(cancelled_at=None).count()


def links_of_mails() -> list[str]:
    """One time held for each person, and the link that books it."""
    now = clock.now()
    place = make_bookable(now=now, counters=3)
    day = (now + timedelta(days=2)).date()
    holds = [make_hold(at=place, day=day, minute=OPENS + STEP * (number % 20), now=now) for number in range(TIMES)]
    return [link_of_mail(hold, office_id=place.office.pk) for hold in holds]
