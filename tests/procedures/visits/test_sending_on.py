"""Another office goes on: who can, the number there, the place in front, taking it back, and what is counted."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from einamt.cases.models import Case, CaseEvent
from einamt.catalog.models import ServiceOffer
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.procedures.visits import errors, operations, ticketing
from einamt.procedures.visits.arriving import case_expected_here, check_in
from einamt.procedures.visits.hall import hall
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.holding import held_visit
from einamt.procedures.visits.jobs import close_past_days
from einamt.procedures.visits.models import EmergencyReason, FloorRevision, FloorRules, TicketStop, Visit, WalkIn
from einamt.procedures.visits.operations import Desk
from einamt.procedures.visits.queries import day_list, day_version
from einamt.procedures.visits.sending_on import done_before, offices_to_go_on, send_on
from tests.factories.appointments import CLOSES, Bookable, make_bookable
from tests.factories.catalog import make_office, make_service
from tests.procedures.visits.conftest import BOOKED_AT, NINE, Morning, at


@pytest.fixture
def town_hall(morning: Morning) -> Bookable:
    """Another office that offers the same service."""
    office = make_office(name="Rathaus")
    ServiceOffer.objects.create(service=morning.place.service, office=office, steps=1)
    return make_bookable(now=BOOKED_AT, counters=2, office=office, service=morning.place.service)


def send(
    morning: Morning,
    name: str,
    clock: str,
    *,
    to: Bookable,
    command_id: UUID | None = None,
    still_to_do: set[int] | None = None,
) -> Visit:
    return send_on(
        case_id=morning.id(name),
        office_id=to.office.pk,
        desk=morning.desk(),
        command_id=command_id or uuid4(),
        now=at(clock),
        still_to_do=still_to_do,
    )


def desk_there(there: Bookable, counter: str = "R1") -> Desk:
    return Desk(there.office.pk, counter, Morning(there).desk(counter).actor, Channel.COUNTER)


def arrive_there(visit: Visit, there: Bookable, clock: str) -> Visit:
    return operations.mark_arrived(case_id=visit.case_id, desk=desk_there(there), command_id=uuid4(), now=at(clock))


def test_the_other_office_calls_whoever_was_sent_on_before_those_who_waited_there(
    morning: Morning, town_hall: Bookable
) -> None:
    elsewhere = Morning(town_hall)
    elsewhere.book("Dilek", "9:24")
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:10", to=town_hall)
    elsewhere.arrive("Dilek", "9:12")
    assert arrive_there(there, town_hall, "9:30").state == "waiting"
    called = operations.call_next(
        desk=desk_there(town_hall), group_ids=[town_hall.group.pk], command_id=uuid4(), now=at("9:31")
    )
    assert called.case_id == there.case_id
    assert morning.visit("Ada").state == "sent-on"
    assert morning.events("Ada") == ["booked", "arrived", "called", "sent-on"]


def test_the_number_there_is_known_at_once_and_belongs_to_the_other_office(
    morning: Morning, town_hall: Bookable
) -> None:
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:10", to=town_hall)
    assert (there.number, there.office_id, there.state) == ("B001", town_hall.office.pk, "expected")
    held = held_visit(case_id=morning.id("Ada"), now=at("9:11"))
    assert held is not None
    assert held.goes_on_as is not None
    assert (held.goes_on_as.number, held.goes_on_as.office.name) == ("B001", "Rathaus")


def test_the_counter_is_free_again_and_the_wall_still_shows_the_last_call(
    morning: Morning, town_hall: Bookable
) -> None:
    number = morning.call("Ada", "9:00").number
    send(morning, "Ada", "9:05", to=town_hall)
    assert [call.number for call in hall(office_id=morning.place.office.pk, now=at("9:06")).calls] == [number]
    assert morning.call("Bilal", "9:06").state == "called"


def test_the_same_click_twice_sends_on_once(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    click = uuid4()
    first = send(morning, "Ada", "9:05", to=town_hall, command_id=click)
    assert send(morning, "Ada", "9:06", to=town_hall, command_id=click).case_id == first.case_id
    assert Visit.objects.filter(office=town_hall.office).count() == 1


def test_whoever_was_sent_on_checks_in_there_by_the_old_or_the_new_reference(
    morning: Morning, town_hall: Bookable
) -> None:
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:05", to=town_hall)
    for case_id in (morning.id("Ada"), there.case_id):
        reference = Case.objects.get(pk=case_id).reference
        found = case_expected_here(reference=reference, office_id=town_hall.office.pk, now=at("9:20"))
        arrived = check_in(
            case_id=found,
            office_id=town_hall.office.pk,
            channel=Channel.KIOSK,
            command_id=uuid4(),
            now=at("9:20"),
        )
        assert (arrived.case_id, arrived.state) == (there.case_id, "waiting")


def test_at_the_first_office_the_terminal_says_that_another_goes_on(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    send(morning, "Ada", "9:05", to=town_hall)
    with pytest.raises(errors.CheckInGoesOn):
        check_in(
            case_id=morning.id("Ada"),
            office_id=morning.place.office.pk,
            channel=Channel.KIOSK,
            command_id=uuid4(),
            now=at("9:20"),
        )
    with pytest.raises(errors.WentOn):
        morning.call("Ada", "9:21")


def test_the_clerk_there_sees_who_comes_and_from_where(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    operations.write_note(case_id=morning.id("Ada"), desk=morning.desk(), text="Foto fehlt noch", now=at("9:01"))
    there = send(morning, "Ada", "9:05", to=town_hall)
    today = day_list(office_id=town_hall.office.pk, day=NINE.date(), now=at("9:06"), language="de")
    [entry] = today.expected
    assert (entry.person_name, entry.note) == ("Ada", "")
    assert entry.before is not None
    assert (entry.before.office, entry.before.note) == (morning.place.office.name, "Foto fehlt noch")
    assert today.scanned(morning.id("Ada")) == today.found(entry.before.reference) == [entry]
    assert entry.case_id == there.case_id


def test_a_ticket_is_sent_on_as_well(morning: Morning, town_hall: Bookable) -> None:
    morning.take("Emre", "9:00")
    morning.call("Emre", "9:01")
    there = send(morning, "Emre", "9:05", to=town_hall)
    arrive_there(there, town_hall, "9:30")
    assert Visit.objects.get(pk=there.pk).resumed_at == at("9:30")


def test_sending_on_is_taken_back_until_the_person_has_arrived_there(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    morning.start("Ada", "9:01")
    first = send(morning, "Ada", "9:05", to=town_hall)
    assert morning.undo("Ada", "9:06").state == "serving"
    first.refresh_from_db()
    assert first.state == "withdrawn", "nobody is expected there any more, and nobody has failed to come"
    second = send(morning, "Ada", "9:07", to=town_hall)
    assert second.number == "B002", "the first may be on paper"
    arrive_there(second, town_hall, "9:20")
    with pytest.raises(errors.ArrivedThere):
        morning.undo("Ada", "9:21")


def test_each_office_counts_its_own_part(morning: Morning, town_hall: Bookable) -> None:
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:04")
    there = send(morning, "Ada", "9:10", to=town_hall)
    arrive_there(there, town_hall, "9:30")
    elsewhere = Morning(town_hall, tickets={"Ada": there.case_id})
    elsewhere.call("Ada", "9:33", counter="R1")
    elsewhere.finish("Ada", "9:45", counter="R1")
    rows = [row.data for row in Fact.objects.filter(schema="visits.visited").order_by("pk")]
    assert [(row["office"], row["outcome"], row["arrival"], row["wait_minutes"]) for row in rows] == [
        (morning.place.office.identifier, "handed-on", "appointment", 4),
        (town_hall.office.identifier, "served", "handed-on", 3),
    ]
    assert Fact.objects.filter(schema="visits.done").count() == 1, "what was done is done once"


def test_what_was_counted_goes_when_it_is_taken_back(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    send(morning, "Ada", "9:10", to=town_hall)
    morning.undo("Ada", "9:11")
    rows = Fact.objects.filter(schema="visits.visited")
    assert sum(row.data["count"] for row in rows if row.data["outcome"] == "handed-on") == 0
    assert len(rows) == 2, "nobody was ever expected there in vain"


def test_whoever_does_not_go_there_has_not_come_there(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:10", to=town_hall)
    close_past_days(at("33:00"))
    there.refresh_from_db()
    assert there.state == "no-show"
    assert morning.visit("Ada").state == "sent-on"


def test_an_office_that_serves_nobody_any_more_today_cannot_go_on(morning: Morning, town_hall: Bookable) -> None:
    other = make_bookable(now=BOOKED_AT, service=make_service())
    morning.call("Ada", "9:00")
    wishes = [(morning.place.service.pk, 1)]
    found = offices_to_go_on(wishes=wishes, office=morning.place.office, now=at("9:00"))
    assert [each.office for each in found] == [town_hall.office]
    assert offices_to_go_on(wishes=wishes, office=morning.place.office, now=at("23:00")) == []
    for place in (other, morning.place):
        with pytest.raises(errors.NotToBeSentOn):
            send(morning, "Ada", "9:05", to=place)
    with pytest.raises(errors.NotToBeSentOn):
        send(morning, "Ada", "23:00", to=town_hall)
    assert morning.visit("Ada").state == "called"


def take_for_two(morning: Morning, *, only_there: Bookable) -> tuple[int, int]:
    """Emre stands at the counter for two services; the second is offered in both offices. Their ids."""
    second = make_service()
    for office in (morning.place.office, only_there.office):
        ServiceOffer.objects.create(service=second, office=office, steps=1)
    visit = ticketing.take_ticket(
        wishes=[(morning.place.service.pk, 2), (second.pk, 1)],
        desk=morning.desk(""),
        command_id=uuid4(),
        now=at("9:00"),
    )
    morning.tickets["Emre"] = visit.case_id
    morning.call("Emre", "9:01")
    return morning.place.service.pk, second.pk


def done_facts() -> list[tuple[str, int, int]]:
    rows = [row.data for row in Fact.objects.filter(schema="visits.done").order_by("pk")]
    return [(row["office"], row["for_persons"], row["count"]) for row in rows]


def test_what_is_done_here_does_not_go_on_and_counts_here(morning: Morning, town_hall: Bookable) -> None:
    first, second = take_for_two(morning, only_there=town_hall)
    there = send(morning, "Emre", "9:05", to=town_hall, still_to_do={second})
    ticket = WalkIn.objects.get(case_id=there.case_id)
    assert (ticket.wishes, ticket.case.service_id) == ([[second, 1]], second)
    assert morning.visit("Emre").done == [[first, 2]]
    assert done_facts() == [(morning.place.office.identifier, 2, 1)]
    morning.undo("Emre", "9:06")
    assert done_facts()[1:] == [(morning.place.office.identifier, 2, -1)]
    assert morning.visit("Emre").done is None


def test_only_what_goes_on_must_be_offered_there(morning: Morning, town_hall: Bookable) -> None:
    first, second = take_for_two(morning, only_there=town_hall)
    ServiceOffer.objects.filter(service_id=first, office=town_hall.office).delete()
    with pytest.raises(errors.NotToBeSentOn):
        send(morning, "Emre", "9:05", to=town_hall)
    assert send(morning, "Emre", "9:05", to=town_hall, still_to_do={second}).state == "expected"


def test_a_visit_of_which_all_is_done_is_not_sent_on(morning: Morning, town_hall: Bookable) -> None:
    take_for_two(morning, only_there=town_hall)
    with pytest.raises(errors.NothingToSendOn):
        send(morning, "Emre", "9:05", to=town_hall, still_to_do=set())
    assert morning.visit("Emre").state == "called"


def test_what_an_earlier_counter_has_done_does_not_go_on(morning: Morning, town_hall: Bookable) -> None:
    first, second = take_for_two(morning, only_there=town_hall)
    Visit.objects.filter(case_id=morning.id("Emre")).update(done=[[first, 1]])
    assert done_before(case_id=morning.id("Emre")) == {first}
    there = send(morning, "Emre", "9:05", to=town_hall)
    assert WalkIn.objects.get(case_id=there.case_id).wishes == [[second, 1]]
    assert morning.visit("Emre").done == [[first, 1]], "for one of the two, as that counter said"


def test_the_clerk_reads_where_tickets_are_stopped(morning: Morning, town_hall: Bookable) -> None:
    wishes = [(morning.place.service.pk, 1)]

    def are_stopped() -> list[bool]:
        found = offices_to_go_on(wishes=wishes, office=morning.place.office, now=at("9:00"))
        return [each.is_stopped for each in found]

    assert are_stopped() == [False]
    TicketStop.objects.create(
        office=town_hall.office, day=NINE.date(), reason="full", stopped_by="staff:1", stopped_at=at("8:59")
    )
    assert are_stopped() == [True]


def test_only_the_counter_that_has_the_person_sends_them_on(morning: Morning, town_hall: Bookable) -> None:
    with pytest.raises(errors.NotCalledYet):
        send(morning, "Ada", "9:00", to=town_hall)
    morning.call("Ada", "9:00", counter="2")
    with pytest.raises(errors.AlreadyCalled):
        send(morning, "Ada", "9:01", to=town_hall)


def test_the_screens_and_lists_of_both_offices_hear_of_it(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    before = dict(FloorRevision.objects.values_list("office_id", "number"))
    listed = day_version(office_id=town_hall.office.pk, day=NINE.date())
    send(morning, "Ada", "9:05", to=town_hall)
    after = dict(FloorRevision.objects.values_list("office_id", "number"))
    for office_id in (morning.place.office.pk, town_hall.office.pk):
        assert after[office_id] > before.get(office_id, 0)
    assert day_version(office_id=town_hall.office.pk, day=NINE.date()) != listed


def test_those_who_wait_there_are_told_that_somebody_may_come_before_them(
    morning: Morning, town_hall: Bookable
) -> None:
    elsewhere = Morning(town_hall)
    elsewhere.take("Filiz", "9:00")
    elsewhere.take("Goran", "9:00")
    elsewhere.call("Filiz", "9:01", counter="R1")
    case_id = elsewhere.id("Goran")

    def longest() -> int:
        HALLS.forget()
        wait = hall(office_id=town_hall.office.pk, now=at("9:05")).spots[case_id].wait
        assert wait is not None
        return wait.most

    before = longest()
    morning.call("Ada", "9:00")
    send(morning, "Ada", "9:05", to=town_hall)
    assert longest() > before


def test_a_third_office_knows_who_comes_as_the_second_did(morning: Morning, town_hall: Bookable) -> None:
    third = make_office(name="Drittes Amt")
    ServiceOffer.objects.create(service=morning.place.service, office=third, steps=1)
    last = make_bookable(now=BOOKED_AT, counters=2, office=third, service=morning.place.service)
    morning.call("Ada", "9:00")
    second = send(morning, "Ada", "9:05", to=town_hall)
    elsewhere = Morning(town_hall, tickets={"Ada": second.case_id})
    elsewhere.call("Ada", "9:20")
    there = send(elsewhere, "Ada", "9:25", to=last)
    [entry] = day_list(office_id=third.pk, day=NINE.date(), now=at("9:26"), language="de").expected
    assert entry.person_name == "Ada"
    assert entry.before is not None
    assert entry.before.office == "Rathaus"
    for case_id in (morning.id("Ada"), second.case_id):
        reference = Case.objects.get(pk=case_id).reference
        assert case_expected_here(reference=reference, office_id=third.pk, now=at("9:40")) == case_id
        arrived = check_in(
            case_id=case_id, office_id=third.pk, channel=Channel.KIOSK, command_id=uuid4(), now=at("9:40")
        )
        assert arrived.case_id == there.case_id


def test_an_emergency_stays_one_in_the_other_office(morning: Morning, town_hall: Bookable) -> None:
    rules = FloorRules.objects.create(valid_from=date(2026, 1, 1), source="test")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=3, name="Reise", name_en="Journey")
    morning.take("Emre", "9:00", reason="reise")
    morning.call("Emre", "9:01")
    there = send(morning, "Emre", "9:05", to=town_hall)
    assert (there.case.walk_in.reason, there.case.walk_in.rank) == ("reise", 3)


def test_the_clerk_there_gives_up_whoever_does_not_come(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:05", to=town_hall)
    missed = operations.mark_no_show(
        case_id=there.case_id, desk=desk_there(town_hall), command_id=uuid4(), now=at("11:00")
    )
    assert missed.state == "no-show"


def test_the_other_office_does_not_learn_when_the_first_counter_ended(morning: Morning, town_hall: Bookable) -> None:
    """Whoever works alone at the first would have their day read there (§ 85(1) no. 13 PersVG Berlin)."""
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:17", to=town_hall)
    told = Case.objects.get(pk=there.case_id)
    assert told.opened_at == told.events.get().occurred_at == at("9:00"), "the call has stood on the wall"


def test_an_office_goes_on_only_while_the_counters_for_it_are_open(morning: Morning, town_hall: Bookable) -> None:
    """Others that stay open longer serve something else."""
    other = make_service(offices=[town_hall.office])
    make_bookable(now=BOOKED_AT, office=town_hall.office, service=other, closes=22 * 60)
    found = offices_to_go_on(wishes=[(morning.place.service.pk, 1)], office=morning.place.office, now=at("9:00"))
    assert [each.closes_minute for each in found] == [CLOSES]


def test_the_history_names_the_offices_and_no_person(morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00")
    there = send(morning, "Ada", "9:05", to=town_hall)
    sent = CaseEvent.objects.get(case_id=morning.id("Ada"), kind="sent-on").data
    assert sent["office_name"] == "Rathaus"
    assert CaseEvent.objects.get(case_id=there.case_id).data["from_office_name"] == morning.place.office.name
    assert "Ada" not in str(sent)
