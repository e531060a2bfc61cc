"""Keeping one index a process, as new as the catalogue's revision."""

from collections import defaultdict
from math import log1p
from threading import Lock

from django.db.models import Count, Q

from einamt.catalog.models import CatalogRevision, PublicService, ServiceText, Synonym
from einamt.catalog.rules.texts import plain
from einamt.catalog.search.editors_words import with_editors_words
from einamt.catalog.search.index import Document, Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon

_lock = Lock()
_built: dict[str, tuple[int, Index]] = {}


def current_index(*, source: str = "") -> Index:
    """The index of the catalogue as it is, built when the revision has changed; one thread builds, the others wait."""
    revision = CatalogRevision.objects.values_list("number", flat=True).filter(pk=1).first() or 0
    held = _built.get(source)
    if held is not None and held[0] == revision:
        return held[1]
    with _lock:
        held = _built.get(source)
        if held is None or held[0] != revision:
            lexicon = with_editors_words(lexicon=shipped_lexicon())
            index = built_index(documents=public_documents(source=source), lexicon=lexicon)
            _built[source] = held = (revision, index)
        return held[1]


def public_documents(*, source: str = "") -> list[Document]:
    """Every public service as the search reads it; five queries whatever the size."""
    services = PublicService.objects.filter(is_public=True)
    if source:
        services = services.filter(source=source)
    services = services.annotate(places=Count("offers", filter=Q(offers__office__is_public=True))).order_by("pk")
    ids = services.values("pk")
    texts: dict[int, list[ServiceText]] = defaultdict(list)
    for text in ServiceText.objects.filter(service__in=ids).order_by("service_id", "language"):
        texts[text.service_id].append(text)
    synonyms: dict[int, list[str]] = defaultdict(list)
    for service_id, word in Synonym.objects.filter(service__in=ids).values_list("service_id", "text"):
        synonyms[service_id].append(word)
    rows = list(services.prefetch_related("topics", "life_events"))
    most_demand = max((row.demand for row in rows), default=0) or 1
    most_places = max((row.places for row in rows), default=0) or 1
    return [
        Document(
            service_id=row.pk,
            identifier=row.identifier,
            slug=row.slug,
            names=tuple(text.name for text in texts[row.pk]),
            keywords=tuple(synonyms[row.pk]),
            topics=tuple(
                [topic.name for topic in row.topics.all()]
                + [part for event in row.life_events.all() for part in (event.name, event.name_en)]
            ),
            summary=" ".join(text.summary for text in texts[row.pk]),
            text=" ".join(
                plain(part) for text in texts[row.pk] for part in (text.description, text.plain, text.procedure)
            ),
            demand=max(row.demand / most_demand, log1p(row.places) / log1p(most_places)),
            is_listed=row.is_listed,
        )
        for row in rows
        if texts[row.pk]
    ]


def forget_indexes() -> None:
    """Build anew at the next search, whatever the revision says; for tests, whose catalogues come and go."""
    with _lock:
        _built.clear()
