"""Reading services and life events, in the language a person reads, else in German."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from einamt.catalog.errors import LifeEventNotFound, ServiceNotFound
from einamt.catalog.models import LifeEvent, PublicService, ServiceItem, ServiceOffer, ServiceText
from einamt.catalog.queries.remembering import per_revision
from einamt.catalog.queries.results import (
    CostLine,
    Item,
    LifeEventCard,
    LifeEventLine,
    LifeEventPage,
    OfferLine,
    ServiceCard,
    ServicePage,
    ServiceRange,
)

GERMAN = "de"


class _Bookable(TypedDict):
    is_offered_bookable: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    _Service = WithAnnotations[PublicService, _Bookable]
else:
    _Service = PublicService


@per_revision
def service_page(*, slug: str, language: str) -> ServicePage:
    """All about the public service at `slug`; five queries and one for its text.

    :raises ServiceNotFound: there is none, or it is not public.
    """
    return _page(_public_services(), slug=slug, language=language)


def withheld_service_page(*, slug: str, language: str) -> ServicePage:
    """The same of a service that may not be public: for those who work at it, never for citizens.

    :raises ServiceNotFound: there is none.
    """
    return _page(_services(), slug=slug, language=language)


def _page(services: QuerySet[_Service], *, slug: str, language: str) -> ServicePage:
    service = (
        _with_texts(services, language)
        .select_related("organisation")
        .prefetch_related("costs", "life_events", _offers())
        .filter(slug=slug)
        .first()
    )
    if service is None or (text := _best_text(service.texts.all(), language)) is None:
        raise ServiceNotFound
    items = _items(service, text.language)
    offers = [_offer_line(offer) for offer in service.offers.all()]
    return ServicePage(
        id=service.pk,
        source=service.source,
        identifier=service.identifier,
        slug=service.slug,
        leika=service.leika,
        language=text.language,
        is_fallback=text.language != language,
        name=text.name,
        summary=text.summary,
        description=text.description,
        plain=text.plain,
        procedure=text.procedure,
        duration=text.duration,
        costs_note=text.costs_note,
        responsible_body=text.responsible_body,
        conditions=items[ServiceItem.Kind.CONDITION],
        evidence=items[ServiceItem.Kind.EVIDENCE],
        legal_basis=items[ServiceItem.Kind.LEGAL_BASIS],
        forms=items[ServiceItem.Kind.FORM],
        links=items[ServiceItem.Kind.LINK],
        publications=items[ServiceItem.Kind.PUBLICATION],
        costs=[CostLine(cents=cost.cents, label=cost.label_in(language=text.language)) for cost in service.costs.all()],
        life_events=[
            LifeEventLine(key=event.key, name=_event_name(event, language)) for event in service.life_events.all()
        ],
        organisation=service.organisation.name,
        needs_appointment=service.needs_appointment,
        is_bookable=any(offer.is_bookable for offer in offers),
        responsible=service.responsible,
        channels=list(service.channels),
        online_url=service.online_url,
        offers=offers,
        updated_at=service.updated_at,
    )


@per_revision
def popular_services(*, language: str, limit: int) -> list[ServiceCard]:
    """The listed services most asked for."""
    return _cards(_listed_services().filter(demand__gt=0).order_by("-demand", "slug")[:limit], language)


@per_revision
def all_services(*, language: str) -> list[ServiceCard]:
    """Every listed service, by name."""
    return sorted(_cards(_listed_services(), language), key=lambda card: card.name.casefold())


def service_range(*, language: str, offset: int, limit: int) -> ServiceRange:
    """`limit` of the listed services after the first `offset`, by address, which stays as it is when texts change."""
    listed = _listed_services().filter(texts__language__in={language, GERMAN}).distinct()
    return ServiceRange(
        total=listed.count(), cards=_cards(listed.order_by("slug", "pk")[offset : offset + limit], language)
    )


@per_revision
def bookable_services(*, language: str) -> list[ServiceCard]:
    """The listed services with an appointment to be had somewhere, the most asked-for first."""
    return _cards(_listed_services().filter(is_offered_bookable=True).order_by("-demand", "slug"), language)


def service_cards(*, service_ids: Collection[int], language: str) -> list[ServiceCard]:
    """These services, public or not, in the order of `service_ids`; an unknown one is left out."""
    return _in_order(service_ids, _cards(_services().filter(pk__in=service_ids), language))


remembered_service_cards = per_revision(service_cards)
"""As `service_cards`, kept until the catalogue changes: for what is asked again and again."""


def public_service_cards(*, service_ids: Collection[int], language: str) -> list[ServiceCard]:
    """Those of these services that are public, in the order of `service_ids`."""
    return _in_order(service_ids, _cards(_public_services().filter(pk__in=service_ids), language))


def _in_order(service_ids: Collection[int], cards: Iterable[ServiceCard]) -> list[ServiceCard]:
    by_id = {card.id: card for card in cards}
    return [by_id[service_id] for service_id in service_ids if service_id in by_id]


def service_names(*, service_ids: Collection[int], language: str) -> dict[int, str]:
    """What these services are called; also withdrawn ones, since cases and bookings still name them."""
    texts = ServiceText.objects.filter(service_id__in=service_ids, language__in=(language, GERMAN))
    names: dict[int, tuple[bool, str]] = {}
    for service_id, text_language, name in texts.values_list("service_id", "language", "name"):
        candidate = (text_language == language, name)
        names[service_id] = max(names.get(service_id, (False, "")), candidate)
    return {service_id: name for service_id, (_, name) in names.items()}


@per_revision
def life_events(*, language: str) -> list[LifeEventCard]:
    """The life events that have listed services, in the city's order."""
    is_listed = Q(services__is_public=True, services__is_listed=True)
    counted = LifeEvent.objects.annotate(listed=Count("services", filter=is_listed))
    return [
        LifeEventCard(
            key=event.key, name=_event_name(event, language), hint=_event_hint(event, language), services=event.listed
        )
        for event in counted.filter(listed__gt=0).order_by("position", "key")
    ]


