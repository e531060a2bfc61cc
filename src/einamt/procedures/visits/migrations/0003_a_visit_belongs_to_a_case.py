"""A visit belongs to a case; that the case is an appointment's is one way among others."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def name_cases(apps: migrations.state.StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    case_of = apps.get_model("appointments", "Appointment").objects.filter(pk=OuterRef("appointment_id"))
    apps.get_model("visits", "Visit").objects.update(case_id=Subquery(case_of.values("case_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_closed_index"),
        ("visits", "0002_start_park_and_hand_on"),
    ]
    operations = [
        migrations.AddField(
            model_name="visit",
            name="case",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="visit", to="cases.case"
            ),
        ),
        migrations.RunPython(name_cases, migrations.RunPython.noop),
    ]
