"""Between a service's rows and its content."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from einamt.catalog.editing.content import TEXT_FIELDS, Content, Entry, Fee, Text, tidied
from einamt.catalog.models import Cost, LifeEvent, PublicService, ServiceItem, ServiceText, Synonym
from einamt.catalog.papers import PaperKeys
from einamt.platform.transactions import require_transaction

EVIDENCE = ServiceItem.Kind.EVIDENCE.value


def content_of(*, service: PublicService) -> Content:
    """What stands in the rows of one service."""
    return contents_of(services=[service])[service.pk]


def contents_of(*, services: Collection[PublicService]) -> dict[int, Content]:
    """The same of many, by the service's key; five queries whatever their number."""
    ids = [service.pk for service in services]
    texts: dict[int, dict[str, Text]] = defaultdict(dict)
    for row in ServiceText.objects.filter(service_id__in=ids):
        texts[row.service_id][row.language] = Text(**{name: getattr(row, name) for name in TEXT_FIELDS})
    items: dict[int, dict[str, dict[str, list[Entry]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for item in ServiceItem.objects.filter(service_id__in=ids).order_by("position"):
        items[item.service_id][item.language][item.kind].append(Entry(item.name, item.description, item.link))
    fees: dict[int, list[Fee]] = defaultdict(list)
    for cost in Cost.objects.filter(service_id__in=ids).order_by("position"):
        fees[cost.service_id].append(Fee(cost.cents, cost.label, cost.label_en, cost.further_labels))
    synonyms: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    said = Synonym.objects.filter(service_id__in=ids).values_list("service_id", "language", "text")
    for service_id, language, text in said:
        synonyms[service_id][language].append(text)
    events: dict[int, list[str]] = defaultdict(list)
    through = PublicService.life_events.through.objects.filter(publicservice_id__in=ids)
    for service_id, key in through.values_list("publicservice_id", "lifeevent__key"):
        events[service_id].append(key)
    return {
        service.pk: tidied(
            Content(
                texts=texts[service.pk],
                items={
                    code: {kind: tuple(entries) for kind, entries in kinds.items()}
                    for code, kinds in items[service.pk].items()
                },
                fees=tuple(fees[service.pk]),
                synonyms={code: tuple(words) for code, words in synonyms[service.pk].items()},
                life_events=tuple(events[service.pk]),
                channels=tuple(service.channels),
                online_url=service.online_url,
                needs_appointment=service.needs_appointment,
                is_public=service.is_public,
                is_listed=service.is_listed,
            )
        )
        for service in services
    }


def write_content(*, service: PublicService, content: Content, now: datetime) -> None:
    """Make the rows of `service` say what `content` says; what they hold beyond it stays."""
    require_transaction()
    _write_service(service, content, now)
    _write_texts(service, content)
    _write_items(service, content)
    _write_fees(service, content)
    _write_synonyms(service, content)
    service.life_events.set(LifeEvent.objects.filter(key__in=content.life_events))


def _write_service(service: PublicService, content: Content, now: datetime) -> None:
    service.channels = list(content.channels)
    service.online_url = content.online_url
    service.needs_appointment = content.needs_appointment
    service.is_public = content.is_public
    service.is_listed = content.is_listed
    service.updated_at = now
    service.save(update_fields=["channels", "online_url", "needs_appointment", "is_public", "is_listed", "updated_at"])


def _write_texts(service: PublicService, content: Content) -> None:
    ServiceText.objects.filter(service=service).exclude(language__in=content.texts.keys()).delete()
    ServiceText.objects.bulk_create(
        [ServiceText(service=service, language=code, **asdict(text)) for code, text in content.texts.items()],
        update_conflicts=True,
        unique_fields=["service", "language"],
        update_fields=list(TEXT_FIELDS),
    )


def _write_items(service: PublicService, content: Content) -> None:
    names = {code: [entry.name for entry in kinds.get(EVIDENCE, ())] for code, kinds in content.items.items()}
    keys = PaperKeys(service_ids=[service.pk]).of(service.pk, names=names)
    ServiceItem.objects.filter(service=service).delete()
    ServiceItem.objects.bulk_create(
        ServiceItem(
            service=service,
            language=code,
            kind=kind,
            position=position,
            key=keys[code, position] if kind == EVIDENCE else "",
            **asdict(entry),
        )
        for code, kinds in content.items.items()
        for kind, entries in kinds.items()
        for position, entry in enumerate(entries)
    )


def _write_fees(service: PublicService, content: Content) -> None:
    """Whole: a fee carries its labels in every language with it, wherever it comes to stand."""
    Cost.objects.filter(service=service).delete()
    Cost.objects.bulk_create(
        Cost(service=service, position=position, **asdict(fee)) for position, fee in enumerate(content.fees)
    )


def _write_synonyms(service: PublicService, content: Content) -> None:
    """A word that stays keeps who wrote it: an import goes on to replace only its own."""
    wanted = {(code, text) for code, said in content.synonyms.items() for text in said}
    held = {(row.language, row.text): row.pk for row in Synonym.objects.filter(service=service)}
    Synonym.objects.filter(pk__in=[held[word] for word in held.keys() - wanted]).delete()
    Synonym.objects.bulk_create(
        Synonym(service=service, language=code, text=text, origin=Synonym.Origin.EDITOR)
        for code, text in sorted(wanted - held.keys())
    )
