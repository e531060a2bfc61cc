"""Which services appointments and held times need."""

from collections.abc import Collection
from datetime import datetime

from einamt.procedures.appointments.models import Appointment, Hold


def services_of_appointments(service_ids: Collection[int], now: datetime) -> set[int]:
    """Those of the services that somebody has an appointment for that is not over, or holds a time for.

    An appointment may be for several; its case names only the first.
    """
    to_come = Appointment.objects.filter(ends_at__gt=now, cancelled_at=None)
    held = Hold.objects.filter(outcome=Hold.Outcome.KEPT, expires_at__gt=now)
    asked = set(service_ids)
    return {
        service_id
        for rows in (to_come, held)
        for wishes in rows.values_list("wishes", flat=True).iterator()
        for service_id, _ in wishes
        if service_id in asked
    }
