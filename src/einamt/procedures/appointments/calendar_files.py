"""An appointment as a calendar file (iCalendar, RFC 5545; sent by mail after RFC 5546)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from einamt.platform.links import absolute
from einamt.platform.shell import city
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.tokens import token_of

if TYPE_CHECKING:
    from icalendar import vCalAddress


class Method(StrEnum):
    """What the file asks a calendar to do (RFC 5546, section 3.2)."""

    PUBLISH = "PUBLISH"
    """Put it in; for a download."""
    REQUEST = "REQUEST"
    """Put it in or bring it up to date; for a mail to the person invited."""
    CANCEL = "CANCEL"


def calendar_file_of(*, appointment: Appointment, now: datetime, method: Method = Method.PUBLISH) -> bytes:
    """The calendar file, in the language of who booked.

    UID stays the same over all changes and SEQUENCE counts them, so that a calendar replaces what it has. The time is
    given in the city's zone, whose rules come with it.
    """
    import icalendar  # noqa: PLC0415 - large, and needed for few requests

    zone = city.zone()
    office = appointment.capacity_day.group.office
    token = token_of(appointment_id=appointment.pk)
    link = absolute(name="appointment-change", parameters={"token": token}, language=appointment.language)
    event = icalendar.Event()
    event.add("uid", f"{appointment.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("status", "CANCELLED" if appointment.cancelled_at else "CONFIRMED")
    with override(appointment.language):
        what = wishes_in_words(wishes=appointment.wishes, language=appointment.language)
        event.add("summary", gettext("Termin: %(what)s") % {"what": what})
        event.add(
            "description",
            gettext("Vorgangsnummer %(reference)s. Ändern oder absagen: %(link)s")
            % {"reference": appointment.case.reference, "link": link},
        )
        if appointment.is_home_visit:  # a calendar is shared more easily than a mail: no address in it
            event.add("location", gettext("bei Ihnen"))
    if not appointment.is_home_visit:
        event.add("location", f"{office.name}, {office.street}, {office.postal_code} {office.city}")
    if not appointment.is_home_visit and office.latitude is not None and office.longitude is not None:
        event.add("geo", (office.latitude, office.longitude))
    event.add("url", link)
    if method is not Method.PUBLISH:
        event.add("organizer", _person(settings.DEFAULT_FROM_EMAIL, city.current().name))
        if appointment.contact is not None and appointment.contact.email:
            attendee = _person(appointment.contact.email, appointment.person_name)
            attendee.params["PARTSTAT"] = "ACCEPTED"
            event.add("attendee", attendee)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//EinAmt//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _person(address: str, name: str) -> vCalAddress:
    import icalendar  # noqa: PLC0415

    person = icalendar.vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = name
    return person
