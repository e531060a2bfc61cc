"""Keeping one index a process, as new as the catalogue's revision."""

import logging
from collections import defaultdict
from math import log1p
from threading import Event, Lock, Thread
from time import monotonic

from django.db import DatabaseError, connections
from django.db.models import Count, Q

from einamt.catalog.models import PublicService, ServiceText, Synonym
from einamt.catalog.queries.revisions import revision
from einamt.catalog.rules.texts import plain
from einamt.catalog.search.editors_words import with_editors_words
from einamt.catalog.search.index import Document, Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_UNNOTICED = 1.0
"""For so long a change may go unnoticed: who asks later than that after the last look waits for the new index."""
SECONDS_WAITED = 3.0
"""So long at most, however large the catalogue; then the earlier index answers."""

_lock = Lock()
_built: dict[str, tuple[int, Index]] = {}
_aside = Event()
"""Set where a new index is built beside the requests, which are served from the old one until it is ready."""
_building: dict[str, Event] = {}
"""Set when the index that is being built answers, or cannot be built."""
_overdue: set[str] = set()
"""Of which sources the index that is being built is waited for."""
_next_look: dict[str, float] = {}


def current_index(*, source: str = "") -> Index:
    """The index of the catalogue, built when the revision has changed.

    In a command or a test the new index is waited for. A web process (`build_aside`) looks for a newer revision twice a
    second at most. While it is asked all the time it answers from the old index until the new one is built, and no
    request stands still. Where nobody has asked for a second, a change may be as old as that: the first who ask wait
    for the new index, so that what was changed a second ago is found, on a quiet site too.
    """
    held = _built.get(source)
    now = monotonic()
    next_look = _next_look.get(source, 0.0)
    if held is not None and _aside.is_set() and now < next_look:
        return _waited_for(source)
    number = revision()
    _next_look[source] = now + SECONDS_BETWEEN_LOOKS
    if held is not None and held[0] == number:
        return held[1]
    if held is not None and _aside.is_set():
        _build_aside(source, is_overdue=now >= next_look - SECONDS_BETWEEN_LOOKS + SECONDS_UNNOTICED)
        return _waited_for(source)
    with _lock:
        held = _built.get(source)
        if held is None or held[0] != number:
            _built[source] = held = (number, _index(source))
        return held[1]


def _waited_for(source: str) -> Index:
    """The newest index, after the one that is being built where that is overdue."""
    if source in _overdue and (ready := _building.get(source)):
        ready.wait(SECONDS_WAITED)
    return _built[source][1]


def build_aside() -> None:
    """From now on build new indexes in a thread of their own; for processes that answer requests."""
    _aside.set()


def prepare_index() -> None:
    """Build the first index now, in a thread of its own, so that the first search need not wait as long."""
    Thread(target=_prepared, name="catalog-search", daemon=True).start()


def _prepared() -> None:
    try:
        current_index()
    except DatabaseError:  # not migrated yet, or not there: the first search will say so
        logger.info("the index of the search was not prepared; the first search builds it")
    finally:
        connections.close_all()


def _build_aside(source: str, *, is_overdue: bool) -> None:
    """Start building, unless that is under way."""
    with _lock:
        if source in _building:
            return
        _building[source] = Event()
        if is_overdue:
            _overdue.add(source)
    Thread(target=_rebuilt, args=(source,), name="catalog-search", daemon=True).start()


def _rebuilt(source: str) -> None:
    try:
        # the revision is read before the content: what changes in between makes the index one revision too old, and is
        # built again
        number = revision()
        _built[source] = (number, _index(source))
    except DatabaseError:
        logger.exception("the index of the search could not be built; the earlier one goes on answering")
    finally:
        with _lock:
            _overdue.discard(source)
            _building.pop(source).set()
        connections.close_all()


def _index(source: str) -> Index:
    return built_index(documents=public_documents(source=source), lexicon=with_editors_words(lexicon=shipped_lexicon()))


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
    for found in texts.values():
        found.sort(key=lambda text: text.language != "de")  # the names' order: German first
    synonyms: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for service_id, *said in Synonym.objects.filter(service__in=ids).values_list("service_id", "text", "language"):
        synonyms[service_id].append((said[0], said[1]))
    rows = list(services.prefetch_related("topics", "life_events"))
    most_demand = max((row.demand for row in rows), default=0) or 1
    most_places = max((row.places for row in rows), default=0) or 1
    return [
        Document(
            service_id=row.pk,
            identifier=row.identifier,
            slug=row.slug,
            names=tuple(text.name for text in texts[row.pk]),
            languages=tuple(text.language for text in texts[row.pk]),
            keywords=tuple(word for word, _ in synonyms[row.pk]),
            keyword_languages=tuple(language for _, language in synonyms[row.pk]),
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
        _next_look.clear()
        _aside.clear()
