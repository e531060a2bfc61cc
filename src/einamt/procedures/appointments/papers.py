"""What to bring to an appointment."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.utils.translation import gettext, override

from einamt.catalog.models import ServiceItem
from einamt.procedures.appointments.helping import PROOFS
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.needs import particulars_of

GERMAN = "de"


class Papers:
    """The papers that some services ask for, in some languages; one query."""

    def __init__(self, *, service_ids: Collection[int], languages: Collection[str]) -> None:
        self._texts: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
        items = ServiceItem.objects.filter(
            service_id__in=service_ids, kind=ServiceItem.Kind.EVIDENCE, language__in={*languages, GERMAN}
        )
        for service_id, language, place, name in items.values_list("service_id", "language", "position", "name"):
            self._texts[service_id, language][place] = name

    def of(self, service_id: int, *, language: str) -> Mapping[int, str]:
        """Their names by their place on the list, in its order, in German where the list was not translated."""
        names = self._texts.get((service_id, language)) or self._texts.get((service_id, GERMAN)) or {}
        return dict(sorted(names.items()))


def papers_to_bring(*, appointment: Appointment, language: str) -> dict[str, bool]:
    """The papers that the services ask for, each once, and whether the person has said that it is at hand; and what
    shows that the person may act for somebody else.

    Who has read the list in another language than `language` has named the papers in that one: here they are not ready.
    """
    ready = {name for _, name in appointment.papers_ready}
    service_ids = [service_id for service_id, _ in appointment.wishes]
    papers = Papers(service_ids=service_ids, languages=[language])
    listed = {
        name: name in ready for service_id in service_ids for name in papers.of(service_id, language=language).values()
    }
    with override(language):
        return listed | {gettext(PROOFS[each]): False for each in particulars_of(appointment).acting_for}
