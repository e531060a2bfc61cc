"""What holds in the halls is data with a day: from the city's folder, and set anew from a day on."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from einamt.procedures.visits import errors
from einamt.procedures.visits.floor_rules import emergency_reasons, floor_rules
from einamt.procedures.visits.floor_set import FloorSet, Reason, faults_of_floor
from einamt.procedures.visits.models import FloorRules
from einamt.procedures.visits.regulating import set_floor
from tests.procedures.visits.conftest import at

GOOD = {
    "valid_from": "2026-12-01",
    "source": "Beschluss",
    "emergency": [
        {"code": "reise", "de": "Reise", "en": "Journey"},
        {"code": "frist", "de": "Frist", "en": "Deadline"},
    ],
}
TODAY = at("9:00")


def rules(*, valid_from: date) -> FloorSet:
    return FloorSet(valid_from, 20, 3, "Beschluss", (Reason("reise", "Reise", "Journey"),))


@pytest.mark.django_db
def test_new_rules_hold_from_their_day_on_and_leave_the_old_ones_as_they_are() -> None:
    set_floor(rules=rules(valid_from=date(2026, 11, 25)), now=TODAY)
    assert floor_rules(on=date(2026, 11, 24)).check_in_minutes == 30, "where nothing is laid down"
    assert floor_rules(on=date(2026, 11, 25)).check_in_minutes == 20
    assert [reason.code for reason in emergency_reasons(on=date(2026, 12, 24))] == ["reise"]


@pytest.mark.django_db
def test_rules_of_today_or_of_a_day_that_is_taken_are_refused() -> None:
    with pytest.raises(errors.FloorRulesNotAhead):
        set_floor(rules=rules(valid_from=TODAY.date()), now=TODAY)
    set_floor(rules=rules(valid_from=date(2026, 11, 25)), now=TODAY)
    with pytest.raises(errors.FloorRulesDayTaken):
        set_floor(rules=rules(valid_from=date(2026, 11, 25)), now=TODAY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_from": "soon"}, "no date"),
        ({"source": " "}, "source says nothing"),
        ({"check_in_minutes": 0}, "check_in_minutes"),
        ({"check_in_minutes": "30"}, "check_in_minutes"),
        ({"call_minutes": -1}, "call_minutes"),
        ({"call_minutes": 16}, "call_minutes"),
        ({"emergency": [{"code": "reise", "de": "Reise"}]}, "`code`, `de` and `en`"),
        ({"emergency": [{"code": "Reise!", "de": "Reise", "en": "Journey"}]}, "other characters"),
        ({"emergency": GOOD["emergency"] * 2}, "twice"),
        ({"colour": "blue"}, "colour not known"),
    ],
)
def test_a_table_that_says_something_wrong_is_told_what(change: dict[str, object], said: str) -> None:
    assert list(faults_of_floor([GOOD])) == []
    assert any(said in fault for fault in faults_of_floor([{**GOOD, **change}]))


def test_a_table_without_its_day_or_source_and_two_of_one_day_are_told() -> None:
    assert list(faults_of_floor([{}])) == ["[[floor_rules]]: source, valid_from missing"]
    assert "same day" in " ".join(faults_of_floor([GOOD, GOOD]))


@pytest.mark.django_db
def test_the_command_checks_sets_and_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from einamt.platform import clock

    monkeypatch.setattr(clock, "now", lambda: TODAY)
    file = tmp_path / "floor.toml"
    lines = ["[[floor_rules]]", 'valid_from = "2026-12-01"', 'source = "Beschluss"', "check_in_minutes = 15"]
    file.write_text("\n".join([*lines, 'emergency = [{ code = "reise", de = "Reise", en = "Journey" }]']))
    out = StringIO()
    call_command("floor", file=file, dry_run=True, stdout=out)
    assert "Nothing written" in out.getvalue()
    assert not FloorRules.objects.exists()
    call_command("floor", file=file, stdout=out)
    call_command("floor", stdout=out)
    assert "from 2026-12-01: check in 15 minutes before, a call lasts 2 (Beschluss)" in out.getvalue()
    assert "1. reise: Reise" in out.getvalue()
    with pytest.raises(CommandError, match="Ab 2026-12-01 gelten schon"):
        call_command("floor", file=file)
    file.write_text("no toml")
    with pytest.raises(CommandError, match=str(file)):
        call_command("floor", file=file)
