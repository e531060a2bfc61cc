"""A letter can be called back before it is posted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_places_of_letters")]
    operations = [
        migrations.AlterField(
            model_name="sentmessage",
            name="settled",
            field=models.CharField(
                blank=True,
                choices=[
                    ("other-way", "Other Way"),
                    ("resent", "Resent"),
                    ("done", "Done"),
                    ("recalled", "Recalled"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        )
    ]
