"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('citizens', '0001_initial'),
        ('citizens', '0002_bundid_requests'),
        ('citizens', '0003_account_acts'),
        ('citizens', '0004_withdrawals_by_account'),
    ]

    initial = True

    dependencies = [
        ('cases', '0006_blocks'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='CitizenAccount',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('person_name', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('phone', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('created_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name='CitizenIdentity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issuer', models.CharField(max_length=300)),
                    ('subject_hash', models.CharField(max_length=64, unique=True)),
                    ('linked_at', models.DateTimeField()),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='citizens.citizenaccount')),
                ],
            ),
            migrations.CreateModel(
                name='MailLink',
                fields=[
                    ('token_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('browser_hash', models.CharField(max_length=64)),
                    ('address', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('address_index', einamt.platform.crypto.fields.BlindIndexField(db_index=True, max_length=64)),
                    ('expires_at', models.DateTimeField(db_index=True)),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='citizens.citizenaccount')),
                ],
            ),
            migrations.CreateModel(
                name='ProvedAddress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('address_index', einamt.platform.crypto.fields.BlindIndexField(max_length=64, unique=True)),
                    ('proved_at', models.DateTimeField()),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='citizens.citizenaccount')),
                ],
            ),
            migrations.CreateModel(
                name='AccountCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('taken_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='cases.case')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='citizens.citizenaccount')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account', 'case'), name='account_case_once')],
                },
            ),
            migrations.CreateModel(
                name='BundIdRequest',
                fields=[
                    ('request_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('handover_hash', models.CharField(blank=True, max_length=64)),
                    ('seen', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('expires_at', models.DateTimeField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name='AccountAct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('message', 'message'), ('fetch', 'fetch'), ('objection', 'objection'), ('withdrawal', 'withdrawal'), ('begun-for', 'begun-for')], max_length=12)),
                    ('subject', models.UUIDField()),
                    ('account', models.UUIDField(db_index=True)),
                    ('level', models.PositiveSmallIntegerField(choices=[(1, 'LOW'), (2, 'SUBSTANTIAL'), (3, 'HIGH')], null=True)),
                    ('issuer', models.CharField(blank=True, max_length=300)),
                    ('done_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='account_acts', to='cases.case')),
                ],
                options={
                    'ordering': ['done_at', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('case', 'act', 'subject'), name='account_act_once')],
                },
            ),
        ]),
    ]
