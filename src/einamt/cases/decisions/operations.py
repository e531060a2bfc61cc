"""Issuing decisions, making them known, revoking them, and noting what became of it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.decisions import queries, steps
from einamt.cases.decisions.content import DECISION, LANGUAGE, given_of
from einamt.cases.decisions.drafts import Direction, Draft, check, check_direction
from einamt.cases.decisions.errors import ArrivalNoted, CaseIsBlocked, DayNotPossible, NothingToNote, WrongCourt
from einamt.cases.decisions.models import Decision, Delivery, ServiceLaw
from einamt.cases.decisions.rules import COURTS, ArrivalReason, Court, Law, Way
from einamt.cases.documents.errors import AlreadyRevoked
from einamt.cases.documents.issuing import make
from einamt.cases.documents.queries import issuer_name
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.documents.steps import file_document
from einamt.cases.models import Case, CaseBlock
from einamt.cases.steps import locked_case
from einamt.kernel.actor import SYSTEM, Actor
from einamt.kernel.channels import Channel
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.steps import again_id, settle_overtaken


def issue_decision(*, case_id: UUID, draft: Draft, actor: Actor, command_id: UUID, now: datetime) -> Decision:
    """Issue a decision on a case, sealed, and begin to make it known; the same command again is the same decision.

    :raises NothingDecided: the draft lacks what is decided, why, or to whom it goes.
    :raises NoWayToTell: it cannot go where it is to go.
    :raises WrongCourt: no such court decides in matters of that law.
    :raises CaseIsBlocked: staff do nothing with the case.
    :raises BadSeal: the configured seal cannot be used.
    """
    # a command that was used elsewhere, by mistake or on purpose, leads to nothing of another case or kind
    document_id = uuid5(command_id, f"decision on {case_id}")
    if (issued := Decision.objects.filter(pk=document_id).first()) is not None:
        return issued
    check(draft)
    case = Case.objects.select_related("organisation", "office").get(pk=case_id)
    # typesetting and sealing take a while: nobody waits for a lock meanwhile
    made = make(
        kind=DECISION,
        case_id=case_id,
        given=given_of(draft, kind=case.kind),
        language=LANGUAGE,
        issuer=issuer_name(organisation=case.organisation, office=case.office, language=LANGUAGE),
        reference=case.reference,
        now=now,
    )
    with transaction.atomic():
        locked = _locked(case_id)
        document, is_new = file_document(
            case=locked,
            made=made,
            kind_code=DECISION.code,
            language=LANGUAGE,
            actor=actor,
            channel=Channel.COUNTER,
            command_id=document_id,
            now=now,
        )
        if not is_new:
            return Decision.objects.get(pk=document.pk)
        decision = Decision.objects.create(
            document=document,
            law=draft.law.value,
            court=draft.court.value,
            remedy=draft.remedy.value,
            subject=draft.subject.strip(),
            person_name=draft.person_name.strip(),
            address=steps.sealed_address(draft.direction.address),
            email=draft.direction.email.strip(),
            email_index=steps.contact_index(email=draft.direction.email),
            held_until=steps.day_of(now),
        )
        steps.begin_delivery(
            decision=decision,
            case=locked,
            direction=draft.direction,
            actor=actor,
            delivery_id=uuid5(document_id, "first try"),
            now=now,
        )
        steps.count_issued(decision=decision, case=locked, way=draft.direction.way, now=now)
    return decision


@transaction.atomic
def deliver_again(
    *, document_id: UUID, direction: Direction, actor: Actor, command_id: UUID, now: datetime
) -> Delivery:
    """Make a decision known on another way, or once more; what was only prepared counts no more, what is with the
    post goes on to count, and what has effect keeps it. The same command again is the same try.

    :raises NoWayToTell: it cannot go where it is to go.
    :raises AlreadyRevoked: it holds no more.
    :raises CaseIsBlocked: staff do nothing with the case.
    """
    check_direction(direction)
    case = _locked(queries.decision_with(document_id=document_id).document.case_id)
    decision = queries.decision_with(document_id=document_id)
    if decision.document.revoked_at is not None:
        raise AlreadyRevoked
    delivery_id = uuid5(command_id, f"try of {document_id}")
    if earlier := Delivery.objects.filter(pk=delivery_id).first():
        return earlier
    steps.end_tries(decision=decision, case=case, now=now)
    if direction.address:
        decision.address = steps.sealed_address(direction.address)
    decision.email = direction.email.strip() or decision.email
    decision.email_index = steps.contact_index(email=decision.email)
    decision.save(update_fields=["address", "email", "email_index"])
    return steps.begin_delivery(
        decision=decision, case=case, direction=direction, actor=actor, delivery_id=delivery_id, now=now
    )


@transaction.atomic
def revoke_decision(
    *, document_id: UUID, reason: RevocationReason, actor: Actor, channel: Channel, now: datetime
) -> None:
    """Let a decision hold no longer, for all who check it from now on; no letter with it goes out any more.

    :raises AlreadyRevoked: it is already.
    :raises CaseIsBlocked: staff do nothing with the case.
    """
    case = _locked(queries.decision_with(document_id=document_id).document.case_id)
    decision = queries.decision_with(document_id=document_id)
    steps.revoke(decision=decision, case=case, reason=reason, actor=actor, channel=channel, now=now)


@transaction.atomic
def note_arrival(*, document_id: UUID, on: date, actor: Actor, now: datetime) -> None:
    """Note when a decision was served, or when a letter has arrived where the law supposes nothing or another day.

    The same day again changes nothing; another one is put right with a reason (`correct_arrival`). It also proves the
    arrival of what its person had disputed.

    :raises NothingToNote: neither is under way.
    :raises ArrivalNoted: another day stands there.
    :raises DayNotPossible: the day lies ahead, or before the decision or the posting.
    """
    decision, case, arrived = _arriving(document_id, on=on, now=now)
    if arrived.arrived_on == on:
        return
    if arrived.arrived_on is not None:
        raise ArrivalNoted
    _set_arrival(arrived, decision=decision, on=on)
    data = {"arrived_on": on.isoformat()}
    steps.note(case=case, decision=decision, event="decision-delivered", actor=actor, data=data, now=now)


@transaction.atomic
def correct_arrival(*, document_id: UUID, on: date, reason: ArrivalReason, actor: Actor, now: datetime) -> None:
    """Put the day right that was noted; the history keeps both, and why. The same day again changes nothing.

    :raises NothingToNote: no day was noted.
    :raises DayNotPossible: as above.
    """
    decision, case, arrived = _arriving(document_id, on=on, now=now)
    if arrived.arrived_on is None:
        raise NothingToNote
    if arrived.arrived_on == on:
        return
    data = {"from": arrived.arrived_on.isoformat(), "to": on.isoformat(), "reason": reason.value}
    _set_arrival(arrived, decision=decision, on=on)
    steps.note(case=case, decision=decision, event="decision-arrival-corrected", actor=actor, data=data, now=now)


@transaction.atomic
def note_not_arrived(*, document_id: UUID, actor: Actor, now: datetime) -> None:
    """Note that its person says it never came (§ 41(2) sentence 3 VwVfG, § 37(2) SGB X, § 122(2) AO): what the law
    supposes counts no more, until the authority proves the arrival. It is to be made known once more.

    :raises NothingToNote: nothing is supposed: it was handed over, served, proved, fetched, or that was noted already.
    """
    decision = queries.decision_with(document_id=document_id)
    case = _locked(decision.document.case_id)
    disputed = queries.to_dispute(decision=decision, deliveries=list(decision.deliveries.all()))
    if not disputed:
        raise NothingToNote
    for each in disputed:
        each.disputed_at = now
        each.save(update_fields=["disputed_at"])
    steps.note(case=case, decision=decision, event="decision-not-arrived", actor=actor, now=now)
    steps.settle_hold(decision=decision, issued_on=steps.day_of(decision.document.issued_at))


@transaction.atomic
def note_wrong_remedy(*, document_id: UUID, actor: Actor, now: datetime) -> None:
    """Say that what a decision says about its remedy is wrong: there is a year to object (§ 58(2) VwGO, § 66(2) SGG).

    :raises NothingToNote: it has been said.
    """
    decision = queries.decision_with(document_id=document_id)
    case = _locked(decision.document.case_id)
    if not Decision.objects.filter(pk=decision.pk, is_remedy_wrong=False).update(is_remedy_wrong=True):
        raise NothingToNote
    decision.is_remedy_wrong = True
    steps.note(case=case, decision=decision, event="decision-remedy-wrong", actor=actor, now=now)
    steps.settle_hold(decision=decision, issued_on=steps.day_of(decision.document.issued_at))


@transaction.atomic
def note_told(*, delivery_id: UUID, now: datetime) -> None:
    """Note that its person was sent word of a decision that lies ready: the ten days run from it, once."""
    Delivery.objects.filter(pk=delivery_id, notified_at=None).update(notified_at=now)
    decision = Decision.objects.select_related("document").filter(deliveries=delivery_id).first()
    if decision is None:  # erased meanwhile
        return
    steps.settle_hold(decision=decision, issued_on=steps.day_of(decision.document.issued_at))


@transaction.atomic
def note_posted(*, message_id: UUID, case_id: UUID, on: date, now: datetime) -> None:
    """Note on which day the letter with a decision was handed to the post. Again changes nothing.

    A letter that somebody had sent once more, after it came back, is a try of its own.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:  # erased meanwhile
        return
    tries = Delivery.objects.filter(decision__document__case_id=case_id, way=Way.POST).select_related("decision")
    delivery = next((each for each in tries if each.pk == message_id), None)
    if delivery is None:
        before = next(
            (each for each in tries if again_id(message_id=each.pk, channel=MessageChannel.LETTER) == message_id), None
        )
        if before is None:
            return
        delivery = Delivery.objects.create(
            pk=message_id, decision=before.decision, way=Way.POST, is_abroad=before.is_abroad, begun_at=now
        )
    if delivery.posted_on is not None:
        return
    delivery.posted_on = on
    delivery.save(update_fields=["posted_on"])
    decision = delivery.decision
    steps.note(case=case, decision=decision, event="decision-posted", actor=SYSTEM, now=now)
    steps.settle_hold(decision=decision, issued_on=steps.day_of(decision.document.issued_at))


