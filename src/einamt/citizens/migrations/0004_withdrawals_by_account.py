from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0003_account_acts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accountact',
            name='act',
            field=models.CharField(choices=[('message', 'message'), ('fetch', 'fetch'), ('objection', 'objection'), ('withdrawal', 'withdrawal'), ('begun-for', 'begun-for')], max_length=12),
        ),
    ]
