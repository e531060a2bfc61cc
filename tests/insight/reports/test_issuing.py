"""Reports stand as they were issued, and say what is defined otherwise since the last."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from einamt.accounts.models import Staff
from einamt.insight.reports.errors import AlreadyIssued, PeriodNotOver
from einamt.insight.reports.models import IssuedReport, ReportFile
from einamt.insight.reports.operations import issue_report
from einamt.insight.reports.queries import issue_content, issue_pdf
from einamt.insight.reports.stated import digest_of
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.operations import set_target
from einamt.kernel.actor import SYSTEM
from einamt.kernel.periods import Days
from einamt.platform.facts import operations as facts
from einamt.platform.facts.sealing import keep_order
from einamt.platform.pdf.sealing import check_seal
from einamt.platform.pdf.seals import Finding
from tests.factories.appointments import Bookable
from tests.factories.facts import record_bookings
from tests.insight.reports.conftest import HALF_YEAR, IN_MAY, NOW

BEFORE = Days(date(2025, 7, 1), date(2026, 1, 1))


def issue(steering: Staff, *, code: str = "aemter", days: Days = HALF_YEAR) -> IssuedReport:
    return issue_report(code=code, days=days, actor=steering.actor, command_id=uuid4(), now=NOW)


def row(issued: IssuedReport, title: str, head: str, *, language: str = "de") -> list[str]:
    content = issue_content(issued, language=language)
    [section] = [each for each in content["sections"] if each["title"] == title]
    [found] = [each for each in section["tables"][0]["rows"] if each[0] == head]
    return list(found)


def test_an_issue_tells_the_whole_city_and_each_district(steering: Staff) -> None:
    issued = issue(steering)
    assert row(issued, "Die ganze Stadt", "Termin binnen 14 Tagen")[1:4] == [
        "50\u00a0%",
        "mindestens 100\u00a0%",
        "Ziel verfehlt",
    ]
    assert row(issued, "Nach Bezirken", "Nordbezirk")[1] == "75\u00a0%"
    assert row(issued, "By district", "Südbezirk", language="en")[1] == "0%"


def test_later_facts_and_targets_change_no_issue(steering: Staff, two_districts: tuple[Bookable, Bookable]) -> None:
    issued = issue(steering)
    before = issue_pdf(issued, language="de"), issued.data
    record_bookings(two_districts[0], *[1] * 500, on=IN_MAY)
    set_target(
        indicator="fourteen-days",
        district=None,
        starts_on=date(2026, 1, 1),
        at_least=0.2,
        at_most=None,
        reason="Senat",
        actor=SYSTEM,
        command_id=uuid4(),
        now=NOW,
    )
    again = IssuedReport.objects.get()
    assert (issue_pdf(again, language="de"), again.data) == before
    assert digest_of(again.data) == again.digest


def test_the_next_issue_says_which_definitions_are_others(steering: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    first = issue(steering, days=BEFORE)
    assert first.data["changes"] is None
    changed = replace(INDICATORS["no-show"], formula="Anders gezählt", name="Nicht gekommen")
    monkeypatch.setattr("einamt.insight.reports.drafting.INDICATORS", {**INDICATORS, "no-show": changed})
    set_target(
        indicator="wait-median",
        district=None,
        starts_on=date(2026, 2, 1),
        at_least=None,
        at_most=12,
        reason="Senat",
        actor=SYSTEM,
        command_id=uuid4(),
        now=NOW,
    )
    second = issue(steering)
    told = [(each["code"], each["kind"]) for each in second.data["changes"]]
    assert told == [("no-show", "name"), ("no-show", "formula"), ("wait-median", "target")]
    assert row(second, "Was sich an den Definitionen geändert hat", "Warten vor Ort, Median")[1:] == [
        "anderes Ziel",
        "höchstens 10 Minuten",
        "höchstens 12 Minuten",
    ]
    assert issue_content(second, language="en")["sections"][-2]["title"] == "What has changed in the definitions"


def test_an_issue_is_sealed_accessible_and_fit_for_the_archive_in_both_languages(steering: Staff) -> None:
    issued = issue(steering)
    for language in ("de", "en"):
        pdf = issue_pdf(issued, language=language)
        reader = PdfReader(BytesIO(pdf))
        metadata = reader.xmp_metadata
        assert metadata is not None
        for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
            assert mark in metadata.stream.get_data()
        assert reader.trailer["/Root"]["/Lang"] == language
        tags = str(reader.trailer["/Root"]["/StructTreeRoot"])
        assert "/StructTreeRoot" in pdf.decode("latin-1")
        assert tags
        assert check_seal(pdf=pdf) is Finding.OURS
    assert ReportFile.objects.count() == 2


def test_a_report_says_whether_its_months_are_sealed(steering: Staff) -> None:
    provisional = issue(steering)
    assert not provisional.data["is_final"]
    facts.move_all_facts(now=NOW)
    keep_order(NOW)
    final = issue(steering, code="zugang")
    assert final.data["is_final"]
    assert [file["schema"] for file in final.data["facts"]] == ["appointments.booked"]


def test_a_period_that_is_not_over_is_not_issued(steering: Staff) -> None:
    with pytest.raises(PeriodNotOver):
        issue(steering, days=Days(date(2026, 7, 1), date(2027, 1, 1)))


def test_a_period_is_issued_once_and_a_second_press_is_the_same_issue(steering: Staff) -> None:
    command_id = uuid4()
    once, twice = (
        issue_report(code="aemter", days=HALF_YEAR, actor=steering.actor, command_id=command_id, now=NOW)
        for _ in range(2)
    )
    assert once == twice
    with pytest.raises(AlreadyIssued):
        issue(steering)
    assert [issue(steering, days=BEFORE).number, once.number] == [2, 1]


def test_small_figures_are_withheld_in_reports_too(steering: Staff, two_districts: tuple[Bookable, Bookable]) -> None:
    record_bookings(two_districts[0], *[3] * 3, on=IN_MAY + timedelta(days=31))
    issued = issue(steering)
    # June has three bookings, all of one district: the half-year is told of no district and not of the city
    assert row(issued, "Die ganze Stadt", "Termin binnen 14 Tagen")[1] == "zu wenige"
    assert row(issued, "Nach Bezirken", "Nordbezirk")[1] == "zu wenige"
