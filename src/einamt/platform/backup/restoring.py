"""Putting a backup back.

All of it is read and compared first. Then a note closes the house; facts, files, keys and seals go to their places, and
the database last, in one step. Killed before that, there is an empty house or the former database under the note, and
the same command again ends it. Nothing is deleted: what was there is put aside.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from einamt.platform.backup import manifest, replacing, sealed_keys
from einamt.platform.backup.errors import HouseNotEmpty, KeysMissing, NotABackup, TooNew, TransferFailed
from einamt.platform.backup.snapshots import POSTGRES_FILE, SQLITE_FILE
from einamt.platform.backup.taking import FACTS, FILES, SealTo
from einamt.platform.backup.unfinished import note
from einamt.platform.crypto import keys
from einamt.platform.durable import sync_file, sync_folder, sync_tree
from einamt.platform.pdf import seals


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before has gone, if anything was."""

    manifest: manifest.Manifest
    aside: Path | None


def restore_backup(*, source: Path, sealed: SealTo | None, may_replace: bool, say: Callable[[str], None]) -> Restored:
    """Put the backup in `source` back, with the keys and seals that were `sealed`, or else with those that lie here.

    The database may be of an earlier version and is to be migrated afterwards. `say` is told how far it is.

    :raises NotABackup: it is none, or of the other kind of database.
    :raises TooNew: a later version made it.
    :raises Damaged: it is not as it was written.
    :raises KeysMissing: a key it stands under is nowhere, or the sealed keys do not open.
    :raises HouseNotEmpty: there are tables in the database, and it is not said that they may be replaced.
    :raises HouseOpen: somebody is connected to the database that is to be replaced.
    :raises NoProgram: PostgreSQL's programs are not on this machine.
    :raises TransferFailed: the database or the disk failed.
    """
    found = manifest.read(folder=source)
    _check(found)
    to_hold = _held(found, sealed=sealed)
    if not may_replace and not note().exists() and not replacing.is_empty():
        raise HouseNotEmpty("The house's database holds tables. --replace puts the backup in their place.")
    say(f"A backup of {found.made_at}, version {found.version}; comparing {found.files} files.")
    if sum(1 for _ in manifest.verified(folder=source, manifest=found)) != found.files:
        raise NotABackup(f"{source} does not hold as many files as it says.")
    aside = _Aside(Path(settings.DATA_DIR))
    try:
        _put_back(source, found=found, to_hold=to_hold, aside=aside, say=say)
    except OSError as error:
        raise TransferFailed(f"{error.filename}: {error.strerror}. The house stays closed; run this again.") from error
    return Restored(manifest=found, aside=aside.folder)


def _check(found: manifest.Manifest) -> None:
    if found.database != connection.vendor:
        raise NotABackup(f"The backup is of {found.database}; EINAMT_DATABASE_URL names {connection.vendor}.")
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in [*loader.disk_migrations, *_replaced(loader)]}
    if unknown := sorted(set(found.migrations) - known):
        raise TooNew(
            f"The backup was made by version {found.version}; here is {version('einamt')}, which does not know "
            f"{unknown[0]}. Install the version that made it, or a later one."
        )


def _replaced(loader: MigrationLoader) -> set[tuple[str, str]]:
    """Migrations that were squashed: an earlier version applied them one by one."""
    return {one for migration in loader.disk_migrations.values() for one in migration.replaces}


def _held(found: manifest.Manifest, *, sealed: SealTo | None) -> sealed_keys.Held:
    given = (
        sealed_keys.unseal(path=sealed.path, passphrase=sealed.passphrase)
        if sealed is not None
        else sealed_keys.held(folder=Path(settings.KEYS_FOLDER))
    )
    if lacking := sealed_keys.lacking(wanted=found.keys, keys=given.keys):
        where = sealed.path if sealed is not None else settings.KEYS_FOLDER
        raise KeysMissing(
            f"{where} does not hold the backup's key {', '.join(lacking)}: personal data could not be read."
        )
    return given


class _Aside:
    """A folder beside the data, made when the first thing is put there."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.folder: Path | None = None

    def __call__(self, path: Path) -> None:
        """Put `path` there, if there is such a thing."""
        if not path.exists():
            return
        if self.folder is None:
            number = 1
            while (folder := self._data / f"before-restore-{number}").exists():
                number += 1
            folder.mkdir(mode=0o700)
            self.folder = folder
        shutil.move(path, self.folder / path.name)


def _put_back(
    source: Path, *, found: manifest.Manifest, to_hold: sealed_keys.Held, aside: _Aside, say: Callable[[str], None]
) -> None:
    data = Path(settings.DATA_DIR)
    note().write_text(f"{source}\n", encoding="utf-8")
    sync_folder(data)
    for name in (FACTS, FILES):
        draft = data / f".{name}.restoring"
        shutil.rmtree(draft, ignore_errors=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, draft, copy_function=_copy)
            sync_tree(draft)
        aside(data / name)
        if draft.exists():
            draft.rename(data / name)
    _put_held(to_hold, aside)
    say("Facts, files, keys and seals are in their places; putting the database there.")
    file = SQLITE_FILE if found.database == "sqlite" else POSTGRES_FILE
    replacing.replace_database(source=source / file, aside=aside)
    note().unlink()
    sync_folder(data)


def _put_held(to_hold: sealed_keys.Held, aside: _Aside) -> None:
    """Put keys and seals where the house looks for them.

    What was sealed since the backup stays genuine where the same house sealed it: one with the same first key.
    """
    folder = Path(settings.KEYS_FOLDER)
    there = sealed_keys.held(folder=folder)
    if there.keys == to_hold.keys:
        seals.write_files(files=to_hold.seals, folder=folder / seals.FOLDER)
        return
    since = there.seals if there.keys.first == to_hold.keys.first else {}
    draft = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    keys.write(keys=to_hold.keys, folder=draft)
    seals.write_files(files={**since, **to_hold.seals}, folder=draft / seals.FOLDER)
    aside(folder)
    draft.rename(folder)


def _copy(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    sync_file(Path(target))
