import django.db.models.deletion
from django.db import migrations, models

import einamt.kernel.identifiers
import einamt.platform.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0017_help_orders"),
        ("catalog", "0011_papers_and_fees_in_every_language"),
    ]
    operations = [
        migrations.AddField("appointment", "is_home_visit", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("hold", "is_home_visit", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="HomeVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", einamt.platform.crypto.fields.EncryptedTextField()),
                (
                    "appointment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="home_visit",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="home_visit",
                        to="appointments.hold",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(hold=None) ^ models.Q(appointment=None),
                        name="home_visit_of_hold_or_appointment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base_latitude", models.FloatField()),
                ("base_longitude", models.FloatField()),
                ("kmh", models.PositiveSmallIntegerField()),
                ("overhead_minutes", models.PositiveSmallIntegerField()),
                ("radius_km", models.PositiveSmallIntegerField()),
                ("notice_hours", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField()),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tour",
                        to="appointments.countergroup",
                    ),
                ),
                ("services", models.ManyToManyField(related_name="tours", to="catalog.publicservice")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(kmh__range=(1, 150)), name="tour_speed"),
                    models.CheckConstraint(condition=models.Q(overhead_minutes__lte=120), name="tour_overhead"),
                ],
            },
        ),
    ]
