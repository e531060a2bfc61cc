"""What has written a capacity row stands beside it on PostgreSQL (`CapacityChange`), not in a column with an index.

Every booking changes such a row. Where no indexed column changes, PostgreSQL writes the new version into the page of the
old one and leaves all indexes alone (HOT). On SQLite all stays as it is, and so does the index, which Django no longer
knows of: who makes the table anew there has to make it again, with the triggers of 0014.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

before = import_module("einamt.procedures.appointments.migrations.0014_capacity_changes")

TABLE = before.TABLE
INDEX = f"CREATE INDEX capacity_changed_in ON {TABLE} (changed_in)"
POSTGRESQL = (
    """
CREATE FUNCTION capacity_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO appointments_capacitychange (changed_in, capacity_day_id) VALUES (txid_current(), NEW.id)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$
""",
    f"""
CREATE TRIGGER {TABLE}_noted AFTER INSERT OR UPDATE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION capacity_noted()
""",
)


def note_aside(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        editor.execute(INDEX)
        return
    for event in before.SQLITE:
        editor.execute(f"DROP TRIGGER {TABLE}_{event}_changed ON {TABLE}")
    editor.execute("DROP FUNCTION capacity_inserted()")
    editor.execute("DROP FUNCTION capacity_updated()")
    for statement in POSTGRESQL:
        editor.execute(statement)


def note_within(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        editor.execute("DROP INDEX capacity_changed_in")
        return
    editor.execute(f"DROP TRIGGER {TABLE}_noted ON {TABLE}")
    editor.execute("DROP FUNCTION capacity_noted()")
    for statement in before.POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("appointments", "0019_tours_count")]
    operations = [
        migrations.CreateModel(
            name="CapacityChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "changed_in", "capacity_day_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("changed_in", models.BigIntegerField()),
                ("capacity_day_id", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex("capacityday", "capacity_changed_in"),
        migrations.RunPython(note_aside, note_within),
    ]
