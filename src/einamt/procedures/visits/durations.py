"""How long what people come for takes in an office."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from einamt.catalog.models import ServiceOffer
from einamt.procedures.visits import estimating
from einamt.procedures.visits.estimating import Span
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import State

MEASURED = timedelta(days=28)
MOST_MEASURED = 2000
"""Visits that are looked at for how long a service takes in an office."""
USUAL_STEPS = 1


class Spans:
    """How long what people come for takes in an office: measured until yesterday, else as planned."""

    def __init__(self, *, office_id: int, day: date, step_minutes: int) -> None:
        planned = _planned(office_id, day)
        self._usual = float(USUAL_STEPS * max(1, step_minutes))
        self._spans = estimating.spans(
            measured=_measured(office_id, day),
            planned={service_id: steps * max(1.0, step_minutes) for service_id, steps in planned.items()},
            usual=self._usual,
        )

    def of(self, wishes: Iterable[Sequence[int]]) -> Span:
        """All wishes, one after the other."""
        other = estimating.span_of(measured=(), planned=self._usual)
        spans = [(self._spans.get(service_id, other), persons) for service_id, persons in wishes]
        return Span(
            sum(span.short * persons for span, persons in spans), sum(span.long * persons for span, persons in spans)
        )


@lru_cache(maxsize=512)
def _measured(office_id: int, before: date) -> Mapping[int, Sequence[float]]:
    """Minutes of service of the last weeks, by the service of the case; once a day and process.

    Only what may be counted at all: never where fewer than three people call those of a group.
    """
    served = Visit.objects.filter(
        office_id=office_id, visit_date__gte=before - MEASURED, visit_date__lt=before, state=State.DONE.value
    ).exclude(service_minutes=None)
    found: dict[int, list[float]] = {}
    rows = served.order_by("-visit_date").values_list("case__service_id", "service_minutes")[:MOST_MEASURED]
    for service_id, minutes in rows:
        found.setdefault(service_id, []).append(float(minutes or 0))
    return found


@lru_cache(maxsize=512)
def _planned(office_id: int, _day: date) -> Mapping[int, int]:
    return dict(ServiceOffer.objects.filter(office_id=office_id).values_list("service_id", "steps"))


def forget_durations() -> None:
    """Know nothing any more; for tests, whose offices come and go."""
    _measured.cache_clear()
    _planned.cache_clear()
