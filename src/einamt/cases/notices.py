"""What the history of every kind of case says about messages that did not arrive."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from einamt.cases import steps
from einamt.cases.models import Case, CaseEvent
from einamt.kernel.actor import SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.errors import N_
from einamt.platform.notifications.channels import MessageChannel

UNDELIVERED = "message-undelivered"
_WAYS = {
    MessageChannel.MAIL: N_("Die E-Mail kam zurück oder ließ sich nicht zustellen."),
    MessageChannel.SMS: N_("Die SMS ließ sich nicht zustellen."),
    MessageChannel.LETTER: N_("Der Brief kam zurück."),
}
_THEN = {
    MessageChannel.MAIL: N_("Wir schicken stattdessen eine E-Mail."),
    MessageChannel.SMS: N_("Wir schicken stattdessen eine SMS."),
    MessageChannel.LETTER: N_("Wir schicken stattdessen einen Brief."),
}


@transaction.atomic
def note_undelivered(payload: Mapping[str, str], now: datetime) -> None:
    """Append it to the history of the case, once a message; a case that was erased since has none."""
    case = Case.objects.select_for_update().filter(pk=UUID(payload["case"])).first()
    if case is None:
        return
    data = {name: payload[name] for name in ("message", "channel", "then")}
    if not CaseEvent.objects.filter(case=case, kind=UNDELIVERED, data__message=data["message"]).exists():
        steps.note_event(case=case, event=UNDELIVERED, actor=SYSTEM, channel=Channel(case.channel), data=data, now=now)


def explained(data: Mapping[str, object]) -> str:
    """What the history says about it, in the active language."""
    told = [_WAYS.get(MessageChannel(str(data["channel"])), "")]
    if data.get("then"):
        told.append(_THEN[MessageChannel(str(data["then"]))])
    return " ".join(gettext(sentence) for sentence in told)
