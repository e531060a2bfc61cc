"""One list of a catalogue as a DLDB file: services, locations or topics."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.db.models import Prefetch

from einamt.catalog.exporting.dldb.entries import (
    is_munich,
    office_entry,
    service_entry,
    statement_of_office,
    statement_of_service,
    topic_entry,
)
from einamt.catalog.exporting.errors import ExportRefused
from einamt.catalog.exporting.pages import AT_ONCE, Service, services
from einamt.catalog.importing.records import Json
from einamt.catalog.models import Office, PublicService, ServiceOffer, Topic

LISTS = ("services", "locations", "topics")


def write_list(*, output: BinaryIO, name: str, source: str, language: str, now: datetime) -> None:
    """Write one list of `source`, its texts in `language`, as a stream.

    What is not public is left out of Berlin's dialect, whose lists hold only what is; Munich's says it.

    :raises ExportRefused: there are several sources and none was named, or there is nothing of it.
    """
    source = source or _only_source()
    count, in_munich = _size_and_dialect(name, source)
    if not count:
        raise ExportRefused(f"There are no {name} of {source}.")
    head: dict[str, Json]
    meta: dict[str, Json] = {}
    if in_munich:
        head, meta = {}, {"generated": now.isoformat(timespec="seconds"), "datacount": count, "hash": ""}
    else:
        head = {
            "created": now.isoformat(timespec="seconds"),
            "datacount": count,
            "locale": language,
            "hash": "",
            "error": False,
        }
    entries = {"services": _services, "locations": _offices, "topics": _topics}[name]
    _write(output, head, entries(source, language, in_munich=in_munich), {"meta": meta} if meta else {})


def _size_and_dialect(name: str, source: str) -> tuple[int, bool]:
    """How many entries the list has, and whether it is in Munich's dialect."""
    if name == "topics":
        return Topic.objects.filter(source=source).count(), False
    if name == "services":
        services_of = PublicService.objects.filter(source=source, deleted_at=None)
        service = services_of.order_by("pk").first()
        in_munich = service is not None and is_munich(service.extra)
        return (services_of if in_munich else services_of.filter(is_public=True)).count(), in_munich
    offices = Office.objects.filter(source=source)
    office = offices.order_by("pk").first()
    in_munich = office is not None and is_munich(office.extra)
    return (offices if in_munich else offices.filter(is_public=True)).count(), in_munich


def _write(output: BinaryIO, head: dict[str, Json], entries: Iterable[Json], tail: dict[str, Json]) -> None:
    def put(text: str) -> None:
        output.write(text.encode())

    put("{")
    for key, value in head.items():
        put(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}, ")
    put('"data": [')
    for number, entry in enumerate(entries):
        put(f"{',' if number else ''}\n{json.dumps(entry, ensure_ascii=False)}")
    put("\n]")
    for key, value in tail.items():
        put(f", {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    put("}\n")


def _only_source() -> str:
    sources = sorted(set(PublicService.objects.values_list("source", flat=True)))
    if len(sources) != 1:
        raise ExportRefused(f"Please say --source; there are {', '.join(sources) or 'none'}.")
    return sources[0]


def _services(source: str, language: str, *, in_munich: bool) -> Iterator[Json]:
    batch: list[Service] = []
    for service in services(source=source):
        if in_munich or service.row.is_public:
            batch.append(service)
        if len(batch) >= AT_ONCE:
            yield from _service_entries(batch, language, in_munich=in_munich)
            batch = []
    yield from _service_entries(batch, language, in_munich=in_munich)


def _service_entries(batch: list[Service], language: str, *, in_munich: bool) -> Iterator[Json]:
    locations: dict[int, list[Json]] = defaultdict(list)
    for offer in ServiceOffer.objects.filter(service_id__in=[service.row.pk for service in batch]).select_related(
        "office"
    ):
        if (said := statement_of_service(offer)) is not None:
            locations[offer.service_id].append(said)
    topics = _topics_of(batch)
    for service in batch:
        yield service_entry(
            service=service,
            language=language,
            locations=locations[service.row.pk],
            topic=topics.get(service.row.pk, ""),
            in_munich=in_munich,
        )


def _topics_of(batch: list[Service]) -> dict[int, str]:
    """One topic of each service, for those whose source has not said it."""
    links = PublicService.topics.through.objects.filter(publicservice_id__in=[service.row.pk for service in batch])
    return dict(links.order_by("-topic__identifier").values_list("publicservice_id", "topic__identifier"))


def _offices(source: str, _language: str, *, in_munich: bool) -> Iterator[Json]:
    offers = ServiceOffer.objects.filter(service__deleted_at=None).select_related("service").order_by("pk")
    rows = (
        Office.objects.filter(source=source)
        .select_related("organisation")
        .prefetch_related("hours", Prefetch("offers", queryset=offers))
        .order_by("pk")
    )
    for office in rows.iterator(chunk_size=AT_ONCE):
        if not in_munich and not office.is_public:
            continue
        said = [statement for offer in office.offers.all() if (statement := statement_of_office(offer)) is not None]
        yield office_entry(office=office, services=said, in_munich=in_munich)


def _topics(source: str, _language: str, *, in_munich: bool) -> Iterator[Json]:
    del in_munich
    named: dict[int, list[str]] = defaultdict(list)
    links = PublicService.topics.through.objects.filter(topic__source=source, publicservice__source=source)
    for topic_id, identifier in links.order_by("publicservice_id").values_list("topic_id", "publicservice__identifier"):
        named[topic_id].append(identifier)
    for topic in Topic.objects.filter(source=source).select_related("parent").order_by("pk"):
        yield topic_entry(topic=topic, services=named[topic.pk])
