"""An appointment, held or booked, in words: when, where, what for, what to bring."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.queries import CostLine, Item, OfficeEntry, ServiceCard, office_entries, service_cards, service_page
from einamt.channels.parts.wishes import Ticks, Wish, parse_ticks
from einamt.channels.portal.booking.visit import Held
from einamt.platform.shell import words
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, NOTHING, PROOFS, Particulars
from einamt.procedures.appointments.models import Appointment, Leg
from einamt.procedures.appointments.needs import particulars_of
from einamt.procedures.appointments.rules import Paper, paper_of
from einamt.procedures.appointments.tours.homes import Home
from einamt.procedures.appointments.tours.reading import home_of, home_of_hold

IsReady = Callable[[ServiceCard, Item], bool]
"""Whether somebody has a paper of a service's list at hand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper to bring, and whether the person has said that it is at hand."""

    key: str
    """Which one it is, in whatever language."""
    name: str
    description: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class ToBring:
    """What one service needs: documents, and money for its fees."""

    service: ServiceCard
    evidence: list[Evidence]
    costs: list[CostLine]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page shows of an appointment."""

    starts_at: datetime
    office: OfficeEntry
    wishes: list[Wish]
    to_bring: list[ToBring]
    particulars: Particulars = NOTHING
    home: str = ""
    """Where the team comes to; empty where people come to the office."""
    is_at_home: bool = False
    stations: tuple[tuple[int, str, str], ...] = ()
    """Where somebody goes after the first counter: minute, counters and what for."""

    @property
    def proofs(self) -> list[str]:
        """What shows that somebody may act for others."""
        return [_(PROOFS[each]) for each in self.particulars.acting_for]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The facts as pairs of term and value."""
        return [
            (_("Wann"), words.moment_long(self.starts_at)),
            (_("Wo"), self._where),
            (_("Anliegen"), "; ".join(in_words(wish) for wish in self.wishes)),
            *((_("Danach"), _station(minute, counters, what)) for minute, counters, what in self.stations),
            *self._particular,
        ]

    @property
    def _where(self) -> str:
        if self.is_at_home:
            return ", ".join(filter(None, [_("Bei Ihnen"), self.home]))
        return _("%(office)s, %(street)s, %(postal_code)s %(city)s") % {
            "office": self.office.name,
            "street": self.office.street,
            "postal_code": self.office.postal_code,
            "city": self.office.city,
        }

    @property
    def place_name(self) -> str:
        """The office, or that the team comes."""
        return _("bei Ihnen") if self.is_at_home else self.office.name

    @property
    def _particular(self) -> list[tuple[str, str]]:
        found = self.particulars
        lines = []
        if found.acting_for:
            lines.append((_("Für wen"), "; ".join(_(FOR_WHOM[each]) for each in found.acting_for)))
        if found.help:
            helped = "; ".join(_(HELP[each]) for each in found.help)
            lines.append((_("Wir bestellen für Sie"), f"{helped} ({found.language})" if found.language else helped))
        return lines

    @property
    def papers_ready(self) -> tuple[Paper, ...]:
        """The papers at hand, as the appointments room takes them."""
        return tuple(
            Paper(need.service.id, paper.key, paper.name)
            for need in self.to_bring
            for paper in need.evidence
            if paper.is_ready
        )

    @property
    def papers_missing(self) -> list[str]:
        """The papers that are still to be looked for, where the person has gone through the list; else none."""
        if not self.papers_ready:
            return []
        return [paper.name for need in self.to_bring for paper in need.evidence if not paper.is_ready]

    @property
    def title(self) -> str:
        """One line: Di, 24. Nov, 9:36 Uhr, Bürgeramt Hohenzollerndamm."""
        return _("%(date)s, %(time)s Uhr, %(office)s") % {
            "date": words.date_short(self.starts_at),
            "time": words.clock_of(self.starts_at),
            "office": self.place_name,
        }


def _station(minute: int, counters: str, what: str) -> str:
    return _("%(time)s Uhr, %(counters)s: %(what)s") % {
        "time": words.clock(minute),
        "counters": counters,
        "what": what,
    }


