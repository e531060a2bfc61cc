"""Writing a state that should be over the one that is, in bulk, within the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TypeVar, cast

from django.db import models

from einamt.catalog.importing.difference import Difference
from einamt.catalog.importing.records import CatalogState, OfferKey, OfferRecord, OfficeRecord, ServiceRecord
from einamt.catalog.importing.stored import Stored
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
from einamt.catalog.papers import PaperKeys
from einamt.catalog.rules.slugs import unique_slug
from einamt.platform.transactions import require_transaction

BATCH = 500
Row = TypeVar("Row", bound=models.Model)
Progress = Callable[[str, int, int], None]
"""Called with what is being written, how many are done, and how many there are."""


class Writer:
    """Applies one difference; each public method writes one kind, and later kinds lean on earlier ones."""

    def __init__(
        self,
        *,
        source: str,
        language: str,
        wanted: CatalogState,
        stored: Stored,
        difference: Difference,
        progress: Progress,
    ) -> None:
        require_transaction()
        self._source = source
        self._language = language
        self._wanted = wanted
        self._stored = stored
        self._difference = difference
        self._progress = progress

    def write(self) -> None:
        """Write everything that differs."""
        self._write_organisations()
        self._write_topics()
        self._write_offices()
        self._write_services()
        self._write_offers()

    def _write_organisations(self) -> None:
        """New ones one by one, parents first: there are few."""
        ids = self._stored.organisation_ids
        for identifier in self._parents_first(self._touched("organisations")):
            record = self._wanted.organisations[identifier]
            row, _ = Organisation.objects.update_or_create(
                source=self._source,
                identifier=identifier,
                defaults={"kind": record.kind, "name": record.name, "parent_id": ids.get(record.parent)},
            )
            ids[identifier] = row.pk

    def _parents_first(self, identifiers: Sequence[str]) -> list[str]:
        def depth(identifier: str) -> int:
            parent = self._wanted.organisations[identifier].parent
            return 1 + depth(parent) if parent else 0

        return sorted(identifiers, key=lambda identifier: (depth(identifier), identifier))

    def _write_topics(self) -> None:
        ids = self._stored.topic_ids
        wanted = self._wanted.topics
        difference = self._difference.by_kind["topics"]
        new = [
            Topic(source=self._source, identifier=key, name=wanted[key].name, path=wanted[key].path)
            for key in cast(list[str], difference.new)
        ]
        ids |= {row.identifier: row.pk for row in self._create(new, "topics")}
        touched = [
            Topic(pk=ids[key], name=wanted[key].name, path=wanted[key].path, parent_id=ids.get(wanted[key].parent))
            for key in self._touched("topics")
        ]
        Topic.objects.bulk_update(touched, ["name", "path", "parent"], batch_size=BATCH)
        gone = [ids.pop(key) for key in cast(list[str], difference.withdrawn)]
        Topic.objects.filter(pk__in=gone).delete()

    def _write_offices(self) -> None:
        touched = self._touched("offices")
        new = set(self._difference.by_kind["offices"].new)
        taken = set(Office.objects.values_list("slug", flat=True)) if new else set()
        rows = [self._office_row(self._wanted.offices[key], taken if key in new else None) for key in touched]
        created = self._create([row for row in rows if row.pk is None], "offices")
        self._stored.office_ids |= {row.identifier: row.pk for row in created}
        changed = [row for row in rows if row.identifier not in new]
        if changed:
            Office.objects.bulk_update(changed, _OFFICE_FIELDS, batch_size=BATCH)
        ids = self._stored.office_ids
        OpeningHours.objects.filter(office_id__in=[row.pk for row in changed]).delete()
        hours = [
            OpeningHours(
                office_id=ids[key],
                weekday=span.weekday,
                opens_minute=span.opens_minute,
                closes_minute=span.closes_minute,
            )
            for key in touched
            for span in self._wanted.offices[key].hours
        ]
        self._create(hours, "opening hours")

    def _office_row(self, record: OfficeRecord, taken: set[str] | None) -> Office:
        values = {name: getattr(record, name) for name in _OFFICE_VALUES}
        row = Office(
            pk=self._stored.office_ids.get(record.identifier),
            source=self._source,
            identifier=record.identifier,
            organisation_id=self._stored.organisation_ids[record.organisation],
            coordinate_source="import" if record.latitude is not None else "",
            **values,
        )
        if taken is not None:
            row.slug = unique_slug(name=record.name, identifier=record.identifier, taken=taken, length=120)
            taken.add(row.slug)
        return row

    def _write_services(self) -> None:
        touched = self._touched("services")
        new = set(self._difference.by_kind["services"].new)
        taken = set(PublicService.objects.values_list("slug", flat=True)) if new else set()
        rows = [self._service_row(self._wanted.services[key], taken if key in new else None) for key in touched]
        created = self._create([row for row in rows if row.pk is None], "services")
        self._stored.service_ids |= {row.identifier: row.pk for row in created}
        changed = [row for row in rows if row.identifier not in new]
        if changed:
            PublicService.objects.bulk_update(changed, _SERVICE_FIELDS, batch_size=BATCH)
            there_again = [row.pk for row in changed if row.is_public]
            for chunk in _chunks(there_again):
                PublicService.objects.filter(pk__in=chunk, deleted_at__isnull=False).update(deleted_at=None)
        self._write_texts(touched)
        self._write_items(touched)
        self._write_keywords(touched)
        self._write_service_topics(touched)

    def _service_row(self, record: ServiceRecord, taken: set[str] | None) -> PublicService:
        row = PublicService(
            pk=self._stored.service_ids.get(record.identifier),
            source=self._source,
            identifier=record.identifier,
            organisation_id=self._stored.organisation_ids[record.organisation],
            leika=record.leika,
            online_url=record.online_url,
            is_public=record.is_public,
            is_listed=record.is_listed,
            updated_at=record.updated_at,
            needs_appointment=record.needs_appointment,
            channels=list(record.channels),
            responsible=record.responsible,
            extra=dict(record.extra),
        )
        if taken is not None:
            row.slug = unique_slug(name=record.text.name, identifier=record.identifier, taken=taken, length=160)
            taken.add(row.slug)
        return row

    def _write_texts(self, touched: Sequence[str]) -> None:
        rows = [
            ServiceText(
                service_id=self._stored.service_ids[key],
                language=self._language,
                **asdict(self._wanted.services[key].text),
            )
            for key in touched
        ]
        ServiceText.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["service", "language"],
            update_fields=["name", "description", "procedure", "duration", "costs_note", "responsible_body"],
        )
        if rows:
            self._progress("texts", len(rows), len(rows))

    def _write_items(self, touched: Sequence[str]) -> None:
        ids = self._stored.service_ids
        papers = PaperKeys(service_ids=[ids[key] for key in touched])
        ServiceItem.objects.filter(service_id__in=[ids[key] for key in touched], language=self._language).delete()
        rows = [
            ServiceItem(
                service_id=ids[key],
                language=self._language,
                kind=item.kind,
                position=position,
                name=item.name,
                description=item.description,
                link=item.link,
            )
            for key in touched
            for position, item in enumerate(self._wanted.services[key].items)
        ]
        self._give_keys(rows, papers)
        self._create(rows, "list entries")

    def _give_keys(self, rows: Sequence[ServiceItem], papers: PaperKeys) -> None:
        listed: dict[int, list[ServiceItem]] = defaultdict(list)
        for row in rows:
            if row.kind == ServiceItem.Kind.EVIDENCE:
                listed[row.service_id].append(row)
        for service_id, asked in listed.items():
            keys = papers.of(service_id, names={self._language: [row.name for row in asked]})
            for place, row in enumerate(asked):
                row.key = keys[self._language, place]

    def _write_keywords(self, touched: Sequence[str]) -> None:
        ids = self._stored.service_ids
        own = Synonym.objects.filter(service_id__in=[ids[key] for key in touched], language=self._language)
        own.filter(origin=Synonym.Origin.IMPORT).delete()
        rows = [
            Synonym(service_id=ids[key], language=self._language, text=text, origin=Synonym.Origin.IMPORT)
            for key in touched
            for text in sorted(self._wanted.services[key].keywords)
        ]
        Synonym.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)  # an editor may have had the word

    def _write_service_topics(self, touched: Sequence[str]) -> None:
        ids, topic_ids = self._stored.service_ids, self._stored.topic_ids
        link = PublicService.topics.through
        link.objects.filter(publicservice_id__in=[ids[key] for key in touched]).delete()
        rows = [
            link(publicservice_id=ids[key], topic_id=topic_ids[topic])
            for key in touched
            for topic in sorted(self._wanted.services[key].topics)
        ]
        link.objects.bulk_create(rows, batch_size=BATCH)

    def _write_offers(self) -> None:
        difference = self._difference.by_kind["offers"]
        new = cast(list[OfferKey], difference.new)
        changed = cast(list[OfferKey], list(difference.changed))
        gone = cast(list[OfferKey], difference.withdrawn)
        self._create([self._offer_row(self._wanted.offers[key]) for key in new], "offers")
        rows = [self._offer_row(self._wanted.offers[key]) for key in changed]
        if rows:
            ServiceOffer.objects.bulk_update(rows, _OFFER_FIELDS, batch_size=BATCH)
        for chunk in _chunks([self._stored.offer_ids[key] for key in gone]):
            ServiceOffer.objects.filter(pk__in=chunk).delete()

    def _offer_row(self, record: OfferRecord) -> ServiceOffer:
        said = {"service": record.by_service, "office": record.by_office}
        return ServiceOffer(
            pk=self._stored.offer_ids.get((record.service, record.office)),
            service_id=self._stored.service_ids[record.service],
            office_id=self._stored.office_ids[record.office],
            steps=record.steps,
            is_bookable=record.is_bookable,
            max_persons=record.max_persons,
            hint=record.hint,
            link=record.link,
            extra={
                side: {name: value for name, value in asdict(statement).items() if value not in (None, "")}
                for side, statement in said.items()
                if statement is not None
            },
        )

    def _touched(self, kind: str) -> list[str]:
        difference = self._difference.by_kind[kind]
        return cast(list[str], [*difference.new, *difference.changed])

    def _create(self, rows: Sequence[Row], what: str) -> list[Row]:
        """Insert rows in batches, telling of the progress; the rows come back with their keys."""
        created: list[Row] = []
        if not rows:
            return created
        manager = type(rows[0])._default_manager  # noqa: SLF001 - Django's documented name
        for chunk in _chunks(rows):
            created += manager.bulk_create(chunk)
            self._progress(what, len(created), len(rows))
        return created


_OFFICE_VALUES = (
    *("name", "street", "postal_code", "city", "latitude", "longitude", "accessibility", "accessibility_note"),
    *("transit", "payment", "phone", "email", "contact_url", "hours_note", "is_public", "extra"),
)
_OFFICE_FIELDS = (*_OFFICE_VALUES, "organisation", "coordinate_source")
_SERVICE_FIELDS = (
    *("organisation", "leika", "online_url", "is_public", "is_listed", "updated_at", "needs_appointment"),
    *("channels", "responsible", "extra"),
)
_OFFER_FIELDS = ("steps", "is_bookable", "max_persons", "hint", "link", "extra")

Item = TypeVar("Item")


def _chunks(rows: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
