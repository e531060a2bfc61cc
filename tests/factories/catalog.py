"""A city with districts, offices and services."""

from itertools import count

from einamt.catalog.models import Office, Organisation, PublicService, ServiceItem, ServiceOffer, ServiceText

_numbers = count(1)
SOURCE = "test"


def make_city(*, name: str = "Musterstadt") -> Organisation:
    """The root of the tree of organisations."""
    return _organisation(kind=Organisation.Kind.CITY, name=name, parent=None)


def make_district(*, name: str = "Nordbezirk", city: Organisation | None = None) -> Organisation:
    """A district of a city."""
    return _organisation(kind=Organisation.Kind.DISTRICT, name=name, parent=city or make_city())


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
            service=service, language="de", kind=ServiceItem.Kind.EVIDENCE, position=position, name=item
        )
    for office in offices or []:
        ServiceOffer.objects.create(service=service, office=office, steps=steps)
    return service


def _organisation(*, kind: Organisation.Kind, name: str, parent: Organisation | None) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(
        source=SOURCE, identifier=f"organisation-{number}", kind=kind, name=name, parent=parent
    )
