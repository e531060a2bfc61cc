"""An appointment, held or booked, in words: when, where, what for, what to bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.queries import CostLine, Item, OfficeEntry, ServiceCard, office_entries, service_cards, service_page
from einamt.channels.portal.booking.wishes import Wish
from einamt.platform.shell import words


@dataclass(frozen=True, slots=True)
class ToBring:
    """What one service needs: documents, and money for its fees."""

    service: ServiceCard
    evidence: list[Item]
    costs: list[CostLine]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page shows of an appointment."""

    starts_at: datetime
    office: OfficeEntry
    wishes: list[Wish]
    to_bring: list[ToBring]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The facts as pairs of term and value."""
        place = _("%(office)s, %(street)s, %(postal_code)s %(city)s") % {
            "office": self.office.name,
            "street": self.office.street,
            "postal_code": self.office.postal_code,
            "city": self.office.city,
        }
        return [
            (_("Wann"), words.moment_long(self.starts_at)),
            (_("Wo"), place),
            (_("Anliegen"), "; ".join(in_words(wish) for wish in self.wishes)),
        ]

    @property
    def title(self) -> str:
        """One line: Di, 24. Nov, 9:36 Uhr, Bürgeramt Hohenzollerndamm."""
        return _("%(date)s, %(time)s Uhr, %(office)s") % {
            "date": words.date_short(self.starts_at),
            "time": words.clock_of(self.starts_at),
            "office": self.office.name,
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


def summarised(
    *, starts_at: datetime, office_id: int, pairs: Sequence[tuple[int, int]], language: str, with_documents: bool = True
) -> Summary:
    """The summary of an appointment at `office_id` for the stored `pairs` of service and persons."""
    wishes = wishes_of(pairs=pairs, language=language)
    return Summary(
        starts_at=starts_at,
        office=office_entries(office_ids=[office_id])[office_id],
        wishes=wishes,
        to_bring=[to_bring(service=wish.service, language=language) for wish in wishes] if with_documents else [],
    )


def to_bring(*, service: ServiceCard, language: str) -> ToBring:
    """What `service` needs; nothing where it has been withdrawn since."""
    try:
        page = service_page(slug=service.slug, language=language)
    except ServiceNotFound:
        return ToBring(service=service, evidence=[], costs=[])
    return ToBring(service=service, evidence=page.evidence, costs=page.costs)
