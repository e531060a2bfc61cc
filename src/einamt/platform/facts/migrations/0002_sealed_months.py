"""Facts are kept beside their files until a month is sealed; of files written before, nothing else is left."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def seal_what_is_there(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The facts of these files were deleted when they were written."""
    apps.get_model("facts", "FactFile").objects.update(sealed_at=models.F("written_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("facts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="factfile",
            name="sealed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
        migrations.CreateModel(
            name="FiledFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField()),
                ("data", models.JSONField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="facts.factfile"
                    ),
                ),
            ],
        ),
    ]
