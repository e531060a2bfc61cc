"""Opening hours that contradict the calendar or the supply are found."""

from datetime import UTC, date, datetime, timedelta

import pytest

from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.linting.queries import finding_lines, open_findings
from einamt.catalog.models import Office, OpeningHours
from einamt.procedures.appointments.linting import hours_findings
from einamt.procedures.appointments.models import Closure, Holiday, OpeningRule
from tests.factories.appointments import Bookable, make_bookable

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def place(db: None) -> Bookable:
    """Bookable every day from 9 to 12; its door is published to be open then."""
    place = make_bookable(now=NOW, opens=540, closes=720)
    for weekday in range(1, 8):
        OpeningHours.objects.create(office=place.office, weekday=weekday, opens_minute=480, closes_minute=780)
    return place


def said(place: Bookable, note: str) -> list[str]:
    Office.objects.filter(pk=place.office.pk).update(hours_note=note)
    return [f"{found.code} {found.place}" for found in hours_findings(now=NOW)]


def christmas(place: Bookable) -> date:
    Holiday.objects.create(
        organisation=place.office.organisation.parent, day=date(2026, 12, 25), name="1. Weihnachtstag"
    )
    return date(2026, 12, 25)


def test_hours_that_agree_are_left_alone(place: Bookable) -> None:
    christmas(place)
    assert said(place, "") == []
    assert said(place, "Am 25.12. geschlossen. Am 28.12. von 8 bis 12 Uhr geöffnet.") == []


def test_a_remark_that_opens_a_holiday_is_found(place: Bookable) -> None:
    day = christmas(place)
    assert said(place, "Am 25.12. geöffnet von 8 bis 12 Uhr.") == [f"open-on-closed-day {day}"]
    lint_catalog(now=NOW)
    [line] = finding_lines(findings=list(open_findings(code="open-on-closed-day")), language="de", today=NOW.date())
    assert line.sentence == "Laut Hinweis ist am 25.12.2026 geöffnet. Eingetragen ist aber: 1. Weihnachtstag."
    assert line.subject == place.office.name


def test_a_remark_that_opens_a_closure_is_found(place: Bookable) -> None:
    Closure.objects.create(office=place.office, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3), reason="Umzug")
    assert said(place, "Am 2.12.2026 offen!") == ["open-on-closed-day 2026-12-02"]
    assert said(place, "Am 3.12.2026 offen!") == []


def test_a_remark_that_closes_a_day_which_can_be_booked_is_found(place: Bookable) -> None:
    assert said(place, "Am 31.12. bleibt das Amt geschlossen.") == ["closed-yet-bookable 2026-12-31"]
    OpeningRule.objects.all().delete()
    assert said(place, "Am 31.12. bleibt das Amt geschlossen.") == []


@pytest.mark.parametrize(
    "note",
    [
        "Am 31.02. geschlossen.",
        "Am 1.1.2020 geschlossen.",
        "Ruhetag!",
        "Am 31.12. nur vormittags.",
        "31.12. geöffnet, 1.1. zu",
    ],
)
def test_what_cannot_be_understood_is_left_to_people(place: Bookable, note: str) -> None:
    assert said(place, note) == []


def test_times_that_can_be_booked_while_the_door_is_closed_are_found(place: Bookable) -> None:
    OpeningHours.objects.filter(office=place.office, weekday=1).update(closes_minute=600)
    OpeningHours.objects.filter(office=place.office, weekday=2).delete()
    assert said(place, "") == ["bookable-outside-hours 1", "bookable-outside-hours 2"]


def test_hours_with_a_break_are_hours_and_published_in_two_parts_too(place: Bookable) -> None:
    OpeningHours.objects.filter(office=place.office, weekday=1).update(closes_minute=600)
    OpeningHours.objects.create(office=place.office, weekday=1, opens_minute=600, closes_minute=720)
    assert said(place, "") == []


def test_supply_that_has_ended_and_offices_without_published_hours_say_nothing(place: Bookable) -> None:
    OpeningHours.objects.filter(office=place.office, weekday=1).delete()
    OpeningRule.objects.update(valid_until=NOW.date() - timedelta(days=1))
    assert said(place, "") == []
    OpeningRule.objects.update(valid_until=None)
    OpeningHours.objects.all().delete()
    assert said(place, "") == []
