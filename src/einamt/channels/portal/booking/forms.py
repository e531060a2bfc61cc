"""What somebody tells about themselves to book."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.channels.parts.people import ContactForm
from einamt.channels.parts.wishes import Wish
from einamt.channels.portal.booking.visit import Person
from einamt.platform.shell.forms import Form


class DetailsForm(ContactForm):
    """Who comes. Hidden: the time that the form was opened for, and the proof of work."""

    hold = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    altcha = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

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
