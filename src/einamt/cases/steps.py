"""Opening cases and recording what happens to them, for operations of other rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from einamt.cases.codes import code_hash
from einamt.cases.errors import CaseMoved, EventNotAllowed
from einamt.cases.models import Case, CaseEvent
from einamt.cases.registry import NOTES, CaseKind, kind_of
from einamt.cases.rules import Promise, transition_for
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.kernel.references import new_code, new_reference
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case and its first event, not yet saved, and the access code in the clear: the only time that it is known."""

    case: Case
    event: CaseEvent
    code: str


def new_case(
    *,
    kind: CaseKind,
    event: str,
    service_id: int,
    organisation_id: int,
    office_id: int | None,
    channel: Channel,
    actor: Actor,
    event_data: Mapping[str, Value],
    now: datetime,
    promise: Promise | None = None,
    state: str | None = None,
) -> NewCase:
    """An unsaved case of `kind` with its first `event`, to be written in the transaction of what it records.

    `state` is the kind's initial one unless given. References are random (23 to the power of 8): whoever saves meets
    the unique constraint on `reference` about once in 10,000 cases when there are ten million, and then takes a new
    case. `event_data` holds plain values, never a person.
    """
    after = kind.initial if state is None else state
    code = new_code()
    case_id = new_id()
    case = new_row(
        Case,
        id=case_id,
        reference=new_reference(),
        code_hash=code_hash(case_id=case_id, code=code),
        kind=kind.code,
        state=after,
        service_id=service_id,
        organisation_id=organisation_id,
        office_id=office_id,
        channel=channel.value,
        promised_at=promise.at if promise else None,
        promise_basis=promise.basis.value if promise else "",
        promise_source=promise.source if promise else "",
        opened_at=now,
        closed_at=now if kind.states[after].is_final else None,
    )
    return NewCase(
        case=case,
        event=_event(case=case, event=event, state=after, actor=actor, channel=channel, data=event_data, now=now),
        code=code,
    )


def locked_case(*, case_id: UUID) -> Case:
    """The case, locked until the transaction ends (on SQLite the whole database is)."""
    require_transaction()
    return Case.objects.select_for_update().get(pk=case_id)


def record_event(
    *,
    case: Case,
    event: str,
    actor: Actor,
    channel: Channel,
    data: Mapping[str, Value],
    now: datetime,
    to: str | None = None,
) -> CaseEvent:
    """Append `event` to the history of `case` and move it as the transition table of its kind says.

    `case` is what `locked_case` gave, in the same transaction; it is brought up to date in place. `to` names the state
    where the table lets `event` lead to several (taking something back).

    :raises EventNotAllowed: the table has no such edge from the state that the case is in.
    :raises CaseMoved: the case was not locked and has been moved by somebody else.
    """
    require_transaction()
    kind = kind_of(case.kind)
    edge = transition_for(transitions=kind.transitions, state=case.state, event=event, to=to)
    if edge is None:
        raise EventNotAllowed
    closed_at = now if kind.states[edge.target].is_final else None
    if not Case.objects.filter(pk=case.pk, state=case.state).update(state=edge.target, closed_at=closed_at):
        raise CaseMoved
    case.state, case.closed_at = edge.target, closed_at
    appended = _event(case=case, event=event, state=edge.target, actor=actor, channel=channel, data=data, now=now)
    appended.save(force_insert=True)
    return appended


def note_event(
    *, case: Case, event: str, actor: Actor, channel: Channel, data: Mapping[str, Value], now: datetime
) -> CaseEvent:
    """Append one of `registry.NOTES` to the history of `case`, which stays in its state.

    `case` is what `locked_case` gave, in the same transaction.

    :raises EventNotAllowed: it is no note.
    """
    require_transaction()
    if event not in NOTES:
        raise EventNotAllowed
    noted = _event(case=case, event=event, state=case.state, actor=actor, channel=channel, data=data, now=now)
    noted.save(force_insert=True)
    return noted


def _event(
    *, case: Case, event: str, state: str, actor: Actor, channel: Channel, data: Mapping[str, Value], now: datetime
) -> CaseEvent:
    return new_row(
        CaseEvent,
        case_id=case.pk,
        kind=event,
        state=state,
        occurred_at=now,
        actor=str(actor),
        channel=channel.value,
        data=dict(data),
    )


def past_event(
    *, case: Case, event: str, state: str, actor: Actor, channel: Channel, data: Mapping[str, Value], at: datetime
) -> CaseEvent:
    """An unsaved event of a case whose whole story is written at once; the writer keeps to the transition table."""
    return _event(case=case, event=event, state=state, actor=actor, channel=channel, data=data, now=at)


def settle_references(*, cases: Sequence[Case]) -> None:
    """Give each of many unsaved cases a reference that no other case has: among 100,000 random ones two are the same in
    one of sixteen times.
    """
    require_transaction()
    by_reference: dict[str, Case] = {}
    for case in cases:
        while case.reference in by_reference:
            case.reference = new_reference()
        by_reference[case.reference] = case
    references = list(by_reference)
    for begin in range(0, len(references), 900):
        taken = Case.objects.filter(reference__in=references[begin : begin + 900])
        for reference in taken.values_list("reference", flat=True):
            by_reference[reference].reference = new_reference()
