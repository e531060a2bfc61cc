from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0011_sent_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='floorrules',
            name='call_minutes',
            field=models.PositiveSmallIntegerField(default=2),
        ),
    ]
