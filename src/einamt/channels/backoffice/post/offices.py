"""Whose post somebody looks after: that of the offices where they serve, and what belongs to no office."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import HttpRequest

from einamt.accounts.queries import offices_with_right
from einamt.accounts.rights import Right
from einamt.cases.access import hidden_by_walls
from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.channels.parts.staff import permissions_of
from einamt.kernel.errors import N_
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.printing import Sender
from einamt.platform.shell import city

WAYS: Mapping[MessageChannel, str] = {
    MessageChannel.MAIL: N_("E-Mail"),
    MessageChannel.SMS: N_("SMS"),
    MessageChannel.LETTER: N_("Brief"),
}


def own_offices(request: HttpRequest) -> dict[int, Office]:
    """By id."""
    return {office.pk: office for office in offices_with_right(permissions=permissions_of(request), right=Right.SERVE)}


def hidden_cases(request: HttpRequest) -> QuerySet[Case]:
    """What stands behind a wall that the person does not pass: its messages and letters are for those who do."""
    return hidden_by_walls(permissions=permissions_of(request))


def sender_of(office: Office | None) -> Sender:
    """Who stands above the address: the office, or the city."""
    if office is None:
        return Sender(name=city.current().name)
    return Sender(
        name=office.name, street=office.street, postal_code=office.postal_code, town=office.city, phone=office.phone
    )
