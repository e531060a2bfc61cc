"""An import of messages, in three passes over each file: organisations, services, and what links them.

A pass holds one batch in memory. Identifiers may be named before the object that has them is written, so links are set
only when all objects are there; reading the file again costs less than remembering it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import ROOT, Json
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.deleting import delete_organisations, delete_services
from einamt.catalog.importing.xzufi.fields import LONGEST_IDENTIFIER, LONGEST_SOURCE, Node, key_in
from einamt.catalog.importing.xzufi.linking import Attachment, attach, detach, link_organisations, online_address
from einamt.catalog.importing.xzufi.message import Message, Written, objects, open_message
from einamt.catalog.importing.xzufi.organisations import OrganisationReader
from einamt.catalog.importing.xzufi.records import Key, OrganisationEntry, ServiceEntry
from einamt.catalog.importing.xzufi.seen import Before, Seen, seen_on_disk
from einamt.catalog.importing.xzufi.services import ServiceReader
from einamt.catalog.importing.xzufi.stored import organisation_ids, stored_services
from einamt.catalog.importing.xzufi.tally import Tally
from einamt.catalog.importing.xzufi.trees import tree_of
from einamt.catalog.importing.xzufi.wanted import difference_of, wanted_state
from einamt.catalog.importing.xzufi.writing import Change, write_services
from einamt.catalog.lifecycle.steps import restore_offers
from einamt.catalog.models import LifeEvent, Organisation

SERVICES_AT_ONCE, LINKS_AT_ONCE = 500, 100
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a run writes to and tells: `source` limits it to one agency, empty is every agency of the files."""

    source: str
    findings: Findings
    tally: Tally
    progress: Progress
    now: datetime


def import_files(*, paths: list[Path], target: Target) -> None:
    """Take the messages in, one file after the other, within the caller's transaction.

    :raises ImportRefused: a file cannot be taken in; the caller rolls back.
    """
    messages = [open_message(path) for path in paths]
    for message in messages:
        _Run(message, target).run()


