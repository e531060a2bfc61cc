"""What organisations, specialisations and online services say about services: written when all of them are there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.xzufi.fields import Node, Place, usable_link
from einamt.catalog.importing.xzufi.names import ONLINE_SERVICE
from einamt.catalog.importing.xzufi.records import AreaResponsibility, Key, OrganisationEntry
from einamt.catalog.importing.xzufi.stored import organisation_ids, service_ids
from einamt.catalog.importing.xzufi.tally import Tally
from einamt.catalog.importing.xzufi.wanted import ATTACHED, EXTRA, attached_to
from einamt.catalog.importing.xzufi.writing import reserved_ids
from einamt.catalog.models import Organisation, PublicService, Responsibility
from einamt.platform.writing.together import insert_values

BATCH = 500
_IMPORTED = Responsibility.Origin.IMPORT.value


@dataclass(frozen=True, slots=True)
class Attachment:
    """An object that only makes sense with services, and the services that it names."""

    kind: str
    key: Key
    services: tuple[Key, ...]
    kept: list[Json]
    """Its address, empty where it has none, and the object as a tree."""


def link_organisations(*, entries: Sequence[OrganisationEntry], findings: Findings, tally: Tally) -> None:
    """Set the parents of these organisations and bring their responsibilities into the state that they say."""
    ids = organisation_ids([entry.key for entry in entries] + [entry.parent for entry in entries if entry.parent])
    services = service_ids(said.service for entry in entries for said in entry.responsibilities)
    _set_parents(entries, ids, findings)
    stored = _stored_responsibilities([ids[entry.key] for entry in entries])
    new: list[tuple[int, int, str, str, str]] = []
    for entry in entries:
        place = Place("organisation", entry.key, entry.name[:80], findings)
        _note_dangling(entry.responsibilities, services, place)
        wanted = {
            (services[said.service], said.area_key, said.role): said
            for said in entry.responsibilities
            if said.service in services
        }
        before = stored[ids[entry.key]]
        new += [(ids[entry.key], *what, _IMPORTED) for what in wanted if what not in before]
        gone = [pk for what, (pk, is_imported) in before.items() if is_imported and what not in wanted]
        _count_responsibilities(entry, wanted, before, gone, tally)
        for start in range(0, len(gone), BATCH):
            Responsibility.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    if new:
        pks = reserved_ids(Responsibility, len(new))
        insert_values(
            kind=Responsibility,
            names=("id", "organisation_id", "service_id", "area_key", "role", "origin"),
            rows=((pk, *row) for pk, row in zip(pks, new, strict=True)),
        )


def attach(*, attachments: Sequence[Attachment], findings: Findings, tally: Tally) -> None:
    """Keep each object with the services that it names; an online service's address becomes theirs."""
    ids = service_ids(key for attachment in attachments for key in attachment.services)
    changes: dict[int, dict[tuple[str, str], Json]] = defaultdict(dict)
    for attachment in attachments:
        missing = [str(key) for key in attachment.services if key not in ids]
        if missing or not attachment.services:
            place = Place(attachment.kind, attachment.key, "", findings)
            what = f"names services that do not exist: {_shortened(missing)}" if missing else "names no service"
            place.warn("dangling-service", f"{what}; left out there")
        for key in attachment.services:
            if key in ids:
                changes[ids[key]][attachment.kind, str(attachment.key)] = attachment.kept
    _apply(changes, tally)


def detach(*, kind: str, key: Key, tally: Tally) -> None:
    """Forget an object with all services that it hangs on."""
    holding = PublicService.objects.filter(**{f"extra__{EXTRA}__{ATTACHED}__{kind}__has_key": str(key)})
    ids = list(holding.values_list("pk", flat=True))
    _apply({pk: {(kind, str(key)): None} for pk in ids}, tally)


