"""What a message says on each way, made once, when it is known that somebody is to be told."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.template import Context, Engine
from django.utils.translation import override

from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.recipients import Recipient, recipient_of
from einamt.platform.notifications.registry import MessageKind

_PLAIN = str.maketrans({"’": "'", "‘": "'", "„": '"', "“": '"', "”": '"', "–": "-", "…": "...", "\u00a0": " "})
"""For SMS: one typographic sign outside the GSM alphabet would more than double the price (`segments`)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `mime` may carry parameters, such as `text/calendar; method=REQUEST`."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """A message, ready to go: to whom, in which language, and its texts by channel."""

    recipient: Recipient
    language: str
    subject: str
    text: str
    letter: str
    sms: str
    attachments: tuple[Attachment, ...]
    tried: tuple[MessageChannel, ...] = ()
    """On which it has failed before."""

    def sealed(self) -> str:
        """As JSON, to be kept encrypted."""
        return json.dumps(
            {
                "recipient": self.recipient.as_data(),
                "language": self.language,
                "subject": self.subject,
                "text": self.text,
                "letter": self.letter,
                "sms": self.sms,
                "attachments": [[each.name, each.mime, b64encode(each.content).decode()] for each in self.attachments],
                "tried": [each.value for each in self.tried],
            },
            ensure_ascii=False,
        )

    @classmethod
    def opened(cls, text: str) -> Self:
        """The other way round."""
        data = json.loads(text)
        return cls(
            recipient=recipient_of(data["recipient"]),
            language=data["language"],
            subject=data["subject"],
            text=data["text"],
            letter=data["letter"],
            sms=data["sms"],
            attachments=tuple(Attachment(name, mime, b64decode(coded)) for name, mime, coded in data["attachments"]),
            tried=tuple(MessageChannel(each) for each in data["tried"]),
        )


def rendered(
    *,
    kind: MessageKind,
    recipient: Recipient,
    language: str,
    values: Mapping[str, object],
    attachments: Sequence[Attachment] = (),
) -> Content:
    """The texts of `kind` with `values`, in `language`.

    :raises ValueError: `values` are not what the kind needs.
    """
    if values.keys() != kind.needs:
        message = f"{kind.code} needs {sorted(kind.needs)}, got {sorted(values)}"
        raise ValueError(message)
    in_sight = {name: values[name] for name in kind.seen}
    has_letter = MessageChannel.LETTER in kind.channels
    with override(language):
        return Content(
            recipient=recipient,
            language=language,
            subject=_line(kind.subject_template, in_sight, MessageChannel.MAIL),
            text=_text(kind.text_template, values, MessageChannel.MAIL) + "\n",
            letter=_text(kind.text_template, values, MessageChannel.LETTER) if has_letter else "",
            sms=_line(kind.sms_template, in_sight, MessageChannel.SMS).translate(_PLAIN) if kind.sms_template else "",
            attachments=tuple(attachments),
        )


def _line(name: str, values: Mapping[str, object], channel: MessageChannel) -> str:
    return " ".join(_text(name, values, channel).split())


def _text(name: str, values: Mapping[str, object], channel: MessageChannel) -> str:
    """Plain text: an ampersand stays one."""
    context = Context({**values, "channel": channel.value}, autoescape=False)
    return Engine.get_default().get_template(name).render(context).strip()
