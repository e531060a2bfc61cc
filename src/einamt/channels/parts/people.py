"""What somebody tells about themselves, checked the same way wherever they tell it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, Help, Particulars, understood
from einamt.procedures.appointments.rules import ContactDetails, Paper

_PHONE = re.compile(r"\+?[0-9 ()/.\-–]{3,40}")


def name_as_written(text: str) -> str:
    """A name in any script; digits and symbols that no name has are a slip.

    :raises ValidationError: it is none; the sentence says why.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not any(sign.isalpha() for sign in name):
        raise forms.ValidationError(gettext("Bitte schreiben Sie Ihren Vor- und Nachnamen."))
    if any(sign.isdigit() or unicodedata.category(sign) in {"Cc", "Cf", "So"} or sign in "<>{}@" for sign in name):
        raise forms.ValidationError(
            gettext("In einem Namen können wir keine Ziffern und Sonderzeichen speichern. Bitte prüfen Sie ihn.")
        )
    return name


def phone_as_written(text: str) -> str:
    """A phone number as people write it; empty stays empty.

    :raises ValidationError: it is none; the sentence says how one looks.
    """
    phone = text.strip()
    if phone and (not _PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < 3):
        message = gettext("Diese Telefonnummer können wir nicht lesen. Sie sieht zum Beispiel so aus: 030 1234567.")
        raise forms.ValidationError(message)
    return phone


class ContactForm(Form):
    """Name, a way to be reached, for whom somebody comes, and the help they need; asked is only about what there is."""

    autocomplete: ClassVar = {"name": "name", "email": "email", "phone": "tel"}

    name = forms.CharField(
        label=_("Vor- und Nachname"), max_length=120, help_text=_("So, wie er in Ihrem Ausweis steht.")
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        help_text=_("Dorthin schicken wir die Bestätigung und den Link zum Ändern oder Absagen."),
        widget=forms.EmailInput(attrs={"inputmode": "email", "spellcheck": "false", "autocapitalize": "off"}),
    )
    phone = forms.CharField(
        label=_("Telefonnummer"),
        max_length=40,
        required=False,
        help_text=_("Nur falls wir den Termin kurzfristig verlegen müssen."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    acting_for = forms.MultipleChoiceField(
        label=_("Kommen Sie auch für jemand anderen?"),
        required=False,
        choices=[(each.value, gettext_lazy(text)) for each, text in FOR_WHOM.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dann sagen wir Ihnen, welchen Nachweis Sie mitbringen. Einen Namen brauchen wir nicht."),
    )
    help = forms.MultipleChoiceField(
        label=_("Sollen wir jemanden bestellen?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.CharField(
        label=_("In welche Sprache dolmetschen?"),
        max_length=60,
        required=False,
        help_text=_("Nur wenn Sie Dolmetschen gewählt haben."),
    )

    def __init__(self, *args: Any, help_offered: Mapping[Help, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not help_offered:
            del self.fields["help"]
        if Help.INTERPRETER not in help_offered:
            del self.fields["language"]
        if help_offered:
            field = self.fields["help"]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
            field.choices = [(each.value, _in_time(each, notice_days)) for each, notice_days in help_offered.items()]

    def clean(self) -> dict[str, Any]:
        """Somebody who interprets has to know the language."""
        super().clean()
        if Help.INTERPRETER in self.cleaned_data.get("help", ()) and not self.cleaned_data.get("language", "").strip():
            self.add_error("language", gettext("Bitte schreiben Sie, welche Sprache Sie sprechen."))
        return self.cleaned_data

    def clean_name(self) -> str:
        """As `name_as_written`."""
        return name_as_written(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """As `phone_as_written`."""
        return phone_as_written(self.cleaned_data["phone"])

    def contact(self, *, language: str, papers_ready: tuple[Paper, ...] = ()) -> ContactDetails:
        """Who comes, reading `language`, as the appointments room takes it. Call `is_valid` first."""
        told = self.cleaned_data
        return ContactDetails(
            name=told["name"],
            email=told["email"],
            phone=told["phone"],
            language=language,
            papers_ready=papers_ready,
            particulars=self.particulars(),
        )

    def particulars(self) -> Particulars:
        """For whom they come, and what help they need. Call `is_valid` first."""
        told = self.cleaned_data
        return understood(
            acting_for=told.get("acting_for", []),
            needed=told.get("help", []),
            language=told.get("language", "").strip(),
        )


def cleaned(told: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What `ContactForm` makes of these of its fields, and the names of those that it refuses: for programs, to whom no
    form is shown. To make one would copy all of its fields.
    """
    clean, refused = {}, []
    for name, text in told.items():
        try:
            value = ContactForm.base_fields[name].clean(text)
            clean[name] = _WRITTEN[name](value) if name in _WRITTEN else value
        except forms.ValidationError:
            refused.append(name)
    return clean, refused


_WRITTEN = {"name": name_as_written, "phone": phone_as_written}


def _in_time(each: Help, notice_days: int) -> str:
    """Gebärdensprache (mindestens 7 Tage vorher)."""
    return ngettext(
        "%(help)s (mindestens einen Tag vorher)", "%(help)s (mindestens %(days)s Tage vorher)", notice_days
    ) % {"help": gettext(HELP[each]), "days": notice_days}
