"""Who books for somebody writes down how that person is told."""

import json

from django.db import transaction
from django.test import Client

from einamt.cases.models import Case
from einamt.kernel.channels import Channel
from einamt.platform import clock
from einamt.platform.notifications import mailbox
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import Reach, SentMessage, Trouble
from einamt.platform.notifications.operations import forget_sent_messages, make_batches
from einamt.platform.notifications.rendering import Content
from einamt.platform.notifications.steps import write_trouble
from einamt.platform.outbox import relay
from einamt.procedures.appointments.models import Appointment
from tests.channels.counter.pages import text_of
from tests.channels.portal.visitor import fields_of, times_of
from tests.procedures.visits.conftest import Morning

LETTER = {"way": "letter", "street": "Lange Straße 1", "postal_code": "13187", "town": "Musterstadt"}


def book(at_counter: Client, morning: Morning, **said: str) -> Appointment:
    times = times_of(at_counter.get("/schalter/termin/", {"leistung": morning.place.service.slug, "personen": "1"}))
    address = f"/schalter/termin/buchen/?leistung={morning.place.service.slug}&zeit={times[-1]}"
    command = fields_of(at_counter.get(address))["command"]
    at_counter.post(address, {"name": "Hương Đặng-Nguyễn", "spoken": "de", "command": command, **said})
    return Appointment.objects.get(case__channel=Channel.COUNTER, command_id=command)


def test_who_has_neither_mail_nor_mobile_gets_a_letter_with_number_and_code(
    at_counter: Client, morning: Morning
) -> None:
    booked = book(at_counter, morning, **LETTER)
    relay.drain()
    letter = SentMessage.objects.get(about=booked.case_id)
    assert (letter.channel, letter.office_id) == (MessageChannel.LETTER, morning.place.office.pk)
    content = Content.opened(letter.content or "")
    assert content.recipient.address is not None
    assert content.recipient.address.lines() == ["Hương Đặng-Nguyễn", "Lange Straße 1", "13187 Musterstadt"]
    assert booked.case.reference in content.letter
    assert booked.case_code in content.letter
    assert "/termin/aendern/" not in content.letter
    assert make_batches(clock.now()) == 1


def test_the_same_way_is_taken_when_it_is_cancelled(at_counter: Client, morning: Morning) -> None:
    booked = book(at_counter, morning, way="sms", phone="0176 12345678")
    page = f"/schalter/termin/{booked.case.reference}/"
    at_counter.post(f"{page}absagen/", {"command": fields_of(at_counter.get(page))["command"]})
    relay.drain()
    told = [mail.text for mail in mailbox.messages() if mail.to == "+4917612345678"]
    assert any("ist abgesagt" in text for text in told)


def test_a_letter_needs_an_address_and_an_sms_a_mobile_phone(at_counter: Client, morning: Morning) -> None:
    times = times_of(at_counter.get("/schalter/termin/", {"leistung": morning.place.service.slug, "personen": "1"}))
    address = f"/schalter/termin/buchen/?leistung={morning.place.service.slug}&zeit={times[-1]}"
    said = {"name": "Anna", "spoken": "de", "command": fields_of(at_counter.get(address))["command"]}
    page = at_counter.post(address, {**said, "way": "letter", "street": "Lange Straße 1", "town": "Musterstadt"})
    assert "Eine deutsche Postleitzahl hat fünf Ziffern." in text_of(page)
    page = at_counter.post(address, {**said, "way": "sms", "phone": "030 1234567"})
    assert "Für eine SMS brauchen wir die Nummer eines Mobiltelefons" in text_of(page)
    assert not Reach.objects.exists()


def test_what_was_chosen_is_kept_encrypted(at_counter: Client, morning: Morning) -> None:
    booked = book(at_counter, morning, **LETTER)
    kept = Reach.objects.get(about=booked.case_id)
    assert json.loads(kept.details)["address"]["street"] == "Lange Straße 1"


def test_the_day_s_page_counts_what_did_not_arrive_and_the_case_says_so(at_counter: Client, morning: Morning) -> None:
    booked = book(at_counter, morning, email="huong@example.org")
    assert "nicht angekommen" not in text_of(at_counter.get("/schalter/"))
    relay.drain()
    message = SentMessage.objects.get(about=booked.case_id)
    write_trouble(message_id=message.pk, trouble=Trouble.RETURNED, detail="5.1.1", now=clock.now())
    relay.drain()
    page = at_counter.get("/schalter/")
    assert "Eine Nachricht ist nicht angekommen" in text_of(page)
    assert 'href="/post/nicht-zugestellt/"' in page.content.decode()
    assert "Die E-Mail kam zurück" in text_of(at_counter.get(f"/schalter/termin/{booked.case.reference}/"))


def test_what_was_told_and_how_goes_with_the_case(at_counter: Client, morning: Morning) -> None:
    booked, kept = (book(at_counter, morning, **LETTER) for _ in range(2))
    relay.drain()
    assert forget_sent_messages(clock.now()) == {}
    Case.objects.get(pk=booked.case_id).delete()
    assert forget_sent_messages(clock.now()) == {"notifications.SentMessage": 1}
    assert forget_sent_messages(clock.now()) == {"notifications.Reach": 1}
    assert forget_sent_messages(clock.now()) == {}
    assert Reach.objects.get().about == kept.case_id


def test_a_booking_that_was_rolled_back_tells_nobody_and_keeps_no_address(at_counter: Client, morning: Morning) -> None:
    relay.drain()
    told = SentMessage.objects.count()
    with transaction.atomic():
        book(at_counter, morning, **LETTER)
        transaction.set_rollback(True)
    assert relay.drain() == 0
    assert SentMessage.objects.count() == told
    assert not Reach.objects.exists()
