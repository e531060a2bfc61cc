"""The house as it starts, in a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from einamt.citizens.bundid.party import read_bundid
from einamt.config import env
from einamt.config.checks import what_operators_should_know
from einamt.kernel.assurance import Level
from tests.config.test_env import PRODUCTION
from tests.saml import idp_metadata, make_keys
from tools.system import ROOT

REFERENCE = ROOT / "docs" / "reference" / "configuration.md"


def start(tmp_path: Path, *command: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EINAMT_")}
    sqlite = {"EINAMT_DATA_DIR": str(tmp_path), "EINAMT_DATABASE_URL": f"sqlite:///{tmp_path}/einamt.sqlite3"}
    return subprocess.run(
        [sys.executable, "-m", "einamt.config", *command],
        env=environment | PRODUCTION | sqlite | changes,
        check=False,
        capture_output=True,
        text=True,
    )


def test_production_starts_and_says_what_operators_should_know(tmp_path: Path) -> None:
    ended = start(tmp_path, "check")
    assert ended.returncode == 0, ended.stderr
    assert "einamt.W001" in ended.stderr


def test_a_refused_start_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    ended = start(tmp_path, "check", EINAMT_PUBLIC_URL="http://service.example.de")
    assert ended.returncode == 1
    assert ended.stderr == (
        "EINAMT_PUBLIC_URL is 'http://service.example.de'; expected an https address in production.\n"
    )


def test_keys_that_others_can_read_are_pointed_out(settings: Settings, tmp_path: Path) -> None:
    settings.MODE = env.Mode.PRODUCTION
    settings.KEYS_FOLDER = tmp_path
    (tmp_path / "1.key").touch(mode=0o644)
    assert "einamt.W002" in {remark.id for remark in what_operators_should_know()}
    (tmp_path / "1.key").chmod(0o600)
    assert "einamt.W002" not in {remark.id for remark in what_operators_should_know()}


def test_a_demo_is_not_bothered(settings: Settings) -> None:
    settings.MODE = env.Mode.DEMO
    assert what_operators_should_know() == []


@pytest.mark.parametrize("name", sorted(env.VARIABLES))
def test_every_variable_is_described(name: str) -> None:
    assert f"| `{name}` |" in REFERENCE.read_text()


def test_no_variable_is_described_that_is_not_there() -> None:
    described = {line.split("`")[1] for line in REFERENCE.read_text().splitlines() if line.startswith("| `EINAMT_")}
    assert described == env.VARIABLES


def test_a_port_that_is_taken_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = start(tmp_path, "run", "--port", str(port))
    assert ended.returncode == 1
    assert f"Port {port} of 127.0.0.1 is in use" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "einamt.sqlite3").exists()


@pytest.mark.parametrize(("days", "is_said"), [(29, True), (31, False)])
def test_production_says_when_our_certificate_for_bundid_ends_soon(
    tmp_path: Path, settings: Settings, days: int, is_said: bool
) -> None:
    metadata = tmp_path / "bundid.xml"
    address = "https://bundid.example"
    metadata.write_text(idp_metadata(entity=address, address=address, keys=make_keys("bundid")))
    ours = make_keys("city", days=days).file(tmp_path, "ours.pem")
    settings.MODE, settings.KEYS_FOLDER = env.Mode.PRODUCTION, tmp_path
    settings.BUNDID = read_bundid(metadata=metadata, keys=(ours,), level=Level.LOW)
    assert ("einamt.W003" in {each.id for each in what_operators_should_know()}) is is_said
