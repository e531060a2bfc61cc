"""What was found, as links into the language in which somebody asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from einamt.catalog.queries import language_of_query, service_cards
from einamt.catalog.search.results import Hit, SearchResult
from einamt.channels.portal.discover.languages import service_url
from einamt.platform.shell import languages


@dataclass(frozen=True, slots=True)
class HitLine:
    """A service that was found; `attributes` name its language where it is not the page's."""

    name: str
    summary: str
    url: str
    attributes: SafeString


def hit_lines(*, hits: Sequence[Hit], query: str) -> list[HitLine]:
    """The lines of a list of `hits`; who asked in a content language reads those in it that are there in it."""
    if not hits:
        return []
    ids = [hit.service_id for hit in hits]
    language = language_of_query(query=query, service_ids=ids)
    cards = service_cards(service_ids=ids, language=language) if language in settings.CONTENT_LANGUAGES else []
    asked = {card.id: card for card in cards if not card.is_fallback}
    return [
        HitLine(
            name=card.name,
            summary=card.summary,
            url=service_url(slug=card.slug, language=language),
            attributes=languages.attributes(code=language),
        )
        if (card := asked.get(hit.service_id))
        else HitLine(
            name=hit.name,
            summary=hit.summary,
            url=reverse("portal:service", args=[hit.slug]),
            attributes=SafeString(""),
        )
        for hit in hits
    ]


def matter_context(*, result: SearchResult | None, language: str) -> dict[str, object]:
    """Who else is responsible, for the notice about it: in the language in which somebody asked, else in the page's."""
    if result is None or result.matter is None:
        return {"matter": None}
    asked = result.matter_language
    return {
        "matter": result.matter,
        "matter_title": result.matter.titles.get(language, ""),
        "matter_sentence": result.matter.sentence(asked or language),
        "matter_attributes": languages.attributes(code=asked) if asked else SafeString(""),
    }
