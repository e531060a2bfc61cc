"""What somebody who waits tells us: when, where, and how to reach them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.catalog.queries import OfficeEntry
from einamt.channels.portal.booking.filters import DATE_FORMATS, PARTS_OF_DAY, FiltersForm
from einamt.channels.portal.booking.forms import DetailsForm
from einamt.channels.portal.discover.forms import searchable
from einamt.channels.portal.nearby import DISTANCES, USUAL_DISTANCE, NotNearby, offices_within, place_of
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.rules import DAY_MINUTES


class WishForm(Form):
    """When and where a time would do; all of it may stay empty.

    Of an address only the offices around it are kept: `offices` are those that there are to choose from.
    """

    zeit = forms.ChoiceField(
        label=_("Tageszeit"),
        required=False,
        choices=FiltersForm.base_fields["zeit"].choices,  # type: ignore[attr-defined]
    )
    wochentag = forms.MultipleChoiceField(
        label=_("Wochentage"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=FiltersForm.base_fields["wochentag"].choices,  # type: ignore[attr-defined]
    )
    ab = forms.DateField(
        label=_("Frühestens am"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    bis = forms.DateField(
        label=_("Spätestens am"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Danach endet Ihr Eintrag von selbst."),
    )
    wo = forms.CharField(
        label=_("In der Nähe von (Adresse oder Postleitzahl)"),
        required=False,
        max_length=200,
        help_text=_("Wir merken uns nur die Ämter in der Nähe, nicht Ihre Adresse."),
    )
    umkreis = forms.ChoiceField(
        label=_("Höchstens so weit entfernt"),
        required=False,
        choices=[(str(km), f"{km} km") for km in DISTANCES],
        initial=str(USUAL_DISTANCE),
    )
    amt = forms.MultipleChoiceField(label=_("Ämter"), required=False, widget=forms.CheckboxSelectMultiple)

    autocomplete: ClassVar = {"wo": "street-address"}

    def __init__(self, *args: Any, offices: Sequence[OfficeEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offices = offices
        self._near: list[OfficeEntry] = []
        places = self.fields["amt"]
        assert isinstance(places, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        places.choices = [(office.slug, office.name) for office in offices]

    def clean(self) -> dict[str, Any]:
        """The offices around the address."""
        super().clean()
        text = searchable(self.cleaned_data.get("wo", ""))
        if text and "umkreis" in self.cleaned_data:
            km = int(self.cleaned_data["umkreis"] or USUAL_DISTANCE)
            try:
                self._near = offices_within(start=place_of(text=text), km=km, offices=self._offices)
            except NotNearby as answer:
                self.add_error("wo", str(answer))
        return self.cleaned_data

    def time_wish(self) -> TimeWish:
        """When and where a time would do: the offices that were ticked and those around the address. Call `is_valid`
        first.
        """
        understood = self.cleaned_data
        chosen = set(understood["amt"])
        from_minute, until_minute = PARTS_OF_DAY[understood["zeit"]]
        return TimeWish(
            office_ids=frozenset(
                office.id for office in self._offices if office.slug in chosen or office in self._near
            ),
            weekdays=frozenset(int(weekday) for weekday in understood["wochentag"]),
            from_minute=from_minute or 0,
            until_minute=until_minute or DAY_MINUTES,
            earliest=understood["ab"],
            latest=understood["bis"],
        )

    @property
    def is_narrowing(self) -> bool:
        """Whether something is chosen, so that it is to be seen at once."""
        return any(self[name].value() for name in ("zeit", "wochentag", "ab", "bis", "wo", "amt"))


class WaitlistForm(WishForm, DetailsForm):
    """Name and address as for a booking, and the wishes."""

    autocomplete: ClassVar = {**DetailsForm.autocomplete, **WishForm.autocomplete}

    def __init__(self, *args: Any, offices: Sequence[OfficeEntry], **kwargs: Any) -> None:
        super().__init__(*args, offices=offices, help_offered={}, **kwargs)
        del self.fields["acting_for"]
        self.fields["phone"].help_text = ""
        self.fields["email"].help_text = _("Dorthin schreiben wir Ihnen, sobald ein Termin frei ist.")


def typed_wish(*, wish: TimeWish, offices: Sequence[OfficeEntry]) -> dict[str, object]:
    """What a form for `wish` begins with."""
    part = next(
        (
            name
            for name, (begins, ends) in PARTS_OF_DAY.items()
            if (begins or 0, ends or DAY_MINUTES) == (wish.from_minute, wish.until_minute)
        ),
        "",
    )
    return {
        "zeit": part,
        "wochentag": [str(weekday) for weekday in sorted(wish.weekdays)],
        "ab": wish.earliest,
        "bis": wish.latest,
        "amt": [office.slug for office in offices if office.id in wish.office_ids],
    }


def wish_in_words(*, wish: TimeWish, offices: Sequence[OfficeEntry]) -> list[str]:
    """What was wished for, one line a kind of wish; empty where anything would do."""
    form = WishForm(offices=offices)
    typed = typed_wish(wish=wish, offices=offices)
    lines = []
    if wish.office_ids:
        lines.append(", ".join(office.name for office in offices if office.id in wish.office_ids))
    if wish.weekdays:
        days = dict(form.fields["wochentag"].choices)  # type: ignore[attr-defined]
        lines.append(", ".join(str(days[str(weekday)]) for weekday in sorted(wish.weekdays) if str(weekday) in days))
    if typed["zeit"]:
        lines.append(str(dict(form.fields["zeit"].choices)[typed["zeit"]]))  # type: ignore[attr-defined]
    return lines
