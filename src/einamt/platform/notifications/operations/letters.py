"""Letters: gathered into batches that are printed, posted, and sometimes come back."""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from einamt.kernel.localtime import local_date
from einamt.platform.notifications import queries, steps
from einamt.platform.notifications.errors import BatchPosted, NoLetter, NotPosted
from einamt.platform.notifications.models import LetterBatch, SentMessage, Settled, Trouble
from einamt.platform.notifications.registry import secrets_around
from einamt.platform.outbox import steps as outbox
from einamt.platform.shell import city

PER_BATCH = 200
"""Letters that a batch holds at most: what one person folds in a morning, and a PDF that every printer takes."""
_NUMBER = re.compile(r"\s*(\d{1,9})\s*[-–/]\s*(\d{1,4})\s*")


def make_batches(now: datetime, *, offices: queries.Offices = None) -> int:
    """Gather the letters that wait, by office (None: of all); how many batches were made. Each morning."""
    theirs = queries.letters_waiting(offices=offices).order_by().values_list("office_id", flat=True).distinct()
    made = 0
    for office_id in list(theirs):
        while _make_batch(office_id=office_id, now=now):
            made += 1
    return made


@transaction.atomic
def _make_batch(*, office_id: int | None, now: datetime) -> bool:
    """Whether there was one more to be made.

    Letters about matters behind a secret of the law lie in batches of their own: who prints a batch reads it.
    """
    waiting = queries.letters_waiting(offices=None).filter(office_id=office_id).order_by("claimed_at", "command_id")
    found = list(waiting.select_for_update(skip_locked=True).only("pk", "about")[:PER_BATCH])
    if not found:
        return False
    around = secrets_around([letter.about for letter in found if letter.about])
    secrets = [around.get(letter.about, "") if letter.about else "" for letter in found]
    letters = [letter for letter, secret in zip(found, secrets, strict=True) if secret == secrets[0]]
    batch = LetterBatch.objects.create(office_id=office_id, made_at=now, letters=len(letters))
    for place, letter in enumerate(letters, start=1):
        letter.batch, letter.place = batch, place
    SentMessage.objects.bulk_update(letters, ["batch", "place"])
    return True


@transaction.atomic
def mark_posted(*, batch_id: int, on: date, by: str, now: datetime) -> LetterBatch:
    """Say on which day a batch was handed to the post.

    A letter within Germany counts as received on the fourth day after (§ 41(2) VwVfG, § 122(2) no. 1 AO, since 2025).

    :raises BatchPosted: it has been said already.
    :raises NotPosted: the day lies ahead, or before the batch was made.
    """
    batch = LetterBatch.objects.select_for_update().get(pk=batch_id)
    if batch.posted_on is not None:
        raise BatchPosted
    zone = city.zone()
    if not local_date(moment=batch.made_at, zone=zone) <= on <= local_date(moment=now, zone=zone):
        raise NotPosted
    batch.posted_on, batch.posted_by = on, by
    batch.save(update_fields=["posted_on", "posted_by"])
    batch.messages.exclude(settled=Settled.RECALLED).update(sent_at=now)
    outbox.publish(topic=steps.POSTED, payload={"batch": str(batch.pk)}, now=now)
    return batch


def report_returned_letter(*, number: str, offices: queries.Offices, now: datetime) -> UUID:
    """Say that the letter with `number` came back; it stands with what did not arrive, or goes out on another way.

    :raises NoLetter: there is no such letter of these offices that was posted.
    """
    found = _NUMBER.fullmatch(number)
    batch = queries.batches(offices=offices).filter(pk=int(found[1])).exclude(posted_on=None).first() if found else None
    letter = batch.messages.filter(place=int(found[2])).first() if batch and found else None
    if letter is None:
        raise NoLetter
    steps.write_trouble(message_id=letter.pk, trouble=Trouble.RETURNED, detail="", now=now)
    return letter.pk
