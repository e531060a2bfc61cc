"""Free time: a field of eight weeks, the times of one day, and a time that is held."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django import template
from django.template.loader import render_to_string
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.safestring import SafeString

from einamt.platform.shell import words

DayState = Literal["free", "full", "unfit", "closed", "past", "later"]

TEMPLATES = "shell/components/"
MOST_SHOWN = 99
"""Above it the field shows 99+: nobody chooses between 400 times and 900. A screen reader hears the whole number."""


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """One day of the field. `unfit` days have times, but none as wished; `later` ones cannot be booked yet.

    `fill` is the share of the day that is still free, relative to the freest day, 0 to 1.
    """

    date: date
    state: DayState
    count: int = 0
    fill: float = 0.0
    href: str = ""
    is_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarWeek:
    """One row of the field, Monday first."""

    days: Sequence[CalendarDay]


@dataclass(frozen=True, kw_only=True)
class TimeChip:
    """One time to be had: minutes after midnight, and what the form sends for it."""

    minute: int
    value: str = field(default="")
    is_held: bool = False


def register_tags(register: template.Library) -> None:
    """Make the tags of this module known."""
    register.inclusion_tag(f"{TEMPLATES}free_calendar.html", name="free_calendar")(free_calendar)
    register.inclusion_tag(f"{TEMPLATES}time_chips.html", name="time_chips")(time_chips)
    register.simple_block_tag(held, name="held")


def free_calendar(weeks: Iterable[CalendarWeek], *, label: str, skip_to: str = "") -> dict[str, object]:
    """Weeks as a field of free capacity: a link for each day with free times, a word for each other day.

    Takes `CalendarWeek`s (or objects with the same names); every week has the same weekdays. How full a cell is shows
    how much is free (the root of `fill`, so that little can be told from nothing), and the number says it again.
    `skip_to` lets the keyboard jump over the field ("#zeiten").

    {% free_calendar weeks label=_("Freie Tage der nächsten acht Wochen") skip_to="#zeiten" %}
    """
    rows = [[_cell(day) for day in week.days] for week in weeks]
    if rows and rows[0]:
        rows[0][0]["shows_month"] = True
    return {
        "label": label,
        "skip_to": skip_to,
        "weekdays": [(cell["abbreviation"], cell["weekday"]) for cell in rows[0]] if rows else [],
        "rows": rows,
        "columns": len(rows[0]) if rows else 0,
    }


def time_chips(times: Iterable[TimeChip | int], *, name: str, office: str = "", shown: int = 0) -> dict[str, object]:
    """The times of one office on one day, as buttons of the form around them; a tap sends `name=value`.

    Takes `TimeChip`s, or plain minutes where the minute is what the form needs. `office` goes into the spoken label.
    More than `shown` times fold into "Alle 23 Zeiten zeigen" (0 shows all).

    {% time_chips office.times name="time" office=office.name shown=12 %}
    """
    chips = [time if isinstance(time, TimeChip) else TimeChip(minute=time) for time in times]
    split = shown if shown and len(chips) > shown + 2 else len(chips)
    return {"chips": chips[:split], "more": chips[split:], "total": len(chips), "name": name, "office": office}


def held(content: SafeString, *, ends_at: datetime, now: datetime, title: str = "") -> SafeString:
    """A time held for the visitor, with what is held and the way onward inside; counts down where scripts run.

    Without scripts it says until when. `now` is the server's clock, so a wrong one on the device does no harm. On a
    phone it stays at the lower edge, with `title` as its one line; put it after the main column.

    {% held ends_at=hold.expires_at now=now title=summary %}…{% button_link … %}{% endheld %}
    """
    left = max(0, int((ends_at - now).total_seconds()))
    context = {
        "content": content,
        "ends_at": ends_at,
        "now": now,
        "title": title,
        "clock": f"{left // 60}:{left % 60:02d}",
    }
    return render_to_string(f"{TEMPLATES}held.html", context)


def _cell(day: CalendarDay) -> dict[str, object]:
    number = day.date.weekday()
    return {
        "day": day,
        "level": math.ceil(10 * math.sqrt(min(1.0, max(0.0, day.fill)))),
        "shown_count": words.number(day.count) if day.count <= MOST_SHOWN else f"{MOST_SHOWN}+",
        "weekday": WEEKDAYS[number],
        "abbreviation": WEEKDAYS_ABBR[number],
        "spoken": words.date_day(day.date),
        "month": words.month_short(day.date.month),
        "shows_month": day.date.day == 1,
    }
