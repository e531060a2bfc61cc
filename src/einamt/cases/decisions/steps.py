"""What operations on decisions share; each runs inside their transaction, with the case locked."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from einamt.cases.decisions import facts, queries, rules
from einamt.cases.decisions.drafts import Direction
from einamt.cases.decisions.errors import NotReady
from einamt.cases.decisions.models import Decision, Delivery
from einamt.cases.decisions.rules import Law, Way
from einamt.cases.documents import steps as documents
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.cases.steps import Value, note_event
from einamt.kernel.actor import CITIZEN, Actor
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.crypto.fields import blind_index
from einamt.platform.facts.steps import record
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.steps import again_id, call_letter_back, forbid_letter
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction

READY, TO_POST = "decisions.ready", "decisions.to-post"
"""Topics: a decision lies ready on the portal; it is to go out as a letter. The payload names the `delivery`."""
LETTER = "decisions.letter"
"""The kind of message as which it does."""


def begin_delivery(
    *, decision: Decision, case: Case, direction: Direction, actor: Actor, delivery_id: UUID, now: datetime
) -> Delivery:
    """Begin to make a decision known on a way; one that is handed over is known at once."""
    require_transaction()
    way, today = direction.way, day_of(now)
    delivery = Delivery.objects.create(
        pk=delivery_id,
        decision=decision,
        way=way.value,
        is_abroad=bool(direction.address and direction.address.country),
        begun_at=now,
        arrived_on=today if way is Way.IN_PERSON else None,
    )
    match way:
        case Way.PORTAL:
            note(case=case, decision=decision, event="decision-ready", actor=actor, now=now)
            publish(topic=READY, payload={"delivery": str(delivery.pk)}, now=now)
        case Way.POST:
            publish(topic=TO_POST, payload={"delivery": str(delivery.pk)}, now=now)
        case Way.IN_PERSON:
            note(case=case, decision=decision, event="decision-delivered", actor=actor, now=now)
        case Way.SERVED:
            pass  # printed and given to who serves it; the certificate says the day
    settle_hold(decision=decision, issued_on=day_of(decision.document.issued_at))
    return delivery


def end_tries(*, decision: Decision, case: Case, now: datetime) -> None:
    """End what has reached nobody yet, so that it cannot come to count: a letter that is not with the post is taken out
    of it. What is with the post, and what the law supposes to have arrived, goes on to count.
    """
    require_transaction()
    for each in decision.deliveries.all():
        is_out = each.posted_on is not None or each.arrived_on is not None or each.fetched_at is not None
        if each.way == Way.POST:
            is_out = not _call_back(each, case=case, now=now) or is_out
        if each.ended_at is None and not is_out and not queries.is_supposed(each, law=Law(decision.law)):
            each.ended_at = now
            each.save(update_fields=["ended_at"])


def revoke(
    *, decision: Decision, case: Case, reason: RevocationReason, actor: Actor, channel: Channel, now: datetime
) -> None:
    """Let a decision on the locked case hold no longer, and have no letter with it go out.

    :raises AlreadyRevoked: it is already.
    """
    require_transaction()
    documents.revoke(document=decision.document, case=case, reason=reason, actor=actor, channel=channel, now=now)
    end_tries(decision=decision, case=case, now=now)


def record_fetch(*, decision: Decision, case: Case, account_id: UUID, now: datetime) -> None:
    """Record that the person of an account has fetched a decision that lies ready; again changes nothing.

    :raises NotReady: it does not lie ready, or not any more.
    """
    require_transaction()
    ready = decision.deliveries.filter(way=Way.PORTAL, ended_at=None).last()
    if ready is None or decision.document.revoked_at is not None:
        raise NotReady
    if ready.fetched_at is not None:
        return
    until = queries.last_day_to_fetch(delivery=ready, organisation_id=case.organisation_id, now=now)
    if decision.law == Law.GENERAL and day_of(now) > until:  # the other laws end nothing after ten days
        raise NotReady
    ready.fetched_at, ready.fetching_account = now, account_id
    ready.save(update_fields=["fetched_at", "fetching_account"])
    note(case=case, decision=decision, event="decision-fetched", actor=CITIZEN, channel=Channel.PORTAL, now=now)
    settle_hold(decision=decision, issued_on=day_of(decision.document.issued_at))


def settle_hold(*, decision: Decision, issued_on: date) -> None:
    """Keep the case until no missed deadline can be forgiven any more: a year after it (§ 60(3) VwGO, § 67(3) SGG). As
    long as nobody knows the deadline, the longest is taken.
    """
    require_transaction()
    last_day = queries.effect_of(decision=decision).last_day
    longest = rules.months_after(issued_on, rules.MONTHS_WITHOUT_REMEDY)
    decision.held_until = rules.months_after(last_day or longest, rules.MONTHS_TO_REINSTATE)
    decision.save(update_fields=["held_until"])


def note(
    *,
    case: Case,
    decision: Decision,
    event: str,
    actor: Actor,
    now: datetime,
    channel: Channel = Channel.COUNTER,
    data: Mapping[str, Value] | None = None,
) -> None:
    """Append to the history of the case what happened to a decision; `data` says more, and never names a person."""
    told = {"document": str(decision.pk), **(data or {})}
    note_event(case=case, event=event, actor=actor, channel=channel, data=told, now=now)


def count_issued(*, decision: Decision, case: Case, way: Way, now: datetime) -> None:
    """Count a decision, to the day."""
    require_transaction()
    today = day_of(now)
    record(
        schema=facts.ISSUED,
        occurred_at=at_minute(day=today, minute=0, zone=city.zone()),
        values={
            "service": case.service.identifier,
            "district": case.organisation.identifier,
            "case_kind": case.kind,
            "law": decision.law,
            "court": decision.court,
            "remedy": decision.remedy,
            "way": way.value,
            "issued_on": today,
            "case_days": (today - day_of(case.opened_at)).days,
        },
    )


def contact_index(*, email: str) -> str:
    """The blind index of a mail address, as of the contact of an appointment; empty for none."""
    return blind_index(text=email, purpose="appointments.contact") if email.strip() else ""


def sealed_address(address: PostalAddress | None) -> str:
    """As JSON, to be kept encrypted; empty for none."""
    return json.dumps(asdict(address), ensure_ascii=False) if address else ""


def opened_address(text: str) -> PostalAddress | None:
    """The other way round."""
    return PostalAddress(**json.loads(text)) if text else None


def day_of(moment: datetime) -> date:
    """The city's calendar day of a moment."""
    return local_date(moment=moment, zone=city.zone())


def _call_back(delivery: Delivery, *, case: Case, now: datetime) -> bool:
    """Take the letter of a try out of the post, and the one that somebody had sent once more for it; whether the first
    is not with the post.
    """
    if delivery.posted_on is None:
        forbid_letter(message_id=delivery.pk, kind=LETTER, about=case.pk, office_id=case.office_id, now=now)
    is_held = call_letter_back(message_id=delivery.pk)
    call_letter_back(message_id=again_id(message_id=delivery.pk, channel=MessageChannel.LETTER))
    return is_held
