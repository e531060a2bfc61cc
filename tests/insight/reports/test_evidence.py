"""An answer's figures can be reckoned again from the facts with what is in its package."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.insight.reports.errors import NothingAsked, PeriodNotOver
from einamt.insight.reports.evidence import Question
from einamt.insight.reports.models import EvidencePackage
from einamt.insight.reports.operations import answer_question
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.measuring import Scope
from einamt.kernel.periods import Days
from einamt.platform.facts import operations as facts
from einamt.platform.facts.sealing import keep_order
from tests.insight.reports.conftest import HALF_YEAR, NOW

ASKED = ("fourteen-days", "lead-time-median", "no-show")


def question(
    *indicators: str, days: Days = HALF_YEAR, by: Dimension | None = None, monthly: bool = False, **only: str
) -> Question:
    return Question(
        number="19/21345",
        title="Wartezeiten in den Ämtern",
        text="Das zeigen die Zahlen.",
        indicators=indicators or ASKED,
        days=days,
        scope=Scope(only={Dimension(name): value for name, value in only.items()}),
        place="Ganze Stadt",
        by=by,
        monthly=monthly,
    )


def answered(steering: Staff, asked: Question) -> zipfile.ZipFile:
    made = answer_question(question=asked, actor=steering.actor, command_id=uuid4(), now=NOW)
    assert hashlib.sha256(bytes(made.archive)).hexdigest() == made.digest
    return zipfile.ZipFile(io.BytesIO(bytes(made.archive)))


def figures_in(package: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.read("zahlen.csv").decode()), delimiter=";"))


def reckoned_again(
    package: zipfile.ZipFile, code: str, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> list[tuple[object, ...]]:
    """What somebody else gets who runs the package's SQL in the folder of facts."""
    monkeypatch.chdir(folder)
    with duckdb.connect(":memory:") as duck:
        duck.execute(package.read("abfragen/ansichten.sql").decode())
        return duck.execute(package.read(f"abfragen/{code}.sql").decode()).fetchall()


@pytest.mark.parametrize("by", [None, Dimension.DISTRICT])
@pytest.mark.parametrize("monthly", [False, True])
def test_the_queries_of_the_package_give_its_figures_from_the_files(
    steering: Staff, by: Dimension | None, monthly: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts.move_all_facts(now=NOW)
    keep_order(NOW)
    package = answered(steering, question("fourteen-days", "lead-time-median", by=by, monthly=monthly))
    told = figures_in(package)
    assert len(told) == 2 * (2 if by else 1)
    for code in ("fourteen-days", "lead-time-median"):
        again = reckoned_again(package, code, monkeypatch, Path(settings.DATA_DIR) / "facts")
        assert sorted((value, cases) for *_, value, cases in again) == sorted(
            (float(row["value"]), int(row["cases"])) for row in told if row["indicator"] == code
        )


def test_the_package_names_the_files_with_their_checksums(steering: Staff, settings: Settings) -> None:
    facts.move_all_facts(now=NOW)
    package = answered(steering, question("fourteen-days"))
    [file] = csv.DictReader(io.StringIO(package.read("fakten.csv").decode()), delimiter=";")
    content = (Path(settings.DATA_DIR) / "facts" / file["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    for line in package.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(package.read(name)).hexdigest() == digest
    assert package.read("antwort.pdf").startswith(b"%PDF")
    [definition] = json.loads(package.read("definitionen.json"))
    assert definition["formula"]["en"].startswith("Bookings")


def test_what_tells_of_few_has_no_value_in_the_package(steering: Staff) -> None:
    package = answered(steering, question("no-show", "fourteen-days", by=Dimension.OFFICE))
    assert {row["indicator"] for row in figures_in(package)} == {"fourteen-days"}
    only_channel = answered(steering, question("fourteen-days", channel="letter"))
    assert [row["value"] for row in figures_in(only_channel)] == [""]


def test_a_service_and_a_channel_at_once_are_refused(steering: Staff) -> None:
    with pytest.raises(NothingAsked):
        answered(steering, question("fourteen-days", by=Dimension.CHANNEL, service="pass"))
    with pytest.raises(NothingAsked):
        answered(steering, question("utilisation"))


def test_days_to_come_are_refused(steering: Staff) -> None:
    with pytest.raises(PeriodNotOver):
        answered(steering, question(days=Days(date(2026, 11, 1), date(2026, 12, 1))))


def test_a_package_is_made_once(steering: Staff) -> None:
    command_id = uuid4()
    for _ in range(2):
        answer_question(question=question(), actor=steering.actor, command_id=command_id, now=NOW)
    assert EvidencePackage.objects.count() == 1


def test_facts_in_no_file_are_views_without_rows(
    steering: Staff, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = answered(steering, question("fourteen-days"))
    (Path(settings.DATA_DIR) / "facts").mkdir(exist_ok=True)
    [(_, value, _)] = reckoned_again(package, "fourteen-days", monkeypatch, Path(settings.DATA_DIR) / "facts")
    assert value is None
    assert "Vorläufig" in package.read("LIESMICH.txt").decode()
