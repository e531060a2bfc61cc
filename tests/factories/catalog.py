"""A city with districts, offices and services."""

from datetime import date
from itertools import count

from einamt.catalog.models import (
    Area,
    Office,
    Organisation,
    PublicService,
    Responsibility,
    ServiceItem,
    ServiceMatter,
    ServiceOffer,
    ServiceText,
)
from einamt.catalog.rules.papers import paper_keys

_numbers = count(1)
SOURCE = "test"


def make_city(*, name: str = "Musterstadt") -> Organisation:
    """The root of the tree of organisations."""
    return _organisation(kind=Organisation.Kind.CITY, name=name, parent=None)


def make_district(*, name: str = "Nordbezirk", city: Organisation | None = None) -> Organisation:
    """A district of a city."""
    return _organisation(kind=Organisation.Kind.DISTRICT, name=name, parent=city or make_city())


def make_authority(*, name: str = "Wohnungsamt Nordbezirk", above: Organisation) -> Organisation:
    """An authority that is part of a district or of the city."""
    return _organisation(kind=Organisation.Kind.AUTHORITY, name=name, parent=above)


def make_office(*, name: str = "Bürgeramt Rathaus Nord", district: Organisation | None = None) -> Office:
    """An office of a district."""
    number = next(_numbers)
    return Office.objects.create(
        source=SOURCE,
        identifier=f"office-{number}",
        slug=f"amt-{number}",
        organisation=district or make_district(),
        name=name,
        street="Breite Straße 24a",
        postal_code="13187",
        city="Musterstadt",
        latitude=52.57,
        longitude=13.4,
    )


def make_service(
    *,
    name: str = "Reisepass beantragen",
    english: str | None = "Apply for a passport",
    evidence: list[str] | None = None,
    offices: list[Office] | None = None,
    organisation: Organisation | None = None,
    responsible: PublicService.Responsible = PublicService.Responsible.ANY_OFFICE,
    steps: int = 1,
) -> PublicService:
    """A bookable service with German texts, and English ones unless `english` is None, offered at `offices`."""
    number = next(_numbers)
    service = PublicService.objects.create(
        source=SOURCE,
        identifier=f"service-{number}",
        slug=f"leistung-{number}",
        organisation=organisation or make_city(),
        needs_appointment=True,
        responsible=responsible,
        demand=100,
        channels=["office"],
    )
    ServiceText.objects.create(service=service, language="de", name=name, summary=f"{name}: kurz erklärt.")
    if english is not None:
        ServiceText.objects.create(service=service, language="en", name=english, summary=f"{english}, in short.")
    for position, item in enumerate(evidence if evidence is not None else ["Biometrisches Passfoto", "Alter Ausweis"]):
        ServiceItem.objects.create(
            service=service,
            language="de",
            kind=ServiceItem.Kind.EVIDENCE,
            position=position,
            name=item,
            key=paper_key(item),
        )
    for office in offices or []:
        ServiceOffer.objects.create(service=service, office=office, steps=steps)
    return service


def paper_key(name: str) -> str:
    """The key of a paper that is new on a German list."""
    [key] = paper_keys(names={"de": [name]}, before={})["de"]
    return key


def _organisation(*, kind: Organisation.Kind, name: str, parent: Organisation | None) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(
        source=SOURCE, identifier=f"organisation-{number}", kind=kind, name=name, parent=parent
    )


def make_area(
    *,
    key: str,
    name: str = "Nordbezirk",
    kind: Area.Kind = Area.Kind.DISTRICT,
    parent: Area | None = None,
    organisation: Organisation | None = None,
    square: tuple[float, float, float] | None = None,
    also_called: list[str] | None = None,
) -> Area:
    """An area; `square` is the south-western corner (longitude, latitude) and the length of a square boundary."""
    area = Area(key=key, name=name, kind=kind, parent=parent, organisation=organisation, also_called=also_called or [])
    if square is not None:
        west, south, length = square
        corners = [[0, 0], [length, 0], [length, length], [0, length], [0, 0]]
        area.boundary = [[[[west + x, south + y] for x, y in corners]]]
        area.west, area.south, area.east, area.north = west, south, west + length, south + length
    area.save()
    return area


def make_rule(
    *,
    service: PublicService,
    organisation: Organisation,
    area: str = "",
    letters: tuple[str, str] = ("", ""),
    matter: ServiceMatter | None = None,
    unit: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    role: str = "responsible",
) -> Responsibility:
    """A rule of responsibility."""
    return Responsibility.objects.create(
        service=service,
        organisation=organisation,
        unit=unit,
        area_key=area,
        letters_from=letters[0],
        letters_to=letters[1],
        matter=matter,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
    )