class _Run:
    """One file."""

    def __init__(self, message: Message, target: Target) -> None:
        self._message = message
        self._target = target
        self._roots: dict[str, int] = {}
        self._events: dict[str, int] = {}
        self._counts = dict.fromkeys(names.OBJECTS, 0)
        self._done = 0

    def run(self) -> None:
        with seen_on_disk() as seen:
            self._check(seen)
        if self._counts[names.ORGANISATION]:
            self._organisations()
        if self._counts[names.SERVICE]:
            self._services()
        if self._counts[names.ORGANISATION]:
            self._links()
        if self._counts[names.SPECIALISATION] or self._counts[names.ONLINE_SERVICE]:
            self._attachments()

    def _check(self, seen: Seen) -> None:
        """Read it once without writing: it is sound to its end, and says nothing twice in different ways."""
        findings = self._target.findings
        for written in objects(self._message):
            if written.kind not in names.OBJECTS:
                detail = f"<{written.kind[:60]}> is no object that is read; left out"
                findings.count("unknown-object", kind="message", detail=detail)
                continue
            key = self._key(written, is_reported=True)
            if key is None:
                continue
            self._counts[written.kind] += 1
            before = seen.see(f"{written.kind} {key}", written.element.getparent())
            if before is Before.ANOTHER:
                where = f"{self._message.path.name}, operation {written.position}"
                raise ImportRefused(f"{where}: {written.kind} {key} stands twice in the message, in different ways.")
            if before is Before.THE_SAME:
                findings.warn("duplicate", kind=written.kind, identifier=str(key), name="", detail="stands twice")

    def _key(self, written: Written, *, is_reported: bool = False) -> Key | None:
        """The object's identifier; `None` where it has none that counts, or is another agency's."""
        node = Node(written.element, self._message.namespace)
        identifier = node.child("id") or (node if written.is_deleted else None)
        key = key_in(identifier, default_source=self._target.source)
        if key is None:
            if is_reported:
                self._report_key(written, identifier)
            return None
        if self._target.source and key.source != self._target.source:
            if is_reported:
                self._target.findings.warn(
                    "foreign-agency",
                    kind=written.kind,
                    identifier=str(key),
                    name="",
                    detail=f"belongs to another agency than {self._target.source}; left out",
                )
            return None
        return key

    def _report_key(self, written: Written, identifier: Node | None) -> None:
        text = identifier.text() if identifier else ""
        if identifier is not None and text and not identifier.attribute("schemeAgencyID"):
            code, detail = "no-agency", "has no schemeAgencyID, without which it is not unique; say --source. Left out"
        elif text:
            code = "long-identifier"
            detail = f"has more than {LONGEST_SOURCE} characters of agency or {LONGEST_IDENTIFIER} of id; left out"
        else:
            code, detail = "no-identifier", f"operation {written.position} holds no id; left out"
        self._target.findings.warn(code, kind=written.kind, identifier=text[:80], name="", detail=detail)

    def _objects(self, *kinds: str) -> Iterator[tuple[Written, Key, Node]]:
        for written in objects(self._message, *kinds):
            if (key := self._key(written)) is not None:
                yield written, key, Node(written.element, self._message.namespace)

    # -- organisations ------------------------------------------------------------------------------------------------

    def _organisations(self) -> None:
        reader = self._organisation_reader()
        batch: list[OrganisationEntry] = []
        for written, key, node in self._objects(names.ORGANISATION):
            if not written.is_deleted:
                batch.append(reader.read(node=node, key=key))
            if len(batch) >= LINKS_AT_ONCE:
                self._write_organisations(batch)
                batch = []
        self._write_organisations(batch)

    def _organisation_reader(self, findings: Findings | None = None) -> OrganisationReader:
        return OrganisationReader(
            namespace=self._message.namespace,
            version=self._message.version,
            findings=findings or self._target.findings,
        )

    def _write_organisations(self, entries: list[OrganisationEntry]) -> None:
        tally = self._target.tally
        rows = {
            Key(row.source, row.identifier): row
            for row in Organisation.objects.filter(pk__in=organisation_ids(entry.key for entry in entries).values())
        }
        for entry in entries:
            row = rows.get(entry.key)
            values = {
                "name": entry.name,
                "name_en": entry.name_en or (row.name_en if row else ""),
                "kind": entry.kind or (row.kind if row else Organisation.Kind.AUTHORITY),
                "area_key": entry.area_key or (row.area_key if row else ""),
                "residents": entry.residents if entry.residents is not None else row.residents if row else None,
                "extra": {**(row.extra if row else {}), "xzufi": entry.kept},
            }
            if row is None:
                Organisation.objects.create(source=entry.key.source, identifier=entry.key.identifier, **values)
                tally.new("organisations", entry.key)
            elif differing := [name for name, value in values.items() if getattr(row, name) != value]:
                for name in differing:
                    setattr(row, name, values[name])
                row.save(update_fields=differing)
                tally.changed("organisations", entry.key, ", ".join(differing))
            else:
                tally.unchanged("organisations")
        self._tell("organisations", len(entries), self._counts[names.ORGANISATION])

    def _root(self, source: str) -> int:
        """The organisation that stands for the whole source: of services whose own is not in the catalogue."""
        if source not in self._roots:
            row, _ = Organisation.objects.get_or_create(
                source=source, identifier=ROOT, defaults={"kind": Organisation.Kind.AUTHORITY, "name": source}
            )
            self._roots[source] = row.pk
        return self._roots[source]

    # -- services -----------------------------------------------------------------------------------------------------

    def _services(self) -> None:
        reader = ServiceReader(
            namespace=self._message.namespace, version=self._message.version, findings=self._target.findings
        )
        self._done = 0
        batch: dict[Key, ServiceEntry | None] = {}
        for written, key, node in self._objects(names.SERVICE):
            batch[key] = None if written.is_deleted else reader.read(node=node, key=key)
            if len(batch) >= SERVICES_AT_ONCE:
                self._write_services(batch)
                batch = {}
        self._write_services(batch)

    def _write_services(self, batch: dict[Key, ServiceEntry | None]) -> None:
        if not batch:
            return
        tally = self._target.tally
        stored = stored_services(batch)
        delete_services(
            keys=[key for key, entry in batch.items() if entry is None],
            stored=stored,
            findings=self._target.findings,
            tally=tally,
            now=self._target.now,
        )
        entries = [entry for entry in batch.values() if entry is not None]
        self._make_life_events(entries)
        publishers = organisation_ids(entry.publisher for entry in entries if entry.publisher)
        changes = []
        for entry in entries:
            before = stored.get(entry.key)
            organisation = publishers.get(entry.publisher) if entry.publisher else None
            wanted = wanted_state(
                entry=entry,
                stored=before.state if before else None,
                organisation_id=organisation
                or (before.state.columns.organisation_id if before else self._root(entry.key.source)),
                editors_words=before.editors_words if before else (),
            )
            if before is None:
                tally.new("services", entry.key)
                changes.append(Change(entry.key, wanted, None))
            elif before.deleted_at is not None:
                is_public = entry.marks.is_public is not False
                wanted = replace(wanted, columns=wanted.columns._replace(is_public=is_public))
                tally.changed("services", entry.key, "there again")
                changes.append(Change(entry.key, wanted, before))
            elif differing := difference_of(before.state, wanted):
                tally.changed("services", entry.key, ", ".join(differing))
                changes.append(Change(entry.key, wanted, before))
            else:
                tally.unchanged("services")
        write_services(changes)
        restore_offers(
            service_ids=[change.stored.pk for change in changes if change.stored and change.stored.deleted_at]
        )
        self._tell("services", len(batch), self._counts[names.SERVICE])

    def _make_life_events(self, entries: list[ServiceEntry]) -> None:
        """A life event that is not there yet is made; one that is keeps the city's words."""
        said = {key: words for entry in entries for key, words in (entry.life_events or {}).items()}
        missing = said.keys() - self._events.keys()
        if not missing:
            return
        self._events |= dict(LifeEvent.objects.filter(key__in=missing).values_list("key", "pk"))
        position = LifeEvent.objects.count()
        for key in sorted(missing - self._events.keys()):
            name, name_en = said[key]
            row = LifeEvent.objects.create(key=key, name=name, name_en=name_en, position=position)
            self._events[key] = row.pk
            position += 1

    # -- links --------------------------------------------------------------------------------------------------------

    def _links(self) -> None:
        reader = self._organisation_reader(Findings())  # what is odd was said in the first pass
        batch: list[OrganisationEntry] = []
        deleted: list[Key] = []
        for written, key, node in self._objects(names.ORGANISATION):
            if written.is_deleted:
                deleted.append(key)
            else:
                batch.append(reader.read(node=node, key=key))
            if len(batch) >= LINKS_AT_ONCE:
                link_organisations(entries=batch, findings=self._target.findings, tally=self._target.tally)
                batch = []
        link_organisations(entries=batch, findings=self._target.findings, tally=self._target.tally)
        delete_organisations(
            keys=deleted,
            ids=organisation_ids(deleted),
            findings=self._target.findings,
            tally=self._target.tally,
        )

    def _attachments(self) -> None:
        batch: list[Attachment] = []
        for written, key, node in self._objects(names.SPECIALISATION, names.ONLINE_SERVICE):
            if written.is_deleted:
                detach(kind=written.kind, key=key, tally=self._target.tally)
                continue
            services = [
                found
                for element in node.element.iter(f"{{{self._message.namespace}}}leistungID")
                if (found := key_in(Node(element, self._message.namespace), default_source=key.source))
            ]
            address = online_address(node) if written.kind == names.ONLINE_SERVICE else ""
            kept: list[Json] = [address, tree_of(written.element, self._message.namespace)]
            batch.append(Attachment(written.kind, key, tuple(dict.fromkeys(services)), kept))
            if len(batch) >= LINKS_AT_ONCE:
                attach(attachments=batch, findings=self._target.findings, tally=self._target.tally)
                batch = []
        attach(attachments=batch, findings=self._target.findings, tally=self._target.tally)

    def _tell(self, what: str, count: int, total: int) -> None:
        if count:
            self._done += count
            self._target.progress(what, self._done, total)
