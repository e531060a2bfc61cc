"""Where a matter stands, by reference and code."""

import re

import pytest
from django.test import Client

from einamt.cases.models import Case
from einamt.catalog.models import ServiceItem
from einamt.catalog.queries.remembering import forget_answers
from einamt.kernel.references import new_reference
from einamt.platform import links
from einamt.procedures.appointments.operations import Booked
from tests.channels.portal.conftest import NOW, TOMORROW, StandingClock
from tests.channels.portal.visitor import TIME, fields_of, text_of
from tests.factories.appointments import Bookable, make_booking


@pytest.fixture
def booked(place: Bookable) -> Booked:
    """An appointment for tomorrow, 8:12 h."""
    return make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW)


def test_reference_and_code_show_where_it_stands(client: Client, booked: Booked) -> None:
    page = client.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code}, follow=True)
    text = text_of(page)
    assert "Reisepass beantragen" in text
    assert "Gebucht" in text
    assert "Mittwoch, 25. November 2026, 8:12 Uhr" in text
    assert "Termin gebucht Dienstag, 24. November 2026, 10:00 Uhr" in text
    assert "Termin ändern oder absagen" in text
    assert page["Cache-Control"] == "no-store, private"


def test_the_papers_that_a_coming_appointment_needs_are_named(client: Client, booked: Booked) -> None:
    sent = {"reference": booked.case.reference, "code": booked.code}
    page = text_of(client.post("/vorgang/", sent, follow=True))
    assert "Bitte mitbringen Biometrisches Passfoto; Alter Ausweis" in page
    ServiceItem.objects.all().delete()
    forget_answers()
    page = text_of(client.post("/vorgang/", sent, follow=True))
    assert "mitbringen" not in page
    assert "Unterlagen" not in page


def test_who_has_been_served_is_told_to_bring_nothing(client: Client, booked: Booked) -> None:
    Case.objects.update(state="served")
    page = client.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code}, follow=True)
    assert "mitbringen" not in text_of(page)


@pytest.mark.parametrize("change", [str.lower, lambda text: text.replace("-", " "), lambda text: f" {text} "])
def test_spaces_hyphens_and_small_letters_do_not_matter(client: Client, booked: Booked, change) -> None:  # type: ignore[no-untyped-def]
    sent = {"reference": change(booked.case.reference), "code": change(booked.code)}
    assert client.post("/vorgang/", sent).url == "/vorgang/stand/"


def test_every_refusal_is_the_same(client: Client, booked: Booked) -> None:
    wrong = [
        {"reference": booked.case.reference, "code": "AAAAAA"},
        {"reference": new_reference(), "code": booked.code},
        {"reference": "XXXX-XXX-XXX", "code": booked.code},
        {"reference": "quatsch", "code": "x"},
    ]
    answers = [client.post("/vorgang/", sent) for sent in wrong]
    assert {answer.status_code for answer in answers} == {404}
    sentences = {text_of(answer) for answer in answers}
    assert len(sentences) == 1
    assert "Zu dieser Vorgangsnummer und diesem Code finden wir nichts." in sentences.pop()


def test_empty_fields_get_a_sentence_each(client: Client, booked: Booked) -> None:
    page = client.post("/vorgang/", {"reference": "", "code": ""})
    assert page.status_code == 422
    assert "Bitte füllen Sie „Vorgangsnummer“ aus." in text_of(page)
    assert "Bitte füllen Sie „Code“ aus." in text_of(page)


def test_what_was_typed_stays_but_the_code_does_not_stand_in_an_address(client: Client, booked: Booked) -> None:
    page = client.post("/vorgang/", {"reference": booked.case.reference, "code": "AAAAAA"})
    assert fields_of(page)["reference"] == booked.case.reference
    assert booked.code not in links.absolute(name="case-status", parameters={"reference": booked.case.reference})


def test_the_link_in_mails_fills_the_reference_in(client: Client, booked: Booked) -> None:
    path = links.path(name="case-status", parameters={"reference": booked.case.reference})
    assert fields_of(client.get(path))["reference"] == booked.case.reference


@pytest.mark.parametrize(
    ("state", "label", "kind"),
    [
        ("booked", "Gebucht", "active"),
        ("served", "Erledigt", "good"),
        ("no-show", "Nicht wahrgenommen", "bad"),
        ("cancelled", "Abgesagt", "neutral"),
    ],
)
def test_how_it_ended_is_coloured_by_what_it_means(
    client: Client, booked: Booked, state: str, label: str, kind: str
) -> None:
    Case.objects.update(state=state)
    page = client.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code}, follow=True)
    assert re.search(r'class="status status--(\w+)"[^>]*>([^<]+)<', page.content.decode()).groups() == (kind, label)  # type: ignore[union-attr]


def test_who_knows_the_code_may_look_as_often_as_they_like(client: Client, booked: Booked) -> None:
    sent = {"reference": booked.case.reference, "code": booked.code}
    assert {client.post("/vorgang/", sent).status_code for _ in range(25)} == {302}


def test_a_right_code_gives_no_further_guesses(client: Client, booked: Booked) -> None:
    right = {"reference": booked.case.reference, "code": booked.code}
    wrong = right | {"code": "AAAAAA"}
    assert [client.post("/vorgang/", wrong).status_code for _ in range(10)] == [404] * 10
    assert client.post("/vorgang/", right).status_code == 429


def test_who_guesses_has_to_wait(client: Client, booked: Booked, clock: StandingClock) -> None:
    sent = {"reference": booked.case.reference, "code": "AAAAAA"}
    answers = [client.post("/vorgang/", sent).status_code for _ in range(12)]
    assert answers == [404] * 10 + [429] * 2
    answer = client.post("/vorgang/", sent)
    assert "Bitte versuchen Sie es in" in text_of(answer)
    assert int(answer["Retry-After"]) > 0
    clock.forward(minutes=15)
    assert client.post("/vorgang/", {**sent, "code": booked.code}).status_code == 302


def test_the_page_closes_itself_and_by_a_button(client: Client, booked: Booked, clock: StandingClock) -> None:
    sent = {"reference": booked.case.reference, "code": booked.code}
    client.post("/vorgang/", sent)
    assert client.get("/vorgang/stand/").status_code == 200
    clock.forward(minutes=31)
    assert client.get("/vorgang/stand/").url == "/vorgang/"
    client.post("/vorgang/", sent)
    client.post("/vorgang/schliessen/")
    assert client.get("/vorgang/stand/").url == "/vorgang/"


def test_nobody_sees_a_case_without_opening_it(client: Client, booked: Booked) -> None:
    assert client.get("/vorgang/stand/").url == "/vorgang/"


@pytest.mark.parametrize("text", ["x" * 10_000, "\x01\x02", "' OR 1=1 --", "<b>", "🙂" * 5])
def test_strange_input_gets_a_sentence(client: Client, booked: Booked, text: str) -> None:
    answer = client.post("/vorgang/", {"reference": text, "code": text})
    assert answer.status_code in {404, 422}
    assert "<b>" not in answer.content.decode().replace("&lt;b&gt;", "")
