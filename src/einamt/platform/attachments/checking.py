"""Looking at files for which the scanner was away when they came: tried until it answers, so that none is lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.platform.attachments.queries import pieces_of
from einamt.platform.attachments.registry import Kind, kinds
from einamt.platform.attachments.rules import State
from einamt.platform.scanning.scanner import Scanner, scanner
from einamt.platform.scanning.verdicts import ScannerAway


def check_waiting(now: datetime) -> None:
    """Have the scanner look at what waits. One file with which it cannot deal does not hold up those behind it.

    :raises ScannerAway: something goes on waiting; the schedule tries again, and says so to whoever watches.
    """
    ours, trouble = scanner(), None
    for kind in kinds():
        for file_id in list(kind.file.objects.filter(state=State.CHECKING).values_list("pk", flat=True)):
            try:
                _check(kind, file_id, ours, now)
            except ScannerAway as error:
                trouble = error
    if trouble is not None:
        raise trouble


def _check(kind: Kind, file_id: UUID, ours: Scanner | None, now: datetime) -> None:
    if ours is None:
        message = "files wait, and EINAMT_SCANNER names no scanner"
        raise ScannerAway(message)
    file = kind.file.objects.filter(pk=file_id).first()
    if file is None:  # gone with what it came with
        return
    verdict = ours.scan(content=pieces_of(file=file))
    with transaction.atomic():
        state = State.CLEAN if verdict.is_clean else State.REFUSED
        is_ours = kind.file.objects.filter(pk=file_id, state=State.CHECKING).update(state=state)
        if is_ours and not verdict.is_clean:
            kind.part.objects.filter(file=file_id).delete()
            kind.refused(file, now)
