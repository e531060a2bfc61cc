"""Editing offices and what they serve. A `person` is written as `kind:id` (`str(Actor)`).

Each counts the catalogue's revision up first, which locks it: two editors write one after the other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from einamt.catalog import steps as catalog_steps
from einamt.catalog.editing.marks import own_changes
from einamt.catalog.journal import rules as journal
from einamt.catalog.journal import steps as journal_steps
from einamt.catalog.journal.errors import ChangeNotFound
from einamt.catalog.lifecycle.errors import OrganisationNotFound, SlugEmpty, SlugTaken
from einamt.catalog.lifecycle.operations import EDITORS_SOURCE
from einamt.catalog.models import CatalogChange, Office, Organisation, PublicService, ServiceOffer
from einamt.catalog.offices.errors import HalfAPlace, NoOfficeName, NotServedThere, OfficeUnknown
from einamt.catalog.offices.rows import offer_wording, office_wording, write_offer, write_office
from einamt.catalog.rules.slugs import slug_of

LONGEST_SLUG = 80
NEW_OFFER: Mapping[str, str] = {"steps": "1", "max_persons": "", "is_bookable": "", "hint": "", "link": ""}


@transaction.atomic
def create_office(
    *,
    name: str,
    slug: str,
    organisation_id: int,
    wording_by_key: Mapping[str, str],
    person: str,
    now: datetime,
) -> Office:
    """Create an office. It is not public until somebody says so on its page.

    `slug` may be empty: it is made of the name. `wording_by_key` holds further fields (`catalog.offices.wording`).

    :raises NoOfficeName: the name is empty.
    :raises SlugTaken: another office has this address.
    :raises SlugEmpty: no address can be made of the name.
    :raises OrganisationNotFound: there is no such organisation.
    :raises BadWording: a field cannot be read (a form has said so before).
    """
    catalog_steps.bump_revision()
    if not name.strip():
        raise NoOfficeName
    address = slug_of(slug or name, length=LONGEST_SLUG)
    if not address:
        raise SlugEmpty
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise OrganisationNotFound
    try:
        with transaction.atomic():
            office = Office.objects.create(
                source=EDITORS_SOURCE,
                identifier=address,
                slug=address,
                organisation_id=organisation_id,
                name=name.strip(),
                is_public=False,
            )
    except IntegrityError:
        raise SlugTaken({"slug": address}) from None
    write_office(office=office, changes=wording_by_key)
    journal_steps.note_change(
        kind=CatalogChange.Kind.OFFICE,
        office_id=office.pk,
        before={},
        after=office_wording(office=office),
        person=person,
        now=now,
    )
    return office


@transaction.atomic
def save_office(
    *,
    office_id: int,
    wording_by_key: Mapping[str, str],
    seen: Mapping[str, str],
    person: str,
    now: datetime,
    note: str = "",
) -> CatalogChange | None:
    """Write what somebody has typed about an office; it counts at once. None when nothing was changed.

    `seen` holds for each field the `mark` of what the person was shown, as in `catalog.editing.save_draft`.

    :raises OfficeUnknown: there is no such office.
    :raises EditedMeanwhile: somebody else has changed the same fields; nothing is written.
    :raises NoOfficeName: the name is empty.
    :raises HalfAPlace: only one of two coordinates is left.
    :raises BadWording: a field cannot be read (a form has said so before).
    """
    catalog_steps.bump_revision()
    office = _office(office_id)
    before = office_wording(office=office)
    mine = own_changes(there={key: before[key] for key in wording_by_key}, typed=wording_by_key, seen=seen)
    if not mine:
        return None
    write_office(office=office, changes=mine)
    _check(office)
    after = office_wording(office=office)
    if after == before:
        return None
    return journal_steps.note_change(
        kind=CatalogChange.Kind.OFFICE,
        office_id=office.pk,
        before=before,
        after=after,
        person=person,
        note=note,
        now=now,
    )


@transaction.atomic
def add_offers(*, office_id: int, service_ids: Collection[int], person: str, now: datetime) -> int:
    """Say that an office serves these services too; each takes one time step, and can be booked if it needs an
    appointment. Those that are offered already stay as they are. How many were added.

    :raises OfficeUnknown: there is no such office.
    """
    catalog_steps.bump_revision()
    office = _office(office_id)
    offered = set(ServiceOffer.objects.filter(office=office).values_list("service_id", flat=True))
    added = PublicService.objects.filter(pk__in=set(service_ids) - offered, deleted_at=None).order_by("pk")
    for service in added:
        wording = {**NEW_OFFER, "is_bookable": "1" if service.needs_appointment else ""}
        _write_offer(office.pk, service.pk, before={}, after=wording, person=person, now=now)
    return len(added)


@transaction.atomic
def save_offer(
    *,
    office_id: int,
    service_id: int,
    wording_by_key: Mapping[str, str],
    seen: Mapping[str, str],
    person: str,
    now: datetime,
) -> CatalogChange | None:
    """Write how an office serves a service: steps, persons, bookable, hint, link. None when nothing was changed.

    :raises OfficeUnknown: there is no such office.
    :raises NotServedThere: it does not serve it.
    :raises EditedMeanwhile: somebody else has changed the same fields; nothing is written.
    """
    catalog_steps.bump_revision()
    before = _offered(office_id, service_id)
    mine = own_changes(there={key: before[key] for key in wording_by_key}, typed=wording_by_key, seen=seen)
    if not mine:
        return None
    return _write_offer(office_id, service_id, before=before, after={**before, **mine}, person=person, now=now)


@transaction.atomic
def remove_offer(*, office_id: int, service_id: int, person: str, now: datetime) -> CatalogChange:
    """Say that an office does not serve a service any more; what is booked there stays booked.

    :raises OfficeUnknown: there is no such office.
    :raises NotServedThere: it does not serve it.
    """
    catalog_steps.bump_revision()
    before = _offered(office_id, service_id)
    return _write_offer(office_id, service_id, before=before, after={}, person=person, now=now)


@transaction.atomic
def take_back(*, change_id: int, office_id: int, person: str, now: datetime) -> CatalogChange:
    """Undo one change of an office or of what it serves; whatever else was changed meanwhile stays.

    That an office was created is not taken back: it is made not public instead.

    :raises ChangeNotFound: the office has no such change.
    :raises TakenBackAlready: it has been taken back.
    :raises ChangedSince: what it has written does not stand there any more.
    :raises HalfAPlace: one of two coordinates would be left.
    """
    catalog_steps.bump_revision()
    change = journal_steps.change_to_take_back(change_id=change_id, office_id=office_id)
    if change.kind == CatalogChange.Kind.OFFER and change.service_id is not None:
        offer = ServiceOffer.objects.filter(office_id=office_id, service_id=change.service_id).first()
        before = offer_wording(offer=offer)
        after = journal.taken_back(current=before, before=change.before, after=change.after)
        return _write_offer(
            office_id, change.service_id, before=before, after=after, person=person, now=now, takes_back=change
        )
    if not change.before:
        raise ChangeNotFound
    office = _office(office_id)
    before = office_wording(office=office)
    after = journal.taken_back(current=before, before=change.before, after=change.after)
    write_office(office=office, changes={key: after[key] for key in change.before})
    _check(office)
    return journal_steps.note_change(
        kind=CatalogChange.Kind.OFFICE,
        office_id=office.pk,
        before=before,
        after=after,
        person=person,
        now=now,
        takes_back=change,
    )


def _office(office_id: int) -> Office:
    office = Office.objects.select_for_update().filter(pk=office_id).first()
    if office is None:
        raise OfficeUnknown
    return office


def _check(office: Office) -> None:
    if not office.name:
        raise NoOfficeName
    if (office.latitude is None) != (office.longitude is None):
        raise HalfAPlace


def _offered(office_id: int, service_id: int) -> dict[str, str]:
    office = _office(office_id)
    offer = ServiceOffer.objects.filter(office=office, service_id=service_id).first()
    if offer is None:
        raise NotServedThere
    return offer_wording(offer=offer)


def _write_offer(
    office_id: int,
    service_id: int,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    person: str,
    now: datetime,
    takes_back: CatalogChange | None = None,
) -> CatalogChange:
    write_offer(office_id=office_id, service_id=service_id, wording=after)
    return journal_steps.note_change(
        kind=CatalogChange.Kind.OFFER,
        office_id=office_id,
        service_id=service_id,
        before=before,
        after=after,
        person=person,
        now=now,
        takes_back=takes_back,
    )
