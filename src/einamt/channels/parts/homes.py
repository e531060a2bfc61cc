"""Where somebody is to be visited, as it is typed, checked the same way wherever it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.catalog.addresses import FoundPlaces, find_places
from einamt.catalog.errors import AddressSearchUnavailable, PlaceUnknown
from einamt.catalog.models import PostalArea
from einamt.catalog.rules.addresses import parse_address
from einamt.catalog.rules.distances import Place
from einamt.platform.shell import words
from einamt.platform.shell.components.calendar import TimeChip
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.tours.errors import HomeUnknown
from einamt.procedures.appointments.tours.homes import REASONS, Home, Reason
from einamt.procedures.appointments.tours.search import HomeTimes


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day on which a team can come, with its times."""

    day: date
    chips: list[TimeChip]


def day_rows(*, times: Sequence[HomeTimes], held: tuple[int, int] | None = None) -> list[DayRow]:
    """The days with their times, each time once; `held` are the row and the minute that are held already."""
    by_day: dict[date, dict[int, TimeChip]] = {}
    for of_tour in times:
        for minute in of_tour.minutes:
            place = of_tour.capacity_day_id, minute
            chip = TimeChip(minute=minute, value=f"{place[0]}-{minute}", is_held=place == held)
            by_day.setdefault(of_tour.day, {}).setdefault(minute, chip)
    return [DayRow(day, [chips[minute] for minute in sorted(chips)]) for day, chips in sorted(by_day.items())]


class HomeForm(Form):
    """The address, how to find the door, and why somebody cannot come; `reasons` are those of the city's tours."""

    autocomplete: ClassVar = {"address": "street-address"}

    address = forms.CharField(
        label=_("Straße, Hausnummer und Postleitzahl"),
        max_length=200,
        help_text=_("Zum Beispiel: Turmstraße 21, 10559 Berlin"),
    )
    hint = forms.CharField(
        label=_("So finden wir zu Ihnen"),
        max_length=120,
        required=False,
        help_text=_("Name an der Klingel, Stockwerk oder Zimmer."),
    )
    reason = forms.ChoiceField(
        label=_("Warum können Sie nicht ins Amt kommen?"),
        widget=forms.RadioSelect,
        help_text=_("Wir glauben Ihnen: Einen Nachweis brauchen wir nicht, und der Grund wird nicht gespeichert."),
    )

    def __init__(self, *args: Any, reasons: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(each.value, gettext(REASONS[each])) for each in Reason if each.value in reasons]
        self.candidates: list[str] = []
        """Addresses of which somebody must choose one, after `is_valid`."""

    def clean(self) -> dict[str, Any]:
        """Find out where the address lies, unless something else is wrong already."""
        super().clean()
        text = self.cleaned_data.get("address")
        if text:
            try:
                self.cleaned_data["home"] = self._home(text)
            except (HomeUnknown, PlaceUnknown, AddressSearchUnavailable) as refusal:
                self.add_error("address", words.explain(refusal))
        return self.cleaned_data

    @property
    def home(self) -> Home:
        """Where it is; after `is_valid` has said yes."""
        home: Home = self.cleaned_data["home"]
        return home

    def _home(self, text: str) -> Home | None:
        typed = parse_address(text)
        if not typed.street or typed.number is None:
            raise HomeUnknown
        found = find_places(text=text)
        if found.place is None and not self.data.get("chosen"):
            self.candidates = _lines(found)
            self.add_error("address", gettext("Diese Adresse gibt es mehrmals. Bitte wählen Sie Ihre aus."))
            return None
        return _home_at(found, text=text, hint=self.cleaned_data.get("hint", ""))


def _home_at(found: FoundPlaces, *, text: str, hint: str) -> Home:
    """As exactly as it is known: the house, or the middle of its postal code, which the ways are then reckoned from."""
    if found.place is None:
        first = found.addresses[0]
        line, code = _lines(found)[0], first.postal_code
        latitude, longitude = first.latitude, first.longitude
    else:
        line = " ".join(text.split()) if found.is_street_unknown else found.place.label
        code, latitude, longitude = found.place.postal_code, found.place.latitude, found.place.longitude
    if latitude is None or longitude is None:
        area = PostalArea.objects.filter(postal_code=code).first()
        if area is None:
            raise HomeUnknown
        latitude, longitude = area.latitude, area.longitude
    return Home(address=line, place=Place(latitude=latitude, longitude=longitude), hint=" ".join(hint.split()))


def _lines(found: FoundPlaces) -> list[str]:
    return [
        f"{address.street} {address.house_number}".strip() + f", {address.postal_code} {address.city}"
        for address in found.addresses
    ]
