"""Whom representations are about, for `einamt person`: the person represented, found by the address that stands there.

Who acts is found by their account, with which all of it is exported and erased.
"""

from uuid import UUID

from django.db import transaction

from einamt.citizens.acting.models import Representation
from einamt.citizens.hashes import address_hash
from einamt.platform.crypto.fields import blind_index
from einamt.platform.notifications import persons as messages
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.persons import Matter, PersonProvider, Wanted
from einamt.platform.retention.registry import Counts

_PREFIX = "representation"


def _find(wanted: Wanted) -> list[Matter]:
    if not wanted.email.strip():
        return []
    found = Representation.objects.filter(person_index=address_hash(address=wanted.email))
    return [_matter(each) for each in found]


def _found(key: str) -> Representation | None:
    try:
        return Representation.objects.filter(pk=UUID(key.partition(":")[2])).first()
    except ValueError:
        return None


def _matter_of(key: str) -> Matter | None:
    found = _found(key)
    return None if found is None else _matter(found)


def _matter(found: Representation) -> Matter:
    return Matter(
        key=f"{_PREFIX}:{found.pk}",
        subject=f"{_PREFIX}:{found.pk}",
        what="that somebody asked to act for them",
        name=found.person_name,
        contacts=frozenset({blind_index(text=found.person_email, purpose="appointments.contact")}),
        began_at=found.asked_at,
        kept_because="",
    )


def _export(key: str) -> dict[str, object]:
    found = _found(key)
    return {} if found is None else exported(found)


@transaction.atomic
def _erase(key: str) -> Counts:
    found = _found(key)
    if found is None:
        return {}
    return {**messages.forget_about(found.pk), **found.delete()[1]}


PROVIDER = PersonProvider(prefix=_PREFIX, find=_find, matter=_matter_of, export=_export, erase=_erase)
