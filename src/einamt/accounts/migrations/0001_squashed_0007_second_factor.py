"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import django.db.models.functions.comparison
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
from django.conf import settings
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_reviewers'),
        ('accounts', '0003_clients_and_hotline'),
        ('accounts', '0004_terminals'),
        ('accounts', '0005_walls'),
        ('accounts', '0006_staff_identities'),
        ('accounts', '0007_second_factor'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0013_specialist_systems'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Staff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('username', models.CharField(max_length=80, unique=True)),
                    ('full_name', models.CharField(max_length=200)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('expires_at', models.DateTimeField()),
                    ('staff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('clerk', 'clerk'), ('hotline', 'hotline'), ('office-manager', 'office-manager'), ('steering', 'steering'), ('editor', 'editor'), ('reviewer', 'reviewer'), ('administrator', 'administrator'), ('data-protection', 'data-protection')], max_length=20)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='catalog.office')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='catalog.organisation')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                    ('walls', models.JSONField(default=list)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(models.F('staff'), models.F('role'), django.db.models.functions.comparison.Coalesce('organisation', 0), django.db.models.functions.comparison.Coalesce('office', 0), name='assignment_once'), models.CheckConstraint(condition=models.Q(('office', None), ('organisation__isnull', False), _connector='OR'), name='assignment_office_with_organisation')],
                },
            ),
            migrations.CreateModel(
                name='ApiClient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('admitted_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Terminal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('has_printer', models.BooleanField(default=False)),
                    ('pairing_hash', models.CharField(blank=True, max_length=64)),
                    ('pairing_until', models.DateTimeField(null=True)),
                    ('secret_hash', models.CharField(blank=True, max_length=64)),
                    ('added_at', models.DateTimeField()),
                    ('paired_at', models.DateTimeField(null=True)),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terminals', to='catalog.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('pairing_hash', ''), _negated=True), fields=('pairing_hash',), name='terminal_pairing_hash_once'), models.UniqueConstraint(condition=models.Q(('secret_hash', ''), _negated=True), fields=('secret_hash',), name='terminal_secret_hash_once')],
                },
            ),
            migrations.CreateModel(
                name='WalledService',
                fields=[
                    ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='walled', serialize=False, to='catalog.publicservice')),
                    ('wall', models.CharField(choices=[('social', 'social'), ('tax', 'tax'), ('registry', 'registry')], max_length=20)),
                    ('source', models.CharField(max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='StaffIdentity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issuer', models.CharField(max_length=300)),
                    ('subject', models.CharField(max_length=255)),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='identity_once')],
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('staff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('secret', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('last_step', models.BigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
            ),
        ]),
    ]
