"""The office asks, the holder answers: on any kind of case, without any page."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection

from einamt.cases.conversation.errors import CaseIsBlocked, CaseIsClosed, TooManyAnswers
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.operations import ASKED, TOLD, ask_holder, settle_answers, write_to_office
from einamt.cases.conversation.queries import asks_holder, messages_of
from einamt.cases.conversation.rules import MOST_ANSWERS
from einamt.cases.models import Case, CaseEvent
from einamt.cases.operations import erase_some_cases
from einamt.cases.persons import PROVIDER, block
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.operations import choose_way
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.outbox import relay
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.retention.persons import Basis
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7")


@pytest.fixture
def case(now: datetime) -> Case:
    return make_case(now=now)[0]


def all_of(case: Case) -> set[UUID]:
    """What a page shows of it now."""
    return {each.pk for each in messages_of(case_id=case.pk)}


def ask(
    case: Case, now: datetime, text: str = "Welche Größe hat Ihr Hund?", *, seen: Collection[UUID] | None = None
) -> CaseMessage:
    shown = all_of(case) if seen is None else seen
    return ask_holder(case_id=case.pk, text=text, seen=shown, actor=CLERK, command_id=uuid4(), now=now)


def answer(
    case: Case, now: datetime, text: str = "Er ist klein.", *, seen: Collection[UUID] | None = None
) -> CaseMessage:
    shown = all_of(case) if seen is None else seen
    return write_to_office(case_id=case.pk, text=text, seen=shown, channel=Channel.PORTAL, command_id=uuid4(), now=now)


def open_ones(case: Case) -> list[str]:
    return [each.text for each in messages_of(case_id=case.pk) if each.settled_at is None]


def test_a_question_is_open_until_it_is_answered_and_an_answer_until_it_is_dealt_with(
    case: Case, now: datetime
) -> None:
    ask(case, now)
    assert asks_holder(case_ids=[case.pk]) == {case.pk}
    answer(case, now + timedelta(hours=1))
    assert asks_holder(case_ids=[case.pk]) == set()
    assert [each.settled_at is None for each in messages_of(case_id=case.pk)] == [False, True]
    settle_answers(case_id=case.pk, seen=all_of(case), now=now + timedelta(hours=2))
    assert all(each.settled_at for each in messages_of(case_id=case.pk))


def test_who_is_reached_by_letter_is_told_of_a_question_by_letter(case: Case, now: datetime) -> None:
    address = PostalAddress(name="Trần Đặng-Nguyễn", street="Hauptstraße 1", postal_code="10827", town="Berlin")
    choose_way(about=case.pk, recipient=Recipient(address=address))
    ask(case, now)
    relay.drain()
    told = SentMessage.objects.get(about=case.pk)
    assert told.channel == MessageChannel.LETTER
    assert "Hund" not in told.content, "that there is a question, never what is asked"


def test_asking_again_deals_with_the_answer(case: Case, now: datetime) -> None:
    ask(case, now)
    answer(case, now)
    ask(case, now + timedelta(minutes=1), "Und wie heißt er?")
    assert [each.settled_at is None for each in messages_of(case_id=case.pk)] == [False, False, True]


def test_an_answer_that_came_after_the_page_was_read_goes_on_waiting(case: Case, now: datetime) -> None:
    ask(case, now)
    answer(case, now + timedelta(minutes=1), "Er ist klein.")
    shown = all_of(case)
    ask(case, now + timedelta(minutes=2), "Und wie heißt er?", seen=())
    answer(case, now + timedelta(minutes=3), "Er heißt Đặng.")
    settle_answers(case_id=case.pk, seen=shown, now=now + timedelta(minutes=4))
    assert open_ones(case) == ["Er heißt Đặng."]
    ask(case, now + timedelta(minutes=5), "Und wie alt ist er?", seen=shown)
    assert open_ones(case) == ["Er heißt Đặng.", "Und wie alt ist er?"]


def test_a_question_that_came_after_the_page_was_read_goes_on_waiting(case: Case, now: datetime) -> None:
    ask(case, now, "Wie groß ist er?")
    shown = all_of(case)
    ask(case, now + timedelta(minutes=1), "Wie heißt er?")
    answer(case, now + timedelta(minutes=2), "Klein.", seen=shown)
    assert open_ones(case) == ["Wie heißt er?", "Klein."]


def test_nobody_settles_what_belongs_to_another_case(case: Case, now: datetime) -> None:
    ask(case, now)
    answer(case, now)
    other = make_case(now=now)[0]
    settle_answers(case_id=other.pk, seen=all_of(case), now=now)
    assert open_ones(case) == ["Er ist klein."]


def test_the_same_command_is_the_same_message(case: Case, now: datetime) -> None:
    command, other = uuid4(), uuid4()
    for _ in range(2):
        ask_holder(case_id=case.pk, text="Was?", seen=(), actor=CLERK, command_id=command, now=now)
    for _ in range(2):
        write_to_office(case_id=case.pk, text="Das.", seen={command}, channel=Channel.PORTAL, command_id=other, now=now)
    assert CaseMessage.objects.count() == 2
    assert OutboxMessage.objects.filter(topic=ASKED).count() == 1
    assert sorted(CaseEvent.objects.filter(kind__startswith="question").values_list("kind", "actor")) == [
        ("question-answered", "citizen"),
        ("question-asked", "staff:7"),
    ]


def test_the_holder_writes_what_nobody_has_asked_for_and_it_waits_for_the_office(case: Case, now: datetime) -> None:
    answer(case, now, "Ich habe noch eine Frage.")
    assert open_ones(case) == ["Ich habe noch eine Frage."]
    ask(case, now + timedelta(hours=1), "Welche?")
    answer(case, now + timedelta(hours=2), "Diese.")
    answer(case, now + timedelta(hours=3), "Und noch eine.")
    assert open_ones(case) == ["Diese.", "Und noch eine."]
    noted = CaseEvent.objects.filter(case=case, actor="citizen").exclude(kind="opened").values_list("kind", flat=True)
    assert list(noted) == ["holder-wrote", "question-answered", "holder-wrote"]


def test_the_office_writes_back_without_waiting_for_an_answer(case: Case, now: datetime) -> None:
    choose_way(about=case.pk, recipient=Recipient(email="ha@example.org"))
    answer(case, now, "Haben Sie auch samstags offen?")
    command = uuid4()
    for _ in range(2):
        ask_holder(
            case_id=case.pk,
            text="Nein, leider nicht.",
            seen=all_of(case),
            actor=CLERK,
            command_id=command,
            now=now + timedelta(hours=1),
            wants_answer=False,
        )
    assert open_ones(case) == [], "the message is dealt with, and nobody waits"
    assert asks_holder(case_ids=[case.pk]) == set()
    assert OutboxMessage.objects.filter(topic=TOLD).count() == 1
    relay.drain()
    [told] = mail.outbox
    assert (told.to, told.subject) == (["ha@example.org"], f"Das Amt hat Ihnen zu {case.reference} geschrieben")
    assert "samstags" not in str(told.body)
    assert "leider" not in str(told.body)


def test_a_command_of_another_message_is_no_message_of_this_case(case: Case, now: datetime) -> None:
    other = make_case(now=now)[0]
    taken = ask(other, now).pk
    for _ in range(2):
        asked = ask_holder(case_id=case.pk, text="Was?", seen=(), actor=CLERK, command_id=taken, now=now)
    for _ in range(2):
        write_to_office(
            case_id=case.pk, text="Das.", seen={asked.pk}, channel=Channel.PORTAL, command_id=asked.pk, now=now
        )
    assert sorted(each.text for each in messages_of(case_id=case.pk)) == ["Das.", "Was?"]
    assert len(messages_of(case_id=other.pk)) == 1


def test_about_a_blocked_case_nothing_is_asked(case: Case, now: datetime) -> None:
    block(f"case:{case.reference}", Basis.ASKED, "", now)
    with pytest.raises(CaseIsBlocked):
        ask(case, now)


def test_of_a_closed_case_nothing_is_asked_or_answered(case: Case, now: datetime) -> None:
    ask(case, now)
    Case.objects.update(closed_at=now)
    for act in (ask, answer):
        with pytest.raises(CaseIsClosed):
            act(case, now)
    assert asks_holder(case_ids=[case.pk]) == set()


def test_nobody_floods_the_office(case: Case, now: datetime) -> None:
    ask(case, now)
    for _ in range(MOST_ANSWERS):
        answer(case, now)
        ask(case, now, seen=())
    with pytest.raises(TooManyAnswers):
        answer(case, now)
    settle_answers(case_id=case.pk, seen=all_of(case), now=now)
    answer(case, now)


def test_what_was_written_is_encrypted_exported_with_its_case_and_goes_with_it(case: Case, now: datetime) -> None:
    ask(case, now)
    answer(case, now, "Er heißt Đặng.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM conversation_casemessage")
        assert not any("heißt".encode() in bytes(row[0]) for row in cursor.fetchall())
    exported = PROVIDER.export(f"case:{case.reference}")
    assert "Er heißt Đặng." in str(exported["conversation.CaseMessage"])
    Case.objects.update(closed_at=now - timedelta(days=3650))
    erase_some_cases(now)
    assert not CaseMessage.objects.exists()
