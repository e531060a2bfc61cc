"""Figures are gathered as the scripts wrote them; only wrong results fail."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.harness import Row, median_pair, report, table
from tools import bench


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for scripts of the test's own."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
    return folder


def test_a_row_is_measured_against_its_peer() -> None:
    assert Row(name="search", value=21, unit="ms", peer=3).ratio == 7
    assert Row(name="start", value=1.5, unit="s").ratio is None


def test_of_measurements_in_turns_the_pair_with_the_median_ratio_counts() -> None:
    assert median_pair([(90, 100), (10, 100), (40, 50)]) == (40, 50)
    assert median_pair([(90, 100), (10, 100)]) == (10, 100)


def test_a_report_holds_the_machine_and_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    report(rows=[Row(name="search", value=21, unit="ms", floor=7, peer=3)], argv=["--json", str(file)])
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["rows"] == [{"name": "search", "value": 21, "unit": "ms", "floor": 7, "peer": 3, "ratio": 7}]
    assert set(written["machine"]) == {"processor", "cores", "memory_gib", "system", "python"}


def test_a_table_shows_what_there_is() -> None:
    rows = [
        Row(name="search", value=21.04, unit="ms", peer=3).as_dict(),
        Row(name="rate", value=1234, unit="1/s").as_dict(),
    ]
    assert table(rows=rows).splitlines()[2:] == [
        "| search | 21 | ms | 3 | 7.01 |  |",
        "| rate | 1,234 | 1/s |  |  |  |",
    ]


def test_a_script_that_ends_with_an_error_fails(scripts: Path) -> None:
    (scripts / "wrong.py").write_text("raise SystemExit('two people hold one appointment')", encoding="utf-8")
    assert not bench.run_script(scripts / "wrong.py", deadline=None)


def test_a_script_past_the_deadline_fails(scripts: Path) -> None:
    (scripts / "slow.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    assert not bench.run_script(scripts / "slow.py", deadline=time.monotonic())


def test_a_script_that_is_stopped_can_clean_up(tmp_path: Path) -> None:
    script = """
import pathlib, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background are started ignoring it
try:
    pathlib.Path('started').touch()
    time.sleep(60)
finally:
    pathlib.Path('cleaned').touch()
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        while not (tmp_path / "started").exists():
            time.sleep(0.01)
        bench._interrupt(process)
    assert (tmp_path / "cleaned").exists()


def test_the_table_replaces_the_one_in_the_document(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text("# Figures\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nEnd\n", encoding="utf-8")
    bench.write_between_marks(document=document, text="new")
    assert document.read_text(encoding="utf-8") == "# Figures\n<!-- benchmarks -->\nnew\n<!-- /benchmarks -->\nEnd\n"


def test_a_document_without_the_place_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text("# Figures\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no lines"):
        bench.write_between_marks(document=document, text="new")
