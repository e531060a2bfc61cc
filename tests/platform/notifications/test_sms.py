"""A real gateway: one that takes messages, is slow, is busy, is broken, refuses, and remembers what it has taken."""

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from pytest_django import Settings

from einamt.config.env import SMS_BODY, BadEnvironment, read
from einamt.platform.notifications import mailbox, registry
from einamt.platform.notifications.carriers import sms
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.errors import NoSuchWay
from einamt.platform.notifications.models import SentMessage, Trouble
from einamt.platform.notifications.numbers import mobile_number
from einamt.platform.notifications.operations import SendingInProgress, deliver, send_again, tell, ways_of
from einamt.platform.notifications.queries import letters_waiting
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.segments import Length, length_of
from einamt.platform.notifications.steps import write_trouble
from tests.platform.notifications.conftest import ANYWAY, HOME

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COMMAND = UUID("0198f3a2-7c1d-7def-8123-456789abcdef")
NUMBER = "+4917612345678"


@dataclass
class Gateway:
    """What it has been asked, what it has sent on (by idempotency key), and how it answers."""

    port: int = 0
    asked: list[tuple[dict[str, str], str]] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    status: int = 200
    answer: str = '{"success": "100"}'
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    """It takes the message and then says nothing for longer than anybody waits."""


@pytest.fixture
def gateway(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    told, over = Gateway(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if told.status == 200:
                told.sent[self.headers["Idempotency-Key"]] = body
            if told.is_silent:
                over.wait(20)
                return
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.answer.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS_GATEWAY = {
        "url": f"http://127.0.0.1:{told.port}/sms",
        "header": "X-Api-Key: geheim",
        "body": SMS_BODY,
        "accepted": r'"success": ?"10[01]"',
    }
    yield told
    over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def say(*, now: datetime = NOW, to: Recipient | None = None) -> None:
    tell(
        kind=ANYWAY,
        to=to or Recipient(email="erika@example.org", mobile=NUMBER, wish=MessageChannel.SMS),
        language="de",
        context={"name": "Erika", "office": 'Amt "Süd" {key}'},
        command_id=COMMAND,
        now=now,
    )


@pytest.mark.django_db
def test_the_gateway_gets_number_text_key_and_token_and_no_value_becomes_a_part_of_the_template(
    gateway: Gateway,
) -> None:
    say()
    ((headers, body),) = gateway.asked
    assert json.loads(body) == {"to": NUMBER, "text": 'Etwas für im Amt "Süd" {key}', "foreign_id": str(COMMAND)}
    assert headers["x-api-key"] == "geheim"
    assert headers["content-type"] == "application/json"
    assert SentMessage.objects.get().sent_at == NOW


@pytest.mark.django_db
def test_a_gateway_may_want_a_form(gateway: Gateway, settings: Settings) -> None:
    settings.SMS_GATEWAY = settings.SMS_GATEWAY | {"body": "an={number}&text={text}"}
    say()
    ((headers, body),) = gateway.asked
    assert parse_qs(body) == {"an": [NUMBER], "text": ['Etwas für im Amt "Süd" {key}']}
    assert headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.django_db
def test_an_sms_names_nothing_that_is_not_for_everybody_s_eyes(gateway: Gateway) -> None:
    say()
    assert "Erika" not in gateway.asked[0][1]
    assert {problem.msg.split(": ")[1] for problem in registry.nothing_private_in_sight()} == {
        "test/seen.txt names name, which is not for everybody's eyes."
    }


@pytest.mark.django_db
def test_what_a_gateway_took_and_did_not_confirm_in_time_is_sent_with_the_same_key_and_arrives_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "_TIMEOUT_SECONDS", 0.5)
    gateway.is_silent = True
    with pytest.raises(OSError, match="timed out"):
        say()
    gateway.is_silent = False
    say(now=NOW + timedelta(seconds=15))
    assert len(gateway.asked) == 2
    assert list(gateway.sent) == [str(COMMAND)]


@pytest.mark.django_db
@pytest.mark.parametrize("pause", ["120", "Tue, 24 Nov 2026 09:02:00 GMT"], ids=["seconds", "a date"])
def test_a_gateway_that_is_busy_is_left_alone_as_long_as_it_asks(gateway: Gateway, pause: str) -> None:
    gateway.status, gateway.headers = 429, {"Retry-After": pause}
    with pytest.raises(OSError, match="asked to wait until 09:02:00"):
        say()
    gateway.status = 200
    with pytest.raises(SendingInProgress):
        say(now=NOW + timedelta(seconds=119))
    assert len(gateway.asked) == 1
    say(now=NOW + timedelta(seconds=120))
    assert len(gateway.sent) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, "down"), (503, ""), (409, "still at it"), (401, "bad key"), (302, ""), (200, '{"success": "900"}')],
    ids=["broken", "away", "busy with this key", "our token", "elsewhere", "says no with a friendly face"],
)
def test_what_says_nothing_about_the_number_is_tried_again(gateway: Gateway, status: int, answer: str) -> None:
    gateway.status, gateway.answer, gateway.headers = status, answer, {"Location": "http://127.0.0.1:1/"}
    with pytest.raises(OSError, match="the gateway answers"):
        say()
    assert (SentMessage.objects.get().is_free, SentMessage.objects.get().trouble) == (True, "")


