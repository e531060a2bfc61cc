"""The log is chained, and the database itself refuses to edit it; what was there before is taken as it is."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from einamt.platform.audit.chain import entry_mac

TABLES = ("audit_readingentry", "audit_chainlink", "audit_chainstart")
GONE = {
    "audit_readingentry": (
        "EXISTS (SELECT 1 FROM audit_chainlink JOIN audit_chainstart"
        " ON audit_chainlink.position <= audit_chainstart.position WHERE audit_chainlink.entry_id = OLD.id)"
    ),
    "audit_chainlink": "EXISTS (SELECT 1 FROM audit_chainstart WHERE audit_chainstart.position >= OLD.position)",
    "audit_chainstart": "EXISTS (SELECT 1 FROM audit_chainstart newer WHERE newer.position > OLD.position)",
}
"""A row may go once the chain begins behind it."""
EDITED = "the log of reading is appended, never edited"
DELETED = "the log of reading lets go only what was kept long enough"

def sqlite(table: str) -> Sequence[str]:
    return (
        f"CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{EDITED}'); END",
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} WHEN NOT {GONE[table]}"
        f" BEGIN SELECT RAISE(ABORT, '{DELETED}'); END",
    )

def postgresql(table: str) -> Sequence[str]:
    return (
        f"""CREATE FUNCTION {table}_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{EDITED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"""CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT {GONE[table]} THEN
            RAISE EXCEPTION '{DELETED}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN OLD;
        END $$""",
        f"CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_is_never_edited()",
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()",
    )

def code_entries(apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("audit", "ReadingEntry")
    for entry in model.objects.filter(mac="").iterator(chunk_size=1000):
        mac = entry_mac(
            entry_id=entry.pk,
            actor=entry.actor,
            what=entry.what,
            subject=entry.subject,
            purpose=entry.purpose,
            at=entry.at,
        )
        model.objects.filter(pk=entry.pk).update(mac=mac)

def guard(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    write = sqlite if editor.connection.vendor == "sqlite" else postgresql
    for table in TABLES:
        for statement in write(table):
            editor.execute(statement)


def unguard(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        for name in (f"{table}_is_never_edited", f"{table}_is_kept"):
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER {name}")
            else:
                editor.execute(f"DROP TRIGGER {name} ON {table}")
                editor.execute(f"DROP FUNCTION {name}()")

class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="ChainLink",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ChainStart",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("seal", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("mac", models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="readingentry",
            name="mac",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(code_entries, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
