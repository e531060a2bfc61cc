"""Expand first, contract a release later: while a new version starts, the one before it still asks the database.

A migration that takes away or renames what the version before uses is refused, unless it names, as `contracts`, the
release that has stopped using it, and that release is kept in tests/upgrade/stored: then nobody who comes from it asks
any more. docs/how-to/make-a-release.md says how a column is renamed.
"""

from collections.abc import Iterator

from django.db.migrations import DeleteModel, Migration, RemoveField, RenameField, RenameModel
from django.db.migrations.operations.base import Operation

from tools.release_data import STORED

BEFORE_THE_FIRST_RELEASE = {
    ("visits", "0002_start_park_and_hand_on"),
    ("visits", "0004_every_visit_has_a_case"),
    ("notifications", "0002_troubles_and_letters"),
}


def problems(migration: Migration) -> Iterator[str]:
    """What `migration` takes away too soon, a sentence each."""
    if (migration.app_label, migration.name) in BEFORE_THE_FIRST_RELEASE:
        return
    release = getattr(migration, "contracts", "")
    if release and (STORED / release).is_dir():
        return
    for operation in migration.operations:
        for inner in _database_operations(operation):
            yield (
                f"{migration.app_label}.{migration.name}: {inner.describe()}, which the version before may still use"
                + (f"; no release {release} is kept" if release else "")
            )


def _database_operations(operation: Operation) -> Iterator[Operation]:
    inside = getattr(operation, "database_operations", None)
    for one in [operation] if inside is None else inside:
        if isinstance(one, (DeleteModel, RemoveField, RenameField, RenameModel)):
            yield one
