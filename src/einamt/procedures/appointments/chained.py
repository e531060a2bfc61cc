"""A visit to several counter groups in a row, as it can be had at a minute or is kept by a hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.chains import Part, PlannedDay, begin_of_parts, chains
from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.late_release import free_beyond, reserved_from
from einamt.procedures.appointments.locating import Directory
from einamt.procedures.appointments.models import BookingRules, CapacityDay, Contact, CounterGroup, Hold, Leg
from einamt.procedures.appointments.placement import Further, GroupDay, Located, Placement
from einamt.procedures.appointments.rulebook import late_hours, rules_at
from einamt.procedures.appointments.rules import Wish, capacity_day_id, check_day, day_of, group_of, merged


def locate_chain(
    *, first_id: int, start_minute: int, wishes: Sequence[Wish], now: datetime, address_index: str | None = None
) -> Located:
    """As `locating.locate`, for wishes that no group of the office serves alone: the first part is in row `first_id`.

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
    rules = rules_at(now=now)
    opens = reserved_from(
        day=day,
        late_hours=late_hours(rules=rules, service_ids={service_id for service_id, _ in wanted}),
        zone=city.zone(),
        now=now,
    )
    counters = (
        {row.pk: _to_be_had(row, reserved_from_minute=opens) for row in rows.values()},
        {row.pk: bytes(row.free) for row in rows.values()},
        {row.pk: bytes(row.total) for row in rows.values()},
    )
    free, reserved, planned = (
        _soonest(possible, rows=rows, counters=each, start_minute=start_minute) for each in counters
    )
    way = free or reserved or planned
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
    return _checked(
        _placement(parts=parts, wishes=wanted, identifiers=identifiers, reserved_from_minute=opens),
        rules=rules,
        is_free=free is not None,
        is_reserved=free is None and reserved is not None,
        is_planned=True,
        address_index=address_index,
        now=now,
    )


def held_chain(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """The place of a hold with several parts as it is now; `address_index` as for `locating.locate`.

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

    rules = rules_at(now=now)
    opens = reserved_from(
        day=day_of(hold.capacity_day_id),
        late_hours=late_hours(rules=rules, service_ids={service_id for service_id, _ in wishes}),
        zone=city.zone(),
        now=now,
    )
    is_free = are_there({pk: _to_be_had(row, reserved_from_minute=opens) for pk, row in rows.items()})
    return _checked(
        _placement(parts=parts, wishes=wishes, identifiers=identifiers, reserved_from_minute=opens),
        rules=rules,
        is_free=is_free,
        is_reserved=not is_free and are_there({pk: bytes(row.free) for pk, row in rows.items()}),
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
    possible: Sequence[tuple[Part, ...]],
    *,
    rows: Mapping[int, CapacityDay],
    counters: Mapping[int, bytes],
    start_minute: int,
) -> tuple[tuple[Part, ...], list[int]] | None:
    """The chain that ends first where all steps have some of `counters` (by row), with its begins."""
    days = {
        group_id: PlannedDay(row.first_minute, row.step_minutes, [bool(count) for count in counters[row.pk]])
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


def _to_be_had(row: CapacityDay, *, reserved_from_minute: int) -> bytes:
    return free_beyond(
        free=bytes(row.free),
        reserved=bytes(row.reserved),
        first_minute=row.first_minute,
        step_minutes=row.step_minutes,
        reserved_from_minute=reserved_from_minute,
    )


def _group_day(directory: Directory, *, day_id: int) -> GroupDay:
    at = directory.day(day_id)
    if at is None:
        raise NotOffered
    return at


def _placement(
    *, parts: Sequence[_PlacedPart], wishes: list[Wish], identifiers: Mapping[int, str], reserved_from_minute: int
) -> Placement:
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
        reserved_from_minute=reserved_from_minute,
    )


def _checked(
    placement: Placement,
    *,
    rules: BookingRules,
    is_free: bool,
    is_reserved: bool,
    is_planned: bool,
    address_index: str | None,
    now: datetime,
) -> Located:
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
        is_reserved=is_reserved,
        is_planned=is_planned,
        hold_minutes=rules.hold_minutes,
        appointments_per_contact=rules.appointments_per_contact,
        contact_id=(
            Contact.objects.filter(address_index=address_index).values_list("pk", flat=True).first()
            if address_index
            else None
        ),
    )
