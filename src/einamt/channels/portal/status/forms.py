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
        help_text=_("Zehn Zeichen, zum Beispiel K7M4-RX9-3PA."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "maxlength": 40}),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Sechs Zeichen. Er steht in Ihrer Bestätigung neben der Vorgangsnummer."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "maxlength": 20}),
    )


class NumberForm(Form):
    """The serial number of an identity card or passport; O is taken for 0."""

    autocomplete: ClassVar = {"number": "off"}

    number = forms.CharField(
        label=_("Seriennummer"),
        help_text=_("Neun Zeichen, zum Beispiel LZ6 311 T47. Sie steht auf Ihrem Abholzettel."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "maxlength": 40}),
    )
