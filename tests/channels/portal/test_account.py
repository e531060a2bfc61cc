"""A citizen's account, signed in by the link of a mail: my matters, my details, taking along, deleting."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from einamt.cases import persons
from einamt.cases.conversation.operations import ask_holder
from einamt.cases.decisions.rules import Law
from einamt.cases.models import Case
from einamt.channels.portal.account.details import ZIPS
from einamt.channels.portal.account.session import IDLE, LONGEST
from einamt.citizens.models import AccountCase, CitizenAccount, MailLink, ProvedAddress
from einamt.citizens.rules import LINK_VALID
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.references import new_reference
from einamt.platform.attachments.receiving import PIECE_BYTES
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import BrokenAddress, SentMessage
from einamt.platform.notifications.operations import forget_sent_messages
from einamt.platform.notifications.queries import index_of
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.rendering import Content
from einamt.platform.outbox import relay
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import Booked
from tests.channels.portal.conftest import NOW, TOMORROW, StandingClock
from tests.channels.portal.visitor import TIME, Visitor, fields_of, text_of
from tests.factories.accounts import make_clerk
from tests.factories.appointments import Bookable, make_booking, somebody
from tests.factories.decisions import IN_PERSON, PORTAL, make_decision, make_objection
from tests.factories.files import jpeg, upload
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.django_db
AYSE = "ayse@example.org"


def ask_for_link(client: Client, address: str = AYSE, **more: str) -> HttpResponse:
    return client.post("/konto/anmelden/", {"email": address, **more})


def link_in_mail() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https?://\S+/konto/link/\S+", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return urlsplit(found[0]).path


def sign_in(client: Client, address: str = AYSE, **more: str) -> HttpResponse:
    assert ask_for_link(client, address, **more).status_code == 302
    return client.post(link_in_mail())


def is_in(client: Client) -> bool:
    return client.get("/konto/").status_code == HTTPStatus.OK


def ask_something(booked: Booked) -> None:
    """The office asks, and those who hold the case are told."""
    actor = Actor(ActorKind.STAFF, "7")
    ask_holder(case_id=booked.case.pk, text="?", seen=(), command_id=uuid4(), now=NOW, actor=actor)
    relay.drain()


def mailed_to() -> str:
    """The addresses of all messages that are kept."""
    kept = SentMessage.objects.filter(content__isnull=False).values_list("content", flat=True)
    return " ".join(Content.opened(str(each)).recipient.email for each in kept)


@pytest.fixture
def booked(place: Bookable) -> Booked:
    """An appointment for tomorrow, 8:12 h, booked with Ayşe's address and without an account."""
    contact = somebody(name="Ayşe Öztürk", email=AYSE)
    return make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW, contact=contact)


def test_a_link_by_mail_signs_in_and_makes_the_account_at_the_first_time(client: Client) -> None:
    page = text_of(client.get("/konto/anmelden/"))
    assert "Ein Konto ist freiwillig." in page
    assert "Anmeldedienst" not in page, "this city has none"
    assert ask_for_link(client).url == "/konto/anmelden/post/"
    assert not CitizenAccount.objects.exists(), "nobody has an account because somebody typed their address"
    assert "nur in dem Browser, in dem Sie ihn angefordert haben" in str(mail.outbox[-1].body)
    link = link_in_mail()
    assert AYSE in text_of(client.get(link))
    assert not is_in(client), "opening links changes nothing"
    assert client.post(link).url == "/konto/"
    assert is_in(client)
    assert sign_in(Client()).url == "/konto/"
    assert CitizenAccount.objects.count() == 1


