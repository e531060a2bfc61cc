"""Ninety days after an appointment nothing that names a person is left of it; what was counted stays."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils.html import strip_tags

from einamt.cases.models import Case
from einamt.kernel.actor import Actor, ActorKind
from einamt.platform.audit.models import ReadingEntry
from einamt.platform.audit.steps import record_reading
from einamt.platform.facts.models import Fact
from einamt.platform.retention import erasing
from einamt.procedures.appointments import refusals
from einamt.procedures.appointments.kinds import APPOINTMENT
from einamt.procedures.appointments.models import Appointment, BookingRules, Contact
from einamt.procedures.appointments.operations import booking
from einamt.procedures.appointments.placement import Located
from einamt.procedures.visits import operations
from einamt.procedures.visits.errors import VisitNotFound
from einamt.procedures.visits.jobs import close_past_days
from tests.factories.appointments import cancel, confirm, make_bookable, make_booking, make_hold, somebody
from tests.procedures.visits.conftest import BOOKED_AT, NINE, Morning, at

KEEP = APPOINTMENT.retention
LATER = NINE + timedelta(days=1) + KEEP
"""The night in which all of that Tuesday, and what was noted in the night after it, has been kept long enough."""


def personal_rows() -> dict[str, int]:
    """How many rows each model with personal data has; staff, the rules that they made, and the log of reading have
    ends of their own.
    """
    counted = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if getattr(model, "policy", None) and model.policy.personal
    }
    return {
        label: rows
        for label, rows in counted.items()
        if rows
        and not label.startswith("accounts.")
        and label not in {ReadingEntry._meta.label, BookingRules._meta.label}
    }


def test_nothing_personal_is_left_of_a_served_a_missed_and_a_forgotten_appointment(morning: Morning) -> None:
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:00")
    operations.write_note(case_id=morning.id("Ada"), desk=morning.desk(), text="Foto fehlt", now=at("9:05"))
    morning.finish("Ada", "9:10")
    morning.miss("Bilal", "9:30")
    case_id = morning.appointments["Ada"].case_id
    clerk = Actor(ActorKind.STAFF, "7")
    record_reading(actor=clerk, what="case-read", subject=f"case:{case_id}", purpose="visit", now=at("9:00"))
    facts = Fact.objects.count()
    assert set(personal_rows()) == {
        *("cases.Case", "cases.CaseEvent", "appointments.Appointment", "appointments.Contact"),
        *("visits.Visit", "visits.VisitCommand"),
    }
    erased = erasing.erase_due(now=LATER)
    assert (erased["cases.Case"], erased["appointments.Appointment"], erased["appointments.Contact"]) == (3, 3, 3)
    assert personal_rows() == {}
    assert Fact.objects.count() == facts > 0
    assert ReadingEntry.objects.count() == 1


def test_nobody_is_forgotten_before_the_time_is_over(morning: Morning) -> None:
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10")
    before = personal_rows()
    assert set(erasing.erase_due(now=at("9:00") + KEEP)) == {"visits.TicketSeries"}, "which nobody needs the next day"
    assert personal_rows() == before


def test_an_appointment_that_nobody_ever_closed_goes_ninety_days_after_its_time(morning: Morning) -> None:
    erasing.erase_due(now=at("9:12") + KEEP + timedelta(seconds=1))
    assert [one.person_name for one in Appointment.objects.order_by("starts_at")] == ["Bilal", "Çiğdem"]
    assert not Case.objects.exclude(closed_at=None).exists()


def test_closing_a_day_late_does_not_keep_anybody_longer(morning: Morning) -> None:
    close_past_days(NINE + timedelta(days=30))
    assert not Case.objects.filter(closed_at=None).exists()
    erasing.erase_due(now=LATER)
    assert personal_rows() == {}


def test_a_cancelled_appointment_goes_ninety_days_after_the_cancellation(db: None) -> None:
    place = make_bookable(now=BOOKED_AT)
    booked = make_booking(at=place, day=NINE.date(), minute=540, now=BOOKED_AT)
    cancel(booked, now=BOOKED_AT)
    erasing.erase_due(now=BOOKED_AT + KEEP)
    assert Case.objects.count() == 1
    erasing.erase_due(now=BOOKED_AT + KEEP + timedelta(seconds=1))
    assert personal_rows() == {}


def test_who_has_another_appointment_keeps_the_contact_and_its_limit(morning: Morning) -> None:
    place = make_bookable(now=LATER - timedelta(days=7), days=14)
    ada = somebody(email="ada@example.org", name="Ada")
    make_booking(at=place, day=LATER.date() + timedelta(days=1), minute=540, now=LATER - timedelta(days=1), contact=ada)
    erasing.erase_due(now=LATER)
    contact = Contact.objects.get()
    assert contact.email.lower() == "ada@example.org"
    assert Appointment.objects.get().contact == contact


def _erase_in_between(monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, night: datetime) -> list[int]:
    """Have the night fall between the first look for a time (which finds the contact) and the writing."""
    nights: list[int] = []
    located = getattr(module, name)

    def look(**keywords: object) -> Located:
        found: Located = located(**keywords)
        if not nights:
            assert found.contact_id is not None
            nights.append(sum(erasing.erase_due(now=night).values()))
        return found

    monkeypatch.setattr(module, name, look)
    return nights


@pytest.mark.parametrize("is_held", [False, True])
def test_a_booking_whose_contact_is_erased_under_it_writes_it_anew(
    morning: Morning, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    place = make_bookable(now=LATER, days=7)
    day, ada = LATER.date() + timedelta(days=1), somebody(email="ada@example.org", name="Ada")
    hold = make_hold(at=place, day=day, minute=540, now=LATER) if is_held else None
    nights = _erase_in_between(
        monkeypatch, *((booking, "held_place") if is_held else (refusals, "located")), night=LATER
    )
    if hold:
        confirm(hold, now=LATER, contact=ada)
    else:
        make_booking(at=place, day=day, minute=540, now=LATER, contact=ada)
    assert nights[0] > 0
    appointment = Appointment.objects.get()
    assert appointment.contact is not None
    assert appointment.contact.email == "ada@example.org"
    assert sum(place.free(day)) == sum(bytes(place.day(day).total)) - appointment.steps


def test_the_privacy_page_promises_what_is_kept(client: Client, db: None) -> None:
    page = strip_tags(client.get("/datenschutz/").content.decode())
    assert f"{KEEP.days} Tage nach dem Termin oder der Absage löschen wir Ihre Angaben." in page


def test_a_click_that_comes_after_the_erasing_finds_nothing(morning: Morning) -> None:
    erasing.erase_due(now=LATER)
    with pytest.raises(VisitNotFound):
        operations.mark_arrived(case_id=morning.id("Ada"), desk=morning.desk(), command_id=uuid4(), now=LATER)
