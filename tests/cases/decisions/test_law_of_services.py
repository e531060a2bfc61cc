"""Which law a decision follows, which courts decide, and what its instruction says of them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from einamt.cases.decisions.content import remedy_paragraphs
from einamt.cases.decisions.drafts import Draft
from einamt.cases.decisions.errors import WrongCourt
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.queries import law_of
from einamt.cases.decisions.rules import Court, Law, Remedy
from einamt.cases.models import Case
from tests.cases.decisions.conftest import NOW
from tests.factories.decisions import DRAFT, make_decision

pytestmark = pytest.mark.django_db


def instruction(kind: str = "", **changes: object) -> str:
    from dataclasses import replace

    draft: Draft = replace(DRAFT, **changes)  # type: ignore[arg-type]
    return " ".join(remedy_paragraphs(draft, kind=kind))


@pytest.mark.parametrize("law", list(Law))
def test_the_form_of_an_objection_follows_the_courts_and_not_the_law_of_procedure(law: Law) -> None:
    said = instruction(law=law, court=Court.ADMINISTRATIVE)
    assert "§ 3a Absatz 2 oder 3 des Verwaltungsverfahrensgesetzes" in said
    assert "§ 9a Absatz 5 des Onlinezugangsgesetzes" in said, "§ 70(1) VwGO names it"
    assert "drei Monate" not in said


@pytest.mark.parametrize("law", [Law.GENERAL, Law.SOCIAL])
def test_where_social_courts_decide_the_form_is_that_of_their_law_and_from_abroad_there_are_three_months(
    law: Law,
) -> None:
    said = instruction(law=law, court=Court.SOCIAL)
    assert "§ 36a Absatz 2 oder 2a des Ersten Buches Sozialgesetzbuch" in said
    assert "drei Monate" in said


def test_going_to_court_is_said_by_the_law_of_that_court() -> None:
    assert "§ 55a der Verwaltungsgerichtsordnung" in instruction(remedy=Remedy.ACTION)
    assert "§ 65a des Sozialgerichtsgesetzes" in instruction(remedy=Remedy.ACTION, court=Court.SOCIAL)


def test_against_a_decision_on_an_objection_one_goes_to_court_about_the_first_decision() -> None:
    said = instruction(kind="objection", remedy=Remedy.ACTION)
    assert said.startswith("Gegen den Bescheid, gegen den Sie Widerspruch eingelegt haben,")
    assert "in der Gestalt dieses Widerspruchsbescheids" in said
    assert "Gegen diesen Bescheid" in instruction(remedy=Remedy.ACTION)


def test_housing_benefit_is_decided_by_the_social_code_and_the_administrative_courts(case: Case) -> None:
    decision = make_decision(case, now=NOW, law=Law.SOCIAL)
    assert (Decision.objects.get().law, decision.court) == (Law.SOCIAL, Court.ADMINISTRATIVE)


def test_no_social_court_decides_about_taxes(case: Case) -> None:
    with pytest.raises(WrongCourt):
        make_decision(case, now=NOW, law=Law.TAX, court=Court.SOCIAL)


def test_the_law_of_a_service_is_written_down_with_its_source_listed_and_struck(case: Case) -> None:
    slug = case.service.slug
    assert law_of(service_id=case.service_id) is None
    call_command("laws", "put", slug, "social", "administrative", source="§ 68 Nr. 10 SGB I", stdout=StringIO())
    written = law_of(service_id=case.service_id)
    assert written is not None
    assert (written.law, written.court) == (Law.SOCIAL, Court.ADMINISTRATIVE)
    listed = StringIO()
    call_command("laws", "list", stdout=listed)
    assert listed.getvalue() == f"{slug}: social, administrative courts (§ 68 Nr. 10 SGB I)\n"
    call_command("laws", "take-away", slug, stdout=StringIO())
    assert law_of(service_id=case.service_id) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["put", "nothing", "general", "administrative", "--source", "VwVfG"], "There is no service 'nothing'."),
        (["put", "{slug}", "tax", "social", "--source", "KAG"], "The social courts do not decide by the law 'tax'."),
        (["take-away", "{slug}"], "No law is written down of '{slug}'."),
    ],
)
def test_what_cannot_be_written_down_is_said(case: Case, arguments: list[str], said: str) -> None:
    slug = case.service.slug
    with pytest.raises(CommandError) as refused:
        call_command("laws", *[each.format(slug=slug) for each in arguments], stdout=StringIO())
    assert str(refused.value) == said.format(slug=slug)
