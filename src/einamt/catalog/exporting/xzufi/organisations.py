"""An organisation as an Organisationseinheit, with what it answers for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import F, Q
from lxml import etree

from einamt.catalog.exporting.markup import title_of
from einamt.catalog.exporting.xzufi.elements import Maker, kept_of, list_in
from einamt.catalog.importing.records import ROOT
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.organisations import PARENT
from einamt.catalog.models import Organisation, Responsibility

AT_ONCE = 200
_CODES = {role: code for code, role in names.ROLES.items()}


class Said(NamedTuple):
    """That an organisation answers for a service in an area."""

    source: str
    identifier: str
    role: str
    area_key: str


def organisations(*, source: str = "") -> Iterator[tuple[Organisation, list[Said]]]:
    """Every organisation with its parent and what it answers for, two queries a page; not the roots that an import has
    made up for a source.
    """
    made_up = Q(identifier=ROOT, name=F("source"), kind=Organisation.Kind.AUTHORITY)
    rows = Organisation.objects.exclude(made_up).select_related("parent").order_by("pk")
    if source:
        rows = rows.filter(source=source)
    last = 0
    while page := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = page[-1].pk
        said: dict[int, list[Said]] = defaultdict(list)
        responsibilities = Responsibility.objects.filter(organisation__in=page, service__deleted_at=None)
        columns = ("organisation_id", "service__source", "service__identifier", "role", "area_key")
        for row in responsibilities.order_by("service_id", "role", "area_key").values_list(*columns):
            said[row[0]].append(Said(*row[1:]))
        for organisation in page:
            yield organisation, said[organisation.pk]


def is_made_up(organisation: Organisation) -> bool:
    """Whether an import has made the organisation, to stand for a source that names none."""
    return (
        organisation.identifier == ROOT
        and organisation.name == organisation.source
        and organisation.kind == Organisation.Kind.AUTHORITY
    )


class OrganisationWriter:
    """Writes organisations of one version."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker

    def element(self, organisation: Organisation, responsibilities: Iterable[Said]) -> etree._Element:
        """The Organisationseinheit."""
        maker, parent = self._maker, organisation.parent
        said = {"de": organisation.name, "en": organisation.name_en}
        inner = [
            maker.element("name", text=title_of(text), languageCode=language) for language, text in said.items() if text
        ]
        above = (
            maker.identifier(PARENT, source=parent.source, identifier=parent.identifier)
            if parent is not None and not is_made_up(parent)
            else None
        )
        return maker.element(
            names.ORGANISATION,
            maker.identifier("id", source=organisation.source, identifier=organisation.identifier),
            above,
            maker.element("name", *inner),
            *self._categories(organisation),
            *maker.kept(list_in(kept_of(organisation.extra), "rest")),
            *self._responsibilities(responsibilities),
        )

    def _categories(self, organisation: Organisation) -> Iterator[etree._Element]:
        said = {
            names.ORGANISATION_KIND: str(organisation.kind),
            names.ORGANISATION_AREA: organisation.area_key,
            names.ORGANISATION_RESIDENTS: "" if organisation.residents is None else str(organisation.residents),
        }
        for kind, value in said.items():
            if value:
                yield self._maker.element(
                    "kategorie",
                    self._maker.identifier("id", source=names.AGENCY, identifier=value),
                    self._maker.element("klasse", self._maker.identifier("id", source=names.AGENCY, identifier=kind)),
                )

    def _responsibilities(self, responsibilities: Iterable[Said]) -> Iterator[etree._Element]:
        """One Zuständigkeit for each service and role, with its areas; everywhere stands by itself."""
        areas: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
        for said in responsibilities:
            areas[said.source, said.identifier, said.role, bool(said.area_key)].append(said.area_key)
        for (source, identifier, role, has_areas), keys in areas.items():
            code = _CODES.get(role, role.removeprefix("code-"))
            yield self._maker.element(
                "zustaendigkeit",
                self._maker.identifier("leistungID", source=source, identifier=identifier),
                *[self._maker.element("gebietID", text=key, schemeID="urn:de:ars") for key in keys if has_areas],
                self._maker.code("rolle", code, list_uri=names.ROLE_LIST),
            )
