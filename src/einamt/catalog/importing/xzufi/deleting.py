"""Deletions that a message asks for: a service is withdrawn and stays as long as somebody needs it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import ProtectedError

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.xzufi.fields import Place
from einamt.catalog.importing.xzufi.records import Key
from einamt.catalog.importing.xzufi.stored import StoredService
from einamt.catalog.importing.xzufi.tally import Tally
from einamt.catalog.models import Organisation, PublicService, Responsibility, ServiceOffer

WAS_BOOKABLE = "bookable_before_deletion"
"""In an offer's `extra`: it could be booked before its service was deleted."""


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
    PublicService.objects.filter(pk__in=gone).update(deleted_at=now, is_public=False)
    offers = list(ServiceOffer.objects.filter(service_id__in=gone, is_bookable=True))
    for offer in offers:
        offer.is_bookable = False
        offer.extra = {**offer.extra, WAS_BOOKABLE: True}
    ServiceOffer.objects.bulk_update(offers, ["is_bookable", "extra"], batch_size=200)


def restore_offers(*, service_ids: Collection[int]) -> None:
    """Make the offers of services that are there again bookable as they were."""
    offers = list(ServiceOffer.objects.filter(service_id__in=service_ids, extra__has_key=WAS_BOOKABLE))
    for offer in offers:
        offer.is_bookable = True
        offer.extra = {name: value for name, value in offer.extra.items() if name != WAS_BOOKABLE}
    ServiceOffer.objects.bulk_update(offers, ["is_bookable", "extra"], batch_size=200)


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
