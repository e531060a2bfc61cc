import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.models import Cost, Synonym
from einamt.catalog.rules.cells import harmless_cell, read_cell
from tests.catalog.exchange.messages import export
from tests.factories.catalog import make_service

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.text())
def test_a_cell_is_never_a_formula_and_reads_back(value: str) -> None:
    cell = harmless_cell(value)
    assert not cell.startswith(FORMULAS)
    assert read_cell(cell) == value


def rows_of(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";", strict=True)
        return [{column: read_cell(cell) for column, cell in row.items()} for row in reader]


@pytest.mark.django_db
def test_a_row_reads_back_with_all_that_an_editor_needs(tmp_path: Path) -> None:
    service = make_service(name='=HYPERLINK("http://x";"Ummelden; jetzt")', evidence=["- Ausweis", "@Foto"])
    service.texts.filter(language="de").update(description="Absatz\n\n- eins\n- zwei", summary="+49 hilft")
    Cost.objects.create(service=service, position=0, cents=2880, label="für alle")
    Synonym.objects.create(service=service, language="de", text="-perso weg")
    (row,) = rows_of(export(tmp_path / "t.csv", format="csv"))
    assert row["name"] == '=HYPERLINK("http://x";"Ummelden; jetzt")'
    assert row["description"] == "Absatz\n\n- eins\n- zwei"
    assert row["evidence"] == "- Ausweis\n@Foto"
    assert (row["summary"], row["costs"], row["synonyms"]) == ("+49 hilft", "28.80 für alle", "-perso weg")
    assert (row["languages"], row["needs_appointment"], row["slug"]) == ("de\nen", "1", service.slug)


@pytest.mark.django_db
def test_no_cell_of_the_file_begins_like_a_formula(tmp_path: Path) -> None:
    make_service(name="=1+1", evidence=["=2+2"])
    with export(tmp_path / "t.csv", format="csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULAS)]


@pytest.mark.django_db
def test_another_language_is_shown_where_there_is_one(tmp_path: Path) -> None:
    make_service(name="Reisepass", english="Passport")
    make_service(name="Hund", english=None)
    rows = rows_of(export(tmp_path / "t.csv", format="csv", language="en"))
    assert [(row["language"], row["name"]) for row in rows] == [("en", "Passport"), ("de", "Hund")]
