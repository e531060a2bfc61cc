"""Acting for somebody in the account: asked for, confirmed at the counter, booked with, ended."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from einamt.cases.models import CaseEvent
from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.operations import confirm, end
from einamt.citizens.acting.rules import EndedBy, State
from einamt.citizens.models import AccountCase
from einamt.kernel.actor import CITIZEN, SYSTEM
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments.models import Appointment
from tests.channels.portal.conftest import NOW, TOMORROW
from tests.channels.portal.test_account import sign_in
from tests.channels.portal.visitor import Visitor, fields_of, text_of
from tests.factories.accounts import make_clerk
from tests.factories.appointments import Bookable
from tests.factories.catalog import make_service
from tests.factories.files import infected, pdf, upload
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.django_db
HA = "Đặng-Nguyễn Thị Hà"
ASKED = {"acting_name": "Ayşe Yılmaz", "person_name": HA, "birth_date": "1950-03-01"}
ENDS = NOW.date() + timedelta(days=100)


def ask(client: Client, kind: str = "principal", **more: object) -> object:
    address = f"/konto/vertretungen/neu/{kind}/"
    own = {} if kind == "child" else {"scope": "all", "ends_date": ENDS.isoformat()}
    return client.post(address, {**ASKED, **own, "command": fields_of(client.get(address))["command"], **more})


def confirmed(client: Client, kind: str = "principal", **more: object) -> Representation:
    assert ask(client, kind, **more).status_code == HTTPStatus.FOUND
    one = Representation.objects.get()
    return confirm(representation_id=one.pk, ends_date=one.ends_date, has_seen_proof=True, actor=SYSTEM, now=NOW)


def act(client: Client, one: Representation) -> object:
    return client.post(f"/konto/vertretungen/{one.pk}/handeln/")


def test_a_power_of_attorney_is_asked_for_and_waits(client: Client, scanner: TemporaryScanner) -> None:
    sign_in(client)
    refused = ask(client, attached=upload(infected(pdf), "Vollmacht.pdf"))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "unser Virenschutz etwas gefunden" in text_of(refused)
    assert HA in refused.content.decode()
    ask(client, attached=upload(pdf(), "Vollmacht.pdf"))
    page = text_of(client.get("/konto/vertretungen/"))
    assert "wartet auf Entscheidung" in page
    assert Representation.objects.get().reference in page
    assert "liegt uns vor" in page
    assert act(client, Representation.objects.get()).status_code == HTTPStatus.FORBIDDEN


def test_somebody_acts_plainly_and_books_for_the_other(client: Client, visitor: Visitor) -> None:
    sign_in(client)
    one = confirmed(client)
    act(client, one)
    assert f"Sie handeln für {HA}." in text_of(client.get("/konto/"))
    visitor.tap(TOMORROW)
    client.post("/konto/angaben/uebernehmen/")
    details = client.get("/termin/angaben/")
    assert f"Sie handeln für {HA}." in text_of(details)
    assert HA in details.content.decode()
    assert fields_of(details)["name"] == HA
    visitor.fill_in(name=HA)
    assert f"Sie handeln für {HA}." in text_of(client.get("/termin/pruefen/"))
    visitor.confirm()
    case = Appointment.objects.get().case
    assert CaseEvent.objects.filter(case=case, kind="begun-for-somebody").count() == 1
    assert not AccountCase.objects.exists(), "it is not the account's own"
    assert case.reference in text_of(client.get("/konto/"))
    client.post("/konto/vertretungen/beenden/")
    assert case.reference not in text_of(client.get("/konto/"))


@pytest.mark.parametrize("how", ["ended", "ran out"])
def test_after_the_end_nothing_is_open_any_more(
    client: Client, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    sign_in(client)
    one = confirmed(client)
    act(client, one)
    visitor.book(TOMORROW)
    case = Appointment.objects.get().case
    client.get(f"/konto/vorgang/{case.pk}/")
    assert case.reference in text_of(client.get("/vorgang/stand/"))
    assert "In mein Konto aufnehmen" not in text_of(client.get("/vorgang/stand/"))
    assert client.post("/konto/vorgang/offen/").status_code == HTTPStatus.FORBIDDEN
    if how == "ended":
        end(representation_id=one.pk, side=EndedBy.PERSON, actor=CITIZEN, now=NOW)
    else:
        Representation.objects.update(ends_date=NOW.date())
    assert client.get("/vorgang/stand/").url == "/vorgang/"
    assert client.get(f"/konto/vorgang/{case.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert act(client, one).status_code == HTTPStatus.FORBIDDEN
    assert "Sie handeln für" not in text_of(client.get("/konto/"))


def test_what_is_out_of_scope_is_not_booked(client: Client, visitor: Visitor, place: Bookable) -> None:
    sign_in(client)
    asked = ask(client)
    assert asked.status_code == HTTPStatus.FOUND
    one = Representation.objects.get()
    one.is_for_all = False
    one.save()
    one.services.set([make_service()])
    confirm(representation_id=one.pk, ends_date=one.ends_date, has_seen_proof=True, actor=SYSTEM, now=NOW)
    act(client, one)
    visitor.tap(TOMORROW)
    visitor.fill_in()
    refused = visitor.confirm()
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "Für diese Leistung gilt Ihre Vertretung nicht." in text_of(refused)
    assert not Appointment.objects.exists()
    client.post("/konto/vertretungen/beenden/")
    visitor.confirm()
    assert Appointment.objects.count() == 1


def test_the_represented_person_ends_it_in_their_own_account(client: Client) -> None:
    sign_in(client)
    one = confirmed(client, person_email="ha@example.org")
    act(client, one)
    theirs, strangers = Client(), Client()
    sign_in(theirs, "ha@example.org")
    sign_in(strangers, "somebody@example.org")
    assert "Ayşe Yılmaz" in text_of(theirs.get("/konto/vertretungen/"))
    address = f"/konto/vertretungen/{one.pk}/beenden/"
    assert strangers.post(address).status_code == HTTPStatus.NOT_FOUND
    theirs.post(address)
    one.refresh_from_db()
    assert (one.state, one.ended_side) == (State.ENDED, EndedBy.PERSON)
    assert "Sie handeln für" not in text_of(client.get("/konto/"))


def test_another_account_acts_by_nothing_of_mine(client: Client) -> None:
    sign_in(client)
    one = confirmed(client)
    other = Client()
    sign_in(other, "somebody@example.org")
    assert act(other, one).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("child", {"birth_date": "2001-01-01"}, "Diese Person ist volljährig."),
        ("principal", {"ends_date": "2099-01-01"}, "spätestens am"),
        ("principal", {"scope": "some"}, "Bitte wählen Sie mindestens eine Leistung"),
        ("principal", {"birth_date": "2099-01-01"}, "kann nicht stimmen"),
        ("ward", {"duties": ""}, "Bitte füllen Sie „Aufgabenbereiche laut Betreuerausweis“ aus."),
    ],
)
def test_what_cannot_be_is_refused_with_the_form_as_it_was(
    client: Client, kind: str, changed: dict[str, str], sentence: str
) -> None:
    sign_in(client)
    refused = ask(client, kind, **changed)
    assert refused.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}
    assert sentence in text_of(refused)
    assert HA in refused.content.decode()
    assert not Representation.objects.exists()


def test_the_counter_looks_confirms_refuses_and_ends(
    client: Client, place: Bookable, scanner: TemporaryScanner
) -> None:
    sign_in(client)
    proof = pdf()
    ask(client, attached=upload(proof, "Vollmacht.pdf"))
    one = Representation.objects.get()
    desk = Client()
    desk.force_login(make_clerk(office=place.office))
    listed = text_of(desk.get("/schalter/vertretungen/"))
    assert one.reference in listed
    assert HA not in listed
    assert desk.post("/schalter/vertretungen/", {"number": "quatsch"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    address = f"/schalter/vertretungen/{one.reference}/"
    assert desk.post("/schalter/vertretungen/", {"number": one.reference.lower()}).url == address
    assert HA in text_of(desk.get(address))
    assert ReadingEntry.objects.filter(subject=f"representation:{one.pk}").exists()
    fetched = desk.get(f"{address}nachweis/{one.proofs.get().pk}/")
    assert b"".join(fetched.streaming_content) == proof
    assert desk.post(f"{address}ablehnen/", {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    unseen = desk.post(f"{address}bestaetigen/", {"ends_date": ENDS.isoformat()})
    assert unseen.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    desk.post(f"{address}bestaetigen/", {"ends_date": ENDS.isoformat(), "has_seen": "on"})
    act(client, one)
    assert f"Sie handeln für {HA}." in text_of(client.get("/konto/"))
    again = desk.post(f"{address}ablehnen/", {"reason": "Doch nicht."})
    assert again.status_code == HTTPStatus.CONFLICT
    assert desk.post(f"{address}beenden/", {"reason": " "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    desk.post(f"{address}beenden/", {"reason": "Die Vollmacht ist widerrufen."})
    assert "Sie handeln für" not in text_of(client.get("/konto/"))


def test_a_refusal_says_why_in_the_account(client: Client, place: Bookable) -> None:
    sign_in(client)
    ask(client)
    desk = Client()
    desk.force_login(make_clerk(office=place.office))
    reference = Representation.objects.get().reference
    desk.post(f"/schalter/vertretungen/{reference}/ablehnen/", {"reason": "Die Unterschrift fehlt."})
    assert "Die Unterschrift fehlt." in text_of(client.get("/konto/vertretungen/"))
