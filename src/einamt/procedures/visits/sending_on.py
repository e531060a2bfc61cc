"""Sending somebody on: the visit ends here, and another office goes on with it today, without a new wait.

Rule: docs/rules/visits.md#another-office.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from einamt.cases.steps import locked_case, new_case, settle_references
from einamt.catalog.models import Office
from einamt.catalog.rules.distances import Place, nearest_offices
from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import errors, rules, steps, tickets, work
from einamt.procedures.visits.kinds import EXPECTED_HERE, VISIT
from einamt.procedures.visits.models import Visit, WalkIn
from einamt.procedures.visits.rules import Action, Outcome, State
from einamt.procedures.visits.steps import Desk, Locked
from einamt.procedures.visits.ticketing import counters_for, groups_for, offices_that_stopped


@dataclass(frozen=True, slots=True)
class Onward:
    """An office that can go on today: how far it is as the crow flies (None: nobody knows), until which minute after
    midnight its counters are planned, and whether it has stopped tickets, because it serves nobody else any more.
    """

    office: Office
    km: float | None
    closes_minute: int
    is_stopped: bool


@transaction.atomic
def send_on(
    *,
    case_id: UUID,
    office_id: int,
    desk: Desk,
    command_id: UUID,
    now: datetime,
    still_to_do: Collection[int] | None = None,
) -> Visit:
    """End the visit at the desk's counter, and let another office expect the person today. The visit there.

    Its number is given out at once, by which the person is called there; whoever has come there stands in front, like
    everybody who was at a counter before. `still_to_do` are the wished services that go on there: the others are done
    here. None: all that no counter of the visit has said to be done.

    :raises NothingToSendOn: everything is done; the visit is to be finished.
    :raises NotToBeSentOn: no counter there is planned for the rest of the day, one of the services is not offered, it
        is the same office, or a team is at the person's home.
    :raises NotCalledYet, AlreadyCalled, AlreadyDone, MarkedMissing, WentOn: see `steps.locked_at_counter`.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    today = local_date(moment=now, zone=city.zone())
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=today)
    rest, done = _split(locked, still_to_do=still_to_do)
    if not rest:
        raise errors.NothingToSendOn({"reference": locked.reference})
    able = _able(locked, wishes=rest, desk=desk, now=now)
    there = next((each.office for each in able if each.office.pk == office_id), None)
    if there is None:
        raise errors.NotToBeSentOn({"reference": locked.reference})
    visit = _expected(locked, wishes=rest, at=there, desk=desk, today=today, now=now)
    steps.move(
        locked=locked,
        action=Action.SEND_ON,
        target=State.SENT_ON,
        desk=desk,
        now=now,
        data={
            "to_office": there.identifier,
            "office_name": there.name,
            **({"done": work.in_plain_text(done)} if done else {}),
        },
        changes={"ended_at": now, "done": done},
        halls={desk.office_id, there.pk},
    )
    steps.count_visit(locked=locked, outcome=Outcome.HANDED_ON, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=visit)


def offices_to_go_on(*, wishes: Sequence[Wish], office: Office, now: datetime) -> list[Onward]:
    """The other offices that offer all of the wishes and have counters planned for the rest of the day, the nearest in
    front. Five queries.
    """
    offering = Office.objects.exclude(pk=office.pk).filter(is_public=True)
    for service_id, _ in wishes:
        offering = offering.filter(offers__service_id=service_id)
    found = {each.pk: each for each in offering.select_related("organisation")}
    today, minute = local_date(moment=now, zone=city.zone()), minute_of_day(moment=now, zone=city.zone())
    closes = _closing_minutes(wishes=wishes, office_ids=found, day=today)
    able = {pk: each for pk, each in found.items() if closes.get(pk, 0) > minute}
    stopped = offices_that_stopped(office_ids=able, now=now)
    start = _place(office)
    near: Iterable[tuple[int, float | None]]
    if start is None:
        near = ((pk, None) for pk in sorted(able, key=lambda pk: able[pk].name))
    else:
        by_distance = nearest_offices(start=start, offices=((pk, _place(each)) for pk, each in able.items()))
        near = ((each.office_id, each.km) for each in by_distance)
    return [Onward(able[pk], km, closes[pk], is_stopped=pk in stopped) for pk, km in near]


def done_before(*, case_id: UUID) -> set[int]:
    """The services of a visit that one of its counters has said to be done."""
    said = Visit.objects.filter(case_id=case_id).values_list("done", flat=True).first()
    return {service_id for service_id, _ in said or []}


