"""The set-up finds its installer wherever pip or uv would look."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tools import package_index
from tools.system import SetupError

WHEEL = b"the wheel"
NAME = "uv-1.0-py3-none-manylinux_2_17_x86_64.whl"
DIGEST = frozenset({hashlib.sha256(WHEEL).hexdigest()})
TAGS = ("manylinux", "x86_64")


class Index(BaseHTTPRequestHandler):
    """A package index with one wheel, behind a password, that writes its pages in one of the two formats."""

    page_type: ClassVar[str] = "text/html"

    def do_GET(self) -> None:
        if self.headers.get("Authorization") != "Basic bWU6c2VjcmV0":
            self.send_error(401)
        elif self.path == "/simple/uv/":
            html = f'<a href="../../files/{NAME}#sha256=0">{NAME}</a>'
            page = json.dumps({"files": [{"filename": NAME, "url": f"/files/{NAME}"}]})
            self.answer((html if self.page_type == "text/html" else page).encode(), self.page_type)
        elif self.path == f"/files/{NAME}":
            self.answer(WHEEL, "application/octet-stream")
        else:
            self.send_error(404)

    def answer(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Be silent."""


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which neither pip nor uv is configured; its home."""
    for name in ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "CONFIG_FILE"):
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    for name in ("UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(package_index, "_pip_files", lambda: [tmp_path / "pip.conf"])
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path


@pytest.fixture(params=["text/html", package_index.JSON_PAGE])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a running index, with name and password in it."""
    monkeypatch.setattr(Index, "page_type", request.param)
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://me:secret@127.0.0.1:{server.server_port}/simple"
        server.shutdown()
        thread.join()


def test_a_wheel_comes_from_the_configured_index(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index)
    wheel = package_index.download_wheel(project="uv", version="1.0", platform_tags=TAGS, sha256=DIGEST)
    assert wheel == WHEEL


def test_a_wheel_with_another_digest_is_refused(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index)
    with pytest.raises(SetupError, match="sha256 differs"):
        package_index.download_wheel(project="uv", version="1.0", platform_tags=TAGS, sha256=frozenset({"0" * 64}))


@pytest.mark.parametrize(("version", "tags"), [("2.0", TAGS), ("1.0", ("musllinux", "x86_64"))])
def test_a_wheel_that_is_not_there_is_named(
    index: str, monkeypatch: pytest.MonkeyPatch, version: str, tags: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index)
    with pytest.raises(SetupError, match="PIP_INDEX_URL") as refused:
        package_index.download_wheel(project="uv", version=version, platform_tags=tags, sha256=DIGEST)
    assert "secret" not in str(refused.value)


def test_a_later_source_of_pip_settings_wins(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (
        "[global]\nindex-url = https://mirror.example/simple\nextra-index-url = https://a.example\n  https://b.example"
    )
    (bare_machine / "pip.conf").write_text(settings, encoding="utf-8")
    assert package_index.index_settings().index == "https://mirror.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    found = package_index.index_settings()
    assert found.index == "https://other.example/simple"
    assert found.extra_indexes == ("https://a.example", "https://b.example")


def test_settings_of_pip_reach_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://extra.example/simple")
    environment = package_index.index_settings().environment_for_uv()
    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert environment["UV_INDEX"] == "https://extra.example/simple"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"


def test_settings_of_uv_win(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    (bare_machine / "uv").mkdir()
    table = '[[index]]\nurl = "https://uv.example/simple"\ndefault = true\n'
    (bare_machine / "uv" / "uv.toml").write_text(table, encoding="utf-8")
    found = package_index.index_settings()
    assert found.index == "https://uv.example/simple"
    assert "UV_DEFAULT_INDEX" not in found.environment_for_uv()
    monkeypatch.setenv("UV_DEFAULT_INDEX", "named=https://environment.example/simple")
    assert package_index.index_settings().index == "https://environment.example/simple"
