"""Pages of offices, of rules of responsibility, and of the coming and going of services."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.models import Office, PublicService, Responsibility, Retirement, ServiceOffer
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_area, make_district, make_office, make_rule, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: PublicService) -> Office:
    return Office.objects.get()


def test_a_service_is_created_written_and_stays_without_a_page(editor: Client, office: Office) -> None:
    sent = {"name": "Straßenfest anmelden", "organisation": office.organisation_id, "offices": [office.pk]}
    answer = editor.post("/redaktion/leistungen/neu/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == "/redaktion/leistung/strassenfest-anmelden/bearbeiten/"
    assert "Straßenfest anmelden" in text_of(editor.get("/redaktion/?q=strassenfest"))
    assert editor.get("/leistungen/strassenfest-anmelden/").status_code == 404
    assert "hat die Leistung angelegt" in text_of(editor.get("/redaktion/leistung/strassenfest-anmelden/"))


def test_a_form_without_a_name_and_with_a_taken_address_is_shown_again(editor: Client, service: PublicService) -> None:
    assert editor.post("/redaktion/leistungen/neu/", {"name": ""}).status_code == 422
    sent = {"name": "Noch einer", "slug": service.slug, "organisation": service.organisation_id}
    assert "ist schon vergeben" in text_of(editor.post("/redaktion/leistungen/neu/", sent))


def test_a_service_is_given_up_by_two_and_brought_back(
    editor: Client, reviewer: Client, service: PublicService
) -> None:
    page = f"/redaktion/leistung/{service.slug}/aufgeben/"
    assert editor.post(page, {"act": "ask", "reason": ""}).status_code == 422
    assert "Vorgeschlagen" in text_of(editor.post(page, {"act": "ask", "reason": "Gesetz weg."}, follow=True))
    assert "Gesetz weg." in text_of(reviewer.get("/redaktion/pruefung/"))
    assert editor.post(page, {"act": "agree"}).status_code == 403
    assert "Aufgegeben." in text_of(reviewer.post(page, {"act": "agree"}, follow=True))
    assert "aufgegeben" in text_of(editor.get("/redaktion/?stand=retired"))
    reviewer.post(page, {"act": "restore"})
    assert Retirement.objects.get().state == Retirement.State.RESTORED


def test_an_office_is_edited_and_the_change_taken_back(editor: Client, office: Office) -> None:
    page = editor.get(f"/redaktion/amt/{office.slug}/bearbeiten/")
    form = page.context["form"]
    sent = {key: form[key].value() or "" for key in form.keys} | {f"seen:{key}": form.seen[key] for key in form.keys}
    sent |= {"phone": "030 115", "hours_1": "8-12", "note": "Neue Leitung.", "is_public": "on"}
    answer = editor.post(f"/redaktion/amt/{office.slug}/bearbeiten/", sent, follow=True)
    assert "Neue Leitung." in text_of(answer)
    assert "08:00–12:00" in text_of(answer)
    change = office.changes.get()
    assert change.after == {"phone": "030 115", "hours_1": "08:00–12:00"}
    answer = editor.post(f"/redaktion/amt/{office.slug}/", {"change": change.pk}, follow=True)
    assert "Zurückgenommen." in text_of(answer)
    office.refresh_from_db()
    assert office.phone == ""


def test_hours_that_cannot_be_read_are_refused_at_their_field(editor: Client, office: Office) -> None:
    answer = editor.post(f"/redaktion/amt/{office.slug}/bearbeiten/", {"name": "Amt", "hours_1": "vormittags"})
    assert answer.status_code == 422
    assert "Bitte schreiben Sie die Zeiten so" in text_of(answer)


def test_two_editors_at_one_office_see_both_texts(editor: Client, second_editor: Client, office: Office) -> None:
    page = f"/redaktion/amt/{office.slug}/bearbeiten/"
    form = editor.get(page).context["form"]
    sent = {key: form[key].value() or "" for key in form.keys} | {f"seen:{key}": form.seen[key] for key in form.keys}
    sent["is_public"] = "on"
    editor.post(page, sent | {"phone": "030 1"})
    answer = second_editor.post(page, sent | {"phone": "030 2"})
    assert answer.status_code == 409
    assert "030 1" in text_of(answer)
    assert 'value="030 2"' in answer.content.decode()


def test_an_office_is_created_and_not_public(editor: Client, office: Office) -> None:
    sent = {"name": "Bürgeramt Süd", "organisation": office.organisation_id}
    answer = editor.post("/redaktion/aemter/neu/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == "/redaktion/amt/buergeramt-sued/bearbeiten/"
    assert not Office.objects.get(slug="buergeramt-sued").is_public


def test_what_an_office_serves_is_added_changed_and_removed(editor: Client, office: Office) -> None:
    other = make_service(name="Hund anmelden")
    editor.post(f"/redaktion/amt/{office.slug}/leistungen/", {"services": [other.pk]})
    page = f"/redaktion/amt/{office.slug}/leistungen/{other.slug}/"
    form = editor.get(page).context["form"]
    editor.post(page, {"steps": "3", "max_persons": "2", **{f"seen:{key}": form.seen[key] for key in form.keys}})
    offer = ServiceOffer.objects.get(service=other)
    assert (offer.steps, offer.max_persons, offer.is_bookable) == (3, 2, False)
    editor.post(page, {"act": "remove"})
    assert not ServiceOffer.objects.filter(service=other).exists()


def test_the_findings_of_an_office_stand_on_its_page(editor: Client, office: Office) -> None:
    lint_catalog(now=NOW)
    assert "Für dieses Amt sind keine Öffnungszeiten veröffentlicht." in text_of(
        editor.get(f"/redaktion/amt/{office.slug}/")
    )
    assert office.name in text_of(editor.get("/redaktion/aemter/?befund=warning"))
    finding = office.findings.get(code="no-hours")
    assert (
        f"/redaktion/amt/{office.slug}/bearbeiten/" in editor.get(f"/redaktion/befunde/{finding.pk}/").content.decode()
    )


def test_who_edits_for_one_district_cannot_change_anothers_office(office: Office) -> None:
    foreign = desk(staff=make_staff(role=Role.EDITOR, organisation=make_district(name="Fern")))
    assert foreign.get(f"/redaktion/amt/{office.slug}/").status_code == 200
    assert foreign.get(f"/redaktion/amt/{office.slug}/bearbeiten/").status_code == 403
    assert foreign.post(f"/redaktion/amt/{office.slug}/leistungen/", {"services": []}).status_code == 403


def test_a_gap_is_shown_before_a_rule_is_saved(editor: Client, service: PublicService) -> None:
    PublicService.objects.filter(pk=service.pk).update(responsible=PublicService.Responsible.DISTRICT)
    north = make_district(name="Nord")
    make_area(key="1101", name="Nord", organisation=north)
    rule = make_rule(service=service, organisation=north, area="1101")
    page = f"/redaktion/leistung/{service.slug}/zustaendigkeit/{rule.pk}/"
    form = editor.get(page).context["form"]
    sent = {key: form[key].value() or "" for key in form.keys} | {f"seen:{key}": form.seen[key] for key in form.keys}
    sent |= {"valid_until": "2027-01-01", "act": "save"}
    answer = editor.post(page, sent)
    assert [each.finding.what for each in answer.context["outlook"].new] == ["gap"]
    assert "(ab 01.01.2027)" in text_of(answer)
    assert Responsibility.objects.get().valid_until is None
    answer = editor.post(page, sent | {"checked": answer.context["checked"]}, follow=True)
    assert "Gespeichert." in text_of(answer)
    assert "vor dem 01.01.2027" in text_of(answer)
    change = service.changes.get()
    editor.post(f"/redaktion/leistung/{service.slug}/zustaendigkeit/", {"change": change.pk})
    assert Responsibility.objects.get().valid_until is None


def test_a_rule_is_added(editor: Client, service: PublicService) -> None:
    page = f"/redaktion/leistung/{service.slug}/zustaendigkeit/neu/"
    sent = {"organisation": service.organisation_id, "letters_from": "A", "letters_to": ""}
    assert editor.post(page, sent).status_code == 422
    answer = editor.post(page, sent | {"letters_to": "K"})
    editor.post(page, sent | {"letters_to": "K", "act": "save", "checked": answer.context["checked"]})
    assert Responsibility.objects.get().letters_to == "K"


@pytest.mark.parametrize("path", ["aemter/", "zustaendigkeiten/", "zustaendigkeiten/gebiete/"])
def test_lists_need_the_same_queries_however_long_they_are(
    editor: Client, service: PublicService, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_area(key=f"11{number:02d}", organisation=make_district())
        make_office(name=f"Amt {number}")
        make_service(name=f"Leistung {number}")
    with django_assert_max_num_queries(12):
        assert editor.get(f"/redaktion/{path}").status_code == 200
