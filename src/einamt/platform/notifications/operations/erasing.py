"""Forgetting what was told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model, OuterRef, Q, QuerySet

from einamt.platform.notifications import mailbox
from einamt.platform.notifications.models import KEEP_CONTENT, BrokenAddress, LetterBatch, Reach, SentMessage
from einamt.platform.notifications.registry import known_matters
from einamt.platform.retention.batches import BATCH, delete_some
from einamt.platform.retention.policy import Policy
from einamt.platform.retention.registry import Counts, Eraser


def count_outlived(now: datetime) -> Counts:
    """How many rows and texts, and mails in the mailbox folder, are to be erased."""
    return {
        "notes of messages sent": _old_messages(now).count(),
        "texts of messages sent": _old_contents(now).count(),
        "wishes how to be told": _old_wishes().count(),
        "addresses that did not work": _old_addresses(now).count(),
        "batches of letters": _old_batches(now).count(),
        "mails in the mailbox": len(mailbox.older_than(now=now)),
    }


def forget_sent_messages(now: datetime) -> Counts:
    """Erase a batch of what is old: rows, then texts, then the mails in the mailbox folder."""
    for due in (_old_messages(now), _old_wishes(), _old_addresses(now), _old_batches(now)):
        if rows := delete_some(due):
            return rows
    if texts := _forget_contents(now):
        return {"texts": texts}
    return mailbox.forget_mails(now=now)


@transaction.atomic
def _forget_contents(now: datetime) -> int:
    keys = list(_old_contents(now).order_by().values_list("pk", flat=True)[:BATCH])
    return SentMessage.objects.filter(pk__in=keys).update(content=None) if keys else 0


def _kept(model: type[Model]) -> timedelta:
    policy = getattr(model, "policy", None)
    assert isinstance(policy, Policy)  # noqa: S101 - for the type checker
    assert isinstance(policy.keep, timedelta)  # noqa: S101
    return policy.keep


def _old_messages(now: datetime) -> QuerySet[SentMessage]:
    """After their time, and at once where the case is gone: what was told goes with it."""
    old = Q(claimed_at__lt=now - _kept(SentMessage))
    return SentMessage.objects.filter(old | _without_matter())


def _old_contents(now: datetime) -> QuerySet[SentMessage]:
    """Sent long enough ago; what waits for a person or the printer is kept until the row goes."""
    sent = Q(sent_at__lt=now - KEEP_CONTENT) & (Q(trouble="") | ~Q(settled=""))
    settled = Q(trouble_at__lt=now - KEEP_CONTENT) & ~Q(settled="")
    return SentMessage.objects.filter(sent | settled).exclude(content__isnull=True)


def _old_addresses(now: datetime) -> QuerySet[BrokenAddress]:
    return BrokenAddress.objects.filter(noted_at__lt=now - _kept(BrokenAddress))


def _old_batches(now: datetime) -> QuerySet[LetterBatch]:
    return LetterBatch.objects.filter(made_at__lt=now - _kept(LetterBatch), messages=None)


def _old_wishes() -> QuerySet[Reach]:
    return Reach.objects.filter(_without_matter())


def _without_matter() -> Q:
    """About a case that is not there any more."""
    questions = known_matters(OuterRef("about"))
    gone = Q(about__isnull=False)
    for exists in questions:
        gone &= ~Q(exists)
    return gone if questions else Q(pk__in=[])


ERASER = Eraser(
    name="notifications",
    models=frozenset(
        {
            "notifications.SentMessage",
            "notifications.BrokenAddress",
            "notifications.LetterBatch",
            "notifications.Reach",
        }
    ),
    order=50,
    due=count_outlived,
    erase_some=forget_sent_messages,
)
