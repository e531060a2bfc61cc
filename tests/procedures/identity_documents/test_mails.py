"""People hear at once that their document can be fetched, and once."""

from datetime import date

import pytest
from django.core import mail

from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.identity_documents.rules import DocumentState as S
from tests.factories.identity_documents import NOW, NUMBER, Workshop

TOPIC = "identity-documents.to-fetch"


@pytest.fixture(autouse=True)
def a_city(db: None) -> None:
    """The mail is signed by one."""
    City.objects.update_or_create(defaults={"name": "Musterstadt"})
    city.forget()


def deliver() -> None:
    for message in OutboxMessage.objects.filter(topic=TOPIC):
        for subscriber in subscribers(TOPIC):
            subscriber.handler(message.payload, NOW)


def test_ready_is_told_at_once_with_place_date_reference_and_code_and_without_the_number(workshop: Workshop) -> None:
    answer = workshop.take(S.READY)
    deliver()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ayse@example.org"], "Ihr Dokument liegt zum Abholen bereit")
    for text in (workshop.office.name, "Donnerstag, 31. Dezember 2026", answer.reference, answer.code, "/vorgang/"):
        assert text in sent.body
    assert NUMBER not in str(sent.message())


def test_what_is_delivered_twice_or_reported_again_is_told_once(workshop: Workshop) -> None:
    workshop.take(S.READY)
    workshop.take(S.READY, hours=3)
    deliver()
    deliver()
    assert len(mail.outbox) == 1
    workshop.take(S.READY, hours=4, ready_until=date(2027, 1, 31))
    deliver()
    assert len(mail.outbox) == 2


def test_english_readers_are_told_in_english_that_it_is_back(workshop: Workshop) -> None:
    workshop.take(S.ON_ITS_WAY, language="en")
    workshop.take(S.DELIVERY_FAILED, hours=1, language="en", office_id=workshop.office.pk)
    deliver()
    [sent] = mail.outbox
    assert "nobody was met at your door" in sent.body


def test_nothing_is_told_of_what_was_fetched_meanwhile_or_where_nobody_left_an_address(workshop: Workshop) -> None:
    workshop.take(S.READY)
    workshop.take(S.HANDED_OUT, hours=1)
    workshop.take(S.READY, order="B-2", email="")
    deliver()
    assert mail.outbox == []
