"""Those who carry messages: a mail server, an SMS gateway. Each module has a `send`.

It returns once the other side has taken the message. It raises `RefusedForGood` where that side says that it never
will, and OSError where nothing is known or it may work later.
"""

from datetime import datetime


class RefusedForGood(Exception):
    """There is no such address, or the message is not taken; says what the other side said, without addresses."""


class TryLater(OSError):
    """The other side asks to be left alone until `retry_at`."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(f"asked to wait until {retry_at:%H:%M:%S}")
        self.retry_at = retry_at
