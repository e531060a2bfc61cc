"""Somebody comes without an appointment: the number, the wait, the call, and when no more numbers are given out."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from einamt.catalog.models import ServiceOffer
from einamt.kernel.actor import Actor, ActorKind
from einamt.platform.facts.models import Fact
from einamt.platform.retention import erasing
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits import errors, ticketing
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.jobs import close_past_days
from einamt.procedures.visits.kinds import VISIT
from einamt.procedures.visits.models import EmergencyReason, FloorRules, TicketSeries, TicketStop
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import Morning, at

MANAGER = Actor(ActorKind.STAFF, "manager")


@pytest.fixture
def reasons(db: None) -> FloorRules:
    """A city in which somebody bereaved goes before somebody who has lost a passport."""
    rules = FloorRules.objects.create(valid_from=date(2026, 1, 1), source="test")
    for rank, code in enumerate(("death", "travel"), start=1):
        EmergencyReason.objects.create(rules=rules, code=code, rank=rank, name=code, name_en=code)
    return rules


def stop(morning: Morning, clock: str, *, group_id: int | None = None, reason: str = "Zu viele warten.") -> TicketStop:
    return ticketing.stop_tickets(
        office_id=morning.place.office.pk, group_id=group_id, reason=reason, author=MANAGER, now=at(clock)
    )


def resume(morning: Morning, clock: str) -> None:
    ticketing.resume_tickets(office_id=morning.place.office.pk, group_id=None, author=MANAGER, now=at(clock))


def test_a_ticket_is_a_case_with_a_number_that_waits_is_called_and_served(morning: Morning) -> None:
    visit = morning.take("Dora", "8:40")
    assert (visit.number, visit.state, visit.arrived_at) == ("B001", "waiting", at("8:40"))
    assert morning.next("8:45", counter="7") == "Dora"
    morning.start("Dora", "8:46", counter="7")
    morning.finish("Dora", "8:55", counter="7")
    case = morning.visit("Dora").case
    assert (case.kind, case.state, case.closed_at, case.channel) == ("visit", "served", at("8:55"), "counter")
    assert morning.events("Dora") == ["arrived", "called", "started", "served"]


def test_numbers_count_up_by_day_and_by_what_is_served(morning: Morning) -> None:
    office = morning.place.office
    cars = CounterGroup.objects.create(office=office, key="kfz", name="Kfz-Zulassung")
    ummelden = make_service(name="Fahrzeug ummelden", offices=[office])
    cars.services.add(ummelden)
    anywhere = make_service(name="Meldebescheinigung", offices=[office])
    numbers = [morning.take("1", "8:40"), morning.take("2", "8:41"), morning.take("3", "8:42", service_id=ummelden.pk)]
    assert [visit.number for visit in numbers] == ["B001", "B002", "C001"]
    assert morning.take("4", "8:43", service_id=anywhere.pk).number == "Z001"
    assert morning.take("5", "32:40").number == "B001", "another day begins anew"


def test_whoever_has_an_appointment_gets_a_number_with_the_arrival_and_keeps_it(morning: Morning) -> None:
    assert morning.arrive("Ada", "8:50").number == "A001"
    morning.undo("Ada", "8:51")
    assert morning.arrive("Bilal", "8:52").number == "A002"
    assert morning.arrive("Ada", "8:53").number == "A001"
    assert morning.call("Çiğdem", "8:54").number == "A003"


def test_the_same_click_draws_one_ticket(morning: Morning) -> None:
    command = uuid4()
    first, second = (morning.take("Dora", "8:40", command_id=command) for _ in range(2))
    assert first == second
    assert TicketSeries.objects.get().last == 1


def test_an_emergency_needs_one_of_the_citys_reasons(morning: Morning, reasons: FloorRules) -> None:
    with pytest.raises(errors.UnknownReason):
        morning.take("Dora", "8:40", reason="impatience")
    morning.take("Dora", "8:40", reason="travel")
    morning.take("Emil", "8:45", reason="death")
    morning.arrive("Ada", "8:50")
    assert [morning.next("9:00", counter=counter) for counter in "123"] == ["Emil", "Dora", "Ada"]


def test_reasons_are_those_of_the_day(morning: Morning, reasons: FloorRules) -> None:
    newer = FloorRules.objects.create(valid_from=date(2026, 11, 25), source="test")
    EmergencyReason.objects.create(rules=newer, code="deadline", rank=1, name="Frist", name_en="Deadline")
    assert [reason.code for reason in emergency_reasons(on=at("9:00").date())] == ["death", "travel"]
    assert [reason.code for reason in emergency_reasons(on=date(2026, 11, 25))] == ["deadline"]
    assert emergency_reasons(on=date(2025, 12, 31)) == []


def test_a_ticket_takes_the_time_of_somebody_who_has_not_come_and_never_delays_somebody_punctual(
    morning: Morning,
) -> None:
    morning.take("Dora", "8:40")
    morning.arrive("Bilal", "9:01")
    assert morning.next("9:01", counter="1") == "Bilal"
    assert morning.next("9:01", counter="2") == "Dora"


def test_a_counter_calls_tickets_of_its_group_and_those_of_all(morning: Morning) -> None:
    office = morning.place.office
    cars = CounterGroup.objects.create(office=office, key="kfz", name="Kfz-Zulassung")
    anywhere = make_service(name="Meldebescheinigung", offices=[office])
    morning.take("Dora", "8:40")
    morning.take("Emil", "8:41", service_id=anywhere.pk)
    assert morning.next("8:42", group_ids=[cars.pk]) == "Emil"
    with pytest.raises(errors.NobodyWaiting):
        morning.next("8:43", counter="2", group_ids=[cars.pk])
    morning.call("Dora", "8:44", counter="3")
    morning.hand_on("Dora", "8:45", counter="3", to=cars.pk)
    assert morning.next("8:46", counter="2", group_ids=[cars.pk]) == "Dora"


def test_what_the_office_does_not_offer_gets_no_ticket(morning: Morning) -> None:
    ServiceOffer.objects.all().delete()
    with pytest.raises(errors.NotServedHere) as refused:
        morning.take("Dora", "8:40")
    assert refused.value.params["service"] == "Reisepass beantragen"


def test_stopped_tickets_are_refused_with_the_reason_but_an_emergency_is_served(
    morning: Morning, reasons: FloorRules
) -> None:
    before = morning.take("Dora", "8:40")
    stop(morning, "8:45")
    stop(morning, "8:46", reason="Noch einmal.")
    with pytest.raises(errors.TicketsStopped) as refused:
        morning.take("Emil", "8:50")
    assert refused.value.params["reason"] == "Zu viele warten."
    assert morning.take("Frida", "8:50", reason="death").number == "B002"
    assert morning.next("8:51") == "Frida"
    assert morning.next("8:51", counter="2") == "Dora", "who has a number keeps it"
    resume(morning, "9:00")
    assert morning.take("Emil", "9:01").number == "B003"
    assert TicketStop.objects.get().ended_by == str(MANAGER)
    assert before.number == "B001"


def test_one_group_of_counters_can_be_stopped_alone(morning: Morning) -> None:
    office = morning.place.office
    cars = CounterGroup.objects.create(office=office, key="kfz", name="Kfz-Zulassung")
    stop(morning, "8:45", group_id=cars.pk)
    assert morning.take("Dora", "8:50").number == "B001"
    stop(morning, "8:51", group_id=morning.place.group.pk)
    with pytest.raises(errors.TicketsStopped):
        morning.take("Emil", "8:52")


def test_a_stop_that_meets_one_which_ends_in_that_moment_is_made_again(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's stop is met, and ended on another connection before it can be read."""
    create = TicketStop.objects.create

    def ends_meanwhile(**_values: object) -> TicketStop:
        monkeypatch.setattr(TicketStop.objects, "create", create)
        raise IntegrityError

    monkeypatch.setattr(TicketStop.objects, "create", ends_meanwhile)
    assert stop(morning, "10:05", reason="Zu viele sind da.").reason == "Zu viele sind da."
    assert TicketStop.objects.get().ended_at is None


