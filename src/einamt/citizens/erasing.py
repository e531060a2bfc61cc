"""Erasing accounts that nobody uses, and links and sign-ins that have run out."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from einamt.citizens.mailed import forget_mails
from einamt.citizens.models import BundIdRequest, CitizenAccount, MailLink
from einamt.citizens.rules import UNUSED
from einamt.platform.retention.batches import BATCH, delete_some
from einamt.platform.retention.registry import Counts, Eraser


def _unused(now: datetime) -> QuerySet[CitizenAccount]:
    return CitizenAccount.objects.filter(used_at__lt=now - UNUSED)


def _over(now: datetime) -> QuerySet[MailLink]:
    return MailLink.objects.filter(expires_at__lte=now)


def _broken_off(now: datetime) -> QuerySet[BundIdRequest]:
    return BundIdRequest.objects.filter(expires_at__lte=now)


def count_due(now: datetime) -> Counts:
    """How many are to be erased."""
    return {
        "accounts that nobody uses": _unused(now).count(),
        "links that have run out": _over(now).count(),
        "sign-ins that have run out": _broken_off(now).count(),
    }


def erase_some(now: datetime) -> Counts:
    """Erase a batch, links and sign-ins first."""
    return delete_some(_over(now)) or delete_some(_broken_off(now)) or _erase_unused(now)


@transaction.atomic
def _erase_unused(now: datetime) -> Counts:
    """With what was mailed to their persons."""
    free = list(_unused(now).order_by().select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for account in free:
        forget_mails(account=account)
    return delete_some(_unused(now).filter(pk__in=[account.pk for account in free]))


ERASER = Eraser(
    name="citizens",
    models=frozenset({"citizens.BundIdRequest", "citizens.CitizenAccount", "citizens.MailLink"}),
    order=30,
    due=count_due,
    erase_some=erase_some,
)
