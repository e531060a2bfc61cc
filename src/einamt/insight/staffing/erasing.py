"""Questions to the model are forgotten after a month."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.insight.staffing.models import SCENARIOS_KEPT, Scenario
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Eraser


def _due(now: datetime) -> QuerySet[Scenario]:
    return Scenario.objects.filter(asked_at__lt=now - SCENARIOS_KEPT)


ERASER = Eraser(
    name="scenarios",
    models=frozenset({"staffing.Scenario"}),
    order=40,
    due=lambda now: {"questions to the model": _due(now).count()},
    erase_some=lambda now: delete_some(_due(now)),
)