def test_no_staff_session_comes_of_it_and_none_is_ended_by_it(client: Client, place: Bookable) -> None:
    sign_in(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/schalter/platz/").url.startswith("/schalter/anmelden/")
    client.force_login(make_clerk(office=place.office))
    sign_in(client)
    client.post("/konto/abmelden/")
    assert not is_in(client)
    assert client.get("/schalter/platz/").status_code == HTTPStatus.OK


def test_staff_who_sign_in_and_out_leave_the_citizen_s_session_alone(client: Client, place: Bookable) -> None:
    sign_in(client)
    for clerk in (make_clerk(office=place.office), make_clerk(office=place.office)):
        clerk.set_password("vier Wörter und Schluss")
        clerk.save()
        sent = {"username": clerk.username, "password": "vier Wörter und Schluss"}
        client.post("/schalter/anmelden/", sent)
        assert client.get("/schalter/platz/").status_code == HTTPStatus.OK
        assert is_in(client)
        client.post("/schalter/abmelden/")
        assert client.get("/schalter/platz/").status_code == HTTPStatus.FOUND
        assert is_in(client)


def test_a_clerk_has_no_account_by_being_a_clerk(client: Client, place: Bookable) -> None:
    client.force_login(make_clerk(office=place.office))
    assert not is_in(client)


def test_nobody_learns_whether_an_address_is_known(client: Client) -> None:
    sign_in(Client())
    known, unknown = (ask_for_link(client, address) for address in (AYSE, "nobody@example.org"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    texts = [re.sub(r"/link/\S+", "", str(each.body)) for each in mail.outbox[-2:]]
    assert texts[0] == texts[1]
    assert {each.subject for each in mail.outbox[-2:]} == {"Ihr Link"}


def test_a_link_is_good_once(client: Client) -> None:
    sign_in(client)
    link = link_in_mail()
    client.post("/konto/abmelden/")
    assert ask_for_link(client).status_code == 302, "this browser is known again"
    assert client.post(link).status_code == HTTPStatus.GONE
    assert not is_in(client)


def test_a_link_does_not_work_in_another_browser_and_stays_good_in_its_own(client: Client) -> None:
    """Otherwise somebody could have me sign in to their account, and type my data there."""
    ask_for_link(client)
    link, other = link_in_mail(), Client()
    for response in (other.get(link), other.post(link)):
        assert response.status_code == HTTPStatus.CONFLICT
        assert "in einem anderen Browser oder auf einem anderen Gerät angefordert" in text_of(response)
    assert not is_in(other)
    client.post(link)
    assert is_in(client)


@pytest.mark.parametrize("token", ["x", "A" * 43, "ß" * 43, "%00"])
def test_a_forged_link_is_refused(client: Client, token: str) -> None:
    ask_for_link(client)
    assert client.get(f"/konto/link/{token}/").status_code in {HTTPStatus.GONE, HTTPStatus.BAD_REQUEST}


def test_a_link_runs_out(client: Client, clock: StandingClock) -> None:
    ask_for_link(client)
    clock.now += LINK_VALID
    assert client.post(link_in_mail()).status_code == HTTPStatus.GONE
    assert not is_in(client)


def test_a_new_link_takes_the_place_of_this_browser_s_older_one_and_of_no_other(client: Client) -> None:
    ask_for_link(client)
    first, other = link_in_mail(), Client()
    ask_for_link(other)
    assert client.get(first).status_code == HTTPStatus.OK, "nobody else can make my link useless"
    ask_for_link(client)
    assert client.get(first).status_code == HTTPStatus.GONE
    assert client.get(link_in_mail()).status_code == HTTPStatus.OK


def test_nobody_s_mailbox_is_flooded(client: Client) -> None:
    answers = [ask_for_link(Client(REMOTE_ADDR=f"198.51.100.{number}")) for number in range(13)]
    assert [answer.status_code for answer in answers] == [302] * 12 + [429]
    assert [ask_for_link(client, f"person{number}@example.org").status_code for number in range(11)][-1] == 429


def test_a_stranger_s_tries_keep_nobody_from_their_own_account(client: Client) -> None:
    stranger = [ask_for_link(Client(REMOTE_ADDR="198.51.100.7")).status_code for _ in range(9)]
    assert stranger == [302] * 4 + [429] * 5
    assert sign_in(client).url == "/konto/"


def test_without_the_mail_server_it_is_said_and_nobody_is_in(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = ask_for_link(client)
    assert page.status_code == 422
    assert "Wir können die E-Mail gerade nicht verschicken." in text_of(page)


@pytest.mark.parametrize("address", ["", "quatsch", "a@b@c", "ayse@example.org\nBcc: x@example.org"])
def test_what_is_no_address_gets_a_sentence_and_no_mail(client: Client, address: str) -> None:
    assert ask_for_link(client, address).status_code == 422
    assert mail.outbox == []


def test_addresses_that_only_look_alike_are_two_people_s(client: Client) -> None:
    """straße.de and strasse.de have two owners, although Unicode folds the one into the other."""
    sign_in(client, "anna@strasse.example")
    sign_in(Client(), "anna@straße.example")
    assert CitizenAccount.objects.count() == 2
    sign_in(Client(), "ANNA@Strasse.example")
    assert CitizenAccount.objects.count() == 2


def test_the_session_gets_a_new_key_at_the_sign_in_and_at_the_sign_out(client: Client) -> None:
    ask_for_link(client)
    before = client.session.session_key
    client.post(link_in_mail())
    between = client.session.session_key
    assert between != before
    client.post("/konto/abmelden/")
    assert client.session.session_key not in {before, between}
    stolen = Client()
    stolen.cookies["session"] = between
    assert not is_in(stolen)


def test_an_account_that_nobody_uses_signs_itself_out(client: Client, clock: StandingClock) -> None:
    sign_in(client)
    clock.now += IDLE / 2
    assert is_in(client)
    clock.now += IDLE * 0.9
    assert is_in(client)
    clock.now += IDLE
    assert not is_in(client)


def test_eight_hours_are_the_longest(client: Client, clock: StandingClock) -> None:
    sign_in(client)
    end = clock.now + LONGEST
    while clock.now + IDLE / 2 < end:
        clock.now += IDLE / 2
        assert is_in(client)
    clock.now = end
    assert not is_in(client)


def test_whoever_sits_here_next_finds_nothing(client: Client, booked: Booked, visitor: Visitor) -> None:
    sign_in(client)
    client.post("/konto/vorgang/aufnehmen/", {"reference": booked.case.reference, "code": booked.code})
    client.get(f"/konto/vorgang/{booked.case.pk}/")
    visitor.tap(TOMORROW, TIME + 12)
    visitor.fill_in()
    client.post("/konto/abmelden/")
    assert client.get("/vorgang/stand/").url == "/vorgang/"
    assert "Ayşe" not in text_of(client.get("/termin/angaben/"))


def test_a_booking_goes_on_when_the_account_signs_itself_out(visitor: Visitor, clock: StandingClock) -> None:
    sign_in(visitor.client)
    clock.now += IDLE
    visitor.tap(TOMORROW)
    visitor.fill_in()
    assert "Ihr Termin ist gebucht" in text_of(visitor.confirm(follow=True))
    assert not AccountCase.objects.exists()


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:0", "abc", "."]
)
def test_no_foreign_page_is_led_to_after_the_sign_in(client: Client, wanted: str) -> None:
    assert sign_in(client, next=wanted).url == "/konto/"


def test_a_word_that_is_no_page_leads_to_the_account_of_who_is_in_already(client: Client) -> None:
    sign_in(client)
    assert client.get("/konto/anmelden/", {"next": "abc"}).url == "/konto/"


def test_who_asked_for_a_page_comes_to_it_after_the_sign_in(client: Client) -> None:
    way = client.get("/konto/angaben/").url
    assert way == "/konto/anmelden/?next=%2Fkonto%2Fangaben%2F"
    assert fields_of(client.get(way))["next"] == "/konto/angaben/"
    assert sign_in(client, next="/konto/angaben/").url == "/konto/angaben/"


def test_the_pages_are_nobody_else_s(client: Client) -> None:
    sign_in(client)
    for path in ("/konto/", "/konto/angaben/", "/konto/daten.json", "/konto/daten.zip", "/konto/loeschen/"):
        assert client.get(path)["Cache-Control"] == "no-store, private", path


def test_forms_of_the_account_are_good_only_from_its_own_pages(booked: Booked) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/konto/anmelden/", "/konto/abmelden/", "/konto/loeschen/", "/konto/vorgang/aufnehmen/"):
        assert client.post(path).status_code == HTTPStatus.FORBIDDEN


def test_what_is_booked_while_signed_in_is_in_the_account_at_once(visitor: Visitor) -> None:
    sign_in(visitor.client)
    page = text_of(visitor.book(TOMORROW))
    assert "Der Termin steht in Ihrem Konto." in page
    case = Case.objects.get()
    assert AccountCase.objects.get().case == case
    listed = text_of(visitor.client.get("/konto/"))
    assert "Reisepass beantragen" in listed
    assert "Gebucht" in listed
    assert case.reference in listed
    assert "Das Amt erwartet Sie zur vereinbarten Zeit." in listed
    assert "Mittwoch, 25. November 2026, 8:12 Uhr" in listed


def test_what_is_booked_without_an_account_is_in_none(visitor: Visitor) -> None:
    sign_in(Client())
    assert "in Ihrem Konto" not in text_of(visitor.book(TOMORROW))
    assert not AccountCase.objects.exists()


def test_a_case_is_taken_in_by_reference_and_code_and_opens_without_typing(client: Client, booked: Booked) -> None:
    sign_in(client, "somebody-else@example.org")
    sent = {"reference": booked.case.reference, "code": booked.code}
    assert client.post("/konto/vorgang/aufnehmen/", sent).url == "/konto/"
    assert client.post("/konto/vorgang/aufnehmen/", sent).url == "/konto/"
    assert AccountCase.objects.count() == 1
    opened = text_of(client.get(f"/konto/vorgang/{booked.case.pk}/", follow=True))
    assert "Termin ändern oder absagen" in opened
    assert "Zurück zu meinen Vorgängen" in opened


def test_a_wrong_code_takes_nothing_in_and_all_refusals_are_the_same(client: Client, booked: Booked) -> None:
    sign_in(client, "somebody-else@example.org")
    wrong = [
        {"reference": booked.case.reference, "code": "AAAAAA"},
        {"reference": new_reference(), "code": booked.code},
        {"reference": "quatsch", "code": "x"},
    ]
    answers = [client.post("/konto/vorgang/aufnehmen/", sent) for sent in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({text_of(answer) for answer in answers}) == 1
    assert not AccountCase.objects.exists()


def test_guessing_codes_in_an_account_is_counted_with_guessing_without(client: Client, booked: Booked) -> None:
    sign_in(client)
    wrong = {"reference": booked.case.reference, "code": "AAAAAA"}
    statuses = [client.post(path, wrong).status_code for path in ("/vorgang/", "/konto/vorgang/aufnehmen/") * 6]
    assert statuses == [404] * 10 + [429] * 2


def test_a_case_that_is_open_is_taken_in_by_a_button(client: Client, booked: Booked) -> None:
    sign_in(client, "somebody-else@example.org")
    assert client.post("/konto/vorgang/offen/").url == "/vorgang/", "none is open"
    sent = {"reference": booked.case.reference, "code": booked.code}
    assert "In mein Konto aufnehmen" in text_of(client.post("/vorgang/", sent, follow=True))
    client.post("/konto/vorgang/offen/")
    assert AccountCase.objects.get().case == booked.case


def test_a_case_that_somebody_left_open_is_not_the_next_person_s(client: Client, booked: Booked) -> None:
    client.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code})
    sign_in(client, "somebody-else@example.org")
    assert client.get("/vorgang/stand/").url == "/vorgang/"
    assert client.post("/konto/vorgang/offen/").url == "/vorgang/"
    assert not AccountCase.objects.exists()


def test_a_case_of_a_proved_address_is_offered_and_taken_in_only_when_its_person_says_so(
    client: Client, booked: Booked
) -> None:
    sign_in(client)
    page = text_of(client.get("/konto/"))
    assert "Gehören diese auch Ihnen?" in page
    assert f"{booked.case.reference} aufnehmen" in page
    assert client.get(f"/konto/vorgang/{booked.case.pk}/").status_code == 404
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    page = text_of(client.get("/konto/"))
    assert "Gehören diese auch Ihnen?" not in page
    assert f"{booked.case.reference} aus dem Konto nehmen" in page


def test_two_people_with_the_same_name_see_nothing_of_each_other(client: Client, booked: Booked) -> None:
    """Nor with the same birthday: neither is ever asked for."""
    sign_in(client, "another-ayse@example.org")
    client.post("/konto/angaben/", {"name": "Ayşe Öztürk", "email": AYSE, "phone": ""})
    assert booked.case.reference not in text_of(client.get("/konto/")), "an address that was typed is not proved"
    assert client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/").status_code == 404
    assert client.get(f"/konto/vorgang/{booked.case.pk}/").status_code == 404
    assert not AccountCase.objects.exists()


def test_a_case_of_an_address_that_only_looks_alike_is_not_offered(client: Client, place: Bookable) -> None:
    contact = somebody(name="Anna", email="anna@strasse.example")
    booked = make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW, contact=contact)
    sign_in(client, "anna@straße.example")
    assert booked.case.reference not in text_of(client.get("/konto/"))
    assert client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/").status_code == 404


def test_what_is_in_somebody_else_s_account_is_not_found(client: Client, booked: Booked) -> None:
    other = Client()
    sign_in(other)
    other.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    sign_in(client, "somebody-else@example.org")
    assert client.get(f"/konto/vorgang/{booked.case.pk}/").status_code == 404
    client.post(f"/konto/vorgang/{booked.case.pk}/entfernen/")
    assert AccountCase.objects.count() == 1


def test_a_case_is_put_out_and_goes_on_by_itself(client: Client, booked: Booked) -> None:
    sign_in(client)
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    client.post(f"/konto/vorgang/{booked.case.pk}/entfernen/")
    assert not AccountCase.objects.exists()
    assert Appointment.objects.get().case == booked.case


def test_a_long_list_asks_the_database_no_more_often_than_a_line_needs(
    client: Client, place: Bookable, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client)
    account = CitizenAccount.objects.get()
    for number in range(12):
        booked = make_booking(at=place, day=TOMORROW, minute=TIME + 12 * number, now=NOW)
        AccountCase.objects.create(account=account, case=booked.case, taken_at=NOW)
    client.get("/konto/")
    with django_assert_max_num_queries(22):
        page = client.get("/konto/")
    assert text_of(page).count("aus dem Konto nehmen") == 10
    assert text_of(client.get("/konto/?page=2")).count("aus dem Konto nehmen") == 2


def test_my_details_are_filled_in_only_after_a_tap(visitor: Visitor) -> None:
    client = visitor.client
    sign_in(client)
    told = {"name": "Đặng-Nguyễn Thị Hà", "email": "ha@example.org", "phone": "030 1234567"}
    assert client.post("/konto/angaben/", told).url == "/konto/angaben/"
    visitor.tap(TOMORROW)
    page = client.get("/termin/angaben/")
    assert "Angaben aus meinem Konto übernehmen" in text_of(page)
    assert {fields_of(page)[name] for name in told} == {""}
    assert client.post("/konto/angaben/uebernehmen/").url == "/termin/angaben/"
    page = client.get("/termin/angaben/")
    assert {name: fields_of(page)[name] for name in told} == told
    visitor.fill_in(**told)
    visitor.confirm()
    assert Appointment.objects.get().person_name == "Đặng-Nguyễn Thị Hà"
    visitor.tap(TOMORROW, TIME + 12)
    assert fields_of(client.get("/termin/angaben/"))["name"] == "", "the consent was for one use"


def test_without_details_nothing_is_offered(visitor: Visitor) -> None:
    sign_in(visitor.client)
    visitor.tap(TOMORROW)
    assert "aus meinem Konto" not in text_of(visitor.client.get("/termin/angaben/"))


def test_details_are_read_as_the_form_of_a_booking_reads_them(client: Client) -> None:
    sign_in(client)
    page = client.post("/konto/angaben/", {"name": "R2D2", "email": "quatsch", "phone": "??"})
    assert page.status_code == 422
    assert "Ziffern und Sonderzeichen" in text_of(page)
    assert client.post("/konto/angaben/", {"name": "", "email": "", "phone": ""}).status_code == 302


def test_details_are_encrypted_in_the_database(client: Client) -> None:
    sign_in(client)
    client.post("/konto/angaben/", {"name": "Zoë Łukasiewicz", "email": AYSE, "phone": "030 1234567"})
    with connection.cursor() as cursor:
        for table in ("citizens_citizenaccount", "citizens_provedaddress"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
            kept = repr([bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchone()])
            assert not any(word in kept for word in ("ukasiewicz", "ayse", "1234567"))


def test_another_address_is_proved_by_its_own_link(client: Client, booked: Booked) -> None:
    sign_in(client, "somebody-else@example.org")
    client.post("/konto/angaben/adresse/", {"new-email": AYSE})
    assert ProvedAddress.objects.count() == 1
    assert booked.case.reference not in text_of(client.get("/konto/"))
    link = link_in_mail()
    assert "Die Adresse gehört mir" in text_of(client.get(link))
    assert client.post(link).url == "/konto/angaben/"
    assert AYSE in text_of(client.get("/konto/angaben/"))
    assert booked.case.reference in text_of(client.get("/konto/"))
    assert sign_in(Client()).url == "/konto/"
    assert CitizenAccount.objects.count() == 1


def test_an_address_of_another_account_is_not_taken_over(client: Client) -> None:
    sign_in(Client())
    sign_in(client, "somebody-else@example.org")
    client.post("/konto/angaben/adresse/", {"new-email": AYSE})
    page = client.post(link_in_mail())
    assert page.status_code == HTTPStatus.CONFLICT
    assert "schon ein anderes Konto" in text_of(page)
    assert CitizenAccount.objects.count() == 2


def test_a_link_that_proves_an_address_is_worth_nothing_after_the_sign_out(client: Client) -> None:
    sign_in(client, "somebody-else@example.org")
    client.post("/konto/angaben/adresse/", {"new-email": AYSE})
    link = link_in_mail()
    client.post("/konto/abmelden/")
    assert client.post(link).status_code in {HTTPStatus.GONE, HTTPStatus.CONFLICT}
    assert ProvedAddress.objects.count() == 1


def test_everything_can_be_taken_along(client: Client, booked: Booked) -> None:
    sign_in(client)
    client.post("/konto/angaben/", {"name": "Đặng-Nguyễn Thị Hà", "email": AYSE, "phone": ""})
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    response = client.get("/konto/daten.json")
    assert "attachment" in response["Content-Disposition"]
    assert "Đặng-Nguyễn Thị Hà" in response.content.decode(), "readable in any editor"
    data = json.loads(response.content)
    assert data["to_be_filled_in"]["name"] == "Đặng-Nguyễn Thị Hà"
    assert [each["address"] for each in data["addresses"]] == [AYSE]
    [case] = data["cases"]
    assert case["reference"] == booked.case.reference
    assert case["status"] == "INITIATED"
    assert case["history"][0]["what"] == "Termin gebucht"
    assert booked.code not in response.content.decode()
    assert case["given"] == {"name": "Ayşe Öztürk", "email": AYSE, "phone": ""}


def test_what_its_person_objected_is_taken_along_and_a_code_opens_nobody_s_address(
    client: Client, booked: Booked
) -> None:
    decision = make_decision(booked.case, now=NOW, direction=IN_PERSON)
    objection = make_objection(decision, now=NOW, email=AYSE)
    stranger = Client()
    for who, address in ((client, AYSE), (stranger, "stranger@example.org")):
        sign_in(who, address)
        sent = {"reference": objection.case.reference, "code": objection.case_code}
        assert who.post("/konto/vorgang/aufnehmen/", sent).status_code == HTTPStatus.FOUND
    [mine] = json.loads(client.get("/konto/daten.json").content)["cases"]
    assert mine["given"] == {"name": "Ada Đặng", "email": AYSE, "grounds": "Ich wohne sehr wohl dort."}
    theirs = stranger.get("/konto/daten.json").content.decode()
    assert json.loads(theirs)["cases"][0]["given"] == {}
    assert AYSE not in theirs
    assert "Ada Đặng" not in theirs


def test_what_has_effect_without_being_fetched_is_still_found_by_the_link_of_its_mail(
    client: Client, booked: Booked, clock: StandingClock
) -> None:
    decision = make_decision(booked.case, now=NOW, direction=replace(PORTAL, email=AYSE), law=Law.SOCIAL)
    relay.drain()
    clock.forward(days=12)
    sign_in(client)
    page = text_of(client.get(f"/konto/bescheid/{decision.pk}/"))
    assert "Er gilt seit" in page
    assert "Bescheid jetzt abrufen" in page
    fetched = client.post(f"/konto/bescheid/{decision.pk}/abrufen/", follow=True)
    assert "Bescheid herunterladen" in text_of(fetched)
    assert "Bescheid jetzt abrufen" not in text_of(client.get(f"/konto/bescheid/{decision.pk}/"))


def zip_of(client: Client) -> ZipFile:
    response = client.get("/konto/daten.zip")
    assert response["Content-Disposition"] == 'attachment; filename="einamt-konto.zip"'
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_the_zip_holds_every_file_that_its_json_names_and_nothing_that_is_not_made_known(
    client: Client, booked: Booked, scanner: TemporaryScanner
) -> None:
    sign_in(client)
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    page = client.get(f"/konto/vorgang/{booked.case.pk}/", follow=True)
    photo = jpeg(content=3 * PIECE_BYTES)
    sent = {"text": "Hier.", "command": fields_of(page)["command"], "attached": upload(photo, "Đặng: Urkunde.jpg")}
    assert client.post("/vorgang/antworten/", sent).status_code == HTTPStatus.FOUND
    handed_over = make_decision(booked.case, now=NOW, direction=IN_PERSON)
    lies_ready = make_decision(booked.case, now=NOW, direction=PORTAL, subject="Noch nicht abgerufen")
    archive = zip_of(client)
    assert archive.testzip() is None
    data = json.loads(archive.read("einamt-konto.json"))
    assert data == json.loads(client.get("/konto/daten.json").content)
    [case] = data["cases"]
    named = [*case["messages"][0]["files"], *case["documents"]]
    assert sorted(archive.namelist()) == sorted(["einamt-konto.json", *(each["file"] for each in named)])
    for each in named:
        assert sha256(archive.read(each["file"])).hexdigest() == each["sha256"]
    assert archive.read(case["messages"][0]["files"][0]["file"]) == photo
    assert [each["sha256"] for each in case["documents"]] == [handed_over.document.digest]
    assert lies_ready.document.digest not in str(data)
    assert "Noch nicht abgerufen" not in str(data)


def test_no_file_that_waits_for_the_scanner_and_none_of_somebody_else_is_in_the_zip(
    client: Client, booked: Booked, scanner: TemporaryScanner
) -> None:
    holder, stranger = Client(), client
    holder.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code})
    scanner.stop()
    sent = {"text": "Hier.", "command": str(uuid4()), "attached": upload(jpeg(), "Urkunde.jpg")}
    holder.post("/vorgang/antworten/", sent)
    sign_in(stranger, "stranger@example.org")
    assert zip_of(stranger).namelist() == ["einamt-konto.json"]
    sign_in(holder)
    holder.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    archive = zip_of(holder)
    assert archive.namelist() == ["einamt-konto.json"]
    [case] = json.loads(archive.read("einamt-konto.json"))["cases"]
    assert case["messages"][0]["files"][0]["file"] is None


