"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('acting', '0001_initial'),
        ('acting', '0002_ends_and_languages'),
    ]

    initial = True

    dependencies = [
        ('cases', '0006_blocks'),
        ('catalog', '0013_specialist_systems'),
        ('citizens', '0001_initial'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Representation',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(max_length=12, unique=True)),
                    ('kind', models.CharField(choices=[('child', 'child'), ('ward', 'ward'), ('principal', 'principal')], max_length=10)),
                    ('acting_name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('person_name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('birth_date', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('person_email', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('person_index', einamt.platform.crypto.fields.BlindIndexField(blank=True, db_index=True, max_length=64)),
                    ('duties', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('is_for_all', models.BooleanField()),
                    ('ends_date', models.DateField()),
                    ('state', models.CharField(choices=[('asked', 'asked'), ('confirmed', 'confirmed'), ('refused', 'refused'), ('ended', 'ended')], max_length=10)),
                    ('asked_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=120)),
                    ('reason', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_side', models.CharField(blank=True, choices=[('acting', 'acting'), ('person', 'person'), ('office', 'office')], max_length=10)),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representations', to='citizens.citizenaccount')),
                    ('services', models.ManyToManyField(related_name='+', to='catalog.publicservice')),
                    ('end_reason', einamt.platform.crypto.fields.EncryptedTextField(null=True)),
                    ('ended_by', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ('issuer', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('language', models.CharField(db_default='de', default='de', max_length=12)),
                    ('level', models.PositiveSmallIntegerField(choices=[(1, 'LOW'), (2, 'SUBSTANTIAL'), (3, 'HIGH')], null=True)),
                    ('person_language', models.CharField(db_default='de', default='de', max_length=12)),
                ],
                options={
                    'ordering': ['asked_at', 'id'],
                    'indexes': [models.Index(fields=['state', 'asked_at'], name='representation_state')],
                },
            ),
            migrations.CreateModel(
                name='ProofFile',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('media_type', models.CharField(choices=[('application/pdf', 'application/pdf'), ('image/jpeg', 'image/jpeg'), ('image/png', 'image/png')], max_length=20)),
                    ('size', models.PositiveIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('checking', 'checking'), ('clean', 'clean'), ('refused', 'refused')], max_length=10)),
                    ('received_at', models.DateTimeField()),
                    ('representation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='acting.representation')),
                ],
                options={
                    'ordering': ['received_at', 'id'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('state', 'checking')), fields=['received_at'], name='prooffile_waits')],
                },
            ),
            migrations.CreateModel(
                name='ActedCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begun_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acted', to='cases.case')),
                    ('representation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='acting.representation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('representation', 'case'), name='acted_case_once')],
                },
            ),
            migrations.CreateModel(
                name='ProofFilePart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('content', einamt.platform.crypto.fields.EncryptedBytesField()),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='acting.prooffile')),
                ],
                options={
                    'ordering': ['number'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='prooffilepart_once')],
                },
            ),
        ]),
    ]
