"""What a reader of indicators has chosen: a period, a place, a service, a channel; all in the address."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.catalog.models import Office, Organisation, PublicService
from einamt.catalog.queries import bookable_services
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.wording import CHANNELS
from einamt.kernel.errors import N_
from einamt.kernel.periods import Days, day_of, month_of, months_later, week_of, year_of
from einamt.platform.shell import city, words
from einamt.platform.shell.forms import Form

PERIODS = {
    "letzter-monat": N_("letzter Monat"),
    "monat": N_("dieser Monat"),
    "woche": N_("diese Woche"),
    "heute": N_("heute"),
    "jahr": N_("dieses Jahr"),
    "frei": N_("von … bis"),
}
LONGEST_DAYS = 3700
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
"""No figures lie beyond; a year and a history before and after can still be reckoned."""


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of the city whose figures somebody may see, besides the city's totals."""

    districts: dict[str, str]
    """Names by identifier."""
    offices: dict[str, str]
    sees_all: bool


def places_of(*, organisation_ids: set[int]) -> Places:
    """The districts among these organisations, and their offices."""
    districts = list(Organisation.objects.filter(kind__in=Organisation.PARTS).order_by("name"))
    mine = [district for district in districts if district.pk in organisation_ids]
    offices = Office.objects.filter(organisation_id__in=organisation_ids).order_by("name")
    return Places(
        districts={district.identifier: district.name for district in mine},
        offices=dict(offices.values_list("identifier", "name")),
        sees_all=len(mine) == len(districts),
    )


def bookable_by_identifier(language: str) -> dict[str, str]:
    """Names of the services that can be booked, by identifier, in the order of their names."""
    names = {card.id: card.name for card in bookable_services(language=language)}
    identifiers = dict(PublicService.objects.filter(pk__in=names).values_list("pk", "identifier"))
    return {identifiers[key]: name for key, name in sorted(names.items(), key=lambda pair: pair[1])}


class PeriodForm(Form):
    """Without any choice: the last month that is over."""

    zeitraum = forms.ChoiceField(label=_("Zeitraum"), required=False)
    von = forms.DateField(label=_("Von"), required=False)
    bis = forms.DateField(label=_("Bis"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(zeitraum=[(key, gettext(name)) for key, name in PERIODS.items()])

    def offer(self, **choices: list[Any]) -> None:
        """What can be chosen, by field."""
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """A free period has two days in their order, in years that there are figures of, and at most ten years."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("zeitraum") == "frei" and not self.errors:
            first, last = given.get("von"), given.get("bis")
            if not first or not last or last < first or (last - first).days > LONGEST_DAYS:
                self.add_error(
                    "bis", gettext("Bitte geben Sie einen ersten und einen letzten Tag an, den ersten zuerst.")
                )
            elif first < EARLIEST or last > LATEST:
                self.add_error("von", gettext("Bitte geben Sie Tage zwischen 1990 und 2199 an."))
        return given


class SelectionForm(PeriodForm):
    """Without any choice: the whole city, in the last month that is over."""

    ort = forms.ChoiceField(label=_("Ort"), required=False)
    leistung = forms.ChoiceField(label=_("Leistung"), required=False)
    kanal = forms.ChoiceField(label=_("Gebucht über"), required=False)

    def __init__(self, *args: Any, places: Places, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = bookable_by_identifier(language)
        self.offer(
            ort=[
                ("", gettext("ganze Stadt")),
                (
                    gettext("Gemeinden") if city.current().is_community else gettext("Bezirke"),
                    [(f"district:{key}", name) for key, name in places.districts.items()],
                ),
                (gettext("Ämter"), [(f"office:{key}", name) for key, name in places.offices.items()]),
            ],
            leistung=[("", gettext("alle")), *self.services.items()],
            kanal=[("", gettext("alle")), *((key.value, gettext(name)) for key, name in CHANNELS.items())],
        )

    def clean(self) -> dict[str, Any]:
        """A service and a channel are not chosen together: the cases of both at once are few, and tell of persons."""
        given = super().clean()
        if given.get("leistung") and given.get("kanal"):
            self.add_error("kanal", gettext("Bitte wählen Sie eine Leistung oder einen Weg, nicht beides zugleich."))
        return given


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen, in words too."""

    days: Days
    scope: Scope
    place: str
    """Its name."""
    kind: str
    """A key of `PERIODS`. This year ends with this month, and this week with today: what is to come would stand against
    what was last year.
    """

    def in_whole_months(self, *, today: date) -> "Selection":
        """The same over whole months that are over; without any, the month before.

        So figures of a part of the city are told: by the day, the cases of a district with one office, or of an office
        with one clerk, would be the work of whoever serves there alone (§ 85(1) no. 13 PersVG Berlin). The running
        month, asked for every day, would tell each day.
        """
        start = month_of(self.days.start).start
        until = min(month_of(self.days.last).until, month_of(today).start)
        return replace(self, days=Days(start, until) if start < until else month_of(months_later(today, -1)))

    @property
    def period(self) -> str:
        """1.10.2026 bis 31.10.2026."""
        first, last = words.date_numeric(self.days.start), words.date_numeric(self.days.last)
        return first if first == last else gettext("%(first)s bis %(last)s") % {"first": first, "last": last}


def selection_of(form: PeriodForm, *, places: Places, today: date) -> Selection:
    """What the form says, or the default where it says nothing that can be."""
    given = form.cleaned_data if form.is_valid() else {}
    only: dict[Dimension, str] = {}
    place = gettext("Ganze Stadt")
    if given.get("ort"):
        kind, identifier = given["ort"].split(":", 1)
        only[Dimension(kind)] = identifier
        place = (places.districts if kind == Dimension.DISTRICT else places.offices)[identifier]
    if given.get("leistung"):
        only[Dimension.SERVICE] = given["leistung"]
    if given.get("kanal"):
        only[Dimension.CHANNEL] = given["kanal"]
    kind = given.get("zeitraum") or "letzter-monat"
    chosen = Selection(days=_days(kind, given, today=today), scope=Scope(only=only), place=place, kind=kind)
    return chosen.in_whole_months(today=today) if only else chosen


def _days(kind: str, given: dict[str, Any], *, today: date) -> Days:
    match kind:
        case "heute":
            return day_of(today)
        case "woche":
            return Days(week_of(today).start, day_of(today).until)
        case "monat":
            return month_of(today)
        case "jahr":
            return Days(year_of(today).start, month_of(today).until)
        case "frei":
            return Days(given["von"], day_of(given["bis"]).until)
        case _:
            return month_of(months_later(today, -1))