def test_the_zip_is_not_fetched_over_and_over(client: Client) -> None:
    sign_in(client)
    for _ in range(ZIPS):
        zip_of(client)
    assert client.get("/konto/daten.zip").status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_deleting_the_account_leaves_its_cases(client: Client, booked: Booked) -> None:
    sign_in(client)
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    assert "Ein Termin bleibt gebucht" in text_of(client.get("/konto/loeschen/"))
    assert CitizenAccount.objects.exists(), "looking deletes nothing"
    page = client.post("/konto/loeschen/", follow=True)
    assert "Ihr Konto ist gelöscht" in text_of(page)
    assert not is_in(client)
    for model in (CitizenAccount, ProvedAddress, AccountCase, MailLink):
        assert not model._default_manager.exists()
    sent = {"reference": booked.case.reference, "code": booked.code}
    assert client.post("/vorgang/", sent).url == "/vorgang/stand/"


def test_deleting_the_account_erases_what_was_mailed_to_it(client: Client, booked: Booked) -> None:
    sign_in(client, "daughter@example.org")
    client.post("/konto/vorgang/aufnehmen/", {"reference": booked.case.reference, "code": booked.code})
    ask_something(booked)
    assert "daughter" in mailed_to(), "a link and a question"
    client.post("/konto/loeschen/")
    assert "daughter" not in mailed_to()
    assert AYSE in mailed_to(), "the case's own person was told, and that stays"


