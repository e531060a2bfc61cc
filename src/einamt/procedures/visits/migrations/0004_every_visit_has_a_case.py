"""Every visit names its case, and no longer the appointment beside it.

A migration of its own, because PostgreSQL does not alter a table whose rows the same transaction has written.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_a_visit_belongs_to_a_case")]
    operations = [
        migrations.AlterField(
            model_name="visit",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="visit", to="cases.case"
            ),
        ),
        migrations.RemoveField(model_name="visit", name="appointment"),
    ]
