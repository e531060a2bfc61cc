"""Kinds of messages: rooms declare what they tell people when they start."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.db.models import Exists, OuterRef
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from einamt.platform.notifications.channels import MessageChannel

_MAIL_ONLY = frozenset({MessageChannel.MAIL})
_VARIABLE = re.compile(r"{{\s*(\w+)")
_ALIAS = re.compile(r"(\w+)=(\w+)")


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message.

    The templates are plain text; they are rendered in the language of who receives them, with the values that `needs`
    names, and `channel`. The text stands in mails and letters.

    `in_sight` are those of the values that may stand where others look: in the subject of a mail and in an SMS, both of
    which show on a locked screen and pass through machines of others. These two templates get no other value, so that
    what somebody comes for cannot stand there.
    """

    code: str
    subject_template: str
    text_template: str
    needs: frozenset[str]
    in_sight: frozenset[str] | None = None
    """None: all, for messages to the city's own mailbox."""
    sms_template: str = ""
    channels: frozenset[MessageChannel] = _MAIL_ONLY
    name: str = ""
    """For staff: German, marked for translation. A kind without a name is not shown to them."""
    example: Callable[[str], Mapping[str, object]] | None = field(default=None, compare=False)
    """Values of nobody's, in a language, for looking at the texts."""

    @property
    def seen(self) -> frozenset[str]:
        """The values that subject and SMS may name."""
        return self.needs if self.in_sight is None else self.in_sight


_kinds: dict[str, MessageKind] = {}
_matters: list[Callable[[OuterRef], Exists]] = []
_secrets: list[Callable[[Collection[UUID]], Mapping[UUID, str]]] = []


def register(kind: MessageKind) -> MessageKind:
    """Declare `kind` at start.

    :raises ValueError: the code is taken, or it goes by SMS and has no short text.
    """
    if kind.code in _kinds:
        message = f"the message kind {kind.code!r} is registered twice"
        raise ValueError(message)
    if (MessageChannel.SMS in kind.channels) != bool(kind.sms_template):
        message = f"the message kind {kind.code!r} goes by SMS without a short text, or has one and does not go"
        raise ValueError(message)
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> MessageKind | None:
    """The kind with `code`; None where this release does not have it any more."""
    return _kinds.get(code)


def registered() -> list[MessageKind]:
    """All kinds, by code."""
    return [kind for _, kind in sorted(_kinds.items())]


def matters(exists: Callable[[OuterRef], Exists]) -> None:
    """Say how to ask whether a matter exists: what was told about one that does not is erased with it."""
    _matters.append(exists)


def secrets(secret_of: Callable[[Collection[UUID]], Mapping[UUID, str]]) -> None:
    """Say how to ask which secret of the law is kept around matters: their letters are printed apart from others."""
    _secrets.append(secret_of)


def secrets_around(matters: Collection[UUID]) -> dict[UUID, str]:
    """The secret around each of `matters` that has one."""
    return {matter: secret for secret_of in _secrets for matter, secret in secret_of(matters).items()}


def known_matters(about: OuterRef) -> list[Exists]:
    """The questions whether there is a matter with the id that `about` refers to."""
    return [exists(about) for exists in _matters]


@register_check()
def every_template_is_there(**_: object) -> list[CheckMessage]:
    """E012 for a kind whose template is missing or does not compile: better now than when somebody waits for it."""
    problems: list[CheckMessage] = []
    for kind in _kinds.values():
        for name in filter(None, (kind.subject_template, kind.text_template, kind.sms_template)):
            try:
                get_template(name)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                problems.append(Error(f"Message kind {kind.code!r}: template {name}: {error!r}", id="einamt.E012"))
    return problems


@register_check()
def nothing_private_in_sight(**_: object) -> list[CheckMessage]:
    """E013 for a subject or SMS that names a value which may not stand there: it would come out empty."""
    problems: list[CheckMessage] = []
    for kind in _kinds.values():
        for name in filter(None, (kind.subject_template, kind.sms_template)):
            try:
                source = str(get_template(name).template.source)  # type: ignore[attr-defined]
            except (TemplateDoesNotExist, TemplateSyntaxError):
                continue
            aliases = dict(_ALIAS.findall(source))
            if hidden := sorted({aliases.get(each, each) for each in _VARIABLE.findall(source)} - kind.seen):
                told = (
                    f"Message kind {kind.code!r}: {name} names {', '.join(hidden)}, which is not for everybody's eyes."
                )
                problems.append(Error(told, id="einamt.E013"))
    return problems
