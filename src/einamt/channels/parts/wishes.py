"""What somebody comes for and with how many people, as it stands in an address: `?leistung=reisepass&personen=2&…`.

The two parameters repeat side by side; a missing `personen` is one. The same service named twice adds up. What was
ticked on the list of a service travels along as `dabei=reisepass.1f0c22ab`: the paper of that
key (`catalog.rules.papers`) is at hand.
"""

import re
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from einamt.catalog.queries import ServiceCard, bookable_services

MOST_SERVICES = 5
MOST_PERSONS = 6
"""More than a family brings: larger parties and heaps of matters are planned on the telephone."""
MOST_TICKS = 99
_TICK = re.compile(r"([-a-z0-9_]{1,160})\.([0-9a-f]{8})", re.ASCII)

Ticks = frozenset[tuple[str, str]]
"""A service's slug and the key of a paper on its list."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One service, for so many persons."""

    service: ServiceCard
    persons: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A wish in a form, with what is wrong with it and the end of the address that leaves it out."""

    wish: Wish
    problem: str
    without: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was asked for, at the field that it was asked in."""

    field_id: str
    message: str
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for, as far as it could be understood, and what was wrong."""

    items: list[Wish] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ticks: Ticks = frozenset()
    """What is ticked on the services' lists of what to bring."""

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Service ids and persons, as the appointments room takes them."""
        return [(wish.service.id, wish.persons) for wish in self.items]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The wishes as parameters of an address."""
        wished = [
            pair for wish in self.items for pair in (("leistung", wish.service.slug), ("personen", str(wish.persons)))
        ]
        slugs = {wish.service.slug for wish in self.items}
        return wished + [("dabei", f"{slug}.{key}") for slug, key in sorted(self.ticks) if slug in slugs]

    @property
    def query(self) -> str:
        """The wishes as the end of an address."""
        return urlencode(self.parameters)

    @property
    def chosen(self) -> list[Chosen]:
        """The wishes, each with the way to leave it out."""
        wrong = {problem.field_id: problem.message for problem in self.problems}
        return [
            Chosen(
                wish=wish,
                problem=wrong.get(f"personen-{wish.service.slug}", ""),
                without=replace(self, items=[other for other in self.items if other is not wish]).query,
            )
            for wish in self.items
        ]

    @property
    def status(self) -> HTTPStatus:
        """What an answer that shows the problems is sent with."""
        return max((problem.status for problem in self.problems), default=HTTPStatus.OK)


def parse_wishes(*, query: QueryDict, language: str) -> Wishes:
    """What `query` asks for; two queries, and none when it asks for nothing."""
    slugs = query.getlist("leistung")
    if not any(slugs):
        return Wishes()
    services = {card.slug: card for card in bookable_services(language=language)}
    counts = query.getlist("personen")
    wishes: dict[str, Wish] = {}
    problems: list[Problem] = []
    for position, slug in enumerate(slugs):
        if not slug:
            continue
        if (service := services.get(slug)) is None:
            problems.append(_unknown(slug))
            continue
        persons, problem = _persons(counts[position] if position < len(counts) else "1", slug)
        problems += problem
        earlier = wishes.get(slug)
        wishes[slug] = replace(earlier, persons=earlier.persons + persons) if earlier else Wish(service, persons)
    problems += [_too_many_persons(wish.service.slug) for wish in wishes.values() if wish.persons > MOST_PERSONS]
    items = [replace(wish, persons=min(wish.persons, MOST_PERSONS)) for wish in wishes.values()]
    if len(items) > MOST_SERVICES:
        problems.append(_too_many_services())
    return Wishes(items=items[:MOST_SERVICES], problems=problems, ticks=parse_ticks(query=query))


def parse_ticks(*, query: QueryDict) -> Ticks:
    """What `query` says is at hand; what is no tick of ours is passed over."""
    found = map(_TICK.fullmatch, query.getlist("dabei")[:MOST_TICKS])
    return frozenset((tick[1], tick[2]) for tick in found if tick)


def _persons(text: str, slug: str) -> tuple[int, list[Problem]]:
    text = text.strip()
    if len(text) <= 4 and text.isascii() and text.isdigit() and int(text) > 0:
        return int(text), []
    message = _("Bitte wählen Sie, für wie viele Personen Sie kommen: mindestens eine, höchstens %(most)s.")
    return 1, [Problem(f"personen-{slug}", message % {"most": MOST_PERSONS}, HTTPStatus.BAD_REQUEST)]


def _too_many_persons(slug: str) -> Problem:
    message = _("Online geht es für bis zu %(most)s Personen. Für größere Gruppen rufen Sie uns bitte an.")
    return Problem(f"personen-{slug}", message % {"most": MOST_PERSONS}, HTTPStatus.BAD_REQUEST)


def _too_many_services() -> Problem:
    message = _(
        "In einen Termin passen bis zu %(most)s Anliegen. Wir haben die ersten %(most)s übernommen; "
        "buchen Sie für die übrigen bitte einen zweiten Termin."
    )
    return Problem("leistung", message % {"most": MOST_SERVICES}, HTTPStatus.BAD_REQUEST)


def _unknown(slug: str) -> Problem:
    message = _(
        "Für „%(slug)s“ gibt es bei uns keinen Termin zu buchen. Bitte wählen Sie Ihr Anliegen aus der Liste, "
        "oder suchen Sie danach."
    )
    return Problem("leistung", message % {"slug": slug[:60]}, HTTPStatus.NOT_FOUND)
