"""Reading reports, whether they come as rows of a file or through the interface: the same columns, the same faults."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from einamt.catalog.models import Office, PublicService
from einamt.kernel.errors import N_
from einamt.procedures.identity_documents.errors import BadNumber
from einamt.procedures.identity_documents.numbers import number_hash, parse_number
from einamt.procedures.identity_documents.rules import AHEAD, BEHIND, COLUMNS, DocumentState, missing_columns
from einamt.procedures.identity_documents.steps import Report

GERMAN_STATES: Mapping[str, DocumentState] = {
    "beantragt": DocumentState.APPLIED,
    "in herstellung": DocumentState.IN_PRODUCTION,
    "eingetroffen": DocumentState.ARRIVED,
    "abholbereit": DocumentState.READY,
    "unterwegs": DocumentState.ON_ITS_WAY,
    "nicht zugestellt": DocumentState.DELIVERY_FAILED,
    "ausgehändigt": DocumentState.HANDED_OUT,
    "zurückgegeben": DocumentState.RETURNED,
}
"""What a file may say instead of the codes."""
LARGEST_FILE = 50 * 1024 * 1024
_ORDER = re.compile(r"[\w./-]{1,60}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line (from 1, the header being the first) or with a report (from 0), never what stood there:
    it may be a serial number or an address.
    """

    line: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.line}: {self.column}" if self.column else str(self.line)


@dataclass(frozen=True, slots=True)
class Known:
    """The catalogue, as far as reports name it."""

    offices: Mapping[str, int]
    services: Mapping[str, int]
    """By slug and by LeiKa key."""

    @classmethod
    def now(cls) -> "Known":
        """As it is."""
        services: dict[str, int] = {}
        for pk, slug, leika in PublicService.objects.order_by("-pk").values_list("pk", "slug", "leika"):
            services |= {slug: pk} | ({leika: pk} if leika else {})
        return cls(offices=dict(Office.objects.values_list("slug", "pk")), services=services)


@dataclass(slots=True)
class Reading:
    """What a file holds: the reports that can be taken, and what is wrong with the other lines."""

    reports: list[Report] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _Wrong(ValueError):
    def __init__(self, column: str, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(column)


def read_file(*, content: bytes, now: datetime, zone: ZoneInfo) -> Reading:
    """Read a CSV file: UTF-8 or Windows-1252, semicolons or commas, a header with the columns of `rules.COLUMNS`.

    Each line stands for itself, so that one that is broken in the middle, as by a quotation mark that is never closed,
    takes no other with it. Whether the good ones are taken all the same, the caller decides.
    """
    reading = Reading()
    lines = _decoded(content).splitlines()
    header = [name.strip().lower() for name in _cells(lines[0], _delimiter(lines[0]))] if lines else []
    missing = missing_columns(header=header)
    unknown = set(header) - set(COLUMNS)
    if missing or unknown:
        message = N_("Die Spalten stimmen nicht.")
        reading.faults.append(Fault(1, message, ", ".join(sorted(missing | unknown))))
        return reading
    known, delimiter = Known.now(), _delimiter(lines[0])
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            cells = _cells(line, delimiter)
        except csv.Error:
            cells = []
        if len(cells) != len(header):
            reading.faults.append(
                Fault(number, N_("Die Zeile ist beschädigt: Sie hat nicht so viele Felder wie die erste."))
            )
            continue
        _add(reading, dict(zip(header, cells, strict=True)), number, known=known, now=now, zone=zone)
    return reading


def read_values(*, rows: Sequence[Mapping[str, str]], now: datetime, zone: ZoneInfo) -> Reading:
    """Read reports that came through the interface."""
    reading, known = Reading(), Known.now()
    for number, row in enumerate(rows):
        _add(reading, row, number, known=known, now=now, zone=zone)
    return reading


def _add(reading: Reading, row: Mapping[str, str], line: int, *, known: Known, now: datetime, zone: ZoneInfo) -> None:
    try:
        values = {name: row.get(name, "").strip() for name in COLUMNS}
        reading.reports.append(_report(values, known=known, now=now, zone=zone))
    except _Wrong as wrong:
        reading.faults.append(Fault(line, wrong.message, wrong.column))


def _report(row: Mapping[str, str], *, known: Known, now: datetime, zone: ZoneInfo) -> Report:
    number = _number(row["number"])
    return Report(
        order_number=_order(row["order"], number),
        state=_state(row["state"]),
        occurred_at=_moment(row["occurred_at"], now=now, zone=zone),
        number_hash=number_hash(number=number) if number else "",
        service_id=_one_of(row["service"], known.services, "service"),
        office_id=_one_of(row["office"], known.offices, "office"),
        ready_until=_day(row["ready_until"], now=now),
        email=_email(row["email"]),
        language=_language(row["language"]),
    )


def _number(text: str) -> str:
    try:
        return parse_number(text) if text else ""
    except BadNumber:
        raise _Wrong("number", N_("Das ist keine Seriennummer.")) from None


def _order(text: str, number: str) -> str:
    """The order; one that is the serial number itself is refused, because it would be kept in the clear."""
    if not _ORDER.fullmatch(text):
        raise _Wrong("order", N_("Die Bestellnummer fehlt oder ist zu lang."))
    if number and number in re.sub(r"[\W_]", "", text.upper()):
        raise _Wrong("order", N_("Die Bestellnummer darf nicht die Seriennummer sein."))
    return text


def _state(text: str) -> DocumentState:
    known = {**GERMAN_STATES, **{state.value: state for state in DocumentState}}
    if (state := known.get(text.casefold())) is None:
        raise _Wrong("state", N_("Diesen Stand gibt es nicht."))
    return state


def _moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment with its offset, a local time, or a day (its beginning)."""
    day = _day_or_none(text)
    try:
        moment = datetime.combine(day, time(), tzinfo=zone) if day else datetime.fromisoformat(text)
    except ValueError:
        raise _Wrong("occurred_at", N_("Das ist kein Zeitpunkt.")) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > now + AHEAD:
        raise _Wrong("occurred_at", N_("Dieser Zeitpunkt liegt in der Zukunft."))
    if moment < now - BEHIND:
        raise _Wrong("occurred_at", N_("Dieser Zeitpunkt liegt zu weit zurück."))
    return moment


def _day(text: str, *, now: datetime) -> date | None:
    day = _day_or_none(text)
    if text and day is None:
        raise _Wrong("ready_until", N_("Das ist kein Datum."))
    if day is not None and day < (now - BEHIND).date():
        raise _Wrong("ready_until", N_("Dieser Zeitpunkt liegt zu weit zurück."))
    return day


def _day_or_none(text: str) -> date | None:
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _one_of(text: str, known: Mapping[str, int], column: str) -> int | None:
    if text and text not in known:
        raise _Wrong(column, N_("Das steht nicht im Katalog."))
    return known[text] if text else None


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise _Wrong("email", N_("Das ist keine E-Mail-Adresse.")) from None
    return text


def _language(text: str) -> str:
    if text and not _LANGUAGE.fullmatch(text):
        raise _Wrong("language", N_("Das ist kein Kürzel einer Sprache."))
    return text or "de"


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(header: str) -> str:
    return ";" if ";" in header else ","


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(line), delimiter=delimiter, strict=True), [])
