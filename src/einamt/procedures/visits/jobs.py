"""What happens to visits by the clock."""

from datetime import datetime, timedelta

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.visits.operations import close_visit
from einamt.procedures.visits.queries import unended

LOOK_BACK = timedelta(days=31)
"""As far back as the schedule catches up."""


def close_past_days(now: datetime) -> None:
    """End every visit of the days before today that nobody ended, one transaction each; again changes nothing."""
    today = local_date(moment=now, zone=city.zone())
    for visit in unended(since=today - LOOK_BACK, until=today):
        close_visit(case_id=visit.case_id, office_id=visit.office_id, day=visit.day, now=now)
