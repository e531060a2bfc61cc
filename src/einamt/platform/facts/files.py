"""Where the Parquet files of facts lie, and how one comes to be."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from einamt.platform.durable import sync_file, sync_folder
from einamt.platform.facts.models import FactFile


def folder() -> Path:
    """The root of the facts."""
    return Path(settings.DATA_DIR) / "facts"


def path_of(file: FactFile) -> Path:
    """`<schema>/<YYYY-MM>/<name>.parquet`, the month being that of `occurred_at` in UTC."""
    return folder() / file.schema / file.month / f"{file.name}.parquet"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is being written, beside the place where it will stand."""

    target: Path

    @property
    def path(self) -> Path:
        """Where it is written to."""
        return self.target.with_suffix(".writing")

    def finish(self) -> tuple[int, str]:
        """Make the file durable under its name; its size in bytes and its SHA-256."""
        digest = digest_of(self.path)
        size = self.path.stat().st_size
        sync_file(self.path)
        self.path.rename(self.target)
        for directory in (self.target.parent, self.target.parent.parent):
            sync_folder(directory)
        return size, digest


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def draft_of(file: FactFile) -> Draft:
    """A place to write `file` to; its folders are made."""
    target = path_of(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    return Draft(target)
