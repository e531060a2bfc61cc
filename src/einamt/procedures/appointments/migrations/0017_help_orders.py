import django.db.models.deletion
from django.db import migrations, models

import einamt.platform.crypto.fields


class Migration(migrations.Migration):
    """Orders of interpreters for appointments."""

    dependencies = [
        ("appointments", "0016_authors_of_deadlines"),
        ("catalog", "0011_papers_and_fees_in_every_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpOrder",
            fields=[
                ("id", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("kind", einamt.platform.crypto.fields.EncryptedTextField()),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.CharField(max_length=20)),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="help_orders",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="help_orders", to="catalog.office"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["office", "starts_at"], name="help_order_office_begin")],
            },
        ),
    ]
