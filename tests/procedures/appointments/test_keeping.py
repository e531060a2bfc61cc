"""Every day it is checked whether the city keeps its own rules; what it does not keep is on record until it does."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from einamt.catalog.models import Office, Organisation, ServiceOffer
from einamt.kernel.actor import SYSTEM
from einamt.procedures.appointments.capacity_rows import Rows
from einamt.procedures.appointments.models import (
    BookingRules,
    CapacityDay,
    Closure,
    Holiday,
    MinimumSupply,
    RuleFinding,
)
from einamt.procedures.appointments.operations import (
    check_rules,
    close_office,
    plan_capacity,
    reopen_office,
    save_plan,
    take_rule_finding,
)
from einamt.procedures.appointments.planning.drafts import Hours, opening
from einamt.procedures.appointments.rule_errors import RuleFindingNotFound
from tests.factories.appointments import Bookable, make_bookable, make_booking, make_late_rules, make_rules
from tests.factories.catalog import make_service

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def at(db: None) -> Bookable:
    """All is well here: five days can be booked, and five are planned."""
    make_rules(horizon_days=5)
    return make_bookable(now=NOW, days=5)


def found(now: datetime = NOW) -> list[tuple[str, str]]:
    check_rules(now=now)
    return [(row.rule, row.message % row.params) for row in RuleFinding.objects.filter(ended_at=None)]


def ask_for(at: Bookable, **measure: object) -> None:
    organisation = Organisation.objects.get(pk=at.office.organisation_id)
    MinimumSupply.objects.create(rules=BookingRules.objects.get(), organisation=organisation, **measure)


def test_a_city_that_keeps_its_rules_has_no_findings(at: Bookable) -> None:
    make_booking(at=at, day=TOMORROW, minute=480, now=NOW)
    ask_for(at, per_day=20)
    assert found() == []


def test_a_district_that_offers_less_than_its_minimum_is_found_with_its_worst_day(at: Bookable) -> None:
    ask_for(at, per_day=21)
    [(rule, sentence)] = found()
    assert rule == "minimum-supply"
    assert "an jedem Werktag 21 Termine" in sentence
    assert "An 3 von 3 Tagen" in sentence
    assert "am 25.11.2026: 20" in sentence


def test_a_minimum_by_residents_without_their_number_is_found(at: Bookable) -> None:
    Organisation.objects.update(residents=None)
    ask_for(at, per_1000_residents=1)
    [(rule, sentence)] = found()
    assert (rule, "keine Einwohnerzahl" in sentence) == ("minimum-supply", True)


def test_an_open_day_that_is_not_planned_is_found(at: Bookable) -> None:
    CapacityDay.objects.filter(day=TOMORROW).delete()
    [(rule, sentence)] = found()
    assert (rule, "1 von 5" in sentence, "25.11.2026" in sentence) == ("horizon-planned", True, True)


def test_a_new_day_that_opens_after_the_offices_is_found(at: Bookable) -> None:
    BookingRules.objects.update(release_minute=9 * 60)
    assert [rule for rule, _ in found()] == ["release-before-opening"]


def test_times_that_nobody_can_book_are_found(at: Bookable) -> None:
    at.group.services.clear()
    rules = dict(found())
    assert "60 Zeiten sind frei" not in rules
    assert rules["nothing-kept-back"] == (
        "80 Zeiten sind frei und nicht für Dringendes zurückgehalten, 0 davon buchbar."
    )
    assert rules["all-channels"].startswith("1 Leistungen gelten als buchbar")


def test_a_share_for_urgent_services_is_no_finding(at: Bookable) -> None:
    urgent = make_service(offices=[at.office])
    at.group.services.add(urgent)
    at.open_with(4, now=NOW, days=10)
    make_late_rules(urgent=urgent, percent=25)
    plan_capacity(first_day=NOW.date(), last_day=NOW.date() + timedelta(days=9), now=NOW)
    assert any(bytes(at.day(TOMORROW).reserved))
    assert "nothing-kept-back" not in dict(found())


def test_more_kept_back_than_the_share_is_a_finding(at: Bookable) -> None:
    urgent = make_service(offices=[at.office])
    at.group.services.add(urgent)
    at.open_with(4, now=NOW, days=10)
    make_late_rules(urgent=urgent, percent=25)
    plan_capacity(first_day=NOW.date(), last_day=NOW.date() + timedelta(days=9), now=NOW)
    CapacityDay.objects.filter(group=at.group).update(reserved=b"\2" * 20)
    assert dict(found())["nothing-kept-back"].startswith("Für dringende Anliegen sind")


def test_a_time_that_is_reserved_nowhere_and_not_offered_is_a_finding(
    at: Bookable, monkeypatch: pytest.MonkeyPatch
) -> None:
    urgent = make_service(offices=[at.office])
    at.group.services.add(urgent)
    make_late_rules(urgent=urgent, percent=25)
    monkeypatch.setattr(Rows, "open_until", lambda self, *_, **__: Rows(self.grid, self.words * 0, self.words * 0))
    assert "nothing-kept-back" in dict(found())


@pytest.fixture
def two(db: None) -> Bookable:
    """Two counters, staffed and offered alike on five days."""
    make_rules(horizon_days=5)
    return make_bookable(now=NOW, days=5, counters=2)


@pytest.mark.parametrize("counters", [b"\1", b"\3"], ids=["fewer times than staff", "more times than staff"])
def test_an_offer_that_is_not_what_the_counters_are_staffed_for_is_found(two: Bookable, counters: bytes) -> None:
    assert found() == []
    row = two.day(TOMORROW)
    steps = len(bytes(row.total))
    CapacityDay.objects.filter(pk=row.pk).update(total=counters * steps, free=counters * steps)
    [(rule, sentence)] = found()
    staffed = 2 * steps * row.step_minutes // 60
    assert rule == "staff-hours"
    assert "An 1 Tagen weicht das Angebot um mehr als 20 Prozent" in sentence
    assert f"am 25.11.2026: {staffed} besetzt, {staffed * counters[0] // 2} buchbar" in sentence


@pytest.mark.parametrize(("percent", "is_found"), [(50, False), (49, True)])
def test_how_far_an_offer_may_differ_is_a_rule_of_the_city(two: Bookable, percent: int, is_found: bool) -> None:
    BookingRules.objects.update(staff_hours_tolerance_percent=percent)
    row = two.day(TOMORROW)
    fewer = b"\1" * len(bytes(row.total))
    CapacityDay.objects.filter(pk=row.pk).update(total=fewer, free=fewer)
    assert ("staff-hours" in dict(found())) is is_found


def test_what_the_city_lets_overbook_is_no_finding(two: Bookable) -> None:
    BookingRules.objects.update(staff_hours_tolerance_percent=20, overbook_percent_max=30)
    row = two.day(TOMORROW)
    more = b"\3" * len(bytes(row.total))
    CapacityDay.objects.filter(pk=row.pk).update(total=more, free=more)
    assert "staff-hours" not in dict(found())


def test_of_an_office_with_one_counter_at_once_no_hours_are_compared(at: Bookable) -> None:
    """They would be the hours of whoever works there (§ 85(1) no. 13 PersVG Berlin)."""
    row = at.day(TOMORROW)
    more = b"\3" * len(bytes(row.total))
    CapacityDay.objects.filter(pk=row.pk).update(total=more, free=more)
    assert found() == []


def test_a_closed_day_on_which_counters_are_planned_is_found(at: Bookable) -> None:
    Holiday.objects.create(organisation_id=at.office.organisation_id, day=TOMORROW, name="Fronleichnam")
    Closure.objects.create(
        office=at.office, starts_on=TOMORROW + timedelta(days=1), ends_on=TOMORROW + timedelta(days=2), reason="Umzug"
    )
    [(rule, sentence)] = found()
    assert (rule, sentence) == (
        "closed-days",
        "An 2 geschlossenen Tagen sind Schalter geplant: 25.11.2026, 26.11.2026.",
    )


def test_a_closed_day_that_is_planned_closed_is_no_finding(at: Bookable) -> None:
    close_office(office_id=at.office.pk, starts_on=TOMORROW, ends_on=TOMORROW + timedelta(days=1), reason="x", now=NOW)
    assert found() == []


def test_a_closure_that_was_taken_back_and_hours_that_have_ended_are_no_findings(at: Bookable) -> None:
    until = TOMORROW + timedelta(days=1)
    closed = close_office(office_id=at.office.pk, starts_on=TOMORROW, ends_on=until, reason="x", now=NOW)
    reopen_office(closure_id=closed.closure.pk, now=NOW)
    hours = [Hours(weekday, 8 * 60, 12 * 60, 1) for weekday in range(1, 8) if weekday != TOMORROW.isoweekday()]
    draft = opening(group=at.group, hours=hours, first_day=TOMORROW, end_day=None, reason="Neue Zeiten")
    save_plan(draft=draft, actor=SYSTEM, command_id=uuid4(), now=NOW)
    CapacityDay.objects.filter(day=TOMORROW).delete()
    assert found() == []


def test_an_office_that_the_portal_does_not_show_is_found(at: Bookable) -> None:
    Office.objects.update(is_public=False)
    assert [rule for rule, _ in found()] == ["all-channels"]


def test_a_bookable_service_that_no_counter_serves_is_found(at: Bookable) -> None:
    lonely = make_service(offices=[])
    ServiceOffer.objects.create(service=lonely, office=at.office, steps=1, is_bookable=True)
    [(rule, sentence)] = found()
    assert (rule, lonely.slug in sentence) == ("all-channels", True)


def test_a_finding_ends_when_the_rule_is_kept_again_and_begins_anew_when_it_is_not(at: Bookable) -> None:
    CapacityDay.objects.filter(day=TOMORROW).delete()
    check_rules(now=NOW)
    check_rules(now=NOW + timedelta(hours=1))
    finding = RuleFinding.objects.get()
    assert (finding.first_seen_at, finding.last_seen_at) == (NOW, NOW + timedelta(hours=1))
    plan_capacity(first_day=TOMORROW, last_day=TOMORROW, now=NOW)
    check_rules(now=NOW + timedelta(hours=2))
    finding.refresh_from_db()
    assert finding.ended_at == NOW + timedelta(hours=2)
    CapacityDay.objects.filter(day=TOMORROW).delete()
    check_rules(now=NOW + timedelta(hours=3))
    assert RuleFinding.objects.count() == 2


def test_somebody_takes_a_finding_over_and_cannot_end_it(at: Bookable) -> None:
    CapacityDay.objects.filter(day=TOMORROW).delete()
    check_rules(now=NOW)
    finding = RuleFinding.objects.get()
    take_rule_finding(finding_id=finding.pk, person="staff:anna", note="wird geplant")
    check_rules(now=NOW + timedelta(hours=1))
    finding.refresh_from_db()
    assert (finding.owner, finding.note, finding.ended_at) == ("staff:anna", "wird geplant", None)
    RuleFinding.objects.update(ended_at=NOW)
    with pytest.raises(RuleFindingNotFound):
        take_rule_finding(finding_id=finding.pk, person="staff:anna", note="")
