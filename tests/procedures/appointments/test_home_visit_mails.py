"""What people are told by mail whom a team visits: the address stands in the text, and nowhere else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.core.mail import EmailMessage

from einamt.kernel.actor import SYSTEM
from einamt.procedures.appointments import jobs, operations
from einamt.procedures.appointments.operations import remind_people
from tests.factories.appointments import cancel, move, somebody
from tests.factories.tours import Touring, hold_home, make_tour, visit_home
from tests.procedures.appointments.test_mails import deliver

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 26)


@pytest.fixture
def tour() -> Touring:
    return make_tour(now=NOW)


@pytest.fixture
def visit(tour: Touring) -> operations.Booked:
    contact = somebody(name="Ada Koval", email="ada@example.org")
    return visit_home(at=tour, day=DAY, minute=600, km=3, now=NOW, contact=contact)


def event_of(letter: EmailMessage) -> icalendar.Component:
    [attachment] = letter.attachments
    return icalendar.Calendar.from_ical(attachment.get_payload(decode=True)).walk("VEVENT")[0]


def moved(tour: Touring, visit: operations.Booked) -> None:
    move(visit, to=hold_home(at=tour, day=DAY, minute=660, km=3, now=NOW), now=NOW)


def cancelled(_tour: Touring, visit: operations.Booked) -> None:
    cancel(visit, now=NOW)


def booked(_tour: Touring, _visit: operations.Booked) -> None:
    """As it is."""


@pytest.mark.parametrize("what", [booked, moved, cancelled])
def test_the_address_stands_in_no_subject_and_no_calendar(
    tour: Touring, visit: operations.Booked, what: Callable[[Touring, operations.Booked], None]
) -> None:
    what(tour, visit)
    letters = deliver()
    assert letters
    for letter in letters:
        assert "Nordstra" not in letter.subject
        assert event_of(letter)["LOCATION"] == "bei Ihnen"
        assert all(b"Nordstra" not in each.get_payload(decode=True) for each in letter.attachments)


def test_the_confirmation_says_where_the_team_comes_to_and_what_to_have_ready(visit: operations.Booked) -> None:
    [letter] = deliver()
    assert "Wo: Bei Ihnen, Nordstraße 30, 10115 Berlin" in letter.body
    assert "Rathaus" not in letter.body
    assert "Bitte bringen Sie mit" not in letter.body


def test_people_are_reminded_of_a_visit_as_of_every_appointment(tour: Touring, visit: operations.Booked) -> None:
    remind_people(now=datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    assert any("Wo: Bei Ihnen, Nordstraße 30, 10115 Berlin" in letter.body for letter in deliver()[1:])


def test_who_loses_a_visit_is_told_that_somebody_calls(tour: Touring, visit: operations.Booked) -> None:
    operations.close_office(
        office_id=tour.office.pk,
        starts_on=DAY,
        ends_on=DAY + timedelta(days=1),
        reason="Sturm",
        actor=SYSTEM,
        command_id=uuid4(),
        now=NOW,
    )
    jobs.work_off_backlog(NOW)
    letter = deliver()[-1]
    assert "Wir melden uns bei Ihnen" in letter.body
    assert "schicken Ihnen ein Angebot" not in letter.body
