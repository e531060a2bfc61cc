"""What somebody who waits tells us: when, where, and how to reach them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.catalog.queries import OfficeEntry
from einamt.channels.portal.booking.filters import DATE_FORMATS, PARTS_OF_DAY, FiltersForm
from einamt.channels.portal.booking.forms import DetailsForm
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.rules import DAY_MINUTES


class WaitlistForm(DetailsForm):
    """Name and address as for a booking; the wishes may all stay empty."""

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
    amt = forms.MultipleChoiceField(label=_("Ämter"), required=False, widget=forms.CheckboxSelectMultiple)

    autocomplete: ClassVar = DetailsForm.autocomplete

    def __init__(self, *args: Any, offices: Sequence[OfficeEntry], **kwargs: Any) -> None:
        super().__init__(*args, help_offered={}, **kwargs)
        del self.fields["acting_for"]
        self._offices = offices
        places = self.fields["amt"]
        assert isinstance(places, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        places.choices = [(office.slug, office.name) for office in offices]
        self.fields["phone"].help_text = ""

    def time_wish(self) -> TimeWish:
        """When and where a time would do. Call `is_valid` first."""
        understood = self.cleaned_data
        chosen = set(understood["amt"])
        from_minute, until_minute = PARTS_OF_DAY[understood["zeit"]]
        return TimeWish(
            office_ids=frozenset(office.id for office in self._offices if office.slug in chosen),
            weekdays=frozenset(int(weekday) for weekday in understood["wochentag"]),
            from_minute=from_minute or 0,
            until_minute=until_minute or DAY_MINUTES,
            earliest=understood["ab"],
            latest=understood["bis"],
        )
