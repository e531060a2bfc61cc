"""Files go both ways between the counter and the status page: refused with a sentence, opened only when clean."""

from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from einamt.accounts.rights import Role
from einamt.cases.conversation.models import CaseMessage, MessageFile
from einamt.cases.models import Case
from einamt.cases.persons import block
from einamt.platform import clock
from einamt.platform.attachments.checking import check_waiting
from einamt.platform.audit.models import ReadingEntry
from einamt.platform.retention.persons import Basis
from tests.channels.counter.pages import command_of, seen_on, text_of
from tests.factories.accounts import make_staff
from tests.factories.files import infected, jpeg, png, upload
from tests.procedures.visits.conftest import Morning
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "Schicken Sie uns die Geburtsurkunde?", "Ja, hier ist sie."


@pytest.fixture
def case(morning: Morning) -> Case:
    return morning.appointments["Ada"].case


@pytest.fixture
def holder(morning: Morning, case: Case) -> Client:
    """Ada's browser, with her case open."""
    client = Client()
    client.post("/vorgang/", {"reference": case.reference, "code": morning.codes["Ada"]})
    return client


def ask(client: Client, case: Case, *files: object, text: str = QUESTION) -> HttpResponse:
    address = f"/schalter/vorgang/{case.reference}/fragen/"
    page = client.get(address)
    sent = {"text": text, "command": str(command_of(page)), "seen": seen_on(page), "attached": list(files)}
    return client.post(address, sent)


def answer(holder: Client, *files: object, text: str = ANSWER) -> HttpResponse:
    page = holder.get("/vorgang/stand/")
    sent = {"text": text, "command": str(command_of(page)), "seen": seen_on(page), "attached": list(files)}
    return holder.post("/vorgang/antworten/", sent)


def content_of(response: HttpResponseBase) -> bytes:
    assert response.status_code == HTTPStatus.OK
    return b"".join(response.streaming_content)


def test_a_photo_goes_from_the_holder_to_the_office(
    at_counter: Client, holder: Client, case: Case, scanner: TemporaryScanner
) -> None:
    ask(at_counter, case)
    photo = jpeg(content=600_000)
    assert answer(holder, upload(photo, "Đặng-Nguyễn.jpg"), text="").status_code == HTTPStatus.FOUND
    assert "Đặng-Nguyễn.jpg" in text_of(holder.get("/vorgang/stand/"))
    file = MessageFile.objects.get()
    assert f"/datei/{file.pk}/" in at_counter.get(f"/schalter/vorgang/{case.reference}/").content.decode()
    fetched = at_counter.get(f"/schalter/vorgang/{case.reference}/datei/{file.pk}/")
    assert content_of(fetched) == photo
    assert fetched["Content-Type"] == "image/jpeg"
    assert fetched["Content-Disposition"] == "attachment; filename*=utf-8''%C4%90%E1%BA%B7ng-Nguy%E1%BB%85n.jpg"
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in fetched["Cache-Control"]
    assert ReadingEntry.objects.filter(subject=f"case:{case.pk}", purpose="file").count() == 1
    assert content_of(holder.get(f"/vorgang/datei/{file.pk}/")) == photo


def test_a_form_of_the_office_goes_to_the_holder(
    at_counter: Client, holder: Client, case: Case, scanner: TemporaryScanner
) -> None:
    ask(at_counter, case, upload(png(), "Vordruck.png"))
    assert content_of(holder.get(f"/vorgang/datei/{MessageFile.objects.get().pk}/")) == png()


REFUSED = [
    (infected(), "unser Virenschutz etwas gefunden"),
    (b"MZ a program", "ist kein PDF und kein Foto"),
    (png()[:-6], "ist unvollständig oder beschädigt"),
    (png() + bytes(11 * 1024 * 1024), "ist zu groß: höchstens 10 MB"),
]


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=["virus", "kind", "broken", "large"])
def test_a_file_that_is_not_taken_costs_nobody_their_text(
    at_counter: Client, holder: Client, case: Case, content: bytes, sentence: str
) -> None:
    asked = ask(at_counter, case, upload(content))
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text_of(asked)
    assert QUESTION in asked.content.decode()
    ask(at_counter, case)
    refused = answer(holder, upload(content))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text_of(refused)
    assert ANSWER in refused.content.decode()
    assert "Die Dateien wählen Sie bitte noch einmal" in text_of(refused)
    assert CaseMessage.objects.count() == 1
    assert not MessageFile.objects.exists()


