"""The messages to people whose time was lost.

The loss and its end are told on every way. An offer holds a time for some hours and is taken by a link: it goes by
mail, and who has none is rung.
"""

from einamt.kernel.errors import N_
from einamt.platform.notifications.channels import ALL
from einamt.platform.notifications.registry import MessageKind
from einamt.procedures.appointments import examples

_OF_ALL = frozenset({"name", "moment", "what", "reference", "reason", "change_link"})

LOST = MessageKind(
    code="appointments.time-lost",
    subject_template="appointments/mail/lost_subject.txt",
    text_template="appointments/mail/lost.txt",
    needs=_OF_ALL | {"is_at_home", "is_called"},
    in_sight=frozenset({"moment", "reference"}),
    sms_template="appointments/mail/lost_sms.txt",
    channels=ALL,
    name=N_("Termin fällt aus"),
    example=examples.lost_and_offered,
)
OFFERED = MessageKind(
    code="appointments.offered",
    subject_template="appointments/mail/offered_subject.txt",
    text_template="appointments/mail/offered.txt",
    needs=_OF_ALL | {"offered_moment", "office", "address", "until", "offer_link"},
    in_sight=frozenset({"offered_moment"}),
    name=N_("Neue Zeit für einen ausgefallenen Termin"),
)
RESTORED = MessageKind(
    code="appointments.restored",
    subject_template="appointments/mail/restored_subject.txt",
    text_template="appointments/mail/restored.txt",
    needs=_OF_ALL,
    in_sight=frozenset({"moment", "reference"}),
    sms_template="appointments/mail/restored_sms.txt",
    channels=ALL,
    name=N_("Termin findet doch statt"),
    example=examples.lost,
)
