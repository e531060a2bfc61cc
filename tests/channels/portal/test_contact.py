"""The contact form: where the search ends that found nothing."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.inquiries.models import Inquiry
from tests.channels.portal.conftest import StandingClock
from tests.channels.portal.visitor import proof_of_work, text_of
from tests.factories.appointments import make_rules

SAID = {"thema": "question", "nachricht": "Wo melde ich mein Boot an?", "name": "Ada", "email": "ada@example.org"}


@pytest.fixture(autouse=True)
def mailbox_of_the_city(db: None, clock: StandingClock, easy_proof: None) -> None:
    City.objects.update_or_create(defaults={"name": "Musterstadt", "email": "post@stadt.example"})
    city.forget()


def send(client: Client, *, is_solved: bool = False, **changes: Any) -> HttpResponse:
    said = SAID | changes
    if is_solved:
        said["altcha"] = proof_of_work(client.get("/kontakt/pruefung/").json())
    return client.post("/kontakt/", said, follow=True)


def test_whoever_found_nothing_writes_without_typing_it_again(client: Client) -> None:
    page = client.get("/suche/", {"q": "Bootsführerschein"})
    assert "/kontakt/?gesucht=Bootsf%C3%BChrerschein" in page.content.decode()
    form = text_of(client.get("/kontakt/", {"gesucht": "Bootsführerschein"}))
    assert "Ich habe nach „Bootsführerschein“ gesucht und nichts gefunden." in form


def test_a_message_is_sent_and_said_to_be_on_its_way(client: Client) -> None:
    make_rules()
    client.get("/kontakt/")
    assert "Ihre Nachricht ist unterwegs" in text_of(send(client, is_solved=True))
    inquiry = Inquiry.objects.get()
    assert (inquiry.message, inquiry.email, inquiry.language) == (SAID["nachricht"], "ada@example.org", "de")


def test_what_was_typed_stays_where_something_is_missing(client: Client) -> None:
    client.get("/kontakt/")
    page = send(client, nachricht="", email="ada@")
    assert page.status_code == 422
    assert 'value="ada@"' in page.content.decode()
    page = send(client, thema="")
    assert SAID["nachricht"] in page.content.decode()
    assert not Inquiry.objects.exists()


def test_script_in_a_message_stays_text(client: Client) -> None:
    page = send(client, nachricht="<script>alert(1)</script>", email="ada@")
    assert "<script>alert(1)" not in page.content.decode()


def test_a_second_press_sends_nothing_more(client: Client) -> None:
    client.get("/kontakt/")
    client.post("/kontakt/", SAID)
    client.post("/kontakt/", SAID)
    assert Inquiry.objects.count() == 1


def test_without_the_proof_of_work_three_an_hour_are_taken(client: Client) -> None:
    for number in range(3):
        client.get("/kontakt/")
        assert send(client, nachricht=f"Nachricht {number}").status_code == 200
    client.get("/kontakt/")
    refused = send(client)
    assert refused.status_code == 429
    assert SAID["nachricht"] in refused.content.decode(), "what was typed is not lost"
    assert Inquiry.objects.count() == 3


def test_a_city_without_rules_of_booking_has_the_form_too(client: Client) -> None:
    client.get("/kontakt/")
    assert client.get("/kontakt/pruefung/").status_code == 404
    assert send(client).status_code == 200


def test_a_city_without_a_mailbox_says_so(client: Client) -> None:
    City.objects.update(email="")
    city.forget()
    assert "Bitte rufen Sie uns an" in text_of(client.get("/kontakt/"))
    assert send(client).status_code == 409
