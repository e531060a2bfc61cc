"""`einamt person`: what a person is told, and what becomes of it."""

import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.models import Case, CaseBlock
from einamt.catalog.models import ServiceOffer
from einamt.kernel.identifiers import new_id
from einamt.platform.audit.queries import readings
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import Reach, SentMessage
from einamt.platform.notifications.operations import choose_way
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.rendering import Content
from einamt.platform.retention import erasing, persons, repeating
from einamt.procedures.appointments.models import Appointment, Contact
from einamt.procedures.identity_documents.rules import DocumentState
from einamt.procedures.inquiries.models import Inquiry
from einamt.procedures.visits.jobs import close_past_days
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.sending_on import send_on
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_clerk
from tests.factories.appointments import make_bookable, make_booking, somebody
from tests.factories.catalog import make_office
from tests.factories.identity_documents import Workshop
from tests.procedures.visits.conftest import BOOKED_AT, NINE, Morning, at


def person(*arguments: str | Path, reason: str = "Az. 12/2026") -> str:
    """What the command says."""
    said = StringIO()
    call_command("person", *map(str, arguments), "--reason", reason, stdout=said)
    return said.getvalue()


def key_of(morning: Morning, name: str) -> str:
    return f"case:{Case.objects.get(pk=morning.id(name)).reference}"


def book_as(morning: Morning, *, name: str, email: str, minute: int) -> str:
    """An appointment of somebody; its key."""
    contact = somebody(name=name, email=email)
    booked = make_booking(at=morning.place, day=NINE.date(), minute=minute, now=BOOKED_AT, contact=contact)
    return f"case:{booked.case.reference}"


def wrote(*, email: str, name: str) -> str:
    """A message that has been passed on; its key."""
    inquiry = Inquiry.objects.create(
        id=new_id(),
        subject="question",
        message="Wann?",
        person_name=name,
        email=email,
        language="de",
        written_at=NINE,
        passed_on_at=NINE,
    )
    return f"inquiry:{inquiry.pk}"


@pytest.fixture
def missed(morning: Morning) -> str:
    """Ada did not come: a case that is closed; its key."""
    morning.miss("Ada", "10:00")
    return key_of(morning, "Ada")


def test_everything_of_an_address_is_found_across_procedures(morning: Morning) -> None:
    workshop = Workshop()
    workshop.take(DocumentState.APPLIED, email="Ada@example.org")
    message = wrote(email="ada@example.org ", name="Ada")
    found = person("find", "--email", "ADA@example.org")
    document = f"case:{workshop.document().case.reference}"
    assert all(key in found for key in (key_of(morning, "Ada"), document, message))
    assert key_of(morning, "Bilal") not in found


def test_a_matter_is_found_by_its_number_and_each_search_is_in_the_log(morning: Morning) -> None:
    case = Case.objects.get(pk=morning.id("Ada"))
    assert "Ada" in person("find", "--reference", case.reference)
    [entry] = readings(subject=f"case:{case.pk}")
    assert (entry.what, entry.purpose) == ("person-found", "Az. 12/2026")


def test_what_another_office_did_of_a_visit_is_found_exported_and_erased_as_its_persons(
    morning: Morning, tmp_path: Path
) -> None:
    office = make_office(name="Rathaus")
    ServiceOffer.objects.create(service=morning.place.service, office=office, steps=1)
    there = make_bookable(now=BOOKED_AT, office=office, service=morning.place.service)
    morning.call("Ada", "9:00")
    went_on = send_on(
        case_id=morning.id("Ada"),
        office_id=there.office.pk,
        desk=morning.desk(),
        command_id=new_id(),
        now=at("9:05"),
    )
    close_past_days(at("33:00"))
    keys = (key_of(morning, "Ada"), f"case:{Case.objects.get(pk=went_on.case_id).reference}")
    found = person("find", "--email", "ada@example.org")
    assert all(key in found for key in keys)
    person("export", *keys, "--to", tmp_path / "out")
    assert [each["key"] for each in json.loads((tmp_path / "out/person.json").read_text())["matters"]] == [*keys]
    assert person("erase", *keys).count("erased (Art. 17 GDPR)") == 2
    assert not Visit.objects.filter(case_id=went_on.case_id).exists()


def test_a_name_alone_finds_nobody(morning: Morning) -> None:
    with pytest.raises(CommandError, match="A name is not enough"):
        person("find")


def test_two_residents_of_one_name_are_never_mixed(morning: Morning, tmp_path: Path) -> None:
    first = book_as(morning, name="Anna Muster", email="anna@example.org", minute=600)
    second = book_as(morning, name="Anna Muster", email="muster@example.org", minute=612)
    assert second not in person("find", "--email", "anna@example.org")
    for action in (["export", "--to", tmp_path / "out"], ["block"], ["erase"]):
        with pytest.raises(CommandError, match="the name alone does not tell people"):
            person(action[0], first, second, *action[1:])
    assert not (tmp_path / "out").exists()


