"""The demo's citizens: a few cases whose reference and code are known, so that their status can be looked up.

Codes are stored as hashes; the demo writes these few down beside the database.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

ADDRESS = "konto@example.org"
"""With it one signs in to the demo's account; the link lies in the demo's mailbox."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with a matter; `story` says in German what it is about, marked for translation where it is made."""

    name: str
    story: str
    reference: str
    code: str
    number: str = ""
    """The serial number of an identity document; nowhere but in a demo is one kept in the clear."""


def keep(citizens: list[Citizen]) -> None:
    """Write the citizens down for the demo's page."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps([asdict(citizen) for citizen in citizens], ensure_ascii=False), encoding="utf-8")


def kept() -> list[Citizen]:
    """The citizens of this demo; none before it has been seeded."""
    try:
        return [Citizen(**entry) for entry in json.loads(_file().read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo" / "citizens.json"
