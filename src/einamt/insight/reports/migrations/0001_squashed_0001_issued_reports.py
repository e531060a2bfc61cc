"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
from django.conf import settings
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('reports', '0001_issued_reports'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='EvidencePackage',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('number', models.CharField(max_length=40)),
                    ('title', models.CharField(max_length=200)),
                    ('data', models.JSONField()),
                    ('archive', models.BinaryField()),
                    ('digest', models.CharField(max_length=64)),
                    ('made_at', models.DateTimeField()),
                    ('made_by', models.CharField(max_length=80)),
                ],
                options={
                    'ordering': ['-made_at', 'id'],
                },
            ),
            migrations.CreateModel(
                name='IssuedReport',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('report', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField()),
                    ('start', models.DateField()),
                    ('until', models.DateField()),
                    ('is_public', models.BooleanField()),
                    ('data', models.JSONField()),
                    ('digest', models.CharField(max_length=64)),
                    ('issued_at', models.DateTimeField()),
                    ('issued_by', models.CharField(max_length=80)),
                ],
                options={
                    'ordering': ['report', '-number'],
                    'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='report_number_once'), models.UniqueConstraint(fields=('report', 'start', 'until'), name='report_period_once'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='report_period_order')],
                },
            ),
            migrations.CreateModel(
                name='ReportFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=10)),
                    ('pdf', models.BinaryField()),
                    ('digest', models.CharField(max_length=64)),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='reports.issuedreport')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('report', 'language'), name='report_file_language')],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('report', models.CharField(max_length=40)),
                    ('rhythm', models.CharField(choices=[('weekly', 'weekly'), ('monthly', 'monthly')], max_length=10)),
                    ('language', models.CharField(max_length=10)),
                    ('since', models.DateField()),
                    ('last_start', models.DateField(null=True)),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_subscriptions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('staff', 'report', 'rhythm'), name='subscription_once')],
                },
            ),
        ]),
    ]
