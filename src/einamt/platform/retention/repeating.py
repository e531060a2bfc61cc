"""What was done for persons who asked for it, kept outside the database: a backup brings back what was erased after it.

`einamt restore` has it done again. The list names matters by their keys, no person, and is in no backup.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from einamt.platform.durable import sync_folder, write_new

KEEP = timedelta(days=730)
"""How long a line is kept: no backup may be kept longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """That `action` (erase, block, lift) was done to the matter with `key`; `at` is ISO 8601."""

    at: str
    action: str
    key: str
    reason: str

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)


def note(*, action: str, key: str, reason: str, now: datetime) -> None:
    """Write it down, before it is done: done twice does no harm. Of two at once the second waits for the first."""
    path = _path()
    with _alone(path):
        kept = [request for request in _read() if request.moment > now - KEEP]
        kept.append(Request(at=now.isoformat(), action=action, key=key, reason=reason))
        draft = path.with_suffix(".writing")
        draft.unlink(missing_ok=True)
        lines = (json.dumps(asdict(request), ensure_ascii=False) for request in kept)
        write_new(draft, "".join(f"{line}\n" for line in lines).encode())
        draft.replace(path)
        sync_folder(path.parent)


def since(moment: datetime) -> list[Request]:
    """What was done from `moment` on, in order."""
    return [request for request in _read() if request.moment >= moment]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Until the end no other process writes the list at `path`; the lock goes with a process that dies."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read() -> Iterator[Request]:
    path = _path()
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Request(**json.loads(line))


def _path() -> Path:
    return Path(settings.DATA_DIR) / "person-requests.jsonl"
