"""The certificate of attendance: that somebody was at the office, from when to when, for whoever asks them for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from einamt.cases.documents.registry import Content, DocumentKind, Field
from einamt.kernel.errors import N_
from einamt.platform.shell import words
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import State

_WAS_THERE = frozenset({State.SERVING, State.PARKED, State.DONE, State.SENT_ON})


def _visit(case_id: UUID) -> Visit | None:
    found = Visit.objects.select_related("office", "case__appointment").filter(case_id=case_id).first()
    return found if found is not None and State(found.state) in _WAS_THERE else None


def _fields(case_id: UUID) -> Sequence[Field] | None:
    """The name, which a visit without an appointment does not know; None for who was not there."""
    if (visit := _visit(case_id)) is None:
        return None
    appointment = getattr(visit.case, "appointment", None)
    return [Field(name="name", label=N_("Vor- und Nachname"), value=appointment.person_name if appointment else "")]


def _content(case_id: UUID, given: Mapping[str, str], _language: str, now: datetime) -> Content:
    visit = _visit(case_id)
    assert visit is not None and visit.arrived_at is not None  # noqa: PT018, S101 - `fields` has said so
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
