"""A certificate of attendance: issued at the counter, fetched by its holder, checked by the employer."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.cases.documents.models import IssuedDocument
from einamt.cases.models import Case
from einamt.platform.audit.models import ReadingEntry
from tests.channels.counter.pages import command_of, text_of
from tests.factories.accounts import make_staff
from tests.procedures.visits.conftest import Morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(morning: Morning) -> Case:
    """Ada, who was here from nine o'clock to nine twenty."""
    morning.arrive("Ada", "9:00")
    morning.next("9:05")
    morning.start("Ada", "9:06")
    morning.finish("Ada", "9:20")
    return morning.appointments["Ada"].case


def issue(client: Client, case: Case, **fields: str) -> None:
    address = f"/schalter/vorgang/{case.reference}/ausstellen/attendance/"
    form = client.get(address)
    sent = {"name": "Ada Lovelace", "language": "de", "command": str(command_of(form))} | fields
    answer = client.post(address, sent)
    assert answer.status_code == 302, text_of(answer)


def pdf(client: Client, case: Case) -> bytes:
    document = IssuedDocument.objects.get(case=case)
    answer = client.get(f"/schalter/vorgang/{case.reference}/dokument/{document.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def words_of(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def code_of(content: bytes) -> str:
    return words_of(content).split("Code: ")[1].split()[0]


def test_a_clerk_issues_it_and_it_says_when_somebody_was_there(at_counter: Client, served: Case) -> None:
    issue(at_counter, served, name="Ada Đặng-Nguyễn")
    said = words_of(pdf(at_counter, served))
    assert "Ada Đặng-Nguyễn war am Dienstag, 24. November 2026 hier" in said
    assert "Ankunft um 9:00 Uhr, Ende um 9:20 Uhr." in said
    page = text_of(at_counter.get(f"/schalter/vorgang/{served.reference}/"))
    assert "Bescheinigung über den Besuch · " in page
    assert "Dokument ausgestellt" in page


def test_it_can_be_issued_in_english(at_counter: Client, served: Case) -> None:
    issue(at_counter, served, language="en")
    assert "Certificate of attendance" in words_of(pdf(at_counter, served))


def test_reading_and_issuing_are_recorded(at_counter: Client, served: Case, clerk: Staff) -> None:
    issue(at_counter, served)
    pdf(at_counter, served)
    entries = ReadingEntry.objects.filter(purpose="document", actor=str(clerk.actor), subject=f"case:{served.pk}")
    assert entries.count() == 3


def test_who_was_not_there_gets_no_certificate(at_counter: Client, morning: Morning) -> None:
    case = morning.appointments["Ada"].case
    assert "ausstellen" not in text_of(at_counter.get(f"/schalter/vorgang/{case.reference}/"))
    refused = at_counter.get(f"/schalter/vorgang/{case.reference}/ausstellen/attendance/")
    assert refused.status_code == 409
    assert "kann zu diesem Vorgang gerade nicht ausgestellt werden" in text_of(refused)


def test_a_name_is_asked_for(at_counter: Client, served: Case) -> None:
    address = f"/schalter/vorgang/{served.reference}/ausstellen/attendance/"
    sent = {"name": "", "language": "de", "command": str(command_of(at_counter.get(address)))}
    refused = at_counter.post(address, sent)
    assert refused.status_code == 422
    assert "Bitte füllen Sie „Vor- und Nachname“ aus." in text_of(refused)


def test_the_hotline_issues_nothing(client: Client, served: Case) -> None:
    client.force_login(make_staff(role=Role.HOTLINE))
    assert client.get(f"/schalter/vorgang/{served.reference}/ausstellen/attendance/").status_code == 403


def test_its_holder_fetches_it_with_reference_and_code(at_counter: Client, served: Case, morning: Morning) -> None:
    issue(at_counter, served)
    citizen = Client()
    document = IssuedDocument.objects.get(case=served)
    assert citizen.get(f"/vorgang/dokument/{document.pk}.pdf").url == "/vorgang/"
    page = citizen.post("/vorgang/", {"reference": served.reference, "code": morning.codes["Ada"]}, follow=True)
    assert "Bescheinigung über den Besuch herunterladen (PDF)" in text_of(page)
    fetched = citizen.get(f"/vorgang/dokument/{document.pk}.pdf")
    assert fetched.content == pdf(at_counter, served)
    assert fetched["Cache-Control"] == "no-store, private"


def test_anybody_checks_it_by_code_by_link_and_by_file_and_learns_no_name(at_counter: Client, served: Case) -> None:
    issue(at_counter, served)
    content = pdf(at_counter, served)
    anybody, code = Client(), code_of(content)
    answers = [
        anybody.post("/echtheit/", {"code": code.lower()}),
        anybody.get(f"/echtheit/{code.replace('-', '')}/"),
        anybody.post("/echtheit/", {"by": "file", "file": SimpleUploadedFile("x.pdf", content)}),
    ]
    for answer in answers:
        said = text_of(answer)
        assert "Dieses Dokument ist von uns und gilt." in said
        assert "Bürgeramt Rathaus Nord" in said
        assert "Ada" not in said


def test_once_revoked_it_says_so_to_everybody(at_counter: Client, served: Case) -> None:
    issue(at_counter, served)
    content = pdf(at_counter, served)
    document = IssuedDocument.objects.get(case=served)
    address = f"/schalter/vorgang/{served.reference}/dokument/{document.pk}/widerrufen/"
    at_counter.post(address, {})
    document.refresh_from_db()
    assert document.revoked_at is None
    assert "Das lässt sich nicht zurücknehmen." in text_of(at_counter.post(address, {"reason": "mistake"}))
    document.refresh_from_db()
    assert document.revoked_at is None
    at_counter.post(address, {"reason": "mistake", "confirmed": "yes"})
    said = text_of(Client().get(f"/echtheit/{code_of(content)}/"))
    assert "Dieses Dokument ist von uns, gilt aber seit Dienstag, 24. November 2026 nicht mehr." in said
    assert "Es enthielt einen Fehler." in said
    assert at_counter.post(address, {"reason": "mistake", "confirmed": "yes"}).status_code == 409


def test_a_changed_file_is_called_so(at_counter: Client, served: Case) -> None:
    issue(at_counter, served)
    changed = bytearray(pdf(at_counter, served))
    changed[changed.index(b"/Creator") + 12] ^= 1
    answer = Client().post("/echtheit/", {"by": "file", "file": SimpleUploadedFile("x.pdf", bytes(changed))})
    assert "nach dem Siegeln verändert" in text_of(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hallo", "Diese Datei können wir nicht als PDF lesen."),
        (b"x" * (10 * 1024 * 1024 + 1), "Diese Datei ist größer als 10 MB."),
    ],
)
def test_other_files_get_a_sentence(content: bytes, sentence: str, db: None) -> None:
    answer = Client().post("/echtheit/", {"by": "file", "file": SimpleUploadedFile("x.pdf", content)})
    assert sentence in text_of(answer)


def test_no_file_and_no_code_get_a_sentence(db: None) -> None:
    assert "Bitte fügen Sie bei „PDF-Datei“ eine Datei an." in text_of(Client().post("/echtheit/", {"by": "file"}))
    unknown = Client().post("/echtheit/", {"code": "K7M4-RX93-PAHT"})
    assert unknown.status_code == 404
    assert "Zu diesem Code kennen wir kein Dokument." in text_of(unknown)


def test_who_tries_codes_is_stopped(db: None) -> None:
    stranger = Client()
    answers = [stranger.get(f"/echtheit/{number:012}/").status_code for number in range(61)]
    assert set(answers[:60]) == {404}
    assert answers[60] == 429
