"""In which languages services are explained, and which one somebody asks in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.models import ServiceText, Synonym
from einamt.catalog.queries.remembering import per_revision
from einamt.catalog.queries.services import GERMAN
from einamt.catalog.rules.languages import ENGLISH, spoken_language


@per_revision
def service_languages(*, slug: str) -> list[str]:
    """The languages in which the public service at `slug` has a text, by code.

    :raises ServiceNotFound: there is no such service, it is not public, or nothing is said about it.
    """
    texts = ServiceText.objects.filter(service__slug=slug, service__is_public=True)
    if not (found := sorted(texts.values_list("language", flat=True))):
        raise ServiceNotFound
    return found


def nearest_language(*, wanted: str, available: Sequence[str]) -> str:
    """The language to show where `wanted` may be missing: itself, else English, else German, else whatever there is."""
    return next((code for code in (wanted, ENGLISH, GERMAN) if code in available), available[0])


def language_of_query(*, query: str, service_ids: Collection[int]) -> str:
    """The language in which `query` asks for these services, as their names and synonyms tell; two queries.

    Empty where nothing tells.
    """
    names = ServiceText.objects.filter(service_id__in=service_ids).values_list("language", "name")
    synonyms = Synonym.objects.filter(service_id__in=service_ids).values_list("language", "text")
    return spoken_language(query=query, said=_by_language([*names, *synonyms]))


def _by_language(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = defaultdict(list)
    for language, text in pairs:
        said[language].append(text)
    return said
