"""Creating a service, and giving one up. A `person` is written as `kind:id` (`str(Actor)`)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from einamt.catalog import steps as catalog_steps
from einamt.catalog.editing import steps as editing_steps
from einamt.catalog.editing.rows import content_of
from einamt.catalog.editing.wording import with_wording
from einamt.catalog.lifecycle.errors import (
    NoRetirementReason,
    OrganisationNotFound,
    OwnRetirement,
    RetirementElsewhere,
    SlugEmpty,
    SlugTaken,
)
from einamt.catalog.lifecycle.steps import restore_offers, withdraw_services
from einamt.catalog.models import Office, Organisation, PublicService, Retirement, ServiceOffer, ServiceVersion
from einamt.catalog.rules.slugs import slug_of

EDITORS_SOURCE = "einamt"
"""The `source` of what was created here: no import of another system replaces or withdraws it."""
LONGEST_SLUG = 120


@transaction.atomic
def create_service(
    *,
    name: str,
    slug: str,
    organisation_id: int,
    office_ids: Collection[int],
    wording_by_key: Mapping[str, str],
    person: str,
    now: datetime,
) -> ServiceVersion:
    """Create a service with its first draft. It has no page until somebody else has approved the draft.

    `slug` may be empty: it is made of the name. `wording_by_key` holds further fields of the draft, as
    `catalog.editing.wording` names them. At `office_ids` it takes one time step; what differs is said at the office.

    :raises SlugTaken: another service has this address.
    :raises SlugEmpty: no address can be made of the name.
    :raises OrganisationNotFound: there is no such organisation.
    :raises BadWording: a text cannot be read (a form has said so before).
    """
    catalog_steps.bump_revision()
    address = slug_of(slug or name, length=LONGEST_SLUG)
    if not address:
        raise SlugEmpty
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise OrganisationNotFound
    try:
        with transaction.atomic():
            service = PublicService.objects.create(
                source=EDITORS_SOURCE,
                identifier=address,
                slug=address,
                organisation_id=organisation_id,
                is_public=False,
            )
    except IntegrityError:
        raise SlugTaken({"slug": address}) from None
    base = editing_steps.current_version(service=service, now=now)
    base.author = person
    base.save(update_fields=["author"])
    live = content_of(service=service)
    draft = with_wording(replace(live, is_public=True), {**wording_by_key, "text.de.name": name})
    version = editing_steps.begin_draft(service=service, content=draft, person=person, now=now)
    offices = Office.objects.filter(pk__in=office_ids).order_by("pk")
    ServiceOffer.objects.bulk_create(
        ServiceOffer(service=service, office=office, is_bookable=draft.needs_appointment) for office in offices
    )
    return version


@transaction.atomic
def ask_to_retire(*, service_id: int, reason: str, person: str, now: datetime) -> Retirement:
    """Propose that a service be given up; nothing changes until somebody else agrees.

    :raises ServiceNotFound: there is no such service.
    :raises NoRetirementReason: the reason is empty.
    :raises RetirementElsewhere: somebody has proposed it already, or it is gone.
    """
    service = editing_steps.locked_service(service_id=service_id)
    if not reason.strip():
        raise NoRetirementReason
    if service.deleted_at is not None or _open_retirement(service) is not None:
        raise RetirementElsewhere
    return Retirement.objects.create(service=service, reason=reason.strip(), asked_by=person, asked_at=now)


@transaction.atomic
def retire_service(*, service_id: int, person: str, now: datetime) -> Retirement:
    """Agree that a service is given up: it has no page from now on, is not found and cannot be booked anew.

    Appointments that are booked are kept. The service is removed once nobody needs it any more, and not before it has
    been possible for a while to bring it back (`catalog.operations.remove_deleted_services`).

    :raises ServiceNotFound: there is no such service.
    :raises RetirementElsewhere: nobody asks for it any more.
    :raises OwnRetirement: the person has asked for it.
    """
    catalog_steps.bump_revision()
    service, retirement = _asked(service_id=service_id)
    if retirement.asked_by == person:
        raise OwnRetirement
    retirement.state = Retirement.State.RETIRED
    retirement.was_public = service.is_public
    retirement.decided_by, retirement.decided_at = person, now
    retirement.save()
    withdraw_services(service_ids=[service.pk], now=now)
    return retirement


@transaction.atomic
def refuse_retirement(*, service_id: int, person: str, now: datetime) -> Retirement:
    """Decline to give a service up; whoever has asked for it may change their mind as well.

    :raises ServiceNotFound: there is no such service.
    :raises RetirementElsewhere: nobody asks for it any more.
    """
    _, retirement = _asked(service_id=service_id)
    retirement.state = Retirement.State.REFUSED
    retirement.decided_by, retirement.decided_at = person, now
    retirement.save()
    return retirement


@transaction.atomic
def restore_service(*, service_id: int, person: str, now: datetime) -> Retirement:
    """Bring a service back that was given up: page and offers are as they were.

    :raises ServiceNotFound: there is no such service; it may have been removed by now.
    :raises RetirementElsewhere: it has not been given up.
    """
    catalog_steps.bump_revision()
    service = editing_steps.locked_service(service_id=service_id)
    retirement = _open_retirement(service)
    if retirement is None or retirement.state != Retirement.State.RETIRED:
        raise RetirementElsewhere
    retirement.state = Retirement.State.RESTORED
    retirement.restored_by, retirement.restored_at = person, now
    retirement.save()
    service.deleted_at, service.is_public = None, retirement.was_public
    service.save(update_fields=["deleted_at", "is_public"])
    restore_offers(service_ids=[service.pk])
    return retirement


def _asked(*, service_id: int) -> tuple[PublicService, Retirement]:
    service = editing_steps.locked_service(service_id=service_id)
    retirement = _open_retirement(service)
    if retirement is None or retirement.state != Retirement.State.ASKED:
        raise RetirementElsewhere
    return service, retirement


def _open_retirement(service: PublicService) -> Retirement | None:
    return Retirement.objects.filter(
        service=service, state__in=(Retirement.State.ASKED, Retirement.State.RETIRED)
    ).first()
