"""What somebody types to say where they live."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.channels.portal.discover.forms import searchable
from einamt.platform.shell.forms import Form


class PlaceForm(Form):
    """An address, a postal code or a district, in one field."""

    autocomplete: ClassVar = {"wo": "off"}

    wo = forms.CharField(
        label=_("Postleitzahl oder Adresse"),
        max_length=200,
        error_messages={"required": _("Bitte geben Sie eine Postleitzahl oder eine Adresse ein.")},
    )

    def clean_wo(self) -> str:
        """On one line, without what cannot be seen."""
        text = searchable(self.cleaned_data["wo"])
        if not any(sign.isalnum() for sign in text):
            raise forms.ValidationError(_("Bitte geben Sie eine Postleitzahl oder eine Adresse ein."))
        return text
