"""What is chosen and asked for on the pages of reports."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.channels.cockpit.indicators.selection import EARLIEST, LATEST, Places
from einamt.insight.reports.evidence import Question
from einamt.insight.reports.rules import Rhythm, half_years_until
from einamt.insight.reports.saying import period_words
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, NotYet
from einamt.insight.steering.measuring import Scope
from einamt.kernel.errors import N_
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form

HALF_YEARS = 4
MONTHS = 36
RHYTHMS = {Rhythm.WEEKLY: N_("jede Woche"), Rhythm.MONTHLY: N_("jeden Monat")}


class PeriodForm(Form):
    """Which half-year; without a choice, the last that is over."""

    zeitraum = forms.ChoiceField(label=_("Zeitraum"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {str(days.start): days for days in half_years_until(today, count=HALF_YEARS)}
        field = self.fields["zeitraum"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [(key, period_words(days)) for key, days in self._periods.items()]

    @property
    def chosen(self) -> str:
        """The key of the half-year."""
        given = self.cleaned_data.get("zeitraum", "") if self.is_valid() else ""
        return given or next(iter(self._periods))

    @property
    def days(self) -> Days:
        """The half-year."""
        return self._periods[self.chosen]


class IssueForm(PeriodForm):
    """Which half-year is issued, under which command."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)


class SubscribeForm(Form):
    """How often."""

    rhythmus = forms.ChoiceField(label=_("Wie oft?"), choices=[(each.value, name) for each, name in RHYTHMS.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rhythmus"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [(each.value, gettext(name)) for each, name in RHYTHMS.items()]

    @property
    def rhythm(self) -> Rhythm:
        """What was chosen."""
        return Rhythm(self.cleaned_data["rhythmus"])


class QuestionForm(Form):
    """What the parliament asks, and which figures answer it."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    nummer = forms.CharField(label=_("Nummer der Anfrage"), max_length=40)
    titel = forms.CharField(label=_("Titel"), max_length=200)
    antwort = forms.CharField(
        label=_("Antwort in Worten"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    kennzahlen = forms.MultipleChoiceField(label=_("Kennzahlen"), widget=forms.CheckboxSelectMultiple)
    von = forms.ChoiceField(label=_("Erster Monat"))
    bis = forms.ChoiceField(label=_("Letzter Monat"))
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    leistung = forms.ChoiceField(label=_("Leistung"), required=False)
    nach = forms.ChoiceField(label=_("Aufgeteilt nach"), required=False)
    monatlich = forms.BooleanField(label=_("jeden Monat einzeln"), required=False)

    def __init__(self, *args: Any, places: Places, services: dict[str, str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        months = [months_later(today, -back) for back in range(1, MONTHS + 1)]
        month_choices = [(f"{month:%Y-%m-%d}", f"{month:%m/%Y}") for month in months if EARLIEST < month < LATEST]
        parts = gettext("Gemeinde") if city.current().is_community else gettext("Bezirk")
        choices: dict[str, list[Any]] = {
            "kennzahlen": [
                (code, gettext(one.name)) for code, one in INDICATORS.items() if not isinstance(one.reckoning, NotYet)
            ],
            "von": month_choices,
            "bis": month_choices,
            "ort": [
                ("", gettext("ganze Stadt")),
                *((f"district:{key}", name) for key, name in places.districts.items()),
                *((f"office:{key}", name) for key, name in places.offices.items()),
            ],
            "leistung": [("", gettext("alle")), *services.items()],
            "nach": [
                ("", gettext("gar nicht")),
                (Dimension.DISTRICT.value, parts),
                (Dimension.OFFICE.value, gettext("Amt")),
                (Dimension.SERVICE.value, gettext("Leistung")),
                (Dimension.CHANNEL.value, gettext("Gebucht über")),
            ],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """The first month is not after the last."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("von") and given.get("bis") and given["von"] > given["bis"]:
            self.add_error("bis", gettext("Bitte geben Sie den ersten Monat vor dem letzten an."))
        return given

    @property
    def command(self) -> UUID:
        """The command that the page was made with."""
        command: UUID = self.cleaned_data["command_id"]
        return command

    @property
    def question(self) -> Question:
        """What the valid form asks."""
        given = self.cleaned_data
        only: dict[Dimension, str] = {}
        place = gettext("Ganze Stadt")
        if given["ort"]:
            kind, identifier = given["ort"].split(":", 1)
            only[Dimension(kind)] = identifier
            place = (self._places.districts if kind == Dimension.DISTRICT else self._places.offices)[identifier]
        if given["leistung"]:
            only[Dimension.SERVICE] = given["leistung"]
        last = date.fromisoformat(given["bis"])
        return Question(
            number=given["nummer"],
            title=given["titel"],
            text=given["antwort"],
            indicators=tuple(given["kennzahlen"]),
            days=Days(date.fromisoformat(given["von"]), month_of(last).until),
            scope=Scope(only=only),
            place=place,
            by=Dimension(given["nach"]) if given["nach"] else None,
            monthly=given["monatlich"],
        )
