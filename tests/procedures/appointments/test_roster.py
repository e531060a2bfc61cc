"""Duty rosters: what a file may look like, what is wrong with it, and importing it twice."""

from datetime import date, datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.procedures.appointments.models import Plan
from einamt.procedures.appointments.operations import save_plan, withdraw_plan
from einamt.procedures.appointments.planning.importing import read_import
from einamt.procedures.appointments.planning.roster import Roster, read_roster
from tests.factories.appointments import Bookable

GROUPS = {("rathaus", "bürgerdienste"): 1, ("rathaus", "kfz"): 2}
TODAY = date(2026, 11, 24)
HEAD = "Datum;Amt;Gruppe;von;bis;Schalter\n"


def read(text: str, *, encoding: str = "utf-8") -> Roster:
    return read_roster(content=text.encode(encoding), groups=GROUPS, today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("day", ["2026-12-01", "01.12.2026", "1.12.26"])
def test_dates_separators_and_encodings_of_offices_are_read(encoding: str, delimiter: str, day: str) -> None:
    text = f"date;office;group;from;until;counters\n{day};Rathaus;Bürgerdienste;8:00;12.30;3\n"
    roster = read(text.replace(";", delimiter), encoding=encoding)
    [shift] = roster.shifts
    assert roster.errors == []
    assert (shift.group_id, shift.day, shift.opens_minute, shift.closes_minute, shift.counters) == (
        1,
        date(2026, 12, 1),
        480,
        750,
        3,
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("31.11.2026;Rathaus;KFZ;8;12;1", "kein Datum"),
        ("01.11.2026;Rathaus;KFZ;8;12;1", "schon vorbei"),
        ("01.12.2026;Rathaus;Standesamt;8;12;1", "gibt es nicht"),
        ("01.12.2026;Rathaus;KFZ;8:61;12;1", "keine Uhrzeit"),
        ("01.12.2026;Rathaus;KFZ;25;26;1", "keine Uhrzeit"),
        ("01.12.2026;Rathaus;KFZ;12;8;1", "nach „von“"),
        ("01.12.2026;Rathaus;KFZ;8;12;zwei", "keine Zahl"),
        ("01.12.2026;Rathaus;KFZ;8;12;256", "keine Zahl"),
        ("01.12.2026;Rathaus", "gibt es nicht"),
        ("01.12.2026;Rathaus;KFZ;9;11;2", "überschneidet sich"),
    ],
)
def test_what_is_wrong_is_said_by_its_line_and_the_other_rows_are_good(row: str, sentence: str) -> None:
    roster = read(f"{HEAD}01.12.2026;Rathaus;KFZ;8;10;1\n\n{row}\n02.12.2026;Rathaus;KFZ;8;10;1\n")
    assert [error.line for error in roster.errors] == [4]
    assert sentence in roster.errors[0].message
    assert len(roster.shifts) == 2


def test_a_file_without_its_columns_is_no_roster() -> None:
    assert read("Name;Alter\nx;1\n").errors[0].line == 1
    assert read("").errors
    assert read("\x00\x00").errors


def test_a_row_that_stands_there_twice_counts_once() -> None:
    assert len(read(HEAD + "01.12.2026;Rathaus;KFZ;8;10;1\n" * 2).shifts) == 1


def roster_of(at: Bookable, day: date, counters: int) -> bytes:
    return f"{HEAD}{day};{at.office.slug};{at.group.key};9:00;10:00;{counters}\n".encode()


def imported(at: Bookable, day: date, counters: int, *, now: datetime) -> Plan | None:
    found = read_import(content=roster_of(at, day, counters), office_ids=None, today=now.date())
    if not found.shifts:
        return None
    return save_plan(draft=found.draft(), actor=SYSTEM, command_id=uuid4(), now=now).plan


def test_a_roster_stands_in_place_of_the_opening_rules_and_the_last_one_counts(
    at: Bookable, now: datetime, day: date
) -> None:
    assert imported(at, day, 3, now=now) is not None
    assert at.free(day) == [3] * 5
    assert imported(at, day, 3, now=now) is None, "the same again is nothing new"
    later = imported(at, day, 4, now=now)
    assert later is not None
    assert at.free(day) == [4] * 5
    withdraw_plan(plan_id=later.pk, actor=SYSTEM, now=now)
    assert at.free(day) == [3] * 5


def test_the_command_looks_then_imports_all_or_the_good_ones(
    at: Bookable, now: datetime, day: date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    file = tmp_path / "plan.csv"

    def run(*arguments: str) -> str:
        told = StringIO()
        call_command("appointments", "roster", str(file), *arguments, stdout=told)
        return told.getvalue()

    file.write_bytes(roster_of(at, day, 3))
    assert "Nothing written" in run("--dry-run")
    assert not Plan.objects.exists()
    assert "1 rows taken" in run()
    assert "1 unchanged" in run()
    assert Plan.objects.count() == 1
    file.write_bytes(roster_of(at, day, 5) + b"nonsense\n")
    with pytest.raises(CommandError, match="line 3"):
        run()
    assert at.free(day) == [3] * 5
    assert "1 rows taken" in run("--only-good")
    assert at.free(day) == [5] * 5
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("appointments", "roster", str(tmp_path / "none.csv"))
