"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

from importlib import import_module

import django.db.models.deletion
import einamt.kernel.identifiers
from django.db import migrations, models

from einamt.platform.migrating import CreateModels

events = import_module('einamt.cases.migrations.0002_events_are_appended')


class Migration(migrations.Migration):

    replaces = [
        ('cases', '0001_initial'),
        ('cases', '0002_events_are_appended'),
        ('cases', '0003_closed_index'),
        ('cases', '0005_promise_has_a_source'),
        ('cases', '0006_blocks'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0012_findings_owners_and_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(max_length=12, unique=True)),
                    ('code_hash', models.CharField(max_length=64)),
                    ('kind', models.CharField(max_length=40)),
                    ('state', models.CharField(max_length=40)),
                    ('channel', models.CharField(choices=[('portal', 'portal'), ('counter', 'counter'), ('hotline', 'hotline'), ('kiosk', 'kiosk'), ('mobile', 'mobile'), ('letter', 'letter'), ('api', 'api')], max_length=20)),
                    ('promised_at', models.DateTimeField(null=True)),
                    ('promise_source', models.CharField(blank=True, max_length=200)),
                    ('opened_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='catalog.office')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='catalog.organisation')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='catalog.publicservice')),
                    ('promise_basis', models.CharField(blank=True, choices=[('statute', 'statute'), ('service-standard', 'service-standard'), ('city', 'city')], max_length=20)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='case_closed')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('promised_at', None), models.Q(models.Q(('promise_basis', ''), _negated=True), models.Q(('promise_source', ''), _negated=True)), _connector='OR'), name='case_promise_has_a_source')],
                },
            ),
            migrations.CreateModel(
                name='CaseEvent',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=60)),
                    ('state', models.CharField(max_length=40)),
                    ('occurred_at', models.DateTimeField()),
                    ('actor', models.CharField(max_length=120)),
                    ('channel', models.CharField(max_length=20)),
                    ('data', models.JSONField(default=dict)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='cases.case')),
                ],
                options={
                    'ordering': ['occurred_at', 'id'],
                },
            ),
            migrations.CreateModel(
                name='CaseBlock',
                fields=[
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='block', serialize=False, to='cases.case')),
                    ('basis', models.CharField(choices=[('asked', 'asked'), ('instead', 'instead')], max_length=12)),
                    ('reason', models.CharField(max_length=200)),
                    ('blocked_at', models.DateTimeField()),
                ],
            ),
        ]),
        migrations.RunPython(events.guard, events.unguard),
    ]
