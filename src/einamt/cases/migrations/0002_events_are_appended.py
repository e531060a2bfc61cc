"""The history is appended: the database itself refuses to edit an event (it goes only together with its case)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER case_event_is_never_edited BEFORE UPDATE ON cases_caseevent
BEGIN SELECT RAISE(ABORT, 'events of a case are appended, never edited'); END
"""
POSTGRESQL = """
CREATE FUNCTION case_event_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'events of a case are appended, never edited' USING ERRCODE = 'integrity_constraint_violation'; END
$$;
CREATE TRIGGER case_event_is_never_edited BEFORE UPDATE ON cases_caseevent
FOR EACH ROW EXECUTE FUNCTION case_event_is_never_edited();
"""


def guard(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL)


def unguard(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER case_event_is_never_edited")
    else:
        editor.execute("DROP TRIGGER case_event_is_never_edited ON cases_caseevent")
        editor.execute("DROP FUNCTION case_event_is_never_edited()")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
