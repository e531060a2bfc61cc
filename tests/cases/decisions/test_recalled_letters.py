"""A decision whose letter was overtaken before it was posted does not go out."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from einamt.cases.decisions.models import Decision, Delivery
from einamt.cases.decisions.operations import deliver_again, revoke_decision
from einamt.cases.decisions.queries import Stage
from einamt.cases.documents.errors import AlreadyRevoked
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.kernel.channels import Channel
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.errors import AlreadySettled
from einamt.platform.notifications.models import LetterBatch, SentMessage, Settled, Trouble
from einamt.platform.notifications.operations import make_batches, mark_posted, report_returned_letter, send_again
from einamt.platform.notifications.printing import Sender, batch_pdf
from einamt.platform.notifications.queries import letters_waiting, recalled, undelivered
from einamt.platform.notifications.steps import write_trouble
from tests.cases.decisions.conftest import NOW
from tests.cases.decisions.on_its_way import post_all, seen, work
from tests.factories.decisions import IN_PERSON, ISSUER, PORTAL, POST, make_decision

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
OFFICE = Sender(name="Bürgeramt", street="Breite Straße 1", postal_code="13187", town="Musterstadt")


def revoke(decision: Decision) -> None:
    revoke_decision(
        document_id=decision.pk, reason=RevocationReason.MISTAKE, actor=ISSUER, channel=Channel.COUNTER, now=NOW
    )


def hand_over(decision: Decision) -> None:
    deliver_again(document_id=decision.pk, direction=IN_PERSON, actor=ISSUER, command_id=uuid4(), now=NOW)


overtaken = pytest.mark.parametrize("overtake", [revoke, hand_over])
Overtake = Callable[[Decision], None]


@overtaken
def test_a_letter_that_waits_is_not_printed(case: Case, overtake: Overtake) -> None:
    decision = make_decision(case, now=NOW)
    work()
    assert letters_waiting(offices=None).count() == 1
    overtake(decision)
    assert not letters_waiting(offices=None).exists()
    assert make_batches(NOW) == 0


@overtaken
def test_nor_is_one_that_the_worker_has_not_written_yet(case: Case, overtake: Overtake) -> None:
    overtake(make_decision(case, now=NOW))
    work()
    assert make_batches(NOW) == 0
    row = SentMessage.objects.get(channel=MessageChannel.LETTER)
    assert (row.settled, row.content) == (Settled.RECALLED, None)


@overtaken
def test_one_in_a_batch_is_taken_out_of_it_and_its_posting_counts_for_nothing(case: Case, overtake: Overtake) -> None:
    decision, other = make_decision(case, now=NOW), make_decision(case, now=NOW)
    work()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    overtake(decision)
    row = SentMessage.objects.get(settled=Settled.RECALLED)
    number = f"{batch.pk}-{row.place}"
    assert recalled(batches=[batch]) == {batch.pk: [number]}
    pages = [page.extract_text() for page in PdfReader(BytesIO(batch_pdf(batch=batch, sender=OFFICE))).pages]
    assert f"Nicht abschicken, wenn schon gedruckt: {number}." in " ".join(pages[0].split())
    assert sum("Ihr Antrag ist abgelehnt." in page for page in pages) == 1
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    work()
    row.refresh_from_db()
    assert row.sent_at is None
    [delivery] = Delivery.objects.filter(decision=decision, way="post")
    assert (delivery.posted_on, delivery.ended_at) == (None, NOW)
    assert seen(other).posted_on == TODAY


def test_one_that_is_with_the_post_goes_on_to_count_also_before_the_worker_noted_it(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    work()
    make_batches(NOW)
    mark_posted(batch_id=LetterBatch.objects.get().pk, on=TODAY, by="staff:1", now=NOW)
    deliver_again(document_id=decision.pk, direction=POST, actor=ISSUER, command_id=uuid4(), now=NOW)
    work()
    assert seen(decision, NOW + timedelta(days=4)).effective_on == date(2026, 11, 28)
    assert letters_waiting(offices=None).count() == 1


@overtaken
def test_one_that_came_back_is_not_sent_again_and_waits_for_nobody(case: Case, overtake: Overtake) -> None:
    decision = make_decision(case, now=NOW)
    work()
    batch = post_all(TODAY)
    letter = report_returned_letter(number=f"{batch.pk}-1", offices=None, now=NOW)
    work()
    assert seen(decision).stage is Stage.CAME_BACK
    overtake(decision)
    assert not undelivered(offices=None).exists()
    with pytest.raises(AlreadySettled):
        send_again(message_id=letter, channel=MessageChannel.LETTER, by="staff:1", now=NOW)


@overtaken
def test_nor_does_the_second_letter_go_out_that_somebody_had_sent_for_it(case: Case, overtake: Overtake) -> None:
    decision = make_decision(case, now=NOW)
    work()
    batch = post_all(TODAY)
    letter = report_returned_letter(number=f"{batch.pk}-1", offices=None, now=NOW)
    work()
    send_again(message_id=letter, channel=MessageChannel.LETTER, by="staff:1", now=NOW)
    assert letters_waiting(offices=None).count() == 1
    overtake(decision)
    assert make_batches(NOW) == 0


@pytest.mark.parametrize("is_fetched", [False, True])
def test_a_mail_that_says_that_it_lies_ready_is_not_sent_again_once_that_is_over(case: Case, is_fetched: bool) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    work()
    mail = decision.deliveries.get().pk
    if is_fetched:
        decision.deliveries.update(fetched_at=NOW)
    write_trouble(message_id=mail, trouble=Trouble.RETURNED, detail="", now=NOW)
    assert undelivered(offices=None).exists()
    work()
    assert not undelivered(offices=None).exists()
    assert letters_waiting(offices=None).count() == (0 if is_fetched else 1)
    with pytest.raises(AlreadySettled):
        send_again(message_id=mail, channel=MessageChannel.MAIL, by="staff:1", now=NOW)


def test_what_is_revoked_is_not_sent_once_more(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    revoke(decision)
    with pytest.raises(AlreadyRevoked):
        hand_over(decision)
    with pytest.raises(AlreadyRevoked):
        revoke(decision)
