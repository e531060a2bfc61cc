"""What was written about a case, as its pages show it: who may see it is a line of the table of telling."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.queries import messages_of
from einamt.cases.conversation.rules import LONGEST, Side
from einamt.cases.models import Case
from einamt.cases.telling import TABLE, Asker, Told
from einamt.kernel.identifiers import new_id
from einamt.platform.shell.forms import Form


class _CommandField(forms.UUIDField):
    """The command of a form, which nobody types: what is none counts as a new one."""

    widget = forms.HiddenInput

    def clean(self, value: object) -> UUID:
        try:
            return super().clean(value)  # type: ignore[no-any-return]
        except forms.ValidationError:
            return new_id()


class MessageForm(Form):
    """A message, and the command that a second press repeats."""

    autocomplete: ClassVar = {}

    text = forms.CharField(label=_("Ihre Antwort"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    command = _CommandField()


class QuestionForm(MessageForm):
    """A question of the office."""

    text = forms.CharField(
        label=_("Frage an die Person"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sie bekommt eine E-Mail, dass Sie fragen, aber nicht was. Lesen kann sie es auf der Statusseite."),
    )


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of a case in order, and whether a side waits for the other one."""

    messages: list[CaseMessage]

    @property
    def asks(self) -> list[CaseMessage]:
        """The questions for which the office waits for an answer."""
        return self._open_of(Side.OFFICE)

    @property
    def answers(self) -> list[CaseMessage]:
        """The answers that wait for the office."""
        return self._open_of(Side.HOLDER)

    def _open_of(self, side: Side) -> list[CaseMessage]:
        return [each for each in self.messages if each.side == side and each.settled_at is None]


def conversation_of(*, case: Case, asker: Asker) -> Conversation:
    """What `asker` is told of it: nothing, where the table of telling says so."""
    return Conversation(messages_of(case_id=case.pk) if Told.MESSAGES in TABLE[asker] else [])


def seen_in(request: HttpRequest) -> set[UUID]:
    """The messages that the page of a form has shown (`parts/seen.html`); what is no message of ours is left out."""
    found = set()
    for told in request.POST.getlist("seen"):
        try:
            found.add(UUID(told))
        except ValueError:
            continue
    return found


def new_command() -> dict[str, object]:
    """The first values of a form."""
    return {"command": new_id()}
