import pytest
from django.db import models
from django.db.migrations import (
    AddField,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tools.migration_rules import problems
from tools.release_data import STORED


def migration_with(operation: Operation, *, contracts: str = "") -> Migration:
    migration = Migration("0009_change", "cases")
    migration.operations = [operation]
    migration.contracts = contracts  # type: ignore[attr-defined]
    return migration


def test_no_migration_of_ours_takes_away_what_the_version_before_uses() -> None:
    found = MigrationLoader(None).disk_migrations.values()
    ours = [one for one in found if one.__module__.startswith("einamt.")]
    assert len(ours) > 20
    assert [problem for one in ours for problem in problems(one)] == []


@pytest.mark.parametrize(
    "operation",
    [
        RemoveField("case", "state"),
        RenameField("case", "state", "condition"),
        RenameModel("Case", "Matter"),
        DeleteModel("Case"),
        SeparateDatabaseAndState(database_operations=[RemoveField("case", "state")]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_taking_away_and_renaming_are_found(operation: Operation) -> None:
    assert len(list(problems(migration_with(operation)))) == 1
    assert "no release 9.9.9 is kept" in next(problems(migration_with(operation, contracts="9.9.9")))


def test_what_a_kept_release_no_longer_uses_may_go() -> None:
    kept = min(path.name for path in STORED.iterdir())
    assert list(problems(migration_with(RemoveField("case", "state"), contracts=kept))) == []


@pytest.mark.parametrize(
    "operation",
    [
        AddField("case", "note", models.TextField(null=True)),
        SeparateDatabaseAndState(state_operations=[RemoveField("case", "state")]),
    ],
    ids=["a new field", "forgetting a field that stays in the table"],
)
def test_what_the_version_before_does_not_notice_may_come(operation: Operation) -> None:
    assert list(problems(migration_with(operation))) == []
