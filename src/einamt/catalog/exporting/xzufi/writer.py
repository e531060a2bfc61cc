"""The message: its head, the organisations, the services, and the objects that hang on them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from lxml import etree

from einamt.catalog.exporting.pages import services
from einamt.catalog.exporting.xzufi.elements import Maker
from einamt.catalog.exporting.xzufi.organisations import OrganisationWriter, organisations
from einamt.catalog.exporting.xzufi.services import ServiceWriter
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.seen import Before, seen_on_disk
from einamt.catalog.importing.xzufi.trees import element_of
from einamt.catalog.importing.xzufi.wanted import attached_to

FULL_VERSIONS = {"2.2": "2.2.0", "2.3": "2.3.1"}


def write_message(*, output: BinaryIO, version: str, source: str, message_id: UUID, now: datetime) -> Mapping[str, int]:
    """Write the whole catalogue, or what is of `source`, as one message of `version` (2.2 or 2.3).

    Gives the elements that were left out because this version does not have them, with their numbers.
    """
    maker = Maker(version)
    writer = ServiceWriter(maker)
    attributes = {
        "produktbezeichnung": "EinAmt",
        "produkthersteller": "EinAmt",
        "produktversion": "1",
        "xzufiVersion": FULL_VERSIONS[version],
    }
    with etree.xmlfile(output, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{maker.namespace}}}transfer", attributes, nsmap={"xzufi": maker.namespace}):
            file.write(_head(maker, message_id, now), pretty_print=True)
            with seen_on_disk() as seen:
                for element in _objects(maker, writer, source):
                    file.write(maker.element("schreibe", element), pretty_print=True)
                for kind, key, tree in _attached(source):
                    if seen.see(f"{kind} {key}") is Before.NOTHING:
                        file.write(maker.element("schreibe", element_of(tree, maker.namespace)), pretty_print=True)
    output.write(b"\n")
    return writer.left_out


def _head(maker: Maker, message_id: UUID, now: datetime) -> etree._Element:
    return maker.element(
        "nachrichtenkopf",
        maker.element("nachrichtUUID", text=str(message_id)),
        maker.element("erstelltDatumZeit", text=now.isoformat(timespec="seconds")),
    )


def _objects(maker: Maker, writer: ServiceWriter, source: str) -> Iterator[etree._Element]:
    writer_of_organisations = OrganisationWriter(maker)
    for organisation, responsibilities in organisations(source=source):
        yield writer_of_organisations.element(organisation, responsibilities)
    for service in services(source=source):
        yield writer.element(service)


def _attached(source: str) -> Iterator[tuple[str, str, Json]]:
    """Specialisations as they came; online services as they came, or made of a service's own address."""
    for service in services(source=source):
        attached = attached_to(service.row.extra)
        for kind in (names.SPECIALISATION, names.ONLINE_SERVICE):
            found = attached.get(kind)
            for key, kept in (found if isinstance(found, dict) else {}).items():
                if isinstance(kept, list):
                    yield kind, key, kept[1]
        if service.row.online_url and not attached.get(names.ONLINE_SERVICE):
            row = service.row
            tree = _online_service(row.source, row.identifier, row.online_url)
            yield names.ONLINE_SERVICE, f"{row.source}:online-{row.identifier}", tree


def _online_service(source: str, identifier: str, address: str) -> Json:
    agency: dict[str, Json] = {"schemeAgencyID": source}
    return [
        f"x:{names.ONLINE_SERVICE}",
        {},
        "",
        [
            ["x:id", agency, f"online-{identifier}"[:80], []],
            ["x:link", {}, "", [["x:link", {}, address, []]]],
            ["x:zustaendigkeit", {}, "", [["x:leistungID", agency, identifier, []]]],
        ],
    ]
