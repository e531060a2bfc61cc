"""What a clerk takes over into a specialist system: a link that opens it, and a sheet to copy from."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from einamt.catalog.specialist_systems.queries import OpenedSystem, systems_for
from einamt.procedures.visits.entries import DayEntry


@dataclass(frozen=True, slots=True)
class Line:
    """A value with its name. What is not known has no line."""

    label: str
    value: str


def systems_of(entry: DayEntry) -> list[OpenedSystem]:
    """The systems that the person's services are done in, to be opened with what is known."""
    values = {
        "reference": entry.reference,
        "service": entry.wishes[0].name if entry.wishes else "",
        "language": entry.language,
        "name": entry.person_name,
    }
    return systems_for(service_ids=[wish.service_id for wish in entry.wishes], values=values)


def sheet_of(entry: DayEntry) -> list[Line]:
    """What is known of a visit and may be typed elsewhere again."""
    lines = [
        Line(gettext("Name"), entry.person_name),
        Line(gettext("Vorgangsnummer"), entry.reference),
        *(Line(gettext("Anliegen"), _wish(wish.name, wish.persons)) for wish in entry.wishes),
        *(Line(gettext("Für wen"), gettext(whom)) for whom, _ in entry.acting_for),
        Line(gettext("Notiz"), entry.note),
    ]
    return [line for line in lines if line.value]


def _wish(name: str, persons: int) -> str:
    if persons == 1:
        return name
    return f"{name} ({ngettext('%(count)s Person', '%(count)s Personen', persons) % {'count': persons}})"
