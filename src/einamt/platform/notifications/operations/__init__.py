"""Telling people, what did not arrive, letters, and forgetting."""

from einamt.platform.notifications.operations.erasing import ERASER, count_outlived, forget_sent_messages
from einamt.platform.notifications.operations.letters import (
    make_batches,
    mark_posted,
    report_returned_letter,
)
from einamt.platform.notifications.operations.reaching import choose_way
from einamt.platform.notifications.operations.telling import CLAIM, SendingInProgress, deliver, send_mail, tell
from einamt.platform.notifications.operations.undelivered import (
    find_stuck,
    send_again,
    settle,
    take_bounce,
    ways_of,
)
from einamt.platform.notifications.rendering import Attachment

__all__ = [
    "CLAIM",
    "ERASER",
    "Attachment",
    "SendingInProgress",
    "choose_way",
    "count_outlived",
    "deliver",
    "find_stuck",
    "forget_sent_messages",
    "make_batches",
    "mark_posted",
    "report_returned_letter",
    "send_again",
    "send_mail",
    "settle",
    "take_bounce",
    "tell",
    "ways_of",
]