@pytest.mark.django_db
def test_a_number_that_is_refused_is_seen_and_the_letter_follows(gateway: Gateway) -> None:
    gateway.status, gateway.answer = 422, "invalid recipient +49 176 12345678"
    say(to=Recipient(mobile=NUMBER, address=HOME, wish=MessageChannel.SMS))
    row = SentMessage.objects.get(pk=COMMAND)
    assert (row.trouble, row.detail) == (Trouble.REFUSED, "422 invalid recipient [phone]")
    assert letters_waiting(offices=None).count() == 1


@pytest.mark.django_db
def test_without_a_gateway_a_demo_lays_an_sms_beside_the_mails(settings: Settings) -> None:
    say()
    (mail,) = mailbox.messages()
    assert (mail.to, mail.subject) == (NUMBER, "SMS")


@pytest.mark.django_db
def test_without_a_gateway_a_city_tells_on_another_way(settings: Settings) -> None:
    settings.MODE = "production"
    settings.EMAIL_BACKEND = "einamt.platform.notifications.mailbox.MailboxBackend"
    say()
    assert SentMessage.objects.get().channel == MessageChannel.MAIL


@pytest.mark.django_db
def test_where_the_gateway_was_taken_away_an_sms_that_waits_does_not_count_as_sent(
    gateway: Gateway, settings: Settings
) -> None:
    gateway.status = 503
    with pytest.raises(OSError, match="answers 503"):
        say()
    settings.MODE, settings.SMS_GATEWAY = "production", None
    with pytest.raises(OSError, match="no SMS gateway"):
        deliver(command_id=COMMAND, now=NOW)
    assert SentMessage.objects.get().sent_at is None
    assert mailbox.messages() == []


@pytest.mark.django_db
def test_a_message_whose_address_was_taken_away_is_refused_and_goes_another_way_instead_of_being_tried_for_ever(
    gateway: Gateway,
) -> None:
    gateway.status = 503
    with pytest.raises(OSError, match="answers 503"):
        say()
    gateway.status = 200
    say(to=Recipient(address=HOME, email="erika@example.org"))
    row = SentMessage.objects.get(pk=COMMAND)
    assert (row.trouble, row.settled_by) == (Trouble.NO_WAY, MessageChannel.LETTER)
    assert letters_waiting(offices=None).count() == 1
    assert gateway.sent == {}


