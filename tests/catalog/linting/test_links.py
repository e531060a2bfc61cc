"""Visiting links: a real server on this machine, and the networks that nobody must be made to visit."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread
from typing import ClassVar

import pytest
from pytest_django import Settings

from einamt.catalog.linting import jobs, visiting
from einamt.catalog.linting.links import PER_HOST, check_links, gather_links
from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.linting.queries import open_findings
from einamt.catalog.linting.visiting import Trouble, Visit, is_public, visit
from einamt.catalog.models import LinkCheck, PublicService, ServiceItem, ServiceText
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Page(BaseHTTPRequestHandler):
    """Answers by its path: /404 with 404, /to?/x with a redirect to /x, /slow with a byte now and then."""

    seen: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to?"))
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
        elif self.path == "/no-head":
            self.send_response(501 if self.command == "HEAD" else 200)
        elif self.path == "/slow":
            for _ in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)
            return
        elif self.path == "/hangs-up":
            self.connection.close()
            return
        else:
            self.send_response(int(self.path.strip("/") or 200))
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the standard library's name

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Page.seen = []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def here(_address: object, _port: int) -> bool:
    """Allows this machine, for tests."""
    return True


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", Visit(None, 200)),
        ("/200", Visit(None, 200)),
        ("/404", Visit(Trouble.ERROR, 404)),
        ("/410", Visit(Trouble.ERROR, 410)),
        ("/500", Visit(Trouble.ERROR, 500)),
        ("/403", Visit(None, 403)),
        ("/429", Visit(None, 429)),
        ("/no-head", Visit(None, 200)),
        ("/to?/200", Visit(None, 200)),
        ("/to?/404", Visit(Trouble.ERROR, 404)),
        ("/loop", Visit(Trouble.LOOP)),
        ("/hangs-up", Visit(Trouble.NO_ANSWER)),
        ("/to?file:///etc/passwd", Visit(Trouble.NOT_PUBLIC)),
        ("/to?gopher://127.0.0.1/", Visit(Trouble.NOT_PUBLIC)),
    ],
)
def test_an_answer_is_told_for_what_it_is(server: str, path: str, expected: Visit) -> None:
    assert visit(server + path, allows=here) == expected


def test_a_server_that_dribbles_is_cut_off(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "WHOLE_SECONDS", 0.3)
    began = time.monotonic()
    assert visit(f"{server}/slow", allows=here).trouble is Trouble.NO_ANSWER
    assert time.monotonic() - began < 4


def test_a_port_where_nobody_listens_gives_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert visit(f"http://127.0.0.1:{port}/", allows=here).trouble is Trouble.NO_ANSWER


def test_https_without_a_certificate_is_no_answer_either(server: str) -> None:
    assert visit(server.replace("http://", "https://"), allows=here).trouble is Trouble.BAD_CERTIFICATE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.0.0.1:6379/",
        "http://user:password@127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
    ],
)
def test_no_private_network_is_ever_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", fail)
    assert visit(url).trouble in {Trouble.NOT_PUBLIC, Trouble.UNKNOWN_HOST}


def test_a_public_address_may_be_asked_on_the_ports_of_the_web_only() -> None:
    public = ip_address("93.184.216.34")
    assert is_public(public, 443)
    assert is_public(public, 80)
    assert not is_public(public, 22)
    assert not is_public(ip_address("224.0.0.1"), 80)


def test_a_redirect_into_a_private_network_is_not_followed(server: str) -> None:
    asked: list[int] = []

    def only_first(_address: object, port: int) -> bool:
        asked.append(port)
        return len(asked) == 1

    assert visit(f"{server}/to?{server}/200", allows=only_first).trouble is Trouble.NOT_PUBLIC
    assert Page.seen == [f"HEAD /to?{server}/200"]


def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.rpartition(":")[2])
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]]

    def resolve(*_: object, **__: object) -> object:
        return answers.pop()

    monkeypatch.setattr(visiting.socket, "getaddrinfo", resolve)
    connected: list[str] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], **values: float) -> socket.socket:
        connected.append(address[0])
        monkeypatch.undo()
        return real(address, **values)

    monkeypatch.setattr(visiting.socket, "create_connection", connect)
    assert visit(f"http://rebinding.example:{port}/200", allows=here) == Visit(None, 200)
    assert connected == ["127.0.0.1"]


def test_a_host_with_one_private_address_among_public_ones_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(visiting.socket, "getaddrinfo", lambda *_, **__: found)
    assert visit("http://two-faced.example/").trouble is Trouble.NOT_PUBLIC


@pytest.fixture
def service(db: None) -> PublicService:
    service = make_service(offices=[make_office()])
    ServiceItem.objects.create(
        service=service, language="de", kind="link", position=0, name="Mehr", link="https://one.example/a"
    )
    ServiceText.objects.filter(service=service, language="de").update(
        description="Siehe [hier](https://two.example/b) oder https://two.example/c."
    )
    return service


def answering(seen: Visit) -> Callable[[str], Visit]:
    return lambda _url: seen


@pytest.mark.django_db
def test_addresses_are_gathered_from_lists_and_texts_and_forgotten_with_them(service: PublicService) -> None:
    gather_links(now=NOW)
    assert set(LinkCheck.objects.values_list("url", "host")) == {
        ("https://one.example/a", "one.example"),
        ("https://two.example/b", "two.example"),
        ("https://two.example/c", "two.example"),
    }
    ServiceItem.objects.filter(service=service, kind="link").delete()
    gather_links(now=NOW)
    assert not LinkCheck.objects.filter(host="one.example").exists()


@pytest.mark.django_db
def test_no_host_is_bothered_and_everybody_gets_a_turn(db: None) -> None:
    LinkCheck.objects.bulk_create(
        LinkCheck(url=f"https://busy.example/{number}", host="busy.example", next_at=NOW) for number in range(10)
    )
    LinkCheck.objects.create(url="https://quiet.example/", host="quiet.example", next_at=NOW + timedelta(seconds=-1))
    asked: list[str] = []

    def note(url: str) -> Visit:
        asked.append(url)
        return Visit(None, 200)

    check_links(now=NOW, visiting=note)
    assert len([url for url in asked if "busy" in url]) == PER_HOST
    assert "https://quiet.example/" in asked
    asked.clear()
    check_links(now=NOW + timedelta(minutes=1), visiting=note)
    assert len(asked) == PER_HOST


@pytest.mark.django_db
def test_a_dead_link_is_a_finding_until_it_answers_again(service: PublicService) -> None:
    gather_links(now=NOW)
    moment = NOW
    for _ in range(3):
        check_links(now=moment, visiting=answering(Visit(Trouble.ERROR, 404)))
        assert check_links(now=moment + timedelta(minutes=5), visiting=answering(Visit(None, 200))) == 0  # it waits
        moment += timedelta(days=1)
    lint_catalog(now=moment)
    assert open_findings(code="dead-link", service_id=service.pk).count() == 3
    check_links(now=moment + timedelta(days=7), visiting=answering(Visit(None, 200)))
    check_links(now=moment + timedelta(days=7, minutes=1), visiting=answering(Visit(None, 200)))
    lint_catalog(now=moment + timedelta(days=7))
    assert open_findings(code="dead-link").count() == 0


@pytest.mark.django_db
def test_a_house_that_may_not_reach_the_internet_visits_nothing(service: PublicService, settings: Settings) -> None:
    settings.LINK_CHECKS = False
    jobs.lint(NOW)
    jobs.visit_links(NOW)
    assert not LinkCheck.objects.exists()
    settings.LINK_CHECKS = True
    jobs.lint(NOW)
    assert LinkCheck.objects.count() == 3