@transaction.atomic
def withdraw(*, locked: Locked, desk: Desk, now: datetime) -> int:
    """Take back that another office goes on: nobody is expected there any more. Which office that was; its screens are
    still to be told.

    :raises ArrivedThere: the person is there already, or was.
    """
    ticket = WalkIn.objects.filter(follows=locked.case).order_by("-pk").first()
    if ticket is None:
        raise errors.ArrivedThere({"reference": locked.reference})
    visit = Visit.objects.select_for_update().get(case_id=ticket.case_id)
    case = locked_case(case_id=ticket.case_id)
    there = Locked(visit=visit, matter=steps.matter_of(case), case=case)
    if there.state is not State.EXPECTED:
        raise errors.ArrivedThere({"reference": locked.reference})
    steps.move(
        locked=there,
        action=Action.WITHDRAW,
        target=State.WITHDRAWN,
        desk=desk,
        now=now,
        changes={"ended_at": now},
        can_undo=False,
        halls=(),
    )
    return visit.office_id


def follower(*, case_id: UUID, office_id: int, day: date) -> UUID | None:
    """The case as which an office goes on with another office's visit on a day; None: it does not."""
    tickets_there = WalkIn.objects.filter(
        Q(follows_id=case_id) | Q(origin_id=case_id), case__visit__office_id=office_id, case__visit__visit_date=day
    )
    return tickets_there.order_by("-pk").values_list("case_id", flat=True).first()


def _split(locked: Locked, *, still_to_do: Collection[int] | None) -> tuple[list[Wish], list[list[int]]]:
    """What goes on, and what was done here with all that an earlier counter has said, as `work.checked` gives it."""
    said: dict[int, int] = dict(locked.visit.done or [])
    wishes: dict[int, int] = dict(locked.matter.wishes)
    rest = wishes.keys() - said.keys() if still_to_do is None else wishes.keys() & set(still_to_do)
    done = wishes | said
    return (
        [(service_id, persons) for service_id, persons in wishes.items() if service_id in rest],
        [[service_id, persons] for service_id, persons in done.items() if service_id not in rest],
    )


def _able(locked: Locked, *, wishes: Sequence[Wish], desk: Desk, now: datetime) -> list[Onward]:
    if locked.appointment is not None and locked.appointment.is_home_visit:
        return []
    return offices_to_go_on(wishes=wishes, office=Office.objects.get(pk=desk.office_id), now=now)


def _expected(locked: Locked, *, wishes: Sequence[Wish], at: Office, desk: Desk, today: date, now: datetime) -> Visit:
    """The visit in the other office, with its number; its screens are still to be told."""
    matter = locked.matter
    group = counters_for(wishes=wishes, office_id=at.pk)
    opened = new_case(
        kind=VISIT,
        event=EXPECTED_HERE,
        state=rules.CASE_STATES[State.EXPECTED],
        service_id=wishes[0][0],
        organisation_id=at.organisation_id,
        office_id=at.pk,
        channel=desk.channel,
        actor=desk.actor,
        event_data={**steps.where(office=at, group=group), "from_office_name": locked.visit.office.name},
        # when the person was called, as the wall has told: the minute in which a counter ended is told to nobody
        now=locked.visit.last_called_at or now,
    )
    settle_references(cases=[opened.case])
    opened.case.save(force_insert=True)
    opened.event.save(force_insert=True)
    ticket = matter if isinstance(matter, WalkIn) else WalkIn()
    WalkIn.objects.create(
        case=opened.case,
        group=group,
        wishes=wishes,
        language=matter.language,
        reason=ticket.reason,
        rank=ticket.rank,
        follows=locked.case,
        origin_id=ticket.origin_id or locked.case.pk,
    )
    visit = Visit.objects.create(case=opened.case, office=at, visit_date=today, state=State.EXPECTED.value)
    letter = tickets.letter_of(
        group_id=group.pk if group else None, office_groups=tickets.group_ids_of(office_id=at.pk)
    )
    tickets.number_visit(visit=visit, letter=letter)
    return visit


def _closing_minutes(*, wishes: Sequence[Wish], office_ids: Iterable[int], day: date) -> dict[int, int]:
    """When the last counter closes that would serve the wishes in each office; an office without one is not there.

    Where no group is named for them, every counter of the office serves.
    """
    closes: dict[int, int] = {}
    named = groups_for(wishes=wishes, office_ids=office_ids)
    plans = CapacityDay.objects.filter(group__office_id__in=list(office_ids), group__tour=None, day=day)
    columns = ("group__office_id", "group_id", "total", "first_minute", "step_minutes")
    for office_id, group_id, total, first_minute, step_minutes in plans.values_list(*columns):
        if office_id in named and named[office_id].pk != group_id:
            continue
        if steps_open := len(bytes(total).rstrip(b"\0")):
            closes[office_id] = max(closes.get(office_id, 0), first_minute + steps_open * step_minutes)
    return closes


def _place(office: Office) -> Place | None:
    if office.latitude is None or office.longitude is None:
        return None
    return Place(office.latitude, office.longitude)