@pytest.mark.django_db
def test_a_letter_that_waits_is_not_mailed_as_well_when_a_mail_address_comes(gateway: Gateway) -> None:
    say(to=Recipient(address=HOME))
    say(to=Recipient(address=HOME, email="erika@example.org"))
    row = SentMessage.objects.get()
    assert (row.channel, row.sent_at) == (MessageChannel.LETTER, None)
    assert mailbox.messages() == []


@pytest.mark.django_db
def test_without_a_gateway_nobody_is_offered_to_send_it_as_an_sms(settings: Settings) -> None:
    say(to=Recipient(email="erika@example.org", mobile=NUMBER))
    write_trouble(message_id=COMMAND, trouble=Trouble.UNSURE, detail="", now=NOW)
    SentMessage.objects.update(settled="")
    row = SentMessage.objects.get(pk=COMMAND)
    assert MessageChannel.SMS in ways_of(row=row)
    settings.MODE = "production"
    assert ways_of(row=row) == [MessageChannel.MAIL]
    with pytest.raises(NoSuchWay):
        send_again(message_id=COMMAND, channel=MessageChannel.SMS, by="staff:1", now=NOW)


@pytest.fixture
def odd_gateway(settings: Settings) -> Iterator[bytearray]:
    """A gateway that answers whatever stands in it."""
    answer = bytearray()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(bytes(answer))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.SMS_GATEWAY = {
            "url": f"http://127.0.0.1:{server.server_address[1]}/",
            "header": "",
            "body": SMS_BODY,
            "accepted": "",
        }
        yield answer
        server.shutdown()
        thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nshort",
        b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    ],
    ids=["another protocol", "a line without end", "cut off", "broken chunks", "too many headers"],
)
def test_an_answer_that_is_no_http_is_tried_again(odd_gateway: bytearray, answer: bytes) -> None:
    odd_gateway += answer
    with pytest.raises(OSError, match=r"no HTTP"):
        say()
    assert (SentMessage.objects.get().is_free, SentMessage.objects.get().trouble) == (True, "")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0176 12345678", NUMBER),
        ("+49 (0)176/123 456 78", NUMBER),
        ("0049 176 12345678", NUMBER),
        ("+43 664 1234567", "+436641234567"),
        ("030 1234567", None),
        ("115", None),
        ("0176", None),
        ("keine", None),
        ("", None),
    ],
)
def test_numbers_of_mobile_phones_are_read_as_people_write_them_and_no_others(typed: str, number: str | None) -> None:
    assert mobile_number(typed) == number


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length(0, 1, is_gsm=True)),
        ("ä" * 160, Length(160, 1, is_gsm=True)),
        ("ä" * 161, Length(161, 2, is_gsm=True)),
        ("a" * 307, Length(307, 3, is_gsm=True)),
        ("€" * 80, Length(160, 1, is_gsm=True)),
        ("a" * 152 + "€" + "a" * 10, Length(164, 2, is_gsm=True)),
        ("a" * 152 + "€" + "a" * 152, Length(306, 3, is_gsm=True)),
        ("ễ" * 70, Length(70, 1, is_gsm=False)),
        ("ễ" * 71, Length(71, 2, is_gsm=False)),
        ("😀" * 36, Length(72, 2, is_gsm=False)),
    ],
)
def test_an_sms_is_counted_as_it_is_paid_for(text: str, length: Length) -> None:
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EINAMT_SMS_URL", "gateway.example.de"),
        ("EINAMT_SMS_BODY", '{"to": "{number}"}'),
        ("EINAMT_SMS_HEADER", "geheim"),
        ("EINAMT_SMS_ACCEPTED", "("),
    ],
)
def test_a_gateway_that_is_described_wrongly_is_refused_at_start(name: str, value: str) -> None:
    with pytest.raises(BadEnvironment, match=name) as refusal:
        read({name: value})
    assert name != "EINAMT_SMS_HEADER" or "geheim" not in str(refusal.value)
