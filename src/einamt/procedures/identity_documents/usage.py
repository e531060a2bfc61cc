"""Which services identity documents need: reports that wait name one."""

from collections.abc import Collection
from datetime import datetime

from einamt.procedures.identity_documents.models import StateReport


def services_of_reports(service_ids: Collection[int], _now: datetime) -> set[int]:
    """Those of the services that a kept report names."""
    return set(StateReport.objects.filter(service_id__in=service_ids).values_list("service_id", flat=True).distinct())
