"""Asking to act for somebody, deciding it, ending it, and noting what was begun so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.steps import locked_case, note_event
from einamt.citizens.acting import queries
from einamt.citizens.acting.errors import (
    AlreadyDecided,
    BadEnd,
    OfAge,
    ProofNotSeen,
    ReasonMissing,
    TooManyAsked,
)
from einamt.citizens.acting.files import PROOFS
from einamt.citizens.acting.models import ActedCase, Representation
from einamt.citizens.acting.rules import MOST_ASKED, EndedBy, State, last_end
from einamt.citizens.hashes import address_hash
from einamt.citizens.models import CitizenAccount
from einamt.citizens.rules import Act
from einamt.citizens.seen import SignIn
from einamt.citizens.steps import record_act
from einamt.kernel.acting import ActingFor
from einamt.kernel.actor import CITIZEN, Actor
from einamt.kernel.channels import Channel
from einamt.kernel.references import new_reference
from einamt.platform.attachments.receiving import Received
from einamt.platform.attachments.steps import keep_files
from einamt.platform.outbox.steps import publish

DECIDED, ENDED = "acting.decided", "acting.ended"
"""Topics: a clerk has confirmed or refused; it was ended before its time. Payload: `representation`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. `service_ids` is empty where it is to be for all, `ends_date` None where it is to hold as
    long as it may. `language` is in which whoever asks reads, `person_language` in which the other one is told.
    """

    kind: ActingFor
    acting_name: str
    person_name: str
    birth_date: date
    person_email: str = ""
    duties: str = ""
    service_ids: Sequence[int] = ()
    ends_date: date | None = None
    language: str = "de"
    person_language: str = "de"


@transaction.atomic
def ask_to_act(
    *, sign_in: SignIn, wanted: Wanted, proofs: Sequence[Received], command_id: UUID, now: datetime
) -> Representation:
    """Ask to act for somebody, and keep how surely whoever asks was seen; the same command again is the same question.

    :raises OfAge: it is for a child, who is none any more.
    :raises BadEnd: the end is not between tomorrow and the latest one (`rules.last_end`).
    :raises TooManyAsked: of the account's earlier ones many wait.
    """
    account = CitizenAccount.objects.select_for_update().get(pk=sign_in.account_id)
    own_id = uuid5(account.pk, str(command_id))  # a form can be sent with any command, also with another account's
    if earlier := Representation.objects.filter(pk=own_id).first():
        return earlier
    if account.representations.filter(state=State.ASKED).count() >= MOST_ASKED:
        raise TooManyAsked
    today = queries.today(now=now)
    latest = last_end(kind=wanted.kind, birth_date=wanted.birth_date, today=today)
    if wanted.kind is ActingFor.CHILD and latest <= today:
        raise OfAge
    ends_date = wanted.ends_date or latest
    _check_end(ends_date, latest=latest, today=today)
    asked = Representation.objects.create(
        id=own_id,
        reference=new_reference(),
        account=account,
        level=sign_in.level,
        issuer=sign_in.issuer,
        language=wanted.language,
        kind=wanted.kind.value,
        acting_name=wanted.acting_name,
        person_name=wanted.person_name,
        birth_date=wanted.birth_date.isoformat(),
        person_email=wanted.person_email.strip(),
        person_language=wanted.person_language,
        person_index=address_hash(address=wanted.person_email) if wanted.person_email.strip() else "",
        duties=wanted.duties,
        is_for_all=not wanted.service_ids,
        ends_date=ends_date,
        state=State.ASKED.value,
        asked_at=now,
    )
    asked.services.set(wanted.service_ids)
    keep_files(kind=PROOFS, owner=asked, files=proofs, now=now)
    return asked


@transaction.atomic
def confirm(
    *, representation_id: UUID, ends_date: date, has_seen_proof: bool, actor: Actor, now: datetime
) -> Representation:
    """Let the account act from now on, until `ends_date`. The proof that was sent is deleted: it has been seen.

    :raises ProofNotSeen: nobody says that they have seen it.
    :raises AlreadyDecided: somebody was faster.
    :raises BadEnd: the end is not between tomorrow and the latest one.
    """
    if not has_seen_proof:
        raise ProofNotSeen
    found = _locked_undecided(representation_id)
    today, birth_date = queries.today(now=now), date.fromisoformat(found.birth_date)
    asked_on = queries.today(now=found.asked_at)
    latest = last_end(kind=ActingFor(found.kind), birth_date=birth_date, today=asked_on)
    _check_end(ends_date, latest=latest, today=today)
    found.ends_date = ends_date
    return _decided(found, state=State.CONFIRMED, reason="", actor=actor, now=now)


@transaction.atomic
def refuse(*, representation_id: UUID, reason: str, actor: Actor, now: datetime) -> Representation:
    """Say no, and why; the proof that was sent is deleted.

    :raises AlreadyDecided: somebody was faster.
    """
    found = _locked_undecided(representation_id)
    return _decided(found, state=State.REFUSED, reason=reason.strip(), actor=actor, now=now)


@transaction.atomic
def end(*, representation_id: UUID, side: EndedBy, actor: Actor, now: datetime, reason: str = "") -> None:
    """Let nobody act by it any more, from this moment; again changes nothing. What was only asked for is withdrawn. The
    two sides need no `reason` (§ 168 BGB), the office does.

    :raises ReasonMissing: the office does not say why.
    """
    if side is EndedBy.OFFICE and not reason.strip():
        raise ReasonMissing
    open_ones = Representation.objects.select_for_update().filter(state__in=[State.ASKED, State.CONFIRMED])
    if found := open_ones.filter(pk=representation_id).first():
        found.state, found.ended_at, found.ended_side = State.ENDED.value, now, side.value
        found.ended_by, found.end_reason = str(actor), reason.strip()
        found.save(update_fields=["state", "ended_at", "ended_side", "ended_by", "end_reason"])
        found.proofs.all().delete()
        publish(topic=ENDED, payload={"representation": str(found.pk)}, now=now)


@transaction.atomic
def note_acted(*, representation_id: UUID, sign_in: SignIn, case_id: UUID, now: datetime) -> bool:
    """Note on a case that was just begun by whom it was and how surely they were seen, and for whom they act; again
    changes nothing. False where no representation is in force that is for its service.
    """
    case = locked_case(case_id=case_id)
    by = queries.acting_as(representation_id=representation_id, account_id=sign_in.account_id, now=now)
    if by is None or not (by.is_for_all or by.services.filter(pk=case.service_id).exists()):
        return False
    _, is_new = ActedCase.objects.get_or_create(representation=by, case=case, defaults={"begun_at": now})
    if is_new:
        data = {"representation": by.reference, "kind": by.kind}
        record_act(sign_in=sign_in, act=Act.BEGUN_FOR, case_id=case_id, subject=by.pk, now=now)
        note_event(case=case, event="begun-for-somebody", actor=CITIZEN, channel=Channel.PORTAL, data=data, now=now)
    return True


def _check_end(ends_date: date, *, latest: date, today: date) -> None:
    if not today < ends_date <= latest:
        raise BadEnd({"latest": f"{latest:%d.%m.%Y}"})


def _locked_undecided(representation_id: UUID) -> Representation:
    found = Representation.objects.select_for_update().get(pk=representation_id)
    if found.state != State.ASKED:
        raise AlreadyDecided
    return found


def _decided(found: Representation, *, state: State, reason: str, actor: Actor, now: datetime) -> Representation:
    found.state, found.reason, found.decided_at, found.decided_by = state.value, reason, now, str(actor)
    found.save(update_fields=["state", "reason", "decided_at", "decided_by", "ends_date"])
    found.proofs.all().delete()
    publish(topic=DECIDED, payload={"representation": str(found.pk)}, now=now)
    return found
