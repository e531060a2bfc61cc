"""A file that is made again has another name, and its facts stay where they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_sealed_months")]
    operations = [
        migrations.AddField(
            model_name="factfile", name="renamed", field=models.UUIDField(editable=False, null=True)
        ),
    ]
