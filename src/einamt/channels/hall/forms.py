"""What somebody in a hall types."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.platform.shell.forms import Form

_AS_PRINTED = {"autocapitalize": "characters", "spellcheck": "false"}


class HallCodeForm(Form):
    """The code on the wall; spaces and small letters do not matter."""

    autocomplete: ClassVar = {"code": "off"}

    code = forms.CharField(
        label=_("Code auf der Anzeige"),
        max_length=20,
        help_text=_("Vier Zeichen. Er zeigt, dass Sie in der Halle stehen. Wo Ihr Handy ist, fragen wir nicht."),
        widget=forms.TextInput(attrs=_AS_PRINTED),
    )


class ArrivalForm(HallCodeForm):
    """Reference and code, for whoever has no link."""

    autocomplete: ClassVar = {"reference": "off", "code": "off"}

    reference = forms.CharField(
        label=_("Vorgangsnummer"),
        max_length=40,
        help_text=_("Zehn Zeichen, zum Beispiel K7M4-RX9-3PA. Sie steht in Ihrer Bestätigung."),
        widget=forms.TextInput(attrs=_AS_PRINTED),
    )
    field_order = ("reference", "code")
