"""What is stored of one source, as records, with the keys of its rows."""

from collections import defaultdict
from dataclasses import dataclass, field

from einamt.catalog.importing.records import (
    CatalogState,
    Extra,
    HoursRecord,
    ItemRecord,
    OfferKey,
    OfferRecord,
    OfferStatement,
    OfficeRecord,
    OrganisationRecord,
    ServiceRecord,
    TextRecord,
    TopicRecord,
)
from einamt.catalog.models import (
    Office,
    OpeningHours,
    Organisation,
    PublicService,
    ServiceItem,
    ServiceOffer,
    ServiceText,
    Synonym,
    Topic,
)

_NO_TEXT = TextRecord(name="", description="", procedure="", duration="", costs_note="", responsible_body="")


@dataclass
class Stored:
    """The state of one source and the primary keys of its rows by identifier."""

    state: CatalogState = field(default_factory=CatalogState)
    organisation_ids: dict[str, int] = field(default_factory=dict)
    topic_ids: dict[str, int] = field(default_factory=dict)
    office_ids: dict[str, int] = field(default_factory=dict)
    service_ids: dict[str, int] = field(default_factory=dict)
    offer_ids: dict[OfferKey, int] = field(default_factory=dict)


def stored_catalog(*, source: str, language: str) -> Stored:
    """All rows of `source`, texts in `language`; eleven queries whatever the size."""
    stored = Stored()
    _read_organisations(stored, source)
    _read_topics(stored, source)
    _read_offices(stored, source)
    _read_services(stored, source, language)
    _read_offers(stored, source)
    return stored


def _read_organisations(stored: Stored, source: str) -> None:
    rows = Organisation.objects.filter(source=source).values_list(
        "pk", "identifier", "kind", "name", "parent__identifier"
    )
    for pk, identifier, kind, name, parent in rows:
        stored.organisation_ids[identifier] = pk
        stored.state.organisations[identifier] = OrganisationRecord(identifier, kind, name, parent or "")


def _read_topics(stored: Stored, source: str) -> None:
    rows = Topic.objects.filter(source=source).values_list("pk", "identifier", "name", "path", "parent__identifier")
    for pk, identifier, name, path, parent in rows:
        stored.topic_ids[identifier] = pk
        stored.state.topics[identifier] = TopicRecord(identifier, name, path, parent or "")


def _read_offices(stored: Stored, source: str) -> None:
    hours: dict[int, list[HoursRecord]] = defaultdict(list)
    spans = OpeningHours.objects.filter(office__source=source).order_by("weekday", "opens_minute")
    for office_id, *span in spans.values_list("office_id", "weekday", "opens_minute", "closes_minute"):
        hours[office_id].append(HoursRecord(*span))
    for row in Office.objects.filter(source=source).select_related("organisation"):
        stored.office_ids[row.identifier] = row.pk
        stored.state.offices[row.identifier] = OfficeRecord(
            identifier=row.identifier,
            organisation=row.organisation.identifier,
            name=row.name,
            street=row.street,
            postal_code=row.postal_code,
            city=row.city,
            latitude=row.latitude,
            longitude=row.longitude,
            accessibility=row.accessibility,
            accessibility_note=row.accessibility_note,
            transit=row.transit,
            payment=row.payment,
            phone=row.phone,
            email=row.email,
            contact_url=row.contact_url,
            hours_note=row.hours_note,
            is_public=row.is_public,
            hours=tuple(hours[row.pk]),
            extra=row.extra,
        )


def _read_services(stored: Stored, source: str, language: str) -> None:
    texts = {text.service_id: text for text in ServiceText.objects.filter(service__source=source, language=language)}
    items: dict[int, list[ItemRecord]] = defaultdict(list)
    item_rows = ServiceItem.objects.filter(service__source=source, language=language).order_by("position")
    for service_id, *item in item_rows.values_list("service_id", "kind", "name", "description", "link"):
        items[service_id].append(ItemRecord(*item))
    keywords: dict[int, set[str]] = defaultdict(set)
    synonyms = Synonym.objects.filter(service__source=source, language=language, origin=Synonym.Origin.IMPORT)
    for service_id, word in synonyms.values_list("service_id", "text"):
        keywords[service_id].add(word)
    topics: dict[int, set[str]] = defaultdict(set)
    links = PublicService.topics.through.objects.filter(publicservice__source=source)
    for service_id, identifier in links.values_list("publicservice_id", "topic__identifier"):
        topics[service_id].add(identifier)
    for row in PublicService.objects.filter(source=source).select_related("organisation"):
        text = texts.get(row.pk)
        stored.service_ids[row.identifier] = row.pk
        stored.state.services[row.identifier] = ServiceRecord(
            identifier=row.identifier,
            organisation=row.organisation.identifier,
            leika=row.leika,
            online_url=row.online_url,
            is_public=row.is_public,
            is_listed=row.is_listed,
            updated_at=row.updated_at,
            text=_NO_TEXT if text is None else _text(text),
            items=tuple(items[row.pk]),
            keywords=frozenset(keywords[row.pk]),
            topics=frozenset(topics[row.pk]),
            needs_appointment=row.needs_appointment,
            channels=tuple(row.channels),
            responsible=row.responsible,
            extra=row.extra,
        )


def _text(row: ServiceText) -> TextRecord:
    return TextRecord(
        name=row.name,
        description=row.description,
        procedure=row.procedure,
        duration=row.duration,
        costs_note=row.costs_note,
        responsible_body=row.responsible_body,
    )


def _read_offers(stored: Stored, source: str) -> None:
    rows = ServiceOffer.objects.filter(service__source=source, office__source=source).values_list(
        "pk",
        "service__identifier",
        "office__identifier",
        "steps",
        "is_bookable",
        "max_persons",
        "hint",
        "link",
        "extra",
    )
    for pk, service, office, steps, is_bookable, max_persons, hint, link, extra in rows:
        stored.offer_ids[service, office] = pk
        stored.state.offers[service, office] = OfferRecord(
            service=service,
            office=office,
            steps=steps,
            is_bookable=is_bookable,
            max_persons=max_persons,
            hint=hint,
            link=link,
            by_service=_statement(extra, "service"),
            by_office=_statement(extra, "office"),
        )


def _statement(extra: Extra, side: str) -> OfferStatement | None:
    said = extra.get(side)
    return OfferStatement(**said) if isinstance(said, dict) else None  # type: ignore[arg-type] # as written by us
