"""The forms of the changes: each turns what was typed into a draft."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.accounts.queries import Permissions
from einamt.accounts.rights import Right
from einamt.catalog.models import Office, Organisation
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.models import CounterGroup, Holiday
from einamt.procedures.appointments.planning import drafts
from einamt.procedures.appointments.planning.drafts import Draft, Hours
from einamt.procedures.appointments.planning.models import holidays_in_force
from einamt.procedures.appointments.queries import ancestors
from einamt.procedures.appointments.rules import DAY_MINUTES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
REASON = _("Wird den Menschen gesagt, deren Termin ausfällt.")


def _date(label: StrPromise, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=DATES, widget=widget, required=required)


def _time(label: StrPromise, initial: str = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = {"invalid": _("Bitte schreiben Sie die Uhrzeit so: 10:00.")}
    return forms.TimeField(
        label=label, input_formats=["%H:%M", "%H.%M"], widget=widget, initial=initial, error_messages=wrong
    )


class ChangeForm(Form):
    """A change at one office, in a period, for a reason."""

    title: ClassVar[StrPromise | str] = ""
    first_day = _date(_("Erster Tag"))
    last_day = _date(_("Letzter Tag"))
    reason = forms.CharField(label=_("Grund"), max_length=200, help_text=REASON)
    order: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, office: Office, permissions: Permissions, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.permissions, self.today = office, permissions, today
        for name in ("first_day", "last_day", "day"):
            if name in self.fields:
                self.fields[name].initial = today
        self._offer_groups()
        self.order_fields([*self.order, "first_day", "last_day", "opens", "closes"])
        if "reason" in self.fields:
            self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def _offer_groups(self) -> None:
        if isinstance(field := self.fields.get("group"), forms.ModelChoiceField):
            field.queryset = CounterGroup.objects.filter(office=self.office).order_by("name")
            field.empty_label = None

    def clean(self) -> dict[str, Any]:
        """The period begins today at the soonest and ends after it begins."""
        cleaned = super().clean() or self.cleaned_data
        first_day, last_day = cleaned.get("first_day") or cleaned.get("day"), cleaned.get("last_day")
        if first_day and first_day < self.today:
            name = "first_day" if "first_day" in self.fields else "day"
            self.add_error(name, gettext("Dieser Tag ist schon vorbei. Planen lässt sich ab heute."))
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", gettext("Der letzte Tag liegt vor dem ersten."))
        if (cleaned.get("opens") and cleaned.get("closes")) and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", gettext("„Bis“ muss nach „Von“ liegen."))
        return cleaned

    def draft(self) -> Draft:
        """What was typed, as a draft; each kind of change says what it makes of it."""
        raise NotImplementedError

    @property
    def _period(self) -> dict[str, Any]:
        return {
            "first_day": self.cleaned_data["first_day"],
            "end_day": self.cleaned_data["last_day"] + timedelta(days=1),
        }

    @property
    def _place(self) -> dict[str, Any]:
        """The office, or an organisation with all of its offices."""
        where = self.cleaned_data["where"]
        return {"office": self.office} if where == "office" else {"organisation_id": int(where)}

    @property
    def _span(self) -> dict[str, Any]:
        return {
            "opens_minute": minute_of(self.cleaned_data["opens"]),
            "closes_minute": minute_of(self.cleaned_data["closes"]) or DAY_MINUTES,
        }


def minute_of(moment: time) -> int:
    """Minutes after midnight."""
    return moment.hour * 60 + moment.minute


class CountersForm(ChangeForm):
    """A clerk is ill; more counters on a day."""

    title = _("Mehr oder weniger Schalter")
    order = ("group", "counters")
    group = forms.ModelChoiceField(label=_("Schaltergruppe"), queryset=CounterGroup.objects.none())
    counters = forms.IntegerField(
        label=_("Schalter"), min_value=-255, max_value=255, help_text=_("−1: einer weniger, 2: zwei mehr.")
    )
    opens, closes = _time(_("Von"), "08:00"), _time(_("Bis"), "18:00")

    def draft(self) -> Draft:
        """As typed."""
        return drafts.changing_counters(
            group=self.cleaned_data["group"],
            counters=self.cleaned_data["counters"],
            reason=self.cleaned_data["reason"],
            **self._period,
            **self._span,
        )


class LendingForm(ChangeForm):
    """A floating clerk serves elsewhere."""

    title = _("Schalter verleihen")
    order = ("group", "taker", "counters")
    group = forms.ModelChoiceField(label=_("Aus der Schaltergruppe"), queryset=CounterGroup.objects.none())
    taker = forms.ModelChoiceField(label=_("An die Schaltergruppe"), queryset=CounterGroup.objects.none())
    counters = forms.IntegerField(label=_("Schalter"), min_value=1, max_value=255, initial=1)
    opens, closes = _time(_("Von"), "08:00"), _time(_("Bis"), "18:00")

    def _offer_groups(self) -> None:
        super()._offer_groups()
        everywhere = CounterGroup.objects.select_related("office").order_by("office__name", "name")
        field = self.fields["taker"]
        if isinstance(field, forms.ModelChoiceField):
            ours = [
                group.pk for group in everywhere if self.permissions.may(right=Right.MANAGE_OFFICE, office=group.office)
            ]
            field.queryset = everywhere.filter(pk__in=ours)
            field.label_from_instance = lambda group: f"{group.office.name}: {group.name}"  # type: ignore[method-assign,assignment]

    def clean(self) -> dict[str, Any]:
        """Nobody is lent to where they are."""
        cleaned = super().clean()
        if cleaned.get("taker") and cleaned.get("taker") == cleaned.get("group"):
            self.add_error("taker", gettext("Bitte wählen Sie eine andere Schaltergruppe als die, die verleiht."))
        return cleaned

    def draft(self) -> Draft:
        """As typed."""
        return drafts.lending(
            giver=self.cleaned_data["group"],
            taker=self.cleaned_data["taker"],
            counters=self.cleaned_data["counters"],
            reason=self.cleaned_data["reason"],
            **self._period,
            **self._span,
        )


class ClosingForm(ChangeForm):
    """Whole days, of the office or of all offices of an organisation above it."""

    title = _("Schließen")
    order = ("where",)
    where = forms.ChoiceField(label=_("Wo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, with_office=True)

    def draft(self) -> Draft:
        """As typed."""
        return drafts.closing(reason=self.cleaned_data["reason"], **self._place, **self._period)


class ClosingEarlyForm(ChangeForm):
    """From a time of one day on."""

    title = _("Früher schließen")
    order = ("day", "closes")
    first_day = last_day = None  # type: ignore[assignment]
    day = _date(_("Tag"))
    closes = _time(_("Schließt um"), "10:00")

    def draft(self) -> Draft:
        """As typed."""
        return drafts.closing_early(
            groups=CounterGroup.objects.filter(office=self.office),
            day=self.cleaned_data["day"],
            minute=minute_of(self.cleaned_data["closes"]),
            reason=self.cleaned_data["reason"],
        )


class FactorForm(ChangeForm):
    """A share of the counters."""

    title = _("Eingeschränkter Betrieb")
    order = ("where", "percent")
    where = forms.ChoiceField(label=_("Wo"))
    percent = forms.IntegerField(
        label=_("Anteil der Schalter in Prozent"),
        min_value=0,
        max_value=100,
        help_text=_("Gerechnet wird abgerundet; ein Schalter bleibt offen, außer bei 0 Prozent."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, with_office=True)

    def draft(self) -> Draft:
        """As typed."""
        return drafts.restricting(
            percent=self.cleaned_data["percent"], reason=self.cleaned_data["reason"], **self._place, **self._period
        )


class HolidayForm(ChangeForm):
    """A holiday down to the municipality."""

    title = _("Feiertag eintragen")
    order = ("where", "day")
    first_day = last_day = None  # type: ignore[assignment]
    where = forms.ChoiceField(label=_("Wo"))
    day = _date(_("Tag"))
    reason = forms.CharField(label=_("Name des Feiertags"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, with_office=False)

    def draft(self) -> Draft:
        """As typed."""
        return drafts.adding_holiday(
            organisation_id=int(self.cleaned_data["where"]),
            day=self.cleaned_data["day"],
            name=self.cleaned_data["reason"],
        )


class HolidayRemovalForm(ChangeForm):
    """A holiday that is none."""

    title = _("Feiertag streichen")
    first_day = last_day = reason = None  # type: ignore[assignment]
    holiday = forms.ModelChoiceField(label=_("Feiertag"), queryset=Holiday.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = self.permissions.organisations_with(right=Right.MANAGE_OFFICE)
        above = [each for each in ancestors().get(self.office.organisation_id, []) if each in ours]
        field = self.fields["holiday"]
        if isinstance(field, forms.ModelChoiceField):
            coming = holidays_in_force().filter(organisation_id__in=above, day__gte=self.today)
            field.queryset = coming.order_by("day")
            field.label_from_instance = lambda holiday: f"{holiday.day:%d.%m.%Y} {holiday.name}"  # type: ignore[method-assign,assignment]

    def draft(self) -> Draft:
        """As typed."""
        return drafts.removing_holiday(holiday=self.cleaned_data["holiday"])


class OpeningForm(ChangeForm):
    """New hours of a group: a line a weekday, such as Mo 8:00-12:00 3."""

    title = _("Neue Öffnungsregeln")
    order = ("group", "hours")
    group = forms.ModelChoiceField(label=_("Schaltergruppe"), queryset=CounterGroup.objects.none())
    last_day = _date(_("Letzter Tag"), required=False)
    hours = forms.CharField(
        label=_("Zeiten"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Je Zeile Wochentag, Zeit und Schalter: Mo 8:00-12:00 3. Überschneiden sich Zeilen, "
            "zählen ihre Schalter zusammen."
        ),
    )

    def clean_hours(self) -> list[Hours]:
        """Each line, or which line cannot be read."""
        names = {str(WEEKDAYS[number])[:2].lower(): number + 1 for number in range(7)}
        names |= {name: number for number, name in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"), start=1)}
        found: list[Hours] = []
        for number, line in enumerate(self.cleaned_data["hours"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                name, span, counters = line.replace("–", "-").split()
                opens, closes = (_clock(text) for text in span.split("-"))
                hours = Hours(names[name.lower().rstrip(".")[:2]], opens, closes, int(counters))
            except (ValueError, KeyError):
                hours = None
            if (
                hours is None
                or not (0 <= hours.opens_minute < hours.closes_minute <= DAY_MINUTES)
                or not (0 <= hours.counters <= 255)
            ):
                message = gettext("Zeile %(line)s können wir nicht lesen. Sie sieht etwa so aus: Mo 8:00-12:00 3.")
                raise forms.ValidationError(message % {"line": number})
            found.append(hours)
        return found

    def draft(self) -> Draft:
        """As typed."""
        last_day = self.cleaned_data["last_day"]
        return drafts.opening(
            group=self.cleaned_data["group"],
            hours=self.cleaned_data["hours"],
            first_day=self.cleaned_data["first_day"],
            end_day=last_day + timedelta(days=1) if last_day else None,
            reason=self.cleaned_data["reason"],
        )


def _clock(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _offer_places(form: ChangeForm, *, with_office: bool) -> None:
    """The office and what stands above it, as far as the person may plan there."""
    ours = form.permissions.organisations_with(right=Right.MANAGE_OFFICE)
    line = [each for each in ancestors().get(form.office.organisation_id, []) if each in ours]
    names = dict(Organisation.objects.filter(pk__in=line).values_list("pk", "name"))
    choices = [(str(each), names[each]) for each in line]
    field = form.fields["where"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [*([("office", form.office.name)] if with_office else []), *choices]


FORMS: dict[str, type[ChangeForm]] = {
    "schalter": CountersForm,
    "frueher": ClosingEarlyForm,
    "schliessen": ClosingForm,
    "verleihen": LendingForm,
    "oeffnung": OpeningForm,
    "betrieb": FactorForm,
    "feiertag": HolidayForm,
    "kein-feiertag": HolidayRemovalForm,
}
