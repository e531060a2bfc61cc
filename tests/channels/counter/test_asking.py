"""The counter asks about a case, its holder answers on the status page, and the office sees that somebody has."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.operations import put_wall_around
from einamt.accounts.rights import Role, Wall
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.models import Case
from einamt.cases.persons import block
from einamt.catalog.models import PublicService
from einamt.channels.portal.status.views import ANSWERS, PER
from einamt.platform import clock
from einamt.platform.audit.models import ReadingEntry
from einamt.platform.outbox import relay
from einamt.platform.ratelimit.models import Limit
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.retention.persons import Basis
from tests.channels.counter.pages import command_of, seen_on, text_of
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import Morning

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "Bringen Sie auch Ihre Geburtsurkunde mit?", "Ja, die von Đặng-Nguyễn."


@pytest.fixture
def case(morning: Morning) -> Case:
    return morning.appointments["Ada"].case


def ask(client: Client, case: Case, text: str = QUESTION) -> object:
    address = f"/schalter/vorgang/{case.reference}/fragen/"
    page = client.get(address)
    return client.post(address, {"text": text, "command": str(command_of(page)), "seen": seen_on(page)})


def holder_of(morning: Morning, case: Case) -> Client:
    """Ada's browser, with her case open."""
    client = Client()
    opened = client.post("/vorgang/", {"reference": case.reference, "code": morning.codes["Ada"]})
    assert opened.url == "/vorgang/stand/"
    return client


def answer(holder: Client, text: str = ANSWER) -> object:
    page = holder.get("/vorgang/stand/")
    sent = {"text": text, "command": str(command_of(page)), "seen": seen_on(page)}
    return holder.post("/vorgang/antworten/", sent)


def settle(client: Client, case: Case) -> HttpResponse:
    """The button "Nachricht ist erledigt" on the page of the case."""
    seen = seen_on(client.get(f"/schalter/vorgang/{case.reference}/"))
    return client.post(f"/schalter/vorgang/{case.reference}/erledigt/", {"seen": seen})


def test_a_question_is_asked_told_answered_and_dealt_with(at_counter: Client, morning: Morning, case: Case) -> None:
    ask(at_counter, case)
    relay.drain()
    [told] = [each for each in mail.outbox if "Frage" in each.subject]
    assert told.to == ["Ada@example.org"]
    assert "Geburtsurkunde" not in told.subject + str(told.body), "what is asked is read behind the code only"
    holder = holder_of(morning, case)
    page = text_of(holder.get("/vorgang/stand/"))
    assert "Das Amt hat eine Frage an Sie." in page
    assert QUESTION in page
    answer(holder)
    page = text_of(holder.get("/vorgang/stand/"))
    assert "Das Amt hat eine Frage an Sie." not in page
    assert ANSWER in page
    listed = text_of(at_counter.get("/schalter/antworten/"))
    assert case.reference in listed
    assert ANSWER not in listed
    assert ANSWER in text_of(at_counter.get(f"/schalter/vorgang/{case.reference}/"))
    assert settle(at_counter, case).url == "/schalter/antworten/"
    assert "Zurzeit wartet keine Nachricht." in text_of(at_counter.get("/schalter/antworten/"))


def test_an_answer_that_came_while_the_page_stood_open_goes_on_waiting(
    at_counter: Client, morning: Morning, case: Case
) -> None:
    ask(at_counter, case)
    answer(holder_of(morning, case), "Ja.")
    address = f"/schalter/vorgang/{case.reference}/"
    form = at_counter.get(f"{address}fragen/")
    seen = seen_on(form)
    assert "Ja." in text_of(form), "who asks again sees what was answered"
    ask(at_counter, case, "Und Ihren Pass?")
    answer(holder_of(morning, case), "Auch den.")
    at_counter.post(f"{address}erledigt/", {"seen": [*seen, "quatsch"]})
    assert case.reference in text_of(at_counter.get("/schalter/antworten/"))
    settle(at_counter, case)
    assert "Zurzeit wartet keine Nachricht." in text_of(at_counter.get("/schalter/antworten/"))


