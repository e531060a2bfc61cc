"""What somebody tells about themselves to book."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from einamt.channels.portal.booking.visit import Person
from einamt.channels.portal.booking.wishes import Wish
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, Help

_PHONE = re.compile(r"\+?[0-9 ()/.\-–]{3,40}")


class DetailsForm(Form):
    """Name and a way to be reached. Hidden: the time that the form was opened for, and the proof of work."""

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
    hold = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    altcha = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

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
        """A name in any script; digits and symbols that no name has are a slip."""
        name = unicodedata.normalize("NFC", " ".join(self.cleaned_data["name"].split()))
        if not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(gettext("Bitte schreiben Sie Ihren Vor- und Nachnamen."))
        if any(sign.isdigit() or unicodedata.category(sign) in {"Cc", "Cf", "So"} or sign in "<>{}@" for sign in name):
            raise forms.ValidationError(
                gettext("In einem Namen können wir keine Ziffern und Sonderzeichen speichern. Bitte prüfen Sie ihn.")
            )
        return name

    def clean_phone(self) -> str:
        """A phone number as people write it."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and (not _PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < 3):
            message = gettext("Diese Telefonnummer können wir nicht lesen. Sie sieht zum Beispiel so aus: 030 1234567.")
            raise forms.ValidationError(message)
        return phone

    def person(self) -> Person:
        """What was typed and understood."""
        understood: dict[str, Any] = self.cleaned_data
        return Person(
            name=understood["name"],
            email=understood["email"],
            phone=understood["phone"],
            is_checked=True,
            acting_for=understood.get("acting_for", []),
            help=understood.get("help", []),
            language=understood.get("language", "").strip(),
        )

    def typed(self) -> Person:
        """What was typed, whether it is understood or not: nothing is to be typed twice."""
        name, email, phone = (str(self.data.get(field, ""))[:254] for field in ("name", "email", "phone"))
        return Person(
            name=name,
            email=email,
            phone=phone,
            acting_for=_listed(self.data, "acting_for"),
            help=_listed(self.data, "help"),
            language=str(self.data.get("language", ""))[:60],
        )


def _listed(data: Mapping[str, Any], name: str) -> list[str]:
    """What was ticked, as it was sent."""
    return data.getlist(name)[:9] if isinstance(data, QueryDict) else []


def _in_time(each: Help, notice_days: int) -> str:
    """Gebärdensprache (mindestens 7 Tage vorher)."""
    return ngettext(
        "%(help)s (mindestens einen Tag vorher)", "%(help)s (mindestens %(days)s Tage vorher)", notice_days
    ) % {"help": gettext(HELP[each]), "days": notice_days}


class CommandForm(Form):
    """The button that books: which time it was for, and the command that a second press repeats."""

    hold = forms.UUIDField(required=False, widget=forms.HiddenInput)
    command = forms.UUIDField(required=False, widget=forms.HiddenInput)
    altcha = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def names(self, *, hold_id: UUID, command_id: UUID) -> bool:
        """Whether the button stood on the page of this hold and command, and nobody has changed what it sends."""
        return self.is_valid() and (self.cleaned_data["hold"], self.cleaned_data["command"]) == (hold_id, command_id)

    @property
    def command_id(self) -> UUID | None:
        """The command, where one can be read."""
        command: UUID | None = self.cleaned_data.get("command") if self.is_valid() else None
        return command


class LeaveOutForm(Form):
    """What falls away. Hidden: how often the appointment had been changed when the page was made, and the command."""

    what = forms.ChoiceField(label=_("Was fällt weg?"), widget=forms.RadioSelect)
    sequence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    command = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, wishes: Sequence[Wish]) -> None:
        super().__init__(data)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(wish.service.id), _less(wish)) for wish in wishes]


def _less(wish: Wish) -> str:
    """Reisepass beantragen; of several: Reisepass beantragen: eine Person weniger."""
    if wish.persons == 1:
        return wish.service.name
    return gettext("%(service)s: eine Person weniger") % {"service": wish.service.name}