def test_nothing_at_all_is_no_answer(at_counter: Client, holder: Client, case: Case, scanner: TemporaryScanner) -> None:
    ask(at_counter, case)
    refused = answer(holder, text="  ")
    assert "Bitte füllen Sie „Ihre Antwort“ aus." in text_of(refused)


def test_where_there_is_no_scanner_no_files_are_offered(at_counter: Client, holder: Client, case: Case) -> None:
    ask(at_counter, case)
    page = holder.get("/vorgang/stand/")
    assert "Dateien können Sie hier nicht schicken." in text_of(page)
    assert 'type="file"' not in page.content.decode()
    answer(holder, upload(png()))
    assert not MessageFile.objects.exists()
    assert 'type="file"' not in at_counter.get(f"/schalter/vorgang/{case.reference}/fragen/").content.decode()


def test_a_file_is_opened_by_nobody_before_it_was_scanned(
    at_counter: Client, holder: Client, case: Case, scanner: TemporaryScanner
) -> None:
    ask(at_counter, case)
    scanner.stop()
    answer(holder, upload(png()))
    file = MessageFile.objects.get()
    addresses = [
        (at_counter, f"/schalter/vorgang/{case.reference}/datei/{file.pk}/"),
        (holder, f"/vorgang/datei/{file.pk}/"),
    ]
    assert [client.get(address).status_code for client, address in addresses] == [HTTPStatus.NOT_FOUND] * 2
    assert "wird noch auf Viren geprüft" in text_of(holder.get("/vorgang/stand/"))
    scanner.start()
    check_waiting(clock.now())
    assert [content_of(client.get(address)) for client, address in addresses] == [png()] * 2


def test_a_file_is_shown_only_to_who_may_read_the_case(
    at_counter: Client, holder: Client, case: Case, scanner: TemporaryScanner, morning: Morning
) -> None:
    ask(at_counter, case, upload(png()))
    file = MessageFile.objects.get()
    address = f"/schalter/vorgang/{case.reference}/datei/{file.pk}/"
    assert Client().get(f"/vorgang/datei/{file.pk}/").status_code == HTTPStatus.FOUND
    other = Client()
    other.post("/vorgang/", {"reference": morning.appointments["Bilal"].case.reference, "code": morning.codes["Bilal"]})
    assert other.get(f"/vorgang/datei/{file.pk}/").status_code == HTTPStatus.NOT_FOUND
    hotline = Client()
    hotline.force_login(make_staff(role=Role.HOTLINE))
    assert hotline.get(address).status_code == HTTPStatus.FORBIDDEN
    block(f"case:{case.reference}", Basis.ASKED, "", clock.now())
    assert at_counter.get(address).status_code == HTTPStatus.FORBIDDEN


def test_a_question_that_is_refused_keeps_its_text(at_counter: Client, case: Case) -> None:
    page = at_counter.get(f"/schalter/vorgang/{case.reference}/fragen/")
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now())
    sent = {"text": QUESTION, "command": str(command_of(page))}
    refused = at_counter.post(f"/schalter/vorgang/{case.reference}/fragen/", sent)
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "Dieser Vorgang ist abgeschlossen." in text_of(refused)
    assert QUESTION in refused.content.decode()


def test_what_no_form_takes_is_kept_nowhere(client: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 3 * 1024 * 1024
    seen = client.post("/echtheit/", {"by": "file", "file": upload(bytes(12 * 1024 * 1024), "x.pdf")})
    assert "größer als 10 MB" in text_of(seen)
