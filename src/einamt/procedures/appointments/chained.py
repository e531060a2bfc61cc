"""A visit to several counter groups in a row, as it can be had at a minute or is kept by a hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.chains import Part, PlannedDay, begin_of_parts, chains
from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.models import CapacityDay, Contact, CounterGroup, Hold, Leg
from einamt.procedures.appointments.placement import Directory, Further, GroupDay, Located, Placement
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import Wish, capacity_day_id, check_day, day_of, group_of, merged


def locate_chain(
    *, first_id: int, start_minute: int, wishes: Sequence[Wish], now: datetime, address_index: str | None = None
) -> Located:
    """As `placement.locate`, for wishes that no group of the office serves alone: the first part is in row `first_id`.

    Of several chains the one that ends first is taken.

    :raises NotOffered: no chain of the office serves the wishes from there, or the day lies beyond the horizon.
    :raises TimePassed: the time has begun.
    :raises RulesMissing: the city has no rules of booking.
    """
    wanted = merged(wishes)
    day, first_group = day_of(first_id), group_of(first_id)
    groups = CounterGroup.objects.filter(office__counter_groups=first_group).values_list("pk", flat=True)
    rows = {row.group_id: row for row in CapacityDay.objects.filter(group_id__in=list(groups), day=day)}
    directory = Directory(
        capacity_day_ids=[row.pk for row in rows.values()], service_ids={service_id for service_id, _ in wanted}
    )
    served = {group_id: {pk: service.offer for pk, service in directory.served(group_id).items()} for group_id in rows}
    possible = [chain for chain in chains(wishes=wanted, served=served) if chain[0].group_id == first_group]
    ways = {is_free: _soonest(possible, rows=rows, start_minute=start_minute, is_free=is_free) for is_free in (1, 0)}
    way = ways[1] or ways[0]
    if way is None:
        raise NotOffered
    chain, begins = way
    parts = [
        (
            _group_day(directory, day_id=capacity_day_id(day=day, group_id=part.group_id)),
            minute,
            part.steps,
            part.wishes,
        )
        for part, minute in zip(chain, begins, strict=True)
    ]
    identifiers = {pk: service.identifier for part in chain for pk, service in directory.served(part.group_id).items()}
    placement = _placement(parts=parts, wishes=wanted, identifiers=identifiers)
    return _checked(placement, is_free=ways[1] is not None, is_planned=True, address_index=address_index, now=now)


def held_chain(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """The place of a hold with several parts as it is now; `address_index` as for `placement.locate`.

    :raises NotOffered: a part is no longer planned, or the office no longer serves the wishes.
    :raises TimePassed: the time has begun.
    """
    legs = list(hold.legs.all())
    wishes = [(service_id, persons) for service_id, persons in hold.wishes]
    in_legs = {service_id for leg in legs for service_id, _ in leg.wishes}
    own = [wish for wish in wishes if wish[0] not in in_legs]
    kept = [(hold.capacity_day_id, hold.start_minute, hold.steps, own)] + [
        (leg.capacity_day_id, leg.start_minute, leg.steps, [(pk, persons) for pk, persons in leg.wishes])
        for leg in legs
    ]
    directory = Directory(capacity_day_ids=[pk for pk, *_ in kept], service_ids={pk for pk, _ in wishes})
    parts = [(_group_day(directory, day_id=pk), minute, steps, of_part) for pk, minute, steps, of_part in kept]
    identifiers: dict[int, str] = {}
    for at, _, _, of_part in parts:
        served = directory.served(at.group_id)
        if any(pk not in served for pk, _ in of_part):
            raise NotOffered
        identifiers |= {pk: served[pk].identifier for pk, _ in of_part}
    rows = {row.pk: row for row in CapacityDay.objects.filter(pk__in=[pk for pk, *_ in kept])}

    def are_there(counters: Mapping[int, bytes]) -> bool:
        return all(
            0 not in counters[at.capacity_day_id][index : index + steps]
            and index + steps <= len(counters[at.capacity_day_id])
            for at, minute, steps, _ in parts
            for index in [(minute - at.first_minute) // at.step_minutes]
        )

    return _checked(
        _placement(parts=parts, wishes=wishes, identifiers=identifiers),
        is_free=are_there({pk: bytes(row.free) for pk, row in rows.items()}),
        is_planned=are_there({pk: bytes(row.total) for pk, row in rows.items()}),
        address_index=address_index,
        now=now,
    )


def new_legs(*, where: Placement, of: dict[str, object]) -> list[Leg]:
    """Unsaved legs for the further parts of a placement; `of` names the hold or the appointment."""
    return [
        Leg(
            **of,
            position=position,
            capacity_day_id=part.place.capacity_day_id,
            start_minute=part.place.start_minute,
            steps=part.place.steps,
            wishes=part.wishes,
        )
        for position, part in enumerate(where.further, start=1)
    ]


_PlacedPart = tuple[GroupDay, int, int, Sequence[Wish]]
"""A group's day, the minute of the begin, steps and what is served."""


