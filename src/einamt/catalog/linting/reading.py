"""Reading the facts that the rules are given; a fixed number of queries whatever the size of the city."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from einamt.catalog.editing import rules as editing
from einamt.catalog.editing.content import TEXT_FIELDS, Content, from_json
from einamt.catalog.editing.rows import contents_of
from einamt.catalog.linting.rules.facts import (
    Hours,
    LinkFacts,
    OfficeAmongOthers,
    OfficeFacts,
    Outdated,
    ServiceAmongOthers,
    ServiceFacts,
    WithheldForms,
)
from einamt.catalog.linting.rules.others import bare
from einamt.catalog.linting.rules.translations import outdated
from einamt.catalog.models import LinkCheck, Office, PostalArea, PublicService, ServiceItem, ServiceVersion
from einamt.catalog.rules.distances import Place
from einamt.catalog.search.language import stemmed, words

BATCH = 1000
"""SQLite takes no more than 32,766 parameters."""
_ADDRESS = re.compile(r"https?://[^\s()<>\"']+")


def service_facts(*, service_ids: Collection[int] | None = None) -> list[ServiceFacts]:
    """The public services, or those of them in `service_ids`."""
    rows = PublicService.objects.filter(is_public=True)
    if service_ids is not None:
        rows = rows.filter(pk__in=service_ids)
    services = list(
        rows.annotate(places=Count("offers", filter=Q(offers__office__is_public=True), distinct=True)).order_by("pk")
    )
    contents = contents_of(services=services)
    languages = tuple(sorted((code for code, _ in settings.LANGUAGES), key=lambda code: (code != "de", code)))
    old = _outdated(services=services, contents=contents)
    return [
        ServiceFacts(
            row.pk, row.slug, contents[row.pk], offices=row.places, languages=languages, outdated=old.get(row.pk, ())
        )
        for row in services
    ]


def _outdated(
    *, services: Collection[PublicService], contents: Mapping[int, Content]
) -> dict[int, tuple[Outdated, ...]]:
    """The translations that are older than their German text, of services that editors have worked at.

    What stands in the rows is the last version, whoever wrote it. One query.
    """
    known = {service.pk: service for service in services}
    rows = ServiceVersion.objects.filter(state__in=(editing.PUBLISHED, editing.REPLACED), published_at__isnull=False)
    if len(known) < BATCH:
        rows = rows.filter(service_id__in=known)
    histories: dict[int, list[tuple[datetime, Content]]] = defaultdict(list)
    for pk, published_at, data in (
        rows.order_by("service_id", "number").values_list("service_id", "published_at", "content").iterator()
    ):
        if pk in known and published_at is not None:
            histories[pk].append((published_at, from_json(data)))
    return {
        pk: outdated([*history, (known[pk].updated_at or history[-1][0], contents[pk])])
        for pk, history in histories.items()
    }


def among_services(services: Collection[ServiceFacts]) -> Iterator[ServiceAmongOthers]:
    """Each service with those that have the same words in their German name."""
    alike: dict[frozenset[str], list[ServiceFacts]] = defaultdict(list)
    for service in services:
        if "de" in service.content.languages:
            name = service.content.texts["de"].name
            alike[frozenset(stemmed(word) for word in words(name)) or frozenset({name})].append(service)
    for namesakes in alike.values():
        for service in namesakes:
            yield ServiceAmongOthers(service, tuple(other for other in namesakes if other is not service))


def office_facts() -> list[OfficeAmongOthers]:
    """The public offices, each among all."""
    rows = Office.objects.filter(is_public=True).annotate(
        served=Count("offers", filter=Q(offers__service__is_public=True), distinct=True)
    )
    offices = [
        OfficeFacts(
            id=row.pk,
            name=row.name,
            street=row.street,
            postal_code=row.postal_code,
            place=None if row.latitude is None or row.longitude is None else Place(row.latitude, row.longitude),
            hours=tuple(Hours(span.weekday, span.opens_minute, span.closes_minute) for span in row.hours.all()),
            services=row.served,
        )
        for row in rows.prefetch_related("hours").order_by("pk")
    ]
    city = tuple(Place(*point) for point in PostalArea.objects.values_list("latitude", "longitude"))
    by_point: dict[Place | None, list[OfficeFacts]] = defaultdict(list)
    for office in offices:
        by_point[office.place].append(office)
    return [
        OfficeAmongOthers(office, tuple(other for other in by_point[office.place] if other is not office), city)
        for office in offices
    ]


@dataclass(frozen=True, slots=True)
class Linked:
    """An address and the services and offices whose texts lead there."""

    url: str
    service_ids: tuple[int, ...]
    office_ids: tuple[int, ...]


def linked_addresses(*, services: Collection[ServiceFacts]) -> list[Linked]:
    """Every address that public services and offices link to, with who does."""
    by_service: dict[str, list[int]] = defaultdict(list)
    by_office: dict[str, list[int]] = defaultdict(list)
    for service in services:
        for url in dict.fromkeys(_addresses(service.content)):
            by_service[url].append(service.id)
    rows = Office.objects.filter(is_public=True).exclude(contact_url="").values_list("pk", "contact_url")
    for office_id, url in rows.order_by("pk"):
        by_office[url].append(office_id)
    return [
        Linked(url, tuple(by_service.get(url, ())), tuple(by_office.get(url, ())))
        for url in sorted(by_service.keys() | by_office.keys())
        if len(url) <= 1000
    ]


def withheld_forms(*, links: Collection[Linked]) -> list[WithheldForms]:
    """The online forms of services that have no page, beside what public services lead to; two queries."""
    used = frozenset(bare(link.url) for link in links if link.service_ids)
    forms: dict[int, dict[str, str]] = defaultdict(dict)
    items = ServiceItem.objects.filter(service__is_public=False, kind=ServiceItem.Kind.FORM).exclude(link="")
    for service_id, name, url in items.order_by("pk").values_list("service_id", "name", "link"):
        forms[service_id].setdefault(url, name)
    online = PublicService.objects.filter(is_public=False).exclude(online_url="")
    for service_id, slug, url in online.values_list("pk", "slug", "online_url"):
        forms[service_id].setdefault(url, slug)
    return [
        WithheldForms(service_id, tuple((name, url) for url, name in sorted(by_url.items())), used)
        for service_id, by_url in sorted(forms.items())
    ]


def link_facts(*, urls: Collection[str]) -> dict[str, LinkFacts]:
    """What is known of addresses that have been visited."""
    rows = LinkCheck.objects.filter(checked_at__isnull=False).exclude(trouble="")
    wanted = set(urls)
    return {
        row.url: LinkFacts(row.url, row.trouble, row.status, row.failing_since, row.failures)
        for row in rows
        if row.url in wanted
    }


def _addresses(content: Content) -> Iterator[str]:
    if content.online_url:
        yield content.online_url
    for kinds in content.items.values():
        for entries in kinds.values():
            for entry in entries:
                if entry.link:
                    yield entry.link
                yield from _ADDRESS.findall(entry.description)
    for text in content.texts.values():
        for name in TEXT_FIELDS:
            yield from (url.rstrip(".,;:!?") for url in _ADDRESS.findall(getattr(text, name)))
