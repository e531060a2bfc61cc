"""Keeping files, in the transaction of what they come with."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from einamt.platform.attachments.receiving import Received
from einamt.platform.attachments.registry import Kind
from einamt.platform.transactions import require_transaction


def keep_files(*, kind: Kind, owner: Model, files: Sequence[Received], now: datetime) -> None:
    """Write `files`, a piece at a time; refuses to run without a transaction around it."""
    require_transaction()
    for each in files:
        file = kind.file(
            name=each.name,
            media_type=each.media_type.value,
            size=each.size,
            digest=each.digest,
            state=each.state.value,
            received_at=now,
        )
        setattr(file, kind.owner, owner)
        file.save(force_insert=True)
        for number, piece in enumerate(each.pieces()):
            kind.part.objects.create(file=file, number=number, content=piece)
