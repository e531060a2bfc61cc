"""Laying down the city's rules from a day on: proposed by one person, put in force by another."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments import rulebook, supply
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import BookingRules, RulesProposal
from einamt.procedures.appointments.proposing import decide, open_proposal, refuse_own, turn_down
from einamt.procedures.appointments.rule_errors import RulesContradict, RulesDayTaken, RulesInForce, RulesNotAhead
from einamt.procedures.appointments.rules import horizon_end
from einamt.procedures.appointments.ruleset import RuleSet, contradictions, from_plain


@transaction.atomic
def set_rules(*, valid_from: date, values: RuleSet, author: Actor, now: datetime) -> BookingRules:
    """Put rules in force from a day on, without a second person: at the operator's console, and for a new city.

    Days that are planned already take up the new rules at once, as far as nothing is booked on them. Where there are
    no rules yet, they may begin in the past.

    :raises RulesContradict: they are out of bounds or cannot be kept together.
    :raises RulesNotAhead: `valid_from` is not after today, and the city has rules.
    :raises RulesDayTaken: other rules begin on that day.
    """
    if BookingRules.objects.exists():
        _check_ahead(valid_from=valid_from, now=now)
    _check(values)
    return _begin(valid_from=valid_from, values=values, author=str(author), now=now)


@transaction.atomic
def propose_rules(*, valid_from: date, values: RuleSet, reason: str, author: Actor, now: datetime) -> RulesProposal:
    """Write down rules for somebody else to put in force.

    :raises RulesContradict: they are out of bounds or cannot be kept together.
    :raises RulesNotAhead: `valid_from` is not after today.
    :raises RulesDayTaken: other rules begin on that day.
    """
    _check_ahead(valid_from=valid_from, now=now)
    _check(values)
    if BookingRules.objects.filter(valid_from=valid_from).exists():
        raise RulesDayTaken
    return RulesProposal.objects.create(
        valid_from=valid_from, values=values.plain(), reason=reason.strip(), author=str(author), proposed_at=now
    )


@transaction.atomic
def accept_proposal(*, proposal_id: int, person: Actor, now: datetime) -> BookingRules:
    """Put proposed rules in force from their day on.

    Days that are planned already take up the new rules at once, as far as nothing is booked on them.

    :raises OwnProposal: the person has proposed them.
    :raises ProposalDecided: it has been decided before, or there is none.
    :raises RulesNotAhead: its day has come meanwhile.
    :raises RulesDayTaken: other rules begin on that day.
    :raises RulesContradict: they do not fit this release's bounds any more.
    """
    proposal = open_proposal(of=RulesProposal, proposal_id=proposal_id)
    refuse_own(proposal=proposal, person=person)
    _check_ahead(valid_from=proposal.valid_from, now=now)
    values = from_plain(proposal.values)
    _check(values)
    rules = _begin(valid_from=proposal.valid_from, values=values, author=str(person), now=now)
    proposal.rules = rules
    decide(proposal=proposal, outcome=RulesProposal.Outcome.IN_FORCE, person=person, now=now)
    return rules


@transaction.atomic
def reject_proposal(*, proposal_id: int, person: Actor, now: datetime) -> RulesProposal:
    """Turn proposed rules down; whoever has proposed them withdraws them so.

    :raises ProposalDecided: it has been decided before, or there is none.
    """
    proposal = open_proposal(of=RulesProposal, proposal_id=proposal_id)
    turn_down(proposal=proposal, person=person, now=now)
    return proposal


@transaction.atomic
def withdraw_rules(*, rules_id: int, person: Actor, now: datetime) -> None:
    """Take rules back whose day has not come; their proposal stays, with who took them back.

    :raises RulesInForce: their day has come, or there are none.
    """
    today = local_date(moment=now, zone=city.zone())
    rules = BookingRules.objects.select_for_update().filter(pk=rules_id, valid_from__gt=today).first()
    if rules is None:
        raise RulesInForce
    RulesProposal.objects.filter(rules=rules).update(
        outcome=RulesProposal.Outcome.WITHDRAWN, withdrawn_by=str(person), withdrawn_at=now
    )
    valid_from = rules.valid_from
    rules.delete()
    _replan(first_day=valid_from, now=now)


def _check(values: RuleSet) -> None:
    if found := tuple(contradictions(values)):
        refusal = RulesContradict()
        refusal.contradictions = found
        raise refusal


def _check_ahead(*, valid_from: date, now: datetime) -> None:
    if valid_from <= local_date(moment=now, zone=city.zone()):
        raise RulesNotAhead


def _begin(*, valid_from: date, values: RuleSet, author: str, now: datetime) -> BookingRules:
    require_transaction()
    try:
        with transaction.atomic():
            rules = rulebook.write_rules(valid_from=valid_from, values=values, author=author, now=now)
    except IntegrityError:  # somebody has put others in force for that day at the same moment
        raise RulesDayTaken from None
    _replan(first_day=valid_from, now=now)
    return rules


def _replan(*, first_day: date, now: datetime) -> None:
    """Bring the days that are planned into line, from a day on; a day with bookings keeps its steps."""
    today = local_date(moment=now, zone=city.zone())
    try:
        rules = rulebook.city_rules(on=today)
    except RulesMissing:  # the first rules of a new city, from a day to come
        return
    last_day = horizon_end(now=now, horizon_days=rules.horizon_days, zone=city.zone())
    if first_day <= last_day:
        supply.replan(first_day=max(first_day, today), last_day=last_day, now=now)
