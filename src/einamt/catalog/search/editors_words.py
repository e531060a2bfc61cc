"""The city's own words, added to those that come with einamt."""

from dataclasses import replace

from einamt.catalog.models import EditorWord
from einamt.catalog.search.language import stemmed, words
from einamt.catalog.search.lexicon import TURKISH, Lexicon, Meaning, Saying, said_stems, shipped_lexicon


def with_editors_words(*, lexicon: Lexicon) -> Lexicon:
    """`lexicon` and the active words of the city's editors; one query. Their sayings stand beside the shipped ones, and
    take the place of what is said of the city's own pages.
    """
    rows = list(EditorWord.objects.filter(is_active=True).order_by("pk"))
    if not rows:
        return lexicon
    lexicon = _with_turkish_forms(rows, lexicon)
    sayings = {stem: list(found) for stem, found in lexicon.sayings.items()}
    vocabulary = set(lexicon.vocabulary)
    said = set()
    for row in rows:
        stems = _stems(row.said, lexicon)
        meanings = _meanings(row.means, row.weight, lexicon)
        if not stems or not meanings:
            continue
        said.add(stems)
        sayings.setdefault(min(stems), []).append(Saying(stems, meanings))
        vocabulary.update(
            word for text in (row.said, row.means) for word in words(text) if word not in lexicon.stopwords
        )
    own_pages = lexicon.own_pages.without(said)
    return replace(lexicon, sayings=sayings, vocabulary=frozenset(vocabulary), own_pages=own_pages)


def says_something(*, said: str, means: str) -> bool:
    """Whether the search could use a word and its meaning at all."""
    lexicon = shipped_lexicon()
    telling = [word for word in words(said) if word not in lexicon.silent]
    return bool(telling) and bool(_meanings(means, 1.0, lexicon))


def _with_turkish_forms(rows: list[EditorWord], lexicon: Lexicon) -> Lexicon:
    said = {word for row in rows if row.language == TURKISH for word in words(row.said)} - lexicon.stopwords
    turkish = lexicon.turkish.also(said)
    return replace(lexicon, turkish=turkish, forms=turkish.among(said) | lexicon.forms)


def _stems(said: str, lexicon: Lexicon) -> frozenset[str]:
    return said_stems(said, forms=lexicon.forms, stopwords=lexicon.stopwords, silent=lexicon.silent)


def _meanings(means: str, weight: float, lexicon: Lexicon) -> tuple[Meaning, ...]:
    found = []
    for text in means.split(","):
        stems = tuple(dict.fromkeys(stemmed(word) for word in words(text) if word not in lexicon.stopwords))
        if stems:
            found.append(Meaning(stems=stems, weight=weight))
    return tuple(found)
