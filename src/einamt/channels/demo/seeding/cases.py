"""The demo's cases: complete ones of the last weeks, booked ones of the coming weeks, and a few to follow by name."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import NAMESPACE_OID, uuid5

from einamt.channels.demo.seeding import history
from einamt.channels.demo.seeding.bookings import PlannedBooking, planned_bookings
from einamt.channels.demo.seeding.citizens import Citizen
from einamt.channels.demo.seeding.demand import SEED, Pressure
from einamt.kernel.actor import CITIZEN, Actor, ActorKind
from einamt.kernel.errors import N_
from einamt.procedures.appointments.models import Appointment, CapacityDay
from einamt.procedures.appointments.operations import Booked, BookingOrder, ContactDetails, book_many
from einamt.procedures.appointments.planning.models import holidays_in_force
from einamt.procedures.visits.bulk import PastVisit, complete_many

STEPS_OF_A_CASE = 1.25
"""How many steps of the grid one takes on average, a little low, so that there are rather more cases than fewer."""
AT_ONCE = 20_000
CLERK = Actor(ActorKind.STAFF, "demo")
STORIES = (
    N_("hat gebucht und kommt demnächst"),
    N_("war im Amt, alles ist erledigt"),
    N_("ist nicht erschienen"),
)


def write_past(*, count: int, today: date, pressures: dict[str, Pressure], now: datetime) -> int:
    """About `count` complete cases, spread over the last working days; how many. History has counted them already.

    Those of this morning come on top.
    """
    days = _working_days_before(today=today)
    steps = sum(sum(bytes(row.free)) for row in CapacityDay.objects.filter(day__in=days))
    share = count * STEPS_OF_A_CASE / max(steps, 1)
    plans = list(planned_bookings(days=days, today=today, pressures=pressures, share=share))
    return _complete(plans, _book(plans), now=now, with_facts=False)


def write_future(*, today: date, until: date, pressures: dict[str, Pressure], now: datetime) -> int:
    """Appointments from this morning to the day before `until`; how many. This morning's visits are over."""
    days = [today + timedelta(days=number) for number in range((until - today).days)]
    count, this_morning = 0, now - timedelta(minutes=30)
    for plans in _batches(planned_bookings(days=days, today=today, pressures=pressures)):
        booked = _book(plans)
        history.write_bookings([plan for plan, one in zip(plans, booked, strict=True) if one is not None], now=now)
        over = [
            (plan, one)
            for plan, one in zip(plans, booked, strict=True)
            if one is not None and one.appointment.starts_at < this_morning
        ]
        _complete([plan for plan, _ in over], [one for _, one in over], now=now, with_facts=True)
        count += sum(one is not None for one in booked)
    return count


def _batches(plans: Iterator[PlannedBooking]) -> Iterator[list[PlannedBooking]]:
    while batch := list(islice(plans, AT_ONCE)):
        yield batch


def _complete(
    plans: Sequence[PlannedBooking], booked: Sequence[Booked | None], *, now: datetime, with_facts: bool
) -> int:
    chance = random.Random(SEED)  # noqa: S311 - a demo's dice
    visits = [
        _visit(plan, one, now=now, chance=chance) for plan, one in zip(plans, booked, strict=True) if one is not None
    ]
    complete_many(visits=visits, actor=CLERK, with_facts=with_facts)
    return len(visits)


def citizens_to_follow(*, now: datetime) -> list[Citizen]:
    """Reference and code of somebody to come, somebody served and somebody who did not come."""
    shown = []
    for story, states in zip(STORIES, ("booked", "served", "no-show"), strict=True):
        appointment = Appointment.objects.select_related("case").filter(case__state=states).order_by("starts_at").last()
        if states == "booked":
            soon = Appointment.objects.select_related("case").filter(case__state=states, starts_at__gt=now)
            appointment = soon.order_by("starts_at").first()
        if appointment is not None:
            shown.append(
                Citizen(
                    name=appointment.person_name,
                    story=story,
                    reference=appointment.case.reference,
                    code=appointment.case_code,
                )
            )
    return shown


def _working_days_before(*, today: date) -> list[date]:
    """The last ten days before `today` on which offices were open, in order."""
    days = [today - timedelta(days=number) for number in range(1, 28)]
    closed = set(holidays_in_force().filter(day__in=days).values_list("day", flat=True))
    planned = set(CapacityDay.objects.filter(day__in=days).values_list("day", flat=True))
    return sorted([day for day in days if day in planned - closed and day.isoweekday() <= 5][:10])


def _book(plans: Sequence[PlannedBooking]) -> Sequence[Booked | None]:
    return book_many(
        orders=[
            BookingOrder(
                capacity_day_id=plan.capacity_day_id,
                start_minute=plan.start_minute,
                wishes=plan.wishes,
                contact=ContactDetails(name=plan.name, email="", phone="", language="de"),
                channel=plan.channel,
                actor=CITIZEN,
                command_id=uuid5(NAMESPACE_OID, f"{plan.capacity_day_id}/{plan.start_minute}/{number}/{plan.name}"),
                booked_at=plan.booked_at,
            )
            for number, plan in enumerate(plans)
        ],
        with_facts=False,
        with_messages=False,
    )


def _visit(plan: PlannedBooking, booked: Booked, *, now: datetime, chance: random.Random) -> PastVisit:
    starts = booked.appointment.starts_at
    if plan.is_missed:
        return PastVisit(
            case_id=booked.appointment.case_id,
            counter="",
            arrived_at=None,
            called_at=None,
            ended_at=min(starts + timedelta(minutes=chance.randint(11, 18)), now),
        )
    arrived = starts - timedelta(minutes=chance.randint(0, 14))
    called = max(arrived, starts) + timedelta(minutes=int(chance.gammavariate(1.5, 2.5)))
    ended = called + timedelta(
        minutes=max(3, round(chance.gauss((plan.step_minutes - 1) * booked.appointment.steps, 3)))
    )
    return PastVisit(
        case_id=booked.appointment.case_id,
        counter=str(chance.randint(1, 9)),
        arrived_at=arrived,
        called_at=min(called, now),
        ended_at=min(ended, now),
    )
