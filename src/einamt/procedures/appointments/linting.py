"""What the catalogue's linter learns from what can be booked: hours that contradict holidays, closures and supply."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from einamt.catalog.linting.registry import Found, Kind, Source
from einamt.catalog.linting.rules.complaints import Severity
from einamt.catalog.linting.rules.places import WEEKDAYS
from einamt.catalog.models import Office, OpeningHours, Organisation
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.shell.words import clock
from einamt.procedures.appointments.models import Closure, OpeningEnd, OpeningRule
from einamt.procedures.appointments.planning.models import holidays_in_force, in_force

AHEAD = timedelta(days=365)
_SENTENCE = re.compile(r"(?<=[!?;])\s+|(?<=[^\d\s]\.)\s+|\n+")
_DAY = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2}))?")
_OPEN = re.compile(r"\b(?:geöffnet|offen|open)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:geschlossen|geschl\.|zu|closed|entfällt|entfallen)\b|\bnicht geöffnet\b", re.IGNORECASE)

HOURS = Source(
    name="appointments.hours",
    kinds=(
        Kind(
            "open-on-closed-day",
            Severity.ERROR,
            N_("Geöffnet trotz Schließtag"),
            "The remark on an office's hours says that it is open on a day that is a holiday or a closure.",
        ),
        Kind(
            "closed-yet-bookable",
            Severity.ERROR,
            N_("Geschlossen, aber buchbar"),
            "The remark on an office's hours says that it is closed on a day on which it can be booked.",
        ),
        Kind(
            "bookable-outside-hours",
            Severity.WARNING,
            N_("Buchbar außerhalb der Öffnungszeit"),
            "Appointments are planned for times at which, by its published hours, the office is not open.",
        ),
    ),
    run=lambda now: hours_findings(now=now),
)


def hours_findings(*, now: datetime) -> Iterator[Found]:
    """Where what an office publishes about its hours contradicts when it is closed and when it can be booked."""
    today = local_date(moment=now, zone=city.zone())
    offices = list(Office.objects.filter(is_public=True).order_by("pk"))
    yield from _remarks(offices, today)
    yield from _supply(offices, today)


def _remarks(offices: list[Office], today: date) -> Iterator[Found]:
    noted = [office for office in offices if office.hours_note]
    if not noted:
        return
    closed = _ClosedDays(today)
    bookable = set(in_force(OpeningRule.objects.all()).values_list("group__office_id", flat=True))
    for office in noted:
        for day, says_open in _days_said(office.hours_note, today):
            reason = closed.reason(office, day)
            params = {"day": f"{day:%d.%m.%Y}", "reason": reason}
            if says_open and reason:
                message = N_("Laut Hinweis ist am %(day)s geöffnet. Eingetragen ist aber: %(reason)s.")
                yield Found("open-on-closed-day", message, params, f"{day}", office_id=office.pk)
            elif not says_open and not reason and office.pk in bookable:
                message = N_("Laut Hinweis ist am %(day)s geschlossen. Termine lassen sich trotzdem buchen.")
                yield Found("closed-yet-bookable", message, {"day": params["day"]}, f"{day}", office_id=office.pk)


def _supply(offices: list[Office], today: date) -> Iterator[Found]:
    """One finding an office and weekday, whatever the number of its groups."""
    ids = [office.pk for office in offices]
    hours: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    published: set[int] = set()
    for span in OpeningHours.objects.filter(office_id__in=ids).order_by("opens_minute"):
        hours[span.office_id, span.weekday].append((span.opens_minute, span.closes_minute))
        published.add(span.office_id)
    not_ended = Q(valid_until=None) | Q(valid_until__gt=today)
    ended = in_force(OpeningEnd.objects.all()).filter(rule=OuterRef("pk"), ends_on__lte=today)
    standing = in_force(OpeningRule.objects.all()).filter(not_ended, ~Exists(ended))
    rules = standing.filter(group__office_id__in=published, counters__gt=0)
    told: set[tuple[int, int]] = set()
    for rule in rules.select_related("group").order_by("group__office_id", "weekday", "opens_minute"):
        key = (rule.group.office_id, rule.weekday)
        if key in told or _is_within(rule.opens_minute, rule.closes_minute, hours[key]):
            continue
        told.add(key)
        yield Found(
            "bookable-outside-hours",
            N_("Am %(weekday)s sind Termine von %(opens)s bis %(closes)s Uhr buchbar. Veröffentlicht ist das nicht."),
            {
                "weekday": WEEKDAYS[rule.weekday - 1],
                "opens": clock(rule.opens_minute),
                "closes": clock(rule.closes_minute),
            },
            str(rule.weekday),
            office_id=rule.group.office_id,
        )


def _is_within(opens: int, closes: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a span lies in published ones, which may follow each other without a gap."""
    for start, end in spans:
        if start <= opens < end:
            opens = end
        if opens >= closes:
            return True
    return False


def _days_said(note: str, today: date) -> Iterator[tuple[date, bool]]:
    """The days that a remark names, each with whether it says that the office is open."""
    for sentence in _SENTENCE.split(note):
        is_closed, is_open = bool(_CLOSED.search(sentence)), bool(_OPEN.search(sentence))
        if is_closed == is_open:  # it says neither, or both: a person must read it
            continue
        for found in _DAY.finditer(sentence):
            if day := _day(found, today):
                yield day, is_open


def _day(found: re.Match[str], today: date) -> date | None:
    """The day within the coming year; None where there is no such day, or it is past."""
    written = int(found[3]) if found[3] else None
    years = [written + 2000 if written < 100 else written] if written is not None else [today.year, today.year + 1]
    for year in years:
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            return None
        if today <= day < today + AHEAD:
            return day
    return None


class _ClosedDays:
    """On which of the coming days some offices are closed, and why; three queries."""

    def __init__(self, today: date) -> None:
        self._parents = dict(Organisation.objects.values_list("pk", "parent_id"))
        self._holidays = {
            (organisation_id, day): name
            for organisation_id, day, name in holidays_in_force()
            .filter(day__range=(today, today + AHEAD))
            .values_list("organisation_id", "day", "name")
        }
        self._closures = list(in_force(Closure.objects.all()).filter(ends_on__gt=today, starts_on__lt=today + AHEAD))

    def reason(self, office: Office, day: date) -> str:
        line = self._line(office.organisation_id)
        for organisation_id in line:
            if name := self._holidays.get((organisation_id, day)):
                return name
        for closure in self._closures:
            is_there = closure.office_id == office.pk or closure.organisation_id in line
            if is_there and closure.starts_on <= day < closure.ends_on:
                return closure.reason
        return ""

    def _line(self, organisation_id: int) -> list[int]:
        line: list[int] = []
        current: int | None = organisation_id
        while current is not None and current not in line:
            line.append(current)
            current = self._parents.get(current)
        return line
