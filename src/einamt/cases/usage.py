"""Which services cases need: a case names its service for as long as it is kept."""

from collections.abc import Collection
from datetime import datetime

from einamt.cases.models import Case


def services_of_cases(service_ids: Collection[int], _now: datetime) -> set[int]:
    """Those of the services that a case is about, open or closed; retention erases cases in time."""
    return set(Case.objects.filter(service_id__in=service_ids).values_list("service_id", flat=True).distinct())
