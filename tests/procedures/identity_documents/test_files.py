"""Files of a specialist system: read line by line, refused or taken as the operator chose."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from einamt.platform import clock
from einamt.procedures.identity_documents.models import IdentityDocument, StateReport
from einamt.procedures.identity_documents.reading import Reading, read_file
from einamt.procedures.identity_documents.rules import DocumentState
from tests.factories.identity_documents import NOW, Workshop

HEADER = "order;number;service;state;occurred_at;office;ready_until;email;language"


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tuesday morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def line(
    workshop: Workshop, order: str, *, state: str = "ready", number: str = "LZ6311T47", at: str = "2026-11-20"
) -> str:
    return f"{order};{number};{workshop.service.slug};{state};{at};{workshop.office.slug};31.12.2026;a@example.org;de"


def read(*lines: str, encoding: str = "utf-8") -> Reading:
    return read_file(content="\r\n".join([HEADER, *lines]).encode(encoding), now=NOW, zone=ZoneInfo("Europe/Berlin"))


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("identity-documents", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.fixture
def broken(workshop: Workshop, tmp_path: Path) -> Path:
    """Three lines, of which the second opens a quotation mark that nobody closes."""
    file = tmp_path / "meldungen.csv"
    middle = 'A-2;"LZ6311T48;x;ready;2026-11-20;;;;'
    file.write_text("\n".join([HEADER, line(workshop, "A-1"), middle, line(workshop, "A-3")]), encoding="utf-8")
    return file


def test_a_file_with_a_broken_line_is_refused_as_a_whole_and_the_line_is_named(broken: Path) -> None:
    with pytest.raises(CommandError, match=r"Nothing was taken\.\nline 3: The line is damaged"):
        run("import", str(broken), "--system", "meso")
    assert not StateReport.objects.exists()


def test_the_good_lines_are_taken_when_the_operator_says_so(broken: Path) -> None:
    told = run("import", str(broken), "--system", "meso", "--only-good")
    assert "line 3: The line is damaged" in told
    assert "2 reports: 2 applied; 1 lines left out." in told
    assert set(IdentityDocument.objects.values_list("order_number", flat=True)) == {"A-1", "A-3"}


def test_the_same_file_again_changes_nothing(broken: Path) -> None:
    run("import", str(broken), "--system", "meso", "--only-good")
    told = run("import", str(broken), "--system", "meso", "--only-good")
    assert "2 reports: 2 known already" in told
    assert StateReport.objects.count() == 2


def test_a_dry_run_writes_nothing(broken: Path) -> None:
    assert "dry run" in run("import", str(broken), "--system", "meso", "--only-good", "--dry-run")
    assert not StateReport.objects.exists()


def test_a_system_that_is_not_connected_cannot_report(broken: Path) -> None:
    with pytest.raises(CommandError, match="No system 'anderes' is connected"):
        run("import", str(broken), "--system", "anderes")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_german_words_and_days_are_read_in_both_encodings(workshop: Workshop, encoding: str) -> None:
    reading = read(line(workshop, "A-1", state="ausgehändigt", at="20.11.2026"), encoding=encoding)
    [report] = reading.reports
    assert (report.state, report.occurred_at) == (DocumentState.HANDED_OUT, datetime(2026, 11, 19, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("A-1;", ";"), "order"),
        (("A-1;", "LZ63-11T47;"), "order"),
        (("LZ6311T47", "LZ6311T4E"), "number"),
        ((";ready;", ";fertig;"), "state"),
        (("2026-11-20", "2026-13-20"), "occurred_at"),
        (("2026-11-20", "2026-11-25"), "occurred_at"),
        (("2026-11-20", "01.01.0001"), "occurred_at"),
        (("31.12.2026", "31.02.2026"), "ready_until"),
        (("31.12.2026", "01.01.0001"), "ready_until"),
        (("a@example.org", "a.example.org"), "email"),
        ((";de", ";Deutsch"), "language"),
        (("amt-", "niemand-"), "office"),
        (("leistung-", "niemand-"), "service"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column_and_never_repeated(
    workshop: Workshop, change: tuple[str, str], column: str
) -> None:
    reading = read(line(workshop, "B-1"), line(workshop, "A-1").replace(*change))
    [fault] = reading.faults
    assert (fault.line, fault.column) == (3, column)
    assert len(reading.reports) == 1
    assert "LZ6311" not in repr(reading.faults)


def test_a_file_without_its_columns_is_refused(workshop: Workshop) -> None:
    reading = read_file(content=b"order;state\nA-1;ready\n", now=NOW, zone=ZoneInfo("Europe/Berlin"))
    assert [(fault.line, fault.column) for fault in reading.faults] == [(1, "occurred_at")]
