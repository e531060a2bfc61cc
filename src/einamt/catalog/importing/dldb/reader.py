"""A delivery out of DLDB files, whichever of the three lists they hold and in whatever order."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from einamt.catalog.importing.dldb.envelope import Envelope, Kind, open_envelope
from einamt.catalog.importing.dldb.offices import read_offices
from einamt.catalog.importing.dldb.services import read_services
from einamt.catalog.importing.dldb.topics import read_topics
from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import ROOT, Delivery, Json, OrganisationRecord

_READ = {Kind.TOPIC: read_topics, Kind.OFFICE: read_offices, Kind.SERVICE: read_services}


def read(documents: Sequence[tuple[str, dict[str, Json]]], findings: Findings) -> Delivery:
    """What the files (name, content) deliver together.

    :raises ImportRefused: a file is no DLDB, or two of them do not belong together.
    """
    envelopes = [open_envelope(file=name, content=content, findings=findings) for name, content in documents]
    _check_together(envelopes)
    delivery = Delivery(language=envelopes[0].language, source=_source(envelopes))
    delivery.organisations[ROOT] = OrganisationRecord(ROOT, "city", _city(envelopes), "")
    for envelope in envelopes:
        _READ[envelope.kind](envelope, delivery)
    return delivery


def _check_together(envelopes: Sequence[Envelope]) -> None:
    first = envelopes[0]
    seen: dict[Kind, str] = {}
    for envelope in envelopes:
        if envelope.dialect != first.dialect:
            raise ImportRefused(
                f"{first.file} is in {first.dialect}'s dialect and {envelope.file} in {envelope.dialect}'s: "
                "they are two catalogues; import them one after the other."
            )
        if envelope.language != first.language:
            raise ImportRefused(f"{first.file} is in {first.language!r} and {envelope.file} in {envelope.language!r}.")
        if envelope.kind in seen:
            raise ImportRefused(f"{seen[envelope.kind]} and {envelope.file} both list {envelope.kind}s; name one.")
        seen[envelope.kind] = envelope.file


def _source(envelopes: Sequence[Envelope]) -> str:
    """The host that most entries' pages are on."""
    hosts = Counter(
        host
        for envelope in envelopes
        for entry in envelope.entries
        if (host := urlsplit(entry.inner("meta").text("url")).hostname)
    )
    return hosts.most_common(1)[0][0][:60] if hosts else ""


def _city(envelopes: Sequence[Envelope]) -> str:
    """The city that most locations are in."""
    cities = Counter(
        city
        for envelope in envelopes
        if envelope.kind == Kind.OFFICE
        for entry in envelope.entries
        if (city := entry.inner("address").text("city"))
    )
    return cities.most_common(1)[0][0][:200] if cities else ""
