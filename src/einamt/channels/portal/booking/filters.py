"""What somebody wants of a time and a place, as parameters of an address that can be passed on.

?plz=10707&umkreis=5&amt=buergeramt-wedding&wochentag=1&zeit=vormittags&ab=2026-11-24&sortierung=naehe
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.catalog.errors import PostalCodeUnknown
from einamt.catalog.models import Office
from einamt.catalog.queries import OfficeEntry, PostalAreaEntry, postal_area
from einamt.catalog.rules.distances import Place
from einamt.channels.portal.nearby import DISTANCES, NotNearby, offices_within
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form

NOWHERE = 0
"""No office has this id: what was asked for is nowhere, which is not the same as everywhere."""
NOON, AFTERNOON_ENDS = 12 * 60, 16 * 60
PARTS_OF_DAY: dict[str, tuple[int | None, int | None]] = {
    "": (None, None),
    "vormittags": (None, NOON),
    "nachmittags": (NOON, AFTERNOON_ENDS),
    "spaet": (AFTERNOON_ENDS, None),
}
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for and understood. Minutes are after local midnight, half-open; empty means no wish."""

    area: PostalAreaEntry | None
    office_ids: list[int]
    weekdays: list[int]
    from_minute: int | None
    until_minute: int | None
    earliest: date | None
    by_distance: bool

    @property
    def is_narrowing(self) -> bool:
        """Whether they leave out times that are free; a postal code only orders the offices."""
        return bool(self.office_ids or self.weekdays or self.earliest or self.from_minute or self.until_minute)


class FiltersForm(Form):
    """The filters above the calendar; every field may stay empty."""

    autocomplete: ClassVar = {"plz": "postal-code"}

    plz = forms.CharField(
        label=_("In der Nähe von (Postleitzahl)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5, "size": 6}),
    )
    umkreis = forms.TypedChoiceField(
        label=_("Höchstens so weit entfernt"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Egal")), *((str(km), f"{km} km") for km in DISTANCES)],
    )
    zeit = forms.ChoiceField(
        label=_("Tageszeit"),
        required=False,
        choices=[
            ("", _("Egal")),
            ("vormittags", _("Vormittags, bis 12 Uhr")),
            ("nachmittags", _("Nachmittags, 12 bis 16 Uhr")),
            ("spaet", _("Am späten Nachmittag, ab 16 Uhr")),
        ],
    )
    wochentag = forms.MultipleChoiceField(
        label=_("Wochentage"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("1", _("Montag")),
            ("2", _("Dienstag")),
            ("3", _("Mittwoch")),
            ("4", _("Donnerstag")),
            ("5", _("Freitag")),
            ("6", _("Samstag")),
        ],
    )
    ab = forms.DateField(
        label=_("Frühestens am"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    stufenlos = forms.BooleanField(label=_("Nur Ämter, in die ich ohne Stufen komme"), required=False)
    amt = forms.MultipleChoiceField(label=_("Ämter"), required=False, widget=forms.CheckboxSelectMultiple)
    sortierung = forms.ChoiceField(
        label=_("Ämter ordnen"),
        required=False,
        choices=[("", _("Die nächsten zuerst")), ("frueh", _("Die früheste Zeit zuerst"))],
    )

    def __init__(self, *args: Any, offices: Sequence[OfficeEntry], last_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offices = offices
        self._last_day = last_day
        self._area: PostalAreaEntry | None = None
        self._near: list[OfficeEntry] | None = None
        places = self.fields["amt"]
        assert isinstance(places, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        places.choices = [(office.slug, office.name) for office in offices]

    def clean_plz(self) -> str:
        """A postal code of the city."""
        typed: str = self.cleaned_data["plz"].replace(" ", "")
        if not typed:
            return typed
        if len(typed) != 5 or not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(gettext("Eine Postleitzahl hat fünf Ziffern, zum Beispiel 10707."))
        try:
            self._area = postal_area(postal_code=typed)
        except PostalCodeUnknown as error:
            raise forms.ValidationError(words.explain(error)) from error
        return typed

    def clean_ab(self) -> date | None:
        """A day on which appointments can be booked already."""
        earliest: date | None = self.cleaned_data["ab"]
        if earliest is not None and earliest > self._last_day:
            message = gettext("So weit voraus kann noch niemand buchen. Zurzeit reicht der Kalender bis %(day)s.")
            raise forms.ValidationError(message % {"day": words.date_long(self._last_day)})
        return earliest

    def clean(self) -> None:
        """The offices around the postal code, where only those are wanted."""
        km = self.cleaned_data.get("umkreis")
        if km is None or "plz" in self.errors:
            return
        if self._area is None:
            self.add_error("plz", gettext("Entfernt wovon? Bitte geben Sie eine Postleitzahl an."))
            return
        try:
            start = Place(self._area.latitude, self._area.longitude)
            self._near = offices_within(start=start, km=km, offices=self._offices)
        except NotNearby as refusal:
            self.add_error("umkreis", str(refusal))

    def filters(self) -> Filters:
        """What was understood; fields with a problem count as empty. Call `is_valid` first."""
        understood = self.cleaned_data
        chosen = set(understood.get("amt", []))
        around = self._offices if self._near is None else self._near
        places = [office for office in around if not chosen or office.slug in chosen]
        is_step_free = bool(understood.get("stufenlos"))
        if is_step_free:
            places = [office for office in places if office.accessibility == Office.Accessibility.STEP_FREE.value]
        is_narrowed = bool(chosen) or is_step_free or self._near is not None
        from_minute, until_minute = PARTS_OF_DAY[understood.get("zeit", "")]
        return Filters(
            area=self._area,
            office_ids=[office.id for office in places] or [NOWHERE] if is_narrowed else [],
            weekdays=[int(weekday) for weekday in understood.get("wochentag", [])],
            from_minute=from_minute,
            until_minute=until_minute,
            earliest=understood.get("ab"),
            by_distance=self._area is not None and understood.get("sortierung") != "frueh",
        )