def told(key: str, *, to: Recipient) -> None:
    """The person of a case wished to be told so, and was told, with a link that opens the case."""
    case = Case.objects.get(reference=key.removeprefix("case:"))
    choose_way(about=case.pk, recipient=to)
    content = Content(to, "de", "Ihr Termin", "https://example.org/status/geheim", "", "", ())
    SentMessage.objects.create(
        command_id=new_id(), kind="appointments.confirmed", about=case.pk, claimed_at=NINE, content=content.sealed()
    )


def test_what_a_person_was_told_and_where_is_exported_without_the_links_that_it_held(
    morning: Morning, tmp_path: Path
) -> None:
    key = book_as(morning, name="Ada", email="ada@example.org", minute=600)
    home = PostalAddress("Ada", "Lange Straße 1", "13187", "Musterstadt")
    told(key, to=Recipient(email="other@example.org", address=home, wish=MessageChannel.LETTER))
    person("export", key, "--to", tmp_path / "out")
    text = (tmp_path / "out/person.json").read_text(encoding="utf-8")
    [matter] = json.loads(text)["matters"]
    [wish], [message] = matter["data"]["notifications.Reach"], matter["data"]["notifications.SentMessage"]
    assert (wish["email"], wish["address"]) == ("other@example.org", ["Ada", "Lange Straße 1", "13187 Musterstadt"])
    assert (message["kind"], message["subject"]) == ("appointments.confirmed", "Ihr Termin")
    assert message["recipient"]["email"] == "other@example.org"
    assert "geheim" not in text
    assert "Lange Straße 1" in (tmp_path / "out/person.html").read_text(encoding="utf-8")


def test_a_matter_is_found_by_where_its_person_wished_to_be_told(morning: Morning) -> None:
    key = book_as(morning, name="Ada", email="ada@example.org", minute=600)
    told(key, to=Recipient(email="other@example.org", mobile="+4917612345678", wish=MessageChannel.SMS))
    assert key in person("find", "--email", " Other@example.org")
    assert key in person("find", "--phone", "0176 123456 78")
    assert "Nothing is held" in person("find", "--phone", "0176 123456 79")


def test_what_was_told_about_a_case_goes_with_it(missed: str) -> None:
    told(missed, to=Recipient(email="other@example.org"))
    assert "erased (Art. 17 GDPR)" in person("erase", missed)
    assert not SentMessage.objects.exists()
    assert not Reach.objects.exists()


def test_a_family_with_one_mailbox_is_several_people(morning: Morning, tmp_path: Path) -> None:
    parent = book_as(morning, name="Anna Muster", email="familie@example.org", minute=600)
    child = book_as(morning, name="Ben Muster", email="familie@example.org", minute=612)
    assert "several people" in person("find", "--email", "familie@example.org")
    with pytest.raises(CommandError, match="Anna Muster's"):
        person("export", parent, child, "--to", tmp_path / "out")


def test_an_export_is_readable_by_people_and_programs_and_holds_no_codes(morning: Morning, tmp_path: Path) -> None:
    key = book_as(morning, name="Đặng-Nguyễn <Hà>", email="ha@example.org", minute=600)
    person("export", key, wrote(email="ha@example.org", name="Đặng-Nguyễn <Hà>"), "--to", tmp_path / "out")
    data = json.loads((tmp_path / "out/person.json").read_text(encoding="utf-8"))
    case, message = (each["data"] for each in data["matters"])
    [appointment] = case["appointments.Appointment"]
    assert appointment["person_name"] == message["person_name"] == "Đặng-Nguyễn <Hà>"
    assert case["contact"] == [{"email": "ha@example.org", "phone": ""}]
    assert case["cases.CaseEvent"]
    assert "actor" not in case["cases.CaseEvent"][0]
    assert not {"code_hash", "case_code"} & {*case, *appointment}
    assert "Đặng-Nguyễn &lt;Hà&gt;" in (tmp_path / "out/person.html").read_text(encoding="utf-8")


def test_a_document_that_was_issued_is_a_file_beside_the_export(missed: str, tmp_path: Path) -> None:
    case = Case.objects.get(reference=missed.removeprefix("case:"))
    issued = IssuedDocument.objects.create(
        id=new_id(),
        case=case,
        kind="attendance",
        language="de",
        organisation=case.organisation,
        code_hash="h",
        digest="d",
        issued_at=NINE,
        issued_by="staff:1",
    )
    DocumentFile.objects.create(document=issued, pdf=b"%PDF-1.7 sealed")
    person("export", missed, "--to", tmp_path / "out")
    [matter] = json.loads((tmp_path / "out/person.json").read_text(encoding="utf-8"))["matters"]
    [document] = matter["data"]["documents.IssuedDocument"]
    name = document["documents.DocumentFile"][0]["pdf"]
    assert (tmp_path / "out" / name).read_bytes() == b"%PDF-1.7 sealed"
    assert name in (tmp_path / "out/person.html").read_text(encoding="utf-8")


def test_what_is_finished_is_erased_when_its_person_asks(missed: str, morning: Morning) -> None:
    assert "would be erased" in person("erase", missed, "--dry-run")
    assert Case.objects.filter(pk=morning.id("Ada")).exists()
    assert "erased (Art. 17 GDPR)" in person("erase", missed)
    assert not Appointment.objects.filter(case_id=morning.id("Ada")).exists()
    erasing.erase_due(now=NINE)
    assert Contact.objects.count() == 2  # Bilal's and Çiğdem's


