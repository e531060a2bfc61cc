"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('steering', '0001_targets'),
        ('steering', '0002_one_target_a_day'),
        ('steering', '0003_measures'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0013_specialist_systems'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Target',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('indicator', models.CharField(max_length=60)),
                    ('starts_on', models.DateField()),
                    ('at_least', models.FloatField(blank=True, null=True)),
                    ('at_most', models.FloatField(blank=True, null=True)),
                    ('reason', models.CharField(max_length=200)),
                    ('set_by', models.CharField(max_length=80)),
                    ('set_at', models.DateTimeField()),
                    ('command_id', models.UUIDField(unique=True)),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['indicator', 'starts_on'], name='target_indicator_start')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('at_least__isnull', True), ('at_most__isnull', True), ('at_least__lte', models.F('at_most')), _connector='OR'), name='target_bounds_in_order'), models.UniqueConstraint(condition=models.Q(('district__isnull', True)), fields=('indicator', 'starts_on'), name='target_of_city_once'), models.UniqueConstraint(condition=models.Q(('district__isnull', False)), fields=('indicator', 'district', 'starts_on'), name='target_of_district_once')],
                },
            ),
            migrations.CreateModel(
                name='Measure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120)),
                    ('hypothesis', models.TextField()),
                    ('indicator', models.CharField(max_length=60)),
                    ('expected_change', models.FloatField()),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(null=True)),
                    ('is_recorded_afterwards', models.BooleanField()),
                    ('recorded_by', models.CharField(max_length=80)),
                    ('recorded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('command_id', models.UUIDField(unique=True)),
                    ('districts', models.ManyToManyField(related_name='+', to='catalog.organisation')),
                    ('offices', models.ManyToManyField(related_name='+', to='catalog.office')),
                ],
                options={
                    'indexes': [models.Index(fields=['indicator', 'starts_on'], name='measure_indicator_start')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('expected_change', 0), _negated=True), name='measure_expects_a_change'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='measure_ends_after_its_start')],
                },
            ),
            migrations.CreateModel(
                name='MeasureEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('recorded', 'Recorded'), ('changed', 'Changed'), ('ended', 'Ended'), ('withdrawn', 'Withdrawn')], max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('before', models.JSONField(default=dict)),
                    ('actor', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='steering.measure')),
                ],
                options={
                    'indexes': [models.Index(fields=['measure', 'at'], name='measure_history')],
                },
            ),
        ]),
    ]
