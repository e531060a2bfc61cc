"""The lists of the back office: services, findings, searches in vain, words."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.catalog.editing.content import from_json
from einamt.catalog.linting.operations import lint_catalog, take_over
from einamt.catalog.linting.queries import open_findings
from einamt.catalog.models import EditorWord, Finding, MissedSearch, PublicService, ServiceVersion, WordVersion
from einamt.catalog.people_words.operations import record_missed_search
from tests.catalog.editing.conftest import edit
from tests.channels.backoffice.conftest import NOW, address, desk, fields_of, text_of
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_city, make_district, make_office, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def dog(service: PublicService) -> PublicService:
    """A second service, without an English text."""
    return make_service(name="Hund anmelden", english=None, offices=[make_office()])


def names_in(page: str) -> set[str]:
    return {name for name in ("Reisepass beantragen", "Hund anmelden") if name in page}


BOTH = {"Reisepass beantragen", "Hund anmelden"}


def test_the_list_is_narrowed_down_by_what_is_asked_for(
    editor: Client, service: PublicService, dog: PublicService
) -> None:
    lint_catalog(now=NOW)
    editor.post(address(dog), fields_of(editor.get(address(dog))) | {"text.de.summary": "Für jeden Hund."})
    expected = {
        "": BOTH,
        "?q=hund": {"Hund anmelden"},
        "?q=anmeld+hund": {"Hund anmelden"},
        f"?q={service.identifier}": {"Reisepass beantragen"},
        "?q=gibtesnicht": set(),
        "?stand=draft": {"Hund anmelden"},
        "?stand=none": {"Reisepass beantragen"},
        "?stand=withheld": set(),
        "?fehlt=en": {"Hund anmelden"},
        "?fehlt=tr": BOTH,
        "?befund=warning": BOTH,
        "?befund=error": BOTH,
        "?wer=ich": {"Hund anmelden"},
        "?stand=unfug&fehlt=%3Cscript%3E&page=999": BOTH,
    }
    found = {query: names_in(text_of(editor.get(f"/redaktion/{query}"))) for query in expected}
    assert found == expected


def test_an_empty_choice_says_so_and_leads_back(editor: Client, service: PublicService) -> None:
    page = editor.get("/redaktion/?q=gibtesnicht")
    assert "Nichts passt zu dieser Auswahl." in text_of(page)
    assert 'href="/redaktion/"' in page.content.decode()


def test_an_empty_catalogue_says_where_services_come_from(editor: Client) -> None:
    assert "Es gibt noch keine Leistungen." in text_of(editor.get("/redaktion/"))


def test_the_list_costs_the_same_however_long(
    editor: Client, service: PublicService, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    city = make_city()
    for number in range(70):
        make_service(name=f"Leistung {number}", organisation=city)
    lint_catalog(now=NOW)
    with django_assert_max_num_queries(12):
        page = editor.get("/redaktion/")
    assert "71 Leistungen" in text_of(page)
    with django_assert_max_num_queries(12):
        assert editor.get("/redaktion/befunde/").status_code == 200


def test_a_finding_is_taken_over_with_a_date_and_stays_until_it_is_put_right(
    editor: Client, dog: PublicService
) -> None:
    lint_catalog(now=NOW)
    finding = Finding.objects.get(service=dog, code="untranslated")
    page = editor.get(f"/redaktion/befunde/{finding.pk}/")
    assert "Noch nicht übersetzt: Englisch." in text_of(page)
    me = f"staff:{editor.session['_auth_user_id']}"
    answer = editor.post(
        f"/redaktion/befunde/{finding.pk}/",
        {"owner": me, "due_date": "2026-11-24", "note": "Anfrage läuft"},
        follow=True,
    )
    assert "Der Befund endet von selbst" in text_of(answer)
    assert "sprache=en" in page.content.decode()
    Finding.objects.filter(pk=finding.pk).update(due_date=date(2026, 11, 20))
    others = desk(name="Bea Zweit").get(f"/redaktion/befunde/?wer={me}")
    assert "Hanna Lorenz" in text_of(others)
    assert "Noch nicht übersetzt" in text_of(others)
    assert "Grundtext" not in text_of(others)
    mine = text_of(editor.get("/redaktion/befunde/?wer=ich"))
    assert "Hanna Lorenz" in mine
    assert "überfällig" in mine
    assert "Noch nicht übersetzt" not in text_of(editor.get("/redaktion/befunde/?wer=niemand"))


def test_findings_are_sorted_by_weight_and_filtered(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    severities = list(open_findings().values_list("severity", flat=True))
    assert severities == sorted(severities, key=("error", "warning", "notice").index)
    errors = text_of(editor.get("/redaktion/befunde/?gewicht=error"))
    assert "Grundtext fehlt" in errors
    assert "Nicht übersetzt" not in errors
    assert "Nur: Nicht übersetzt" in text_of(editor.get("/redaktion/befunde/?art=untranslated"))
    assert editor.get("/redaktion/befunde/?gewicht=unfug&art=unfug&wer=unfug").status_code == 200


def test_a_finding_that_has_ended_says_so(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    finding = Finding.objects.first()
    assert finding is not None
    Finding.objects.update(ended_at=NOW)
    answer = editor.get(f"/redaktion/befunde/{finding.pk}/")
    assert answer.status_code == 404
    assert "inzwischen in Ordnung" in text_of(answer)


def test_a_date_that_is_none_is_refused_and_somebody_unknown_too(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    finding = Finding.objects.get(service=dog, code="untranslated")
    answer = editor.post(f"/redaktion/befunde/{finding.pk}/", {"owner": "staff:999", "due_date": "irgendwann"})
    assert answer.status_code == 422
    finding.refresh_from_db()
    assert finding.owner == ""


def test_a_finding_shows_who_wrote_the_text_and_the_day_and_else_the_editors_of_its_organisation(
    editor: Client, dog: PublicService
) -> None:
    version = edit(dog, {"text.de.summary": "Für Hunde."}, person=f"staff:{editor.session['_auth_user_id']}")
    lint_catalog(now=NOW)
    finding = Finding.objects.get(service=dog, code="untranslated")
    for url in (
        "/redaktion/befunde/?art=untranslated",
        f"/redaktion/befunde/{finding.pk}/",
        f"/redaktion/leistung/{dog.slug}/",
    ):
        assert "Hanna Lorenz, bis 22.12.2026" in text_of(editor.get(url)), url
    version.delete()
    lint_catalog(now=NOW)
    page = text_of(editor.get("/redaktion/befunde/?art=untranslated"))
    assert f"Redaktion {dog.organisation.name}" in page
    assert "bis 22.12.2026" in page
    Finding.objects.filter(pk=finding.pk).update(due_date=date(2026, 11, 23))
    late = text_of(editor.get("/redaktion/befunde/?stand=ueberfaellig"))
    assert "Noch nicht übersetzt" in late
    assert "Alltagswörter" not in late
    assert "einer überfällig" in late


def test_who_has_left_is_named_without_a_name(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    gone = make_staff(role=Role.EDITOR)
    finding = Finding.objects.get(service=dog, code="untranslated")
    take_over(finding_id=finding.pk, person=str(gone.actor), due_date=None, note="", today=NOW.date())
    gone.delete()
    assert "jemand, der nicht mehr hier arbeitet" in text_of(editor.get("/redaktion/befunde/"))
    assert editor.get(f"/redaktion/befunde/{finding.pk}/").status_code == 200


@pytest.fixture
def missed(service: PublicService) -> MissedSearch:
    """Three people looked for the same word in vain."""
    for number in range(3):
        record_missed_search(query="Brummpapier", language="de", caller=f"198.51.100.{number}", now=NOW)
    return MissedSearch.objects.get()


def test_a_searched_word_is_given_to_a_service_with_one_click_and_reviewed(
    editor: Client, service: PublicService, missed: MissedSearch
) -> None:
    assert "brummpapier" in text_of(editor.get("/redaktion/suchen/"))
    page = editor.get(f"/redaktion/suchen/{missed.pk}/")
    assert page.status_code == 200
    answer = editor.post(f"/redaktion/suchen/{missed.pk}/", {"slug": service.slug}, follow=True)
    assert "steht jetzt im Entwurf der Leistung" in text_of(answer)
    version = ServiceVersion.objects.get(service=service, state="draft")
    assert from_json(version.content).synonyms["de"] == ("brummpapier",)
    assert "Zurzeit sucht niemand vergeblich." in text_of(editor.get("/redaktion/suchen/"))


def test_a_searched_word_waits_while_the_draft_is_in_review(
    editor: Client, service: PublicService, missed: MissedSearch
) -> None:
    sent = fields_of(editor.get(address(service))) | {"text.de.name": "Pass", "act": "submit"}
    editor.post(address(service), sent)
    answer = editor.post(f"/redaktion/suchen/{missed.pk}/", {"slug": service.slug})
    assert answer.status_code == 409
    assert "brummpapier" in text_of(editor.get("/redaktion/suchen/"))


def test_a_searched_word_needs_a_service_or_is_let_be(editor: Client, missed: MissedSearch) -> None:
    answer = editor.post(f"/redaktion/suchen/{missed.pk}/", {"slug": ""})
    assert answer.status_code == 422
    assert "Bitte wählen Sie die Leistung" in text_of(answer)
    assert editor.post(f"/redaktion/suchen/{missed.pk}/", {"act": "settle"}).status_code == 302
    assert "Zurzeit sucht niemand vergeblich." in text_of(editor.get("/redaktion/suchen/"))


def test_a_search_that_few_have_made_is_shown_to_nobody(editor: Client, service: PublicService) -> None:
    record_missed_search(query="Maria Musterfrau", language="de", caller="198.51.100.1", now=NOW)
    row = MissedSearch.objects.get()
    assert editor.get(f"/redaktion/suchen/{row.pk}/").status_code == 404


def agree(word: EditorWord, *, by: Client, status: int = 302) -> None:
    """Agree to what is proposed for `word`, as its page does."""
    version = WordVersion.objects.get(word=word, state="proposed")
    answer = by.post(f"/redaktion/woerter/{word.pk}/", {"act": "agree", "version": version.pk})
    assert answer.status_code == status


def test_a_word_is_added_changed_and_switched_off(editor: Client, service: PublicService) -> None:
    page = editor.get("/redaktion/woerter/neu/?wort=Brummpapier&sprache=de")
    assert "Brummpapier" in page.content.decode()
    sent = {"said": "Brummpapier", "means": "reisepass", "language": "de", "weight": "0.85", "note": ""}
    assert "Die Suche kennt „Brummpapier“, sobald eine zweite Person zugestimmt hat." in text_of(
        editor.post("/redaktion/woerter/neu/", sent, follow=True)
    )
    word = EditorWord.objects.get()
    agree(word, by=editor, status=403)
    colleague = desk(name="Bea Zweit")
    agree(word, by=colleague)
    assert "Reisepass beantragen" in text_of(editor.get("/suche/?q=brummpapier"))
    assert fields_of(editor.get(f"/redaktion/woerter/{word.pk}/"))["means"] == "reisepass"
    editor.post(f"/redaktion/woerter/{word.pk}/", {"act": "disable"})
    agree(word, by=colleague)
    assert "ausgeschaltet" in text_of(editor.get("/redaktion/woerter/"))
    assert "Dazu haben wir nichts gefunden" in text_of(editor.get("/suche/?q=brummpapier"))
    editor.post(f"/redaktion/woerter/{word.pk}/", {"act": "enable"})
    agree(word, by=colleague)
    editor.post(f"/redaktion/woerter/{word.pk}/", sent | {"means": "hund"})
    agree(word, by=colleague)
    word.refresh_from_db()
    assert (word.means, word.is_active) == ("hund", True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"said": ""}, "Bitte füllen Sie „Was Leute sagen“ aus."),
        ({"means": "der"}, "Darin ist kein Wort"),
        ({"said": "x" * 101}, "höchstens 100 Zeichen"),
        ({"weight": "7"}, "Bitte wählen Sie"),
        ({"language": "xx"}, "Bitte wählen Sie"),
    ],
)
def test_a_word_that_cannot_be_used_is_refused_in_words(editor: Client, change: dict[str, str], sentence: str) -> None:
    sent = {"said": "Perso", "means": "ausweis", "language": "de", "weight": "1.0", "note": ""}
    answer = editor.post("/redaktion/woerter/neu/", sent | change)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not EditorWord.objects.exists()


def test_a_word_that_is_there_already_is_named(editor: Client) -> None:
    sent = {"said": "Perso", "means": "ausweis", "language": "de", "weight": "1.0", "note": ""}
    editor.post("/redaktion/woerter/neu/", sent)
    answer = editor.post("/redaktion/woerter/neu/", sent)
    assert answer.status_code == 422
    assert "„Perso“ steht schon in Ihrer Wortliste." in text_of(answer)


def test_the_back_office_stands_in_the_bar_of_editors_alone(editor: Client) -> None:
    assert 'href="/redaktion/"' in editor.get("/redaktion/").content.decode()
    assert 'href="/redaktion/"' not in desk(role=Role.STEERING).get("/schalter/angemeldet/").content.decode()


def test_a_finding_is_dismissed_with_a_reason_and_opened_again(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    url = f"/redaktion/befunde/{Finding.objects.get(service=dog, code='untranslated').pk}/"
    assert "warum das kein Fehler ist" in text_of(editor.post(url, {"act": "dismiss", "kein-fehler-reason": ""}))
    answer = editor.post(url, {"act": "dismiss", "kein-fehler-reason": "Nur auf Deutsch."}, follow=True)
    assert "einer zurückgewiesen" in text_of(answer)
    assert url not in answer.content.decode()
    assert url in editor.get("/redaktion/befunde/?stand=kein-fehler").content.decode()
    assert "Nur auf Deutsch." in text_of(editor.get(url))
    editor.post(url, {"act": "reopen"})
    assert url in editor.get("/redaktion/befunde/").content.decode()


def test_a_finding_is_not_taken_over_until_a_day_that_is_over(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    url = f"/redaktion/befunde/{Finding.objects.get(service=dog, code='untranslated').pk}/"
    sent = {"owner": f"staff:{editor.session['_auth_user_id']}", "due_date": "2026-11-23", "note": ""}
    answer = editor.post(url, sent)
    assert answer.status_code == 422
    assert "Dieser Tag ist schon vorbei." in text_of(answer)


def test_only_who_edits_for_its_organisation_sees_to_a_finding(editor: Client, dog: PublicService) -> None:
    lint_catalog(now=NOW)
    url = f"/redaktion/befunde/{Finding.objects.get(service=dog, code='untranslated').pk}/"
    stranger = desk(staff=make_staff(role=Role.EDITOR, organisation=make_district()))
    assert "Darum kümmert sich die Redaktion" in text_of(stranger.get(url))
    for sent in ({"owner": "", "note": ""}, {"act": "dismiss", "kein-fehler-reason": "Nein."}, {"act": "reopen"}):
        assert stranger.post(url, sent).status_code == 403
