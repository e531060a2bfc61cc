"""An answer is written with what it answers: none waits for one any more. No release has had the table before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("idempotency", "0001_initial")]
    operations = [
        migrations.RunSQL("DELETE FROM idempotency_keptanswer WHERE status IS NULL", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="keptanswer", name="status", field=models.PositiveSmallIntegerField()
        ),
    ]
