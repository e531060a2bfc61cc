"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

from importlib import import_module

import einamt.kernel.identifiers
from django.db import migrations, models

from einamt.platform.migrating import CreateModels

chain = import_module('einamt.platform.audit.migrations.0002_chain')


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
        ('audit', '0002_chain'),
        ('audit', '0003_two_persons'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ReadingEntry',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('actor', models.CharField(max_length=120)),
                    ('what', models.CharField(max_length=60)),
                    ('subject', models.CharField(max_length=120)),
                    ('purpose', models.CharField(max_length=200)),
                    ('at', models.DateTimeField()),
                    ('mac', models.CharField(max_length=64)),
                ],
                options={
                    'indexes': [models.Index(fields=['subject', 'at'], name='reading_subject'), models.Index(fields=['at'], name='reading_at')],
                },
            ),
            migrations.CreateModel(
                name='ChainLink',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('entry_id', models.UUIDField(unique=True)),
                    ('seal', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='ChainStart',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('seal', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('mac', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='LogRequest',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('subject', models.CharField(max_length=120)),
                    ('reason', models.CharField(max_length=500)),
                    ('asked_by', models.CharField(max_length=120)),
                    ('asked_at', models.DateTimeField()),
                    ('released_by', models.CharField(blank=True, max_length=120)),
                    ('expires_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('released_by', models.F('asked_by')), _negated=True), name='log_needs_two_persons')],
                },
            ),
        ]),
        migrations.RunPython(chain.guard, chain.unguard),
    ]
