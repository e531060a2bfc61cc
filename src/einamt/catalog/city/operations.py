"""Writing a city's content into an empty catalogue, all or nothing."""

from datetime import UTC, date, datetime, time

from django.db import transaction

from einamt.catalog.city.authorities import write_authorities
from einamt.catalog.city.content import CityContent, ContactContent, OfficeContent, ServiceContent
from einamt.catalog.city.errors import CatalogNotEmpty
from einamt.catalog.city.responsibilities import write_responsibilities
from einamt.catalog.models import (
    Cost,
    FindingTerm,
    LifeEvent,
    Office,
    OpeningHours,
    Organisation,
    PostalArea,
    PublicService,
    ServiceItem,
    ServiceOffer,
    ServiceText,
    Synonym,
)
from einamt.catalog.rules.papers import paper_keys
from einamt.catalog.specialist_systems.founding import write_specialist_systems
from einamt.catalog.steps import bump_revision


@transaction.atomic
def load_city(*, content: CityContent) -> Organisation:
    """Write `content` and return the city's organisation.

    :raises CatalogNotEmpty: there are services already; a city's content is loaded once, then edited.
    """
    if PublicService.objects.exists():
        raise CatalogNotEmpty
    city = Organisation.objects.create(
        source=content.key,
        identifier=content.key,
        kind=Organisation.Kind.CITY,
        name=content.settings["organisation"]["de"],
        name_en=content.settings["organisation"]["en"],
        area_key=content.settings["ars"],
    )
    districts = _write_districts(content, city)
    offices = _write_offices(content, districts)
    events = LifeEvent.objects.bulk_create(
        LifeEvent(key=key, position=position, name=name.de, name_en=name.en, hint=hint.de, hint_en=hint.en)
        for position, (key, name, hint) in enumerate(content.life_events)
    )
    services = _write_services(content, city)
    _write_texts(content.services, services)
    _write_life_events(content.services, services, {event.key: event for event in events})
    _write_offers(content, services, offices)
    _write_postal_codes(content, districts)
    authorities = write_authorities(content=content, city=city, districts=districts)
    write_responsibilities(content=content, services=services, city=city, districts=districts, authorities=authorities)
    write_specialist_systems(content=content, services=services)
    FindingTerm.objects.bulk_create(
        FindingTerm(severity=severity, days=days) for severity, days in content.finding_days.items()
    )
    bump_revision()
    return city


def _write_districts(content: CityContent, city: Organisation) -> dict[str, Organisation]:
    rows = Organisation.objects.bulk_create(
        Organisation(
            source=content.key,
            identifier=district.key,
            kind=Organisation.Kind(content.parts),
            name=district.name.de,
            name_en=district.name.en,
            parent=city,
            area_key=district.area_key,
            residents=district.residents,
            **_contact(district.contact),
        )
        for district in content.districts
    )
    return {row.identifier: row for row in rows}


def _contact(contact: ContactContent | None) -> dict[str, str]:
    if contact is None:
        return {}
    return {
        "street": contact.street,
        "postal_code": contact.postal_code,
        "city": contact.city,
        "phone": contact.phone,
        "email": contact.email,
        "hours": contact.hours.de,
        "hours_en": contact.hours.en,
    }


def _write_offices(content: CityContent, districts: dict[str, Organisation]) -> dict[str, Office]:
    rows = Office.objects.bulk_create(_office(content.key, office, districts) for office in content.offices)
    by_identifier = {row.identifier: row for row in rows}
    OpeningHours.objects.bulk_create(
        OpeningHours(office=by_identifier[office.id], weekday=weekday, opens_minute=opens, closes_minute=closes)
        for office in content.offices
        for weekday, opens, closes in office.hours
    )
    return by_identifier


def _office(source: str, office: OfficeContent, districts: dict[str, Organisation]) -> Office:
    return Office(
        source=source,
        identifier=office.id,
        slug=office.key,
        organisation=districts[office.district],
        name=office.name,
        street=office.street,
        postal_code=office.postal_code,
        city=office.city,
        latitude=office.latitude,
        longitude=office.longitude,
        coordinate_source=office.coordinate_source,
        accessibility=office.accessibility,
        transit=office.transit.de,
        transit_en=office.transit.en,
        phone=office.phone,
        email=office.email,
        contact_url=office.contact_url,
    )


