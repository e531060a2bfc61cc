"""Decisions and objections at the counter: the law that is suggested, the day that is noted, the second question."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from einamt.accounts.operations import assign_role, put_wall_around
from einamt.accounts.rights import Role, Wall
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import note_wrong_remedy, write_law_down
from einamt.cases.decisions.rules import Court, Law
from einamt.cases.documents.models import IssuedDocument
from einamt.cases.models import Case
from einamt.kernel.channels import Channel
from einamt.platform.outbox import relay
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import take_up, withdraw_objection
from einamt.procedures.objections.rules import Form
from tests.cases.decisions.on_its_way import post_all
from tests.channels.counter.pages import command_of, text_of
from tests.factories.decisions import ADDRESS, IN_PERSON, REVIEWER, make_decision, make_objection
from tests.procedures.visits.conftest import Morning, at

pytestmark = pytest.mark.django_db
WRITTEN = {
    "person_name": "Ada Lovelace",
    "way": "post",
    "street": "Breite Straße 3",
    "postal_code": "13187",
    "town": "Musterstadt",
    "subject": "Ihr Antrag auf Wohngeld",
    "operative": "Wir lehnen Ihren Antrag ab.",
    "reasons": "Ihr Einkommen ist zu hoch.",
    "remedy": "objection",
    "remedy_office": "Bürgeramt Rathaus Nord, Breite Straße 24a, 13187 Musterstadt",
}


@pytest.fixture
def case(morning: Morning) -> Case:
    morning.arrive("Ada", "9:00")
    return morning.appointments["Ada"].case


@pytest.fixture
def decision(case: Case) -> Decision:
    return make_decision(case, now=at("9:00"), direction=IN_PERSON)


@pytest.fixture
def objection(decision: Decision) -> Objection:
    return make_objection(decision, now=at("9:00"), form=Form.PLAIN)


def page_of(decision: Decision, rest: str = "") -> str:
    return f"/schalter/vorgang/{decision.document.case.reference}/bescheid/{decision.pk}/{rest}"


def chosen(client: Client, case: Case) -> tuple[str, str]:
    """Law and courts as the empty form suggests them."""
    form = client.get(f"/schalter/vorgang/{case.reference}/bescheid/").context["form"]
    return form["law"].value(), form["court"].value()


def test_law_and_courts_are_suggested_as_written_down_of_the_service(at_counter: Client, case: Case) -> None:
    assert chosen(at_counter, case) == ("general", "administrative")
    write_law_down(service_id=case.service_id, law=Law.SOCIAL, court=Court.ADMINISTRATIVE, source="§ 68 Nr. 10 SGB I")
    assert chosen(at_counter, case) == ("social", "administrative")
    said = text_of(at_counter.get(f"/schalter/vorgang/{case.reference}/bescheid/"))
    assert "Für diese Leistung hinterlegt: § 68 Nr. 10 SGB I." in said


@pytest.mark.parametrize(("wall", "suggested"), [(Wall.SOCIAL, ("", "")), (Wall.TAX, ("tax", "administrative"))])
def test_behind_the_social_wall_the_clerk_says_it(
    at_counter: Client, morning: Morning, case: Case, wall: Wall, suggested: tuple[str, str]
) -> None:
    office = morning.place.office
    put_wall_around(service_id=case.service_id, wall=wall, source="§ 35 SGB I")
    assign_role(
        staff_id=int(at_counter.session["_auth_user_id"]),
        role=Role.CLERK,
        organisation_id=office.organisation_id,
        office_id=office.pk,
        walls=[wall],
    )
    assert chosen(at_counter, case) == suggested


def test_it_is_issued_only_after_it_was_looked_at_with_its_way(at_counter: Client, case: Case) -> None:
    address = f"/schalter/vorgang/{case.reference}/bescheid/"
    sent = WRITTEN | {"law": "social", "court": "administrative"}
    sent["command"] = str(command_of(at_counter.get(address)))
    page = text_of(at_counter.post(address, sent | {"step": "preview"}))
    assert "Er geht an Ada Lovelace: mit der Post." in page
    assert "§ 3a Absatz 2 oder 3 des Verwaltungsverfahrensgesetzes" in page
    assert not Decision.objects.exists()
    for _ in range(2):
        assert at_counter.post(address, sent | {"step": "issue"}).status_code == 302
    assert Decision.objects.get().court == Court.ADMINISTRATIVE


def test_no_social_court_is_taken_for_taxes(at_counter: Client, case: Case) -> None:
    address = f"/schalter/vorgang/{case.reference}/bescheid/"
    sent = WRITTEN | {"law": "tax", "court": "social", "command": str(command_of(at_counter.get(address)))}
    answer = at_counter.post(address, sent)
    assert answer.status_code == 422
    assert "Über kommunale Abgaben und Steuern entscheidet nicht das Sozialgericht." in text_of(answer)


def test_a_decision_on_an_objection_is_called_so(at_counter: Client, objection: Objection) -> None:
    address = f"/schalter/vorgang/{objection.case.reference}/bescheid/"
    form = at_counter.get(address)
    assert "Widerspruchsbescheid erlassen" in text_of(form)
    sent = WRITTEN | {"remedy": "action", "law": "general", "court": "administrative"}
    page = at_counter.post(address, sent | {"command": str(command_of(form))})
    assert "<h2>Widerspruchsbescheid</h2>" in page.content.decode()


def test_revoking_asks_once_more(at_counter: Client, decision: Decision) -> None:
    address = page_of(decision, "widerrufen/")
    assert at_counter.post(address, {}).status_code == 302
    asked = at_counter.post(address, {"reason": "mistake"})
    assert "Das lässt sich nicht zurücknehmen." in text_of(asked)
    assert 'name="reason" value="mistake"' in asked.content.decode()
    assert IssuedDocument.objects.get(pk=decision.pk).revoked_at is None
    at_counter.post(address, {"reason": "mistake", "confirmed": "yes"})
    assert IssuedDocument.objects.get(pk=decision.pk).revoked_at is not None
    assert at_counter.post(address, {"reason": "mistake", "confirmed": "yes"}).status_code == 409


def test_a_decision_is_not_revoked_like_any_document_whose_letter_would_go_out(
    at_counter: Client, decision: Decision
) -> None:
    reference = decision.document.case.reference
    address = f"/schalter/vorgang/{reference}/dokument/{decision.pk}/widerrufen/"
    assert at_counter.post(address, {"reason": "mistake", "confirmed": "yes"}).status_code == 404
    assert IssuedDocument.objects.get(pk=decision.pk).revoked_at is None


def test_a_day_of_arrival_is_noted_put_right_with_a_reason_and_told(
    at_counter: Client, case: Case, set_clock: Callable[[str], None]
) -> None:
    decision = make_decision(case, now=at("9:00"))
    relay.drain()
    post_all(at("9:00").date(), at("9:00"))
    address = page_of(decision, "angekommen/")
    for _ in range(2):
        assert at_counter.post(address, {"arrived_on": "2026-11-24"}).status_code == 302
    refused = at_counter.post(address, {"arrived_on": "2026-11-25"})
    assert refused.status_code == 422
    assert "Dieser Tag kann nicht stimmen" in text_of(refused)
    Decision.objects.get().deliveries.update(arrived_on="2026-11-25")
    refused = at_counter.post(address, {"arrived_on": "2026-11-24"})
    assert refused.status_code == 409
    assert "Wollen Sie ihn berichtigen, sagen Sie bitte, warum." in text_of(refused)
    assert "Ein Nachweis sagt einen anderen Tag" in text_of(refused)
    right = {"arrived_on": "2026-11-24", "corrects": "yes"}
    assert at_counter.post(address, right).status_code == 422
    assert at_counter.post(address, right | {"reason": "proof"}).status_code == 302
    said = text_of(at_counter.get(page_of(decision)))
    assert "Mittwoch, 25. November 2026 war vermerkt, jetzt Dienstag, 24. November 2026." in said
    assert "Ein Nachweis sagt einen anderen Tag." in said


def test_that_it_never_came_is_asked_once_more_and_leads_to_the_next_try(at_counter: Client, case: Case) -> None:
    decision = make_decision(case, now=at("9:00"))
    relay.drain()
    post_all(at("9:00").date(), at("9:00"))
    assert "Die Person sagt, er kam nicht an" in text_of(at_counter.get(page_of(decision)))
    address = page_of(decision, "bestritten/")
    assert "die Frist läuft nicht" in text_of(at_counter.post(address))
    assert not decision.deliveries.exclude(disputed_at=None).exists()
    answer = at_counter.post(address, {"confirmed": "yes"})
    assert answer["Location"] == page_of(decision, "schicken/")
    assert decision.deliveries.exclude(disputed_at=None).exists()
    page = text_of(at_counter.get(page_of(decision)))
    assert "Er kam nicht an und gilt noch nicht." in page
    assert "Die Person sagt, er kam nicht an" not in page


def test_sending_it_again_is_offered_also_when_it_has_effect(at_counter: Client, decision: Decision) -> None:
    page = text_of(at_counter.get(page_of(decision)))
    assert "Er gilt seit" in page
    assert "Auf einem anderen Weg oder noch einmal schicken" in page


@pytest.mark.parametrize("action", ["remedied", "withdrawn"])
def test_what_ends_an_objection_asks_once_more(at_counter: Client, objection: Objection, action: str) -> None:
    take_up(case_id=objection.case_id, actor=REVIEWER, now=at("9:00"))
    address = f"/schalter/widersprueche/{objection.case.reference}/aktion/"
    asked = at_counter.post(address, {"action": action})
    assert "Ja, abschließen" in text_of(asked)
    assert Case.objects.get(pk=objection.case_id).closed_at is None
    at_counter.post(address, {"action": action, "confirmed": "yes"})
    assert Case.objects.get(pk=objection.case_id).state == action


def test_a_signature_that_came_later_is_noted_on_the_page_of_the_objection(
    at_counter: Client, objection: Objection
) -> None:
    page = f"/schalter/widersprueche/{objection.case.reference}/"
    assert "Ohne Unterschrift und ohne Online-Ausweis" in text_of(at_counter.get(page))
    refused = at_counter.post(f"{page}unterschrift/", {"signed_on": "2026-11-25"})
    assert refused.status_code == 422
    assert at_counter.post(f"{page}unterschrift/", {"signed_on": "2026-11-24"}).status_code == 302
    said = text_of(at_counter.get(page))
    assert "Ohne Unterschrift und ohne Online-Ausweis" not in said
    assert "Unterschrift Dienstag, 24. November 2026" in said


@pytest.mark.parametrize(
    ("court", "law", "said"),
    [
        (Court.SOCIAL, Law.SOCIAL, "§ 86a Abs. 2 SGG"),
        (Court.ADMINISTRATIVE, Law.SOCIAL, "§ 80 Abs. 2 VwGO"),
        (Court.ADMINISTRATIVE, Law.TAX, "§ 80 Abs. 2 Nr. 1 VwGO"),
    ],
)
def test_whether_it_suspends_the_law_of_the_courts_says(
    at_counter: Client, case: Case, court: Court, law: Law, said: str
) -> None:
    decision = make_decision(case, now=at("9:00"), direction=IN_PERSON, court=court, law=law)
    objection = make_objection(decision, now=at("9:00"), email=ADDRESS)
    assert said in text_of(at_counter.get(f"/schalter/widersprueche/{objection.case.reference}/"))


@pytest.mark.parametrize("form", [Form.PLAIN, Form.WRITTEN])
def test_whoever_looks_into_an_objection_finds_where_to_ask_its_person_until_it_is_closed(
    at_counter: Client, decision: Decision, form: Form
) -> None:
    objection = make_objection(decision, now=at("9:00"), form=form)
    reference = objection.case.reference
    page, ask = f"/schalter/widersprueche/{reference}/", reverse("counter:ask", args=[reference])
    assert at_counter.get(page).content.decode().count(f'href="{ask}"') == 1
    assert at_counter.get(ask).status_code == 200
    withdraw_objection(case_id=objection.case_id, actor=REVIEWER, channel=Channel.COUNTER, now=at("9:30"))
    assert f'href="{ask}"' not in at_counter.get(page).content.decode()


def test_the_list_says_late_only_as_long_as_that_is_known(at_counter: Client, decision: Decision) -> None:
    make_objection(decision, now=at("9:00") + timedelta(days=60))
    assert "verspätet" in text_of(at_counter.get("/schalter/widersprueche/"))
    note_wrong_remedy(document_id=decision.pk, actor=REVIEWER, now=at("9:00") + timedelta(days=61))
    assert "verspätet" not in text_of(at_counter.get("/schalter/widersprueche/"))
