"""How the house speaks: dates, clock times, money, distances and refusals, in the reader's language.

Moments are shown on the city's wall clock; a date is a date. Every function takes one type and returns plain text.
German follows DIN 5008 in words people use ("9:36 Uhr", "46,00 Euro"); English writes the day before the month and the
24-hour clock, as British offices do. What differs from language to language stands in `manners`.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language_bidi, gettext, ngettext

from einamt.kernel.errors import DomainError
from einamt.platform.shell import city, manners
from einamt.platform.shell.manners import HARD_SPACE, manner


def local(value: datetime) -> datetime:
    """The moment `value`, aware, on the city's wall clock."""
    return value.astimezone(city.zone())


def local_date(value: date) -> date:
    """The city's calendar day of a moment; a plain date stays what it is."""
    return local(value).date() if isinstance(value, datetime) else value


def date_long(value: date) -> str:
    """Dienstag, 24. November 2026 / Tuesday, 24 November 2026."""
    day = local_date(value)
    month = manners.month_name(month=day.month)
    return manner().long.format(weekday=WEEKDAYS[day.weekday()], day=day.day, month=month, year=day.year)


def date_day(value: date) -> str:
    """Dienstag, 24. November / Tuesday, 24 November: where the year goes without saying."""
    day = local_date(value)
    month = manners.month_name(month=day.month)
    return manner().within_year.format(weekday=WEEKDAYS[day.weekday()], day=day.day, month=month)


def date_short(value: date) -> str:
    """Di, 24. Nov / Tue, 24 Nov."""
    day = local_date(value)
    return manner().short.format(weekday=WEEKDAYS_ABBR[day.weekday()], day=day.day, month=month_short(day.month))


def date_numeric(value: date) -> str:
    """24.11.2026 / 24/11/2026, for tables."""
    return local_date(value).strftime(manner().numeric)


def month_short(month: int) -> str:
    """Jan, Feb, März, Apr, Mai, Juni, Juli, Aug, Sept, Okt, Nov, Dez / Jan to Dec."""
    return manners.month_short(month=month)


def clock(value: int) -> str:
    """9:36 for 576 minutes after midnight; 1440 is the end of the day, 24:00."""
    return f"{value // 60}:{value % 60:02d}"


def clock_of(value: datetime | time) -> str:
    """What the city's wall clock shows at a moment, or a time of day."""
    shown = local(value) if isinstance(value, datetime) else value
    return clock(shown.hour * 60 + shown.minute)


def moment_long(value: datetime) -> str:
    """Dienstag, 24. November 2026, 9:36 Uhr / Tuesday, 24 November 2026, 9:36."""
    return _at(day=date_long(value), time=clock_of(value))


def at_clock(day: str, minute: int) -> str:
    """Di, 24. Nov, 9:36 Uhr / Tue, 24 Nov, 9:36, of a day in words and minutes after midnight."""
    return _at(day=day, time=clock(minute))


def euro(cents: int) -> str:
    """46,00 Euro / 46.00 euros, of an amount in cents."""
    sign, whole = ("−" if cents < 0 else ""), abs(cents)
    amount = f"{sign}{_grouped(whole // 100)}{manner().decimal}{whole % 100:02d}"
    return gettext("%(amount)s\u00a0Euro") % {"amount": amount}


def km(metres: float) -> str:
    """1,4 km / 1.4 km, of a distance in metres; always one decimal."""
    return f"{_fixed(Decimal(str(metres)) / 1000, 1)}{HARD_SPACE}km"


def number(value: float) -> str:
    """1.234 / 1,234; a fraction keeps one decimal: 81,4 / 81.4."""
    exact = Decimal(str(value))
    return _fixed(exact, 0 if exact == exact.to_integral_value() else 1)


def decimals(value: float, *, places: int) -> str:
    """0,015 / 0.015, with so many decimals whatever they are."""
    return _fixed(Decimal(str(value)), places)


def percent(value: float, *, places: int = 0) -> str:
    """81 % / 81%, of a share between 0 and 1; with `places` decimals."""
    return manner().percent.format(number=_fixed(Decimal(str(value)) * 100, places))


def days(value: float) -> str:
    """1 Tag, 9 Tage, 9,5 Tage / 1 day, 9 days, 9.5 days."""
    return ngettext("%(count)s Tag", "%(count)s Tage", _plural_of(value)) % {"count": number(value)}


def minutes(value: float) -> str:
    """1 Minute, 12 Minuten / 1 minute, 12 minutes."""
    return ngettext("%(count)s Minute", "%(count)s Minuten", _plural_of(value)) % {"count": number(value)}


def in_days(count: int) -> str:
    """heute, morgen, in 4 Tagen, gestern, vor 3 Tagen / today, tomorrow, in 4 days, yesterday, 3 days ago."""
    near = {0: gettext("heute"), 1: gettext("morgen"), -1: gettext("gestern")}
    if count in near:
        return near[count]
    if count > 0:
        return ngettext("in %(count)s Tag", "in %(count)s Tagen", count) % {"count": number(count)}
    return ngettext("vor %(count)s Tag", "vor %(count)s Tagen", -count) % {"count": number(-count)}


def left_to_right(text: str) -> str:
    """A phone number or the like, in its own order also where the page runs from right to left."""
    return manners.left_to_right(text=text, is_page_right_to_left=get_language_bidi())


def explain(error: DomainError) -> str:
    """A refusal in the reader's language: what happened, what it means, what to do."""
    return gettext(error.message) % error.params


def _at(*, day: str, time: str) -> str:
    return gettext("%(date)s, %(time)s Uhr") % {"date": day, "time": time}


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", manner().group)


def _fixed(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "−" if rounded < 0 else ""
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    return f"{sign}{_grouped(int(whole))}" + (f"{manner().decimal}{fraction}" if fraction else "")


def _plural_of(value: float) -> int:
    """The whole number whose plural form suits `value`; a fraction takes the form of two."""
    return int(value) if value == int(value) else 2
