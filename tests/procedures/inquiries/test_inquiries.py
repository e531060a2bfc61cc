"""A message to the city is kept, passed on once, and forgotten in time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection

from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.inquiries import errors
from einamt.procedures.inquiries.erasing import count_due, erase_some
from einamt.procedures.inquiries.models import Inquiry
from einamt.procedures.inquiries.operations import send_inquiry
from einamt.procedures.inquiries.rules import LONGEST, REMEMBERED, Subject

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def mailbox_of_the_city(db: None) -> None:
    City.objects.update_or_create(defaults={"name": "Musterstadt", "email": "post@stadt.example"})
    city.forget()


def write(**changes: Any) -> Inquiry:
    said: dict[str, Any] = {
        "subject": Subject.QUESTION,
        "message": "Wo melde ich mein Boot an?",
        "person_name": "Ada",
        "email": "ada@example.org",
        "language": "de",
        "command_id": uuid4(),
        "now": NOW,
    }
    return send_inquiry(**said | changes)


def pass_on() -> None:
    for message in OutboxMessage.objects.filter(topic="inquiries.written"):
        for subscriber in subscribers("inquiries.written"):
            subscriber.handler(message.payload, NOW)


def test_a_message_reaches_the_city_s_mailbox_with_whom_to_answer() -> None:
    inquiry = write(subject=Subject.COMPLAINT)
    pass_on()
    [sent] = mail.outbox
    assert sent.to == ["post@stadt.example"]
    assert sent.subject == "Beschwerde über das Kontaktformular"
    assert "Wo melde ich mein Boot an?" in sent.body
    assert "Antwort an: ada@example.org" in sent.body
    inquiry.refresh_from_db()
    assert inquiry.passed_on_at == NOW


def test_pressed_twice_and_handed_over_twice_it_is_one_message() -> None:
    command = uuid4()
    assert write(command_id=command) == write(command_id=command)
    pass_on()
    pass_on()
    assert (Inquiry.objects.count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("message", ["", " \r\n ", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_is_refused(message: str) -> None:
    with pytest.raises(errors.NothingWritten):
        write(message=message)


def test_without_a_mailbox_nothing_is_taken() -> None:
    City.objects.update(email="")
    city.forget()
    with pytest.raises(errors.NowhereToSend):
        write()
    assert not Inquiry.objects.exists()


def test_a_mailbox_that_is_gone_meanwhile_loses_no_message() -> None:
    inquiry = write()
    City.objects.update(email="")
    city.forget()
    with pytest.raises(errors.NowhereToSend):
        pass_on()
    City.objects.update(email="neu@stadt.example")
    city.forget()
    pass_on()
    assert mail.outbox[0].to == ["neu@stadt.example"]
    inquiry.refresh_from_db()
    assert inquiry.passed_on_at == NOW


def test_who_wants_no_answer_names_nobody() -> None:
    write(person_name="", email="")
    pass_on()
    assert "niemanden, es ist keine gewünscht" in mail.outbox[0].body


def test_a_subject_line_has_one_line_whatever_was_written() -> None:
    write(message="Betreff\r\nBcc: alle@example.org\n\nText")
    pass_on()
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["post@stadt.example"]


def test_the_database_holds_no_word_of_it_in_the_clear() -> None:
    inquiry = write(message="Mein Boot heißt Möwe")
    with connection.cursor() as cursor:
        cursor.execute("SELECT message, person_name, email FROM inquiries_inquiry")
        stored = str(cursor.fetchall())
    assert not [word for word in ("Möwe", "Ada", "ada@") if word in stored]
    assert "Möwe" in Inquiry.objects.get(pk=UUID(str(inquiry.pk))).message


def test_it_is_forgotten_after_ninety_days() -> None:
    write()
    assert erase_some(NOW + REMEMBERED - timedelta(seconds=1)) == {}
    later = NOW + REMEMBERED + timedelta(seconds=1)
    assert count_due(later) == {"inquiries": 1}
    erase_some(later)
    assert not Inquiry.objects.exists()