def test_what_an_account_was_told_of_a_case_goes_when_either_goes(client: Client, booked: Booked) -> None:
    sign_in(client, "daughter@example.org")
    client.post("/konto/vorgang/aufnehmen/", {"reference": booked.case.reference, "code": booked.code})
    ask_something(booked)
    forget_sent_messages(NOW)
    assert mailed_to().count("daughter") == 1, "the link is of no use any more"
    told = persons.PROVIDER.export(f"case:{booked.case.reference}")
    assert "daughter" not in str(told), "where she has her mail is not for others"
    client.post(f"/konto/vorgang/{booked.case.pk}/entfernen/")
    assert "daughter" not in mailed_to()
    client.post("/konto/vorgang/aufnehmen/", {"reference": booked.case.reference, "code": booked.code})
    ask_something(booked)
    assert "daughter" in mailed_to()
    persons.PROVIDER.erase(f"case:{booked.case.reference}")
    forget_sent_messages(NOW)
    assert "daughter" not in mailed_to()


def test_a_link_is_tried_at_an_address_from_which_mail_came_back(client: Client) -> None:
    index = index_of(recipient=Recipient(email=AYSE), channel=MessageChannel.MAIL)
    BrokenAddress.objects.create(address_index=index, noted_at=NOW)
    assert sign_in(client).url == "/konto/"


