"""Every capacity row says what wrote it last (`CapacityDay.changed_in`); triggers see to it, whoever writes.

Which services are urgent counts as a change of the plan from now on, too: searches go by it.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

plan = import_module("einamt.procedures.appointments.migrations.0004_plan_revision")

TABLE = "appointments_capacityday"
URGENT = "appointments_bookingrules_urgent_services"
SQLITE = {
    event: f"""
CREATE TRIGGER {TABLE}_{event}_changed AFTER {event} {of} ON {TABLE}
BEGIN
  UPDATE {TABLE} SET changed_in = (SELECT max(changed_in) + 1 FROM {TABLE}) WHERE id = NEW.id;
END
"""
    for event, of in (("insert", ""), ("update", "OF day, first_minute, step_minutes, total, free, over, reserved, header"))
}
# A row that is updated was locked by its UPDATE; a trigger before it would lock it once more. The UPDATE of a booking
# says the number itself, for all others the trigger does.
POSTGRESQL = (
    """
CREATE FUNCTION capacity_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := txid_current();
  RETURN NEW;
END
$$
""",
    """
CREATE FUNCTION capacity_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE appointments_capacityday SET changed_in = txid_current() WHERE id = NEW.id;
  RETURN NULL;
END
$$
""",
    f"""
CREATE TRIGGER {TABLE}_insert_changed BEFORE INSERT ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION capacity_inserted()
""",
    f"""
CREATE TRIGGER {TABLE}_update_changed AFTER UPDATE ON {TABLE}
FOR EACH ROW WHEN (NEW.changed_in <> txid_current()) EXECUTE FUNCTION capacity_updated()
""",
)


def notice(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE.values():
        editor.execute(statement)
    if editor.connection.vendor == "postgresql":
        editor.execute(plan.POSTGRESQL.format(table=URGENT))
        return
    for event in plan.EVENTS:
        editor.execute(plan.SQLITE.format(table=URGENT, event=event))


def overlook(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    for event in SQLITE:
        editor.execute(f"DROP TRIGGER {TABLE}_{event}_changed{on}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION capacity_inserted()")
        editor.execute("DROP FUNCTION capacity_updated()")
        editor.execute(f"DROP TRIGGER {URGENT}_counts ON {URGENT}")
        return
    for event in plan.EVENTS:
        editor.execute(f"DROP TRIGGER {URGENT}_{event}_counts")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0013_reserved_counters")]
    operations = [
        migrations.AddField("capacityday", "changed_in", models.BigIntegerField(default=0)),
        migrations.AddIndex("capacityday", models.Index(fields=["changed_in"], name="capacity_changed_in")),
        migrations.RunPython(notice, overlook),
    ]
