"""An address file in CSV, row by row into the database: flat in memory, all or nothing, the same twice."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from einamt.catalog.addresses.rows import BadRow, Row, read_row
from einamt.catalog.areas.locating import Boundaries
from einamt.catalog.models import AddressEntry, Area
from einamt.catalog.steps import bump_revision
from einamt.platform.transactions import require_transaction

BATCH = 2_000
COLUMNS = ("street", "house_number", "postal_code", "city", "area_key", "latitude", "longitude")
REQUIRED = ("street", "postal_code")
MOST_SHOWN = 20
"""Bad rows that are named one by one; the others are counted."""
Progress = Callable[[int], None]


class AddressesRefused(ValueError):
    """The file is not taken; the text says why, with the lines of its first bad rows."""


@dataclass
class AddressReport:
    """What an import read and did."""

    read: int = 0
    kept: int = 0
    withdrawn: int = 0
    bad: int = 0
    without_area: int = 0
    first_bad: list[str] = field(default_factory=list)

    def add_bad(self, line: int, problem: str) -> None:
        """Count a bad row, and name it if it is one of the first."""
        self.bad += 1
        if len(self.first_bad) < MOST_SHOWN:
            self.first_bad.append(f"line {line}: {problem}")


@transaction.atomic
def import_addresses(
    *, path: Path, source: str, skips_bad: bool, may_withdraw: bool, is_complete: bool = False, progress: Progress
) -> AddressReport:
    """The operation: `take_addresses`, and what is derived from the catalogue is made anew.

    :raises AddressesRefused: as `take_addresses` does. Nothing is written then.
    """
    report = take_addresses(
        path=path,
        source=source,
        skips_bad=skips_bad,
        may_withdraw=may_withdraw,
        is_complete=is_complete,
        progress=progress,
    )
    bump_revision()
    return report


def take_addresses(
    *, path: Path, source: str, skips_bad: bool, may_withdraw: bool, is_complete: bool = False, progress: Progress
) -> AddressReport:
    """Bring the addresses of `source` to what the file says; what it does not name any more is withdrawn.

    `is_complete` is whether the file names every address of the city. Where `area_key` is empty and coordinates are
    given, the imported boundaries decide once, here.

    :raises AddressesRefused: the file has no usable header, it has bad rows and `skips_bad` is off, or it would
        withdraw more than half of the source's addresses and `may_withdraw` is off.
    """
    require_transaction()
    report = AddressReport()
    own = AddressEntry.objects.filter(source=source)
    before = own.count()
    delivery = (own.aggregate(last=Max("delivery"))["last"] or 0) + 1
    areas = dict(Area.objects.values_list("key", "pk"))
    boundaries = Boundaries()
    rows = _rows(path, report)
    while batch := list(islice(rows, BATCH)):
        entries: dict[tuple[str, str, int, int, str], AddressEntry] = {}
        for line, row in batch:
            if row.area_key and row.area_key not in areas:
                report.add_bad(line, f"there is no area {row.area_key!r}")
                continue
            area_key = row.area_key
            if not area_key and boundaries and row.latitude is not None and row.longitude is not None:
                area_key = boundaries.area_at(latitude=row.latitude, longitude=row.longitude)
            report.without_area += not area_key
            entry = _entry(row, source=source, area_id=areas.get(area_key), delivery=delivery, is_complete=is_complete)
            key = (entry.postal_code, entry.street_key, entry.number_from, entry.number_to, entry.suffix)
            entries[key] = entry
        AddressEntry.objects.bulk_create(
            entries.values(),
            update_conflicts=True,
            unique_fields=["source", "postal_code", "street_key", "number_from", "number_to", "suffix"],
            update_fields=["street", "city", "area", "latitude", "longitude", "is_of_complete_file", "delivery"],
        )
        progress(report.read)
    if report.bad and not skips_bad:
        raise AddressesRefused(_too_bad(report))
    gone = own.exclude(delivery=delivery)
    report.withdrawn = gone.count()
    if report.withdrawn * 2 > before and before and not may_withdraw:
        raise AddressesRefused(
            f"The file names fewer than half of the {before} addresses of {source!r}. If that is meant, add --withdraw."
        )
    gone.delete()
    report.kept = own.count()
    return report


def _rows(path: Path, report: AddressReport) -> Iterator[tuple[int, Row]]:
    """The good rows with their lines; the bad ones are reported."""
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
        head = file.readline()
        delimiter = ";" if head.count(";") > head.count(",") else ","
        names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
        _check_header(names)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 2  # the header is line 1; a quoted field may span several
            try:
                fields = next(reader, None)
            except csv.Error as error:
                report.read += 1
                report.add_bad(line, str(error))
                continue
            if fields is None:
                return
            if not any(text.strip() for text in fields):
                continue
            report.read += 1
            if len(fields) != len(names):
                report.add_bad(line, f"{len(fields)} columns, expected {len(names)}")
                continue
            try:
                yield line, read_row(dict(zip(names, fields, strict=True)))
            except BadRow as error:
                report.add_bad(line, str(error))


def _check_header(names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown:
        raise AddressesRefused(
            f"The first line must name the columns {', '.join(COLUMNS)} (street and postal_code are needed)."
            + (f" Missing: {', '.join(missing)}." if missing else "")
            + (f" Unknown: {', '.join(repr(name) for name in unknown)}." if unknown else "")
        )


def _entry(row: Row, *, source: str, area_id: int | None, delivery: int, is_complete: bool) -> AddressEntry:
    return AddressEntry(
        source=source,
        street=row.street,
        street_key=row.street_key,
        number_from=row.number.first if row.number else 0,
        number_to=row.number.last if row.number else 0,
        suffix=row.number.suffix if row.number else "",
        postal_code=row.postal_code,
        city=row.city,
        area_id=area_id,
        latitude=row.latitude,
        longitude=row.longitude,
        is_of_complete_file=is_complete,
        delivery=delivery,
    )


def _too_bad(report: AddressReport) -> str:
    lines = "\n".join(f"  {problem}" for problem in report.first_bad)
    more = f"\n  and {report.bad - len(report.first_bad)} more" if report.bad > len(report.first_bad) else ""
    return (
        f"{report.bad} of {report.read} rows are bad:\n{lines}{more}\nCorrect them, or take the rest with --skip-bad."
    )
