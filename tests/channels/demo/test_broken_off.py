"""A seeding that is broken off leaves nothing behind, and the next one begins anew."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.cases.models import Case
from einamt.catalog.city.content import BadContent
from einamt.catalog.models import Organisation
from einamt.channels.demo.seeding import cases, seed
from einamt.channels.demo.seeding.city import CONTENT
from einamt.platform.facts.models import FactFile
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.appointments.models import BookingRules, CapacityDay
from tests.channels.demo.conftest import NOW
from tests.factories.catalog import make_service

WRITTEN = (Organisation, City, Staff, BookingRules, CapacityDay, FactFile, Case)


@pytest.mark.django_db(transaction=True)
def test_a_seeding_that_was_broken_off_is_done_again(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"

    def broken_off(**_: object) -> int:
        assert Case.objects.exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cases, "write_future", broken_off)
        with pytest.raises(KeyboardInterrupt):
            call_command("demo", "seed", "--city=meerane")
    assert [model.__name__ for model in WRITTEN if model._default_manager.exists()] == []
    assert city.current().name == city.UNNAMED
    call_command("demo", "seed", "--city=meerane")
    assert [model.__name__ for model in WRITTEN if not model._default_manager.exists()] == []


@pytest.mark.django_db
def test_where_there_are_services_already_the_seeding_says_that_it_did_nothing(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    make_service()
    call_command("demo", "seed")
    assert "already" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_city_that_does_not_say_how_busy_it_is_cannot_be_a_demo(tmp_path: Path) -> None:
    folder = tmp_path / "ruhig"
    folder.mkdir()
    for entry in (CONTENT / "meerane").iterdir():
        if entry.name != "city.toml":
            (folder / entry.name).symlink_to(entry)
    text = (CONTENT / "meerane" / "city.toml").read_text(encoding="utf-8")
    (folder / "city.toml").write_text(text.replace("[demand]", "[business]"), encoding="utf-8")
    with pytest.raises(BadContent, match=r"\[demand\]"):
        seed.seed(city_key=str(folder), now=NOW, say=lambda _: None)
