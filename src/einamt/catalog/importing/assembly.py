"""What the catalogue of a source should be: a delivery put together with what is stored."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import (
    ROOT,
    CatalogState,
    Delivery,
    OfferKey,
    OfferRecord,
    OfferStatement,
    OfficeRecord,
    OrganisationRecord,
    ServiceRecord,
)

WITHDRAWN_SHARE = 0.3
"""More than this share of entries gone is more likely a broken export than a reform."""


def assembled(
    *, delivery: Delivery, stored: CatalogState, source: str, findings: Findings, may_withdraw: bool
) -> CatalogState:
    """The state that should be.

    A list that the delivery does not hold stays as it is stored; an entry that its list no longer holds is withdrawn
    (not public), never deleted, since cases and bookings may name it.

    :raises ImportRefused: more than `WITHDRAWN_SHARE` of a list would be withdrawn and `may_withdraw` is not set.
    """
    wanted = CatalogState(
        organisations=_organisations(delivery, stored, source),
        topics=dict(stored.topics if delivery.topics is None else delivery.topics),
        offices=dict(stored.offices),
        services=dict(stored.services),
    )
    if delivery.offices is not None:
        _check_withdrawals("offices", stored.offices, delivery.offices, may_withdraw=may_withdraw)
        withdrawn = {key: replace(office, is_public=False) for key, office in stored.offices.items()}
        wanted.offices = withdrawn | {
            key: _with_known_place(office, stored.offices.get(key)) for key, office in delivery.offices.items()
        }
    if delivery.services is not None:
        _check_withdrawals("services", stored.services, delivery.services, may_withdraw=may_withdraw)
        withdrawn_services = {key: replace(service, is_public=False) for key, service in stored.services.items()}
        wanted.services = withdrawn_services | delivery.services
    wanted.offers = _offers(delivery, stored, wanted, findings)
    _complete_services(delivery, stored, wanted, findings)
    return wanted


def _organisations(delivery: Delivery, stored: CatalogState, source: str) -> dict[str, OrganisationRecord]:
    """Stored organisations stay; the root keeps the name and the kind that it has once been given."""
    wanted = stored.organisations | delivery.organisations
    root = stored.organisations.get(ROOT, wanted[ROOT])
    wanted[ROOT] = root if root.name else replace(root, name=source)
    return wanted


def _check_withdrawals(
    what: str, stored: Mapping[str, object], delivered: Mapping[str, object], *, may_withdraw: bool
) -> None:
    gone = stored.keys() - delivered.keys()
    if not may_withdraw and len(gone) > max(5, WITHDRAWN_SHARE * len(stored)):
        raise ImportRefused(
            f"The delivery lacks {len(gone)} of the {len(stored)} {what} that are stored, "
            f"for example {', '.join(sorted(gone)[:5])}. If they are to be withdrawn, say --withdraw."
        )


def _with_known_place(office: OfficeRecord, stored: OfficeRecord | None) -> OfficeRecord:
    """An office whose source knows no coordinates keeps those that somebody here has found."""
    if office.latitude is not None or stored is None:
        return office
    return replace(office, latitude=stored.latitude, longitude=stored.longitude)


def _offers(
    delivery: Delivery, stored: CatalogState, wanted: CatalogState, findings: Findings
) -> dict[OfferKey, OfferRecord]:
    """Every pair that a side names and whose ends exist. The side that is not delivered keeps what it said before."""
    by_service = dict(delivery.by_service)
    by_office = dict(delivery.by_office)
    for key, offer in stored.offers.items():
        if delivery.services is None and offer.by_service is not None:
            by_service[key] = offer.by_service
        if delivery.offices is None and offer.by_office is not None:
            by_office[key] = offer.by_office
    offers = {}
    for key in sorted(by_service.keys() | by_office.keys()):
        if key[0] in wanted.services and key[1] in wanted.offices:
            offers[key] = merged_offer(key=key, by_service=by_service.get(key), by_office=by_office.get(key))
    _note_dangling(by_service.keys() | by_office.keys(), wanted, findings)
    _note_contradictions(by_service, by_office, wanted, findings)
    return offers


def merged_offer(*, key: OfferKey, by_service: OfferStatement | None, by_office: OfferStatement | None) -> OfferRecord:
    """What holds when the service's list and the office's say different things: the office's, which its staff keep.

    Munich's services say 0 time steps everywhere, so a 0 gives way to the other side's number.
    """
    first = by_office or by_service or OfferStatement()
    second = by_service or OfferStatement()
    slots = first.slots or second.slots or 0
    allowed = second.allowed if first.allowed is None else first.allowed
    is_bookable = bool(allowed) and slots > 0 and not first.external and first.public is not False
    return OfferRecord(
        service=key[0],
        office=key[1],
        steps=min(max(slots, 1), 1000),
        is_bookable=is_bookable,
        max_persons=first.max_quantity or second.max_quantity,
        hint=first.hint or second.hint,
        link=first.link or second.link,
        by_service=by_service,
        by_office=by_office,
    )


def _note_dangling(keys: set[OfferKey], wanted: CatalogState, findings: Findings) -> None:
    missing_offices: dict[str, list[str]] = defaultdict(list)
    missing_services: dict[str, list[str]] = defaultdict(list)
    for service, office in sorted(keys):
        if service in wanted.services and office not in wanted.offices:
            missing_offices[service].append(office)
        elif office in wanted.offices and service not in wanted.services:
            missing_services[office].append(service)
    for service, offices in missing_offices.items():
        name = wanted.services[service].text.name
        detail = f"names {len(offices)} offices that do not exist: {_shortened(offices)}"
        findings.warn("dangling-office", kind="service", identifier=service, name=name, detail=detail)
    for office, services in missing_services.items():
        name = wanted.offices[office].name
        detail = f"names {len(services)} services that do not exist: {_shortened(services)}"
        findings.warn("dangling-service", kind="office", identifier=office, name=name, detail=detail)


def _note_contradictions(
    by_service: dict[OfferKey, OfferStatement],
    by_office: dict[OfferKey, OfferStatement],
    wanted: CatalogState,
    findings: Findings,
) -> None:
    differing: dict[str, list[str]] = defaultdict(list)
    for key in sorted(by_service.keys() & by_office.keys()):
        one, other = by_service[key], by_office[key]
        differs = one.allowed != other.allowed or (one.slots and other.slots and one.slots != other.slots)
        if differs and key[0] in wanted.services:
            differing[key[0]].append(key[1])
    for service, offices in differing.items():
        detail = (
            f"says otherwise about appointments than {len(offices)} offices, which are believed: {_shortened(offices)}"
        )
        name = wanted.services[service].text.name
        findings.note("contradictory-offer", kind="service", identifier=service, name=name, detail=detail)


def _shortened(identifiers: list[str]) -> str:
    return ", ".join(identifiers[:8]) + (", …" if len(identifiers) > 8 else "")


def _complete_services(delivery: Delivery, stored: CatalogState, wanted: CatalogState, findings: Findings) -> None:
    """Fill in what follows from other lists: topics, channels, appointments, and what the source does not say."""
    offered = {service for service, _ in wanted.offers}
    bookable = {key[0] for key, offer in wanted.offers.items() if offer.is_bookable}
    named_by_topic: dict[str, set[str]] = defaultdict(set)
    for topic in wanted.topics.values():
        for named_service in topic.services:
            named_by_topic[named_service].add(topic.identifier)
    for identifier, service in wanted.services.items():
        is_delivered = delivery.services is not None and identifier in delivery.services
        before = stored.services.get(identifier)
        named = service.topics if is_delivered else service.topics | _own_topic(service)
        if delivery.topics is None and before is not None:
            named_by_topic[identifier] |= before.topics - _own_topic(before)
        if is_delivered and (missing := sorted(named - wanted.topics.keys())):
            detail = f"names the topics {', '.join(missing[:5])}, which do not exist"
            findings.warn(
                "dangling-topic", kind="service", identifier=identifier, name=service.text.name, detail=detail
            )
        if is_delivered and identifier not in offered:
            findings.note(
                "offered-nowhere",
                kind="service",
                identifier=identifier,
                name=service.text.name,
                detail="no office offers it",
            )
        wanted.services[identifier] = replace(
            service,
            topics=frozenset((named | named_by_topic[identifier]) & wanted.topics.keys()),
            needs_appointment=identifier in bookable,
            channels=_channels(service, is_offered=identifier in offered),
            responsible=service.responsible or (before.responsible if before else "any-office"),
        )


def _own_topic(service: ServiceRecord) -> frozenset[str]:
    """The topic that a stored service was delivered with, perhaps before its topic was."""
    relation = service.extra.get("relation")
    topic = relation.get("root_topic") if isinstance(relation, dict) else None
    return frozenset({str(topic)} if topic else ())


def _channels(service: ServiceRecord, *, is_offered: bool) -> tuple[str, ...]:
    return tuple(["office"] * is_offered + ["online"] * bool(service.online_url))