def test_a_question_that_was_answered_meanwhile_is_not_told_any_more(
    at_counter: Client, morning: Morning, case: Case
) -> None:
    ask(at_counter, case)
    answer(holder_of(morning, case))
    relay.drain()
    assert [each for each in mail.outbox if "Frage" in each.subject] == []


def test_an_empty_question_and_an_empty_answer_get_a_sentence(at_counter: Client, morning: Morning, case: Case) -> None:
    assert ask(at_counter, case, "  ").status_code == 422  # type: ignore[attr-defined]
    ask(at_counter, case)
    page = answer(holder_of(morning, case), " ")
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "Bitte füllen Sie „Ihre Antwort“ aus." in text_of(page)  # type: ignore[arg-type]
    assert CaseMessage.objects.count() == 1


def test_markup_stays_text(at_counter: Client, morning: Morning, case: Case) -> None:
    ask(at_counter, case, "<script>alert(1)</script>")
    page = holder_of(morning, case).get("/vorgang/stand/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_an_open_case_nobody_answers(case: Case) -> None:
    assert Client().post("/vorgang/antworten/", {"text": "x"}).url == "/vorgang/"


def test_nobody_writes_about_what_is_over(at_counter: Client, morning: Morning, case: Case) -> None:
    holder = holder_of(morning, case)
    sent = {"text": "x", "command": "0199aaaa-0000-7000-8000-000000000001"}
    Case.objects.filter(pk=case.pk).update(closed_at="2026-11-24T08:00Z", state="cancelled")
    assert holder.post("/vorgang/antworten/", sent).status_code == 409


def test_an_answer_is_asked_for_as_long_as_the_office_waits_and_a_message_is_written_else(
    at_counter: Client, morning: Morning, case: Case
) -> None:
    holder = holder_of(morning, case)
    for is_asked in (False, True, False):
        if is_asked:
            ask(at_counter, case)
        page = text_of(holder.get("/vorgang/stand/"))
        assert ("Antwort senden" in page) == is_asked
        assert ("Nachricht senden" in page) == (not is_asked)
        assert ("kein Antrag und kein Widerspruch" in page) == (not is_asked)
        if is_asked:
            answer(holder)


def test_who_writes_first_waits_in_the_list_and_is_answered_without_a_question(
    at_counter: Client, morning: Morning, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(holder_of(morning, case), "Haben Sie einen Aufzug?")
    three_days_later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: three_days_later)
    listed = text_of(at_counter.get("/schalter/antworten/"))
    assert case.reference in listed
    assert "vor 3 Tagen" in listed
    address = f"/schalter/vorgang/{case.reference}/fragen/"
    form = at_counter.get(address)
    told = {"text": "Ja, am Eingang.", "command": str(command_of(form)), "seen": seen_on(form), "wants_none": "on"}
    assert at_counter.post(address, told).status_code == 302
    assert "Zurzeit wartet keine Nachricht." in text_of(at_counter.get("/schalter/antworten/"))
    page = text_of(holder_of(morning, case).get("/vorgang/stand/"))
    assert "Ja, am Eingang." in page
    assert "Das Amt hat eine Frage an Sie." not in page


def test_what_was_typed_stands_in_the_form_after_a_refusal(at_counter: Client, morning: Morning, case: Case) -> None:
    ask(at_counter, case)
    holder = holder_of(morning, case)
    page = holder.get("/vorgang/stand/")
    sent = {"text": ANSWER, "command": str(command_of(page)), "seen": seen_on(page)}
    for _ in range(ANSWERS):
        count_attempt(key="portal.answer:127.0.0.1", limit=ANSWERS, per=PER, now=clock.now())
    page = holder.post("/vorgang/antworten/", sent)
    assert page.status_code == 429
    assert ANSWER in text_of(page)
    assert "Antwort senden" in text_of(page)
    Limit.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(closed_at="2026-11-24T08:00Z", state="cancelled")
    page = holder.post("/vorgang/antworten/", sent)
    assert page.status_code == 409
    assert ANSWER in text_of(page), "to be copied"
    assert "Antwort senden" not in text_of(page)


@pytest.mark.parametrize("command", ["quatsch", ""])
def test_a_command_that_is_none_is_nobody_s_mistake(
    at_counter: Client, morning: Morning, case: Case, command: str
) -> None:
    ask(at_counter, case)
    holder = holder_of(morning, case)
    sent = {"text": ANSWER, "command": command, "seen": seen_on(holder.get("/vorgang/stand/"))}
    assert holder.post("/vorgang/antworten/", sent).url == "/vorgang/stand/"
    assert ANSWER in text_of(holder.get("/vorgang/stand/"))


def test_the_hotline_reads_no_messages(at_counter: Client, case: Case) -> None:
    ask(at_counter, case)
    agent = Client()
    agent.force_login(make_staff(role=Role.HOTLINE))
    assert QUESTION not in text_of(agent.get(f"/schalter/vorgang/{case.reference}/"))
    assert agent.get("/schalter/antworten/").status_code == 403
    assert agent.get(f"/schalter/vorgang/{case.reference}/fragen/").status_code == 403


def test_answers_behind_a_wall_are_listed_and_read_by_none_who_does_not_pass_it(
    at_counter: Client, morning: Morning, case: Case
) -> None:
    ask(at_counter, case)
    answer(holder_of(morning, case))
    put_wall_around(service_id=case.service_id, wall=Wall.SOCIAL, source="§ 35 SGB I")
    assert case.reference not in text_of(at_counter.get("/schalter/antworten/"))
    for address in ("fragen", "erledigt"):
        assert at_counter.post(f"/schalter/vorgang/{case.reference}/{address}/").status_code == 403
    assert CaseMessage.objects.filter(settled_at=None).count() == 1


def test_another_office_s_answers_are_not_listed(at_counter: Client, morning: Morning, case: Case) -> None:
    case.service.responsible = PublicService.Responsible.DISTRICT
    case.service.save()
    ask(at_counter, case)
    answer(holder_of(morning, case))
    elsewhere = Client()
    elsewhere.force_login(make_staff(role=Role.CLERK, office=make_office()))
    assert case.reference not in text_of(elsewhere.get("/schalter/antworten/"))
    assert case.reference in text_of(at_counter.get("/schalter/antworten/"))


def test_answers_of_others_take_no_place_in_the_list(
    at_counter: Client, morning: Morning, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody may not read is left out first: those that wait longest elsewhere do not fill the page."""
    monkeypatch.setattr("einamt.cases.conversation.queries.MOST_LISTED", 1)
    elsewhere = morning.appointments["Bilal"].case
    for each in (elsewhere, case):
        CaseMessage.objects.create(
            id=uuid4(), case=each, side="holder", text=ANSWER, written_at=clock.now() + timedelta(minutes=each == case)
        )
    block("case:" + elsewhere.reference, Basis.ASKED, "", clock.now())
    page = text_of(at_counter.get("/schalter/antworten/"))
    assert case.reference in page
    assert elsewhere.reference not in page
    assert morning.place.office.name in page, "whose it is"


def test_reading_answers_is_recorded(at_counter: Client, morning: Morning, case: Case, clerk: Staff) -> None:
    ask(at_counter, case)
    answer(holder_of(morning, case))
    before = ReadingEntry.objects.count()
    at_counter.get("/schalter/antworten/")
    entry = ReadingEntry.objects.order_by("id").last()
    assert ReadingEntry.objects.count() == before + 1
    assert entry is not None
    assert (entry.actor, entry.subject, entry.purpose) == (str(clerk.actor), f"case:{case.pk}", "answers")
