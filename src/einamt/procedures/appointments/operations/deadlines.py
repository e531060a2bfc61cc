"""Writing down the deadlines that a law sets to citizens."""

from datetime import datetime

from django.db import transaction

from einamt.kernel.actor import Actor
from einamt.procedures.appointments.models import StatutoryDeadline


@transaction.atomic
def set_deadline(*, service_id: int, days: int, source: str, actor: Actor, now: datetime) -> StatutoryDeadline:
    """Lay down within how many days after booking a matter must be dealt with, by which law.

    It counts for times that are lost from now on: who waits already keeps the deadline that was noted.
    """
    return StatutoryDeadline.objects.update_or_create(
        service_id=service_id,
        defaults={"days": days, "source": source.strip(), "author": str(actor), "recorded_at": now},
    )[0]


@transaction.atomic
def remove_deadline(*, service_id: int) -> None:
    """The law sets none, or none any more. Removed twice, it is removed once."""
    StatutoryDeadline.objects.filter(service_id=service_id).delete()
