"""Which ways a message may take here, today: those that its kind may go and that somebody carries."""

from einamt.platform.notifications.carriers import sms
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.registry import MessageKind


def open_ways(kind: MessageKind) -> frozenset[MessageChannel]:
    """The ways of `kind` that are really open: no SMS where no gateway carries it."""
    return kind.channels if sms.is_offered() else kind.channels - {MessageChannel.SMS}
