"""Reports by mail: every week or month once, with the PDF, while the account may see it.

A period is given to the worker in the transaction that notes it (`last_start`), so that it is given once; the message's
number is made of subscription and period, so that it is sent once (docs/adr/0029). What fails is tried again by the
outbox and then stands with the subscription.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from einamt.accounts.queries import permissions_of
from einamt.insight.reports.drafting import draft, report_of
from einamt.insight.reports.models import Subscription
from einamt.insight.reports.printing import printed
from einamt.insight.reports.queries import may_be_mailed, seen_by
from einamt.insight.reports.rules import Rhythm, last_period
from einamt.insight.reports.saying import period_words
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.kernel.periods import month_of, week_of
from einamt.platform.notifications import registry as kinds
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.notifications.rendering import Attachment
from einamt.platform.outbox import registry as topics
from einamt.platform.outbox import schedule
from einamt.platform.outbox import steps as outbox
from einamt.platform.shell import city

DUE = "reports.mail-due"
"""Topic: a period of a subscription is over. The payload names both."""


def _example(_language: str) -> Mapping[str, object]:
    """Nobody's report, for staff who look at the texts."""
    return {"report": "Halbjahresbericht der Ämter", "period": "01.10.2026 bis 31.10.2026"}


REPORT = MessageKind(
    code="reports.report",
    subject_template="reports/mail/report_subject.txt",
    text_template="reports/mail/report.txt",
    needs=frozenset({"report", "period"}),
    name=N_("Bericht zum festen Termin"),
    example=_example,
)


def hand_out(now: datetime) -> None:
    """Give the worker each subscription's last period that is over, once; the schedule calls it every day."""
    today = local_date(moment=now, zone=city.zone())
    for subscription in Subscription.objects.select_related("staff"):
        days = last_period(Rhythm(subscription.rhythm), today=today)
        if days.until <= subscription.since or not _goes_on(subscription):
            continue
        with transaction.atomic():
            is_new = Subscription.objects.filter(
                Q(last_start=None) | Q(last_start__lt=days.start), pk=subscription.pk
            ).update(last_start=days.start)
            if is_new:
                payload = {"subscription": str(subscription.pk), "start": days.start.isoformat()}
                outbox.publish(topic=DUE, payload=payload, now=now)


def send(payload: Mapping[str, str], now: datetime) -> None:
    """Send one; the handler of `DUE`."""
    found = Subscription.objects.select_related("staff").filter(pk=UUID(payload["subscription"])).first()
    if found is None or not _goes_on(found):
        return
    start = date.fromisoformat(payload["start"])
    days = week_of(start) if found.rhythm == Rhythm.WEEKLY else month_of(start)
    report = report_of(found.report)
    seen = seen_by(permissions_of(staff=found.staff))
    drafted = draft(report=report, days=days, languages=[found.language], seen=seen)
    with override(found.language):
        name, period = gettext(report.name), period_words(days)
        status = gettext("Entwurf mit dem Stand von heute, nicht herausgegeben")
    pdf = printed(content=drafted.contents[found.language], language=found.language, status=status, now=now)
    send_mail(
        kind=REPORT,
        to=found.staff.email,
        language=found.language,
        context={"report": name, "period": period},
        command_id=found.mail_id(start=start),
        attachments=[Attachment(f"{report.code}-{days.start}-{days.last}.pdf", "application/pdf", pdf)],
        now=now,
    )


def _goes_on(subscription: Subscription) -> bool:
    """Whether the person may still be mailed; a subscription of who may not ends here."""
    if may_be_mailed(subscription.staff):
        return True
    subscription.delete()
    return False


def register() -> None:
    """Declare the message, the topic and the job."""
    kinds.register(REPORT)
    topics.subscribe(topic=DUE, name="reports.mails", handler=send)
    schedule.register(name="reports.hand-out", daily_at=time(6, 0), job=hand_out)
