"""Who is responsible: one answer with its reason where all is known, candidates and the deciding question where not."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.addresses import place_of_area, place_of_postal_code
from einamt.catalog.errors import ServiceNotFound, SurnameUnreadable
from einamt.catalog.models import PublicService, ServiceMatter, ServiceOffer
from einamt.catalog.responsibility import Answer, Outcome, Question, Whereabouts, responsible_for
from tests.catalog.responsibility.conftest import NOW, Town
from tests.factories.catalog import make_office, make_rule

NORTH = Whereabouts(("1100000001",), latitude=52.57, longitude=13.4)
SOUTH = Whereabouts(("1100000002",))
BOTH = Whereabouts(("1100000001", "1100000002"))
OUTSIDE = Whereabouts(())


def ask(
    service: PublicService, place: Whereabouts | None, *, surname: str = "", matter: str = "", language: str = "de"
) -> Answer:
    return responsible_for(
        service_id=service.pk, place=place, surname=surname, matter=matter, language=language, now=NOW
    )


def test_residence_decides_where_no_rule_says_otherwise(town: Town) -> None:
    answer = ask(town.service(), NORTH)
    assert (answer.outcome, answer.reason) == (Outcome.ONE, "Ihre Adresse liegt in Nord.")
    assert [candidate.name for candidate in answer.candidates] == ["Bezirksamt Nord"]
    assert answer.question is None


def test_of_a_postal_code_or_a_district_no_address_is_claimed(town: Town) -> None:
    place = Whereabouts(("1100000001",), postal_code="13187", is_address=False)
    assert ask(town.service(), place).reason == "Für Adressen in Nord."


def test_without_a_place_the_answer_is_the_question_for_it(town: Town) -> None:
    answer = ask(town.service(), None)
    assert (answer.outcome, answer.question, answer.candidates) == (Outcome.OPEN, Question.PLACE, [])


def test_a_postal_code_in_two_districts_gives_candidates_and_an_address_decides(town: Town) -> None:
    service = town.service()
    answer = ask(service, place_of_postal_code(postal_code="12047"))
    assert (answer.outcome, answer.question) == (Outcome.CANDIDATES, Question.ADDRESS)
    assert [(one.name, one.reason) for one in answer.candidates] == [
        ("Bezirksamt Nord", "Für Adressen in Nord."),
        ("Bezirksamt Süd", "Für Adressen in Süd."),
    ]
    assert ask(service, place_of_postal_code(postal_code="13187")).outcome is Outcome.ONE
    assert ask(service, place_of_area(area_key="1100000002")).candidates[0].name == "Bezirksamt Süd"


def test_candidates_that_are_all_the_same_are_one_answer(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.south, area="11")
    answer = ask(service, BOTH)
    assert (answer.outcome, [one.name for one in answer.candidates]) == (Outcome.ONE, ["Bezirksamt Süd"])


def test_one_town_may_serve_its_neighbour(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001")
    make_rule(service=service, organisation=town.north, area="1100000002")
    answer = ask(service, SOUTH)
    assert (answer.candidates[0].name, answer.reason) == ("Bezirksamt Nord", "Ihre Adresse liegt in Süd.")


def test_the_first_letters_decide_and_the_reason_names_the_rule(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("A", "K"), unit="Team 1")
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("L", "Z"), unit="Team 2")
    answer = ask(service, NORTH)
    assert (answer.outcome, answer.question) == (Outcome.CANDIDATES, Question.LETTERS)
    assert [(choice.value, choice.label) for choice in answer.choices] == [("a", "A bis K"), ("l", "L bis Z")]
    for surname, unit in (("Ährlich", "Team 1"), ("Łukasz", "Team 2"), ("von Kleist", "Team 1"), ("l", "Team 2")):
        decided = ask(service, NORTH, surname=surname)
        assert (decided.outcome, decided.candidates[0].unit) == (Outcome.ONE, unit)
    assert ask(service, NORTH, surname="Ährlich").reason == "Ihre Adresse liegt in Nord; Familiennamen A bis K."
    with pytest.raises(SurnameUnreadable):
        ask(service, NORTH, surname="Шевченко")


def test_a_choice_of_letters_also_leads_to_the_names_that_nobody_has(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("A", "P"))
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("R", "Z"))
    answer = ask(service, NORTH)
    assert answer.question is Question.LETTERS
    assert [choice.label for choice in answer.choices] == ["A bis P", "Q", "R bis Z"]
    nobody = ask(service, NORTH, surname="q")
    assert (nobody.outcome, nobody.reason) == (Outcome.NOBODY, "Für Nord ist bei uns niemand eingetragen.")


def test_the_kind_of_matter_is_asked_before_the_name(town: Town) -> None:
    service = town.service()
    move = ServiceMatter.objects.create(service=service, key="umzug", name="Umzug", name_en="Moving")
    make_rule(service=service, organisation=town.north, letters=("A", "K"))
    make_rule(service=service, organisation=town.city, letters=("L", "Z"))
    make_rule(service=service, organisation=town.south, matter=move)
    answer = ask(service, None, language="en")
    assert (answer.question, [choice.label for choice in answer.choices]) == (
        Question.MATTER,
        ["Moving", "Something else"],
    )
    moving = ask(service, None, matter="umzug")
    assert (moving.outcome, moving.reason) == (Outcome.ONE, "Anliegen: Umzug.")
    other = ask(service, None, matter="-")
    assert other.question is Question.LETTERS
    assert ask(service, None, matter="-", surname="Meyer").candidates[0].name == "Musterstadt"
    assert ask(service, None, matter="gibt-es-nicht").question is Question.MATTER


def test_rules_hold_from_their_first_day_until_the_day_before_their_end(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="11", valid_until=date(2026, 11, 24))
    make_rule(service=service, organisation=town.south, area="11", valid_from=date(2026, 11, 24))
    assert [one.name for one in ask(service, NORTH).candidates] == ["Bezirksamt Süd"]


def test_other_roles_do_not_decide(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="11")
    make_rule(service=service, organisation=town.city, area="1100000001", role="supervision")
    assert [one.name for one in ask(service, NORTH).candidates] == ["Bezirksamt Nord"]


def test_rules_that_overlap_are_all_named_and_nothing_is_asked(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001")
    make_rule(service=service, organisation=town.south, area="1100000001")
    answer = ask(service, NORTH)
    assert (answer.outcome, answer.question, len(answer.candidates)) == (Outcome.CANDIDATES, None, 2)
    assert "überschneiden" in answer.reason


def test_outside_the_city_nobody_answers(town: Town) -> None:
    answer = ask(town.service(), OUTSIDE)
    assert answer.outcome is Outcome.NOBODY
    assert "nicht in unserem Gebiet" in answer.reason


def test_where_all_rules_are_over_nobody_answers_rather_than_the_district(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001", valid_until=date(2026, 1, 1))
    assert ask(service, NORTH).outcome is Outcome.NOBODY


def test_one_body_for_the_whole_city_needs_no_place(town: Town) -> None:
    answer = ask(town.service(responsible=PublicService.Responsible.CENTRAL), None)
    assert (answer.outcome, answer.candidates[0].name) == (Outcome.ONE, "Musterstadt")
    assert answer.reason == "Ihre Adresse spielt dabei keine Rolle."


def test_any_office_serves_everybody_and_the_nearest_comes_first(town: Town) -> None:
    service = town.service(responsible=PublicService.Responsible.ANY_OFFICE)
    far, near = make_office(name="A weit", district=town.south), make_office(name="B nah", district=town.north)
    far.latitude = 52.4
    far.save()
    for office in (far, near):
        ServiceOffer.objects.create(service=service, office=office)
    answer = ask(service, NORTH)
    assert answer.outcome is Outcome.ANY_OFFICE
    assert [way.office.name for way in answer.offices] == ["B nah", "A weit"]
    assert answer.offices[0].km == pytest.approx(0, abs=0.01)
    assert [way.office.name for way in ask(service, None).offices] == ["A weit", "B nah"]


def test_an_answer_shows_the_offices_of_its_organisation_and_below(town: Town) -> None:
    service = town.service()
    own, other = make_office(district=town.north), make_office(district=town.south)
    for office in (own, other):
        ServiceOffer.objects.create(service=service, office=office, is_bookable=office is own)
    answer = ask(service, NORTH)
    assert [(way.office.id, way.is_bookable) for way in answer.candidates[0].offices] == [(own.pk, True)]
    make_rule(service=service, organisation=town.city)
    assert {way.office.id for way in ask(service, NORTH).candidates[0].offices} == {own.pk, other.pk}


def test_reasons_are_also_given_in_english(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("A", "Z"))
    answer = ask(service, NORTH, surname="Smith", language="en")
    assert answer.reason == "Your address is in Nord; surnames A to Z."
    assert answer.candidates[0].name == "Nord district office"


def test_a_hidden_service_has_no_answer(town: Town) -> None:
    service = town.service()
    PublicService.objects.update(is_public=False)
    with pytest.raises(ServiceNotFound):
        ask(service, NORTH)


def test_an_answer_costs_the_same_however_many_rules_and_offices_there_are(
    town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    service = town.service()
    for number in range(10):
        office = make_office(district=town.north)
        ServiceOffer.objects.create(service=service, office=office)
        make_rule(service=service, organisation=town.north, area="1100000001", unit=f"Team {number}")
    with django_assert_max_num_queries(9):
        ask(service, BOTH)
