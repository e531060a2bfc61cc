"""The head of the chain, noted outside the database: how far it went at least.

Without it, whoever cuts off the chain's end together with its entries would leave a chain that is whole, only shorter.
The worker notes the head in the data folder after each batch and says it in its log, which a city collects elsewhere.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The seal that stood at a position."""

    position: int
    seal: str

    def __str__(self) -> str:
        return f"{self.position}:{self.seal}"


def parse(text: str) -> Head | None:
    """A head as it is printed, such as `17:9f86…`; None where it is none."""
    found = _HEAD.fullmatch(text.strip())
    return Head(int(found[1]), found[2]) if found else None


def note(head: Head) -> None:
    """Keep `head` in the data folder in place of an earlier one."""
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(f"{head}\n", encoding="ascii")
    draft.replace(path)


def noted() -> Head | None:
    """The head that this machine noted last; None where no worker has chained anything here.

    :raises ValueError: the file holds something else.
    """
    path = _path()
    if not path.exists():
        return None
    head = parse(path.read_text(encoding="ascii", errors="replace"))
    if head is None:
        message = f"{path} holds no head of the log of reading"
        raise ValueError(message)
    return head


def _path() -> Path:
    return Path(settings.DATA_DIR) / "audit" / "head"
