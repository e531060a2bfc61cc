"""What an office serves to whoever comes without an appointment, found by a few letters."""

from dataclasses import dataclass

from einamt.catalog.models import ServiceOffer
from einamt.catalog.queries import service_names
from einamt.catalog.search.service import search_identifiers
from einamt.procedures.visits.matching import is_name_match, is_part_of

FEWEST_LETTERS = 3
MOST_HITS = 30
"""Services of the whole city that a search gives, of which the office has some."""


@dataclass(frozen=True, slots=True)
class ServiceHere:
    """A service of the office; `needs_appointment` is what the catalogue says to citizens."""

    id: int
    slug: str
    name: str
    needs_appointment: bool


def services_here(*, office_id: int, language: str, text: str = "") -> list[ServiceHere]:
    """The services of an office in whose names each word of `text` stands; in front those where it begins a word, and
    what is asked for most. Two queries.
    """
    offers = ServiceOffer.objects.filter(office_id=office_id, service__is_public=True)
    columns = ("service_id", "service__slug", "service__needs_appointment")
    rows = list(offers.order_by("-service__demand", "service__slug").values_list(*columns))
    names = service_names(service_ids=[service_id for service_id, _, _ in rows], language=language)
    found = [ServiceHere(service_id, slug, names.get(service_id, ""), needs) for service_id, slug, needs in rows]
    if not text:
        return found
    fitting = [each for each in found if is_part_of(wanted=text, name=each.name)]
    return sorted(fitting, key=lambda each: not is_name_match(wanted=text, name=each.name))


def found_here(*, office_id: int, language: str, text: str) -> list[ServiceHere]:
    """The services of the office that somebody means who types `text`: first letters, a part of the name, or a word of
    life, as the city's search understands it.
    """
    services = services_here(office_id=office_id, language=language)
    named = [each for each in services if is_name_match(wanted=text, name=each.name)]
    if len(text) < FEWEST_LETTERS:  # in the middle of a word they would mean everything
        return named
    parts = [each for each in services if is_part_of(wanted=text, name=each.name)]
    by_id = {each.id: each for each in services}
    hits = search_identifiers(query=text, limit=MOST_HITS).hits
    meant = [by_id[hit.service_id] for hit in hits if hit.service_id in by_id]
    return list(dict.fromkeys([*named, *parts, *meant]))


def service_here(*, office_id: int, service_id: int, language: str) -> ServiceHere | None:
    """One service of the office; None where it is not offered to everybody here."""
    services = services_here(office_id=office_id, language=language)
    return next((each for each in services if each.id == service_id), None)
