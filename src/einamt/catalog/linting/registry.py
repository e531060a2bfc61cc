"""All checks, and where rooms above the catalogue add theirs.

A room that knows more than the catalogue (when offices can be booked, who is responsible) registers a source:

    registry.add_source(Source(name="responsibility", kinds=(…,), run=responsibility_findings))

`kinds` tells code, severity and title of what the source may find; `run` is called with `now` and gives `Found`
values. A source's findings end like all others: when it does not give them any more.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from einamt.catalog.linting.rules import figures, modules, others, places, translations
from einamt.catalog.linting.rules.complaints import Check, Params, Severity
from einamt.catalog.linting.rules.facts import (
    LinkFacts,
    OfficeAmongOthers,
    ServiceAmongOthers,
    ServiceFacts,
    WithheldForms,
)
from einamt.kernel.errors import N_

ABOUT_RULES = "responsibility-"
"""How the codes of findings about rules of responsibility begin."""
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

SERVICE_CHECKS: tuple[Check[ServiceFacts], ...] = (
    Check("missing-basics", ERROR, N_("Grundtext fehlt"), modules.without_basics),
    Check("missing-module", WARNING, N_("Baustein fehlt"), modules.without_module),
    Check("missing-fees", WARNING, N_("Gebühren fehlen"), modules.without_fees),
    Check("missing-plain", NOTICE, N_("Einfache Sprache fehlt"), modules.without_plain_words),
    Check("missing-synonyms", NOTICE, N_("Alltagswörter fehlen"), modules.without_synonyms),
    Check("no-way", WARNING, N_("Führt nirgendwohin"), modules.without_way),
    Check("untranslated", WARNING, N_("Nicht übersetzt"), modules.untranslated),
    Check("partly-translated", WARNING, N_("Lückenhaft übersetzt"), modules.partly_translated),
    Check("outdated-translation", WARNING, N_("Übersetzung veraltet"), translations.older_than_german),
    Check("unequal-lists", WARNING, N_("Listen ungleich lang"), translations.lists_of_unequal_length),
    Check("fees-untranslated", NOTICE, N_("Gebühr nicht übersetzt"), translations.fees_untranslated),
    Check("copied-text", NOTICE, N_("Kopiert statt übersetzt"), modules.copied_instead_of_translated),
    Check("markup", ERROR, N_("HTML im Text"), modules.markup_in_text),
    Check("form-without-address", WARNING, N_("Formular ohne Adresse"), modules.form_without_address),
    Check("service-without-form", NOTICE, N_("Leistung ohne Formular"), modules.service_without_form),
    Check("free-or-not", ERROR, N_("Kostenlos oder nicht"), figures.free_yet_not_free),
    Check("unknown-amount", WARNING, N_("Betrag nicht bei den Gebühren"), figures.amount_not_among_fees),
    Check("duration-text", WARNING, N_("Dauer widerspricht dem Text"), figures.duration_contradicts_text),
    Check("duration-language", WARNING, N_("Dauer je Sprache anders"), figures.durations_differ_by_language),
)
AMONG_SERVICES_CHECKS: tuple[Check[ServiceAmongOthers], ...] = (
    Check("alike-names", NOTICE, N_("Namen zu ähnlich"), others.names_too_alike),
)
WITHHELD_CHECKS: tuple[Check[WithheldForms], ...] = (
    Check("form-without-service", WARNING, N_("Formular ohne Leistung"), others.form_without_service),
)
OFFICE_CHECKS: tuple[Check[OfficeAmongOthers], ...] = (
    Check("no-coordinates", WARNING, N_("Koordinaten fehlen"), places.without_coordinates),
    Check("dummy-coordinates", ERROR, N_("Koordinaten falsch"), places.dummy_coordinates),
    Check("shared-coordinates", WARNING, N_("Koordinaten doppelt"), places.shared_coordinates),
    Check("no-hours", WARNING, N_("Öffnungszeiten fehlen"), places.without_hours),
    Check("overlapping-hours", WARNING, N_("Öffnungszeiten überschneiden sich"), places.overlapping_hours),
)
LINK_CHECKS: tuple[Check[LinkFacts], ...] = (
    Check("dead-link", ERROR, N_("Toter Link"), others.dead_link),
    Check("private-link", ERROR, N_("Link ins interne Netz"), others.link_to_nowhere_public),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding as a source declares it; `explanation` is an English sentence for the documentation."""

    code: str
    severity: Severity
    title: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, with its subject: a service, an office, or (neither) the city."""

    code: str
    message: str
    params: Params = field(default_factory=dict)
    place: str = ""
    service_id: int | None = None
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Checks of another room."""

    name: str
    kinds: tuple[Kind, ...]
    run: Callable[[datetime], Iterable[Found]]


_sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Have a source's findings among all others.

    :raises ValueError: its name, or one of its codes, is taken.
    """
    taken = {kind.code for kind in kinds()}
    if source.name in _sources or any(kind.code in taken for kind in source.kinds):
        message = f"the source {source.name!r} is registered twice, or brings a code that is taken"
        raise ValueError(message)
    _sources[source.name] = source


def sources() -> Iterable[Source]:
    """What other rooms have added."""
    return _sources.values()


def _everybody(actors: Collection[str]) -> Collection[str]:
    return actors


_editors_among: Callable[[Collection[str]], Collection[str]] = _everybody


def know_editors(editors: Callable[[Collection[str]], Collection[str]]) -> None:
    """Have accounts say who of some actors (`kind:id`) still edits here; the catalogue knows no accounts."""
    global _editors_among  # noqa: PLW0603 - filled once, at start
    _editors_among = editors


def editors_among(actors: Collection[str]) -> Collection[str]:
    """Who of some actors still edits the catalogue: nobody else is given a finding."""
    return _editors_among(actors) if actors else ()


def kinds() -> Iterator[Kind]:
    """Every kind of finding there is."""
    on_services: tuple[Check[Any], ...] = (*SERVICE_CHECKS, *AMONG_SERVICES_CHECKS, *WITHHELD_CHECKS)
    on_others: tuple[Check[Any], ...] = (*OFFICE_CHECKS, *LINK_CHECKS)
    for check in (*on_services, *on_others):
        yield Kind(check.code, check.severity, check.title, " ".join((check.run.__doc__ or "").split()))
    for source in _sources.values():
        yield from source.kinds
