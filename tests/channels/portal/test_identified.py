"""Who declares something over an account: how surely they were seen decides what it counts for, and is kept with it."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from einamt.cases.conversation.models import CaseMessage
from einamt.cases.models import Case
from einamt.cases.registry import CaseKind
from einamt.channels.portal.status.opened import OPEN_FOR
from einamt.citizens.bundid.facts import CONTEXTS
from einamt.citizens.models import AccountAct, CitizenAccount
from einamt.citizens.rules import Act, is_same_person, replaces_written_form
from einamt.citizens.taking_along import everything
from einamt.kernel.assurance import Level
from einamt.platform import clock
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.rules import Form
from tests.cases.conftest import errand
from tests.channels.portal.test_account import sign_in as sign_in_by_mail
from tests.channels.portal.test_account_bundid import connected, sign_in
from tests.channels.portal.visitor import text_of
from tests.factories.accounts import make_clerk
from tests.factories.cases import make_case
from tests.factories.catalog import make_office
from tests.factories.decisions import IN_PERSON, make_decision
from tests.saml import BundIdProvider

__all__ = ["connected", "errand"]
pytestmark = pytest.mark.django_db
IN_WORDS = {Level.LOW: "niedrig", Level.SUBSTANTIAL: "substanziell", Level.HIGH: "hoch"}


@pytest.fixture
def case(errand: CaseKind) -> Case:
    return make_case(now=clock.now() - OPEN_FOR, office=make_office())[0]


def open_in(client: Client, case: Case) -> None:
    """As with reference and code."""
    session = client.session
    until = (clock.now() + OPEN_FOR).isoformat()
    session["status.case"] = {"reference": case.reference, "until": until, "by": None}
    session.save()


def object_to(client: Client, case: Case, command: UUID, *, name: str = "Ayşe Đặng-Nguyễn") -> str:
    """The page of the form, and the objection sent twice."""
    decision = make_decision(case, now=clock.now(), direction=IN_PERSON)
    open_in(client, case)
    address = f"/vorgang/bescheid/{decision.pk}/widerspruch/"
    page = text_of(client.get(address))
    told: dict[str, Any] = {
        "person_name": name,
        "email": "",
        "grounds": "Ich wohne sehr wohl dort.",
        "command": str(command),
    }
    for _ in range(2):
        assert client.post(address, told).status_code == 302
    return page


@pytest.mark.parametrize(
    ("level", "form"),
    [(Level.HIGH, Form.IDENTIFIED), (Level.SUBSTANTIAL, Form.PLAIN), (Level.LOW, Form.PLAIN)],
)
def test_an_objection_needs_no_signature_where_somebody_was_seen_with_the_online_id_card(
    client: Client, bundid: BundIdProvider, case: Case, level: Level, form: Form
) -> None:
    sign_in(client, bundid, level=CONTEXTS[level])
    page = object_to(client, case, UUID(int=7))
    assert ("Danach müssen Sie noch unterschreiben" in page) == (form is Form.PLAIN)
    lodged = Objection.objects.get()
    assert lodged.form == form
    desk = Client()
    desk.force_login(make_clerk(office=case.office))
    read = text_of(desk.get(f"/schalter/vorgang/{lodged.case.reference}/"))
    assert "Widerspruch eingelegt" in read
    assert f"BundID, Vertrauensniveau {IN_WORDS[level]}" in read
    act = AccountAct.objects.get()
    account = CitizenAccount.objects.get()
    assert (act.act, act.case_id, act.account) == (Act.OBJECTION, lodged.case_id, account.pk)
    assert (act.level, act.issuer) == (level, bundid.issuer)
    [told] = everything(account=account, language="de", now=clock.now())["done_signed_in"]  # type: ignore[misc]
    assert (told["what"], told["level"]) == ("objection", level.name.lower())


def test_nobody_objects_without_a_signature_in_the_name_of_somebody_else(
    client: Client, bundid: BundIdProvider, case: Case
) -> None:
    sign_in(client, bundid, level=CONTEXTS[Level.HIGH])
    page = object_to(client, case, UUID(int=7), name="Kim Özdemir")
    assert "als Ayşe Đặng-Nguyễn angemeldet" in page
    assert Objection.objects.get().form == Form.PLAIN
    assert "Bitte noch unterschreiben" in text_of(client.get("/vorgang/widerspruch/eingegangen/"))


def test_the_name_under_which_somebody_was_seen_stands_in_the_form(
    client: Client, bundid: BundIdProvider, case: Case
) -> None:
    sign_in(client, bundid, level=CONTEXTS[Level.HIGH])
    CitizenAccount.objects.update(person_name="Kim Özdemir")
    decision = make_decision(case, now=clock.now(), direction=IN_PERSON)
    open_in(client, case)
    page = client.get(f"/vorgang/bescheid/{decision.pk}/widerspruch/")
    assert page.context["form"]["person_name"].value() == "Ayşe Đặng-Nguyễn"


def test_a_name_that_another_way_of_signing_in_told_proves_nothing(
    client: Client, bundid: BundIdProvider, case: Case
) -> None:
    sign_in(client, bundid, level=CONTEXTS[Level.HIGH])
    session = client.session
    session["account.told"] = {"name": "Kim Özdemir", "email": ""}
    session.save()
    object_to(client, case, UUID(int=7), name="Kim Özdemir")
    assert Objection.objects.get().form == Form.PLAIN


def test_whoever_has_declared_something_can_keep_a_copy_of_all_of_it(
    client: Client, bundid: BundIdProvider, case: Case
) -> None:
    sign_in(client, bundid, level=CONTEXTS[Level.HIGH])
    object_to(client, case, UUID(int=7))
    copy = text_of(client.get("/vorgang/widerspruch/eingegangen/"))
    assert "Das haben Sie erklärt" in copy
    for said in ("Ayşe Đặng-Nguyễn", case.reference, "Ich wohne sehr wohl dort."):
        assert said in copy
    assert "Ort, Datum, Unterschrift" not in copy


@pytest.mark.parametrize(
    ("said", "seen", "is_same"),
    [
        ("Đặng-Nguyễn Thị Hà", "Thị Hà Đặng-Nguyễn", True),
        ("  hà  ĐẶNG NGUYỄN", "Thị Hà Đặng-Nguyễn", True),
        ("Ha\u0300 Nguye\u0302\u0303n", "Hà Nguyễn", True),
        ("Ada", "Ada", True),
        ("Hà", "Thị Hà Đặng-Nguyễn", False),
        ("Thị Hà Đặng-Nguyễn Kim", "Thị Hà Đặng-Nguyễn", False),
        ("", "Thị Hà Đặng-Nguyễn", False),
        ("Kim Özdemir", "", True),
    ],
)
def test_a_name_is_the_one_that_was_seen_in_any_order_and_with_fewer_given_names(
    said: str, seen: str, is_same: bool
) -> None:
    assert is_same_person(said=said, seen=seen) == is_same


def test_who_came_in_by_the_link_of_a_mail_is_identified_by_nobody(client: Client, case: Case) -> None:
    sign_in_by_mail(client)
    assert "Danach müssen Sie noch unterschreiben" in object_to(client, case, UUID(int=7))
    assert Objection.objects.get().form == Form.PLAIN
    assert AccountAct.objects.get().level is None


def test_without_an_account_nothing_is_kept_of_who_it_was(client: Client, case: Case) -> None:
    object_to(client, case, UUID(int=7))
    assert Objection.objects.get().form == Form.PLAIN
    assert not AccountAct.objects.exists()


def test_an_account_at_an_openid_provider_that_names_no_level_identifies_nobody(settings: Settings) -> None:
    assert not replaces_written_form(level=None)
    assert [level for level in Level if replaces_written_form(level=level)] == [Level.HIGH]


def test_the_clerk_reads_beside_a_message_how_who_wrote_it_was_seen_and_the_person_does_not(
    client: Client, bundid: BundIdProvider, case: Case
) -> None:
    sign_in(client, bundid, level="STORK-QAA-Level-4")
    open_in(client, case)
    client.post("/vorgang/antworten/", {"text": "Er heißt Đặng.", "command": str(UUID(int=8))})
    message = CaseMessage.objects.get()
    assert AccountAct.objects.get().subject == message.pk
    desk = Client()
    desk.force_login(make_clerk(office=case.office))
    read = text_of(desk.get(f"/schalter/vorgang/{case.reference}/"))
    assert "angemeldet: BundID, Vertrauensniveau hoch" in read
    assert "Mit Anmeldung getan" not in read, "it stands beside the message"
    assert "Vertrauensniveau" not in text_of(client.get("/vorgang/stand/"))
