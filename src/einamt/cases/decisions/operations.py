"""Issuing decisions, making them known, and noting what became of it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.decisions import queries, steps
from einamt.cases.decisions.content import DECISION, LANGUAGE, given_of
from einamt.cases.decisions.drafts import Direction, Draft, check, check_direction
from einamt.cases.decisions.errors import CaseIsBlocked, DayNotPossible, NothingToNote
from einamt.cases.decisions.models import Decision, Delivery
from einamt.cases.decisions.rules import Law, Way
from einamt.cases.documents.issuing import make
from einamt.cases.documents.queries import issuer_name
from einamt.cases.documents.steps import file_document
from einamt.cases.models import Case, CaseBlock
from einamt.cases.steps import locked_case
from einamt.kernel.actor import SYSTEM, Actor
from einamt.kernel.channels import Channel
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.steps import again_id


def issue_decision(*, case_id: UUID, draft: Draft, actor: Actor, command_id: UUID, now: datetime) -> Decision:
    """Issue a decision on a case, sealed, and begin to make it known; the same command again is the same decision.

    :raises NothingDecided: the draft lacks what is decided, why, or to whom it goes.
    :raises NoWayToTell: it cannot go where it is to go.
    :raises CaseIsBlocked: staff do nothing with the case.
    :raises BadSeal: the configured seal cannot be used.
    """
    if (issued := Decision.objects.filter(pk=command_id, document__case_id=case_id).first()) is not None:
        return issued
    check(draft)
    case = Case.objects.select_related("organisation", "office").get(pk=case_id)
    # typesetting and sealing take a while: nobody waits for a lock meanwhile
    made = make(
        kind=DECISION,
        case_id=case_id,
        given=given_of(draft),
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
            command_id=command_id,
            now=now,
        )
        if not is_new:
            return Decision.objects.get(pk=document.pk)
        decision = Decision.objects.create(
            document=document,
            law=draft.law.value,
            remedy=draft.remedy.value,
            subject=draft.subject.strip(),
            person_name=draft.person_name.strip(),
            address=steps.sealed_address(draft.direction.address),
            email=draft.direction.email.strip(),
            email_index=steps.contact_index(email=draft.direction.email),
            held_until=steps.day_of(now),
        )
        steps.begin_delivery(
            decision=decision, case=locked, direction=draft.direction, actor=actor, delivery_id=command_id, now=now
        )
    return decision


@transaction.atomic
def deliver_again(
    *, document_id: UUID, direction: Direction, actor: Actor, command_id: UUID, now: datetime
) -> Delivery:
    """Make a decision known on another way, or once more; what was only prepared counts no more, what is with the
    post goes on to count. The same command again is the same try.

    :raises NoWayToTell: it cannot go where it is to go.
    :raises CaseIsBlocked: staff do nothing with the case.
    """
    check_direction(direction)
    decision = queries.decision_with(document_id=document_id)
    case = _locked(decision.document.case_id)
    if earlier := Delivery.objects.filter(pk=command_id, decision=decision).first():
        return earlier
    _end(decision, now=now)
    if direction.address:
        decision.address = steps.sealed_address(direction.address)
    decision.email = direction.email.strip() or decision.email
    decision.email_index = steps.contact_index(email=decision.email)
    decision.save(update_fields=["address", "email", "email_index"])
    return steps.begin_delivery(
        decision=decision, case=case, direction=direction, actor=actor, delivery_id=command_id, now=now
    )


@transaction.atomic
def note_arrival(*, document_id: UUID, on: date, actor: Actor, now: datetime) -> None:
    """Note when a decision was served, or when a letter has arrived where the law supposes nothing or another day.

    :raises NothingToNote: neither is under way.
    :raises DayNotPossible: the day lies ahead, or before the decision or the posting.
    """
    decision = queries.decision_with(document_id=document_id)
    case = _locked(decision.document.case_id)
    last = decision.deliveries.filter(ended_at=None, way__in=[Way.POST, Way.SERVED]).last()
    if last is None or (last.way == Way.POST and last.posted_on is None):
        raise NothingToNote
    begun = last.posted_on or steps.day_of(decision.document.issued_at)
    if not begun <= on <= steps.day_of(now):
        raise DayNotPossible
    last.arrived_on = on
    last.save(update_fields=["arrived_on"])
    steps.note(case=case, decision=decision, event="decision-delivered", actor=actor, now=now)
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
    case = locked_case(case_id=case_id)
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
    if not _end_one(found, now=now):
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
    found = Delivery.objects.select_related("decision__document").get(pk=delivery_id)
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


def _locked(case_id: UUID) -> Case:
    case = locked_case(case_id=case_id)
    if CaseBlock.objects.filter(case=case).exists():
        raise CaseIsBlocked
    return case


def _end(decision: Decision, *, now: datetime) -> None:
    """What was only prepared, so that it cannot come to count beside the next try."""
    decision.deliveries.filter(ended_at=None, fetched_at=None, posted_on=None, arrived_on=None).update(ended_at=now)


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