def _soonest(
    possible: Sequence[tuple[Part, ...]], *, rows: Mapping[int, CapacityDay], start_minute: int, is_free: int
) -> tuple[tuple[Part, ...], list[int]] | None:
    """The chain that ends first where all steps are free (or, without `is_free`, only planned), with its begins."""
    days = {
        group_id: PlannedDay(
            row.first_minute, row.step_minutes, [bool(count) for count in bytes(row.free if is_free else row.total)]
        )
        for group_id, row in rows.items()
    }
    found = [
        (begins[-1] + chain[-1].steps * days[chain[-1].group_id].step_minutes, number, chain, begins)
        for number, chain in enumerate(possible)
        if (begins := begin_of_parts(chain=chain, days=days, start_minute=start_minute)) and begins[0] == start_minute
    ]
    if not found:
        return None
    _, _, chain, begins = min(found)
    return chain, begins


def _group_day(directory: Directory, *, day_id: int) -> GroupDay:
    at = directory.day(day_id)
    if at is None:
        raise NotOffered
    return at


def _placement(*, parts: Sequence[_PlacedPart], wishes: list[Wish], identifiers: Mapping[int, str]) -> Placement:
    zone = city.zone()
    (at, minute, steps, _), *others = parts
    last, last_minute, last_steps, _ = parts[-1]
    last_begin = at_minute(day=last.day, minute=last_minute, zone=zone)
    return Placement(
        at=at,
        place=Place(at.capacity_day_id, minute, steps),
        wishes=wishes,
        service_identifiers=[identifiers[service_id] for service_id, _ in wishes],
        starts_at=at_minute(day=at.day, minute=minute, zone=zone),
        ends_at=last_begin + timedelta(minutes=last_steps * last.step_minutes),
        further=tuple(
            Further(
                place=Place(other.capacity_day_id, other_minute, other_steps),
                first_minute=other.first_minute,
                step_minutes=other.step_minutes,
                wishes=list(of_part),
            )
            for other, other_minute, other_steps, of_part in others
        ),
    )


def _checked(
    placement: Placement, *, is_free: bool, is_planned: bool, address_index: str | None, now: datetime
) -> Located:
    rules = rules_at(now=now)
    check_day(
        day=placement.at.day,
        starts_at=placement.starts_at,
        horizon_days=rules.horizon_days,
        release_minute=rules.release_minute,
        zone=city.zone(),
        now=now,
    )
    return Located(
        placement=placement,
        is_free=is_free,
        is_planned=is_planned,
        hold_minutes=rules.hold_minutes,
        appointments_per_contact=rules.appointments_per_contact,
        contact_id=(
            Contact.objects.filter(address_index=address_index).values_list("pk", flat=True).first()
            if address_index
            else None
        ),
    )
