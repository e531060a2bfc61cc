"""An address file is taken whole, the same twice, and its bad rows are named by their lines."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from einamt.catalog.addresses.importing import AddressesRefused
from einamt.catalog.models import AddressEntry
from tests.catalog.addresses.conftest import HEAD, LINES, Import

GOOD = "Hauptstraße,5,10827,Musterstadt,1100000001,,"


def test_the_same_file_twice_changes_nothing(streets: None, take: Import) -> None:
    before = list(AddressEntry.objects.order_by("pk").values_list("pk", "street", "area_id"))
    report = take(*LINES)
    assert (report.read, report.kept, report.withdrawn) == (8, 8, 0)
    assert list(AddressEntry.objects.order_by("pk").values_list("pk", "street", "area_id")) == before


def test_coordinates_find_their_area_once_when_the_file_is_read(streets: None) -> None:
    entries = AddressEntry.objects.filter(street="Am Ring").order_by("number_from")
    assert [entry.area.key if entry.area else "" for entry in entries] == ["1100000001", "1100000002"]


def test_what_the_file_no_longer_names_is_withdrawn_and_other_sources_stay(streets: None, take: Import) -> None:
    take("Nebenweg,1,12047,Musterstadt,1100000001,,", source="other")
    report = take(*LINES[:5])
    assert (report.kept, report.withdrawn) == (5, 3)
    assert AddressEntry.objects.filter(source="other").count() == 1


def test_a_file_that_would_withdraw_most_is_refused_unless_that_is_meant(streets: None, take: Import) -> None:
    with pytest.raises(AddressesRefused, match="fewer than half of the 8"):
        take(GOOD)
    assert AddressEntry.objects.count() == 8
    assert take(GOOD, may_withdraw=True).kept == 1


BAD = [
    (",5,10827,M,1100000001,,", "street is empty"),
    ("Hauptstraße,fünf,10827,M,1100000001,,", "house_number is 'fünf'"),
    ("Hauptstraße,5,1082,M,1100000001,,", "postal_code is '1082'"),
    ("Hauptstraße,5,10827,M,99,,", "there is no area '99'"),
    ("Hauptstraße,5,10827,M,,52.5,", "come together"),
    ("Hauptstraße,5,10827,M,,392000,5820000", "latitude is 392000"),
    ("Hauptstraße,5,10827,M,,nan,13", "latitude is nan"),
    ("Hauptstraße,5,10827,M", "4 columns, expected 7"),
    ("Haupt\udcfcstraße,5,10827,M,1100000001,,", "not UTF-8"),
    ("Haupt\x00straße,5,10827,M,1100000001,,", "control character|NUL"),
    (f"{'x' * 300},5,10827,M,1100000001,,", "300 characters"),
]


@pytest.mark.parametrize(("line", "said"), BAD)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_written(areas: None, take: Import, line: str, said: str) -> None:
    with pytest.raises(AddressesRefused, match=f"line 3: .*({said})"):
        take(GOOD, line)
    assert not AddressEntry.objects.exists()


def test_whoever_wants_may_take_the_good_rows_and_leave_the_bad(areas: None, take: Import) -> None:
    report = take(*(line for line, _ in BAD), GOOD, skips_bad=True)
    assert (report.bad, report.kept) == (len(BAD), 1)
    assert len(report.first_bad) == len(BAD)


@pytest.mark.parametrize(
    ("head", "said"), [("strasse,plz", "Missing: street, postal_code"), ("", "Missing"), (f"{HEAD},name", "Unknown")]
)
def test_a_file_with_another_header_is_refused(areas: None, take: Import, head: str, said: str) -> None:
    with pytest.raises(AddressesRefused, match=said):
        take(GOOD, head=head)


def test_a_file_from_a_spreadsheet_with_semicolons_and_a_byte_order_mark_is_read(areas: None, take: Import) -> None:
    take('"Straße am Wall; hinten";5;10827;M', head="\ufeffStreet;House_Number;Postal_Code;City")
    entry = AddressEntry.objects.get()
    assert (entry.street, entry.number_from, entry.area) == ("Straße am Wall; hinten", 5, None)


def test_a_long_file_is_read_in_batches_and_a_row_twice_counts_once(areas: None, take: Import) -> None:
    lines = [f"Lange Straße,{number},12047,M,1100000001,," for number in range(1, 5_001)]
    report = take(*lines, lines[0], lines[4_999])
    assert (report.read, report.kept) == (5_002, 5_000)


def test_the_command_says_what_it_did_and_a_dry_run_writes_nothing(
    areas: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, GOOD, BAD[0][0]]), encoding="utf-8")
    with pytest.raises(CommandError, match="line 3: street is empty"):
        call_command("catalog", "addresses", "import", str(path))
    call_command("catalog", "addresses", "import", str(path), "--skip-bad", "--dry-run")
    assert not AddressEntry.objects.exists()
    call_command("catalog", "addresses", "import", str(path), "--skip-bad")
    assert "2 rows read, 1 addresses kept, 0 withdrawn." in capsys.readouterr().out
    call_command("catalog", "addresses", "find", "Hauptstr", "5")
    assert "Hauptstraße 5, 10827 Musterstadt: 1100000001" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nothing imported"):
        call_command("catalog", "addresses", "import", str(tmp_path / "missing.csv"))
    with pytest.raises(CommandError):
        call_command("catalog", "addresses", "find", "Nirgendwo", "5")
