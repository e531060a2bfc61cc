"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

from importlib import import_module

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
import einamt.procedures.appointments.regulations
from django.db import migrations, models

from einamt.platform.migrating import CreateModels

plan = import_module('einamt.procedures.appointments.migrations.0004_plan_revision')
capacity = import_module('einamt.procedures.appointments.migrations.0014_capacity_changes')
tours = import_module('einamt.procedures.appointments.migrations.0019_tours_count')
aside = import_module('einamt.procedures.appointments.migrations.0020_changes_noted_aside')


def watch(apps, editor):
    for step in (plan.count, capacity.notice, tours.count, aside.note_aside):
        step(apps, editor)


def stop_watching(apps, editor):
    for step in (aside.note_within, tours.stop, capacity.overlook, plan.stop):
        step(apps, editor)


class Migration(migrations.Migration):

    replaces = [
        ('appointments', '0001_initial'),
        ('appointments', '0002_papers_ready'),
        ('appointments', '0003_city_rules'),
        ('appointments', '0004_plan_revision'),
        ('appointments', '0005_rules_kept'),
        ('appointments', '0006_supply_plans_and_offers'),
        ('appointments', '0007_reminders'),
        ('appointments', '0008_no_show_shares'),
        ('appointments', '0009_legs'),
        ('appointments', '0010_particulars'),
        ('appointments', '0011_waitlist_and_draws'),
        ('appointments', '0012_plan_counted_again'),
        ('appointments', '0013_reserved_counters'),
        ('appointments', '0014_capacity_changes'),
        ('appointments', '0015_limits_of_the_backlog'),
        ('appointments', '0016_authors_of_deadlines'),
        ('appointments', '0017_help_orders'),
        ('appointments', '0018_home_visits'),
        ('appointments', '0019_tours_count'),
        ('appointments', '0020_changes_noted_aside'),
        ('appointments', '0021_findings_are_answered'),
        ('appointments', '0022_staff_hours_tolerance'),
    ]

    initial = True

    dependencies = [
        ('cases', '0002_events_are_appended'),
        ('catalog', '0011_papers_and_fees_in_every_language'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='BookingRules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(unique=True)),
                    ('step_minutes', models.PositiveSmallIntegerField()),
                    ('horizon_days', models.PositiveSmallIntegerField()),
                    ('hold_minutes', models.PositiveSmallIntegerField()),
                    ('promise_days', models.PositiveSmallIntegerField()),
                    ('appointments_per_contact', models.PositiveSmallIntegerField()),
                    ('lead_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('source', models.CharField(max_length=200)),
                    ('author', models.CharField(blank=True, max_length=120)),
                    ('bulk_release_minimum', models.PositiveIntegerField(default=200)),
                    ('draw_minutes', models.PositiveSmallIntegerField(default=0)),
                    ('explanation', models.TextField(blank=True)),
                    ('explanation_en', models.TextField(blank=True)),
                    ('is_open_on_all_channels', models.BooleanField(default=True)),
                    ('late_arrival_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('late_open_hours', models.PositiveSmallIntegerField(default=24)),
                    ('late_release_hours', models.PositiveSmallIntegerField(default=48)),
                    ('late_share_percent', models.PositiveSmallIntegerField(default=0)),
                    ('no_show_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('offer_ahead_hours', models.PositiveSmallIntegerField(default=24)),
                    ('offer_minutes', models.PositiveSmallIntegerField(default=120)),
                    ('overbook_percent_max', models.PositiveSmallIntegerField(default=0)),
                    ('proof_fewest', models.PositiveIntegerField(default=150)),
                    ('proof_most', models.PositiveIntegerField(default=2400)),
                    ('recorded_at', models.DateTimeField(null=True)),
                    ('release_minute', models.PositiveSmallIntegerField(default=0)),
                    ('reminder_hours', models.JSONField(default=einamt.procedures.appointments.regulations.one_day_before)),
                    ('sources', models.JSONField(default=dict)),
                    ('urgent_services', models.ManyToManyField(related_name='+', to='catalog.publicservice')),
                    ('offers_unanswered', models.PositiveSmallIntegerField(default=3)),
                    ('backlog_offer_hours', models.PositiveSmallIntegerField(default=24)),
                    ('backlog_ahead_hours', models.PositiveSmallIntegerField(default=3)),
                    ('backlog_nearer_days', models.PositiveSmallIntegerField(default=7)),
                    ('backlog_offers', models.PositiveSmallIntegerField(default=3)),
                    ('staff_hours_tolerance_percent', models.PositiveSmallIntegerField(db_default=20, default=20)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('step_minutes__in', (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60))), name='rules_step_divides_an_hour'), models.CheckConstraint(condition=models.Q(('release_minute__lt', 1440)), name='rules_release_within_day'), models.CheckConstraint(condition=models.Q(('late_share_percent__lte', 100)), name='rules_late_share'), models.CheckConstraint(condition=models.Q(('late_open_hours__lte', models.F('late_release_hours'))), name='rules_late_order'), models.CheckConstraint(condition=models.Q(('overbook_percent_max__lte', 30)), name='rules_overbook'), models.CheckConstraint(condition=models.Q(('proof_fewest__gte', 1), ('proof_most__gte', models.F('proof_fewest'))), name='rules_proof_order'), models.CheckConstraint(condition=models.Q(('bulk_release_minimum__gte', 1)), name='rules_bulk_release')],
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('phone', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('address_index', einamt.platform.crypto.fields.BlindIndexField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='CounterGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.SlugField(max_length=40)),
                    ('name', models.CharField(max_length=120)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counter_groups', to='catalog.office')),
                    ('services', models.ManyToManyField(related_name='counter_groups', to='catalog.publicservice')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'key'), name='counter_group_key')],
                },
            ),
            migrations.CreateModel(
                name='CapacityDay',
                fields=[
                    ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('day', models.DateField()),
                    ('first_minute', models.PositiveSmallIntegerField()),
                    ('step_minutes', models.PositiveSmallIntegerField()),
                    ('total', models.BinaryField()),
                    ('free', models.BinaryField()),
                    ('over', models.BinaryField()),
                    ('header', models.BinaryField()),
                    ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='days', to='appointments.countergroup')),
                    ('reserved', models.BinaryField(default=b'')),
                    ('changed_in', models.BigIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('group', 'day'), name='capacity_group_day')],
                },
            ),
            migrations.CreateModel(
                name='Hold',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('start_minute', models.PositiveSmallIntegerField()),
                    ('steps', models.PositiveSmallIntegerField()),
                    ('wishes', models.JSONField()),
                    ('expires_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField()),
                    ('outcome', models.CharField(choices=[('kept', 'Kept'), ('booked', 'Booked'), ('released', 'Released'), ('expired', 'Expired')], default='kept', max_length=10)),
                    ('capacity_day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='appointments.capacityday')),
                    ('is_chain', models.BooleanField(db_default=False, default=False)),
                    ('is_home_visit', models.BooleanField(db_default=False, default=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['expires_at'], name='hold_expires')],
                },
            ),
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('start_minute', models.PositiveSmallIntegerField()),
                    ('steps', models.PositiveSmallIntegerField()),
                    ('starts_at', models.DateTimeField(db_index=True)),
                    ('ends_at', models.DateTimeField()),
                    ('wishes', models.JSONField()),
                    ('person_name', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('language', models.CharField(default='de', max_length=10)),
                    ('command_id', models.UUIDField(unique=True)),
                    ('changed_by', models.UUIDField(null=True)),
                    ('case_code', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('sequence', models.PositiveSmallIntegerField(default=0)),
                    ('booked_at', models.DateTimeField()),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appointment', to='cases.case')),
                    ('capacity_day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='appointments.capacityday')),
                    ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='appointments.contact')),
                    ('papers_ready', models.JSONField(default=list)),
                    ('is_home_visit', models.BooleanField(db_default=False, default=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_order')],
                },
            ),
            migrations.CreateModel(
                name='MinimumSupply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('per_day', models.PositiveIntegerField(null=True)),
                    ('per_1000_residents', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.organisation')),
                    ('rules', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minimum_supply', to='appointments.bookingrules')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('rules', 'organisation'), name='minimum_supply_once'), models.CheckConstraint(condition=models.Q(('per_day', None), ('per_1000_residents', None), _connector='XOR'), name='minimum_supply_one_measure')],
                },
            ),
            migrations.CreateModel(
                name='RuleFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40)),
                    ('subject', models.CharField(max_length=40)),
                    ('message', models.TextField()),
                    ('params', models.JSONField(default=dict)),
                    ('first_seen_at', models.DateTimeField()),
                    ('last_seen_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('owner', models.CharField(blank=True, max_length=120)),
                    ('note', models.TextField(blank=True)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rule_findings', to='catalog.office')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rule_findings', to='catalog.organisation')),
                    ('answer', models.TextField(blank=True, db_default='')),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('answered_by', models.CharField(blank=True, db_default='', max_length=120)),
                    ('due_date', models.DateField(null=True)),
                    ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='later', to='appointments.rulefinding')),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('told_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['rule', 'subject', 'first_seen_at'], name='rule_finding_history')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('rule', 'subject'), name='rule_finding_open_once')],
                },
            ),
            migrations.CreateModel(
                name='RulesProposal',
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
                    ('rules', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='appointments.bookingrules')),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdrawn_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'in-force'), _negated=True), models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('decided_by', models.F('author')), _negated=True)), _connector='OR'), name='rules_proposal_four_eyes'), models.CheckConstraint(condition=models.Q(('outcome', 'open'), ('decided_at__isnull', False), _connector='XOR'), name='rules_proposal_decided')],
                },
            ),
            migrations.CreateModel(
                name='PlanRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField(default=1)),
                    ('transaction', models.PositiveBigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='FailedSearch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hour', models.DateTimeField()),
                    ('service', models.CharField(max_length=80)),
                    ('district', models.CharField(blank=True, max_length=80)),
                    ('office', models.CharField(blank=True, max_length=80)),
                    ('is_narrowed', models.BooleanField()),
                    ('count', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('hour', 'service', 'district', 'office', 'is_narrowed'), name='failed_search_counted_once')],
                },
            ),
            migrations.CreateModel(
                name='BacklogEntry',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(max_length=200)),
                    ('lost_starts_at', models.DateTimeField()),
                    ('deadline_date', models.DateField(null=True)),
                    ('created_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('offered', 'Offered'), ('settled', 'Settled')], default='waiting', max_length=10)),
                    ('settled', models.CharField(blank=True, choices=[('', 'Not Yet'), ('moved', 'Moved'), ('cancelled', 'Cancelled'), ('restored', 'Restored'), ('by-hand', 'By Hand'), ('over', 'Over')], default='', max_length=10)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('told_at', models.DateTimeField(null=True)),
                    ('needs_call', models.BooleanField(default=False)),
                    ('called_at', models.DateTimeField(null=True)),
                    ('called_by', models.CharField(blank=True, max_length=80)),
                    ('offers_made', models.PositiveSmallIntegerField(default=0)),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backlog_entries', to='appointments.appointment')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'settled'), _negated=True), fields=['deadline_date', 'created_at'], name='backlog_open')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'settled'), _negated=True), fields=('appointment',), name='backlog_open_once')],
                },
            ),
            migrations.CreateModel(
                name='Offer',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=20)),
                    ('subject_id', models.UUIDField()),
                    ('start_minute', models.PositiveSmallIntegerField()),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('outcome', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('capacity_day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='appointments.capacityday')),
                    ('hold', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offers', to='appointments.hold')),
                ],
                options={
                    'indexes': [models.Index(fields=['outcome', 'expires_at'], name='offer_expires')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'open')), fields=('kind', 'subject_id'), name='offer_open_once')],
                },
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('closure', 'Closure'), ('closing-early', 'Closing Early'), ('counters', 'Counters'), ('lending', 'Lending'), ('opening', 'Opening'), ('roster', 'Roster'), ('factor', 'Factor'), ('holiday', 'Holiday'), ('holiday-removed', 'Holiday Removed'), ('group', 'Group')], max_length=20)),
                    ('reason', models.CharField(max_length=200)),
                    ('author', models.CharField(max_length=80)),
                    ('made_at', models.DateTimeField()),
                    ('command_id', models.UUIDField(unique=True)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdrawn_by', models.CharField(blank=True, max_length=80)),
                    ('offices', models.ManyToManyField(related_name='plans', to='catalog.office')),
                ],
                options={
                    'indexes': [models.Index(fields=['-made_at'], name='plan_made_at')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='plan_order')],
                },
            ),
            migrations.CreateModel(
                name='Holiday',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('name', models.CharField(max_length=120)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='catalog.organisation')),
                    ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('plan', None)), fields=('organisation', 'day'), name='holiday_once')],
                },
            ),
            migrations.CreateModel(
                name='OpeningRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField()),
                    ('opens_minute', models.PositiveSmallIntegerField()),
                    ('closes_minute', models.PositiveSmallIntegerField()),
                    ('counters', models.PositiveSmallIntegerField()),
                    ('valid_from', models.DateField()),
                    ('valid_until', models.DateField(null=True)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_rules', to='appointments.countergroup')),
                    ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='opening_rules', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='opening_weekday'), models.CheckConstraint(condition=models.Q(('closes_minute__gt', models.F('opens_minute'))), name='opening_order'), models.CheckConstraint(condition=models.Q(('closes_minute__lte', 1440)), name='opening_within_day'), models.CheckConstraint(condition=models.Q(('counters__lte', 255)), name='opening_counters_fit_a_byte')],
                },
            ),
            migrations.CreateModel(
                name='Closure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('reason', models.CharField(max_length=200)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='catalog.office')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='catalog.organisation')),
                    ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='closure_order'), models.CheckConstraint(condition=models.Q(('organisation', None), ('office', None), _connector='XOR'), name='closure_of_office_or_organisation')],
                },
            ),
            migrations.CreateModel(
                name='CapacityFactor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_day', models.DateField()),
                    ('end_day', models.DateField()),
                    ('percent', models.PositiveSmallIntegerField()),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='factors', to='catalog.office')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='factors', to='catalog.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('end_day__gt', models.F('first_day'))), name='factor_days'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='factor_percent'), models.CheckConstraint(condition=models.Q(('organisation', None), ('office', None), _connector='XOR'), name='factor_of_office_or_organisation')],
                },
            ),
            migrations.CreateModel(
                name='GroupChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_before', models.CharField(blank=True, max_length=120)),
                    ('name_after', models.CharField(max_length=120)),
                    ('services_added', models.JSONField(default=list)),
                    ('services_removed', models.JSONField(default=list)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='appointments.countergroup')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_changes', to='appointments.plan')),
                ],
            ),
            migrations.CreateModel(
                name='HolidayRemoval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('holiday', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='appointments.holiday')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holiday_removals', to='appointments.plan')),
                ],
            ),
            migrations.CreateModel(
                name='OpeningEnd',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ends_on', models.DateField()),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ends', to='appointments.openingrule')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_ends', to='appointments.plan')),
                ],
            ),
            migrations.CreateModel(
                name='RosterShift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(db_index=True)),
                    ('opens_minute', models.PositiveSmallIntegerField()),
                    ('closes_minute', models.PositiveSmallIntegerField()),
                    ('counters', models.PositiveSmallIntegerField()),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster_shifts', to='appointments.countergroup')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster_shifts', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_minute__gt', models.F('opens_minute')), ('closes_minute__lte', 1440)), name='roster_shift_minutes'), models.CheckConstraint(condition=models.Q(('counters__lte', 255)), name='roster_shift_fits_a_byte')],
                },
            ),
            migrations.CreateModel(
                name='StatutoryDeadline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(max_length=200)),
                    ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='statutory_deadline', to='catalog.publicservice')),
                    ('author', models.CharField(blank=True, max_length=120)),
                    ('recorded_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SupplyChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_day', models.DateField()),
                    ('end_day', models.DateField()),
                    ('opens_minute', models.PositiveSmallIntegerField()),
                    ('closes_minute', models.PositiveSmallIntegerField()),
                    ('counters', models.SmallIntegerField(null=True)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supply_changes', to='appointments.countergroup')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supply_changes', to='appointments.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('end_day__gt', models.F('first_day'))), name='supply_change_days'), models.CheckConstraint(condition=models.Q(('closes_minute__gt', models.F('opens_minute')), ('closes_minute__lte', 1440)), name='supply_change_minutes'), models.CheckConstraint(condition=models.Q(('counters', None), ('counters__range', (-255, 255)), _connector='OR'), name='supply_change_fits_a_byte')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('starts_at', models.DateTimeField()),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('is_needed', models.BooleanField()),
                    ('made_at', models.DateTimeField()),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='appointments.appointment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('appointment', 'starts_at', 'hours'), name='reminder_once')],
                },
            ),
            migrations.CreateModel(
                name='NoShowShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('appointments', models.PositiveIntegerField()),
                    ('missed', models.PositiveIntegerField()),
                    ('measured_on', models.DateField()),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='no_show_shares', to='appointments.countergroup')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('group', 'valid_from'), name='no_show_share_once'), models.CheckConstraint(condition=models.Q(('missed__lte', models.F('appointments'))), name='no_show_share_of_appointments')],
                },
            ),
            migrations.CreateModel(
                name='Leg',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('start_minute', models.PositiveSmallIntegerField()),
                    ('steps', models.PositiveSmallIntegerField()),
                    ('wishes', models.JSONField()),
                    ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='appointments.appointment')),
                    ('capacity_day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='appointments.capacityday')),
                    ('hold', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='appointments.hold')),
                ],
                options={
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('hold', 'position'), name='leg_of_hold_once'), models.UniqueConstraint(fields=('appointment', 'position'), name='leg_of_appointment_once'), models.CheckConstraint(condition=models.Q(('hold', None), ('appointment', None), _connector='XOR'), name='leg_of_hold_or_appointment')],
                },
            ),
            migrations.CreateModel(
                name='AppointmentParticulars',
                fields=[
                    ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='particulars', serialize=False, to='appointments.appointment')),
                    ('content', einamt.platform.crypto.fields.EncryptedTextField()),
                ],
            ),
            migrations.CreateModel(
                name='ArrangedHelp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20, unique=True)),
                    ('notice_days', models.PositiveSmallIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='Draw',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('seed', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('commitment', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('announced', 'Announced'), ('drawn', 'Drawn')], default='announced', max_length=10)),
                    ('drawn_at', models.DateTimeField(null=True)),
                    ('order', models.JSONField(default=list)),
                    ('offers_made', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'indexes': [models.Index(fields=['state', 'closes_at'], name='draw_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='draw_order')],
                },
            ),
            migrations.CreateModel(
                name='KeptBack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('draw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='kept_back', to='appointments.draw')),
                    ('hold', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='kept_back', to='appointments.hold')),
                ],
            ),
            migrations.CreateModel(
                name='WaitlistEntry',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('lot', models.CharField(max_length=32, unique=True)),
                    ('rank', models.PositiveIntegerField(null=True)),
                    ('wishes', models.JSONField()),
                    ('office_ids', models.JSONField(default=list)),
                    ('weekdays', models.JSONField(default=list)),
                    ('from_minute', models.PositiveSmallIntegerField(default=0)),
                    ('until_minute', models.PositiveSmallIntegerField(default=1440)),
                    ('earliest_date', models.DateField(null=True)),
                    ('latest_date', models.DateField()),
                    ('person_name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('phone', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('address_index', einamt.platform.crypto.fields.BlindIndexField(max_length=64)),
                    ('language', models.CharField(default='de', max_length=10)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('command_id', models.UUIDField(unique=True)),
                    ('state', models.CharField(choices=[('unconfirmed', 'Unconfirmed'), ('waiting', 'Waiting'), ('offered', 'Offered'), ('booked', 'Booked'), ('left', 'Left'), ('unanswered', 'Unanswered'), ('over', 'Over')], default='unconfirmed', max_length=12)),
                    ('created_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('unanswered', models.PositiveSmallIntegerField(default=0)),
                    ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waitlist_entry', to='appointments.appointment')),
                    ('draw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='appointments.draw')),
                ],
                options={
                    'indexes': [models.Index(fields=['state', 'confirmed_at'], name='waitlist_line')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('unconfirmed', 'waiting', 'offered'))), fields=('address_index',), name='waitlist_open_once')],
                },
            ),
            migrations.CreateModel(
                name='HelpOrder',
                fields=[
                    ('id', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                    ('starts_at', models.DateTimeField()),
                    ('kind', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('ordered_at', models.DateTimeField()),
                    ('ordered_by', models.CharField(max_length=20)),
                    ('called_off_at', models.DateTimeField(null=True)),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_orders', to='appointments.appointment')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_orders', to='catalog.office')),
                ],
                options={
                    'indexes': [models.Index(fields=['office', 'starts_at'], name='help_order_office_begin')],
                },
            ),
            migrations.CreateModel(
                name='HomeVisit',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('content', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='home_visit', to='appointments.appointment')),
                    ('hold', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='home_visit', to='appointments.hold')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('hold', None), ('appointment', None), _connector='XOR'), name='home_visit_of_hold_or_appointment')],
                },
            ),
            migrations.CreateModel(
                name='Tour',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('base_latitude', models.FloatField()),
                    ('base_longitude', models.FloatField()),
                    ('kmh', models.PositiveSmallIntegerField()),
                    ('overhead_minutes', models.PositiveSmallIntegerField()),
                    ('radius_km', models.PositiveSmallIntegerField()),
                    ('notice_hours', models.PositiveSmallIntegerField()),
                    ('reasons', models.JSONField()),
                    ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='tour', to='appointments.countergroup')),
                    ('services', models.ManyToManyField(related_name='tours', to='catalog.publicservice')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('kmh__range', (1, 150))), name='tour_speed'), models.CheckConstraint(condition=models.Q(('overhead_minutes__lte', 120)), name='tour_overhead')],
                },
            ),
            migrations.CreateModel(
                name='CapacityChange',
                fields=[
                    ('pk', models.CompositePrimaryKey('changed_in', 'capacity_day_id', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('changed_in', models.BigIntegerField()),
                    ('capacity_day_id', models.BigIntegerField()),
                ],
            ),
        ]),
        migrations.RunPython(watch, stop_watching),
    ]