def _write_services(content: CityContent, city: Organisation) -> dict[str, PublicService]:
    """The services; when their texts were last checked is the folder's to say, and nobody's where it does not."""
    checked = content.settings.get("texts_checked")
    checked_at = datetime.combine(date.fromisoformat(checked), time(12), tzinfo=UTC) if checked else None
    rows = PublicService.objects.bulk_create(
        PublicService(
            source=content.key,
            identifier=service.key,
            slug=service.key,
            leika=service.leika,
            organisation=city,
            needs_appointment=service.needs_appointment,
            responsible=service.responsible,
            channels=service.channels,
            online_url=service.online_url,
            demand=service.demand,
            updated_at=checked_at,
        )
        for service in content.services
    )
    return {row.slug: row for row in rows}


def _write_texts(contents: list[ServiceContent], services: dict[str, PublicService]) -> None:
    texts, items, costs, synonyms = [], [], [], []
    for content in contents:
        service = services[content.key]
        costs += [
            Cost(
                service=service,
                position=position,
                cents=cents,
                label=label.de,
                label_en=label.en,
                further_labels=label.further,
            )
            for position, (cents, label) in enumerate(content.costs)
        ]
        names = {language: [name for name, _ in words.evidence] for language, words in content.words.items()}
        keys = paper_keys(names=names, before={})
        for language, words in content.words.items():
            texts.append(
                ServiceText(
                    service=service,
                    language=language,
                    name=words.name,
                    summary=words.summary,
                    description=words.description,
                    plain=words.plain,
                    procedure=words.procedure,
                    duration=words.duration,
                    costs_note=words.costs_note,
                    responsible_body=content.responsible_body.in_language(language),
                )
            )
            lists = {
                ServiceItem.Kind.CONDITION: [(name, "", "") for name in words.conditions],
                ServiceItem.Kind.EVIDENCE: [(name, hint, "") for name, hint in words.evidence],
                ServiceItem.Kind.LEGAL_BASIS: [(name, "", link) for name, link in content.legal],
            }
            items += [
                ServiceItem(
                    service=service,
                    language=language,
                    kind=kind,
                    position=position,
                    name=name,
                    description=description,
                    link=link,
                    key=keys[language][position] if kind == ServiceItem.Kind.EVIDENCE else "",
                )
                for kind, entries in lists.items()
                for position, (name, description, link) in enumerate(entries)
            ]
            synonyms += [
                Synonym(service=service, language=language, text=text) for text in dict.fromkeys(words.synonyms)
            ]
    Cost.objects.bulk_create(costs)
    ServiceText.objects.bulk_create(texts)
    ServiceItem.objects.bulk_create(items)
    Synonym.objects.bulk_create(synonyms)


def _write_life_events(
    contents: list[ServiceContent], services: dict[str, PublicService], events: dict[str, LifeEvent]
) -> None:
    through = PublicService.life_events.through
    through.objects.bulk_create(
        through(publicservice_id=services[content.key].pk, lifeevent_id=events[key].pk)
        for content in contents
        for key in content.life_events
    )


def _write_offers(content: CityContent, services: dict[str, PublicService], offices: dict[str, Office]) -> None:
    """Every office serves what one of its groups of counters serves: Allzuständigkeit."""
    groups = {office.id: {key for key, _ in office.counter_groups} for office in content.offices}
    ServiceOffer.objects.bulk_create(
        ServiceOffer(
            service=services[service.key],
            office=office,
            steps=max(service.steps, 1),
            is_bookable=service.needs_appointment,
        )
        for service in content.services
        for identifier, office in offices.items()
        if groups[identifier] & set(service.counter_groups)
    )


def _write_postal_codes(content: CityContent, districts: dict[str, Organisation]) -> None:
    PostalArea.objects.bulk_create(
        PostalArea(postal_code=code, latitude=latitude, longitude=longitude)
        for code, latitude, longitude, _ in content.postal_codes
    )
    through = PostalArea.districts.through
    through.objects.bulk_create(
        through(postalarea_id=code, organisation_id=districts[key].pk)
        for code, _, _, keys in content.postal_codes
        for key in keys
    )
