"""Which month is checked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.channels.cockpit.plots import month_words
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.shell.forms import Form

MONTHS_BACK = 24


class MonthForm(Form):
    """One of the last months that are over; the last one, unless another is chosen."""

    monat = forms.ChoiceField(label=_("Monat"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last = months_later(today, -1)
        months = [months_later(today, -back) for back in range(1, MONTHS_BACK + 1)]
        field = self.fields["monat"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [(f"{month:%Y-%m}", month_words(month)) for month in months]

    @property
    def month(self) -> Days:
        """What was chosen, or the last month where that is none of them."""
        chosen = self.cleaned_data.get("monat") if self.is_valid() else ""
        return month_of(date.fromisoformat(f"{chosen}-01") if chosen else self._last)
