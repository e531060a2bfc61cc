"""A service's page as it would be with a version's content."""

from dataclasses import replace
from uuid import UUID

from einamt.catalog.editing.content import Content, Entry, Text, from_json
from einamt.catalog.editing.errors import VersionNotFound
from einamt.catalog.models import LifeEvent, ServiceVersion
from einamt.catalog.queries import CostLine, Item, LifeEventLine, ServicePage
from einamt.catalog.queries.services import withheld_service_page

GERMAN = "de"


def previewed_page(*, version_id: UUID, language: str) -> ServicePage:
    """The page of the version's service, with the version's content in place of what is in force.

    Offices, times and whatever no editor writes are those of the service as it is.

    :raises VersionNotFound: there is no such version.
    :raises ServiceNotFound: the service has no text at all yet.
    """
    version = ServiceVersion.objects.select_related("service").filter(pk=version_id).first()
    if version is None:
        raise VersionNotFound
    content = from_json(version.content)
    page = withheld_service_page(slug=version.service.slug, language=language)
    shown = language if language in content.languages else GERMAN
    text = content.texts.get(shown, Text(name=page.name))
    return replace(
        page,
        language=shown,
        is_fallback=shown != language,
        name=text.name,
        summary=text.summary,
        description=text.description,
        plain=text.plain,
        procedure=text.procedure,
        duration=text.duration,
        costs_note=text.costs_note,
        responsible_body=text.responsible_body,
        conditions=_items(content, shown, "condition"),
        evidence=_items(content, shown, "evidence"),
        legal_basis=_items(content, shown, "legal-basis"),
        forms=_items(content, shown, "form"),
        links=_items(content, shown, "link"),
        publications=_items(content, shown, "publication"),
        costs=[
            CostLine(cents=fee.cents, label=fee.label if shown == GERMAN else fee.label_en or fee.label)
            for fee in content.fees
        ],
        life_events=_life_events(content, language),
        needs_appointment=content.needs_appointment,
        channels=list(content.channels),
        online_url=content.online_url,
        updated_at=version.edited_at,
    )


def _items(content: Content, language: str, kind: str) -> list[Item]:
    """A list that this language lacks is given in German, as on the page itself."""
    entries: tuple[Entry, ...] = (
        content.items.get(language, {}).get(kind) or content.items.get(GERMAN, {}).get(kind) or ()
    )
    return [Item(name=entry.name, description=entry.description, link=entry.link) for entry in entries]


def _life_events(content: Content, language: str) -> list[LifeEventLine]:
    return [
        LifeEventLine(key=event.key, name=event.name if language == GERMAN else event.name_en or event.name)
        for event in LifeEvent.objects.filter(key__in=content.life_events)
    ]
