"""Rules of the halls with four eyes: one proposes, another puts in force, either takes back before the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from einamt.kernel.actor import Actor, ActorKind
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.appointments.rule_errors import OwnProposal, ProposalDecided, RulesInForce
from einamt.procedures.visits import errors
from einamt.procedures.visits.floor_rules import (
    floor_set,
    floor_to_come,
    floor_until,
    queue_rules_to_come,
    tickets_by_reason,
)
from einamt.procedures.visits.floor_set import FloorSet, Reason
from einamt.procedures.visits.models import FloorProposal, FloorRules
from einamt.procedures.visits.regulating import accept_floor, propose_floor, reject_floor, set_floor, withdraw_floor
from tests.factories.appointments import make_rules
from tests.procedures.visits.conftest import Morning, at

pytestmark = pytest.mark.django_db
TODAY = at("9:00")
TOMORROW = date(2026, 11, 25)
MIRIAM, PIOTR = (Actor(ActorKind.STAFF, name) for name in ("miriam", "piotr"))
RULES = FloorSet(TOMORROW, 20, 3, "Beschluss", (Reason("reise", "Reise", "Journey"),))


def propose(rules: FloorSet = RULES) -> FloorProposal:
    return propose_floor(rules=rules, reason=" Der Rat will es. ", author=MIRIAM, now=TODAY)


def test_what_one_proposes_another_puts_in_force_from_its_day_on() -> None:
    proposal = propose()
    assert not FloorRules.objects.exists()
    accept_floor(proposal_id=proposal.pk, person=PIOTR, now=TODAY)
    assert floor_set(on=TODAY.date()).check_in_minutes == 30
    [coming] = floor_to_come(on=TODAY.date())
    assert (coming.values, coming.author, coming.is_proposed) == (RULES, "staff:piotr", True)
    assert floor_set(on=TOMORROW) == RULES
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by, proposal.reason) == ("in-force", "staff:piotr", "Der Rat will es.")


@pytest.mark.parametrize(
    "faulty",
    [
        replace(RULES, check_in_minutes=0),
        replace(RULES, source=" "),
        replace(RULES, reasons=RULES.reasons * 2),
        replace(RULES, reasons=(Reason("reise", "Reise", ""),)),
        replace(RULES, reasons=(Reason("r" * 41, "Reise", "Journey"),)),
        replace(RULES, reasons=(Reason("reise", "R" * 201, "Journey"),)),
    ],
)
def test_what_cannot_hold_is_not_proposed(faulty: FloorSet) -> None:
    with pytest.raises(errors.FloorRulesFaulty):
        propose(faulty)
    assert not FloorProposal.objects.exists()


def test_nobody_decides_alone_and_the_database_holds_it() -> None:
    proposal = propose()
    with pytest.raises(OwnProposal):
        accept_floor(proposal_id=proposal.pk, person=MIRIAM, now=TODAY)
    with pytest.raises(IntegrityError):
        FloorProposal.objects.filter(pk=proposal.pk).update(
            outcome="in-force", decided_by=proposal.author, decided_at=TODAY
        )


def test_a_proposal_is_decided_once() -> None:
    proposal = propose()
    reject_floor(proposal_id=proposal.pk, person=PIOTR, now=TODAY)
    with pytest.raises(ProposalDecided):
        accept_floor(proposal_id=proposal.pk, person=PIOTR, now=TODAY)
    assert not FloorRules.objects.exists()


@pytest.mark.parametrize(("person", "outcome"), [(MIRIAM, "withdrawn"), (PIOTR, "rejected")])
def test_whoever_has_proposed_withdraws_and_others_reject(person: Actor, outcome: str) -> None:
    assert reject_floor(proposal_id=propose().pk, person=person, now=TODAY).outcome == outcome


def test_before_their_day_rules_are_taken_back_and_afterwards_not() -> None:
    rules = accept_floor(proposal_id=propose().pk, person=PIOTR, now=TODAY)
    with pytest.raises(RulesInForce):
        withdraw_floor(rules_id=rules.pk, person=MIRIAM, now=TODAY + timedelta(days=1))
    withdraw_floor(rules_id=rules.pk, person=MIRIAM, now=TODAY)
    assert floor_to_come(on=TODAY.date()) == []
    proposal = FloorProposal.objects.get()
    assert (proposal.outcome, proposal.withdrawn_by) == ("withdrawn", "staff:miriam")


def test_two_sets_of_one_day_are_refused_when_they_are_proposed_and_when_they_are_decided() -> None:
    first, second = propose(), propose()
    accept_floor(proposal_id=first.pk, person=PIOTR, now=TODAY)
    with pytest.raises(errors.FloorRulesDayTaken):
        accept_floor(proposal_id=second.pk, person=PIOTR, now=TODAY)
    with pytest.raises(errors.FloorRulesDayTaken):
        propose()
    second.refresh_from_db()
    assert second.outcome == "open"


def test_a_proposal_whose_day_has_come_meanwhile_is_not_put_in_force() -> None:
    proposal = propose()
    with pytest.raises(errors.FloorRulesNotAhead):
        accept_floor(proposal_id=proposal.pk, person=PIOTR, now=TODAY + timedelta(days=1))


def test_what_the_operator_lays_down_has_no_author_and_its_moment() -> None:
    set_floor(rules=RULES, now=TODAY)
    [held] = floor_until(on=TOMORROW)
    assert (held.author, held.recorded_at, held.is_proposed) == ("", TODAY, False)


def test_new_rules_of_booking_that_change_the_line_are_told_with_their_day() -> None:
    make_rules()
    today = TODAY.date()
    rules = BookingRules.objects.get()
    for valid_from, late in ((TOMORROW, rules.late_arrival_minutes), (date(2026, 12, 1), 5), (date(2027, 1, 1), 5)):
        rules.pk, rules.valid_from, rules.late_arrival_minutes = None, valid_from, late
        rules.save()
    [(day, after)] = queue_rules_to_come(on=today)
    assert (day, after.late_minutes) == (date(2026, 12, 1), 5)


def test_how_often_a_reason_was_used_is_counted_for_who_decides(morning: Morning) -> None:
    FloorRules.objects.all().delete()
    set_floor(rules=RULES, now=TODAY - timedelta(days=7))
    FloorRules.objects.update(valid_from=TODAY.date())
    for name in ("Emil", "Fatma"):
        morning.take(name, "9:00", reason="reise")
    morning.take("Gül", "9:00")
    assert tickets_by_reason(since=at("8:00")) == {"reise": 2}
    assert tickets_by_reason(since=at("10:00")) == {}
