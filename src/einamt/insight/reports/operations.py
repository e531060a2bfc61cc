"""Issuing reports, putting evidence together, and subscribing to mails."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext, override

from einamt.accounts.models import Staff
from einamt.insight.reports.definitions import Audience
from einamt.insight.reports.drafting import draft, report_of
from einamt.insight.reports.errors import AlreadyIssued, NoAddress, PeriodNotOver
from einamt.insight.reports.evidence import Question, packed
from einamt.insight.reports.models import EvidencePackage, IssuedReport, ReportFile, Subscription
from einamt.insight.reports.printing import printed, sealed
from einamt.insight.reports.rules import Rhythm, is_over
from einamt.insight.reports.stated import LANGUAGES, digest_of
from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.kernel.periods import Days
from einamt.platform.shell import city


def issue_report(*, code: str, days: Days, actor: Actor, command_id: UUID, now: datetime) -> IssuedReport:
    """Issue a report for days that are over: from then on it stands as it is. The same command is the same issue.

    :raises ReportUnknown: there is no such report.
    :raises PeriodNotOver: the days are no whole months, or not over.
    :raises AlreadyIssued: it was issued for these days.
    :raises BadSeal: the configured seal cannot be used.
    """
    if (issued := IssuedReport.objects.filter(pk=command_id).first()) is not None:
        return issued
    report = report_of(code)
    if not is_over(days, today=local_date(moment=now, zone=city.zone())):
        raise PeriodNotOver
    if IssuedReport.objects.filter(report=code, start=days.start, until=days.until).exists():
        raise AlreadyIssued
    number = (IssuedReport.objects.filter(report=code).aggregate(last=Max("number"))["last"] or 0) + 1
    drafted = draft(report=report, days=days, languages=LANGUAGES)
    data = drafted.as_data()
    # typesetting and sealing take a while: nobody waits for a lock meanwhile
    files = {
        language: _pdf(content, number=number, language=language, now=now)
        for language, content in drafted.contents.items()
    }
    try:
        with transaction.atomic():
            issued = IssuedReport.objects.create(
                pk=command_id,
                report=code,
                number=number,
                start=days.start,
                until=days.until,
                is_public=report.audience is Audience.PUBLIC,
                data=data,
                digest=digest_of(data),
                issued_at=now,
                issued_by=str(actor),
            )
            ReportFile.objects.bulk_create(
                ReportFile(report=issued, language=language, pdf=pdf, digest=sha256(pdf).hexdigest())
                for language, pdf in files.items()
            )
    except IntegrityError as taken:
        # somebody else was quicker: with this command, or with this period or number
        if (earlier := IssuedReport.objects.filter(pk=command_id).first()) is not None:
            return earlier
        raise AlreadyIssued from taken
    return issued


def _pdf(content: Mapping[str, object], *, number: int, language: str, now: datetime) -> bytes:
    with override(language):
        status = gettext("Ausgabe %(number)s, herausgegeben und gesiegelt") % {"number": number}
    return sealed(
        pdf=printed(content=content, language=language, status=status, now=now), reason=str(content["title"]), now=now
    )


def answer_question(*, question: Question, actor: Actor, command_id: UUID, now: datetime) -> EvidencePackage:
    """Put the figures of an answer together with their evidence; the same command is the same package.

    :raises NothingAsked: no figure is asked for, or figures that are told of nobody.
    :raises PeriodNotOver: the days are not over, or no whole months.
    :raises BadSeal: the configured seal cannot be used.
    """
    if (made := EvidencePackage.objects.filter(pk=command_id).first()) is not None:
        return made
    if not is_over(question.days, today=local_date(moment=now, zone=city.zone())):
        raise PeriodNotOver
    data, archive = packed(question=question, now=now)
    made, _ = EvidencePackage.objects.get_or_create(
        pk=command_id,
        defaults={
            "number": question.number,
            "title": question.title,
            "data": data,
            "archive": archive,
            "digest": sha256(archive).hexdigest(),
            "made_at": now,
            "made_by": str(actor),
        },
    )
    return made


@transaction.atomic
def subscribe(*, staff: Staff, code: str, rhythm: Rhythm, language: str, now: datetime) -> Subscription:
    """Have a report mailed to somebody's own address from the next period that ends; asked twice, it is once.

    :raises ReportUnknown: there is no such report.
    :raises NoAddress: the account has no address.
    """
    report = report_of(code)
    if not staff.email:
        raise NoAddress
    since = local_date(moment=now, zone=city.zone())
    subscription, _ = Subscription.objects.update_or_create(
        staff=staff,
        report=report.code,
        rhythm=rhythm,
        defaults={"language": language},
        create_defaults={"language": language, "since": since},
    )
    return subscription


@transaction.atomic
def unsubscribe(*, staff: Staff, subscription_id: UUID) -> None:
    """Have no more mails; asked twice, it is once."""
    Subscription.objects.filter(pk=subscription_id, staff=staff).delete()
