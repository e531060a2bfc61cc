"""Reviewing, publishing, scheduling, previewing and taking back, on the pages."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from einamt.accounts.rights import Role
from einamt.catalog.models import PublicService, ServiceText, ServiceVersion
from einamt.platform import clock
from tests.channels.backoffice.conftest import NOW, address, desk, fields_of, text_of
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_district, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(editor: Client, service: PublicService) -> ServiceVersion:
    """A version in review: the name is new."""
    sent = fields_of(editor.get(address(service)))
    editor.post(address(service), sent | {"text.de.name": "Pass beantragen", "note": "Kürzer.", "act": "submit"})
    return ServiceVersion.objects.get(service=service, state="in-review")


def page_of(version: ServiceVersion) -> str:
    return f"/redaktion/fassung/{version.pk}/"


def act(browser: Client, version: ServiceVersion, name: str, **values: str) -> object:
    version.refresh_from_db()
    return browser.post(page_of(version), {"act": name, "edits": version.edits, **values})


def name_on_portal(client: Client, service: PublicService) -> str:
    return text_of(client.get(f"/leistungen/{service.slug}/"))


def test_a_reviewer_reads_word_by_word_and_publishes(
    reviewer: Client, client: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    page = reviewer.get(page_of(handed_in))
    assert "<del>" in page.content.decode()
    assert "Reisepass" in text_of(page)
    assert "Kürzer." in text_of(page)
    assert "Hanna Lorenz" in text_of(page)
    assert act(reviewer, handed_in, "approve").status_code == 302
    assert "Pass beantragen" in name_on_portal(client, service)
    assert (
        "Reisepass beantragen" not in text_of(client.get(f"/leistungen/{service.slug}/")).split("Startseite")[-1][:60]
    )


def test_the_writer_finds_no_button_to_approve_and_is_refused_without_one(
    handed_in: ServiceVersion, editor: Client, service: PublicService
) -> None:
    page = editor.get(page_of(handed_in)).content.decode()
    assert 'value="approve"' not in page
    assert act(editor, handed_in, "approve").status_code == 403


def test_a_reviewer_who_wrote_is_told_why_not(service: PublicService) -> None:
    both = desk(role=Role.REVIEWER)
    sent = fields_of(both.get(address(service)))
    both.post(address(service), sent | {"text.de.name": "Pass", "act": "submit"})
    version = ServiceVersion.objects.get(service=service, state="in-review")
    assert "Prüfen muss sie jemand anderes" in text_of(both.get(page_of(version)))
    answer = act(both, version, "approve")
    assert answer.status_code == 403
    assert "Vier Augen" in text_of(answer)


def test_a_version_goes_back_with_a_reason_that_its_editor_reads(
    reviewer: Client, editor: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    empty = act(reviewer, handed_in, "reject", reason=" ")
    assert empty.status_code == 422
    assert "Bitte schreiben Sie in einem Satz" in text_of(empty)
    act(reviewer, handed_in, "reject", reason="Bitte das Verb behalten.")
    assert "Bitte das Verb behalten." in text_of(editor.get(page_of(handed_in)))
    assert "Bitte das Verb behalten." in text_of(editor.get(address(service)))


def test_a_version_is_published_on_its_day_by_the_clock_of_the_city(
    reviewer: Client, client: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    from einamt.catalog.editing import jobs

    act(reviewer, handed_in, "schedule", valid_from="2027-01-01T00:00")
    handed_in.refresh_from_db()
    assert handed_in.valid_from is not None
    assert handed_in.valid_from.isoformat() == "2026-12-31T23:00:00+00:00"
    jobs.publish_due(handed_in.valid_from - timedelta(minutes=1))
    assert "Reisepass beantragen" in name_on_portal(client, service)
    jobs.publish_due(handed_in.valid_from)
    assert "Pass beantragen" in name_on_portal(client, service)
    handed_in.refresh_from_db()
    assert handed_in.state == "published"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte geben Sie an, ab wann"),
        ("2026-11-24T08:00", "schon vorbei"),
        ("2030-01-01T00:00", "Weiter als zwei Jahre"),
        ("morgen früh", "Tag und Uhrzeit"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(
    reviewer: Client, handed_in: ServiceVersion, typed: str, sentence: str
) -> None:
    answer = act(reviewer, handed_in, "schedule", valid_from=typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    handed_in.refresh_from_db()
    assert handed_in.state == "in-review"


def test_what_was_published_can_be_taken_back(
    reviewer: Client, editor: Client, client: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    act(reviewer, handed_in, "approve")
    first = ServiceVersion.objects.get(service=service, number=1)
    assert "Diesen Stand wiederherstellen" in text_of(editor.get(page_of(first)))
    act(editor, first, "restore")
    draft = ServiceVersion.objects.get(service=service, state="draft")
    act(editor, draft, "submit")
    act(reviewer, draft, "approve")
    assert "Reisepass beantragen" in name_on_portal(client, service)
    history = text_of(editor.get(f"/redaktion/leistung/{service.slug}/"))
    assert "Stellt Fassung 1 wieder her." in history
    assert "außerhalb, zum Beispiel durch einen Import" in history


def test_an_old_page_cannot_approve_what_was_changed_since(
    reviewer: Client, editor: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    edits = str(handed_in.edits)
    act(editor, handed_in, "call-back")
    editor.post(
        address(service), fields_of(editor.get(address(service))) | {"text.de.name": "Ungelesen", "act": "submit"}
    )
    answer = reviewer.post(page_of(handed_in), {"act": "approve", "edits": edits})
    assert answer.status_code == 409
    assert "Bitte lesen Sie sie noch einmal." in text_of(answer)
    assert reviewer.post(page_of(handed_in), {"act": "approve"}).status_code == 409


def test_an_import_meanwhile_asks_for_a_merge_that_keeps_both(
    reviewer: Client, editor: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    ServiceText.objects.filter(service=service, language="de").update(duration="Sechs Wochen.")
    assert "Führen Sie beide zusammen" in text_of(reviewer.get(page_of(handed_in)))
    answer = act(reviewer, handed_in, "approve")
    assert answer.status_code == 409
    act(editor, handed_in, "merge")
    act(editor, handed_in, "submit")
    act(reviewer, handed_in, "approve")
    text = ServiceText.objects.get(service=service, language="de")
    assert (text.name, text.duration) == ("Pass beantragen", "Sechs Wochen.")


def test_a_waiting_version_is_called_back_or_published_early(
    reviewer: Client, editor: Client, handed_in: ServiceVersion
) -> None:
    act(reviewer, handed_in, "schedule", valid_from="2027-01-01T00:00")
    act(editor, handed_in, "call-back")
    handed_in.refresh_from_db()
    assert handed_in.state == "draft"
    act(editor, handed_in, "submit")
    act(reviewer, handed_in, "schedule", valid_from="2027-01-01T00:00")
    act(reviewer, handed_in, "publish")
    handed_in.refresh_from_db()
    assert handed_in.state == "published"


def test_a_draft_is_discarded(editor: Client, handed_in: ServiceVersion, service: PublicService) -> None:
    act(editor, handed_in, "call-back")
    answer = act(editor, handed_in, "discard")
    assert answer.status_code == 302
    assert "Niemand arbeitet gerade daran" in text_of(editor.get(f"/redaktion/leistung/{service.slug}/"))


def test_an_act_nobody_knows_does_nothing(editor: Client, handed_in: ServiceVersion) -> None:
    assert act(editor, handed_in, "explode").status_code == 302
    handed_in.refresh_from_db()
    assert handed_in.state == "in-review"


def test_a_version_that_is_not_there_is_said_not_to_be(editor: Client) -> None:
    assert editor.get("/redaktion/fassung/01234567-89ab-7def-8123-456789abcdef/").status_code == 404


def test_a_reviewer_of_one_district_decides_nothing_in_another(handed_in: ServiceVersion) -> None:
    browser = desk(staff=make_staff(role=Role.REVIEWER, organisation=make_district()))
    assert 'value="approve"' not in browser.get(page_of(handed_in)).content.decode()
    assert act(browser, handed_in, "approve").status_code == 403


def test_the_preview_is_the_portals_own_page_with_the_new_text(
    editor: Client, client: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    answer = editor.get(f"{page_of(handed_in)}vorschau/?sprache=de")
    assert answer.status_code == 302
    preview = client.get(answer["Location"])  # whoever has the link, with or without an account
    assert preview.status_code == 200
    assert "Vorschau: So würde die Seite aussehen." in text_of(preview)
    assert "<h1>Pass beantragen</h1>" in preview.content.decode()
    assert preview["X-Robots-Tag"] == "noindex"
    assert "no-store" in preview["Cache-Control"]
    live = client.get(f"/leistungen/{service.slug}/").content.decode()
    assert "<h1>Reisepass beantragen</h1>" in live


def test_a_preview_shows_a_language_the_pages_do_not_have(
    editor: Client, client: Client, service: PublicService
) -> None:
    sent = fields_of(editor.get(address(service, "tr"))) | {"text.tr.name": "Pasaport başvurusu", "act": "preview"}
    answer = editor.post(address(service, "tr"), sent)
    location = editor.get(answer["Location"])["Location"]
    assert "Pasaport başvurusu" in text_of(client.get(location))


def test_a_preview_of_a_service_without_a_page_works_and_of_a_forged_link_does_not(
    editor: Client, client: Client, handed_in: ServiceVersion, service: PublicService
) -> None:
    PublicService.objects.filter(pk=service.pk).update(is_public=False)
    location = editor.get(f"{page_of(handed_in)}vorschau/")["Location"]
    assert client.get(location).status_code == 200
    assert client.get("/vorschau/gefälscht/").status_code == 404


def test_a_preview_link_ends_after_two_weeks(
    editor: Client, client: Client, handed_in: ServiceVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = editor.get(f"{page_of(handed_in)}vorschau/")["Location"]
    from django.core import signing

    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 15 * 24 * 3600)
    assert client.get(location).status_code == 404


def test_what_waits_is_listed_for_reviewers(reviewer: Client, handed_in: ServiceVersion) -> None:
    page = text_of(reviewer.get("/redaktion/pruefung/"))
    assert "Zu prüfen 1" in page
    assert "Pass beantragen" in page


def test_a_quiet_house_says_so(editor: Client) -> None:
    assert "Niemand arbeitet gerade an einem Text." in text_of(editor.get("/redaktion/pruefung/"))


def test_english_speaking_editors_read_english(editor: Client, handed_in: ServiceVersion, settings: Settings) -> None:
    page = text_of(editor.get(f"/en{page_of(handed_in)}"))
    assert "in review" in page.lower()


def test_long_histories_and_many_versions_cost_the_same(
    editor: Client, service: PublicService, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        one = make_service(name=f"Leistung {number}")
        editor.post(address(one), fields_of(editor.get(address(one))) | {"text.de.name": f"Neu {number}"})
    with django_assert_max_num_queries(14):
        assert editor.get("/redaktion/pruefung/").status_code == 200
    assert clock.now() == NOW
