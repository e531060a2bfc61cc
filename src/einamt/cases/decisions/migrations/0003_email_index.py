"""Whose a decision is, is found by an index: nobody's address is opened for it any more."""

from typing import Any

from django.db import migrations

import einamt.platform.crypto.fields
from einamt.platform.crypto.fields import blind_index


def index_those_there(apps: Any, _schema_editor: object) -> None:
    """By the index of an appointment's contact."""
    model = apps.get_model("decisions", "Decision")
    for each in model.objects.filter(email_index=None).only("pk", "email").iterator(chunk_size=500):
        index = blind_index(text=each.email, purpose="appointments.contact") if each.email else ""
        model.objects.filter(pk=each.pk).update(email_index=index)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_service_law_and_disputes")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="email_index",
            field=einamt.platform.crypto.fields.BlindIndexField(db_index=True, max_length=64, null=True),
        ),
        migrations.RunPython(index_those_there, migrations.RunPython.noop),
    ]
