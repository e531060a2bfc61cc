"""Kinds of messages: rooms declare what they tell people when they start."""

from dataclasses import dataclass

from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message.

    `subject_template` and `text_template` are plain text; they are rendered in the language of who receives them, with
    the values that `needs` names and nothing else.
    """

    code: str
    subject_template: str
    text_template: str
    needs: frozenset[str]


_kinds: dict[str, MessageKind] = {}


def register(kind: MessageKind) -> MessageKind:
    """Declare `kind` at start.

    :raises ValueError: the code is taken.
    """
    if kind.code in _kinds:
        message = f"the message kind {kind.code!r} is registered twice"
        raise ValueError(message)
    _kinds[kind.code] = kind
    return kind


@register_check()
def every_template_is_there(**_: object) -> list[CheckMessage]:
    """E012 for a kind whose template is missing or does not compile: better now than when somebody waits for it."""
    problems: list[CheckMessage] = []
    for kind in _kinds.values():
        for name in (kind.subject_template, kind.text_template):
            try:
                get_template(name)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                problems.append(Error(f"Message kind {kind.code!r}: template {name}: {error!r}", id="einamt.E012"))
    return problems
