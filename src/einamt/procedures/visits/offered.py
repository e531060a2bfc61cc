"""What an office serves to whoever comes without an appointment, found by a few letters."""

from dataclasses import dataclass

from einamt.catalog.models import ServiceOffer
from einamt.catalog.queries import service_names
from einamt.procedures.visits.matching import is_name_match, is_part_of


@dataclass(frozen=True, slots=True)
class ServiceHere:
    """A service of the office; `needs_appointment` is what the catalogue says to citizens."""

    id: int
    name: str
    needs_appointment: bool


def services_here(*, office_id: int, language: str, text: str = "") -> list[ServiceHere]:
    """The services of an office in whose names each word of `text` stands; in front those where it begins a word, and
    what is asked for most. Two queries.
    """
    offers = ServiceOffer.objects.filter(office_id=office_id, service__is_public=True)
    rows = list(
        offers.order_by("-service__demand", "service__slug").values_list("service_id", "service__needs_appointment")
    )
    names = service_names(service_ids=[service_id for service_id, _ in rows], language=language)
    found = [ServiceHere(service_id, names.get(service_id, ""), needs) for service_id, needs in rows]
    if not text:
        return found
    fitting = [each for each in found if is_part_of(wanted=text, name=each.name)]
    return sorted(fitting, key=lambda each: not is_name_match(wanted=text, name=each.name))
