"""Laying down what holds in the city's halls: from a city's folder at the start, and from a day on later.

Rows in force are never edited. With two people through a proposal, or by an operator at the console.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.proposing import decide, open_proposal, refuse_own, turn_down
from einamt.procedures.appointments.rule_errors import RulesInForce
from einamt.procedures.visits import errors
from einamt.procedures.visits.floor_set import FloorSet, faults_of_floor
from einamt.procedures.visits.models import EmergencyReason, FloorProposal, FloorRules


def write_floor(*, rules: FloorSet, author: str = "", now: datetime | None = None) -> FloorRules:
    """Write down what is laid down; `author` as `kind:id`, empty: with the city, or by its operator.

    :raises FloorRulesDayTaken: something is laid down from that day on already.
    """
    require_transaction()
    try:
        with transaction.atomic():
            row = FloorRules.objects.create(
                valid_from=rules.valid_from,
                check_in_minutes=rules.check_in_minutes,
                call_minutes=rules.call_minutes,
                source=rules.source,
                author=author,
                recorded_at=now,
            )
    except IntegrityError:
        raise errors.FloorRulesDayTaken({"date": rules.valid_from.isoformat()}) from None
    EmergencyReason.objects.bulk_create(
        EmergencyReason(rules=row, code=reason.code, rank=rank, name=reason.name, name_en=reason.name_en)
        for rank, reason in enumerate(rules.reasons, start=1)
    )
    return row


@transaction.atomic
def set_floor(*, rules: FloorSet, now: datetime) -> FloorRules:
    """Lay down what holds from a day on, tomorrow at the earliest, without a second person: at the console.

    :raises FloorRulesNotAhead: the day has begun, or is over.
    :raises FloorRulesDayTaken: something is laid down from that day on already.
    """
    _check_ahead(rules, now=now)
    return write_floor(rules=rules, now=now)


@transaction.atomic
def propose_floor(*, rules: FloorSet, reason: str, author: Actor, now: datetime) -> FloorProposal:
    """Write down rules of the halls for somebody else to put in force.

    :raises FloorRulesFaulty: nobody could put them in force, because they say something that cannot be.
    :raises FloorRulesNotAhead: the day has begun, or is over.
    :raises FloorRulesDayTaken: something is laid down from that day on already.
    """
    if any(faults_of_floor([rules.plain()])):
        raise errors.FloorRulesFaulty
    _check_ahead(rules, now=now)
    if FloorRules.objects.filter(valid_from=rules.valid_from).exists():
        raise errors.FloorRulesDayTaken({"date": rules.valid_from.isoformat()})
    return FloorProposal.objects.create(
        valid_from=rules.valid_from,
        values=rules.plain(),
        reason=reason.strip(),
        author=str(author),
        proposed_at=now,
    )


@transaction.atomic
def accept_floor(*, proposal_id: int, person: Actor, now: datetime) -> FloorRules:
    """Put proposed rules of the halls in force from their day on.

    :raises OwnProposal: the person has proposed them.
    :raises ProposalDecided: it has been decided before, or there is none.
    :raises FloorRulesNotAhead: its day has come meanwhile.
    :raises FloorRulesDayTaken: something is laid down from that day on meanwhile.
    """
    proposal = open_proposal(of=FloorProposal, proposal_id=proposal_id)
    refuse_own(proposal=proposal, person=person)
    rules = FloorSet.read(proposal.values)
    _check_ahead(rules, now=now)
    proposal.rules = write_floor(rules=rules, author=str(person), now=now)
    decide(proposal=proposal, outcome=FloorProposal.Outcome.IN_FORCE, person=person, now=now)
    return proposal.rules


@transaction.atomic
def reject_floor(*, proposal_id: int, person: Actor, now: datetime) -> FloorProposal:
    """Turn proposed rules of the halls down; whoever has proposed them withdraws them so.

    :raises ProposalDecided: it has been decided before, or there is none.
    """
    proposal = open_proposal(of=FloorProposal, proposal_id=proposal_id)
    turn_down(proposal=proposal, person=person, now=now)
    return proposal


@transaction.atomic
def withdraw_floor(*, rules_id: int, person: Actor, now: datetime) -> None:
    """Take rules of the halls back whose day has not come; their proposal stays, with who took them back.

    :raises RulesInForce: their day has come, or there are none.
    """
    today = local_date(moment=now, zone=city.zone())
    rules = FloorRules.objects.select_for_update().filter(pk=rules_id, valid_from__gt=today).first()
    if rules is None:
        raise RulesInForce
    FloorProposal.objects.filter(rules=rules).update(
        outcome=FloorProposal.Outcome.WITHDRAWN, withdrawn_by=str(person), withdrawn_at=now
    )
    rules.delete()


def _check_ahead(rules: FloorSet, *, now: datetime) -> None:
    if rules.valid_from <= local_date(moment=now, zone=city.zone()):
        raise errors.FloorRulesNotAhead
