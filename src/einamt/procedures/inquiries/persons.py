"""Whose messages are, for `einamt person`. Addresses have no index: all of the last 90 days are opened."""

from uuid import UUID

from django.db import transaction

from einamt.platform.crypto.fields import blind_index
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.persons import Matter, PersonProvider, Wanted
from einamt.platform.retention.registry import Counts
from einamt.procedures.inquiries.models import Inquiry

_PREFIX = "inquiry"


def _index(email: str) -> str:
    return blind_index(text=email, purpose="appointments.contact") if email.strip() else ""


def _find(wanted: Wanted) -> list[Matter]:
    index = _index(wanted.email)
    if not index:
        return []
    return [_matter(each) for each in Inquiry.objects.iterator(chunk_size=500) if _index(each.email) == index]


def _inquiry(key: str) -> Inquiry | None:
    try:
        return Inquiry.objects.filter(pk=UUID(key.partition(":")[2])).first()
    except ValueError:
        return None


def _found(key: str) -> Matter | None:
    inquiry = _inquiry(key)
    return None if inquiry is None else _matter(inquiry)


def _matter(inquiry: Inquiry) -> Matter:
    return Matter(
        key=f"{_PREFIX}:{inquiry.pk}",
        subject=f"{_PREFIX}:{inquiry.pk}",
        what="a message to the city",
        name=inquiry.person_name,
        contacts=frozenset([_index(inquiry.email)] if inquiry.email else []),
        began_at=inquiry.written_at,
        kept_because="" if inquiry.passed_on_at else "it is just being passed on to who answers it",
    )


def _export(key: str) -> dict[str, object]:
    inquiry = _inquiry(key)
    return {} if inquiry is None else exported(inquiry)


@transaction.atomic
def _erase(key: str) -> Counts:
    inquiry = _inquiry(key)
    return {} if inquiry is None else inquiry.delete()[1]


PROVIDER = PersonProvider(prefix=_PREFIX, find=_find, matter=_found, export=_export, erase=_erase)
