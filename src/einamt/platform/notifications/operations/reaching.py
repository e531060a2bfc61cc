"""How somebody wants to be told about their matter."""

import json
from uuid import UUID

from django.db import transaction

from einamt.platform.notifications.models import Reach
from einamt.platform.notifications.recipients import Recipient


@transaction.atomic
def choose_way(*, about: UUID, recipient: Recipient) -> None:
    """From now on, tell the person of the case `about` as `recipient` says; what was chosen before is forgotten."""
    details = json.dumps(recipient.as_data(), ensure_ascii=False)
    Reach.objects.update_or_create(about=about, defaults={"details": details})
