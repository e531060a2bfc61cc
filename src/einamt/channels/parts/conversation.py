"""What was written about a case, as its pages show it: who may see it is a line of the table of telling."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.cases.conversation.models import CaseMessage, MessageFile
from einamt.cases.conversation.queries import messages_of
from einamt.cases.conversation.rules import LONGEST, Side
from einamt.cases.models import Case
from einamt.cases.telling import TABLE, Asker, Told
from einamt.channels.parts.attaching import FilesField, WithFiles
from einamt.channels.parts.sign_in_ways import how_seen
from einamt.citizens.queries import acts_on
from einamt.citizens.rules import Act
from einamt.kernel.identifiers import new_id
from einamt.platform.attachments.receiving import are_taken
from einamt.platform.shell.forms import REQUIRED, Form


class CommandField(forms.UUIDField):
    """The command of a form, which nobody types: what is none counts as a new one."""

    widget = forms.HiddenInput

    def clean(self, value: object) -> UUID:
        try:
            return super().clean(value)  # type: ignore[no-any-return]
        except forms.ValidationError:
            return new_id()


class MessageForm(WithFiles, Form):
    """A message, with files where the city takes any, and the command that a second press repeats.

    Files may say it all: then the text may stay empty.
    """

    autocomplete: ClassVar = {}

    text = forms.CharField(
        label=_("Ihre Antwort"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    attached = FilesField(label=_("Dateien"))
    command = CommandField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes_files = are_taken()
        if not self.takes_files:
            del self.fields["attached"]

    def clean(self) -> dict[str, Any]:
        """Something has to be said, by words or by files."""
        super().clean()
        told = self.cleaned_data
        if not told.get("text", "").strip() and not told.get("attached") and not self.errors:
            self.add_error("text", gettext(REQUIRED) % {"label": self.fields["text"].label})
        return told


class OwnMessageForm(MessageForm):
    """A message that nobody has asked for."""

    text = forms.CharField(
        label=_("Ihre Nachricht"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class QuestionForm(MessageForm):
    """A question of the office, or what it writes that wants no answer."""

    text = forms.CharField(
        label=_("Frage an die Person"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sie bekommt eine E-Mail, dass Sie fragen, aber nicht was. Lesen kann sie es auf der Statusseite."),
    )
    wants_none = forms.BooleanField(label=_("Es ist keine Frage: Ich brauche keine Antwort darauf."), required=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of a case in order, and whether a side waits for the other one."""

    messages: list[CaseMessage]
    file_address: Callable[[UUID], str] = field(repr=False)
    """Where the channel hands a file out."""
    seen: Mapping[UUID, str] = field(default_factory=dict)
    """How those were seen who were signed in as they wrote; for staff alone."""

    @property
    def lines(self) -> "list[tuple[CaseMessage, list[tuple[MessageFile, str]], str]]":
        """Each message with its files, where each is to be fetched, and how who wrote it was seen."""
        return [
            (each, [(file, self.file_address(file.pk)) for file in each.files.all()], self.seen.get(each.pk, ""))
            for each in self.messages
        ]

    @property
    def asks(self) -> list[CaseMessage]:
        """The questions for which the office waits for an answer."""
        return self._open_of(Side.OFFICE)

    @property
    def answers(self) -> list[CaseMessage]:
        """What its holder has written that waits for the office."""
        return self._open_of(Side.HOLDER)

    def _open_of(self, side: Side) -> list[CaseMessage]:
        return [each for each in self.messages if each.side == side and each.settled_at is None]


def conversation_of(*, case: Case, asker: Asker, file_address: Callable[[UUID], str]) -> Conversation:
    """What `asker` is told of it: nothing, where the table of telling says so."""
    told = messages_of(case_id=case.pk) if Told.MESSAGES in TABLE[asker] else []
    acts = acts_on(case_id=case.pk) if told and asker is Asker.CLERK else []
    seen = {each.subject: how_seen(level=each.level, issuer=each.issuer) for each in acts if each.act == Act.MESSAGE}
    return Conversation(messages=told, file_address=file_address, seen=seen)


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
