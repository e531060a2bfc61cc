"""On SQLite a migration that changes a table makes it anew, and its triggers are gone without a word.

So it was with the catalogue's tables: here those that count the plan's changes are put back. A test holds that every
table counts; whoever changes one of them adds a migration like this.
"""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

first = import_module("einamt.procedures.appointments.migrations.0004_plan_revision")


def count_again(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    for table in first.TABLES:
        for event in first.EVENTS:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}_counts")
            editor.execute(first.SQLITE.format(table=table, event=event))


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0011_waitlist_and_draws"),
        ("catalog", "0011_papers_and_fees_in_every_language"),
    ]
    operations = [migrations.RunPython(count_again, migrations.RunPython.noop)]
