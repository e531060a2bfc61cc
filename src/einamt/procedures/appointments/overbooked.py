"""What the city's bound and the measured shares of no-shows make of a day's openings."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import F, Max

from einamt.catalog.models import ServiceOffer
from einamt.procedures.appointments.models import BookingRules, CounterGroup, NoShowShare
from einamt.procedures.appointments.overbooking import cautious_share, extra_openings
from einamt.procedures.appointments.rules import Opening


class Overbooked:
    """The shares and the longest services of some groups; two queries, and none where no rules allow overbooking."""

    def __init__(self, *, rules: Collection[BookingRules], groups: Collection[int]) -> None:
        self._shares: dict[int, list[tuple[date, float]]] = defaultdict(list)
        self._steps: dict[int, int] = {}
        if not any(each.overbook_percent_max for each in rules):
            return
        for row in NoShowShare.objects.filter(group_id__in=groups).order_by("-valid_from"):
            share = cautious_share(missed=row.missed, appointments=row.appointments)
            self._shares[row.group_id].append((row.valid_from, share))
        served = ServiceOffer.objects.filter(
            is_bookable=True, service__counter_groups__office=F("office"), service__counter_groups__in=groups
        )
        self._steps = dict(served.values_list("service__counter_groups").annotate(Max("steps")))

    def openings(
        self, *, group: CounterGroup, day: date, openings: Sequence[Opening], rules: BookingRules
    ) -> list[Opening]:
        """What is opened on a day beyond `openings`."""
        shares = self._shares[group.pk] if rules.overbook_percent_max else []
        return extra_openings(
            openings=openings,
            share=next((share for valid_from, share in shares if valid_from <= day), 0.0),
            most_percent=rules.overbook_percent_max,
            block_minutes=rules.step_minutes * self._steps.get(group.pk, 1),
        )
