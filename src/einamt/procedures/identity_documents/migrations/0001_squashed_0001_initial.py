"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('identity_documents', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0003_clients_and_hotline'),
        ('cases', '0005_promise_has_a_source'),
        ('catalog', '0012_findings_owners_and_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ReportingSystem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('client', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.apiclient')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='IdentityDocument',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('order_number', models.CharField(max_length=60)),
                    ('number_hash', einamt.platform.crypto.fields.BlindIndexField(blank=True, db_index=True, max_length=64)),
                    ('state_at', models.DateTimeField(db_index=True)),
                    ('ready_until', models.DateField(null=True)),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('language', models.CharField(default='de', max_length=12)),
                    ('case_code', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('slip_version', models.PositiveSmallIntegerField(default=1)),
                    ('slip_hash', models.CharField(max_length=64, unique=True)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identity_document', to='cases.case')),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.office')),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity_documents.reportingsystem')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('system', 'order_number'), name='identity_document_order')],
                },
            ),
            migrations.CreateModel(
                name='StateReport',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('order_number', models.CharField(max_length=60)),
                    ('number_hash', einamt.platform.crypto.fields.BlindIndexField(blank=True, max_length=64)),
                    ('state', models.CharField(choices=[('applied', 'applied'), ('in-production', 'in-production'), ('arrived', 'arrived'), ('ready', 'ready'), ('on-its-way', 'on-its-way'), ('delivery-failed', 'delivery-failed'), ('handed-out', 'handed-out'), ('returned', 'returned')], max_length=20)),
                    ('occurred_at', models.DateTimeField()),
                    ('ready_until', models.DateField(null=True)),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('language', models.CharField(default='de', max_length=12)),
                    ('received_at', models.DateTimeField()),
                    ('verdict', models.CharField(choices=[('applied', 'applied'), ('repeated', 'repeated'), ('overtaken', 'overtaken'), ('waiting', 'waiting'), ('taken', 'taken'), ('set-aside', 'set-aside')], max_length=12)),
                    ('why', models.CharField(blank=True, choices=[('unknown-order', 'unknown-order'), ('not-allowed', 'not-allowed'), ('other-number', 'other-number')], max_length=20)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=120)),
                    ('decision_reason', models.CharField(blank=True, max_length=500)),
                    ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='identity_documents.identitydocument')),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.office')),
                    ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.publicservice')),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity_documents.reportingsystem')),
                ],
                options={
                    'indexes': [models.Index(fields=['system', 'order_number'], name='state_report_order'), models.Index(condition=models.Q(('verdict', 'waiting')), fields=['received_at'], name='state_report_waiting'), models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='state_report_decided')],
                    'constraints': [models.UniqueConstraint(fields=('system', 'fingerprint'), name='state_report_once')],
                },
            ),
        ]),
    ]
