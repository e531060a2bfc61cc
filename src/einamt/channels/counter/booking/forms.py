"""What staff fill in for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from einamt.channels.parts.people import ContactForm
from einamt.channels.parts.reaching import ReachForm
from einamt.channels.parts.wishes import Wish
from einamt.kernel.identifiers import new_id
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.rules import ContactDetails, Paper


class CallerForm(ContactForm, ReachForm):
    """Who comes; neither address is needed of somebody who stands at the counter or does not want to leave one."""

    spoken = forms.ChoiceField(
        label=_("Sprache der Nachrichten"),
        choices=[("de", _("Deutsch")), ("en", _("Englisch"))],
        widget=forms.RadioSelect,
        initial="de",
    )
    command = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = ""
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Dorthin geht die Bestätigung. Ohne Adresse nennen Sie Nummer und Code.")
        self.fields["phone"].help_text = ""
        self.fields["acting_for"].label = _("Kommt die Person auch für jemand anderen?")
        self.fields["acting_for"].help_text = _("Auf der nächsten Seite steht, welchen Nachweis sie mitbringt.")
        self.initial.setdefault("command", new_id())

    def contact(self, *, language: str, papers_ready: tuple[Paper, ...] = ()) -> ContactDetails:
        """Who comes, and how they want to be told. Call `is_valid` first."""
        return replace(super().contact(language=language, papers_ready=papers_ready), reach=self.reach())


class CommandForm(Form):
    """A button that changes something: the command that a second press repeats."""

    command = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def command_id(self) -> UUID | None:
        """The command, where one can be read."""
        return self.cleaned_data["command"] if self.is_valid() else None


class LeaveOutForm(CommandForm):
    """What falls away, and how often the appointment had been changed when the page was made."""

    what = forms.ChoiceField(label=_("Was fällt weg?"), widget=forms.RadioSelect)
    sequence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, wishes: Sequence[Wish]) -> None:
        super().__init__(data)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(wish.service.id), wish.service.name) for wish in wishes]
