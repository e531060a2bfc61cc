"""Operators make open months again: what is told is the same before and after."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.measuring import Figure, Scope, figures
from einamt.kernel.periods import month_of
from einamt.platform.facts import operations
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import FactFile, FiledFact
from tests.factories.appointments import make_bookable
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OCTOBER = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def october(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    place = make_bookable(now=NOW)
    for lead_days in (3, 20):
        record_bookings(place, *[lead_days] * 10, on=OCTOBER)
        operations.move_all_facts(now=NOW)


def steering(*words: str) -> str:
    out = StringIO()
    call_command("steering", *words, stdout=out)
    return out.getvalue()


def told() -> list[Figure]:
    return figures(indicators=[INDICATORS["fourteen-days"]], days=month_of(OCTOBER), scope=Scope())


def test_a_month_is_made_again_and_says_the_same() -> None:
    before = told()
    assert steering("rebuild", "--dry-run") == "appointments.booked 2026-10: 20 facts\n"
    assert FactFile.objects.count() == 2
    assert "appointments.booked 2026-10: 20 facts written again, the same rows as before" in steering("rebuild")
    assert told() == before
    assert steering("rebuild", "--month", "2026-09") == "0 facts in 0 files.\n"


def test_a_file_that_was_cut_short_changes_no_figure_and_is_made_again() -> None:
    before = told()
    path = path_of(FactFile.objects.order_by("pk")[0])
    path.write_bytes(path.read_bytes()[:100])
    assert told() == before
    assert "the files were damaged" in steering("rebuild")
    assert told() == before


def test_what_the_database_has_lost_is_not_written_over_the_files() -> None:
    before = told()
    FiledFact.objects.order_by("pk")[0].delete()
    said = steering("rebuild")
    assert "appointments.booked 2026-10: 10 facts written again, the same rows as before" in said
    assert "10 facts stay in files that are what was written; the database does not have them" in said
    assert told() == before


def test_what_is_left_is_told_and_ends_with_an_error_after_the_rest_was_done() -> None:
    one, other = FactFile.objects.order_by("pk")
    one.facts.all().delete()
    path_of(one).unlink()
    path_of(other).unlink()
    out = StringIO()
    with pytest.raises(CommandError, match=r"Not everything was made again: appointments\.booked 2026-10"):
        call_command("steering", "rebuild", stdout=out)
    assert "10 facts written again, the files were damaged" in out.getvalue()
    assert "10 facts in damaged files that cannot be made again; take the files from the backup" in out.getvalue()
    assert path_of(FactFile.objects.exclude(pk=one.pk).get()).exists()
