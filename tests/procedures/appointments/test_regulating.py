"""The city's rules are data: proposed, put in force by somebody else, taken back, and never in contradiction."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from einamt.kernel.actor import SYSTEM, Actor, ActorKind
from einamt.procedures.appointments.models import BookingRules, RulesProposal
from einamt.procedures.appointments.operations import (
    accept_proposal,
    propose_rules,
    reject_proposal,
    set_rules,
    withdraw_rules,
)
from einamt.procedures.appointments.rule_errors import (
    OwnProposal,
    ProposalDecided,
    RulesContradict,
    RulesDayTaken,
    RulesInForce,
    RulesNotAhead,
)
from einamt.procedures.appointments.rulebook import city_rules, rule_set, rules_to_come, rules_until
from einamt.procedures.appointments.ruleset import (
    NUMBERS,
    Minimum,
    RuleSet,
    Unit,
    changes,
    contradictions,
    from_plain,
)
from tests.factories.appointments import Bookable, make_bookable, make_booking
from tests.factories.catalog import make_district

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
IN_FIVE_DAYS = date(2026, 11, 29)
ANNA, BEKIR = (Actor(ActorKind.STAFF, name) for name in ("anna", "bekir"))
USUAL = RuleSet(
    step_minutes=12, horizon_days=56, promise_days=14, hold_minutes=15, appointments_per_contact=3, source="Beschluss"
)


@pytest.fixture
def at(db: None) -> Bookable:
    return make_bookable(now=NOW, days=7)


def propose(values: RuleSet = USUAL, *, valid_from: date = IN_FIVE_DAYS) -> RulesProposal:
    return propose_rules(valid_from=valid_from, values=values, reason="Der Rat will es.", author=ANNA, now=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"step_minutes": 7}, "step_minutes"),
        ({"step_minutes": 0}, "step_minutes"),
        ({"horizon_days": 10}, "promise_days"),
        ({"horizon_days": 1, "promise_days": 1, "lead_minutes": 1440}, "lead_minutes"),
        ({"late_release_hours": 24, "late_open_hours": 48}, "late_open_hours"),
        ({"late_share_percent": 10}, "urgent_service_ids"),
        ({"late_share_percent": 10, "urgent_service_ids": (1,), "late_release_hours": 1400}, "late_release_hours"),
        ({"late_arrival_minutes": 20, "no_show_minutes": 10}, "no_show_minutes"),
        ({"offer_minutes": 180, "offer_ahead_hours": 2}, "offer_minutes"),
        ({"proof_fewest": 500, "proof_most": 400}, "proof_most"),
        ({"overbook_percent_max": 31}, "overbook_percent_max"),
        ({"reminder_hours": (24, 48)}, "reminder_hours"),
        ({"reminder_hours": (0,)}, "reminder_hours"),
        ({"minimum_supply": (Minimum(1),)}, "minimum_supply"),
        ({"minimum_supply": (Minimum(1, per_day=3), Minimum(1, per_day=4))}, "minimum_supply"),
        ({"source": " "}, "source"),
        ({"sources": {"horizont": "§ 1"}}, "source"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_with_the_rule_to_look_at(
    change: dict[str, object], code: str
) -> None:
    assert [found.code for found in contradictions(replace(USUAL, **change))] == [code]  # type: ignore[arg-type]


def test_the_usual_rules_contradict_nothing() -> None:
    assert not list(contradictions(USUAL))


@given(st.fixed_dictionaries({code: st.integers(number.least, number.most) for code, number in NUMBERS.items()}))
def test_what_passes_can_be_written_down_and_read_again(numbers: dict[str, int]) -> None:
    rules = RuleSet(source="Beschluss", minimum_supply=(Minimum(3, None, Decimal("1.50")),), **numbers)
    assert from_plain(rules.plain()) == rules
    if not list(contradictions(rules)):
        assert rules.late_open_hours <= rules.late_release_hours
        assert 60 % rules.step_minutes == 0


def test_a_minimum_by_residents_is_rounded_up() -> None:
    assert Minimum(1, None, Decimal("1.5")).needed(residents=13_888) == 21
    assert Minimum(1, None, Decimal(1)).needed(residents=None) is None


def test_the_rules_that_change_are_named() -> None:
    assert changes(before=USUAL, after=replace(USUAL, horizon_days=28, reminder_hours=(48,))) == [
        "horizon_days",
        "reminder_hours",
    ]


def test_every_number_has_a_unit_and_a_name() -> None:
    assert all(isinstance(number.unit, Unit) and number.name for number in NUMBERS.values())


def test_what_one_proposes_another_puts_in_force(at: Bookable) -> None:
    part = make_district()
    wanted = replace(USUAL, horizon_days=28, minimum_supply=(Minimum(part.pk, per_day=40),))
    rules = accept_proposal(proposal_id=propose(wanted).pk, person=BEKIR, now=NOW)
    assert rule_set(rules=rules) == wanted
    assert city_rules(on=IN_FIVE_DAYS) == rules
    assert city_rules(on=IN_FIVE_DAYS - timedelta(days=1)) != rules
    [coming] = rules_to_come(on=TODAY)
    assert (coming.author, coming.proposed_by, coming.reason) == ("staff:bekir", "staff:anna", "Der Rat will es.")
    assert len(rules_until(on=TODAY)) == 1


def test_nobody_puts_their_own_proposal_in_force(at: Bookable) -> None:
    with pytest.raises(OwnProposal):
        accept_proposal(proposal_id=propose().pk, person=ANNA, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RulesProposal.objects.update(outcome="in-force", decided_by="staff:anna", decided_at=NOW)


def test_new_rules_begin_tomorrow_at_the_earliest(at: Bookable) -> None:
    with pytest.raises(RulesNotAhead):
        propose(valid_from=TODAY)
    proposal = propose(valid_from=TODAY + timedelta(days=1))
    with pytest.raises(RulesNotAhead):
        accept_proposal(proposal_id=proposal.pk, person=BEKIR, now=NOW + timedelta(days=1))


def test_one_day_begins_one_set_of_rules(at: Bookable) -> None:
    first, second = propose(), propose(replace(USUAL, horizon_days=28))
    accept_proposal(proposal_id=first.pk, person=BEKIR, now=NOW)
    with pytest.raises(RulesDayTaken):
        accept_proposal(proposal_id=second.pk, person=BEKIR, now=NOW)
    with pytest.raises(RulesDayTaken):
        propose()
    assert RulesProposal.objects.get(pk=second.pk).outcome == RulesProposal.Outcome.OPEN


def test_a_proposal_is_decided_once(at: Bookable) -> None:
    proposal = propose()
    assert reject_proposal(proposal_id=proposal.pk, person=BEKIR, now=NOW).outcome == RulesProposal.Outcome.REJECTED
    for decide in (accept_proposal, reject_proposal):
        with pytest.raises(ProposalDecided):
            decide(proposal_id=proposal.pk, person=BEKIR, now=NOW)


def test_whoever_proposed_may_withdraw(at: Bookable) -> None:
    assert reject_proposal(proposal_id=propose().pk, person=ANNA, now=NOW).outcome == RulesProposal.Outcome.WITHDRAWN


def test_contradictions_are_refused_and_nothing_is_written(at: Bookable) -> None:
    with pytest.raises(RulesContradict) as refused:
        propose(replace(USUAL, step_minutes=7))
    assert [found.code for found in refused.value.contradictions] == ["step_minutes"]
    assert not RulesProposal.objects.exists()


def test_planned_days_take_up_new_steps_where_nothing_is_booked(at: Bookable) -> None:
    booked_day = IN_FIVE_DAYS + timedelta(days=1)
    make_booking(at=at, day=booked_day, minute=480, now=NOW)
    set_rules(valid_from=IN_FIVE_DAYS, values=replace(USUAL, step_minutes=15), author=SYSTEM, now=NOW)
    days = [IN_FIVE_DAYS - timedelta(days=1), IN_FIVE_DAYS, booked_day]
    assert [at.day(day).step_minutes for day in days] == [12, 15, 12]


def test_rules_to_come_can_be_taken_back_and_the_planning_with_them(at: Bookable) -> None:
    proposal = propose(replace(USUAL, step_minutes=15))
    rules = accept_proposal(proposal_id=proposal.pk, person=BEKIR, now=NOW)
    withdraw_rules(rules_id=rules.pk, person=ANNA, now=NOW)
    assert at.day(IN_FIVE_DAYS).step_minutes == 12
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.withdrawn_by, proposal.decided_by) == ("withdrawn", "staff:anna", "staff:bekir")


def test_rules_in_force_are_not_taken_back(at: Bookable) -> None:
    with pytest.raises(RulesInForce):
        withdraw_rules(rules_id=BookingRules.objects.get().pk, person=ANNA, now=NOW)


def test_a_new_city_may_begin_with_rules_of_the_past(db: None) -> None:
    set_rules(valid_from=date(2019, 4, 1), values=USUAL, author=SYSTEM, now=NOW)
    assert rule_set(rules=city_rules(on=TODAY)) == USUAL


@pytest.mark.parametrize(
    "values", [{"step_minutes": 7}, {"late_open_hours": 72}, {"release_minute": 1440}, {"overbook_percent_max": 31}]
)
def test_the_database_refuses_what_the_pages_would(at: Bookable, values: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingRules.objects.update(**values)
