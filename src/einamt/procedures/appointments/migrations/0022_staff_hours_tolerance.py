from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0021_findings_are_answered")]

    operations = [
        migrations.AddField(
            model_name="bookingrules",
            name="staff_hours_tolerance_percent",
            field=models.PositiveSmallIntegerField(db_default=20, default=20),
        ),
    ]
