"""What the city lays down for its halls: grace periods, when somebody may check in, and what counts as an emergency."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.appointments.rulebook import city_rules
from einamt.procedures.visits.floor_set import FloorSet, Reason
from einamt.procedures.visits.models import EmergencyReason, FloorProposal, FloorRules, WalkIn
from einamt.procedures.visits.rules import QueueRules

DEFAULT = FloorRules()
"""Where a city has laid nothing down: no emergencies, and the usual half hour."""


def queue_rules(*, on: date) -> QueueRules:
    """What the city lays down for its lines on a day; one query. Without rules nobody is booked, and no line orders."""
    try:
        return _line_of(city_rules(on=on))
    except RulesMissing:
        return QueueRules(late_minutes=0, missing_minutes=0, soon_minutes=0)


def floor_rules(*, on: date) -> FloorRules:
    """The rules in force on a day."""
    return FloorRules.objects.filter(valid_from__lte=on).order_by("-valid_from").first() or DEFAULT


def emergency_reasons(*, on: date) -> list[EmergencyReason]:
    """The reasons for which somebody goes first on a day, the most pressing in front."""
    return list(EmergencyReason.objects.filter(rules=floor_rules(on=on).pk))


@dataclass(frozen=True, slots=True)
class DatedFloor:
    """Rules of the halls, and who put them in force, as `kind:id`; empty: with the city, or by its operator."""

    id: int
    values: FloorSet
    author: str
    recorded_at: datetime | None
    is_proposed: bool

    @property
    def valid_from(self) -> date:
        """The day from which they hold."""
        return self.values.valid_from


def floor_until(*, on: date) -> list[DatedFloor]:
    """What has come into force by a day, what is in force in front; empty: the city has laid nothing down. Two
    queries.
    """
    return _dated(FloorRules.objects.filter(valid_from__lte=on).order_by("-valid_from"))


def floor_to_come(*, on: date) -> list[DatedFloor]:
    """What comes into force after a day, the next in front; two queries."""
    return _dated(FloorRules.objects.filter(valid_from__gt=on).order_by("valid_from"))


def floor_set(*, on: date) -> FloorSet:
    """What holds on a day, as plain Python; the usual, where nothing is laid down. Two queries, whatever was before."""
    held = _dated(FloorRules.objects.filter(valid_from__lte=on).order_by("-valid_from")[:1])
    return held[0].values if held else FloorSet(on, DEFAULT.check_in_minutes, DEFAULT.call_minutes, "", ())


def queue_rules_to_come(*, on: date) -> list[tuple[date, QueueRules]]:
    """The days after `on` from which the city's rules of booking say something else about the line; two queries."""
    found, before = [], queue_rules(on=on)
    for row in BookingRules.objects.filter(valid_from__gt=on).order_by("valid_from"):
        after = _line_of(row)
        if after != before:
            found.append((row.valid_from, after))
        before = after
    return found


def floor_proposals() -> list[FloorProposal]:
    """All proposals, the latest day in front."""
    return list(FloorProposal.objects.order_by("-valid_from", "-proposed_at"))


def floor_proposal(*, proposal_id: int) -> FloorProposal | None:
    """One proposal."""
    return FloorProposal.objects.filter(pk=proposal_id).first()


def tickets_by_reason(*, since: datetime) -> dict[str, int]:
    """How many emergencies each reason had since a moment, by its code; for who decides about the reasons."""
    rows = WalkIn.objects.exclude(reason="").filter(case__visit__arrived_at__gte=since)
    return dict(rows.order_by().values_list("reason").annotate(Count("pk")))


def _line_of(booking: BookingRules) -> QueueRules:
    return QueueRules(
        late_minutes=booking.late_arrival_minutes,
        missing_minutes=booking.no_show_minutes,
        soon_minutes=booking.step_minutes,
    )


def _dated(rows: QuerySet[FloorRules]) -> list[DatedFloor]:
    found = []
    is_proposed = Exists(FloorProposal.objects.filter(rules=OuterRef("pk")))
    for row in rows.annotate(is_proposed=is_proposed).prefetch_related("reasons"):
        reasons = tuple(Reason(each.code, each.name, each.name_en) for each in row.reasons.all())
        values = FloorSet(row.valid_from, row.check_in_minutes, row.call_minutes, row.source, reasons)
        found.append(DatedFloor(row.pk, values, row.author, row.recorded_at, row.is_proposed))
    return found
