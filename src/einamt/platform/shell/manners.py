"""How each language writes dates and numbers, as its offices and the CLDR do.

Digits are those on the buttons of a German machine and in its printed prices, in Arabic too, so that a reader finds the
same signs again on site.
"""

from dataclasses import dataclass

from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import get_language

HARD_SPACE = "\u00a0"
_ISOLATED, _END = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Patterns of one language, to be filled by `str.format`."""

    decimal: str
    group: str
    percent: str = "{number}\u00a0%"
    long: str
    """Of `weekday`, `day`, `month` and `year`."""
    within_year: str
    """The same without the year."""
    short: str
    """Of `weekday` and `month` abbreviated as `months` says, and `day`."""
    numeric: str = "%d.%m.%Y"
    """For `date.strftime`."""
    months: tuple[str, ...] = ()
    """Abbreviations; where there are none, the whole month stands in short dates."""
    is_month_inflected: bool = False
    """Whether the month changes its form beside a day."""


_ENGLISH = Manner(
    decimal=".",
    group=",",
    percent="{number}%",
    long="{weekday}, {day} {month} {year}",
    within_year="{weekday}, {day} {month}",
    short="{weekday}, {day} {month}",
    numeric="%d/%m/%Y",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_MANNERS = {
    "de": Manner(
        decimal=",",
        group=".",
        long="{weekday}, {day}. {month} {year}",
        within_year="{weekday}, {day}. {month}",
        short="{weekday}, {day}. {month}",
        # what the Duden abbreviates to
        months=("Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sept", "Okt", "Nov", "Dez"),
    ),
    "en": _ENGLISH,
    "tr": Manner(
        decimal=",",
        group=".",
        percent="%{number}",
        long="{day} {month} {year} {weekday}",
        within_year="{day} {month} {weekday}",
        short="{day} {month} {weekday}",
        months=("Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"),
    ),
    "uk": Manner(
        decimal=",",
        group=HARD_SPACE,
        long="{weekday}, {day} {month} {year}\u00a0р.",
        within_year="{weekday}, {day} {month}",
        short="{weekday}, {day} {month}",
        is_month_inflected=True,
    ),
    "ar": Manner(
        decimal=".",
        group=",",
        percent="{number}%",
        long="{weekday}، {day} {month} {year}",
        within_year="{weekday}، {day} {month}",
        short="{weekday}، {day} {month}",
        numeric="%d/%m/%Y",
    ),
}


def manner() -> Manner:
    """How the page's language writes; a language that has no patterns here writes as English does."""
    return _MANNERS.get((get_language() or "de").partition("-")[0], _ENGLISH)


def month_name(*, month: int) -> str:
    """A month (1 to 12) as it stands beside a day."""
    return str(MONTHS_ALT[month] if manner().is_month_inflected else MONTHS[month])


def month_short(*, month: int) -> str:
    """A month abbreviated, where the language abbreviates it."""
    return manner().months[month - 1] if manner().months else month_name(month=month)


def left_to_right(*, text: str, is_page_right_to_left: bool) -> str:
    """`text` set apart, so that a phone number keeps its order within a sentence that runs the other way."""
    return f"{_ISOLATED}{text}{_END}" if is_page_right_to_left and text else text
