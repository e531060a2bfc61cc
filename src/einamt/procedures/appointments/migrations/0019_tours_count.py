"""Which services are brought home counts as a change of the plan, too: searches say so beside the times at counters."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

plan = import_module("einamt.procedures.appointments.migrations.0004_plan_revision")

TABLES = ("appointments_tour", "appointments_tour_services")


def count(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(plan.POSTGRESQL.format(table=table))
            continue
        for event in plan.EVENTS:
            editor.execute(plan.SQLITE.format(table=table, event=event))


def stop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_counts ON {table}")
            continue
        for event in plan.EVENTS:
            editor.execute(f"DROP TRIGGER {table}_{event}_counts")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0018_home_visits")]
    operations = [migrations.RunPython(count, stop)]
