"""The files that the archive gets: the list of an offer, and the cases that it has taken."""

import csv
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

from einamt.cases.access import walls_around
from einamt.cases.archive.errors import NoReference
from einamt.cases.archive.models import ArchiveOffer
from einamt.cases.archive.queries import agreements, cases_of, to_hand_over
from einamt.cases.models import Case
from einamt.cases.registry import kind_of
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.files import with_files_apart

LIST, MANIFEST = "list.csv", "manifest.json"
COLUMNS = ("reference", "kind", "service", "authority", "office", "opened", "closed", "ended", "documents", "secrecy")


def write_list(*, made: ArchiveOffer, folder: Path) -> int:
    """Write the list of an offer into a new folder: what each case is about, when and where, without any person. How
    many cases are on it.
    """
    cases = list(cases_of(made).prefetch_related("documents"))
    walls = walls_around([case.pk for case in cases])
    folder.mkdir(mode=0o700, parents=True)
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        rows.writerows(_row(case, secrecy=walls.get(case.pk, "")) for case in cases)
    return len(cases)


def write_taken(*, made: ArchiveOffer, folder: Path, now: datetime) -> list[Case]:
    """Write every case that the archive has taken and does not have yet into a new folder: one folder for each, its
    record as JSON and its documents as they were issued, and a manifest with the SHA-256 of each file. The cases.
    """
    cases = list(to_hand_over(made))
    folder.mkdir(mode=0o700, parents=True)
    sums: dict[str, str] = {}
    for case in cases:
        record, files = with_files_apart(exported(case))
        own = folder / case.reference
        own.mkdir(mode=0o700)
        files["case.json"] = json.dumps(record, ensure_ascii=False, indent=1).encode()
        for name, content in files.items():
            (own / name).write_bytes(content)
            sums[f"{case.reference}/{name}"] = sha256(content).hexdigest()
    _write_manifest(folder / MANIFEST, made=made, sums=sums, now=now)
    return cases


def references_in(path: Path) -> list[str]:
    """The references in a file of the archive, in their written form: one a line, in the first column where it is the
    list itself, also as a spreadsheet has saved it (with semicolons or tabs, in Windows-1252).

    :raises NoReference: what stands at the beginning of a line is none; the text names the line.
    """
    text = _decoded(path.read_bytes())
    head = text.partition("\n")[0]
    rows = csv.reader(StringIO(text), delimiter=next((each for each in ";\t" if each in head), ","))
    found = []
    for row in rows:
        first = row[0].strip() if row else ""
        if not first or first == COLUMNS[0]:
            continue
        try:
            found.append(parse_reference(first))
        except BadReference as error:
            message = f"Line {rows.line_num} begins with {first[:40]!r}, which is no reference."
            raise NoReference(message) from error
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _row(case: Case, *, secrecy: str) -> Mapping[str, object]:
    outcome = kind_of(case.kind).states[case.state].outcome
    return {
        "reference": case.reference,
        "kind": case.kind,
        "service": case.service.slug,
        "authority": case.organisation.name,
        "office": case.office.name if case.office else "",
        "opened": case.opened_at.date().isoformat(),
        "closed": case.closed_at.date().isoformat() if case.closed_at else "",
        "ended": outcome.value if outcome else "",
        "documents": len(case.documents.all()),
        "secrecy": secrecy,
    }


def _write_manifest(path: Path, *, made: ArchiveOffer, sums: Mapping[str, str], now: datetime) -> None:
    said = {
        "offer": made.pk,
        "kind": made.kind,
        "agreement": agreements()[made.kind].source,
        "reply": made.reply,
        "made_at": now.isoformat(),
        "sha256": dict(sorted(sums.items())),
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
