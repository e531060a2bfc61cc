"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
import einamt.procedures.visits.rules
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('visits', '0001_initial'),
        ('visits', '0002_start_park_and_hand_on'),
        ('visits', '0003_a_visit_belongs_to_a_case'),
        ('visits', '0004_every_visit_has_a_case'),
        ('visits', '0005_walk_ins_and_numbers'),
        ('visits', '0006_stops_until_and_counters_opened'),
        ('visits', '0007_floor_rules_with_four_eyes'),
        ('visits', '0008_where_somebody_was_called_last'),
        ('visits', '0009_counters_rest'),
        ('visits', '0010_what_was_done'),
        ('visits', '0011_sent_on'),
        ('visits', '0012_how_long_a_call_lasts'),
    ]

    initial = True

    dependencies = [
        ('appointments', '0020_changes_noted_aside'),
        ('cases', '0006_blocks'),
        ('catalog', '0013_specialist_systems'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('visit_date', models.DateField()),
                    ('state', models.CharField(choices=[('expected', 'expected'), ('waiting', 'waiting'), ('called', 'called'), ('serving', 'serving'), ('parked', 'parked'), ('done', 'done'), ('no-show', 'no-show'), ('left', 'left'), ('sent-on', 'sent-on'), ('withdrawn', 'withdrawn')], max_length=20)),
                    ('counter', models.CharField(blank=True, max_length=20)),
                    ('arrived_at', models.DateTimeField(null=True)),
                    ('called_at', models.DateTimeField(null=True)),
                    ('last_called_at', models.DateTimeField(null=True)),
                    ('calls', models.PositiveSmallIntegerField(default=0)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('note', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='catalog.office')),
                    ('before', models.JSONField(default=dict)),
                    ('due_at', models.DateTimeField(null=True)),
                    ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handed_visits', to='appointments.countergroup')),
                    ('part', models.PositiveSmallIntegerField(default=0)),
                    ('resumed_at', models.DateTimeField(null=True)),
                    ('started_at', models.DateTimeField(null=True)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='visit', to='cases.case')),
                    ('number', models.CharField(blank=True, max_length=10)),
                    ('service_minutes', models.PositiveSmallIntegerField(null=True)),
                    ('last_counter', models.CharField(blank=True, max_length=20)),
                    ('last_group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.countergroup')),
                    ('done', models.JSONField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['office', 'visit_date', 'state'], name='visit_office_day_state')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', [einamt.procedures.visits.rules.State['CALLED'], einamt.procedures.visits.rules.State['SERVING']])), fields=('office', 'visit_date', 'counter'), name='visit_one_at_a_counter'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('office', 'visit_date', 'number'), name='visit_number_once')],
                },
            ),
            migrations.CreateModel(
                name='VisitCommand',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('done_at', models.DateTimeField()),
                    ('visit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='commands', to='visits.visit')),
                ],
            ),
            migrations.CreateModel(
                name='FloorRevision',
                fields=[
                    ('office', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='floor_revision', serialize=False, to='catalog.office')),
                    ('number', models.PositiveBigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='FloorRules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(unique=True)),
                    ('check_in_minutes', models.PositiveSmallIntegerField(default=30)),
                    ('source', models.CharField(max_length=200)),
                    ('author', models.CharField(blank=True, max_length=120)),
                    ('recorded_at', models.DateTimeField(null=True)),
                    ('call_minutes', models.PositiveSmallIntegerField(default=2)),
                ],
            ),
            migrations.CreateModel(
                name='EmergencyReason',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40)),
                    ('rank', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('name_en', models.CharField(max_length=200)),
                    ('rules', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='visits.floorrules')),
                ],
                options={
                    'ordering': ['rank', 'code'],
                    'constraints': [models.UniqueConstraint(fields=('rules', 'code'), name='emergency_reason_once')],
                },
            ),
            migrations.CreateModel(
                name='TicketSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('letter', models.CharField(max_length=1)),
                    ('last', models.PositiveIntegerField(default=0)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticket_series', to='catalog.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'day', 'letter'), name='ticket_series_once')],
                },
            ),
            migrations.CreateModel(
                name='TicketStop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('reason', models.CharField(max_length=200)),
                    ('stopped_by', models.CharField(max_length=120)),
                    ('stopped_at', models.DateTimeField()),
                    ('ended_by', models.CharField(blank=True, max_length=120)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='ticket_stops', to='appointments.countergroup')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticket_stops', to='catalog.office')),
                    ('until_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('office', 'day', 'group'), name='ticket_stop_of_group_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('group', None)), fields=('office', 'day'), name='ticket_stop_of_all_once')],
                },
            ),
            migrations.CreateModel(
                name='WalkIn',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('wishes', models.JSONField()),
                    ('reason', models.CharField(blank=True, max_length=40)),
                    ('rank', models.PositiveSmallIntegerField(null=True)),
                    ('language', models.CharField(default='de', max_length=10)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='walk_in', to='cases.case')),
                    ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='walk_ins', to='appointments.countergroup')),
                    ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='goes_on_as', to='cases.case')),
                    ('origin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='all_that_followed', to='cases.case')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rank', None), ('reason', '')), models.Q(models.Q(('reason', ''), _negated=True), ('rank__isnull', False)), _connector='OR'), name='walk_in_rank_of_reason')],
                },
            ),
            migrations.CreateModel(
                name='CounterOpening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('counter', models.CharField(max_length=20)),
                    ('opened_by', models.CharField(max_length=120)),
                    ('opened_at', models.DateTimeField()),
                    ('closed_by', models.CharField(blank=True, max_length=120)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counter_openings', to='appointments.countergroup')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counter_openings', to='catalog.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('office', 'day', 'counter'), name='counter_opening_once')],
                },
            ),
            migrations.CreateModel(
                name='FloorProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('values', models.JSONField()),
                    ('reason', models.TextField()),
                    ('author', models.CharField(max_length=120)),
                    ('proposed_at', models.DateTimeField()),
                    ('decided_by', models.CharField(blank=True, max_length=120)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('outcome', models.CharField(choices=[('open', 'Open'), ('in-force', 'In Force'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                    ('withdrawn_by', models.CharField(blank=True, max_length=120)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('rules', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='visits.floorrules')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'in-force'), _negated=True), models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('decided_by', models.F('author')), _negated=True)), _connector='OR'), name='floor_proposal_four_eyes'), models.CheckConstraint(condition=models.Q(('outcome', 'open'), ('decided_at__isnull', False), _connector='XOR'), name='floor_proposal_decided')],
                },
            ),
            migrations.CreateModel(
                name='CounterRest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('counter', models.CharField(max_length=20)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counter_rests', to='catalog.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'day', 'counter'), name='counter_rest_once')],
                },
            ),
        ]),
    ]
