"""`einamt city`: an operator sets a city up that can offer times, and closes offices for a while."""

import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from einamt.catalog.models import Organisation, PublicService
from einamt.platform.shell import city
from einamt.procedures.appointments.models import BookingRules, CapacityDay, Closure, Holiday
from tests.factories.appointments import make_bookable, make_booking
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOMORROW = NOW.date() + timedelta(days=1)
MEERANE = Path(__file__).resolve().parents[2] / "demo" / "meerane"


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city of its own, which is no demo: it does not say how busy it is, and has an imprint."""
    copied = Path(shutil.copytree(MEERANE, tmp_path / "musterstadt"))
    file = copied / "city.toml"
    text = file.read_text(encoding="utf-8")
    demand, rest = text.split("[demand]")[0], text.split("[demand]")[1].split("[hotline]")[1]
    imprint = '[imprint]\npublisher = "Stadt Musterstadt"\nemail = "stadt@example.org"\n'
    file.write_text(f"{demand}[hotline]{rest.split('# Where the city is written to')[0]}\n{imprint}", encoding="utf-8")
    return copied


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("city", *arguments, stdout=printed)
    return printed.getvalue()


def test_a_loaded_city_offers_times(folder: Path, client: Client) -> None:
    assert "2 parts, 3 offices" in run("load", str(folder))
    assert (city.current().is_demo, city.current().publisher) == (False, "Stadt Musterstadt")
    assert CapacityDay.objects.filter(day=TOMORROW).exists()
    assert not CapacityDay.objects.filter(day__lt=NOW.date()).exists()
    assert Holiday.objects.filter(name="Buß- und Bettag").exists()
    page = client.get("/termin/zeiten/?leistung=personalausweis-beantragen").content.decode()
    assert "Bürgerbüro Meerane" in page


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    assert "dry run" in run("load", str(folder), "--dry-run")
    assert not Organisation.objects.exists()


def test_a_city_is_loaded_into_an_empty_house_only(folder: Path) -> None:
    make_service()
    with pytest.raises(CommandError, match="already"):
        run("load", str(folder))
    assert PublicService.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("city.toml", 'state = "SN"', 'state = "XX"', "no Land 'XX'"),
        ("city.toml", "Europe/Berlin", "Europe/Meerane", "no time zone"),
        ("city.toml", "step_minutes = 15", "", "step_minutes missing"),
        ("city.toml", "step_minutes = 15", "step_minutes = 0", "above zero"),
        ("city.toml", "2024-01-01", "1. Januar", "no date"),
        ("city.toml", "publisher =", "herausgeber =", "herausgeber not known"),
        ("city.toml", "corpus_christi = []", 'corpus_christi = ["glauchau"]', "no municipality 'glauchau'"),
        ("offices.toml", 'municipality = "stadt-meerane"', 'municipality = "glauchau"', "no municipality 'glauchau'"),
        ("offices.toml", 'closes = "15:00"', 'closes = "07:00"', "do not end after they begin"),
        ("offices.toml", "counters = 2", "counters = 256", "256 counters"),
        ("services/hund-anmelden.toml", "counter_groups = [", 'counter_groups = ["hundeamt", ', "hundeamt"),
        ("services/hund-anmelden.toml", "life_events = [", 'life_events = ["hund", ', "life event 'hund'"),
        ("postal_codes.csv", "stadt-meerane", "glauchau", "postal_codes.csv"),
        ("services/hund-anmelden.toml", "steps =", "schritte =", "hund-anmelden"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(folder: Path, file: str, old: str, new: str, named: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CommandError, match=named):
        run("load", str(folder))
    assert not Organisation.objects.exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="atlantis"):
        run("load", str(tmp_path / "atlantis"))


def test_a_closed_office_offers_nothing_until_it_is_reopened_and_names_what_was_booked() -> None:
    place = make_bookable(now=NOW)
    booked = make_booking(at=place, day=TOMORROW, minute=540, now=NOW)
    printed = run("close", place.office.slug, "--from", str(TOMORROW), "--to", str(TOMORROW), "--reason", "Umzug")
    assert booked.case.reference in printed
    assert "1 appointments need another time" in printed
    assert sum(place.free(TOMORROW)) == 0
    assert sum(place.free(TOMORROW + timedelta(days=1))) > 0
    closure = Closure.objects.get()
    assert f"{closure.pk}: {place.office.name}, {TOMORROW} to {TOMORROW}: Umzug" in run("closures")
    assert "Taken back" in run("reopen", str(closure.pk))
    assert sum(place.free(TOMORROW)) > 0
    assert run("closures") == "0 closures.\n"


def test_a_holiday_closes_the_offices_of_its_part() -> None:
    place = make_bookable(now=NOW)
    assert "Stadtfest" in run("holiday", place.office.organisation.identifier, str(TOMORROW), "Stadtfest")
    assert sum(place.free(TOMORROW)) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("close", "nirgends", "--from", "2026-12-01", "--to", "2026-12-02", "--reason", "x"), "no office"),
        (("close", "nirgends", "--from", "2026-12-02", "--to", "2026-12-01", "--reason", "x"), "before the first"),
        (("close", "nirgends", "--from", "morgen", "--to", "2026-12-01", "--reason", "x"), "no date"),
        (("reopen", "99"), "no closure 99"),
        (("holiday", "nirgends", "2026-12-01", "x"), "no single organisation"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_without_rules_of_booking_no_office_is_closed() -> None:
    place = make_bookable(now=NOW)
    BookingRules.objects.all().delete()
    with pytest.raises(CommandError, match="no rules"):
        run("holiday", place.office.organisation.identifier, "2026-12-01", "x")
    assert not Holiday.objects.exists()


def test_rules_are_shown_and_set_from_a_day_on(folder: Path) -> None:
    run("load", str(folder))
    assert "horizon_days = 42" in run("rules")
    assert "In force" in run("rules", "--from", "2026-12-01", "--set", "horizon_days=28", "--source", "Beschluss 12")
    shown = run("rules")
    assert "from 2026-12-01 (Beschluss 12)" in shown
    assert "horizon_days = 28" in shown


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--set", "horizon_days=28"), "from when"),
        (("--from", "2026-12-01"), "taken from"),
        (("--from", "2026-12-01", "--source", "x", "--set", "step_minutes=7"), "step_minutes"),
        (("--from", "2026-12-01", "--source", "x", "--set", "horizont=7"), "no rule"),
        (("--from", "2026-11-23", "--source", "x"), "frühestens ab morgen"),
    ],
)
def test_rules_that_do_not_fit_are_not_set(folder: Path, arguments: tuple[str, ...], named: str) -> None:
    run("load", str(folder))
    with pytest.raises(CommandError, match=named):
        run("rules", *arguments)
    assert BookingRules.objects.count() == 1
