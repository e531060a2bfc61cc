"""What somebody types in their account."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.channels.parts.people import name_as_written, phone_as_written
from einamt.platform.shell.forms import Form


class AddressForm(Form):
    """Where the link goes."""

    autocomplete: ClassVar = {"email": "email"}

    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"inputmode": "email", "spellcheck": "false", "autocapitalize": "off"}),
    )


class MyDetailsForm(AddressForm):
    """What is to be filled in; all of it may be left empty."""

    autocomplete: ClassVar = {"name": "name", "email": "email", "phone": "tel"}

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"), max_length=254, required=False, widget=AddressForm.base_fields["email"].widget
    )
    phone = forms.CharField(
        label=_("Telefonnummer"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    def clean_name(self) -> str:
        """A name in any script, or none."""
        name: str = self.cleaned_data["name"]
        return name_as_written(name) if name.strip() else ""

    def clean_phone(self) -> str:
        """A phone number as people write it, or none."""
        return phone_as_written(self.cleaned_data["phone"])
