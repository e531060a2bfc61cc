"""Whom a team visits at home: in no hall, in no line, and no counter waits for them."""

from uuid import UUID, uuid4

import pytest

from einamt.cases.models import Case
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits import errors, operations, queries, ticketing
from einamt.procedures.visits.arriving import case_expected_here, check_in
from einamt.procedures.visits.durations import Spans
from einamt.procedures.visits.hall import hall, open_counters, still_expected
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.opening import open_counter
from einamt.procedures.visits.operations import Desk
from tests.factories.appointments import make_booking
from tests.factories.tours import Touring, make_tour, visit_home
from tests.procedures.visits.conftest import NINE, at

TODAY = NINE.date()
CLERK = Actor(ActorKind.STAFF, "clerk")


@pytest.fixture
def tour(db: None) -> Touring:
    HALLS.forget()
    return make_tour(now=NINE, days=10)


@pytest.fixture
def at_home(tour: Touring) -> UUID:
    """The case of a visit at home, at 11 today."""
    return visit_home(at=tour, day=TODAY, minute=660, km=3, now=NINE).case.pk


def desk(tour: Touring) -> Desk:
    return Desk(tour.office.pk, "7", CLERK, Channel.COUNTER)


def test_nobody_checks_in_for_a_visit_at_home(tour: Touring, at_home: UUID) -> None:
    with pytest.raises(errors.CheckInAtHome):
        check_in(case_id=at_home, office_id=tour.office.pk, channel=Channel.PORTAL, command_id=uuid4(), now=at("10:50"))
    with pytest.raises(errors.CheckInNotFound):
        case_expected_here(reference=Case.objects.get(pk=at_home).reference, office_id=tour.office.pk, now=at("10:50"))
    assert not Visit.objects.exists()


def test_the_desk_is_told_that_the_person_does_not_come(tour: Touring, at_home: UUID) -> None:
    with pytest.raises(errors.VisitedAtHome) as refused:
        operations.mark_arrived(case_id=at_home, desk=desk(tour), command_id=uuid4(), now=at("10:50"))
    assert refused.value.params == {"reference": Case.objects.get(pk=at_home).reference}


def test_the_team_calls_and_finishes_and_the_hall_hears_nothing_of_it(tour: Touring, at_home: UUID) -> None:
    operations.call_visit(case_id=at_home, desk=desk(tour), command_id=uuid4(), now=at("11:00"))
    seen = hall(office_id=tour.office.pk, now=at("11:01"))
    assert (seen.calls, seen.spots) == ([], {})
    assert open_counters(office_id=tour.office.pk, day=TODAY, now=at("11:01")) == {}
    finished = operations.finish_visit(case_id=at_home, desk=desk(tour), command_id=uuid4(), now=at("11:12"))
    assert finished.state == "done"


def test_a_call_at_home_that_is_taken_back_puts_nobody_in_line(tour: Touring, at_home: UUID) -> None:
    operations.call_visit(case_id=at_home, desk=desk(tour), command_id=uuid4(), now=at("11:00"))
    operations.undo_last(case_id=at_home, desk=desk(tour), command_id=uuid4(), now=at("11:01"))
    assert Visit.objects.get().state == "waiting"
    assert queries.line(office_id=tour.office.pk, day=TODAY, group_ids=None, now=at("11:02")) == []


def test_a_visit_at_home_is_not_expected_in_the_hall(tour: Touring, at_home: UUID) -> None:
    make_booking(at=tour.counters, day=TODAY, minute=660, now=NINE)
    spans = Spans(office_id=tour.office.pk, day=TODAY, step_minutes=12)
    expected = still_expected(office_id=tour.office.pk, day=TODAY, spans=spans, since=NINE)
    assert [group_id for group_id, _ in expected] == [tour.counters.group.pk]


def test_nobody_is_sent_to_a_team_that_is_on_its_tour(tour: Touring) -> None:
    booked = make_booking(at=tour.counters, day=TODAY, minute=660, now=NINE).case.pk
    operations.call_visit(case_id=booked, desk=desk(tour), command_id=uuid4(), now=at("11:00"))
    with pytest.raises(errors.GroupElsewhere):
        operations.hand_on(case_id=booked, group_id=tour.group.pk, desk=desk(tour), command_id=uuid4(), now=at("11:01"))
    with pytest.raises(errors.OpeningElsewhere):
        open_counter(office_id=tour.office.pk, group_id=tour.group.pk, counter="9", author=CLERK, now=at("11:02"))
    CounterGroup.objects.filter(pk=tour.group.pk).update(key="a-team-whose-key-comes-first")
    drawn = ticketing.take_ticket(wishes=tour.wishes(), desk=desk(tour), command_id=uuid4(), now=at("11:03"))
    assert drawn.case.walk_in.group_id == tour.counters.group.pk
