"""Erasing where somebody could be reached, once no appointment of theirs is kept any more."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.procedures.appointments.models import Appointment, Contact


def _unused() -> QuerySet[Contact]:
    return Contact.objects.filter(~Exists(Appointment.objects.filter(contact=OuterRef("pk"))))


def count_unused_contacts(_now: datetime) -> Counts:
    """How many contacts are to be erased; those of cases that are due themselves are not among them yet."""
    return {"contacts without an appointment": _unused().count()}


def erase_some_contacts(_now: datetime) -> Counts:
    """Erase a batch of contacts. A booking that is just using one again wins: it has locked the row, or finds it gone
    and writes it anew.
    """
    return delete_some(_unused())


ERASER = Eraser(
    name="contacts",
    models=frozenset({"appointments.Contact"}),
    order=20,  # after the cases, whose appointments refer to contacts
    due=count_unused_contacts,
    erase_some=erase_some_contacts,
)
