"""The appointment as a kind of case."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, override

from einamt.cases.models import StatusWord
from einamt.cases.registry import ByWhen, CaseKind, CitizenAction, Line, Outcome, State, Transition
from einamt.cases.tokens import holder_token
from einamt.catalog.queries import service_names
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, Help
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.needs import ordered_help, particulars_of
from einamt.procedures.appointments.papers import papers_to_bring
from einamt.procedures.appointments.rules import is_changeable
from einamt.procedures.appointments.tokens import token_of


def _summary(case_id: UUID, language: str) -> list[Line]:
    related = Appointment.objects.select_related("case", "particulars", "capacity_day__group__office")
    appointment = related.filter(case_id=case_id).first()
    if appointment is None:
        return []
    is_coming = appointment.case.state == APPOINTMENT.initial
    papers = papers_to_bring(appointment=appointment, language=language) if is_coming else {}
    with override(language):
        address = whereabouts(appointment)
        return [
            Line(label=N_("Termin"), value=words.moment_long(appointment.starts_at)),
            Line(label=N_("Ort"), value=address),
            Line(label=N_("Anliegen"), value=wishes_in_words(wishes=appointment.wishes, language=language)),
            *_parts(appointment, language=language),
            *_particular(appointment),
            *([Line(label=N_("Bitte mitbringen"), value="; ".join(papers))] if papers else []),
        ]


def whereabouts(appointment: Appointment) -> str:
    """Where somebody goes, or that the team comes to them: their address stands on no status page."""
    if appointment.is_home_visit:
        return gettext("Bei Ihnen")
    office = appointment.capacity_day.group.office
    return gettext("%(office)s, %(street)s, %(postal_code)s %(city)s") % {
        "office": office.name,
        "street": office.street,
        "postal_code": office.postal_code,
        "city": office.city,
    }


def _parts(appointment: Appointment, *, language: str) -> list[Line]:
    """Where somebody goes after the first counter, if anywhere."""
    return [
        Line(
            label=N_("Danach"),
            value=gettext("%(time)s Uhr, %(counters)s: %(what)s")
            % {
                "time": words.clock(leg.start_minute),
                "counters": leg.capacity_day.group.name,
                "what": wishes_in_words(wishes=leg.wishes, language=language),
            },
        )
        for leg in appointment.legs.select_related("capacity_day__group")
    ]


def _particular(appointment: Appointment) -> list[Line]:
    """For whom somebody comes, and what help is arranged."""
    found = particulars_of(appointment)
    ordered = ordered_help(appointment=appointment) if found.help else set()
    helped = [_help(each, language=found.language, is_ordered=each in ordered) for each in found.help]
    lines = []
    if found.acting_for:
        value = "; ".join(gettext(FOR_WHOM[each]) for each in found.acting_for)
        lines.append(Line(label=N_("Für wen"), value=value))
    if helped:
        lines.append(Line(label=N_("Wir bestellen für Sie"), value="; ".join(helped)))
    return lines


def _help(kind: Help, *, language: str, is_ordered: bool) -> str:
    """Dolmetschen (Dari), bestellt."""
    words_of = gettext(HELP[kind])
    if language and kind is Help.INTERPRETER:
        words_of = f"{words_of} ({language})"
    return gettext("%(help)s, bestellt") % {"help": words_of} if is_ordered else words_of


def wishes_in_words(*, wishes: Sequence[Sequence[int]], language: str) -> str:
    """Reisepass beantragen; Personalausweis beantragen für 2 Personen."""
    names = service_names(service_ids=[service_id for service_id, _ in wishes], language=language)
    with override(language):
        return "; ".join(_wish(names.get(service_id, ""), persons) for service_id, persons in wishes)


def done_in_words(*, data: Mapping[str, object], language: str) -> str:
    """What an event says that was done, where the counter has said it; empty where nothing was said."""
    if not isinstance(text := data.get("done"), str):
        return ""
    done = [[int(number) for number in each.split("×")] for each in text.split()]
    with override(language):
        return wishes_in_words(wishes=done, language=language) or gettext("Davon konnte nichts erledigt werden.")


def _wish(name: str, persons: int) -> str:
    if persons == 1:
        return name
    return gettext("%(service)s für %(persons)s Personen") % {"service": name, "persons": persons}


def _event_note(event: str, data: Mapping[str, object], language: str) -> str:
    if event in {"called", "recalled"} and data.get("counter"):
        with override(language):
            return gettext("Schalter %(counter)s") % {"counter": data["counter"]}
    if event == "sent-on":
        return str(data.get("office_name", ""))
    if event in {"served", "handed-on"}:
        return done_in_words(data=data, language=language)
    if event not in {"booked", "moved"} or not isinstance(starts_at := data.get("starts_at"), str):
        return ""
    with override(language):
        return gettext("Auf %(moment)s, %(office)s") % {
            "moment": words.moment_long(datetime.fromisoformat(starts_at)),
            "office": gettext("bei Ihnen") if data.get("at_home") else str(data.get("office_name", "")),
        }


def _actions(case_id: UUID, now: datetime) -> list[CitizenAction]:
    appointment = Appointment.objects.select_related("case").filter(case_id=case_id).first()
    if appointment is None:
        return []
    found = []
    zone, state = city.zone(), appointment.case.state
    is_today = local_date(moment=appointment.starts_at, zone=zone) == local_date(moment=now, zone=zone)
    if is_today and not appointment.is_home_visit and not APPOINTMENT.states[state].is_final:
        token = holder_token(case_id=case_id)
        found.append(
            CitizenAction(label=N_("Im Amt anmelden, Platz in der Reihe"), link="visit", parameters={"token": token})
        )
    if is_changeable(state=state, starts_at=appointment.starts_at, now=now):
        token = token_of(appointment_id=appointment.pk)
        found.append(
            CitizenAction(
                label=N_("Termin ändern oder absagen"), link="appointment-change", parameters={"token": token}
            )
        )
    return found


def _due(case_id: UUID) -> datetime | None:
    return Appointment.objects.filter(case_id=case_id).values_list("starts_at", flat=True).first()


def _is_over(before: datetime) -> Q:
    """The time has passed, whether or not somebody noted how it went. The begin is there because it has an index."""
    return Q(appointment__starts_at__lt=before, appointment__ends_at__lt=before)


APPOINTMENT = CaseKind(
    code="appointment",
    name=N_("Termin"),
    initial="booked",
    states={
        "booked": State(
            word=StatusWord.INITIATED,
            label=N_("Gebucht"),
            explanation=N_("Ihr Termin ist für Sie reserviert. Das Amt erwartet Sie zur vereinbarten Zeit."),
            by_when=ByWhen(N_("Zu Ihrem Termin: %(moment)s."), unknown=N_("Zur vereinbarten Zeit.")),
        ),
        "arrived": State(
            word=StatusWord.RECEIVED,
            label=N_("Angekommen"),
            explanation=N_("Das Amt weiß, dass Sie da sind. Sie werden gleich aufgerufen."),
            by_when=ByWhen(N_("Noch heute. Wann Sie an der Reihe sind, steht auf der Anzeige im Amt.")),
        ),
        "called": State(
            word=StatusWord.PROCESSING,
            label=N_("Aufgerufen"),
            explanation=N_("Bitte gehen Sie zum Schalter, der auf der Anzeige steht."),
            by_when=ByWhen(N_("Jetzt gleich.")),
        ),
        "serving": State(
            word=StatusWord.PROCESSING,
            label=N_("Am Schalter"),
            explanation=N_("Ihr Anliegen wird gerade bearbeitet."),
            by_when=ByWhen(N_("Noch während Ihres Besuchs.")),
        ),
        "parked": State(
            word=StatusWord.ACTION_REQUIRED,
            label=N_("Es fehlt noch etwas"),
            explanation=N_(
                "Bringen Sie heute noch, was am Schalter besprochen wurde, und melden Sie sich dann an der "
                "Information: Sie kommen ohne neue Nummer als Nächstes an die Reihe."
            ),
            by_when=ByWhen(N_("Noch heute, bevor das Amt schließt.")),
        ),
        "served": State(
            word=StatusWord.COMPLETED,
            label=N_("Erledigt"),
            explanation=N_("Ihr Besuch im Amt ist abgeschlossen."),
            outcome=Outcome.DONE,
        ),
        "no-show": State(
            word=StatusWord.COMPLETED,
            label=N_("Nicht wahrgenommen"),
            explanation=N_("Zu diesem Termin ist niemand gekommen. Einen neuen können Sie jederzeit buchen."),
            outcome=Outcome.MISSED,
        ),
        "left": State(
            word=StatusWord.COMPLETED,
            label=N_("Gegangen"),
            explanation=N_("Sie sind gegangen, bevor Sie an der Reihe waren. Kommen Sie gern wieder."),
            outcome=Outcome.WITHDRAWN,
        ),
        "sent-on": State(
            word=StatusWord.COMPLETED,
            label=N_("Anderes Amt"),
            explanation=N_(
                "Ein anderes Amt macht heute weiter, ohne neue Wartezeit. Unter welcher Nummer, steht auf Ihrem Zettel."
            ),
            outcome=Outcome.DONE,
        ),
        "cancelled": State(
            word=StatusWord.COMPLETED,
            label=N_("Abgesagt"),
            explanation=N_("Der Termin ist abgesagt. Einen neuen können Sie jederzeit buchen."),
            outcome=Outcome.WITHDRAWN,
        ),
    },
    transitions=(
        Transition("moved", "booked", "booked", "until the visit begins, another time can be taken instead"),
        Transition(
            "shortened", "booked", "booked", "somebody of the family stays at home, and others can have the time"
        ),
        Transition("cancelled", "booked", "cancelled", "until the visit begins, somebody else can have the time"),
        Transition("arrived", "booked", "arrived", "the person is in the office"),
        Transition("called", "booked", "called", "a clerk may call somebody whose arrival nobody noted"),
        Transition("called", "arrived", "called", "the next one's turn"),
        Transition("recalled", "called", "called", "nobody came to the counter at the first call"),
        Transition("started", "called", "serving", "the person has come to the counter"),
        Transition("served", "called", "served", "the matter is done at the counter"),
        Transition("served", "serving", "served", "the matter is done at the counter"),
        Transition("served", "parked", "served", "the day is over and the person did not come back"),
        Transition("parked", "called", "parked", "something is missing that the person fetches today"),
        Transition("parked", "serving", "parked", "something is missing that the person fetches today"),
        Transition("returned", "parked", "arrived", "the person is back with what was missing"),
        Transition("handed-on", "called", "arrived", "another counter goes on"),
        Transition("handed-on", "serving", "arrived", "another counter goes on"),
        Transition("sent-on", "called", "sent-on", "another office goes on"),
        Transition("sent-on", "serving", "sent-on", "another office goes on"),
        Transition("missed", "booked", "no-show", "the time has passed and nobody came"),
        Transition("missed", "arrived", "no-show", "the person has left without being served"),
        Transition("missed", "called", "no-show", "nobody came to the counter"),
        Transition("left", "arrived", "left", "the person does not wait any longer"),
        Transition("left", "parked", "left", "the person does not come back today"),
        Transition("undone", "left", "arrived", "the person is still there"),
        Transition("undone", "left", "parked", "the person comes back after all"),
        Transition("undone", "arrived", "booked", "noted for the wrong person"),
        Transition("undone", "called", "arrived", "called by mistake; waits on"),
        Transition("undone", "called", "booked", "called by mistake; arrival was not noted"),
        Transition("undone", "arrived", "called", "handed on by mistake"),
        Transition("undone", "arrived", "serving", "handed on by mistake"),
        Transition("undone", "arrived", "parked", "somebody else had come back"),
        Transition("undone", "serving", "called", "begun by mistake"),
        Transition("undone", "parked", "called", "nothing is missing after all"),
        Transition("undone", "parked", "serving", "nothing is missing after all"),
        Transition("undone", "served", "called", "ended by mistake"),
        Transition("undone", "served", "serving", "ended by mistake"),
        Transition("undone", "sent-on", "called", "sent on by mistake"),
        Transition("undone", "sent-on", "serving", "sent on by mistake"),
        Transition("undone", "no-show", "booked", "the person has come after all"),
        Transition("undone", "no-show", "arrived", "the person is still there"),
        Transition("undone", "no-show", "called", "the person has come to the counter after all"),
    ),
    event_labels={
        "booked": N_("Termin gebucht"),
        "moved": N_("Termin verschoben"),
        "shortened": N_("Termin verkürzt"),
        "cancelled": N_("Termin abgesagt"),
        "arrived": N_("Im Amt angekommen"),
        "called": N_("Aufgerufen"),
        "recalled": N_("Noch einmal aufgerufen"),
        "started": N_("Bearbeitung begonnen"),
        "parked": N_("Es fehlte noch etwas"),
        "returned": N_("Mit dem Fehlenden zurück"),
        "handed-on": N_("An einen anderen Schalter weitergegeben"),
        "sent-on": N_("An ein anderes Amt weitergegeben"),
        "served": N_("Erledigt"),
        "missed": N_("Nicht erschienen"),
        "left": N_("Gegangen"),
        "undone": N_("Letzten Schritt zurückgenommen"),
    },
    summary=_summary,
    event_note=_event_note,
    actions=_actions,
    is_over=_is_over,
    due=_due,
    retention=timedelta(days=90),
    retention_reason=(
        "needed until complaints about the visit are settled (Art. 5(1)(e) GDPR); the matter itself has its own case"
    ),
)
