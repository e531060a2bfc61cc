"""Models created together are what they are when one is created after the other."""

from collections.abc import Callable

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from einamt.platform.migrating import CreateModels

Making = Callable[[], list[Operation]]


def key() -> tuple[str, "models.Field[int, int]"]:
    return "id", models.BigAutoField(primary_key=True)


def two_models() -> list[CreateModel]:
    return [
        CreateModel("Shelf", [key(), ("name", models.CharField(max_length=20))]),
        CreateModel(
            "Folder",
            [key(), ("shelf", models.ForeignKey("ground.shelf", models.CASCADE, related_name="folders"))],
            options={"constraints": [models.CheckConstraint(condition=models.Q(shelf__gte=1), name="folder_shelf")]},
        ),
    ]


def migration(*operations: Operation) -> Migration:
    made = Migration("0001_initial", "ground")
    made.operations = list(operations)
    return made


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("ground_")}


def test_the_state_is_the_same() -> None:
    together = migration(CreateModels(two_models())).mutate_state(ProjectState())
    assert together == migration(*two_models()).mutate_state(ProjectState())


@pytest.mark.django_db(transaction=True)
def test_tables_come_and_go_together_and_know_each_other() -> None:
    empty = ProjectState()
    _ = empty.apps
    made = migration(CreateModels(two_models()))
    with connection.schema_editor() as editor:
        full = made.apply(empty.clone(), editor)
    shelf, folder = full.apps.get_model("ground", "Shelf"), full.apps.get_model("ground", "Folder")
    folder.objects.create(shelf=shelf.objects.create(name="A"))
    assert shelf.objects.get().folders.count() == 1
    with connection.schema_editor() as editor:
        made.unapply(empty, editor)
    assert tables() == set()


def test_it_can_be_written_into_a_migration() -> None:
    written = MigrationWriter(migration(CreateModels(two_models()))).as_string()
    names: dict[str, type[Migration]] = {}
    exec(written, names)  # noqa: S102 - written by the line above
    again = names["Migration"]("0001_initial", "ground").mutate_state(ProjectState())
    assert again == migration(*two_models()).mutate_state(ProjectState())


def test_it_says_what_it_makes() -> None:
    both = CreateModels(two_models())
    assert both.describe() == "Create models Shelf, Folder"
    assert both.references_model("folder", "ground")
    assert not both.references_model("drawer", "lager")
