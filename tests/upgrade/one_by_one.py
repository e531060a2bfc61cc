"""Migrations one by one, as a house that is older than the squashed ones has applied them.

`python -m tests.upgrade.one_by_one` brings an empty database up to date so.
"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class OneByOne(MigrationLoader):
    """The migrations without those that replace others; who needs one of these needs the last that it replaces."""

    def load_disk(self) -> None:
        super().load_disk()
        squashed = {key: one for key, one in self.disk_migrations.items() if one.replaces}
        for key in squashed:
            del self.disk_migrations[key]
        for migration in self.disk_migrations.values():
            migration.dependencies = [
                squashed[wanted].replaces[-1] if (wanted := (one[0], one[1])) in squashed else one
                for one in migration.dependencies
            ]


def executor_of_each() -> MigrationExecutor:
    """An executor that knows no squashed migration."""
    executor = MigrationExecutor(connection)
    executor.loader = OneByOne(connection)
    return executor


def main() -> None:
    """Apply them all."""
    executor = executor_of_each()
    executor.migrate(executor.loader.graph.leaf_nodes())


if __name__ == "__main__":
    import django

    django.setup()
    main()
