"""Whose appointments and places in the waitlist are, for `einamt person`."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from einamt.cases.persons import Contact, Holder, Holders
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.persons import Matter, PersonProvider, Wanted
from einamt.platform.retention.registry import Counts
from einamt.procedures.appointments.contacts import address_index
from einamt.procedures.appointments.fairness.models import WaitlistEntry
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.rules import ContactDetails

_PREFIX = "waitlist"


def _indexes(wanted: Wanted) -> set[str]:
    """A contact stands under its mail address, or under its number where it has none."""
    given = [("", wanted.phone), (wanted.email, "")]
    found = (
        address_index(contact=ContactDetails(name="", email=email, phone=phone, language="de"))
        for email, phone in given
    )
    return {index for index in found if index}


def _cases_of(wanted: Wanted) -> Iterable[UUID]:
    return Appointment.objects.filter(contact__address_index__in=_indexes(wanted)).values_list("case_id", flat=True)


def _holder(case_id: UUID) -> Holder | None:
    appointment = Appointment.objects.select_related("contact").filter(case_id=case_id).first()
    if appointment is None:
        return None
    contact = appointment.contact
    return Holder(
        name=appointment.person_name, contacts=frozenset([contact.address_index] if contact is not None else [])
    )


def _contact(case_id: UUID) -> dict[str, object]:
    appointment = Appointment.objects.select_related("contact").filter(case_id=case_id).first()
    if appointment is None or appointment.contact is None:
        return {}
    contact = appointment.contact
    return {"contact": [{"email": contact.email, "phone": contact.phone}]}


def _reached(address: str) -> Iterable[tuple[UUID, str]]:
    index = address_index(contact=ContactDetails(name="", email=address, phone="", language="de"))
    if not index:
        return []
    found = Appointment.objects.select_related("contact").filter(contact__address_index=index)
    return [(each.case_id, each.contact.email) for each in found if each.contact is not None]


def _written_to(case_id: UUID) -> Contact | None:
    appointment = Appointment.objects.select_related("contact").filter(case_id=case_id).first()
    if appointment is None:
        return None
    return Contact(appointment.contact.email if appointment.contact else "", appointment.language)


def _given(case_id: UUID) -> dict[str, str]:
    appointment = Appointment.objects.select_related("contact").filter(case_id=case_id).first()
    if appointment is None:
        return {}
    contact = appointment.contact
    return {
        "name": appointment.person_name,
        "email": contact.email if contact else "",
        "phone": contact.phone if contact else "",
    }


HOLDERS = Holders(find=_cases_of, holder=_holder, beside=_contact, reached=_reached, contact=_written_to, given=_given)


def _find(wanted: Wanted) -> list[Matter]:
    return [_matter(entry) for entry in WaitlistEntry.objects.filter(address_index__in=_indexes(wanted))]


def _entry(key: str) -> WaitlistEntry | None:
    return WaitlistEntry.objects.filter(lot=key.partition(":")[2]).first()


def _found(key: str) -> Matter | None:
    entry = _entry(key)
    return None if entry is None else _matter(entry)


def _matter(entry: WaitlistEntry) -> Matter:
    is_open = entry.state in WaitlistEntry.OPEN
    return Matter(
        key=f"{_PREFIX}:{entry.lot}",
        subject=f"{_PREFIX}:{entry.pk}",
        what="a place in the waitlist",
        name=entry.person_name,
        contacts=frozenset([entry.address_index]),
        began_at=entry.created_at,
        is_open=is_open,
        kept_because="it still waits, as asked for; leave the waitlist first" if is_open else "",
    )


def _export(key: str) -> dict[str, object]:
    entry = _entry(key)
    return {} if entry is None else exported(entry)


@transaction.atomic
def _erase(key: str) -> Counts:
    return WaitlistEntry.objects.filter(lot=key.partition(":")[2]).delete()[1]


WAITLIST = PersonProvider(prefix=_PREFIX, find=_find, matter=_found, export=_export, erase=_erase)
