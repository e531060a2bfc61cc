"""Whoever manages a place is told once where rules are not kept there, answers, and cannot end it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.platform.outbox import relay
from einamt.procedures.appointments.jobs import check_city_rules
from einamt.procedures.appointments.models import CapacityDay, RuleFinding
from einamt.procedures.appointments.monitoring import announce_findings
from einamt.procedures.appointments.operations import answer_rule_finding, check_rules, plan_capacity
from einamt.procedures.appointments.rule_errors import RuleFindingAnswered, RuleFindingNotFound
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable, make_rules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def at() -> Bookable:
    make_rules(horizon_days=5)
    return make_bookable(now=NOW, days=5)


def mailed(staff: Staff, address: str) -> Staff:
    staff.email = address
    staff.save()
    return staff


@pytest.fixture
def manager(at: Bookable) -> Staff:
    return mailed(make_staff(role=Role.OFFICE_MANAGER, office=at.office), "leitung@example.org")


@pytest.fixture
def monitoring(at: Bookable) -> Staff:
    return mailed(make_staff(role=Role.STEERING), "monitoring@example.org")


def break_a_rule() -> None:
    CapacityDay.objects.filter(day=TOMORROW).delete()


def told(now: datetime = NOW) -> list[str]:
    """Who was mailed since the last time, by a worker whose clock shows `now`."""
    mail.outbox.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("einamt.platform.clock.now", lambda: now)
        relay.drain()
    return sorted(message.to[0] for message in mail.outbox)


def test_who_manages_the_office_is_told_once(at: Bookable, manager: Staff, monitoring: Staff) -> None:
    break_a_rule()
    check_city_rules(NOW)
    assert told() == ["leitung@example.org"]
    [message] = mail.outbox
    assert f"{at.office.name}: Nicht bis zum Ende geplant, bis 01.12.2026" in message.body
    assert "/cockpit/regeln/" in message.body
    assert at.office.name not in message.subject
    check_city_rules(NOW + timedelta(days=1))
    assert told(NOW + timedelta(days=1)) == []


def test_what_is_late_is_told_once_more_and_to_the_monitoring_unit_too(
    at: Bookable, manager: Staff, monitoring: Staff
) -> None:
    break_a_rule()
    check_rules(now=NOW)
    announce_findings(now=NOW)
    told()
    announce_findings(now=NOW + timedelta(days=7))
    assert told(NOW + timedelta(days=7)) == []
    late = NOW + timedelta(days=8)
    announce_findings(now=late)
    assert told(late) == ["leitung@example.org", "monitoring@example.org"]
    assert "Hier ist die Frist vorbei" in mail.outbox[0].body
    announce_findings(now=late + timedelta(days=1))
    assert told(late + timedelta(days=1)) == []


def test_where_nobody_manages_the_place_the_monitoring_unit_is_told(at: Bookable, monitoring: Staff) -> None:
    break_a_rule()
    check_city_rules(NOW)
    assert told() == ["monitoring@example.org"]


def test_several_findings_are_one_mail(at: Bookable, manager: Staff) -> None:
    break_a_rule()
    at.office.is_public = False
    at.office.save()
    check_city_rules(NOW)
    assert told() == ["leitung@example.org"]
    assert mail.outbox[0].body.count(f"- {at.office.name}: ") == 2


def test_what_has_ended_before_the_mail_goes_out_is_not_told(at: Bookable, manager: Staff) -> None:
    break_a_rule()
    check_city_rules(NOW)
    RuleFinding.objects.update(ended_at=NOW)
    assert told() == []


def test_a_manager_of_another_office_is_not_told(at: Bookable, monitoring: Staff) -> None:
    mailed(make_staff(role=Role.OFFICE_MANAGER, office=make_bookable(now=NOW, days=5).office), "andere@example.org")
    break_a_rule()
    RuleFinding.objects.all().delete()
    check_rules(now=NOW)
    RuleFinding.objects.exclude(office=at.office).delete()
    announce_findings(now=NOW)
    assert told() == ["monitoring@example.org"]


def test_an_answer_replaces_only_one_that_was_read(at: Bookable) -> None:
    break_a_rule()
    check_rules(now=NOW)
    finding = RuleFinding.objects.get()
    answer_rule_finding(finding_id=finding.pk, answer="Der Plan kommt.", seen_at=None, person="staff:7", now=NOW)
    with pytest.raises(RuleFindingAnswered):
        answer_rule_finding(finding_id=finding.pk, answer="Weiß nicht.", seen_at=None, person="staff:8", now=NOW)
    finding.refresh_from_db()
    assert (finding.answer, finding.answered_by) == ("Der Plan kommt.", "staff:7")
    answer_rule_finding(finding_id=finding.pk, answer="Er ist da.", seen_at=NOW, person="staff:8", now=NOW)


def test_an_answer_ends_nothing(at: Bookable) -> None:
    break_a_rule()
    check_rules(now=NOW)
    finding = RuleFinding.objects.get()
    assert finding.due_date == NOW.date() + timedelta(days=7)
    answer_rule_finding(
        finding_id=finding.pk, answer="Der Plan kommt am Montag.", seen_at=None, person="staff:7", now=NOW
    )
    check_rules(now=NOW + timedelta(hours=1))
    finding.refresh_from_db()
    assert (finding.answer, finding.answered_by, finding.ended_at) == ("Der Plan kommt am Montag.", "staff:7", None)
    RuleFinding.objects.update(ended_at=NOW)
    with pytest.raises(RuleFindingNotFound):
        answer_rule_finding(finding_id=finding.pk, answer="Doch nicht.", seen_at=NOW, person="staff:7", now=NOW)


def test_a_rule_that_is_broken_again_is_a_new_finding_that_names_the_old_one(at: Bookable) -> None:
    break_a_rule()
    check_rules(now=NOW)
    plan_capacity(first_day=TOMORROW, last_day=TOMORROW, now=NOW)
    check_rules(now=NOW + timedelta(hours=1))
    break_a_rule()
    check_rules(now=NOW + timedelta(hours=2))
    first, second = RuleFinding.objects.order_by("pk")
    assert (second.previous, second.answer, second.ended_at) == (first, "", None)


def test_a_finding_of_before_there_were_days_gets_one_with_the_next_check(at: Bookable) -> None:
    break_a_rule()
    check_rules(now=NOW)
    RuleFinding.objects.update(due_date=None)
    check_rules(now=NOW)
    assert RuleFinding.objects.get().due_date is not None
