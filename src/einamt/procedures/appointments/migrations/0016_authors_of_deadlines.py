from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0015_limits_of_the_backlog")]
    operations = [
        migrations.AddField("statutorydeadline", "author", models.CharField(blank=True, default="", max_length=120)),
        migrations.AlterField("statutorydeadline", "author", models.CharField(blank=True, max_length=120)),
        migrations.AddField("statutorydeadline", "recorded_at", models.DateTimeField(null=True)),
    ]
