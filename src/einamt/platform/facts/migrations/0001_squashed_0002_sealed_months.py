"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('facts', '0001_initial'),
        ('facts', '0002_sealed_months'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Fact',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('schema', models.CharField(max_length=60)),
                    ('occurred_at', models.DateTimeField()),
                    ('data', models.JSONField()),
                ],
                options={
                    'indexes': [models.Index(fields=['schema', 'occurred_at'], name='fact_schema_occurred')],
                },
            ),
            migrations.CreateModel(
                name='FactFile',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('schema', models.CharField(max_length=60)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('month', models.CharField(max_length=7)),
                    ('rows', models.PositiveIntegerField()),
                    ('bytes', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('written_at', models.DateTimeField()),
                    ('sealed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['schema', 'month'], name='fact_file_schema_month')],
                },
            ),
            migrations.CreateModel(
                name='FiledFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('occurred_at', models.DateTimeField()),
                    ('data', models.JSONField()),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='facts.factfile')),
                ],
            ),
        ]),
    ]
