"""Lodging an objection, taking it up, deciding and withdrawing it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from einamt.cases.decisions import queries as decisions
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.rules import Court
from einamt.cases.decisions.steps import revoke
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.cases.rules import Promise, PromiseBasis
from einamt.cases.steps import locked_case, new_case, note_event, record_event
from einamt.kernel.actor import CITIZEN, Actor
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.crypto.fields import blind_index
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.procedures.objections import rules
from einamt.procedures.objections.counting import count_closed, count_received
from einamt.procedures.objections.errors import (
    DayNotPossible,
    NoDecisionYet,
    NothingToObjectTo,
    NowhereToWrite,
    ObjectionOpen,
    ObjectionOver,
    SamePerson,
    SignatureNoted,
)
from einamt.procedures.objections.kinds import OBJECTION
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.queries import objection_to_withdraw
from einamt.procedures.objections.rules import DECIDING, ENOUGH, NEEDS_DECISION, ONE_LINK_IN, Event, Form, State

RECEIVED, DECIDED, WITHDRAWN = "objections.received", "objections.decided", "objections.withdrawn"
"""Topics: an objection has come in; it is decided; it was taken back. Payload: `case`."""
WITHDRAWAL_ASKED = "objections.withdrawal-asked"
"""Topic: somebody wants to take it back, and is to confirm that by a link. Payload: `case`."""


@dataclass(frozen=True, slots=True)
class Lodged:
    """What somebody says who objects; `grounds` and `email` may be empty. `received_on` is when it came in."""

    person_name: str
    grounds: str
    email: str
    form: Form
    received_on: date


@transaction.atomic
def lodge_objection(
    *,
    document_id: UUID,
    lodged: Lodged,
    language: str,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    account_id: UUID | None = None,
) -> Objection:
    """Take in an objection against a decision, as a matter of its own; the same command again is the same objection.

    It is taken in however late it is, and marked: whether a missed deadline is forgiven, a person decides (§ 60 VwGO).
    `account_id` is the account in which its own person lodges it.

    :raises DecisionUnknown: there is no such decision.
    :raises NothingToObjectTo: the decision holds no more.
    :raises ObjectionOpen: there is one already that is not decided.
    :raises DayNotPossible: it came in tomorrow, or before the decision.
    """
    decided = locked_case(case_id=decisions.decision_with(document_id=document_id).document.case_id)
    decision = decisions.decision_with(document_id=document_id)
    # a command that was used for another decision, by mistake or on purpose, leads to nothing of that one
    own_command = uuid5(command_id, f"objection to {document_id}")
    if earlier := Objection.objects.filter(command_id=own_command).first():
        return earlier
    _check(decision, lodged=lodged, now=now)
    stands = rules.standing(
        form=lodged.form,
        received_on=lodged.received_on,
        signed_on=None,
        last_day=decisions.effect_of(decision=decision).last_day,
    )
    made = new_case(
        kind=OBJECTION,
        event=Event.LODGED,
        service_id=decided.service_id,
        organisation_id=decided.organisation_id,
        office_id=decided.office_id,
        channel=channel,
        actor=actor,
        event_data={
            "form": lodged.form.value,
            "last_day": stands.last_day.isoformat() if stands.last_day else None,
            "is_late": stands.is_late,
        },
        now=now,
        promise=_promise(decision, received_on=lodged.received_on),
    )
    made.case.save(force_insert=True)
    made.event.save(force_insert=True)
    email = lodged.email.strip()
    objection = Objection.objects.create(
        case=made.case,
        command_id=own_command,
        decision=decision,
        form=lodged.form.value,
        received_on=lodged.received_on,
        last_day=stands.last_day,
        is_late=stands.is_late,
        person_name=lodged.person_name.strip(),
        grounds=lodged.grounds.strip(),
        email=email,
        email_index=blind_index(text=email, purpose="appointments.contact") if email else "",
        language=language,
        case_code=made.code,
        lodging_account=account_id,
    )
    data = {"reference": made.case.reference}
    note_event(case=decided, event="objection-received", actor=actor, channel=channel, data=data, now=now)
    count_received(objection=objection, case=made.case, now=now)
    publish(topic=RECEIVED, payload={"case": str(made.case.pk)}, now=now)
    return objection


@transaction.atomic
def take_up(*, case_id: UUID, actor: Actor, now: datetime) -> None:
    """Begin to look into an objection.

    :raises SamePerson: they have issued the decision.
    :raises EventNotAllowed: somebody has begun, or it is over.
    """
    case, objection = _locked(case_id)
    _check_eyes(objection, actor=actor)
    record_event(case=case, event=Event.TAKEN_UP, actor=actor, channel=Channel.COUNTER, data={}, now=now)


@transaction.atomic
def decide_objection(*, case_id: UUID, as_: State, actor: Actor, now: datetime) -> None:
    """Close an objection that was looked into: remedied, partly, or rejected.

    What is remedied revokes the decision, for all who check it. The rest needs a decision on the objection, issued on
    its case.

    :raises SamePerson: they, or who has written the decision on the objection, issued the one that it is against.
    :raises NoDecisionYet: the decision on the objection is missing, or revoked.
    :raises EventNotAllowed: nobody has begun to look into it, or it is over.
    """
    case, objection = _locked(case_id)
    _check_eyes(objection, actor=actor)
    has_decision = _on_objection(case).exists()
    if as_ in NEEDS_DECISION and not has_decision:
        raise NoDecisionYet
    _check_writer(case, objection)
    record_event(case=case, event=DECIDING[as_], actor=actor, channel=Channel.COUNTER, data={}, now=now)
    if objection.decision is not None:
        decided = locked_case(case_id=objection.decision.document.case_id)
        _tell_decided(decided, objection.decision, is_set_aside=as_ is State.REMEDIED, actor=actor, now=now)
    count_closed(objection=objection, case=case, now=now)
    publish(topic=DECIDED, payload={"case": str(case.pk)}, now=now)


@transaction.atomic
def note_signature(*, case_id: UUID, on: date, actor: Actor, now: datetime) -> None:
    """Note on which day the signature of an objection came that lacked it, or its person was identified: from then on
    it has the form of the law (§ 70(1) VwGO, § 84(1) SGG). Another day puts the first one right; the history keeps
    both.

    :raises SignatureNoted: it came in the right form, or that day is noted.
    :raises DayNotPossible: the day lies ahead, or before the objection.
    :raises ObjectionOver: it is decided or taken back.
    """
    case, objection = _locked(case_id)
    if case.closed_at is not None:
        raise ObjectionOver
    if objection.form in ENOUGH or objection.signed_on == on:
        raise SignatureNoted
    if not objection.received_on <= on <= local_date(moment=now, zone=city.zone()):
        raise DayNotPossible
    before, objection.signed_on = objection.signed_on, on
    objection.save(update_fields=["signed_on"])
    event = "objection-signed" if before is None else "objection-signature-corrected"
    data = {"on": on.isoformat(), "before": before.isoformat() if before else None}
    note_event(case=case, event=event, actor=actor, channel=Channel.COUNTER, data=data, now=now)


@transaction.atomic
def ask_to_withdraw(*, case_id: UUID, now: datetime) -> None:
    """Have a link sent to the address on file that takes an objection back: reference and code, which stand in mails
    and are told to family, do not suffice to give a remedy up. Asked again within minutes, the first link holds.

    :raises NowhereToWrite: no mail address is known.
    :raises ObjectionOver: it is decided or taken back.
    """
    case, objection = _locked(case_id)
    if case.closed_at is not None:
        raise ObjectionOver
    if not objection.email:
        raise NowhereToWrite
    asked_at = objection.withdrawal_asked_at
    if asked_at is not None and now < asked_at + ONE_LINK_IN:
        return
    objection.withdrawal_asked_at = now
    objection.save(update_fields=["withdrawal_asked_at"])
    note_event(case=case, event="objection-withdrawal-asked", actor=CITIZEN, channel=Channel.PORTAL, data={}, now=now)
    publish(topic=WITHDRAWAL_ASKED, payload={"case": str(case.pk)}, now=now)


@transaction.atomic
def withdraw_by_link(*, token: str, now: datetime) -> Objection:
    """Take an objection back by the link that was sent for it.

    :raises LinkNotUsable: it was never given, is too old, or another was asked for since.
    :raises EventNotAllowed: it is over.
    """
    case = locked_case(case_id=objection_to_withdraw(token=token, now=now).case_id)
    objection = objection_to_withdraw(token=token, now=now)
    _withdraw(case, objection, actor=CITIZEN, channel=Channel.PORTAL, now=now)
    return objection


@transaction.atomic
def withdraw_objection(*, case_id: UUID, actor: Actor, channel: Channel, now: datetime) -> None:
    """Take an objection back, until it is decided, and tell its person. Whoever calls has made sure that it is them.

    :raises EventNotAllowed: it is over.
    """
    case, objection = _locked(case_id)
    _withdraw(case, objection, actor=actor, channel=channel, now=now)


def _withdraw(case: Case, objection: Objection, *, actor: Actor, channel: Channel, now: datetime) -> None:
    record_event(case=case, event=Event.WITHDRAWN, actor=actor, channel=channel, data={}, now=now)
    count_closed(objection=objection, case=case, now=now)
    publish(topic=WITHDRAWN, payload={"case": str(case.pk)}, now=now)


def _on_objection(case: Case) -> QuerySet[Decision]:
    return Decision.objects.filter(document__case=case, document__revoked_at=None)


def _check_writer(case: Case, objection: Objection) -> None:
    """Refuse a decision on the objection that whoever is objected to has written."""
    against = objection.decision
    if against is not None and _on_objection(case).filter(document__issued_by=against.document.issued_by).exists():
        raise SamePerson


def _check(decision: Decision, *, lodged: Lodged, now: datetime) -> None:
    if decision.document.revoked_at is not None:
        raise NothingToObjectTo
    open_one = Objection.objects.select_related("case").filter(decision=decision, case__closed_at=None).first()
    if open_one is not None:
        raise ObjectionOpen({"reference": open_one.case.reference})
    zone = city.zone()
    issued_on = local_date(moment=decision.document.issued_at, zone=zone)
    if not issued_on <= lodged.received_on <= local_date(moment=now, zone=zone):
        raise DayNotPossible


def _promise(decision: Decision, *, received_on: date) -> Promise:
    """Until the end of the day that the statute says."""
    day = rules.decide_by(received_on)
    at = at_minute(day=day, minute=24 * 60 - 1, zone=city.zone())
    return Promise(at=at, basis=PromiseBasis.STATUTE, source=rules.source_of_promise(Court(decision.court)))


def _locked(case_id: UUID) -> tuple[Case, Objection]:
    """The objection behind the lock of its case."""
    case = locked_case(case_id=case_id)
    return case, Objection.objects.select_related("decision__document").get(case=case)


def _check_eyes(objection: Objection, *, actor: Actor) -> None:
    """Another person looks than the one who decided: what an office can do of § 73(1) VwGO's other authority."""
    if objection.decision is not None and objection.decision.document.issued_by == str(actor):
        raise SamePerson


def _tell_decided(case: Case, decision: Decision, *, is_set_aside: bool, actor: Actor, now: datetime) -> None:
    note_event(case=case, event="objection-decided", actor=actor, channel=Channel.COUNTER, data={}, now=now)
    if is_set_aside and decision.document.revoked_at is None:
        revoke(
            decision=decision,
            case=case,
            reason=RevocationReason.WITHDRAWN,
            actor=actor,
            channel=Channel.COUNTER,
            now=now,
        )
