"""The objection as a kind of case."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext, override

from einamt.cases.decisions.content import Naming
from einamt.cases.models import StatusWord
from einamt.cases.registry import ByWhen, CaseKind, CitizenAction, Line, Outcome, Transition
from einamt.cases.registry import State as CaseState
from einamt.kernel.errors import N_
from einamt.platform.shell import words
from einamt.procedures.objections.queries import objection_of, standing_of
from einamt.procedures.objections.rules import ENOUGH, KIND, Event, State


def _summary(case_id: UUID, language: str) -> list[Line]:
    found = objection_of(case_id=case_id)
    if found is None:
        return []
    stands = standing_of(objection=found)
    with override(language):
        in_time = gettext("nach Ablauf der Frist") if stands.is_late else gettext("in der Frist")
        lines = [Line(N_("Eingegangen"), f"{words.date_long(found.received_on)}, {in_time}")]
        if found.form not in ENOUGH:
            signed = words.date_long(stands.formal_on) if stands.formal_on else gettext("fehlt noch")
            lines.append(Line(N_("Unterschrift"), signed))
    if found.decision is not None:
        lines.insert(0, Line(N_("Gegen den Bescheid im Vorgang"), found.decision.document.case.reference))
    return lines


def _actions(_case_id: UUID, _now: object) -> list[CitizenAction]:
    return [CitizenAction(label=N_("Widerspruch zurücknehmen"), link="objection-withdraw", parameters={})]


DECISION_ON_OBJECTION = Naming(
    title="Widerspruchsbescheid",
    action=(
        "Gegen den Bescheid, gegen den Sie Widerspruch eingelegt haben, können Sie in der Gestalt dieses "
        "Widerspruchsbescheids innerhalb eines Monats, nachdem er Ihnen zugestellt oder bekannt gegeben worden ist, "
        "Klage erheben"
    ),
)
"""§ 73 VwGO, § 85(2) SGG; what one goes to court against: § 79(1) no. 1 VwGO, § 95 SGG."""

_BY_LAW = ByWhen(
    N_("Wir entscheiden bis %(moment)s. Danach können Sie beim Gericht klagen, ohne länger zu warten."),
    unknown=N_("Wir entscheiden innerhalb von drei Monaten."),
    is_day=True,
)

OBJECTION = CaseKind(
    code=KIND,
    name=N_("Widerspruch"),
    initial=State.RECEIVED.value,
    states={
        State.RECEIVED.value: CaseState(
            word=StatusWord.RECEIVED,
            label=N_("Eingegangen"),
            explanation=N_(
                "Ihr Widerspruch ist bei uns. Als Nächstes prüft ihn jemand, der den Bescheid nicht selbst erlassen "
                "hat."
            ),
            by_when=_BY_LAW,
        ),
        State.UNDER_REVIEW.value: CaseState(
            word=StatusWord.PROCESSING,
            label=N_("Wird geprüft"),
            explanation=N_(
                "Wir sehen uns den Bescheid und Ihre Gründe noch einmal an. Haben wir Fragen, melden wir uns."
            ),
            by_when=_BY_LAW,
        ),
        State.REMEDIED.value: CaseState(
            word=StatusWord.COMPLETED,
            label=N_("Sie haben recht bekommen"),
            explanation=N_("Der Bescheid ist aufgehoben. Brauchen Sie dafür einen neuen, bekommen Sie ihn von uns."),
            outcome=Outcome.DONE,
        ),
        State.PARTLY_REMEDIED.value: CaseState(
            word=StatusWord.COMPLETED,
            label=N_("Sie haben zum Teil recht bekommen"),
            explanation=N_(
                "Was sich ändert und was nicht, steht im Widerspruchsbescheid. Dort steht auch, wie Sie dagegen klagen."
            ),
            outcome=Outcome.DONE,
        ),
        State.REJECTED.value: CaseState(
            word=StatusWord.COMPLETED,
            label=N_("Zurückgewiesen"),
            explanation=N_(
                "Der Bescheid bleibt, wie er ist. Die Gründe stehen im Widerspruchsbescheid. Dort steht auch, wie Sie "
                "dagegen klagen."
            ),
            outcome=Outcome.REFUSED,
        ),
        State.WITHDRAWN.value: CaseState(
            word=StatusWord.COMPLETED,
            label=N_("Zurückgenommen"),
            explanation=N_("Der Widerspruch ist zurückgenommen, der Bescheid bleibt, wie er ist."),
            outcome=Outcome.WITHDRAWN,
        ),
    },
    transitions=(
        Transition(Event.TAKEN_UP, State.RECEIVED, State.UNDER_REVIEW, "somebody who has not issued it looks into it"),
        Transition(
            Event.REMEDIED, State.UNDER_REVIEW, State.REMEDIED, "the office sets its decision aside (§ 72 VwGO)"
        ),
        Transition(
            Event.PARTLY_REMEDIED,
            State.UNDER_REVIEW,
            State.PARTLY_REMEDIED,
            "a decision on the objection changes a part and rejects the rest (§§ 72, 73 VwGO)",
        ),
        Transition(
            Event.REJECTED, State.UNDER_REVIEW, State.REJECTED, "a decision on the objection rejects it (§ 73 VwGO)"
        ),
        Transition(Event.WITHDRAWN, State.RECEIVED, State.WITHDRAWN, "its person wants it no more"),
        Transition(
            Event.WITHDRAWN, State.UNDER_REVIEW, State.WITHDRAWN, "its person wants it no more; until it is decided"
        ),
    ),
    event_labels={
        Event.LODGED.value: N_("Widerspruch eingelegt"),
        Event.TAKEN_UP.value: N_("Prüfung begonnen"),
        Event.REMEDIED.value: N_("Bescheid aufgehoben"),
        Event.PARTLY_REMEDIED.value: N_("Zum Teil abgeholfen"),
        Event.REJECTED.value: N_("Widerspruch zurückgewiesen"),
        Event.WITHDRAWN.value: N_("Widerspruch zurückgenommen"),
    },
    summary=_summary,
    actions=_actions,
    retention=timedelta(days=730),
    retention_reason=(
        "until the decision on it can be neither taken to court nor a missed deadline be forgiven (§§ 58(2), 60(3), "
        "74(1) VwGO)"
    ),
    offered_because="each is a dispute of its own about what an authority has decided (§ 5(1) ArchGB)",
    kept_although_asked="it has to be proved in court (§§ 58(2), 60(3) VwGO; Art. 17(3)(e) GDPR)",
)
