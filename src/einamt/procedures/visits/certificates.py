"""The certificate of attendance: that somebody was at the office, from when to when, for whoever asks them for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from einamt.cases.documents.errors import NotIssuable
from einamt.cases.documents.registry import Content, DocumentKind, Field
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import State

_WAS_THERE = frozenset({State.SERVING, State.PARKED, State.DONE, State.SENT_ON})


def _visit(case_id: UUID) -> Visit | None:
    """The visit of a case, where somebody was at the office and their time there is known."""
    found = Visit.objects.select_related("office", "case__appointment").filter(case_id=case_id).first()
    if found is None or State(found.state) not in _WAS_THERE or found.arrived_at is None:
        return None
    appointment = getattr(found.case, "appointment", None)
    is_at_home = appointment is not None and appointment.is_home_visit
    return None if is_at_home or _was_ended_by_the_night(found) else found


def _was_ended_by_the_night(visit: Visit) -> bool:
    """Whether nobody noted the end on the day: until when somebody was there, and if they came at all, is not known."""
    return visit.ended_at is not None and local_date(moment=visit.ended_at, zone=city.zone()) != visit.visit_date


def _fields(case_id: UUID) -> Sequence[Field] | None:
    """The name, which a visit without an appointment does not know; None where there is nothing to certify."""
    if (visit := _visit(case_id)) is None:
        return None
    appointment = getattr(visit.case, "appointment", None)
    return [Field(name="name", label=N_("Vor- und Nachname"), value=appointment.person_name if appointment else "")]


def _content(case_id: UUID, given: Mapping[str, str], _language: str, now: datetime) -> Content:
    visit, today = _visit(case_id), local_date(moment=now, zone=city.zone())
    if visit is None or visit.arrived_at is None or (visit.ended_at is None and visit.visit_date != today):
        raise NotIssuable  # a day that is over ends at night; until then its end is not the present
    named = {
        "name": given["name"],
        "office": visit.office.name,
        "day": words.date_long(visit.arrived_at),
        "begin": words.clock_of(visit.arrived_at),
        "end": words.clock_of(visit.ended_at or now),
    }
    return Content(
        title=gettext("Bescheinigung über den Besuch"),
        paragraphs=[
            gettext("%(name)s war am %(day)s hier: %(office)s.") % named,
            gettext("Ankunft um %(begin)s Uhr, Ende um %(end)s Uhr.") % named,
            gettext("Diese Bescheinigung dient zur Vorlage beim Arbeitgeber oder bei der Schule."),
        ],
    )


ATTENDANCE = DocumentKind(code="attendance", name=N_("Bescheinigung über den Besuch"), fields=_fields, content=_content)
