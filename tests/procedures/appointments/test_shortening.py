"""One of the family stays at home: the visit takes less time, and what is freed is free at once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.cases.models import Case, CaseEvent
from einamt.catalog.models import ServiceOffer
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import Booked, leave_out
from einamt.procedures.appointments.rules import without_one
from tests.factories.appointments import Bookable, cancel, make_bookable, make_booking, unbalanced
from tests.factories.catalog import make_service


@pytest.fixture
def card(at: Bookable) -> int:
    """A second service of the same counters, of two steps a person."""
    service = make_service(name="Personalausweis", offices=[at.office], steps=2)
    at.group.services.add(service)
    return service.pk


def shorten(booked: Booked, service_id: int, *, now: datetime, **options: Any) -> Appointment:
    fresh = Appointment.objects.get(pk=booked.appointment.pk)
    options = {"sequence": fresh.sequence, "command_id": uuid4()} | options
    return leave_out(
        appointment_id=fresh.pk, service_id=service_id, actor=CITIZEN, channel=Channel.PORTAL, now=now, **options
    )


def test_the_visit_of_a_family_takes_less_time_when_one_stays_at_home(
    at: Bookable, card: int, now: datetime, day: date
) -> None:
    family = make_booking(at=at, day=day, minute=480, wishes=[(at.service.pk, 2), (card, 1)], now=now)
    assert at.free(day)[:5] == [0, 0, 0, 0, 1]
    shorter = shorten(family, at.service.pk, now=now)
    assert (shorter.steps, shorter.wishes, shorter.sequence) == (3, [(at.service.pk, 1), (card, 1)], 1)
    assert shorter.ends_at - shorter.starts_at == timedelta(minutes=36)
    assert at.free(day)[:5] == [0, 0, 0, 1, 1]
    shorter = shorten(family, at.service.pk, now=now)
    assert (shorter.steps, shorter.wishes) == (2, [(card, 1)])
    assert Case.objects.get().service_id == card
    assert CaseEvent.objects.filter(kind="shortened").count() == 2
    assert OutboxMessage.objects.filter(topic="appointments.shortened").count() == 2
    assert unbalanced() == []


def test_the_last_matter_cannot_be_left_out(at: Bookable, now: datetime, day: date) -> None:
    alone = make_booking(at=at, day=day, minute=480, now=now)
    with pytest.raises(errors.NothingLeft):
        shorten(alone, at.service.pk, now=now)


def test_the_same_button_twice_leaves_one_out(at: Bookable, now: datetime, day: date) -> None:
    family, command_id = make_booking(at=at, day=day, minute=480, wishes=at.wishes(3), now=now), uuid4()
    for _ in range(2):
        assert shorten(family, at.service.pk, now=now, command_id=command_id, sequence=0).steps == 2
    assert unbalanced() == []


def test_a_page_that_is_older_than_the_appointment_changes_nothing(at: Bookable, now: datetime, day: date) -> None:
    family = make_booking(at=at, day=day, minute=480, wishes=at.wishes(3), now=now)
    shorten(family, at.service.pk, now=now)
    with pytest.raises(errors.ChangedMeanwhile):
        shorten(family, at.service.pk, now=now, sequence=0)
    with pytest.raises(errors.ChangedMeanwhile):
        shorten(family, 123456, now=now)
    assert unbalanced() == []


def test_what_is_cancelled_or_has_begun_is_not_shortened(at: Bookable, now: datetime, day: date) -> None:
    family = make_booking(at=at, day=day, minute=480, wishes=at.wishes(3), now=now)
    with pytest.raises(errors.TooLate):
        shorten(family, at.service.pk, now=now + timedelta(days=2))
    cancel(family, now=now)
    with pytest.raises(errors.AlreadyCancelled):
        shorten(family, at.service.pk, now=now)


def test_an_office_that_takes_longer_than_before_takes_nothing_that_was_not_booked(
    at: Bookable, now: datetime, day: date
) -> None:
    family = make_booking(at=at, day=day, minute=480, wishes=at.wishes(3), now=now)
    ServiceOffer.objects.update(steps=5)
    assert shorten(family, at.service.pk, now=now).steps == 3
    ServiceOffer.objects.all().delete()
    assert shorten(family, at.service.pk, now=now).steps == 3
    assert unbalanced() == []


def test_a_counter_of_several_is_left_out_with_its_last_matter(at: Bookable, now: datetime, day: date) -> None:
    cars = make_bookable(now=now, office=at.office, steps=2)
    wishes = [(at.service.pk, 2), (cars.service.pk, 1)]
    first, second = (make_booking(at=at, day=day, minute=minute, wishes=wishes, now=now) for minute in (480, 600))
    shorter = shorten(first, cars.service.pk, now=now)
    assert (shorter.start_minute, shorter.steps, shorter.legs.count()) == (480, 2, 0)
    assert unbalanced() == []
    shorten(second, at.service.pk, now=now)
    later = shorten(second, at.service.pk, now=now)
    assert (later.capacity_day_id, later.start_minute, later.steps) == (cars.day(day).pk, 624, 2)
    assert later.ends_at - later.starts_at == timedelta(minutes=24)
    assert unbalanced() == []


@given(
    wishes=st.dictionaries(st.integers(1, 5), st.integers(1, 6), min_size=1).map(lambda found: list(found.items())),
    data=st.data(),
)
def test_leaving_out_takes_exactly_one_person(wishes: list[tuple[int, int]], data: st.DataObject) -> None:
    service_id = data.draw(st.sampled_from([each for each, _ in wishes]))
    total = sum(persons for _, persons in wishes)
    if total == 1:
        with pytest.raises(errors.NothingLeft):
            without_one(wishes=wishes, service_id=service_id)
        return
    left = without_one(wishes=wishes, service_id=service_id)
    assert sum(persons for _, persons in left) == total - 1
    assert all(persons > 0 and persons <= dict(wishes)[each] for each, persons in left)
