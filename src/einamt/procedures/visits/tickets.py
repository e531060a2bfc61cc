"""Numbers by which people are called: one letter for each series of an office, counted up through the day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.models import FloorRevision, TicketSeries, Visit

APPOINTMENTS = "A"
"""The series of those who have an appointment."""
EVERY_COUNTER = "Z"
"""The series of those whom every counter of the office can serve."""
LETTERS = "BCEFGHKLMNPRSTUWXY"
"""The series of an office's groups of counters, in the order of their keys; without letters that are misheard for one
another or read as a digit. An office with more groups begins again from the front: a series is then shared."""


def letter_of(*, group_id: int | None, office_groups: Iterable[int]) -> str:
    """The series of tickets for a group of counters; `office_groups` are those of the office, ordered by their key."""
    if group_id is None:
        return EVERY_COUNTER
    return LETTERS[list(office_groups).index(group_id) % len(LETTERS)]


def take_numbers(*, office_id: int, day: date, letter: str, count: int = 1) -> list[str]:
    """The next numbers of a series, such as B047; whoever asks at the same time waits and gets the ones after.

    Undone or not, a number is given out once: somebody may have it on a piece of paper.
    """
    require_transaction()
    series, _ = TicketSeries.objects.get_or_create(office_id=office_id, day=day, letter=letter)
    TicketSeries.objects.filter(pk=series.pk).update(last=F("last") + count)  # locks the row until the commit
    last = TicketSeries.objects.values_list("last", flat=True).get(pk=series.pk)
    return [f"{letter}{number:03d}" for number in range(last - count + 1, last + 1)]


def number_visit(*, visit: Visit, letter: str) -> None:
    """Give a visit its number, unless it has one. It stays when the arrival is taken back: it may be on paper."""
    require_transaction()
    if not visit.number:
        [visit.number] = take_numbers(office_id=visit.office_id, day=visit.visit_date, letter=letter)
        Visit.objects.filter(pk=visit.pk).update(
            number=visit.number, office_id=visit.office_id, visit_date=visit.visit_date
        )


def group_ids_of(*, office_id: int) -> list[int]:
    """The office's groups of counters, ordered by their key."""
    return list(CounterGroup.objects.filter(office_id=office_id).order_by("key").values_list("pk", flat=True))


def count_up(*, office_id: int) -> None:
    """Let screens and phones of the office know that something has changed; the last lock that a transaction takes."""
    require_transaction()
    revision = FloorRevision.objects.filter(office_id=office_id)
    if not revision.update(number=F("number") + 1):
        _, is_first = FloorRevision.objects.get_or_create(office_id=office_id, defaults={"number": 1})
        if not is_first:  # somebody else's was the office's first step, at the same moment
            revision.update(number=F("number") + 1)
