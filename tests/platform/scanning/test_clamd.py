"""A real daemon, asked over TCP and over its socket."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from einamt.platform.scanning.clamd import Clamd
from einamt.platform.scanning.scanner import probe
from einamt.platform.scanning.verdicts import ScannerAway
from tests.factories.files import infected, pdf, png
from tools.clamav import EICAR, TemporaryScanner


@pytest.fixture(params=["tcp", "socket"])
def clamd(request: pytest.FixtureRequest, scanner: TemporaryScanner) -> Clamd:
    address = scanner.address if request.param == "tcp" else f"clamd://{scanner.socket}"
    return Clamd(address=urlsplit(address))


def pieces(content: bytes, size: int = 7) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("content", [png(), pdf(), b""])
def test_nothing_is_found_in_a_clean_file(clamd: Clamd, content: bytes) -> None:
    assert clamd.scan(content=pieces(content)).is_clean


@pytest.mark.parametrize("content", [EICAR, infected(), infected(pdf)])
def test_a_virus_is_found_and_named(clamd: Clamd, content: bytes) -> None:
    verdict = clamd.scan(content=pieces(content))
    assert not verdict.is_clean
    assert "Eicar-Test" in verdict.found


def test_a_file_larger_than_the_daemon_takes_is_not_taken_for_clean() -> None:
    with TemporaryScanner(most_megabytes=1) as small:
        large = (bytes(64 * 1024) for _ in range(80))
        with pytest.raises(ScannerAway):
            Clamd(address=urlsplit(small.address)).scan(content=large)


def test_a_daemon_that_is_stopped_is_away(clamd: Clamd, scanner: TemporaryScanner) -> None:
    scanner.stop()
    with pytest.raises(ScannerAway):
        clamd.scan(content=[b"x"])


def test_readyz_says_which_scanner_there_is(scanner: TemporaryScanner, settings: Settings) -> None:
    assert probe().is_well
    assert probe().detail.startswith("ClamAV")
    scanner.stop()
    assert not probe().is_well
    settings.SCANNER = None
    assert probe().is_well
    assert "no files are taken" in probe().detail
