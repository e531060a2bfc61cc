"""A place and wishes: where and when they are, how many steps they take, and what that rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.late_release import reserved_from
from einamt.procedures.appointments.rules import (
    DAY_MINUTES,
    Offer,
    Wish,
    check_day,
    merged,
    step_index,
    steps_needed,
)
from einamt.procedures.appointments.tours.homes import Home


@dataclass(frozen=True, slots=True)
class GroupDay:
    """One counter group on one day, with its office and the office's organisation."""

    capacity_day_id: int
    day: date
    first_minute: int
    step_minutes: int
    length: int
    """In steps."""
    group_id: int
    group_key: str
    office_id: int
    office_identifier: str
    office_name: str
    organisation_id: int
    organisation_identifier: str


@dataclass(frozen=True, slots=True)
class ServedService:
    """A service as a group serves it."""

    identifier: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Further:
    """A part of a visit at another group of the office, after the first."""

    place: Place
    first_minute: int
    """Of the group's day, as `step_minutes`."""
    step_minutes: int
    wishes: list[Wish]


@dataclass(frozen=True, slots=True)
class Placement:
    """Wishes at a place: where and when it is and how many steps it takes. With `further` parts, `place` is that of the
    first, and `wishes` and `ends_at` are those of the whole visit.
    """

    at: GroupDay
    place: Place
    wishes: list[Wish]
    service_identifiers: list[str]
    starts_at: datetime
    ends_at: datetime
    further: tuple[Further, ...] = ()
    reserved_from_minute: int = DAY_MINUTES
    """From this minute of the day on, steps can be had only beyond what is reserved for urgent services."""
    home: Home | None = None
    """Where a tour goes to, at a place of that tour; None where people come to the office."""
    moving_id: UUID | None = None
    """The visit at home that is to be moved here: who comes from it has no way from it any more."""

    @property
    def places(self) -> list[Place]:
        """Of all parts."""
        return [self.place, *(part.place for part in self.further)]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a placement rests on beside free capacity: the group's day, what is served there, and the rules in force.

    `revision` is the plan's (`PlanRevision`) when this was read: while it stays, so does all of this but the plan of
    the day itself, and that is compared by whoever takes capacity (`capacity.taking`).
    """

    at: GroupDay
    served: Mapping[int, ServedService]
    horizon_days: int
    release_minute: int
    hold_minutes: int
    appointments_per_contact: int
    late_hours: int
    """So long before it begins, these services can have a step that is reserved."""
    revision: int | None

    def placement(
        self, *, start_minute: int, wishes: Sequence[Wish], now: datetime, steps: int | None = None
    ) -> Placement:
        """`wishes` at a minute of the day.

        :raises NotOffered: as for `placed`, or the day lies beyond the horizon.
        :raises TooManyPersons: for more persons than the office serves in one appointment.
        :raises TimePassed: the time has begun.
        """
        zone = city.zone()
        where = placed(at=self.at, start_minute=start_minute, wishes=wishes, served=self.served, zone=zone, steps=steps)
        check_day(
            day=self.at.day,
            starts_at=where.starts_at,
            horizon_days=self.horizon_days,
            release_minute=self.release_minute,
            zone=zone,
            now=now,
        )
        opens = reserved_from(day=self.at.day, late_hours=self.late_hours, zone=zone, now=now)
        return replace(where, reserved_from_minute=opens) if opens < DAY_MINUTES else where


@dataclass(frozen=True, slots=True)
class Located:
    """A placement as it was read, without a lock: worth an early answer, never a promise; and the rules in force."""

    placement: Placement
    is_free: bool
    """Also beyond what is reserved."""
    is_reserved: bool
    """It would be free, were nothing reserved."""
    is_planned: bool
    hold_minutes: int
    appointments_per_contact: int
    contact_id: UUID | None
    """Of the address that was asked about, where it is known."""


def placed(
    *,
    at: GroupDay,
    start_minute: int,
    wishes: Sequence[Wish],
    served: Mapping[int, ServedService],
    zone: ZoneInfo,
    steps: int | None = None,
) -> Placement:
    """`wishes` at a minute of a group's day. `steps` is how many they take where a hold has settled that before.

    :raises NotOffered: the group does not serve the wishes, the minute is not the beginning of a step, or the steps do
        not fit into the day's plan.
    :raises TooManyPersons: for more persons than the office serves in one appointment.
    """
    wanted = merged(wishes)
    if steps is None:
        steps = steps_needed(wishes=wanted, offers={pk: service.offer for pk, service in served.items()})
    step_index(
        start_minute=start_minute,
        steps=steps,
        first_minute=at.first_minute,
        step_minutes=at.step_minutes,
        length=at.length,
    )
    starts_at = at_minute(day=at.day, minute=start_minute, zone=zone)
    return Placement(
        at=at,
        place=Place(at.capacity_day_id, start_minute, steps),
        wishes=wanted,
        service_identifiers=[served[service_id].identifier for service_id, _ in wanted],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=steps * at.step_minutes),
    )