@transaction.atomic
def note_undelivered(payload: Mapping[str, str], now: datetime) -> None:
    """A message or letter did not arrive: nothing is made known by it. Where it was to be fetched, a letter follows."""
    found = Delivery.objects.select_related("decision__document").filter(pk=UUID(payload["message"])).first()
    if found is None:
        return
    case = locked_case(case_id=found.decision.document.case_id)
    is_ended = _end_one(found, now=now)
    if found.way == Way.PORTAL:  # it would say that it lies ready, which it does not any more, or was fetched
        settle_overtaken(message_id=found.pk)
    if not is_ended:
        return
    steps.note(case=case, decision=found.decision, event="decision-came-back", actor=SYSTEM, now=now)
    if found.way == Way.PORTAL:
        _send_letter_after(found, case=case, now=now)
    steps.settle_hold(decision=found.decision, issued_on=steps.day_of(found.decision.document.issued_at))


@transaction.atomic
def let_letter_follow(*, delivery_id: UUID, now: datetime) -> bool:
    """Where a decision was not fetched in time, end that and send it by post, once; whether that was so.

    § 41(2a) VwVfG: then nothing is made known. A revoked decision and a blocked case are left alone.
    """
    found = Delivery.objects.select_related("decision__document").filter(pk=delivery_id).first()
    if found is None:  # erased meanwhile
        return False
    document = found.decision.document
    case = locked_case(case_id=document.case_id)
    if found.notified_at is None or found.decision.law != Law.GENERAL or CaseBlock.objects.filter(case=case).exists():
        return False
    until = queries.last_day_to_fetch(delivery=found, organisation_id=case.organisation_id, now=now)
    if steps.day_of(now) <= until or document.revoked_at is not None or not _end_one(found, now=now):
        return False
    steps.note(case=case, decision=found.decision, event="decision-letter-follows", actor=SYSTEM, now=now)
    _send_letter_after(found, case=case, now=now)
    return True


