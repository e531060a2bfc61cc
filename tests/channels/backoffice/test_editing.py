"""Writing on the page: what is kept, what is refused, and that nothing typed is ever lost."""

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.catalog.editing.content import from_json
from einamt.catalog.models import Cost, LifeEvent, PublicService, ServiceItem, ServiceText, ServiceVersion
from tests.channels.backoffice.conftest import address, desk, fields_of, text_of
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.catalog import make_district, make_service

pytestmark = pytest.mark.django_db


def draft(service: PublicService) -> ServiceVersion:
    return ServiceVersion.objects.get(service=service, state__in=["draft", "in-review"])


def test_sending_the_page_as_it_was_changes_nothing(editor: Client, service: PublicService) -> None:
    Cost.objects.create(service=service, position=0, cents=7000, label="ab 24 Jahren", label_en="from 24")
    LifeEvent.objects.create(key="reisen", name="Reisen").services.add(service)
    ServiceItem.objects.create(
        service=service,
        language="de",
        kind="link",
        position=0,
        name="Mehr\nZeilen",
        description="Erklärung\n\nnoch eine",
        link="https://example.org/?a=1&b=2",
    )
    page = editor.get(address(service))
    answer = editor.post(address(service), fields_of(page), follow=True)
    assert "Sie haben nichts geändert" in text_of(answer)
    assert not ServiceVersion.objects.exists()


def test_what_is_typed_becomes_a_draft(editor: Client, service: PublicService) -> None:
    sent = fields_of(editor.get(address(service)))
    sent |= {"text.de.name": "Pass beantragen", "channels": ["office", "online"], "note": "Kürzer."}
    answer = editor.post(address(service), sent, follow=True)
    assert "Gespeichert." in text_of(answer)
    version = draft(service)
    content = from_json(version.content)
    assert (content.texts["de"].name, content.channels, version.note) == (
        "Pass beantragen",
        ("office", "online"),
        "Kürzer.",
    )
    assert ServiceText.objects.get(service=service, language="de").name == "Reisepass beantragen"


def test_a_translation_is_written_beside_the_german_text(editor: Client, service: PublicService) -> None:
    page = editor.get(address(service, "tr"))
    assert "Auf Deutsch" in text_of(page)
    assert "Reisepass beantragen: kurz erklärt." in text_of(page)
    sent = fields_of(page) | {"text.tr.name": "Pasaport başvurusu", "items.tr.evidence": "Biyometrik fotoğraf"}
    editor.post(address(service, "tr"), sent)
    content = from_json(draft(service).content)
    assert content.texts["tr"].name == "Pasaport başvurusu"
    assert content.items["tr"]["evidence"][0].name == "Biyometrik fotoğraf"


def test_arabic_is_written_from_right_to_left(editor: Client, service: PublicService) -> None:
    page = editor.get(address(service, "ar")).content.decode()
    assert 'dir="rtl"' in page
    assert 'lang="ar"' in page


