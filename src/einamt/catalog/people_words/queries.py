"""Reading people's words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from einamt.catalog.models import EditorWord, MissedSearch, WordVersion
from einamt.catalog.people_words.errors import WordNotFound


@dataclass(frozen=True, slots=True)
class Missed:
    """A search that found nothing, as editors see it."""

    id: int
    text: str
    language: str
    count: int
    last_date: date


def missed_searches(*, limit: int = 100) -> list[Missed]:
    """What several people searched for in vain and nobody has settled yet, the most frequent first."""
    rows = MissedSearch.objects.exclude(text="").filter(is_settled=False).order_by("-count", "text")[:limit]
    return [Missed(row.pk, row.text, row.language, row.count, row.last_date) for row in rows]


def missed_search(*, search_id: int) -> Missed:
    """One of them.

    :raises WordNotFound: there is no such search, or not enough people have made it.
    """
    row = MissedSearch.objects.exclude(text="").filter(pk=search_id).first()
    if row is None:
        raise WordNotFound
    return Missed(row.pk, row.text, row.language, row.count, row.last_date)


def editor_words() -> QuerySet[EditorWord]:
    """The city's own words, by what is said; `is_proposed` says whether somebody waits for a second person."""
    proposed = WordVersion.objects.filter(word=OuterRef("pk"), state=WordVersion.State.PROPOSED)
    return EditorWord.objects.annotate(is_proposed=Exists(proposed)).order_by("said", "language")


def editor_word(*, word_id: int) -> EditorWord:
    """One of them.

    :raises WordNotFound: there is none with this key.
    """
    word = EditorWord.objects.filter(pk=word_id).first()
    if word is None:
        raise WordNotFound
    return word


def word_versions(*, word_id: int) -> list[WordVersion]:
    """What was proposed for a word, the latest first."""
    return list(WordVersion.objects.filter(word_id=word_id))
