"""Who waits for a new time, as planning sees it, and the deadlines of law that order the line."""

from datetime import date, timedelta

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.models import StatutoryDeadline
from einamt.procedures.appointments.operations import Booked, close_office
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody

DAY = date(2026, 11, 25)
LINE, DEADLINES = "/planung/rueckstand/", "/planung/fristen/"


@pytest.fixture
def at(db: None) -> Bookable:
    return make_bookable(now=NOW)


@pytest.fixture
def manager(at: Bookable) -> Client:
    return desk(staff=make_staff(role=Role.OFFICE_MANAGER, office=at.office))


@pytest.fixture
def steering(at: Bookable) -> Client:
    return desk(staff=make_staff(role=Role.STEERING, full_name="Ines Vogel"))


def lose_a_time(at: Bookable) -> Booked:
    booked = make_booking(at=at, day=DAY, minute=600, contact=somebody(name="Anna Muster"), now=NOW)
    close_office(office_id=at.office.pk, starts_on=DAY, ends_on=DAY + timedelta(days=1), reason="Rohrbruch", now=NOW)
    return booked


def test_the_line_shows_what_for_since_when_and_how_far_it_is_and_never_a_name(at: Bookable, manager: Client) -> None:
    assert "Niemand wartet auf eine neue Zeit." in text_of(manager.get(LINE))
    booked = lose_a_time(at)
    page = text_of(manager.get(LINE))
    assert "Rohrbruch" in page
    assert booked.case.reference in page
    assert "Anna Muster" not in page
    assert "wartet" in page
    assert ReadingEntry.objects.filter(what="backlog-read").exists()
    jobs.work_off_backlog(NOW)
    page = text_of(manager.get(LINE))
    assert "Zeit angeboten" in page
    assert "1 Angebot bisher" in page


def test_who_serves_nobody_sees_no_numbers_of_cases(at: Bookable, steering: Client) -> None:
    booked = lose_a_time(at)
    page = text_of(steering.get(LINE))
    assert "Rohrbruch" in page
    assert booked.case.reference not in page
    assert not ReadingEntry.objects.filter(what="backlog-read").exists()


def test_the_law_s_deadline_stands_in_front_of_age(at: Bookable, manager: Client) -> None:
    elsewhere = make_bookable(now=NOW, office=at.office)
    lose_a_time(at)
    StatutoryDeadline.objects.create(service=elsewhere.service, days=14, source="§ 17 BMG")
    later = make_booking(at=elsewhere, day=DAY + timedelta(days=1), minute=600, now=NOW)
    close_office(
        office_id=at.office.pk,
        starts_on=DAY + timedelta(days=1),
        ends_on=DAY + timedelta(days=2),
        reason="Streik",
        now=NOW + timedelta(hours=1),
    )
    page = text_of(manager.get(LINE))
    assert page.index(later.case.reference) < page.index("Rohrbruch")
    assert "08.12.2026" in page


def test_a_deadline_is_written_down_changed_and_taken_out_with_its_author(at: Bookable, steering: Client) -> None:
    assert "Noch ist keine Frist eingetragen." in text_of(steering.get(DEADLINES))
    for days in (14, 7):
        sent = {"service": at.service.pk, "days": days, "source": "§ 17 Abs. 1 BMG"}
        assert steering.post(DEADLINES, sent).status_code == 302
    page = text_of(steering.get(DEADLINES))
    assert "§ 17 Abs. 1 BMG" in page
    assert "7 Tage" in page
    assert "Ines Vogel" in page
    for _ in range(2):
        steering.post(f"{DEADLINES}{at.service.pk}/")
    assert not StatutoryDeadline.objects.exists()


def test_a_deadline_without_a_law_is_refused(at: Bookable, steering: Client) -> None:
    answer = steering.post(DEADLINES, {"service": at.service.pk, "days": 0, "source": ""})
    assert answer.status_code == 422
    assert not StatutoryDeadline.objects.exists()


def test_who_plans_one_office_reads_the_deadlines_of_the_city_and_changes_none(at: Bookable, manager: Client) -> None:
    StatutoryDeadline.objects.create(service=at.service, days=14, source="§ 17 BMG")
    page = text_of(manager.get(DEADLINES))
    assert "§ 17 BMG" in page
    assert "Fristen gelten in der ganzen Stadt." in page
    sent = {"service": at.service.pk, "days": 3, "source": "x"}
    assert manager.post(DEADLINES, sent).status_code == 422
    assert manager.post(f"{DEADLINES}{at.service.pk}/").status_code == 403
    assert StatutoryDeadline.objects.get().days == 14


@pytest.mark.parametrize("address", [LINE, DEADLINES])
def test_a_clerk_at_the_counter_plans_nothing(at: Bookable, address: str) -> None:
    assert desk(staff=make_staff(role=Role.CLERK, office=at.office)).get(address).status_code == 403
