"""Eight processes that want the same times: nothing is booked twice and nothing lost; without the guard it would be."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from einamt.cases.models import Case
from einamt.procedures.appointments import operations
from einamt.procedures.appointments.auditing import Difference
from einamt.procedures.appointments.models import Appointment, BacklogEntry, CapacityDay, Closure, Contact, Hold, Leg
from einamt.procedures.appointments.operations import hold_slot, plan_capacity, release_hold, settle_served
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.rules import capacity_day_id
from tests.factories.appointments import (
    OPENS,
    STEP,
    Bookable,
    make_bookable,
    make_booking,
    make_hold,
    make_late_rules,
    make_rules,
    misnoted,
    unbalanced,
)
from tests.factories.catalog import make_service
from tests.factories.plans import ill, save
from tests.procedures.appointments.conftest import NOW, PROCESSES, Race

DAY, NEXT_DAY, FAR_DAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27)
STARTS = list(range(OPENS, OPENS + 20 * STEP, STEP))
ROUNDS = 4

pytestmark = pytest.mark.django_db(transaction=True)


def day_id(place: Bookable, day: date = DAY) -> int:
    """The capacity row of a day."""
    return capacity_day_id(day=day, group_id=place.group.pk)


def check_capacity(place: Bookable) -> None:
    """What is free is what the counters are without the appointments and the holds, in each step of each day."""
    for row in CapacityDay.objects.filter(group=place.group):
        total, free, over = list(bytes(row.total)), list(bytes(row.free)), list(bytes(row.over))
        taken = [0] * len(total)
        open_ones = Appointment.objects.filter(capacity_day=row, cancelled_at=None)
        legs = Leg.objects.filter(capacity_day=row)
        for kept in [
            *open_ones,
            *Hold.objects.filter(capacity_day=row, outcome=Hold.Outcome.KEPT),
            *legs.filter(appointment__isnull=False, appointment__cancelled_at=None),
            *legs.filter(hold__outcome=Hold.Outcome.KEPT),
        ]:
            begin = (kept.start_minute - row.first_minute) // row.step_minutes
            for step in range(begin, begin + kept.steps):
                taken[step] += 1
        doubles = {step: count for step, count in enumerate(taken) if count > total[step]}
        assert doubles == {}, "more taken than there are counters"
        assert free == [all_ - count for all_, count in zip(total, taken, strict=True)], "capacity lost or made up"
        assert not any(over)


def book_everything(race: Race, place: Bookable, **options: Any) -> Counter[str]:
    """All processes try all times of the day; what they were told, added up."""
    given = race("book_all", day=day_id(place), starts=STARTS, service=place.service.pk, pause=0.01, **options)
    return sum(map(Counter, given), Counter())


def test_eight_processes_that_want_the_same_times_get_each_once(race: Race) -> None:
    place = make_bookable(now=NOW, counters=2)
    told = book_everything(race, place)
    check_capacity(place)
    assert told == {"booked": 40, "SlotTaken": PROCESSES * 20 - 40}
    assert set(bytes(CapacityDay.objects.get(pk=day_id(place)).free)) == {0}
    assert Appointment.objects.count() == Case.objects.count() == Contact.objects.count() == 40


def test_the_same_race_is_lost_without_the_guard(race: Race) -> None:
    place = make_bookable(now=NOW, counters=2)
    told = book_everything(race, place, is_unguarded=True)
    assert told["booked"] == Appointment.objects.count() > 40
    with pytest.raises(AssertionError, match="more taken than there are counters"):
        check_capacity(place)


def test_eight_processes_that_want_all_times_leave_what_is_reserved(race: Race) -> None:
    place = make_bookable(now=NOW, counters=2)
    urgent = make_service(offices=[place.office])
    place.group.services.add(urgent)
    make_late_rules(urgent=urgent, percent=25)
    plan_capacity(first_day=FAR_DAY, last_day=FAR_DAY, now=NOW)
    row = day_id(place, FAR_DAY)
    given = race("book_all", day=row, starts=STARTS, service=place.service.pk, pause=0.01)
    told = sum(map(Counter, given), Counter())
    check_capacity(place)
    left = CapacityDay.objects.get(pk=row)
    assert bytes(left.free) == bytes(left.reserved) == b"\0\1" * 10
    assert told["booked"] == Appointment.objects.count() == 30
    given = race("book_all", day=row, starts=STARTS, service=urgent.pk, now=(NOW + timedelta(hours=50)).isoformat())
    assert sum(map(Counter, given), Counter())["booked"] == 10
    check_capacity(place)


def test_whatever_eight_processes_do_at_once_the_capacity_is_right_afterwards(race: Race) -> None:
    place = make_bookable(now=NOW, counters=1)
    long = make_service(offices=[place.office], steps=3)
    place.group.services.add(long)
    deeds = ("book", "hold", "confirm", "release", "cancel", "change", "sweep", "close_and_reopen")
    planned = ("plan_and_take_back", "work_off")
    told: Counter[str] = Counter()
    for _ in range(ROUNDS):  # chance says who does what: until everything was done by somebody
        given = race(
            "live",
            days=[day_id(place), day_id(place, NEXT_DAY)],
            starts=STARTS,
            services=[place.service.pk, long.pk],
            office=place.office.pk,
            seconds=2,
            turns=40,
        )
        told = sum(map(Counter, given), told)
        check_capacity(place)
        if all(told[name] for name in (*deeds, *planned, "slot-taken")):
            break
    assert not in_force(Closure.objects.all()).exists()
    assert [name for name in (*deeds, *planned) if not told[name]] == []
    assert told["slot-taken"]
    assert Appointment.objects.count() == told["book"] + told["confirm"]
    assert Appointment.objects.exclude(cancelled_at=None).count() == told["cancel"]


def test_whose_time_is_lost_stands_in_the_backlog_whatever_eight_processes_do(race: Race) -> None:
    place = make_bookable(now=NOW, counters=3)
    long = make_service(offices=[place.office], steps=3)
    place.group.services.add(long)
    own = {"starts": STARTS, "services": [place.service.pk, long.pk], "office": place.office.pk}
    days = [day_id(place), day_id(place, NEXT_DAY)]
    race("live", days=days, seconds=1, turns=20, **own)
    for day in days:
        race("book_all", day=day, starts=STARTS, service=place.service.pk)
    for day, counters in ((DAY, -2), (NEXT_DAY, -1)):
        save(ill(place, day, counters=counters, opens=STARTS[0], closes=STARTS[-1] + STEP), now=NOW)
    told = sum(map(Counter, race("live", days=days, seconds=2, turns=40, **own)), Counter())
    settle_served(now=NOW)
    assert misnoted(now=NOW) == set()
    assert BacklogEntry.objects.exclude(state=BacklogEntry.State.SETTLED).exists()
    assert told["plan_and_take_back"]
    assert unbalanced() == []


def test_an_audit_in_the_middle_of_it_finds_nothing_wrong(race: Race) -> None:
    place = make_bookable(now=NOW, counters=2)
    audits: list[list[Difference]] = []
    with ThreadPoolExecutor(1) as pool:
        racing = pool.submit(
            race,
            "live",
            days=[day_id(place), day_id(place, NEXT_DAY)],
            starts=STARTS,
            services=[place.service.pk],
            office=place.office.pk,
            seconds=1,
            turns=20,
        )
        while not racing.done():
            audits.append(list(operations.audit_capacity(now=NOW)))
    assert sum(map(Counter, racing.result()), Counter())["book"] > 0
    assert len(audits) > 1
    assert [each for each in audits if each] == []


def test_a_command_that_eight_processes_send_books_once_and_all_get_the_same_reference(race: Race) -> None:
    place = make_bookable(now=NOW, counters=2)
    commands = [str(uuid4()) for _ in STARTS]
    given = race(
        "send_again",
        day=day_id(place),
        starts=STARTS,
        service=place.service.pk,
        commands=commands,
        email="ada@example.org",
    )
    check_capacity(place)
    assert Appointment.objects.count() == len(STARTS)
    [references] = {tuple(one["references"]) for one in given}
    assert sorted(references) == sorted(Case.objects.values_list("reference", flat=True))


def test_a_hold_that_eight_processes_confirm_with_one_command_becomes_one_appointment(race: Race) -> None:
    place = make_bookable(now=NOW)
    wishes = [(place.service.pk, 1)]
    day = day_id(place)
    holds = [hold_slot(capacity_day_id=day, start_minute=start, wishes=wishes, now=NOW).pk for start in STARTS]
    given = race("confirm_again", holds=[str(hold) for hold in holds], commands=[str(uuid4()) for _ in holds])
    check_capacity(place)
    assert Appointment.objects.count() == len(holds)
    [references] = {tuple(one["references"]) for one in given}
    assert sorted(references) == sorted(Case.objects.values_list("reference", flat=True))


def test_a_time_that_eight_processes_hold_with_one_command_is_held_once(race: Race) -> None:
    place = make_bookable(now=NOW, counters=3)
    commands = [str(uuid4()) for _ in STARTS]
    given = race("hold_again", day=day_id(place), starts=STARTS, service=place.service.pk, commands=commands)
    check_capacity(place)
    [held] = {tuple(one["held"]) for one in given}
    assert sorted(held) == sorted(str(pk) for pk in Hold.objects.values_list("pk", flat=True))


def test_one_contact_gets_as_many_appointments_as_the_city_allows_however_many_ask_at_once(race: Race) -> None:
    make_rules(appointments_per_contact=3)
    place = make_bookable(now=NOW, counters=2)
    told = book_everything(race, place, email="ada@example.org", orders=PROCESSES)
    check_capacity(place)
    assert told["booked"] == Appointment.objects.count() == 3
    assert told["TooManyAppointments"] > 0
    assert Contact.objects.count() == 1


def test_of_eight_who_move_to_one_time_one_gets_it_and_the_others_keep_what_they_had(race: Race) -> None:
    place = make_bookable(now=NOW)
    booked = [make_booking(at=place, day=DAY, minute=start, now=NOW) for start in STARTS[:PROCESSES]]
    holds = []
    for _ in booked:
        holds.append(make_hold(at=place, day=NEXT_DAY, minute=OPENS, now=NOW))
        release_hold(hold_id=holds[-1].pk, now=NOW)
    given = race(
        "move_all",
        appointments=[str(each.appointment.pk) for each in booked],
        holds=[str(hold.pk) for hold in holds],
    )
    assert sum(map(Counter, given), Counter()) == {"moved": 1, "HoldExpired": PROCESSES - 1}
    check_capacity(place)
    kept = Appointment.objects.filter(capacity_day_id=day_id(place), sequence=0, cancelled_at=None)
    assert kept.count() == PROCESSES - 1
    assert Appointment.objects.filter(capacity_day_id=day_id(place, NEXT_DAY), sequence=1).count() == 1


def test_chains_that_cross_neither_wait_in_a_circle_nor_book_half_a_visit(race: Race) -> None:
    place = make_bookable(now=NOW, counters=3)
    other = make_bookable(now=NOW, counters=2, office=place.office, steps=2)
    given = race(
        "cross",
        days=[day_id(place), day_id(other)],
        starts=STARTS[:17],
        services=[place.service.pk, other.service.pk],
    )
    told = sum(map(Counter, given), Counter())
    check_capacity(place)
    check_capacity(other)
    assert min(told[name] for name in ("booked", "released", "cancelled", "slot-taken")) > 0, told
    assert Appointment.objects.count() == told["booked"] == Leg.objects.exclude(appointment=None).count()
    assert not Hold.objects.filter(outcome=Hold.Outcome.KEPT).exists()
    begins = {each.pk: each.capacity_day_id for each in Appointment.objects.filter(cancelled_at=None)}
    assert set(begins.values()) == {day_id(place), day_id(other)}, "both orders were booked"
    for leg in Leg.objects.filter(appointment__in=begins):
        assert leg.capacity_day_id != begins[leg.appointment_id]  # type: ignore[index]
