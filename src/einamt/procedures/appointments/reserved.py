"""What the city's share for urgent services makes of a day's counters."""

from collections.abc import Collection

from django.db.models import F, Max

from einamt.catalog.models import ServiceOffer
from einamt.procedures.appointments.late_release import reserved_counters
from einamt.procedures.appointments.models import BookingRules, CounterGroup


class Reserved:
    """The longest urgent service of some groups; a query for each set of rules that has a share, and none else."""

    def __init__(self, *, rules: Collection[BookingRules], groups: Collection[int]) -> None:
        self._steps: dict[int, dict[int, int]] = {}
        for each in rules:
            if each.late_share_percent:
                served = ServiceOffer.objects.filter(
                    is_bookable=True,
                    service__in=each.urgent_services.all(),
                    service__counter_groups__office=F("office"),
                    service__counter_groups__in=groups,
                )
                self._steps[each.pk] = dict(served.values_list("service__counter_groups").annotate(Max("steps")))

    def counters(self, *, group: CounterGroup, total: bytes, rules: BookingRules) -> bytes:
        """How many of each step's counters are reserved on a day with these rules; a group that serves nothing urgent
        reserves nothing.
        """
        steps = self._steps.get(rules.pk, {}).get(group.pk)
        if not steps:
            return b""
        return reserved_counters(total=total, percent=rules.late_share_percent, block_steps=steps)
