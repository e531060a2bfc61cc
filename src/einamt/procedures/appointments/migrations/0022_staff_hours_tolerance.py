"""How far hours and times may be apart is a rule of the city. SQLite makes the table anew: its triggers are put back."""

from importlib import import_module

from django.db import migrations, models

again = import_module("einamt.procedures.appointments.migrations.0012_plan_counted_again")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0021_findings_are_answered")]

    operations = [
        migrations.AddField(
            model_name="bookingrules",
            name="staff_hours_tolerance_percent",
            field=models.PositiveSmallIntegerField(db_default=20, default=20),
        ),
        migrations.RunPython(again.count_again, migrations.RunPython.noop),
    ]
