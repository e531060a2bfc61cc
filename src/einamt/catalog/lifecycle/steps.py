"""Withdrawing services and bringing them back, for imports and editors alike; what is withdrawn is removed later."""

from collections.abc import Collection
from datetime import datetime

from einamt.catalog.lifecycle.errors import ServiceRetired
from einamt.catalog.models import PublicService, Retirement, ServiceOffer
from einamt.platform.transactions import require_transaction

WAS_BOOKABLE = "bookable_before_deletion"
"""In an offer's `extra`: it could be booked before its service was deleted."""


def withdraw_services(*, service_ids: Collection[int], now: datetime) -> None:
    """No page, not found, not to be booked anew. `catalog.operations` removes them once nobody needs them."""
    require_transaction()
    PublicService.objects.filter(pk__in=service_ids).update(deleted_at=now, is_public=False)
    offers = list(ServiceOffer.objects.filter(service_id__in=service_ids, is_bookable=True))
    for offer in offers:
        offer.is_bookable = False
        offer.extra = {**offer.extra, WAS_BOOKABLE: True}
    ServiceOffer.objects.bulk_update(offers, ["is_bookable", "extra"], batch_size=200)


def restore_offers(*, service_ids: Collection[int]) -> None:
    """Make the offers of services that are there again bookable as they were."""
    require_transaction()
    offers = list(ServiceOffer.objects.filter(service_id__in=service_ids, extra__has_key=WAS_BOOKABLE))
    for offer in offers:
        offer.is_bookable = True
        offer.extra = {name: value for name, value in offer.extra.items() if name != WAS_BOOKABLE}
    ServiceOffer.objects.bulk_update(offers, ["is_bookable", "extra"], batch_size=200)


def withdraw_retired_again() -> None:
    """Withdraw what an import has brought back although the city has given it up: the city's word counts here."""
    require_transaction()
    retired = Retirement.objects.filter(state=Retirement.State.RETIRED, decided_at__isnull=False)
    back = retired.exclude(service__is_public=False, service__deleted_at__isnull=False)
    for service_id, decided_at in back.values_list("service_id", "decided_at"):
        if decided_at is not None:
            withdraw_services(service_ids=[service_id], now=decided_at)


def check_not_retired(*, service: PublicService) -> None:
    """Refuse to publish about a service that has been given up.

    :raises ServiceRetired: it has.
    """
    if Retirement.objects.filter(service=service, state=Retirement.State.RETIRED).exists():
        raise ServiceRetired
