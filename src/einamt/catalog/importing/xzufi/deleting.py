"""Deletions that a message asks for: a service is withdrawn and stays as long as somebody needs it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import ProtectedError

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.xzufi.fields import Place
from einamt.catalog.importing.xzufi.records import Key
from einamt.catalog.importing.xzufi.stored import StoredService
from einamt.catalog.importing.xzufi.tally import Tally
from einamt.catalog.lifecycle.steps import withdraw_services
from einamt.catalog.models import Organisation, Responsibility


def delete_services(
    *, keys: Collection[Key], stored: dict[Key, StoredService], findings: Findings, tally: Tally, now: datetime
) -> None:
    """Withdraw these services: no page, not found, not to be booked anew. `catalog.operations` removes them later."""
    gone = []
    for key in keys:
        service = stored.get(key)
        if service is None:
            Place("service", key, "", findings).note("delete-unknown", "is to be deleted, and is not there")
        elif service.deleted_at is not None:
            tally.unchanged("services")
        else:
            gone.append(service.pk)
            tally.withdrawn("services", key)
    withdraw_services(service_ids=gone, now=now)


def delete_organisations(*, keys: Sequence[Key], ids: dict[Key, int], findings: Findings, tally: Tally) -> None:
    """Delete these organisations with what they answer for; one that something else names stays, with a finding."""
    for key in keys:
        place = Place("organisation", key, "", findings)
        if key not in ids:
            place.note("delete-unknown", "is to be deleted, and is not there")
            continue
        Responsibility.objects.filter(organisation_id=ids[key], origin=Responsibility.Origin.IMPORT).delete()
        if _is_deleted(ids[key]):
            tally.withdrawn("organisations", key)
        else:
            place.warn("organisation-in-use", "is to be deleted, but services, offices or rules name it; kept")


def _is_deleted(organisation_id: int) -> bool:
    if Responsibility.objects.filter(organisation_id=organisation_id).exists():
        return False  # written by an editor; it would go with the organisation
    try:
        Organisation.objects.filter(pk=organisation_id).delete()
    except ProtectedError:
        return False
    return True