def test_a_language_nobody_has_heard_of_is_answered_in_german(editor: Client, service: PublicService) -> None:
    assert 'name="text.de.name"' in editor.get(address(service, "xx<script>")).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text.de.name", "", "Bitte füllen Sie „Name“ aus."),
        ("text.de.name", "x" * 301, "höchstens 300 Zeichen"),
        ("fees", "umsonst", "Zeile 1: Bitte beginnen Sie mit dem Betrag"),
        ("items.de.evidence", "  eingerückt", "Zeile 1 ist eingerückt"),
        ("synonyms.de", "x" * 201, "Zeile 1 ist zu lang"),
        ("online_url", "javascript:alert(1)", "Adresse des Online-Dienstes"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field_and_everything_stays(
    editor: Client, service: PublicService, field: str, typed: str, sentence: str
) -> None:
    sent = fields_of(editor.get(address(service))) | {"text.de.summary": "Ein neuer Satz.", field: typed}
    answer = editor.post(address(service), sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Ein neuer Satz." in answer.content.decode()
    assert not ServiceVersion.objects.exists()


def test_script_in_a_text_is_text_everywhere(editor: Client, reviewer: Client, service: PublicService) -> None:
    evil = "<script>alert('x')</script>"
    sent = fields_of(editor.get(address(service))) | {
        "text.de.name": evil,
        "text.de.description": evil,
        "items.de.evidence": evil,
        "synonyms.de": evil,
        "act": "submit",
    }
    editor.post(address(service), sent)
    version = draft(service)
    pages = [
        editor.get(address(service)),
        editor.get(f"/redaktion/leistung/{service.slug}/"),
        editor.get(f"/redaktion/fassung/{version.pk}/"),
        editor.get("/redaktion/pruefung/"),
        editor.get(f"/redaktion/fassung/{version.pk}/vorschau/?sprache=de", follow=True),
    ]
    reviewer.post(f"/redaktion/fassung/{version.pk}/", {"act": "approve", "edits": version.edits})
    pages += [editor.get("/redaktion/"), editor.get(f"/leistungen/{service.slug}/")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;alert" in page.content.decode()


def test_the_second_of_two_editors_sees_both_texts_and_saves_on(
    editor: Client, second_editor: Client, service: PublicService
) -> None:
    first, second = fields_of(editor.get(address(service))), fields_of(second_editor.get(address(service)))
    editor.post(address(service), first | {"text.de.name": "Adas Name", "text.de.duration": "Adas Dauer"})
    answer = second_editor.post(
        address(service), second | {"text.de.name": "Beas Name", "text.de.summary": "Beas Satz"}
    )
    assert answer.status_code == 409
    assert "Ihrer ist nicht verloren." in text_of(answer)
    assert "Adas Name" in text_of(answer)
    again = fields_of(answer)
    assert (again["text.de.name"], again["text.de.summary"], again["text.de.duration"]) == (
        "Beas Name",
        "Beas Satz",
        "Adas Dauer",
    )
    assert second_editor.post(address(service), again).status_code == 302
    text = from_json(draft(service).content).texts["de"]
    assert (text.name, text.summary, text.duration) == ("Beas Name", "Beas Satz", "Adas Dauer")


def test_two_editors_of_the_same_ticks_see_both(editor: Client, second_editor: Client, service: PublicService) -> None:
    first, second = fields_of(editor.get(address(service))), fields_of(second_editor.get(address(service)))
    editor.post(address(service), first | {"channels": ["office", "phone"]})
    del second["needs_appointment"]
    answer = second_editor.post(address(service), second | {"channels": ["online"]})
    assert answer.status_code == 409
    assert "am Telefon" in text_of(answer)
    again = fields_of(answer)
    assert again["channels"] == ["online"]
    assert "needs_appointment" not in again
    second_editor.post(address(service), again)
    content = from_json(draft(service).content)
    assert (content.channels, content.needs_appointment) == (("online",), False)


def test_a_draft_in_review_keeps_what_was_typed_on_the_page(
    editor: Client, second_editor: Client, service: PublicService
) -> None:
    second = fields_of(second_editor.get(address(service)))
    editor.post(address(service), fields_of(editor.get(address(service))) | {"text.de.name": "Pass", "act": "submit"})
    answer = second_editor.post(address(service), second | {"text.de.summary": "Mein Satz"})
    assert answer.status_code == 409
    assert "Ihr Text steht noch im Formular." in text_of(answer)
    assert "Mein Satz" in answer.content.decode()


def test_what_was_typed_outlives_the_session(service: PublicService) -> None:
    staff = make_staff(role=Role.EDITOR, password=PASSWORD)
    browser = desk(staff=staff)
    sent = fields_of(browser.get(address(service))) | {"text.de.name": "Lange geschrieben"}
    browser.logout()
    answer = browser.post(address(service), sent)
    assert answer.status_code == 302
    assert answer["Location"] == f"/schalter/anmelden/?next={quote(address(service))}"
    browser.post("/schalter/anmelden/", {"username": staff.username, "password": PASSWORD, "next": address(service)})
    page = browser.get(address(service))
    assert "Was Sie geschrieben haben, steht noch hier" in text_of(page)
    again = fields_of(page)
    assert again["text.de.name"] == "Lange geschrieben"
    browser.post(address(service), again)
    assert from_json(draft(service).content).texts["de"].name == "Lange geschrieben"
    assert "steht noch hier" not in text_of(browser.get(address(service)))


def test_what_was_typed_is_shown_to_nobody_else(service: PublicService) -> None:
    writer, other = make_staff(role=Role.EDITOR), make_staff(role=Role.EDITOR, password=PASSWORD)
    browser = desk(staff=writer)
    sent = fields_of(browser.get(address(service))) | {"text.de.name": "Geheim"}
    browser.logout()
    browser.post(address(service), sent)
    browser.post("/schalter/anmelden/", {"username": other.username, "password": PASSWORD})
    assert "Geheim" not in browser.get(address(service)).content.decode()


def test_a_stranger_cannot_fill_our_sessions(client: Client, service: PublicService) -> None:
    answer = client.post(address(service), {"ticket": "gefälscht", "text.de.name": "x"})
    assert answer.status_code == 302
    assert "backoffice-kept" not in client.session


def test_who_may_edit_one_district_reads_another_and_changes_nothing_there(service: PublicService) -> None:
    district = make_district()
    own = make_service(organisation=district)
    browser = desk(staff=make_staff(role=Role.EDITOR, organisation=district))
    assert browser.get(address(own)).status_code == 200
    assert browser.get(f"/redaktion/leistung/{service.slug}/").status_code == 200
    assert browser.get(address(service)).status_code == 403
    assert browser.post(address(service), {"text.de.name": "x"}).status_code == 403


@pytest.mark.parametrize("role", [Role.CLERK, Role.STEERING, Role.ADMINISTRATOR])
def test_others_are_turned_away(role: Role, service: PublicService) -> None:
    browser = desk(role=role)
    for path in ("/redaktion/", address(service), "/redaktion/befunde/", "/redaktion/suchen/", "/redaktion/woerter/"):
        assert browser.get(path).status_code == 403


def test_nobody_is_let_in_without_signing_in(client: Client, service: PublicService) -> None:
    for path in ("/redaktion/", address(service), f"/redaktion/leistung/{service.slug}/"):
        assert client.get(path).status_code == 302


def test_a_service_that_is_not_there_is_said_not_to_be(editor: Client) -> None:
    assert editor.get("/redaktion/leistung/nirgends/").status_code == 404
    assert editor.get("/redaktion/leistung/nirgends/bearbeiten/").status_code == 404


def test_the_page_costs_the_same_however_much_is_written(
    editor: Client, service: PublicService, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        ServiceItem.objects.create(service=service, language="de", kind="link", position=number, name=f"Link {number}")
    with django_assert_max_num_queries(16):
        assert editor.get(address(service)).status_code == 200
