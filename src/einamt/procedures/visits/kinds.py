"""The visit without an appointment as a kind of case. Its table is that of visits: whoever comes so, is there; only who
was sent on by another office is expected first.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, override

from einamt.cases.models import StatusWord
from einamt.cases.registry import CaseKind, CitizenAction, Line, Outcome, State, Transition
from einamt.cases.tokens import holder_token
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.kinds import APPOINTMENT, done_in_words, wishes_in_words
from einamt.procedures.visits import rules
from einamt.procedures.visits.models import WalkIn


def _summary(case_id: UUID, language: str) -> list[Line]:
    walk_in = WalkIn.objects.select_related("case__visit__office").filter(case_id=case_id).first()
    if walk_in is None:
        return []
    visit = walk_in.case.visit
    return [
        Line(label=N_("Nummer"), value=visit.number),
        Line(label=N_("Ort"), value=visit.office.name),
        Line(label=N_("Anliegen"), value=wishes_in_words(wishes=walk_in.wishes, language=language)),
    ]


def _event_note(event: str, data: Mapping[str, object], language: str) -> str:
    if event == EXPECTED_HERE:
        return str(data.get("from_office_name", ""))
    if event == "sent-on":
        return str(data.get("office_name", ""))
    if event in {"called", "recalled"} and data.get("counter"):
        with override(language):
            return gettext("Schalter %(counter)s") % {"counter": data["counter"]}
    return done_in_words(data=data, language=language)


def _actions(case_id: UUID, _now: datetime) -> list[CitizenAction]:
    token = holder_token(case_id=case_id)
    return [CitizenAction(label=N_("Platz in der Reihe"), link="visit", parameters={"token": token})]


def _is_over(before: datetime) -> Q:
    """The day of the visit has passed, whether or not somebody noted how it went."""
    return Q(visit__visit_date__lt=local_date(moment=before, zone=city.zone()))


EXPECTED_HERE = "sent-here"
"""The event with which the visit of somebody begins whom another office has sent on."""

VISIT = CaseKind(
    code="visit",
    name=N_("Besuch ohne Termin"),
    initial="arrived",
    states={
        "booked": State(
            word=StatusWord.ACTION_REQUIRED,
            label=N_("Wird erwartet"),
            explanation=N_(
                "Ein anderes Amt hat Sie hierher weitergegeben. Kommen Sie heute noch, und melden Sie sich mit Ihrer "
                "Nummer an: Sie kommen als Nächstes an die Reihe."
            ),
            by_when=APPOINTMENT.states["parked"].by_when,
        ),
        "arrived": State(
            word=StatusWord.RECEIVED,
            label=N_("Wartet"),
            explanation=N_("Sie haben eine Nummer. Wir rufen Sie auf."),
            by_when=APPOINTMENT.states["arrived"].by_when,
        ),
        **{name: APPOINTMENT.states[name] for name in ("called", "serving", "parked", "served", "sent-on")},
        "no-show": State(
            word=StatusWord.COMPLETED,
            label=N_("Nicht gekommen"),
            explanation=N_("Es ist niemand gekommen. Sind Sie noch da, melden Sie sich an der Information."),
            outcome=Outcome.MISSED,
        ),
        "left": APPOINTMENT.states["left"],
        "withdrawn": State(
            word=StatusWord.COMPLETED,
            label=N_("Nicht mehr erwartet"),
            explanation=N_("Das Amt, das Sie weitergegeben hat, macht doch selbst weiter."),
            outcome=Outcome.WITHDRAWN,
        ),
    },
    transitions=tuple(
        Transition(edge.action.value, rules.CASE_STATES[edge.source], rules.CASE_STATES[edge.target], edge.reason)
        for edge in rules.EDGES
    ),
    event_labels={
        **{
            action.value: APPOINTMENT.event_labels[action.value]
            for action in rules.Action
            if action not in {rules.Action.ARRIVE, rules.Action.WITHDRAW}
        },
        "arrived": N_("Nummer gezogen"),
        "withdrawn": N_("Weitergabe zurückgenommen"),
        EXPECTED_HERE: N_("Von einem anderen Amt hierher weitergegeben"),
    },
    summary=_summary,
    event_note=_event_note,
    actions=_actions,
    is_over=_is_over,
    retention=timedelta(days=90),
    retention_reason=APPOINTMENT.retention_reason,
)
