"""For whom a certificate of attendance can be issued: who was at the office, with an end that somebody noted."""

from uuid import UUID, uuid4

import pytest

from einamt.cases.documents.errors import NotIssuable
from einamt.cases.documents.models import IssuedDocument
from einamt.cases.documents.operations import issue_document
from einamt.cases.documents.registry import issuable_on
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.procedures.visits import operations
from einamt.procedures.visits.jobs import close_past_days
from einamt.procedures.visits.operations import Desk
from tests.factories.tours import make_tour, visit_home
from tests.procedures.visits.conftest import NINE, Morning, at

CLERK = Actor(ActorKind.STAFF, "clerk")


def is_issuable(case_id: UUID) -> bool:
    return [kind.code for kind in issuable_on(case_id)] == ["attendance"]


def issue(case_id: UUID, clock: str) -> IssuedDocument:
    return issue_document(
        case_id=case_id,
        kind_code="attendance",
        given={},
        language="de",
        actor=CLERK,
        channel=Channel.COUNTER,
        command_id=uuid4(),
        now=at(clock),
    )


def test_who_was_served_can_have_one_also_after_the_night(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:20")
    close_past_days(at("24:15"))
    assert is_issuable(morning.id("Ada"))


def test_who_fetches_something_can_have_one_meanwhile(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.park("Ada", "9:05")
    assert is_issuable(morning.id("Ada"))


@pytest.mark.parametrize("how_far", ["called", "serving", "parked"])
def test_nobody_can_have_one_whose_visit_the_night_has_ended(morning: Morning, how_far: str) -> None:
    morning.call("Ada", "9:00")
    if how_far == "serving":
        morning.start("Ada", "9:01")
    if how_far == "parked":
        morning.park("Ada", "9:05")
    close_past_days(at("24:15"))
    assert morning.visit("Ada").state == "done"
    assert not is_issuable(morning.id("Ada"))


def test_a_past_day_that_the_night_has_not_ended_yet_does_not_end_now(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.park("Ada", "9:05")
    with pytest.raises(NotIssuable):
        issue(morning.id("Ada"), "33:00")


def test_who_has_not_come_can_have_none(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.miss("Ada", "9:10")
    assert not is_issuable(morning.id("Ada"))
    assert not is_issuable(morning.id("Bilal"))


def test_a_visit_at_home_has_none(db: None) -> None:
    tour = make_tour(now=NINE, days=10)
    case_id = visit_home(at=tour, day=NINE.date(), minute=660, km=3, now=NINE).case.pk
    desk = Desk(tour.office.pk, "7", CLERK, Channel.COUNTER)
    operations.call_visit(case_id=case_id, desk=desk, command_id=uuid4(), now=at("11:00"))
    operations.finish_visit(case_id=case_id, desk=desk, command_id=uuid4(), now=at("11:12"))
    assert not is_issuable(case_id)
