"""Each letter keeps its place in the batch: what is printed on it stays true when another letter goes."""

from typing import Any

from django.db import migrations, models


def number_those_in_batches(apps: Any, _schema_editor: object) -> None:
    """In the order in which they have been printed so far."""
    model = apps.get_model("notifications", "SentMessage")
    batch, place = None, 0
    rows = model.objects.exclude(batch=None).order_by("batch_id", "claimed_at", "command_id")
    for command_id, batch_id in list(rows.values_list("command_id", "batch_id")):
        batch, place = batch_id, place + 1 if batch_id == batch else 1
        model.objects.filter(command_id=command_id).update(place=place)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_troubles_and_letters")]
    operations = [
        migrations.AddField(
            model_name="sentmessage",
            name="place",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(number_those_in_batches, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="sentmessage",
            constraint=models.UniqueConstraint(fields=("batch", "place"), name="letter_place"),
        ),
    ]
