"""What a backup says about itself, and whether it is still as it was written.

`manifest.json` stands for the whole; `checksums.sha256` names every other file, a line each, as `sha256sum` writes it:
`sha256sum --check checksums.sha256` verifies a backup on a machine without EinAmt. Both are streamed: a city has
thousands of files.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from einamt.platform.backup.errors import Damaged, NotABackup, TooNew

FORMAT = 1
MANIFEST, CHECKSUMS = "manifest.json", "checksums.sha256"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts about a backup. `made_at` is ISO 8601; `keys` are fingerprints by number, which open nothing."""

    made_at: str
    version: str
    database: str
    """`sqlite` or `postgresql`."""
    migrations: list[str]
    """Those applied, as `app.name`."""
    keys: dict[str, str]
    files: int
    """How many lines `checksums.sha256` has."""
    checksums_sha256: str
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """When the database was looked at."""
        return datetime.fromisoformat(self.made_at)


class Writing:
    """Files being added to a backup; each is durable before it counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = (folder / CHECKSUMS).open("w", encoding="utf-8")
        self.files = 0

    def place(self, name: str) -> Path:
        """Where the file `name` is to be written; its folders are made."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def add(self, name: str) -> str:
        """Count the file that was written under `name`; its SHA-256."""
        with (self._folder / name).open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._lines.write(f"{digest}  {name}\n")
        self.files += 1
        return digest

    def finish(self) -> str:
        """Close the list; its SHA-256."""
        self._lines.flush()
        os.fsync(self._lines.fileno())
        self._lines.close()
        return digest_of(self._folder / CHECKSUMS)

    def close(self) -> None:
        """Let go of the list, finished or not."""
        self._lines.close()


def write(*, folder: Path, manifest: Manifest) -> None:
    """The last file of a backup."""
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def read(*, folder: Path) -> Manifest:
    """The manifest in `folder`; the files are not looked at yet.

    :raises NotABackup: there is none, or it is somebody else's.
    :raises TooNew: its format is from a later version.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotABackup(f"{folder} holds no {MANIFEST} that can be read: it is no finished backup.") from None
    if isinstance(content, dict) and isinstance(number := content.get("format"), int) and number > FORMAT:
        raise TooNew(f"{folder} has format {number}; this version reads up to {FORMAT}.")
    try:
        manifest = Manifest(**content)
        _ = manifest.moment
    except (TypeError, ValueError):
        raise NotABackup(f"{folder / MANIFEST} is not of a backup that einamt backup wrote.") from None
    return manifest


def verified(*, folder: Path, manifest: Manifest) -> Iterator[str]:
    """The names of all files, each read and compared before it is given.

    :raises Damaged: a file is missing, was changed, or leads out of the folder.
    """
    listing = folder / CHECKSUMS
    if not listing.is_file() or digest_of(listing) != manifest.checksums_sha256:
        raise Damaged(f"{listing} is missing or was changed.")
    root = folder.resolve()
    with listing.open(encoding="utf-8") as lines:
        for line in lines:
            digest, _, name = line.rstrip("\n").partition("  ")
            path = folder / name
            if not path.resolve().is_relative_to(root):
                raise Damaged(f"{listing} names {name}, which is not in the backup.")
            if not path.is_file() or digest_of(path) != digest:
                raise Damaged(f"{path} is missing or was changed.")
            yield name


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
