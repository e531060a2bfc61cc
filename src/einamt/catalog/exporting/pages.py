"""The catalogue's services, page by page, with all that hangs on them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from einamt.catalog.models import Cost, LifeEvent, Organisation, PublicService, ServiceItem, ServiceText, Synonym

AT_ONCE = 500


@dataclass(slots=True)
class Service:
    """A service's row, and what hangs on it by language."""

    row: PublicService
    organisation: Organisation
    texts: dict[str, ServiceText] = field(default_factory=dict)
    items: dict[str, list[ServiceItem]] = field(default_factory=lambda: defaultdict(list))
    costs: list[Cost] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    life_events: list[LifeEvent] = field(default_factory=list)


def services(*, source: str = "") -> Iterator[Service]:
    """Every service that its source has not deleted, hidden ones too, in the order of their rows.

    Seven queries a page. `source` limits it to one.
    """
    rows = PublicService.objects.filter(deleted_at=None).select_related("organisation").order_by("pk")
    if source:
        rows = rows.filter(source=source)
    last = 0
    while page := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = page[-1].pk
        yield from _completed(page)


def _completed(rows: list[PublicService]) -> Iterator[Service]:
    found = {row.pk: Service(row=row, organisation=row.organisation) for row in rows}
    for text in ServiceText.objects.filter(service_id__in=found).order_by("language"):
        found[text.service_id].texts[text.language] = text
    for item in ServiceItem.objects.filter(service_id__in=found).order_by("language", "kind", "position"):
        found[item.service_id].items[item.language].append(item)
    for cost in Cost.objects.filter(service_id__in=found).order_by("position"):
        found[cost.service_id].costs.append(cost)
    for word in Synonym.objects.filter(service_id__in=found).order_by("language", "text"):
        found[word.service_id].words[word.language].append(word.text)
    links = PublicService.life_events.through.objects.filter(publicservice_id__in=found).order_by("lifeevent__key")
    pairs = list(links.values_list("publicservice_id", "lifeevent_id"))
    events = LifeEvent.objects.in_bulk({event_id for _, event_id in pairs})
    for service_id, event_id in pairs:
        found[service_id].life_events.append(events[event_id])
    yield from found.values()
