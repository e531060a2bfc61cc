"""The link in the mail of somebody who books without JavaScript: one press of a button books."""

from django.urls import reverse

from einamt.channels.portal.booking.pending import PendingBooking, sealed
from einamt.channels.portal.booking.visit import Person
from einamt.kernel.identifiers import new_id
from einamt.procedures.appointments.models import Hold


def link_of_mail(hold: Hold, *, office_id: int) -> str:
    """The path of the page that books a held time for somebody new."""
    pending = PendingBooking(
        hold_id=hold.pk,
        command_id=new_id(),
        person=Person(name="Anna Muster", email=f"{hold.pk.hex}@example.org", phone=""),
        language="de",
        office_id=office_id,
        starts_at=hold.expires_at,
        wishes=[(service_id, persons) for service_id, persons in hold.wishes],
        papers_ready=(),
    )
    return reverse("portal:confirm-by-mail", args=[sealed(pending)])
