"""One target for an indicator, a place and a day: of several, the one set last has counted."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_what_counted(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Forget the targets that another one of the same day has replaced."""
    target = apps.get_model("steering", "Target")
    seen = set()
    for row in target.objects.order_by("-set_at", "-pk"):
        key = (row.indicator, row.district_id, row.starts_on)
        if key in seen:
            row.delete()
        seen.add(key)


class Migration(migrations.Migration):

    dependencies = [
        ("steering", "0001_targets"),
    ]

    operations = [
        migrations.RunPython(keep_what_counted, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("district__isnull", True)),
                fields=("indicator", "starts_on"),
                name="target_of_city_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("district__isnull", False)),
                fields=("indicator", "district", "starts_on"),
                name="target_of_district_once",
            ),
        ),
    ]
