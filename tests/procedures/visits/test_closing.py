"""The night after: what nobody ended is ended."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.schedule import registered
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits.jobs import close_past_days
from tests.procedures.visits.conftest import Morning, at

NEXT_NIGHT = at("24:15")


def outcomes() -> list[tuple[str, int | None, int | None]]:
    facts = Fact.objects.filter(schema="visits.visited").order_by("occurred_at", "id")
    return [(fact.data["outcome"], fact.data["wait_minutes"], fact.data["service_minutes"]) for fact in facts]


def test_who_never_came_is_counted_as_missing(morning: Morning) -> None:
    close_past_days(NEXT_NIGHT)
    assert [outcome for outcome, _, _ in outcomes()] == ["no-show"] * 3
    case = morning.appointments["Ada"].case
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("no-show", NEXT_NIGHT)
    assert case.events.get(kind="missed").actor == "system"


def test_who_was_there_is_counted_as_unfinished_without_minutes(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    morning.call("Bilal", "9:12")
    morning.call("Çiğdem", "9:24", counter="2")
    morning.finish("Çiğdem", "9:30", counter="2")
    close_past_days(NEXT_NIGHT)
    assert outcomes() == [("served", 0, None), ("unfinished", None, None), ("unfinished", None, None)]
    assert [morning.visit(name).state for name in morning.appointments] == ["no-show", "done", "done"]


def test_what_was_cancelled_or_is_of_today_stays_as_it_is(morning: Morning) -> None:
    cancel_appointment(
        appointment_id=morning.appointments["Ada"].pk,
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=at("8:00"),
    )
    close_past_days(at("23:59"))
    assert outcomes() == []
    close_past_days(NEXT_NIGHT)
    assert len(outcomes()) == 2


def test_closing_again_changes_nothing(morning: Morning, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    close_past_days(NEXT_NIGHT)
    before = outcomes()
    with django_assert_num_queries(2):
        close_past_days(NEXT_NIGHT)
    assert outcomes() == before


@pytest.mark.django_db
def test_the_night_is_in_the_schedule() -> None:
    assert registered()["visits.close-past-days"].daily_at is not None
