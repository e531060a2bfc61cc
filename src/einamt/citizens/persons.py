"""Whose accounts are, for `einamt person`: found by an address that was proved, never by a name."""

from uuid import UUID

from django.db import transaction

from einamt.citizens.hashes import address_hash
from einamt.citizens.mailed import forget_mails
from einamt.citizens.models import CitizenAccount
from einamt.platform.crypto.fields import blind_index
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.persons import Matter, PersonProvider, Wanted
from einamt.platform.retention.registry import Counts

_PREFIX = "account"


def _find(wanted: Wanted) -> list[Matter]:
    if not wanted.email.strip():
        return []
    found = CitizenAccount.objects.filter(addresses__address_index=address_hash(address=wanted.email))
    return [_matter(account) for account in found]


def _account(key: str) -> CitizenAccount | None:
    try:
        return CitizenAccount.objects.filter(pk=UUID(key.partition(":")[2])).first()
    except ValueError:
        return None


def _found(key: str) -> Matter | None:
    account = _account(key)
    return None if account is None else _matter(account)


def _matter(account: CitizenAccount) -> Matter:
    return Matter(
        key=f"{_PREFIX}:{account.pk}",
        subject=f"{_PREFIX}:{account.pk}",
        what="an account of a citizen",
        name=account.person_name,
        # as of the contact of an appointment, so that both are seen to be one person's
        contacts=frozenset(
            blind_index(text=each.address, purpose="appointments.contact") for each in account.addresses.all()
        ),
        began_at=account.created_at,
        kept_because="",
    )


def _export(key: str) -> dict[str, object]:
    account = _account(key)
    return {} if account is None else exported(account)


@transaction.atomic
def _erase(key: str) -> Counts:
    account = _account(key)
    if account is None:
        return {}
    forget_mails(account=account)
    return account.delete()[1]


PROVIDER = PersonProvider(prefix=_PREFIX, find=_find, matter=_found, export=_export, erase=_erase)