def test_a_stop_ends_with_its_day(morning: Morning) -> None:
    stop(morning, "8:45")
    assert morning.take("Dora", "32:00").number == "B001"


def test_nobody_is_turned_away_without_a_reason(morning: Morning) -> None:
    with pytest.raises(errors.ReasonMissing):
        stop(morning, "8:45", reason="  ")


def test_whoever_leaves_is_not_called_and_not_counted_as_missing(morning: Morning) -> None:
    morning.take("Dora", "8:40")
    morning.leave("Dora", "8:50")
    morning.leave("Dora", "8:51")
    with pytest.raises(errors.NobodyWaiting):
        morning.next("8:52")
    with pytest.raises(errors.HasLeft):
        morning.call("Dora", "8:52")
    [fact] = [fact.data for fact in Fact.objects.filter(schema="visits.visited")]
    assert (fact["outcome"], fact["arrival"], fact["wait_minutes"]) == ("left", "walk-in", None)
    morning.undo("Dora", "8:53")
    assert morning.next("8:54") == "Dora"


def test_leaving_needs_having_come_and_not_being_called(morning: Morning) -> None:
    with pytest.raises(errors.NotThere):
        morning.leave("Ada", "8:50")
    morning.call("Ada", "9:00")
    with pytest.raises(errors.AlreadyCalled):
        morning.leave("Ada", "9:01")


def test_a_ticket_is_counted_as_walk_in_or_emergency_with_the_wait_from_the_ticket_on(
    morning: Morning, reasons: FloorRules
) -> None:
    morning.take("Dora", "8:40")
    morning.take("Emil", "8:41", reason="death")
    for name, clock in (("Emil", "8:45"), ("Dora", "9:00")):
        morning.call(name, clock)
        morning.finish(name, clock)
    told = [fact.data for fact in Fact.objects.filter(schema="visits.visited").order_by("occurred_at", "id")]
    assert [(fact["arrival"], fact["wait_minutes"]) for fact in told] == [("emergency", 4), ("walk-in", 20)]


def test_a_ticket_that_nobody_ended_is_ended_in_the_night(morning: Morning) -> None:
    morning.take("Dora", "8:40")
    close_past_days(at("24:15"))
    case = morning.visit("Dora").case
    assert (case.state, case.closed_at) == ("no-show", at("24:15"))


def test_ninety_days_later_nothing_of_a_ticket_is_left(morning: Morning) -> None:
    morning.take("Dora", "8:40")
    close_past_days(at("24:15"))
    erased = erasing.erase_due(now=at("24:15") + VISIT.retention + timedelta(days=1))
    assert erased["visits.WalkIn"] == 1
    assert TicketSeries.objects.count() == 0
