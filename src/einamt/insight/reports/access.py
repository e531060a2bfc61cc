"""On which ways services can be had and at which maturity, as far as the catalogue knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from einamt.catalog.models import Office, PublicService, ServiceText
from einamt.catalog.queries import bookable_services, service_names

GERMAN = "de"


class Maturity(StrEnum):
    """Reifegrade of the Onlinezugangsgesetz's model (0 offline to 4 once-only), as far as a catalogue can tell them.

    Whether papers go along (3) or the authority fetches them itself (4), no catalogue says: what has an address in the
    net is at least 2, and no more is claimed.
    """

    OFFLINE = "0"
    """Not even explained."""
    INFORMATION = "1"
    """Explained, perhaps with forms to print."""
    ONLINE = "2+"
    """Can be applied for in the net: at least 2."""
    UNKNOWN = "?"
    """The catalogue names the net as a way and gives no address."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """One public service."""

    service_id: int
    maturity: Maturity
    channels: tuple[str, ...]
    """Values of `PublicService.channels`: office, online, post, phone; what the catalogue says, nothing added."""
    is_bookable: bool
    """An appointment can be booked in the net."""
    has_form: bool
    """A form can be fetched."""


@dataclass(frozen=True, slots=True)
class AccessFound:
    """All public services, and how offices and texts can be reached."""

    services: tuple[ServiceAccess, ...]
    languages: dict[str, int]
    """How many of the services are explained in each language, by its code."""
    in_plain_language: int
    """How many have a text in plain German."""
    offices: dict[str, int]
    """How many public offices can be entered how, by `Office.Accessibility`."""

    def at(self, maturity: Maturity) -> int:
        """How many services are at this maturity."""
        return sum(service.maturity is maturity for service in self.services)

    def on(self, channel: str) -> int:
        """How many services the catalogue names this way for."""
        return sum(channel in service.channels for service in self.services)


def access() -> AccessFound:
    """What the catalogue says now; five queries."""
    bookable = {card.id for card in bookable_services(language=GERMAN)}
    rows = (
        PublicService.objects.filter(is_public=True, deleted_at=None)
        .prefetch_related("texts", "items")
        .order_by("slug")
    )
    services = list(rows)
    languages: dict[str, int] = {}
    for service in services:
        for text in service.texts.all():
            languages[text.language] = languages.get(text.language, 0) + _is_explained([text])
    offices = dict.fromkeys(Office.Accessibility.values, 0)
    for accessibility in Office.objects.filter(is_public=True).values_list("accessibility", flat=True):
        offices[accessibility] += 1
    return AccessFound(
        services=tuple(
            ServiceAccess(
                service_id=service.pk,
                maturity=maturity_of(
                    is_explained=_is_explained(service.texts.all()),
                    names_online="online" in service.channels,
                    has_address=bool(service.online_url),
                ),
                channels=tuple(service.channels),
                is_bookable=service.pk in bookable,
                has_form=any(item.kind == "form" and item.link for item in service.items.all()),
            )
            for service in services
        ),
        languages=dict(sorted(languages.items())),
        in_plain_language=sum(
            any(text.language == GERMAN and text.plain for text in service.texts.all()) for service in services
        ),
        offices=offices,
    )


def maturity_of(*, is_explained: bool, names_online: bool, has_address: bool) -> Maturity:
    """What can be said of a service, and no more."""
    if has_address:
        return Maturity.ONLINE
    if names_online:
        return Maturity.UNKNOWN
    return Maturity.INFORMATION if is_explained else Maturity.OFFLINE


def names_of(found: AccessFound, *, language: str) -> dict[int, str]:
    """What the services are called."""
    return service_names(service_ids={service.service_id for service in found.services}, language=language)


def _is_explained(texts: Iterable[ServiceText]) -> bool:
    return any(text.summary or text.description or text.procedure for text in texts)
