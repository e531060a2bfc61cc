"""What to bring to an appointment."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext, override

from einamt.catalog.models import ServiceItem
from einamt.procedures.appointments.helping import PROOFS
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.needs import particulars_of
from einamt.procedures.appointments.rules import Paper, paper_of

GERMAN = "de"


class Papers:
    """The papers that some services ask for, in some languages; one query."""

    def __init__(self, *, service_ids: Collection[int], languages: Collection[str]) -> None:
        self._listed: dict[tuple[int, str], list[Paper]] = defaultdict(list)
        items = ServiceItem.objects.filter(
            service_id__in=service_ids, kind=ServiceItem.Kind.EVIDENCE, language__in={*languages, GERMAN}
        ).order_by("position")
        for service_id, language, key, name in items.values_list("service_id", "language", "key", "name"):
            self._listed[service_id, language].append(Paper(service_id, key, name))

    def of(self, service_id: int, *, language: str) -> list[Paper]:
        """The list in its order, in German where it was not translated."""
        return self._listed.get((service_id, language)) or self._listed.get((service_id, GERMAN)) or []

    def ready(self, papers: Iterable[Paper], *, read_in: str) -> frozenset[tuple[int, str]]:
        """Service and key of papers at hand. Those without a key are known by their name in the language of the list
        that was read; renamed since, such a paper is not ready.
        """
        papers = list(papers)
        without_key = {(paper.service_id, paper.name) for paper in papers if not paper.key}
        return frozenset(
            [(paper.service_id, paper.key) for paper in papers if paper.key]
            + [
                (service_id, paper.key)
                for service_id in {service_id for service_id, _ in without_key}
                for paper in self.of(service_id, language=read_in)
                if (service_id, paper.name) in without_key
            ]
        )


def papers_to_bring(*, appointment: Appointment, language: str) -> dict[str, bool]:
    """The papers that the services ask for, each once, and whether the person has said that it is at hand; and what
    shows that the person may act for somebody else.
    """
    service_ids = [service_id for service_id, _ in appointment.wishes]
    papers = Papers(service_ids=service_ids, languages=[language, appointment.language])
    ready = papers.ready(map(paper_of, appointment.papers_ready), read_in=appointment.language)
    listed = [paper for service_id in service_ids for paper in papers.of(service_id, language=language)]
    at_hand = {paper.name for paper in listed if (paper.service_id, paper.key) in ready}
    with override(language):
        proofs = {gettext(PROOFS[each]): False for each in particulars_of(appointment).acting_for}
    return {paper.name: paper.name in at_hand for paper in listed} | proofs
