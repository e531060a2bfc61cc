from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0012_plan_counted_again")]
    operations = [
        migrations.AddField(
            model_name="capacityday",
            name="reserved",
            field=models.BinaryField(default=b""),
        ),
    ]
