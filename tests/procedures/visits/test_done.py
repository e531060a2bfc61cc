"""What was really done in a visit: several services for several persons, and not always what was wished."""

import pytest

from einamt.cases.models import Case
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.catalog.models import PublicService
from einamt.platform.facts.models import Fact
from einamt.procedures.visits import errors
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


@pytest.fixture
def card(morning: Morning) -> PublicService:
    """Another service of the same office, which nobody wished."""
    return make_service(name="Personalausweis beantragen", offices=[morning.place.office])


def counted(service: PublicService) -> list[tuple[int, int]]:
    """For how many persons, and whether counted (1) or taken back (-1), as the facts say of a service."""
    facts = [fact.data for fact in Fact.objects.filter(schema="visits.done").order_by("id")]
    return [(fact["for_persons"], fact["count"]) for fact in facts if fact["service"] == service.identifier]


def told(morning: Morning, name: str) -> str:
    """What the history says of the last step."""
    case = Case.objects.get(pk=morning.id(name))
    view = status_view(case=case, asker=Asker.CLERK, language="de", now=at("9:30"))
    return view.timeline[0].explanation


def test_without_a_word_done_is_what_was_wished(morning: Morning, card: PublicService) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10")
    assert morning.visit("Ada").done == [[morning.place.service.pk, 1]]
    assert (counted(morning.place.service), counted(card)) == ([(1, 1)], [])
    assert told(morning, "Ada") == ""


def test_several_services_for_several_persons_are_kept_told_and_counted(morning: Morning, card: PublicService) -> None:
    wished = morning.place.service
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10", done=[(wished.pk, 1), (card.pk, 2)])
    assert morning.visit("Ada").done == [[wished.pk, 1], [card.pk, 2]]
    assert told(morning, "Ada") == "Reisepass beantragen; Personalausweis beantragen für 2 Personen"
    assert (counted(wished), counted(card)) == ([(1, 1)], [(2, 1)])
    assert Fact.objects.filter(schema="visits.visited").count() == 1, "it is one visit all the same"


def test_a_service_that_is_named_twice_is_done_once_for_all_of_them(morning: Morning, card: PublicService) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10", done=[(card.pk, 1), (card.pk, 2)])
    assert morning.visit("Ada").done == [[card.pk, 3]]


def test_where_nothing_could_be_done_the_visit_has_ended_and_no_service_is_counted(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10", done=[])
    visit = morning.visit("Ada")
    assert (visit.state, visit.done) == ("done", [])
    assert counted(morning.place.service) == []
    assert told(morning, "Ada") == "Davon konnte nichts erledigt werden."


def test_taken_back_it_is_no_longer_said_and_counted_again_with_minus_one(
    morning: Morning, card: PublicService
) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:10", done=[(card.pk, 2)])
    morning.undo("Ada", "9:11")
    assert morning.visit("Ada").done is None
    assert counted(card) == [(2, 1), (2, -1)]
    morning.finish("Ada", "9:12")
    assert counted(morning.place.service) == [(1, 1)]


def test_a_ticket_can_end_with_something_else_than_it_was_drawn_for(morning: Morning, card: PublicService) -> None:
    morning.take("Emil", "8:50")
    morning.call("Emil", "9:00")
    morning.finish("Emil", "9:10", done=[(card.pk, 1)])
    assert told(morning, "Emil") == "Personalausweis beantragen"
    assert counted(card) == [(1, 1)]


def test_what_the_office_does_not_offer_was_not_done_there(morning: Morning) -> None:
    elsewhere = make_bookable(now=BOOKED_AT).service
    morning.call("Ada", "9:00")
    with pytest.raises(errors.NotServedHere):
        morning.finish("Ada", "9:10", done=[(elsewhere.pk, 1)])
    assert morning.visit("Ada").state == "called"


@pytest.mark.parametrize("persons", [-1, 0, 21])
def test_something_is_done_for_a_number_of_persons_that_can_be(morning: Morning, persons: int) -> None:
    morning.call("Ada", "9:00")
    with pytest.raises(errors.NobodyServed):
        morning.finish("Ada", "9:10", done=[(morning.place.service.pk, persons)])
    assert morning.visit("Ada").state == "called"
