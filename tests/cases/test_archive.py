"""What must be offered to the archive is offered before it is erased, and kept until the archive has decided."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from einamt.cases import operations, registry
from einamt.cases.archive.models import ArchiveOffer, OfferedCase
from einamt.cases.archive.operations import offer_some
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.models import Case
from einamt.cases.registry import CaseKind
from einamt.cases.steps import locked_case, record_event
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.kernel.references import new_reference
from einamt.platform.audit.queries import readings
from einamt.platform.retention import erasing
from einamt.platform.retention.persons import provider_of
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db
LAW = "§ 5(1) ArchGB"


@pytest.fixture
def offered_kind(errand: CaseKind) -> Iterator[CaseKind]:
    """Errands have to be offered."""
    registry._kinds[errand.code] = replace(errand, offered_because=LAW)
    yield registry._kinds[errand.code]
    registry._kinds[errand.code] = errand


@pytest.fixture
def late(now: datetime, errand: CaseKind, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """When a case that was closed `now` has been kept long enough; the time that commands see."""
    moment = now + errand.retention + timedelta(days=1)
    monkeypatch.setattr("einamt.platform.clock.now", lambda: moment)
    return moment


def closed(now: datetime) -> Case:
    case, _ = make_case(now=now)
    with transaction.atomic():
        record_event(
            case=locked_case(case_id=case.pk), event="finished", actor=CITIZEN, channel=Channel.PORTAL, data={}, now=now
        )
    return case


def archive(*arguments: str | Path) -> str:
    said = StringIO()
    call_command("archive", *map(str, arguments), stdout=said)
    return said.getvalue()


def kept_because(key: str) -> str:
    matter = provider_of(key).matter(key)
    assert matter is not None
    return matter.kept_because


def test_what_must_be_offered_is_offered_and_not_erased_before_the_answer(
    now: datetime, late: datetime, offered_kind: CaseKind
) -> None:
    case = closed(now)
    assert operations.erase_some_cases(late) == {}, "not even before it was offered"
    said = StringIO()
    call_command("retention", "run", "--dry-run", stdout=said)
    assert "archive: 1 cases of the kind errand to be offered" in said.getvalue()
    call_command("retention", "run", stdout=said)
    assert "1 cases of the kind errand offered" in said.getvalue()
    assert Case.objects.filter(pk=case.pk).exists()
    assert offer_some(late) == {}, "once is enough"


def test_what_the_archive_leaves_is_erased_and_what_it_takes_is_handed_over_first(
    now: datetime, late: datetime, offered_kind: CaseKind, tmp_path: Path
) -> None:
    taken, left = closed(now), closed(now)
    document = IssuedDocument.objects.create(
        id=new_id(),
        case=taken,
        kind="x",
        language="de",
        organisation=taken.organisation,
        code_hash="h",
        digest="d",
        issued_at=now,
        issued_by="staff:1",
    )
    DocumentFile.objects.create(document=document, pdf=b"%PDF-1.7 sealed")
    erasing.offer_due(now=late)
    number = str(ArchiveOffer.objects.get().pk)
    assert "2 cases listed" in archive("list", number, "--to", tmp_path / "list")
    listed = csv.DictReader((tmp_path / "list/list.csv").read_text(encoding="utf-8").splitlines())
    assert {row["reference"]: (row["ended"], row["documents"]) for row in listed} == {
        taken.reference: ("done", "1"),
        left.reference: ("done", "0"),
    }
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"{taken.reference}\n", encoding="utf-8")
    assert "1 of 2 cases are taken." in archive("answer", number, "--take", wanted, "--reply", "LAB 7/2027")
    erasing.erase_due(now=late)
    assert list(Case.objects.all()) == [taken]
    archive("hand-over", number, "--to", tmp_path / "over", "--reason", "LAB 7/2027")
    manifest = json.loads((tmp_path / "over/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["reply"], manifest["agreement"]) == ("LAB 7/2027", LAW)
    files = {name: (tmp_path / "over" / name).read_bytes() for name in manifest["sha256"]}
    assert {name: sha256(content).hexdigest() for name, content in files.items()} == manifest["sha256"]
    assert b"%PDF-1.7 sealed" in files.values()
    record = json.loads(files[f"{taken.reference}/case.json"])
    assert len(record["cases.CaseEvent"]) == 2
    assert record["documents.IssuedDocument"][0]["documents.DocumentFile"][0]["pdf"] == "file-1.pdf"
    [entry] = readings(subject=f"case:{taken.pk}")
    assert (entry.what, entry.purpose) == ("archive-handed-over", "LAB 7/2027")
    erasing.erase_due(now=late)
    assert not Case.objects.exists()
    assert "1 taken (LAB 7/2027)" in archive("offers"), "that it was offered stays known"


def test_an_archive_that_does_not_answer_within_twelve_months_keeps_nothing(
    now: datetime, late: datetime, offered_kind: CaseKind
) -> None:
    closed(now)
    erasing.offer_due(now=late)
    assert operations.erase_some_cases(late + timedelta(days=365)) == {}
    assert operations.erase_some_cases(late + timedelta(days=367))["cases.Case"] == 1


def test_the_citys_agreement_counts_for_more_than_the_kind(
    now: datetime, late: datetime, offered_kind: CaseKind
) -> None:
    closed(now)
    assert "errand: not offered; LAB 3/2026" in archive("agree", "errand", "none", "--source", "LAB 3/2026")
    assert erasing.offer_due(now=late) == {}
    assert operations.erase_some_cases(late)["cases.Case"] == 1
    archive("agree", "errand", "all", "--source", "LAB 9/2026")
    closed(now)
    assert erasing.offer_due(now=late) == {"cases of the kind errand": 1}


def test_whoever_asks_for_erasure_is_told_that_the_archive_comes_first(
    now: datetime, late: datetime, offered_kind: CaseKind
) -> None:
    case = closed(now)
    key = f"case:{case.reference}"
    assert "Art. 17(3)(d) GDPR" in kept_because(key)
    erasing.offer_due(now=late)
    archive("answer", str(ArchiveOffer.objects.get().pk), "--take", "none", "--reply", "LAB 8")
    assert kept_because(key) == ""


def test_wrong_answers_change_nothing(now: datetime, late: datetime, offered_kind: CaseKind, tmp_path: Path) -> None:
    case = closed(now)
    erasing.offer_due(now=late)
    number = str(ArchiveOffer.objects.get().pk)
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"{case.reference}\n{new_reference()}\n", encoding="utf-8")
    misspelt = tmp_path / "misspelt.txt"
    misspelt.write_text(f"{case.reference}\n\nXXXXXXXXXX\n", encoding="utf-8")
    for arguments, what in (
        (("answer", number, "--take", wanted, "--reply", "x"), "not in offer"),
        (("answer", number, "--take", misspelt, "--reply", "x"), "Line 3 begins with 'XXXXXXXXXX'"),
        (("answer", "999", "--take", "all", "--reply", "x"), "no offer 999"),
        (("answer", number, "--take", tmp_path / "none.txt", "--reply", "x"), "cannot be read"),
        (("hand-over", number, "--to", tmp_path / "over", "--reason", "x"), "nothing to hand over"),
        (("list", number, "--to", tmp_path), "is there already"),
        (("agree", "nonsense", "all", "--source", "x"), "no kind of case"),
    ):
        with pytest.raises(CommandError, match=what):
            archive(*arguments)
    assert not OfferedCase.objects.filter(is_taken=True).exists()
    archive("answer", number, "--take", "all", "--reply", "x")
    with pytest.raises(CommandError, match="was answered"):
        archive("answer", number, "--take", "none", "--reply", "y")


@pytest.mark.usefixtures("offered_kind")
@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ("{0}\n", "utf-8"),
        (" {0} \r\n\r\n", "utf-8"),
        ("{1}\n", "utf-8"),
        ("reference,kind,office\n{0},errand,Köpenick\n", "utf-8"),
        ("reference;kind;office\r\n{0};errand;Köpenick\r\n", "cp1252"),
        ('\ufeff"reference";"kind";"office"\r\n"{0}";"errand";"Köpenick; Nebenstelle"\r\n', "utf-8"),
        ("reference\tkind\toffice\n{1}\terrand\tKöpenick\n", "cp1252"),
    ],
    ids=["plain", "spaces", "as it is said", "list", "spreadsheet", "quoted", "tabs"],
)
def test_an_answer_is_read_as_archives_write_it(
    now: datetime, late: datetime, tmp_path: Path, lines: str, encoding: str
) -> None:
    case = closed(now)
    erasing.offer_due(now=late)
    wanted = tmp_path / "wanted.csv"
    said = case.reference.replace("-", " ").lower()
    wanted.write_bytes(lines.format(case.reference, said).encode(encoding))
    answer = archive("answer", str(ArchiveOffer.objects.get().pk), "--take", wanted, "--reply", "LAB 9")
    assert "1 of 1 cases are taken." in answer


def test_an_open_case_is_not_offered(now: datetime, late: datetime, offered_kind: CaseKind) -> None:
    make_case(now=now)
    assert erasing.offer_due(now=late) == {}
