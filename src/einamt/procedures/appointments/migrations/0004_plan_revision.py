"""What a booking rests on is counted by the database, whoever changes it (`PlanRevision`)."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "catalog_organisation",
    "catalog_office",
    "catalog_publicservice",
    "catalog_serviceoffer",
    "appointments_countergroup",
    "appointments_countergroup_services",
    "appointments_bookingrules",
)
SQLITE = """
CREATE TRIGGER {table}_{event}_counts AFTER {event} ON {table}
BEGIN
  INSERT INTO appointments_planrevision (id, number, "transaction") VALUES (1, 1, 0)
  ON CONFLICT (id) DO UPDATE SET number = number + 1;
END
"""
FUNCTION = """
CREATE FUNCTION plan_revision_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO appointments_planrevision AS plan (id, number, transaction) VALUES (1, 1, txid_current())
  ON CONFLICT (id) DO UPDATE SET number = plan.number + 1, transaction = txid_current()
  WHERE plan.transaction <> txid_current();
  RETURN NULL;
END
$$
"""
POSTGRESQL = """
CREATE CONSTRAINT TRIGGER {table}_counts AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION plan_revision_counts()
"""
EVENTS = ("insert", "update", "delete")


def count(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        for table in TABLES:
            editor.execute(POSTGRESQL.format(table=table))
    else:
        for table in TABLES:
            for event in EVENTS:
                editor.execute(SQLITE.format(table=table, event=event))


def stop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(f"DROP TRIGGER {table}_counts ON {table}")
        editor.execute("DROP FUNCTION plan_revision_counts()")
    else:
        for table in TABLES:
            for event in EVENTS:
                editor.execute(f"DROP TRIGGER {table}_{event}_counts")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_city_rules"), ("catalog", "0007_exchange")]
    operations = [
        migrations.CreateModel(
            name="PlanRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=1)),
                ("transaction", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(count, stop),
    ]
