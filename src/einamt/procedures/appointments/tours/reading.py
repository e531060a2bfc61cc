"""What tours have before them: the visits of a day and the drives between them, read from holds and appointments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from einamt.catalog.rules.distances import Place
from einamt.procedures.appointments.backlog.queries import standing_entries_on
from einamt.procedures.appointments.models import Appointment, Hold, HomeVisit, Tour
from einamt.procedures.appointments.rules import group_of
from einamt.procedures.appointments.tours.homes import read
from einamt.procedures.appointments.tours.travelling import Stop, TourDay, Ways, drives, lengths_of_drives

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from django.db.models.fields.related_descriptors import ManyRelatedManager

    from einamt.catalog.models import PublicService
    from einamt.procedures.appointments.models import CapacityDay, CounterGroup
    from einamt.procedures.appointments.tours.homes import Home


def services_of(group: CounterGroup) -> ManyRelatedManager[PublicService, Any]:
    """What a group serves: at its counters, or on its tour."""
    tour: Tour | None = getattr(group, "tour", None)
    return group.services if tour is None else tour.services


def ways_of(tour: Tour) -> Ways:
    """How the team of a tour gets about."""
    return Ways(
        base=Place(latitude=tour.base_latitude, longitude=tour.base_longitude),
        kmh=tour.kmh,
        overhead_minutes=tour.overhead_minutes,
    )


def tour_day_of(day: CapacityDay) -> TourDay:
    """When the team is on duty."""
    return TourDay(first_minute=day.first_minute, step_minutes=day.step_minutes, total=bytes(day.total))


def home_of(kept: Hold | Appointment) -> Home | None:
    """The home that a hold or an appointment leads to; None where people come to the office. No query for those."""
    if not kept.is_home_visit:
        return None
    visit: HomeVisit | None = getattr(kept, "home_visit", None)
    return read(visit.content) if visit is not None else None


def home_of_hold(*, hold_id: UUID) -> Home | None:
    """The home that a hold leads to, by the hold's id; None where it leads to none, or has become an appointment."""
    visit = HomeVisit.objects.filter(hold=hold_id).first()
    return read(visit.content) if visit else None


def stops_on(
    *, capacity_day_ids: Collection[int], but_hold: UUID | None = None, unsure: Collection[UUID] = ()
) -> dict[int, list[Stop]]:
    """The visits on some rows, held and booked, by row; two queries. `but_hold` is a hold that is not counted; unsure
    are those that are held, and the appointments `unsure`.
    """
    found: dict[int, list[Stop]] = defaultdict(list)
    wanted = {"capacity_day_id__in": list(capacity_day_ids), "is_home_visit": True}
    columns = ("pk", "capacity_day_id", "start_minute", "steps", "home_visit__content")
    held = Hold.objects.filter(**wanted, outcome=Hold.Outcome.KEPT)
    if but_hold is not None:
        held = held.exclude(pk=but_hold)
    booked = Appointment.objects.filter(**wanted, cancelled_at=None)
    for is_held, rows in ((True, held.values_list(*columns)), (False, booked.values_list(*columns))):
        for pk, capacity_day_id, start_minute, steps, content in rows:
            stop = Stop(read(content).place, start_minute, steps, is_unsure=is_held or pk in unsure)
            found[capacity_day_id].append(stop)
    return found


def stops_to_reckon_with(
    *, capacity_day_ids: Collection[int], but_hold: UUID | None = None, moving_id: UUID | None = None
) -> dict[int, list[Stop]]:
    """As `stops_on`, for whoever is promised a time: unsure is also what has lost its time, and the visit that is to be
    moved (`moving_id`). One query more.
    """
    unsure = set(standing_entries_on(capacity_day_ids=capacity_day_ids))
    return stops_on(
        capacity_day_ids=capacity_day_ids, but_hold=but_hold, unsure=unsure | {moving_id} if moving_id else unsure
    )


def drives_on(*, days: Collection[CapacityDay]) -> dict[int, list[tuple[int, int]]]:
    """First minute and steps of all drives on the days of tours, by row; of other days there are none."""
    stops = stops_on(capacity_day_ids=[day.pk for day in days])
    return _driven(stops, step_minutes={day.pk: day.step_minutes for day in days})


def lengths_on(*, days: Collection[CapacityDay]) -> dict[int, dict[int, tuple[int, int]]]:
    """The fewest and the most steps that the drives to the booked visits on the days of tours may take, whoever gives
    up a hold; by row and the visit's begin.
    """
    stops = stops_on(capacity_day_ids=[day.pk for day in days])
    ways = _ways_on(capacity_day_ids=stops)
    return {
        day.pk: lengths_of_drives(stops=stops[day.pk], ways=ways[day.pk], step_minutes=day.step_minutes)
        for day in days
        if day.pk in stops
    }


def taken_on(*, days: Collection[CapacityDay]) -> dict[int, list[tuple[int, int]]]:
    """First minute and steps of all visits and drives on the days of tours, by row."""
    stops = stops_on(capacity_day_ids=[day.pk for day in days])
    driven = _driven(stops, step_minutes={day.pk: day.step_minutes for day in days})
    return {
        day.pk: [(stop.start_minute, stop.steps) for stop in stops.get(day.pk, ())] + driven.get(day.pk, [])
        for day in days
    }


def _driven(
    stops: Mapping[int, Sequence[Stop]], *, step_minutes: Mapping[int, int]
) -> dict[int, list[tuple[int, int]]]:
    ways = _ways_on(capacity_day_ids=stops)
    return {
        pk: [
            (drive.start_minute, drive.steps)
            for drive in drives(stops=of_row, ways=ways[pk], step_minutes=step_minutes[pk])
        ]
        for pk, of_row in stops.items()
    }


def _ways_on(*, capacity_day_ids: Collection[int]) -> dict[int, Ways]:
    if not capacity_day_ids:
        return {}
    tours = Tour.objects.filter(group_id__in={group_of(pk) for pk in capacity_day_ids})
    ways = {tour.group_id: ways_of(tour) for tour in tours}
    return {pk: ways[group_of(pk)] for pk in capacity_day_ids}
