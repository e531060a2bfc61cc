"""The city's grace periods, as its rules say at a moment."""

from datetime import datetime

from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.visits.rules import Grace


def grace_at(*, now: datetime) -> Grace:
    """What counts at a moment; one query.

    :raises RulesMissing: the city has no rules of booking.
    """
    rules = rules_at(now=now)
    return Grace(late_minutes=rules.late_arrival_minutes, no_show_minutes=rules.no_show_minutes)
