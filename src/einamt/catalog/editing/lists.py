"""The editors' list of services: what there is, in what state, and what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from einamt.catalog.editing import rules
from einamt.catalog.models import Finding, PublicService, ServiceText, ServiceVersion

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an editor wants to see; empty means all."""

    words: str = ""
    state: str = ""
    """A state of the open version; `none` where nobody works, `withheld` for services without a page, `retired` for
    those that were given up."""
    missing: str = ""
    """A language in which there is no text."""
    finding: str = ""
    """A severity of which there is an open finding, or the code of one."""
    person: str = ""
    """Who works at it: began the open version, or has taken over a finding."""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in the list."""

    id: int
    slug: str
    name: str
    organisation: str
    is_public: bool
    is_retired: bool
    languages: tuple[str, ...]
    state: str
    """State of the open version; empty where there is none."""
    author: str
    errors: int
    warnings: int
    notices: int
    updated_at: datetime | None


def services_wanted(*, wanted: Wanted) -> QuerySet[PublicService]:
    """The services that fit, by German name; not read yet, so that a page can take its part."""
    german = ServiceText.objects.filter(service=OuterRef("pk"), language=GERMAN)
    rows = PublicService.objects.annotate(german_name=Subquery(german.values("name")[:1]))
    for word in wanted.words.split():
        fits = ServiceText.objects.filter(service=OuterRef("pk"), name__icontains=word)
        rows = rows.filter(Exists(fits) | Q(slug__icontains=word) | Q(identifier=word) | Q(leika=word))
    open_versions = ServiceVersion.objects.filter(service=OuterRef("pk"), state__in=rules.OPEN)
    if wanted.state == "none":
        rows = rows.filter(~Exists(open_versions))
    elif wanted.state == "withheld":
        rows = rows.filter(is_public=False)
    elif wanted.state == "retired":
        rows = rows.filter(deleted_at__isnull=False)
    elif wanted.state:
        rows = rows.filter(Exists(open_versions.filter(state=wanted.state)))
    if wanted.missing:
        rows = rows.filter(~Exists(ServiceText.objects.filter(service=OuterRef("pk"), language=wanted.missing)))
    findings = Finding.objects.filter(service=OuterRef("pk"), ended_at=None, dismissed_at=None)
    if wanted.finding:
        rows = rows.filter(Exists(findings.filter(Q(severity=wanted.finding) | Q(code=wanted.finding))))
    if wanted.person:
        rows = rows.filter(
            Exists(open_versions.filter(author=wanted.person)) | Exists(findings.filter(owner=wanted.person))
        )
    return rows.order_by(F("german_name").asc(nulls_last=True), "slug")


def service_lines(*, services: Collection[PublicService]) -> list[ServiceLine]:
    """Some services as the list shows them; three queries whatever their number, and one for those without a text."""
    ids = [service.pk for service in services]
    is_open = Q(findings__ended_at=None, findings__dismissed_at=None)
    rows = (
        PublicService.objects.filter(pk__in=ids)
        .select_related("organisation")
        .prefetch_related(
            Prefetch("texts", queryset=ServiceText.objects.only("service_id", "language", "name")),
            Prefetch("versions", queryset=ServiceVersion.objects.filter(state__in=rules.OPEN).defer("content")),
        )
        .annotate(
            errors=Count("findings", filter=is_open & Q(findings__severity="error")),
            warnings=Count("findings", filter=is_open & Q(findings__severity="warning")),
            notices=Count("findings", filter=is_open & Q(findings__severity="notice")),
        )
    )
    drafted = _drafted_names([row.pk for row in rows if not row.texts.all()])
    lines = {}
    for row in rows:
        names = {text.language: text.name for text in row.texts.all()}
        version = next(iter(row.versions.all()), None)
        lines[row.pk] = ServiceLine(
            id=row.pk,
            slug=row.slug,
            name=names.get(GERMAN) or next(iter(names.values()), "") or drafted.get(row.pk, row.slug),
            organisation=row.organisation.name,
            is_public=row.is_public,
            is_retired=row.deleted_at is not None,
            languages=tuple(sorted(names, key=lambda code: (code != GERMAN, code))),
            state=version.state if version else "",
            author=version.author if version else "",
            errors=row.errors,
            warnings=row.warnings,
            notices=row.notices,
            updated_at=row.updated_at,
        )
    return [lines[service_id] for service_id in ids if service_id in lines]


def _drafted_names(ids: Collection[int]) -> dict[int, str]:
    """What services that have no text yet are called in their drafts."""
    if not ids:
        return {}
    rows = ServiceVersion.objects.filter(service_id__in=ids, state__in=rules.OPEN)
    names = rows.values_list("service_id", "content__texts__de__name")
    return {service_id: name for service_id, name in names if name}
