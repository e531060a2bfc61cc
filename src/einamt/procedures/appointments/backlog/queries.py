"""Reading the backlog."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from einamt.catalog.models import Office
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.models import Offer

SHOWN = 200


def open_entries(*, office_ids: Collection[int]) -> QuerySet[BacklogEntry]:
    """The open entries of some offices in the order of the city's priority: the law's deadline, then age."""
    return _by_priority(BacklogEntry.objects.exclude(state=BacklogEntry.State.SETTLED), office_ids=office_ids)


def _by_priority(entries: QuerySet[BacklogEntry], *, office_ids: Collection[int]) -> QuerySet[BacklogEntry]:
    return entries.filter(appointment__capacity_day__group__office_id__in=list(office_ids)).order_by(
        F("deadline_date").asc(nulls_last=True), "created_at", "lost_starts_at", "pk"
    )


def standing_entries() -> QuerySet[BacklogEntry]:
    """The entries of those whose time the backlog knows to be lost: the open ones, and those of who was rung and still
    has that time. Whatever the call came to, nobody is told again of what they were rung for.
    """
    is_open = ~Q(state=BacklogEntry.State.SETTLED)
    was_rung = Q(settled=BacklogEntry.Settled.BY_HAND, lost_starts_at=F("appointment__starts_at"))
    return BacklogEntry.objects.filter(is_open | was_rung)


def standing_entries_on(
    *, capacity_day_ids: Collection[int], after: datetime | None = None, but: Collection[UUID] = ()
) -> dict[UUID, UUID]:
    """The standing entries, by appointment, of visits with a part on some rows: of those `after` a moment that nobody
    has cancelled, or of all; `but` for some entries.
    """
    rows, left_out = list(capacity_day_ids), set(but)
    entries = standing_entries().values_list("appointment_id", "pk")
    if after is not None:
        entries = entries.filter(appointment__starts_at__gt=after, appointment__cancelled_at=None)
    # of a visit with several parts a later one may lie on these rows, and the first on another
    known = entries.filter(appointment__capacity_day_id__in=rows).union(
        entries.filter(appointment__legs__capacity_day_id__in=rows)
    )
    return {appointment_id: pk for appointment_id, pk in known if pk not in left_out}


def losers_to_come(*, now: datetime) -> list[UUID]:
    """The appointments later than `now` with a standing entry, those of a counter group and day beside each other."""
    to_come = standing_entries().filter(
        appointment__starts_at__gt=now, appointment__cancelled_at=None, appointment__case__state="booked"
    )
    ordered = to_come.order_by("appointment__capacity_day__group_id", "appointment__capacity_day_id", "pk")
    return list(ordered.values_list("appointment_id", flat=True))


def calls(*, office_ids: Collection[int]) -> list[BacklogEntry]:
    """Who has to be rung, with case, contact and office; also of a time that is served after all, who was told on the
    phone that it is not.
    """
    entries = BacklogEntry.objects.filter(
        needs_call=True, appointment__case__state="booked", lost_starts_at=F("appointment__starts_at")
    )
    related = _by_priority(entries, office_ids=office_ids)
    return list(
        related.select_related("appointment__case", "appointment__contact", "appointment__capacity_day__group__office")[
            :SHOWN
        ]
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose time was lost, in the order of the city's priority; who it is stands in the case alone."""

    entry: BacklogEntry
    office: Office
    offered_until: datetime | None
    """Until when an offer is held, where there is one."""


def waiting_line(*, office_ids: Collection[int]) -> list[Waiting]:
    """Who waits for a new time in some offices, at most `SHOWN`; two queries."""
    related = open_entries(office_ids=office_ids).select_related(
        "appointment__case", "appointment__capacity_day__group__office__organisation"
    )
    entries = list(related[:SHOWN])
    open_offers = Offer.objects.filter(
        kind="backlog", subject_id__in=[entry.pk for entry in entries], outcome=Offer.Outcome.OPEN
    )
    until = dict(open_offers.values_list("subject_id", "expires_at"))
    return [Waiting(entry, entry.appointment.capacity_day.group.office, until.get(entry.pk)) for entry in entries]


def backlog_counts(*, office_ids: Collection[int]) -> dict[str, int]:
    """How many wait, and how many have an offer."""
    rows = open_entries(office_ids=office_ids).order_by().values_list("state").annotate(count=Count("pk"))
    return {"waiting": 0, "offered": 0, **dict(rows)}