def test_what_is_open_is_neither_erased_nor_blocked(morning: Morning) -> None:
    key = key_of(morning, "Bilal")
    assert "withdraw it first" in person("erase", key)
    assert "not blocked" in person("block", key)
    assert Case.objects.filter(pk=morning.id("Bilal")).exists()
    assert not CaseBlock.objects.exists()


def test_what_a_duty_keeps_is_blocked_instead_and_goes_with_the_duty(db: None) -> None:
    workshop = Workshop()
    for hours, state in enumerate((DocumentState.APPLIED, DocumentState.READY, DocumentState.HANDED_OUT)):
        workshop.take(state, hours=hours)
    case = workshop.document().case
    said = person("erase", f"case:{case.reference}")
    assert "blocked instead of erased" in said
    assert "Art. 17(3)(e) GDPR" in said
    assert CaseBlock.objects.get(case=case).basis == persons.Basis.INSTEAD
    case.refresh_from_db()
    assert case.closed_at is not None
    erasing.erase_due(now=case.closed_at + timedelta(days=91))
    assert not Case.objects.filter(pk=case.pk).exists()


def test_what_somebody_had_blocked_is_kept_until_that_is_lifted(missed: str, morning: Morning) -> None:
    person("block", missed)
    later = at("10:00") + timedelta(days=200)
    erasing.erase_due(now=later)
    assert Case.objects.filter(pk=morning.id("Ada")).exists()
    assert "Art. 18(3) GDPR" in person("block", missed, "--lift")
    erasing.erase_due(now=later)
    assert not Case.objects.filter(pk=morning.id("Ada")).exists()


def test_an_erasure_that_is_asked_for_later_does_not_shorten_a_block(db: None) -> None:
    workshop = Workshop()
    for hours, state in enumerate((DocumentState.APPLIED, DocumentState.READY, DocumentState.HANDED_OUT)):
        workshop.take(state, hours=hours)
    key = f"case:{workshop.document().case.reference}"
    person("block", key)
    person("erase", key)
    assert CaseBlock.objects.get().basis == persons.Basis.ASKED


def test_staff_pages_do_not_show_who_is_blocked(
    missed: str, morning: Morning, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: at("10:05"))
    clerk: Staff = make_clerk(office=morning.place.office)
    client.force_login(clerk)
    client.post("/schalter/platz/", {"counter": "7"})
    reference = missed.removeprefix("case:")
    of_day = {"vorgang": str(morning.id("Ada"))}
    assert "Ada" in text_of(client.get("/schalter/", of_day))
    assert client.get(f"/schalter/vorgang/{reference}/").status_code == 200
    person("block", missed)
    page = client.get("/schalter/", of_day)
    assert page.status_code == 200
    assert "Ada" not in text_of(page)
    assert "Ada" not in text_of(client.post("/schalter/suche/", {"text": "Ada"}, follow=True)).replace("„Ada“", "")
    assert client.get(f"/schalter/vorgang/{reference}/").status_code == 403


def again(moment: datetime) -> str:
    """What is said where what was done since `moment` is done again."""
    said = StringIO()
    call_command("person", "again", "--since", moment.isoformat(), stdout=said)
    return said.getvalue()


def test_what_somebody_had_blocked_since_a_backup_is_blocked_again_over_it(
    missed: str, morning: Morning, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("einamt.platform.clock.now", lambda: at("10:05"))
    person("block", missed)
    CaseBlock.objects.all().delete()  # as an earlier backup has it
    assert "0 requests" in again(at("10:06"))
    assert not CaseBlock.objects.exists()
    assert f"{missed}: blocked" in again(at("10:05"))
    assert CaseBlock.objects.get().basis == persons.Basis.ASKED
    person("block", missed, "--lift")
    again(at("10:05"))
    assert not CaseBlock.objects.exists()


def test_what_is_gone_needs_nothing_and_the_list_names_nobody(
    missed: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("einamt.platform.clock.now", lambda: at("10:05"))
    person("erase", missed)
    assert f"{missed}: not there." in again(at("10:05"))
    kept = tmp_path / "person-requests.jsonl"
    assert "Ada" not in kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("einamt.platform.clock.now", lambda: at("10:05") + repeating.KEEP)
    assert "1 requests" in again(at("10:05"))
    repeating.note(action="erase", key="inquiry:x", reason="", now=at("10:05") + repeating.KEEP)
    assert [request.key for request in repeating.since(at("10:05"))] == ["inquiry:x"]


@pytest.mark.parametrize("key", ["case:ABCD-EFG-HIJ", "case:", "inquiry:unsinn", "waitlist:none", "nobody:1", "unsinn"])
def test_a_key_of_nobody_gets_a_sentence(key: str, db: None) -> None:
    with pytest.raises(CommandError, match="einamt person find"):
        person("erase", key)


def test_every_procedure_that_holds_people_answers() -> None:
    assert persons.prefixes() == ["account", "case", "inquiry", "representation", "waitlist"]
