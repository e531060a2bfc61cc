"""When a step was taken that a counter kept while it had no line, and that reaches the city late.

The page says how long ago the key was pressed, not when: its clock may be wrong, its waiting is not. Calls are not
taken back in time: nobody was called before the wall could show it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from einamt.cases.models import CaseEvent
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city

LONGEST = timedelta(hours=12)
"""So long a counter keeps a step."""


def pressed_at(*, case_id: UUID, seconds_ago: int, now: datetime) -> datetime:
    """The moment of a step on a case: never in the future, on another day, or before the step before it. One query,
    none where nothing was kept.
    """
    if seconds_ago <= 0:
        return now
    pressed = now - min(timedelta(seconds=seconds_ago), LONGEST)
    before = CaseEvent.objects.filter(case_id=case_id).order_by("-occurred_at").values_list("occurred_at", flat=True)
    zone = city.zone()
    midnight = at_minute(day=local_date(moment=now, zone=zone), minute=0, zone=zone)
    return min(now, max(pressed, before.first() or pressed, midnight))
