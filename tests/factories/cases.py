"""Cases of a kind that only tests have, so that cases are tested without any procedure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from einamt.cases import registry
from einamt.cases.models import Case, StatusWord
from einamt.cases.registry import ByWhen, CaseKind, Line, Outcome, State, Transition
from einamt.cases.rules import Promise
from einamt.cases.steps import NewCase, new_case
from einamt.catalog.models import Office, PublicService
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from tests.factories.catalog import make_office, make_service

ERRAND = CaseKind(
    code="errand",
    name="Besorgung",
    initial="open",
    states={
        "open": State(
            StatusWord.RECEIVED,
            "Offen",
            "Wir kümmern uns darum.",
            by_when=ByWhen("Bis %(moment)s.", unknown="Das ist noch offen.", is_day=True),
        ),
        "waiting": State(
            StatusWord.ACTION_REQUIRED,
            "Wartet auf Sie",
            "Wir warten auf Ihre Antwort.",
            by_when=ByWhen("Sobald Sie können."),
        ),
        "done": State(StatusWord.COMPLETED, "Erledigt", "Es ist nichts mehr zu tun.", outcome=Outcome.DONE),
    },
    transitions=(
        Transition("asked", "open", "waiting", "something is missing"),
        Transition("answered", "waiting", "open", "the answer came"),
        Transition("finished", "open", "done", "all is done"),
        Transition("undone", "done", "open", "it was not done"),
        Transition("undone", "waiting", "open", "nothing was missing"),
    ),
    event_labels={
        "opened": "Begonnen",
        "asked": "Nachgefragt",
        "answered": "Beantwortet",
        "finished": "Abgeschlossen",
        "undone": "Zurückgenommen",
    },
    summary=lambda _case_id, _language: [Line("Anliegen", "Ein Brot kaufen")],
    event_note=lambda event, data, _language: f"Grund: {data['reason']}" if event == "asked" else "",
    retention=timedelta(days=30),
    retention_reason="only in tests",
)


@contextmanager
def errands() -> Iterator[CaseKind]:
    """The kind `errand`, registered for the time of a test."""
    registry.register(ERRAND)
    try:
        yield ERRAND
    finally:
        registry._kinds.pop(ERRAND.code)


def unsaved_case(
    *,
    now: datetime,
    kind: CaseKind = ERRAND,
    service: PublicService | None = None,
    office: Office | None = None,
    promise: Promise | None = None,
) -> NewCase:
    """What `new_case` gives, at an office."""
    at_office = office or make_office()
    return new_case(
        kind=kind,
        event="opened",
        service_id=(service or make_service()).pk,
        organisation_id=at_office.organisation_id,
        office_id=at_office.pk,
        channel=Channel.PORTAL,
        actor=CITIZEN,
        event_data={},
        now=now,
        promise=promise,
    )


def make_case(*, now: datetime, service: PublicService | None = None, office: Office | None = None) -> tuple[Case, str]:
    """A saved case with its first event, and its access code."""
    made = unsaved_case(now=now, service=service, office=office)
    made.case.save(force_insert=True)
    made.event.save(force_insert=True)
    return made.case, made.code
