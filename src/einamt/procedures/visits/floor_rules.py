"""What the city lays down for its halls: grace periods, when somebody may check in, and what counts as an emergency."""

from datetime import date

from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.rulebook import city_rules
from einamt.procedures.visits.models import EmergencyReason, FloorRules
from einamt.procedures.visits.rules import QueueRules

DEFAULT = FloorRules()
"""Where a city has laid nothing down: no emergencies, and the usual half hour."""


def queue_rules(*, on: date) -> QueueRules:
    """What the city lays down for its lines on a day; one query. Without rules nobody is booked, and no line orders."""
    try:
        booking = city_rules(on=on)
    except RulesMissing:
        return QueueRules(late_minutes=0, missing_minutes=0, soon_minutes=0)
    return QueueRules(
        late_minutes=booking.late_arrival_minutes,
        missing_minutes=booking.no_show_minutes,
        soon_minutes=booking.step_minutes,
    )


def floor_rules(*, on: date) -> FloorRules:
    """The rules in force on a day."""
    return FloorRules.objects.filter(valid_from__lte=on).order_by("-valid_from").first() or DEFAULT


def emergency_reasons(*, on: date) -> list[EmergencyReason]:
    """The reasons for which somebody goes first on a day, the most pressing in front."""
    return list(EmergencyReason.objects.filter(rules=floor_rules(on=on).pk))
