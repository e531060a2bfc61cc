"""What the holder of a case types."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.platform.shell.forms import Form


class CaseForm(Form):
    """Reference and code, as they stand on the confirmation; spaces, hyphens and small letters do not matter."""

    autocomplete: ClassVar = {"reference": "off", "code": "off"}

    reference = forms.CharField(
        label=_("Vorgangsnummer"),
        max_length=40,
        help_text=_("Zehn Zeichen, zum Beispiel K7M4-RX9-3PA."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Sechs Zeichen. Er steht in Ihrer Bestätigung neben der Vorgangsnummer."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
