"""The courts stand beside the law of procedure; an arrival can be disputed."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def take_courts_from_the_law(apps: Any, _schema_editor: object) -> None:
    """Until now the social law could be chosen only with the social courts."""
    apps.get_model("decisions", "Decision").objects.filter(law="social").update(court="social")


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0013_specialist_systems'),
        ('decisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceLaw',
            fields=[
                ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='decision_law', serialize=False, to='catalog.publicservice')),
                ('law', models.CharField(choices=[('general', 'general'), ('social', 'social'), ('tax', 'tax')], max_length=10)),
                ('court', models.CharField(choices=[('administrative', 'administrative'), ('social', 'social')], max_length=14)),
                ('source', models.CharField(max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name='decision',
            name='court',
            field=models.CharField(choices=[('administrative', 'administrative'), ('social', 'social')], db_default='administrative', default='administrative', max_length=14),
        ),
        migrations.RunPython(take_courts_from_the_law, migrations.RunPython.noop),
        migrations.AddField(
            model_name='delivery',
            name='disputed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