def test_an_account_that_was_deleted_elsewhere_is_signed_out(client: Client) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    other.post("/konto/loeschen/")
    assert not is_in(client)


def test_the_pages_are_there_in_english(client: Client, booked: Booked) -> None:
    page = text_of(client.get("/en/konto/anmelden/"))
    assert "An account is voluntary." in page
    client.post("/en/konto/anmelden/", {"email": AYSE})
    assert "Hello," in str(mail.outbox[-1].body)
    found = re.search(r"/en/konto/link/\S+", str(mail.outbox[-1].body))
    assert found is not None
    assert client.post(found[0]).url == "/en/konto/"
    assert "My matters" in text_of(client.get("/en/konto/"))


def test_a_question_of_the_office_is_told_to_the_account_and_stands_in_the_list(
    client: Client, booked: Booked, clock: StandingClock
) -> None:
    sign_in(client, "daughter@example.org")
    client.post("/konto/vorgang/aufnehmen/", {"reference": booked.case.reference, "code": booked.code})
    asked = {
        "case_id": booked.case.pk,
        "text": "Wie viele Kinder kommen mit?",
        "seen": (),
        "command_id": uuid4(),
        "now": NOW,
    }
    ask_holder(**asked, actor=Actor(ActorKind.STAFF, "7"))  # type: ignore[arg-type]
    relay.drain()
    told = sorted(each.to[0] for each in mail.outbox if "Frage" in each.subject)
    assert told == [AYSE, "daughter@example.org"]
    assert f"Frage zu {booked.case.reference} beantworten" in text_of(client.get("/konto/"))
    page = client.get(f"/konto/vorgang/{booked.case.pk}/", follow=True)
    sent = {name: fields_of(page)[name] for name in ("command", "seen")}
    clock.forward(minutes=5)
    assert client.post("/vorgang/antworten/", {"text": "Zwei.", **sent}).url == "/vorgang/stand/"
    assert "Frage zu" not in text_of(client.get("/konto/"))
    [case] = json.loads(client.get("/konto/daten.json").content)["cases"]
    assert [(each["from"], each["text"]) for each in case["messages"]] == [
        ("office", "Wie viele Kinder kommen mit?"),
        ("holder", "Zwei."),
    ]


def test_whoever_has_the_case_s_own_address_is_told_of_a_question_once(client: Client, booked: Booked) -> None:
    sign_in(client)
    client.post(f"/konto/vorgang/{booked.case.pk}/gefunden/")
    ask_something(booked)
    assert [each.to for each in mail.outbox if "Frage" in each.subject] == [[AYSE]]
