"""Reading versions: what is being worked at, what one changes, and how a service came to say what it says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from einamt.catalog.editing import rules
from einamt.catalog.editing.comparing import FieldDifference, differences
from einamt.catalog.editing.content import Content, from_json
from einamt.catalog.editing.errors import VersionNotFound
from einamt.catalog.editing.rows import content_of
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.models import PublicService, ServiceVersion, VersionHand


@dataclass(frozen=True, slots=True)
class Work:
    """What an editor opens: the service, its open version if there is one, and the content to go on with."""

    service: PublicService
    version: ServiceVersion | None
    content: Content


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list."""

    id: UUID
    number: int
    state: str
    origin: str
    service_id: int
    slug: str
    name: str
    author: str
    reviewer: str
    note: str
    restores: int | None
    """Number of the version whose content it brought back."""
    edited_at: datetime
    submitted_at: datetime | None
    valid_from: datetime | None
    published_at: datetime | None
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version, beside what it changes."""

    version: ServiceVersion
    content: Content
    before: Content
    compared_with: str
    """`live`: what is in force now; `base`: what was in force before it; `nothing`: it is the first."""
    differences: list[FieldDifference]
    editors: list[str]
    is_overtaken: bool
    """Whether what is in force is no longer what the draft was begun from."""


def draft_or_live(*, service_id: int) -> Work:
    """A service as its editors see it: the open version, else what is in force.

    :raises ServiceNotFound: there is none.
    """
    service = PublicService.objects.select_related("organisation").filter(pk=service_id).first()
    if service is None:
        raise ServiceNotFound
    version = open_version(service_id=service_id)
    content = from_json(version.content) if version else content_of(service=service)
    return Work(service=service, version=version, content=content)


def service_id_at(*, slug: str) -> int:
    """The key of the service with this address, public or not.

    :raises ServiceNotFound: there is none.
    """
    found = PublicService.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise ServiceNotFound
    return found


def open_version(*, service_id: int) -> ServiceVersion | None:
    """The version of a service that somebody is working at, in whatever open state."""
    return ServiceVersion.objects.filter(service_id=service_id, state__in=rules.OPEN).select_related("base").first()


def version_page(*, version_id: UUID) -> VersionPage:
    """A version and what it changes: an open one beside what is in force, another beside what was before it.

    :raises VersionNotFound: there is no such version.
    """
    version = ServiceVersion.objects.select_related("service__organisation", "base").filter(pk=version_id).first()
    if version is None:
        raise VersionNotFound
    content = from_json(version.content)
    is_open = version.state in rules.OPEN
    base = from_json(version.base.content) if version.base else None
    live = content_of(service=version.service) if is_open else None
    before, compared_with = (live, "live") if live is not None else (base, "base")
    if before is None:
        before, compared_with = _content_before(version), "base"
    if before is None:
        before, compared_with = content, "nothing"
    return VersionPage(
        version=version,
        content=content,
        before=before,
        compared_with=compared_with,
        differences=differences(before=before, after=content),
        editors=list(version.hands.filter(role=VersionHand.Role.EDITED).values_list("person", flat=True)),
        is_overtaken=is_open and live != base,
    )


def history(*, service_id: int) -> list[VersionLine]:
    """All versions of a service, the latest first."""
    return _lines(ServiceVersion.objects.filter(service_id=service_id).order_by("-number").values_list("pk", flat=True))


def versions_in(*, states: Collection[str], limit: int = 200) -> list[VersionLine]:
    """Versions of all services in some states: first what waits longest."""
    rows = ServiceVersion.objects.filter(state__in=states)
    return _lines(rows.order_by("valid_from", "submitted_at", "edited_at", "pk").values_list("pk", flat=True)[:limit])


def _content_before(version: ServiceVersion) -> Content | None:
    """Of a version found outside: what was published before it."""
    earlier = (
        ServiceVersion.objects.filter(service=version.service, number__lt=version.number, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return from_json(earlier.content) if earlier else None


def _lines(ids: Collection[UUID]) -> list[VersionLine]:
    rows = ServiceVersion.objects.select_related("service", "restores").in_bulk(list(ids))
    return [
        VersionLine(
            id=row.pk,
            number=row.number,
            state=row.state,
            origin=row.origin,
            service_id=row.service_id,
            slug=row.service.slug,
            name=_name(row),
            author=row.author,
            reviewer=row.reviewer,
            note=row.note,
            restores=row.restores.number if row.restores else None,
            edited_at=row.edited_at,
            submitted_at=row.submitted_at,
            valid_from=row.valid_from,
            published_at=row.published_at,
            replaced_at=row.replaced_at,
        )
        for version_id in ids
        if (row := rows.get(version_id))
    ]


def _name(row: ServiceVersion) -> str:
    content = from_json(row.content)
    return next((content.texts[code].name for code in content.languages), row.service.slug)
