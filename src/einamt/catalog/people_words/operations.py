"""Counting searches that found nothing; proposing and agreeing to the editors' words."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from einamt.catalog import steps
from einamt.catalog.models import EditorWord, MissedSearch, WordVersion
from einamt.catalog.people_words.errors import WordNeedsAnother, WordNotFound, WordSaysNothing, WordTaken
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
def propose_word(
    *,
    word_id: int | None,
    said: str,
    language: str,
    means: str,
    weight: float,
    note: str,
    person: str,
    now: datetime,
    is_active: bool = True,
) -> WordVersion:
    """Propose a word for the city's list, or another wording of one, or (not `is_active`) that the search forgets it.

    The search knows it when a second person has agreed (`agree_to_word`). An earlier proposal for the word is replaced.

    :raises WordNotFound: there is no word with this key.
    :raises WordTaken: the word stands in the list in this language.
    :raises WordSaysNothing: nothing in it that the search could use.
    """
    said, means = (
        " ".join(said.split()),
        ", ".join(part for part in (" ".join(each.split()) for each in means.split(",")) if part),
    )
    if not says_something(said=said, means=means):
        raise WordSaysNothing
    if EditorWord.objects.filter(said=said, language=language).exclude(pk=word_id or 0).exists():
        raise WordTaken({"said": said})
    fields = {"said": said, "language": language, "means": means, "weight": weight, "note": note.strip()}
    if word_id is None:
        try:
            with transaction.atomic():
                word = EditorWord.objects.create(is_active=False, changed_at=now, **fields)
        except IntegrityError:
            raise WordTaken({"said": said}) from None
    else:
        word = _locked_word(word_id)
    word.versions.filter(state=WordVersion.State.PROPOSED).update(
        state=WordVersion.State.REPLACED, reviewer=person, decided_at=now
    )
    return WordVersion.objects.create(word=word, is_active=is_active, author=person, proposed_at=now, **fields)


@transaction.atomic
def agree_to_word(*, version_id: int, person: str, now: datetime) -> EditorWord:
    """Put a proposal in force; the search knows it from its next question on.

    :raises WordNotFound: it is no proposal (any more).
    :raises WordNeedsAnother: who proposed it cannot agree to it.
    :raises WordTaken: the word stands in the list in this language by now.
    """
    steps.bump_revision()
    version = _locked_proposal(version_id)
    if version.author == person:
        raise WordNeedsAnother
    word = version.word
    word.said, word.language, word.means = version.said, version.language, version.means
    word.weight, word.note, word.is_active, word.changed_at = version.weight, version.note, version.is_active, now
    try:
        with transaction.atomic():
            word.save()
    except IntegrityError:
        raise WordTaken({"said": version.said}) from None
    word.versions.filter(state=WordVersion.State.IN_FORCE).update(state=WordVersion.State.REPLACED)
    version.state, version.reviewer, version.decided_at = WordVersion.State.IN_FORCE, person, now
    version.save(update_fields=["state", "reviewer", "decided_at"])
    return word


@transaction.atomic
def refuse_word(*, version_id: int, person: str, now: datetime) -> EditorWord:
    """Turn a proposal down, or take one's own back; what is in force stays.

    :raises WordNotFound: it is no proposal (any more).
    """
    version = _locked_proposal(version_id)
    version.state, version.reviewer, version.decided_at = WordVersion.State.REFUSED, person, now
    version.save(update_fields=["state", "reviewer", "decided_at"])
    return version.word


def _locked_word(word_id: int) -> EditorWord:
    word = EditorWord.objects.select_for_update().filter(pk=word_id).first()
    if word is None:
        raise WordNotFound
    return word


def _locked_proposal(version_id: int) -> WordVersion:
    word_id = WordVersion.objects.filter(pk=version_id).values_list("word_id", flat=True).first()
    word = _locked_word(word_id or 0)
    version = word.versions.filter(pk=version_id, state=WordVersion.State.PROPOSED).first()
    if version is None:
        raise WordNotFound
    version.word = word
    return version


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
