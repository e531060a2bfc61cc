"""By which door a booking comes in that somebody of the staff makes."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from einamt.accounts.errors import AccessDenied
from einamt.cases.access import may_read
from einamt.cases.queries import case_by_reference
from einamt.channels.counter.desks import workplace_of
from einamt.channels.parts.staff import permissions_of
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.errors import AppointmentNotFound
from einamt.procedures.appointments.models import Appointment


@dataclass(frozen=True, slots=True)
class Place:
    """The channel, what the page calls it, and the office that is asked first (None: any)."""

    channel: Channel
    name: str
    office_slug: str


def place_of(request: HttpRequest) -> Place:
    """Whoever has taken a place at a counter books there; whoever has not is on the telephone (115)."""
    try:
        workplace = workplace_of(request)
    except AccessDenied:  # served there once, and does no longer
        workplace = None
    if workplace is None:
        return Place(Channel.HOTLINE, gettext("Am Telefon"), "")
    return Place(Channel.COUNTER, workplace.office.name, workplace.office.slug)


def appointment_for(request: HttpRequest, *, reference: str) -> Appointment:
    """The appointment of a reference, which its holder says, for who may read it.

    :raises CaseNotFound: there is no such case.
    :raises AppointmentNotFound: the case is no appointment's.
    :raises AccessDenied: another part of the city answers for it, and its service is not everybody's to serve.
    """
    case = case_by_reference(reference=reference)
    if not may_read(permissions=permissions_of(request), case=case):
        raise AccessDenied
    related = ("case", "contact", "capacity_day__group__office__organisation")
    found = Appointment.objects.select_related(*related).filter(case=case).first()
    if found is None:
        raise AppointmentNotFound
    return found
