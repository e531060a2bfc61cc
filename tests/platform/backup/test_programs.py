"""Which of PostgreSQL's programs is taken, and what it says."""

from pathlib import Path

import pytest

from einamt.platform.backup.errors import NoProgram
from einamt.platform.backup.programs import find_program, fitting
from einamt.platform.backup.replacing import is_about_a_lock

OLD, SAME, NEW, NEWEST = (Path(f"/pg/{version}/bin/pg_dump") for version in (14, 15, 16, 18))


def test_the_program_of_the_server_s_own_version_is_taken_though_a_newer_one_is_there() -> None:
    assert fitting({NEWEST: 18, SAME: 15, NEW: 16, OLD: 14}, server=15) == SAME


def test_else_the_next_newer_one_and_never_an_older_one() -> None:
    assert fitting({NEWEST: 18, NEW: 16, OLD: 14}, server=15) == NEW
    assert fitting({OLD: 14}, server=15) is None


def test_a_server_that_is_newer_than_all_programs_is_said() -> None:
    with pytest.raises(NoProgram, match="psql of PostgreSQL 99 or newer was not found"):
        find_program("psql", server=99)


@pytest.mark.parametrize(
    ("complaint", "is_so"),
    [
        ("psql:<stdin>:4: ERROR:  55P03: canceling statement due to lock timeout\nLOCATION:  x.c:1", True),
        ("psql:<stdin>:4: FEHLER:  55P03: storniere Anfrage wegen Zeitüberschreitung bei Sperre", True),
        ('ERROR:  42601: syntax error at or near "lock timeout"', False),
        ("", False),
    ],
)
def test_a_lock_is_recognised_in_whichever_language_the_server_speaks(complaint: str, is_so: bool) -> None:
    assert is_about_a_lock(complaint) is is_so
