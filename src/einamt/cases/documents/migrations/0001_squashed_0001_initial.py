"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('documents', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('cases', '0005_promise_has_a_source'),
        ('catalog', '0013_specialist_systems'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='IssuedDocument',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=40)),
                    ('language', models.CharField(max_length=12)),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('digest', models.CharField(db_index=True, max_length=64)),
                    ('issued_at', models.DateTimeField()),
                    ('issued_by', models.CharField(max_length=120)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('revoked_by', models.CharField(blank=True, max_length=120)),
                    ('revocation', models.CharField(blank=True, choices=[('mistake', 'mistake'), ('replaced', 'replaced'), ('withdrawn', 'withdrawn')], max_length=20)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='cases.case')),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.office')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.organisation')),
                ],
                options={
                    'ordering': ['-issued_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revocation', ''), ('revoked_at', None), ('revoked_by', '')), models.Q(('revoked_at__isnull', False), models.Q(('revocation', ''), _negated=True), models.Q(('revoked_by', ''), _negated=True)), _connector='OR'), name='document_revoked_with_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='DocumentFile',
                fields=[
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='documents.issueddocument')),
                    ('pdf', einamt.platform.crypto.fields.EncryptedBytesField()),
                ],
            ),
        ]),
    ]
