"""Whose outlook it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.channels.cockpit.indicators.selection import Places
from einamt.platform.shell.forms import Form


class PlaceForm(Form):
    """The whole city, unless one of the districts is chosen."""

    ort = forms.ChoiceField(label=_("Ort"), required=False)

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ort"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [("", gettext("ganze Stadt")), *places.districts.items()]

    @property
    def district(self) -> str:
        """The identifier of the district; empty for the whole city, also where something else was asked for."""
        return str(self.cleaned_data.get("ort", "")) if self.is_valid() else ""
