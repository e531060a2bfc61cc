"""The list of what to bring: ticked on the service's page, it travels into the booking, the mail and to the counter."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils.http import urlencode

from einamt.catalog.editing.content import Entry
from einamt.catalog.editing.rows import content_of, write_content
from einamt.catalog.models import Cost, ServiceText
from einamt.platform.outbox import relay
from einamt.procedures.appointments.models import Appointment
from tests.channels.portal.conftest import NOW, TOMORROW
from tests.channels.portal.visitor import Visitor, fields_of, text_of
from tests.factories.catalog import paper_key

PHOTO, OLD = paper_key("Biometrisches Passfoto"), paper_key("Alter Ausweis")


def ticked(visitor: Visitor, *papers: str) -> str:
    """The address of the times as the list's form makes it."""
    slug = visitor.place.service.slug
    ticks = [("dabei", f"{slug}.{paper}") for paper in papers]
    return urlencode([("leistung", slug), ("personen", "1"), *ticks])


def book(visitor: Visitor, wish: str) -> str:
    """Book with `wish` as the end of the address; what the confirmation says."""
    visitor.tap(TOMORROW, wish=wish)
    visitor.fill_in()
    return text_of(visitor.confirm(follow=True))


def test_the_button_of_the_page_sends_the_list(visitor: Visitor) -> None:
    slug = visitor.place.service.slug
    page = visitor.client.get(f"/leistungen/{slug}/")
    assert fields_of(page)["dabei"] == f"{slug}.{OLD}"
    assert '<form id="liste" method="get" action="/termin/zeiten/"' in page.content.decode()
    assert 'type="submit" form="liste"' in page.content.decode()


def test_what_is_ticked_stays_in_the_address_of_the_times(visitor: Visitor) -> None:
    slug = visitor.place.service.slug
    page = visitor.client.get(f"/termin/zeiten/?{ticked(visitor, OLD)}").content.decode()
    assert f"dabei={slug}.{OLD}&amp;" in page
    assert f'<input type="hidden" name="dabei" value="{slug}.{OLD}">' in page


def test_what_is_still_to_be_found_is_said_before_booking_and_what_is_ready_afterwards(visitor: Visitor) -> None:
    visitor.tap(TOMORROW, wish=ticked(visitor, OLD))
    visitor.fill_in()
    assert "Noch bereitzulegen: Biometrisches Passfoto" in text_of(visitor.client.get("/termin/pruefen/"))
    assert "Alter Ausweis bereit" in text_of(visitor.confirm(follow=True))
    assert Appointment.objects.get().papers_ready == [[visitor.place.service.pk, OLD, "Alter Ausweis"]]


def test_the_mail_says_what_lies_ready(visitor: Visitor) -> None:
    book(visitor, ticked(visitor, PHOTO))
    relay.drain()
    [message] = mail.outbox
    assert "- Biometrisches Passfoto (liegt bei Ihnen bereit)\n- Alter Ausweis\n" in message.body


def test_whoever_books_by_mail_loses_no_tick(visitor: Visitor) -> None:
    visitor.tap(TOMORROW, wish=ticked(visitor, PHOTO, OLD))
    visitor.fill_in(solves=False)
    visitor.confirm()
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))
    visitor.client.post(link, {})
    assert len(Appointment.objects.get().papers_ready) == 2


def test_nothing_is_said_to_be_ready_where_nothing_was_ticked(visitor: Visitor) -> None:
    assert "bereit" not in book(visitor, visitor.wish)
    assert Appointment.objects.get().papers_ready == []


@pytest.mark.parametrize("mark", ["0", "2", "99", "-1", "x", "1.1", "", "9" * 5000, "0" * 8])
def test_a_tick_that_is_none_of_ours_is_passed_over(visitor: Visitor, mark: str) -> None:
    assert "Ihr Termin ist gebucht" in book(visitor, ticked(visitor, mark))
    assert Appointment.objects.get().papers_ready == []


def rewrite(visitor: Visitor, *papers: str) -> None:
    """The German list as an editor writes it anew."""
    service = visitor.place.service
    lists = {"de": {"evidence": tuple(Entry(paper) for paper in papers)}}
    with transaction.atomic():
        write_content(service=service, content=replace(content_of(service=service), items=lists), now=NOW)


def test_a_paper_that_another_took_the_place_of_is_not_said_to_be_ready(visitor: Visitor) -> None:
    book(visitor, ticked(visitor, OLD))
    rewrite(visitor, "Biometrisches Passfoto", "Bisheriger Reisepass")
    assert "bereit" not in text_of(visitor.client.get("/termin/gebucht/"))


def test_a_paper_is_known_wherever_an_editor_moves_it_and_when_it_is_called_more_exactly(visitor: Visitor) -> None:
    wish = ticked(visitor, OLD)
    rewrite(visitor, "Alter Ausweis (Original)", "Biometrisches Passfoto", "Geburtsurkunde")
    assert "Alter Ausweis (Original) bereit" in book(visitor, wish)


def test_a_booking_from_before_papers_had_keys_is_still_read(visitor: Visitor) -> None:
    book(visitor, visitor.wish)
    Appointment.objects.update(papers_ready=[[visitor.place.service.pk, "Alter Ausweis"]])
    assert "Alter Ausweis bereit" in text_of(visitor.client.get("/termin/gebucht/"))


def test_a_page_that_says_nothing_of_costs_claims_none(client: Client, visitor: Visitor) -> None:
    page = text_of(client.get(f"/leistungen/{visitor.place.service.slug}/"))
    assert "kostenlos" not in page
    assert "Kosten" not in page


def test_one_fee_stands_beside_the_text_and_all_of_them_below(client: Client, visitor: Visitor) -> None:
    service = visitor.place.service
    for position, (cents, label) in enumerate([(7000, "ab 24 Jahren"), (3750, "unter 24 Jahren"), (0, "Abholung")]):
        Cost.objects.create(service=service, position=position, cents=cents, label=label)
    page = text_of(client.get(f"/leistungen/{service.slug}/"))
    assert "Kosten 70,00 Euro ab 24 Jahren Alle Kosten" in page
    assert "Das kostet es ab 24 Jahren 70,00 Euro unter 24 Jahren 37,50 Euro Abholung kostenlos" in page


def test_a_long_note_about_costs_is_cut_beside_the_text_and_whole_below(client: Client, visitor: Visitor) -> None:
    note = "Die Gebühr hängt davon ab, wie lange die Prüfung dauert, und wird erst danach berechnet. " * 2
    ServiceText.objects.filter(service=visitor.place.service).update(costs_note=note)
    page = text_of(client.get(f"/leistungen/{visitor.place.service.slug}/"))
    assert note.strip() in page
    assert "…" in page
