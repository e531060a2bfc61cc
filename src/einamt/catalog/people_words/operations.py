"""Counting searches that found nothing; adding and changing the editors' words."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from einamt.catalog import steps
from einamt.catalog.models import EditorWord, MissedSearch
from einamt.catalog.people_words.errors import WordNotFound, WordSaysNothing, WordTaken
from einamt.catalog.people_words.rules import CALLERS, kept_text
from einamt.catalog.search.editors_words import says_something
from einamt.kernel.localtime import local_date
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.ratelimit.operations import allow
from einamt.platform.shell import city

PER_CALLER = 30
"""Searches of one caller that count in an hour: nobody can fill the list alone."""


def record_missed_search(*, query: str, language: str, caller: str, now: datetime) -> None:
    """Count a search that found nothing; `caller` is whoever asked, as `client.limit_key` names them.

    See `MissedSearch` for what is kept. Whatever is typed, this raises nothing.
    """
    text = kept_text(query)
    if not text or not allow(key=f"missed-search:{caller}", limit=PER_CALLER, per=timedelta(hours=1), now=now):
        return
    _count(text=text, language=language, caller=caller, now=now)


@transaction.atomic
def settle_search(*, search_id: int) -> None:
    """Take a search off the list: it has been dealt with, or needs nothing. It stays off until it is forgotten.

    :raises WordNotFound: there is no such search.
    """
    if not MissedSearch.objects.filter(pk=search_id).exclude(text="").update(is_settled=True):
        raise WordNotFound


@transaction.atomic
def save_word(
    *, word_id: int | None, said: str, language: str, means: str, weight: float, note: str, now: datetime
) -> EditorWord:
    """Add a word to the city's list, or change one; the search knows it from its next question on.

    :raises WordNotFound: there is no word with this key.
    :raises WordTaken: the word stands in the list in this language.
    :raises WordSaysNothing: nothing in it that the search could use.
    """
    steps.bump_revision()
    said, means = (
        " ".join(said.split()),
        ", ".join(part for part in (" ".join(each.split()) for each in means.split(",")) if part),
    )
    if not says_something(said=said, means=means):
        raise WordSaysNothing
    word = (
        EditorWord(is_active=True)
        if word_id is None
        else EditorWord.objects.select_for_update().filter(pk=word_id).first()
    )
    if word is None:
        raise WordNotFound
    word.said, word.language, word.means = said, language, means
    word.weight, word.note, word.changed_at = weight, note.strip(), now
    try:
        with transaction.atomic():
            word.save()
    except IntegrityError:
        raise WordTaken({"said": said}) from None
    return word


@transaction.atomic
def set_word_active(*, word_id: int, is_active: bool, now: datetime) -> None:
    """Let the search use a word, or not any more; it stays in the list.

    :raises WordNotFound: there is no word with this key.
    """
    steps.bump_revision()
    if not EditorWord.objects.filter(pk=word_id).update(is_active=is_active, changed_at=now):
        raise WordNotFound


@transaction.atomic
def _count(*, text: str, language: str, caller: str, now: datetime) -> None:
    today = local_date(moment=now, zone=city.zone())
    text_hash = keyed_hash(text=f"{language}:{text}", purpose="missed-search")
    MissedSearch.objects.bulk_create(
        [MissedSearch(text_hash=text_hash, language=language, first_date=today, last_date=today)],
        ignore_conflicts=True,
    )
    row = MissedSearch.objects.select_for_update().get(text_hash=text_hash)
    row.count += 1
    row.last_date = today
    if not row.text:
        # bound to the text: the same caller cannot be recognised in another row
        voice = keyed_hash(text=f"{text_hash}:{caller}", purpose="missed-search-caller")[:16]
        row.callers = sorted({*row.callers, voice})
        if len(row.callers) >= CALLERS:
            row.text, row.callers = text, []
    row.save()
