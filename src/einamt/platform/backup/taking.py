"""Taking a backup beside the running house.

The database comes first and says which files of facts count: facts that a relay moves meanwhile are in the database of
that moment, and their file is left out, so each is counted once. A file that counted then stays for an hour after it
was merged into another (`facts.operations.sweep`); if it has gone, the backup fails rather than have a hole.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from einamt.platform.backup import manifest, sealed_keys, snapshots
from einamt.platform.backup.errors import TargetTaken, TransferFailed
from einamt.platform.crypto import keys
from einamt.platform.durable import sync_folder, sync_tree

FACTS, FILES = "facts", "files"


@dataclass(frozen=True, slots=True)
class SealTo:
    """Where keys and seals go, and under which passphrase."""

    path: Path
    passphrase: str


def take_backup(
    *, target: Path, seal_to: SealTo | None, now: datetime, say: Callable[[str], None]
) -> manifest.Manifest:
    """Write the house to `target`, a new folder; its keys and seals to `seal_to`, or nowhere.

    Until all of it is written and durable it lies beside `target` under another name, and is no backup. `say` is told
    how far it is.

    :raises TargetTaken: `target`, or the file for the keys, is there already.
    :raises WeakPassphrase: the passphrase is too short.
    :raises NoProgram: pg_dump is not on this machine.
    :raises TransferFailed: pg_dump or the disk failed.
    """
    if seal_to is not None:
        sealed_keys.check_passphrase(seal_to.passphrase)
    for path in [target] if seal_to is None else [target, seal_to.path]:
        if path.exists():
            raise TargetTaken(f"{path} is there already; a backup takes a new place.")
    draft = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)  # of a backup that was killed
    try:
        draft.mkdir(mode=0o700, parents=True)
        finished = _write(draft, now=now, say=say)
        if seal_to is not None:
            # of now, not of then: a key that was added meanwhile does no harm
            held = sealed_keys.held(folder=Path(settings.KEYS_FOLDER))
            sealed_keys.seal(held=held, passphrase=seal_to.passphrase, path=seal_to.path)
            sync_folder(seal_to.path.parent)
        sync_tree(draft)
        draft.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise TransferFailed(f"{error.filename or draft}: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return finished


def _write(draft: Path, *, now: datetime, say: Callable[[str], None]) -> manifest.Manifest:
    writing = manifest.Writing(draft)
    try:
        with snapshots.snapshot(scratch=draft / "scratch") as taken:
            say("The database was looked at; copying the facts that count in it.")
            migrations = taken.migrations()
            for fact in taken.fact_files():
                _copy_fact(fact, writing)
            say(f"{writing.files} files of facts copied; writing the database.")
            taken.write(writing.place(taken.file))
            writing.add(taken.file)
        for name in _names(Path(settings.DATA_DIR) / FILES):
            shutil.copyfile(Path(settings.DATA_DIR) / FILES / name, writing.place(f"{FILES}/{name}"))
            writing.add(f"{FILES}/{name}")
        checksums = writing.finish()
    finally:
        writing.close()
    finished = manifest.Manifest(
        made_at=now.isoformat(),
        version=version("einamt"),
        database=connection.vendor,
        migrations=migrations,
        keys=sealed_keys.fingerprints(keys.load(folder=settings.KEYS_FOLDER)),
        files=writing.files,
        checksums_sha256=checksums,
    )
    manifest.write(folder=draft, manifest=finished)
    return finished


def _copy_fact(fact: snapshots.FactPath, writing: manifest.Writing) -> None:
    name = f"{FACTS}/{fact.path}"
    shutil.copyfile(Path(settings.DATA_DIR) / name, writing.place(name))
    if writing.add(name) != fact.sha256:
        raise TransferFailed(f"{name} is not as it was written; see einamt facts check.")


def _names(folder: Path) -> Iterator[str]:
    """All files below `folder`, wherever they lie."""
    for parent, _, files in os.walk(folder):
        for file in files:
            yield (Path(parent) / file).relative_to(folder).as_posix()