def _apply(changes: dict[int, dict[tuple[str, str], Json]], tally: Tally) -> None:
    rows = []
    for service in PublicService.objects.filter(pk__in=changes):
        attached = attached_to(service.extra)
        after = {kind: dict(found) for kind, found in attached.items() if isinstance(found, dict)}
        for (kind, key), tree in changes[service.pk].items():
            after.setdefault(kind, {}).pop(key, None)
            if tree is not None:
                after[kind][key] = tree
        after = {kind: found for kind, found in after.items() if found}
        url = _online_url(after)
        had = _online_url(attached)
        if attached == after:
            tally.unchanged("attachments", len(changes[service.pk]))
            continue
        kept = dict(service.extra.get(EXTRA) or {})
        kept.pop(ATTACHED, None)
        service.extra = {**service.extra, EXTRA: {**kept, **({ATTACHED: after} if after else {})}}
        if url != had and service.online_url in ("", had):
            service.online_url = url
            if not url:
                service.channels = [channel for channel in service.channels if channel != "online"]
            elif "online" not in service.channels:  # where it is, it keeps its place: the order is the message's
                service.channels = [*service.channels, "online"]
        rows.append(service)
        tally.changed("attachments", Key(service.source, service.identifier), ", ".join(sorted(after)) or "none left")
    PublicService.objects.bulk_update(rows, ["extra", "online_url", "channels"], batch_size=100)


def online_address(node: Node) -> str:
    """The first usable address of an online service."""
    for link in node.children("link"):
        address = link.text_of("link") or link.text_of("uri") or link.text()
        if (usable := usable_link(address)) and len(usable) <= 500:
            return usable
    return ""


def _online_url(attached: Mapping[str, object]) -> str:
    """The address of the first online service by key; each is kept as `[address, tree]`."""
    found = attached.get(ONLINE_SERVICE)
    if not isinstance(found, dict):
        return ""
    for _, kept in sorted(found.items()):
        if isinstance(kept, list) and kept[0]:
            return str(kept[0])
    return ""


def _set_parents(entries: Iterable[OrganisationEntry], ids: dict[Key, int], findings: Findings) -> None:
    stored = dict(Organisation.objects.filter(pk__in=ids.values()).values_list("pk", "parent_id"))
    for entry in entries:
        if entry.parent is None:
            continue
        place = Place("organisation", entry.key, entry.name[:80], findings)
        pk, parent = ids[entry.key], ids.get(entry.parent)
        if parent is None:
            place.warn("dangling-organisation", f"is below {entry.parent}, which does not exist; stands by itself")
        elif _is_circle(pk, parent):
            place.warn("organisation-circle", f"is its own ancestor by way of {entry.parent}; left where it is")
        elif stored.get(pk) != parent:
            Organisation.objects.filter(pk=pk).update(parent_id=parent)


def _is_circle(pk: int, parent: int | None) -> bool:
    """Whether `pk` stands above `parent` already."""
    steps = 0
    while parent is not None and steps < 100:
        if parent == pk:
            return True
        parent = Organisation.objects.values_list("parent_id", flat=True).get(pk=parent)
        steps += 1
    return parent is not None


def _stored_responsibilities(pks: Sequence[int]) -> dict[int, dict[tuple[int, str, str], tuple[int, bool]]]:
    found: dict[int, dict[tuple[int, str, str], tuple[int, bool]]] = defaultdict(dict)
    rows = Responsibility.objects.filter(organisation_id__in=pks)
    for organisation, service, area, role, pk, origin in rows.values_list(
        "organisation_id", "service_id", "area_key", "role", "pk", "origin"
    ):
        found[organisation][service, area, role] = (pk, origin == Responsibility.Origin.IMPORT)
    return found


def _note_dangling(said: Sequence[AreaResponsibility], services: dict[Key, int], place: Place) -> None:
    missing = list(dict.fromkeys(str(one.service) for one in said if one.service not in services))
    if missing:
        detail = f"is responsible for {len(missing)} services that do not exist: {_shortened(missing)}; left out"
        place.warn("dangling-service", detail)


def _count_responsibilities(
    entry: OrganisationEntry,
    wanted: dict[tuple[int, str, str], AreaResponsibility],
    before: dict[tuple[int, str, str], tuple[int, bool]],
    gone: Sequence[int],
    tally: Tally,
) -> None:
    for what, said in wanted.items():
        if what not in before:
            tally.new("responsibilities", f"{entry.key} for {said.service} in {said.area_key or 'every area'}")
    tally.unchanged("responsibilities", len(wanted.keys() & before.keys()))
    for _ in gone:
        tally.withdrawn("responsibilities", f"one of {entry.key}")


def _shortened(identifiers: Sequence[str]) -> str:
    return ", ".join(identifiers[:8]) + (", …" if len(identifiers) > 8 else "")