def in_words(wish: Wish) -> str:
    """Reisepass beantragen; for several: Reisepass beantragen für 3 Personen."""
    if wish.persons == 1:
        return wish.service.name
    return _("%(service)s für %(persons)s Personen") % {"service": wish.service.name, "persons": wish.persons}


def wishes_of(*, pairs: Sequence[tuple[int, int]], language: str) -> list[Wish]:
    """Stored pairs of service and persons with the services' names, also of services withdrawn since."""
    persons = dict(pairs)
    cards = service_cards(service_ids=list(persons), language=language)
    return [Wish(service=card, persons=persons[card.id]) for card in cards]


def nothing_ready(_service: ServiceCard, _paper: Item) -> bool:
    """Nobody has said what is at hand."""
    return False


def ready_by_ticks(*, ticks: Ticks) -> IsReady:
    """What is ticked in an address."""
    return lambda service, paper: (service.slug, paper.key) in ticks


def ready_as_booked(*, papers: Collection[Paper]) -> IsReady:
    """What was kept with an appointment. One without a key is known by its name: renamed since, it is not ticked."""
    keys = {(paper.service_id, paper.key) for paper in papers if paper.key}
    names = {(paper.service_id, paper.name) for paper in papers if not paper.key}
    return lambda service, paper: (service.id, paper.key) in keys or (service.id, paper.name) in names


def summarised(
    *,
    starts_at: datetime,
    office_id: int,
    pairs: Sequence[tuple[int, int]],
    language: str,
    with_documents: bool = True,
    is_ready: IsReady = nothing_ready,
    particulars: Particulars = NOTHING,
    legs: Iterable[Leg] = (),
    home: Home | None = None,
    is_at_home: bool = False,
) -> Summary:
    """The summary of an appointment at `office_id` for the stored `pairs` of service and persons."""
    wishes = wishes_of(pairs=pairs, language=language)
    return Summary(
        starts_at=starts_at,
        office=office_entries(office_ids=[office_id])[office_id],
        wishes=wishes,
        to_bring=[_to_bring(wish.service, language, is_ready) for wish in wishes] if with_documents else [],
        particulars=particulars,
        home=home.address if home else "",
        is_at_home=is_at_home,
        stations=tuple(
            (
                leg.start_minute,
                leg.capacity_day.group.name,
                "; ".join(in_words(wish) for wish in wishes_of(pairs=leg.wishes, language=language)),
            )
            for leg in legs
        ),
    )


def summary_of_appointment(*, appointment: Appointment, language: str) -> Summary:
    """The summary of what was booked, with the papers that were said to be at hand."""
    return summarised(
        starts_at=appointment.starts_at,
        office_id=appointment.capacity_day.group.office_id,
        pairs=appointment.wishes,
        language=language,
        is_ready=ready_as_booked(papers=[paper_of(stored) for stored in appointment.papers_ready]),
        particulars=particulars_of(appointment),
        legs=appointment.legs.select_related("capacity_day__group"),
        home=home_of(appointment),
        is_at_home=appointment.is_home_visit,
    )


def summary_of_held(
    *, held: Held, language: str, with_documents: bool = True, particulars: Particulars = NOTHING
) -> Summary:
    """The summary of the time that is held, with what was ticked on the way to it."""
    return summarised(
        starts_at=held.starts_at,
        office_id=held.office_id,
        pairs=held.wishes,
        language=language,
        with_documents=with_documents,
        is_ready=ready_by_ticks(ticks=parse_ticks(query=QueryDict(held.query))),
        particulars=particulars,
        legs=Leg.objects.filter(hold=held.hold_id).select_related("capacity_day__group")
        if len(held.wishes) > 1
        else (),
        home=home_of_hold(hold_id=held.hold_id) if held.is_at_home else None,
        is_at_home=held.is_at_home,
    )


def _to_bring(service: ServiceCard, language: str, is_ready: IsReady) -> ToBring:
    """What `service` needs; nothing where it has been withdrawn since."""
    try:
        page = service_page(slug=service.slug, language=language)
    except ServiceNotFound:
        return ToBring(service=service, evidence=[], costs=[])
    evidence = [
        Evidence(key=item.key, name=item.name, description=item.description, is_ready=is_ready(service, item))
        for item in page.evidence
    ]
    return ToBring(service=service, evidence=evidence, costs=page.costs)
