import csv
from pathlib import Path
from typing import Any

import pytest

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.reading import read_files
from einamt.catalog.models import Office
from einamt.catalog.operations import import_catalog, import_plan
from tests.catalog.conftest import FileMaker, berlin_office, berlin_service, munich_service, no_progress, offer
from tests.catalog.test_import import run_import

pytestmark = pytest.mark.django_db


def findings_of(*paths: Path) -> dict[str, str]:
    """What is odd about a delivery: code and detail."""
    findings = Findings()
    delivery = read_files(paths=paths, format_name="dldb", findings=findings)
    plan = import_plan(delivery=delivery, source="test", may_withdraw=False, findings=findings)
    import_catalog(plan=plan, progress=no_progress)
    return {finding.code: finding.detail for finding in findings.all()}


@pytest.mark.parametrize(
    ("values", "code", "detail"),
    [
        ({"geo": {"lat": 53.45, "lon": 13.45}}, "dummy-coordinates", "53.45/13.45 stands for unknown; stored as none"),
        ({"geo": {"lat": 13.4, "lon": 52.5}}, "odd-coordinates", "13.4/52.5 is not in Germany; stored as none"),
        ({"geo": {}}, "no-coordinates", "has no coordinates"),
        (
            {"address": {"postal_code": "10115 Berl"}},
            "odd-postal-code",
            "'10115 Berl' is not five digits; read as 10115",
        ),
        ({"address": {"postal_code": ""}}, "odd-postal-code", "'' is not five digits; left out"),
        (
            {"contact": {"email": "amt at example.de"}},
            "odd-email",
            "'amt at example.de' is no e-mail address; left out",
        ),
        ({"contact": {"webinfo": "javascript:alert(1)"}}, "bad-link", "webinfo: 'javascript:alert(1)' cannot be used"),
        ({"services": [offer(service="9")]}, "dangling-service", "names 1 services that do not exist: 9"),
        ({"services": [offer(service="")]}, "offer-without-service", "names no service"),
        ({"brandneu": 1}, "unknown-key", "'brandneu' is not a key of this format"),
        ({"name": "Amt \x00\ud800"}, "control-characters", "name: removed characters that are no text"),
        (
            {"opening_times": {"monday": "8-12, 11-13"}},
            "overlapping-hours",
            "overlaps the span before; left out",
        ),
    ],
)
def test_what_is_odd_about_an_office_is_told(
    berlin_file: FileMaker, values: dict[str, Any], code: str, detail: str
) -> None:
    office = berlin_office("100") | values
    assert detail in findings_of(berlin_file([office]))[code]
    assert Office.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "code", "detail"),
    [
        ({"name": ""}, "no-name", "has no name"),
        ({"name": "x" * 400}, "long-name", "cut to 300"),
        ({"locations": [offer(location="404")]}, "dangling-office", "names 1 offices that do not exist: 404"),
        ({"locations": [offer(location="100"), offer(location="100")]}, "offer-twice", "names the office 100 twice"),
        ({"leika": "99, 98"}, "odd-leika", "left out"),
        ({"meta": {"lastupdate": "gestern"}}, "bad-date", "'gestern' is not a date"),
        ({"description": "<p>Text</p><script>alert(1)</script>"}, "markup-removed", "removed script"),
        ({"links": [{"name": "", "link": ""}]}, "empty-item", "links holds an entry without a text"),
    ],
)
def test_what_is_odd_about_a_service_is_told(
    munich_file: FileMaker, values: dict[str, Any], code: str, detail: str
) -> None:
    assert detail in findings_of(munich_file([munich_service("1") | values]))[code]


def test_a_wrong_count_is_told(berlin_file: FileMaker) -> None:
    found = findings_of(berlin_file([berlin_service("1"), berlin_service("2")], datacount=1))
    assert found["wrong-count"] == "says 1 entries and holds 2"


def test_the_same_entry_twice_is_taken_once(berlin_file: FileMaker) -> None:
    assert "taken once" in findings_of(berlin_file([berlin_service("1"), berlin_service("1")]))["duplicate"]


def test_two_sides_that_contradict_each_other_are_told_and_the_office_is_believed(berlin_file: FileMaker) -> None:
    no = {"location": "100", "appointment": {"slots": "0", "allowed": False}}
    services = berlin_file([berlin_service("1", locations=[no])])
    offices = berlin_file([berlin_office("100", services=[offer(service="1")])], name="offices.json")
    assert "contradictory-offer" in findings_of(services, offices)
    assert Office.objects.get().offers.get().is_bookable


def test_all_findings_are_written_to_a_report_that_no_spreadsheet_executes(
    berlin_file: FileMaker, tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"
    run_import(berlin_file([berlin_service("1", name="=1+1", leika="x")]), report=report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} >= {"odd-leika", "no-description"}
    assert {row["name"] for row in rows if row["kind"] == "service"} == {"'=1+1"}