@per_revision
def life_event_services(*, key: str, language: str) -> LifeEventPage:
    """A life event and its listed services, the most asked-for first.

    :raises LifeEventNotFound: there is none with this key.
    """
    event = LifeEvent.objects.filter(key=key).first()
    if event is None:
        raise LifeEventNotFound
    return LifeEventPage(
        key=event.key,
        name=_event_name(event, language),
        hint=_event_hint(event, language),
        services=_cards(_listed_services().filter(life_events=event).order_by("-demand", "slug"), language),
    )


def _services() -> QuerySet[_Service]:
    bookable = ServiceOffer.objects.filter(service=OuterRef("pk"), is_bookable=True, office__is_public=True)
    return PublicService.objects.annotate(is_offered_bookable=Exists(bookable))


def _public_services() -> QuerySet[_Service]:
    return _services().filter(is_public=True)


def _listed_services() -> QuerySet[_Service]:
    return _services().filter(is_public=True, is_listed=True)


def _with_texts(services: QuerySet[_Service], language: str) -> QuerySet[_Service]:
    texts = ServiceText.objects.filter(language__in={language, GERMAN})
    return services.prefetch_related(Prefetch("texts", queryset=texts))


def _cards(services: QuerySet[_Service], language: str) -> list[ServiceCard]:
    return [
        ServiceCard(
            id=service.pk,
            identifier=service.identifier,
            slug=service.slug,
            name=text.name,
            summary=text.summary,
            language=text.language,
            is_fallback=text.language != language,
            needs_appointment=service.needs_appointment,
            is_bookable=service.is_offered_bookable,
            is_online=bool(service.online_url),
            demand=service.demand,
        )
        for service in _with_texts(services, language)
        if (text := _best_text(service.texts.all(), language))
    ]


def _best_text(texts: Iterable[ServiceText], language: str) -> ServiceText | None:
    return max(texts, key=lambda text: text.language == language, default=None)


def _items(service: PublicService, language: str) -> dict[ServiceItem.Kind, list[Item]]:
    """The lists in the text's language; a list that this language lacks is given in German."""
    found: dict[str, dict[str, list[Item]]] = {GERMAN: {}, language: {}}
    for item in service.items.filter(language__in={language, GERMAN}):
        entry = Item(name=item.name, description=item.description, link=item.link, key=item.key)
        found[item.language].setdefault(item.kind, []).append(entry)
    return {kind: found[language].get(kind) or found[GERMAN].get(kind, []) for kind in ServiceItem.Kind}


def _offers() -> "Prefetch[str]":
    offers = ServiceOffer.objects.filter(office__is_public=True).select_related("office__organisation")
    return Prefetch("offers", queryset=offers.order_by("office__organisation__name", "office__name"))


def _offer_line(offer: ServiceOffer) -> OfferLine:
    office = offer.office
    return OfferLine(
        office_id=office.pk,
        slug=office.slug,
        name=office.name,
        district=office.organisation.name,
        street=office.street,
        postal_code=office.postal_code,
        city=office.city,
        steps=offer.steps,
        is_bookable=offer.is_bookable,
        max_persons=offer.max_persons,
        hint=offer.hint,
        link=offer.link,
    )


def _event_name(event: LifeEvent, language: str) -> str:
    return event.name if language == GERMAN else event.name_en or event.name


def _event_hint(event: LifeEvent, language: str) -> str:
    return event.hint if language == GERMAN else event.hint_en or event.hint
