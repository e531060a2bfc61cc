"""Reports come by mail once a period, to staff alone, while they may see them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from einamt.accounts.models import Assignment, Staff
from einamt.accounts.rights import Role
from einamt.insight.reports import mailing
from einamt.insight.reports.errors import NoAddress
from einamt.insight.reports.models import Subscription
from einamt.insight.reports.operations import subscribe, unsubscribe
from einamt.insight.reports.queries import subscriptions_of
from einamt.insight.reports.rules import Rhythm
from einamt.platform.outbox.models import OutboxMessage
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable
from tests.insight.reports.conftest import NOW

DECEMBER = datetime(2026, 12, 1, 5, tzinfo=UTC)


@pytest.fixture
def subscription(steering: Staff) -> Subscription:
    return subscribe(staff=steering, code="aemter", rhythm=Rhythm.MONTHLY, language="de", now=NOW)


def work(now: datetime) -> None:
    """As the worker does it: the day's job, then what it has put into the outbox."""
    mailing.hand_out(now)
    for message in OutboxMessage.objects.filter(topic=mailing.DUE).order_by("pk"):
        mailing.send(message.payload, now)


def test_a_month_is_mailed_once_when_it_is_over(subscription: Subscription) -> None:
    work(NOW)
    assert not mail.outbox  # November is not over, and October ended before anybody asked
    for _ in range(3):
        work(DECEMBER)
    work(DECEMBER + timedelta(days=1))
    [sent] = mail.outbox
    assert sent.to == ["lenkung@example.org"]
    assert sent.subject == "Halbjahresbericht der Ämter, 01.11.2026 bis 30.11.2026"
    [attachment] = sent.attachments
    text = PdfReader(BytesIO(attachment.get_payload(decode=True))).pages[0].extract_text()  # type: ignore[union-attr]
    assert "Entwurf" in text
    [line] = subscriptions_of(subscription.staff)
    assert line.last is not None
    assert line.last.sent_at == DECEMBER


def test_a_week_tells_no_parts_of_the_city(steering: Staff) -> None:
    subscribe(staff=steering, code="aemter", rhythm=Rhythm.WEEKLY, language="de", now=NOW)
    work(datetime(2026, 11, 30, 5, tzinfo=UTC))
    [sent] = mail.outbox
    assert sent.subject.endswith("23.11.2026 bis 29.11.2026")


def test_two_workers_hand_out_a_period_once(subscription: Subscription) -> None:
    mailing.hand_out(DECEMBER)
    mailing.hand_out(DECEMBER)
    assert OutboxMessage.objects.filter(topic=mailing.DUE).count() == 1


def test_who_loses_the_right_gets_nothing_more(subscription: Subscription) -> None:
    mailing.hand_out(DECEMBER)
    Assignment.objects.all().delete()
    [message] = OutboxMessage.objects.filter(topic=mailing.DUE)
    mailing.send(message.payload, DECEMBER)
    assert not mail.outbox
    assert not Subscription.objects.exists()


def test_who_has_left_is_handed_out_nothing(subscription: Subscription) -> None:
    Staff.objects.update(is_active=False)
    mailing.hand_out(DECEMBER)
    assert not OutboxMessage.objects.filter(topic=mailing.DUE).exists()
    assert not Subscription.objects.exists()


def test_a_district_is_mailed_its_own_figures(two_districts: tuple[Bookable, Bookable]) -> None:
    north = two_districts[0].office.organisation
    person = make_staff(role=Role.OFFICE_MANAGER, organisation=north)
    person.email = "nord@example.org"
    person.save()
    subscribe(staff=person, code="aemter", rhythm=Rhythm.MONTHLY, language="de", now=datetime(2026, 5, 20, tzinfo=UTC))
    work(datetime(2026, 6, 1, 5, tzinfo=UTC))
    [attachment] = mail.outbox[0].attachments
    reader = PdfReader(BytesIO(attachment.get_payload(decode=True)))  # type: ignore[union-attr]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Nordbezirk" in text
    assert "Südbezirk" not in text


def test_a_mail_that_cannot_be_sent_is_seen(subscription: Subscription, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        from einamt.platform.notifications.carriers import RefusedForGood

        raise RefusedForGood("550 no such user")

    monkeypatch.setattr("einamt.platform.notifications.carriers.mail.send", refused)
    work(DECEMBER)
    [line] = subscriptions_of(subscription.staff)
    assert line.last is not None
    assert line.last.trouble == "refused"


def test_nobody_is_mailed_without_an_address(two_districts: tuple[Bookable, Bookable]) -> None:
    with pytest.raises(NoAddress):
        subscribe(staff=make_staff(role=Role.STEERING), code="aemter", rhythm=Rhythm.WEEKLY, language="de", now=NOW)


def test_a_subscription_ends_when_its_owner_says_so_and_nobody_else(subscription: Subscription) -> None:
    unsubscribe(staff=make_staff(role=Role.STEERING), subscription_id=subscription.pk)
    assert Subscription.objects.exists()
    unsubscribe(staff=subscription.staff, subscription_id=subscription.pk)
    assert not Subscription.objects.exists()