@transaction.atomic
def write_law_down(*, service_id: int, law: Law, court: Court, source: str) -> None:
    """Have decisions on a service suggest a law of procedure and courts; `source` says where that is written.

    :raises WrongCourt: no such court decides in matters of that law.
    """
    if court not in COURTS[law]:
        raise WrongCourt
    written = {"law": law.value, "court": court.value, "source": source.strip()}
    ServiceLaw.objects.update_or_create(service_id=service_id, defaults=written)


@transaction.atomic
def strike_law(*, service_id: int) -> bool:
    """Forget what was written down of a service; whether there was something."""
    return bool(ServiceLaw.objects.filter(service_id=service_id).delete()[0])


def _locked(case_id: UUID) -> Case:
    case = locked_case(case_id=case_id)
    if CaseBlock.objects.filter(case=case).exists():
        raise CaseIsBlocked
    return case


def _arriving(document_id: UUID, *, on: date, now: datetime) -> tuple[Decision, Case, Delivery]:
    """The decision, its locked case, and the try whose arrival `on` a day is to be noted."""
    decision = queries.decision_with(document_id=document_id)
    case = _locked(decision.document.case_id)
    arriving = queries.to_arrive(deliveries=list(decision.deliveries.all()))
    if arriving is None:
        raise NothingToNote
    begun = arriving.posted_on or steps.day_of(decision.document.issued_at)
    if not begun <= on <= steps.day_of(now):
        raise DayNotPossible
    return decision, case, arriving


def _set_arrival(arrived: Delivery, *, decision: Decision, on: date) -> None:
    arrived.arrived_on = on
    arrived.save(update_fields=["arrived_on"])
    steps.settle_hold(decision=decision, issued_on=steps.day_of(decision.document.issued_at))


def _end_one(delivery: Delivery, *, now: datetime) -> bool:
    """Whether it was not over yet: somebody may have fetched it at the same moment."""
    open_one = Delivery.objects.filter(pk=delivery.pk, ended_at=None, fetched_at=None)
    return bool(open_one.update(ended_at=now))


def _send_letter_after(delivery: Delivery, *, case: Case, now: datetime) -> None:
    decision = delivery.decision
    direction = Direction(way=Way.POST, address=steps.opened_address(decision.address))
    steps.begin_delivery(
        decision=decision,
        case=case,
        direction=direction,
        actor=SYSTEM,
        delivery_id=uuid5(delivery.pk, "letter"),
        now=now,
    )
