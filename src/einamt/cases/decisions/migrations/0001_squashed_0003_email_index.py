"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('decisions', '0001_initial'),
        ('decisions', '0002_service_law_and_disputes'),
        ('decisions', '0003_email_index'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0013_specialist_systems'),
        ('documents', '0001_initial'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='decision', serialize=False, to='documents.issueddocument')),
                    ('law', models.CharField(choices=[('general', 'general'), ('social', 'social'), ('tax', 'tax')], max_length=10)),
                    ('remedy', models.CharField(choices=[('objection', 'objection'), ('action', 'action'), ('none', 'none')], max_length=10)),
                    ('is_remedy_wrong', models.BooleanField(default=False)),
                    ('subject', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('person_name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('address', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                    ('held_until', models.DateField(db_index=True)),
                    ('court', models.CharField(choices=[('administrative', 'administrative'), ('social', 'social')], db_default='administrative', default='administrative', max_length=14)),
                    ('email_index', einamt.platform.crypto.fields.BlindIndexField(db_index=True, max_length=64, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('way', models.CharField(choices=[('post', 'post'), ('portal', 'portal'), ('in-person', 'in-person'), ('served', 'served')], max_length=10)),
                    ('is_abroad', models.BooleanField(default=False)),
                    ('begun_at', models.DateTimeField()),
                    ('notified_at', models.DateTimeField(null=True)),
                    ('fetched_at', models.DateTimeField(null=True)),
                    ('fetching_account', models.UUIDField(null=True)),
                    ('posted_on', models.DateField(null=True)),
                    ('arrived_on', models.DateField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='decisions.decision')),
                    ('disputed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['begun_at', 'id'],
                    'indexes': [models.Index(condition=models.Q(('ended_at', None), ('fetched_at', None), ('way', 'portal')), fields=['notified_at'], name='decision_lies_ready')],
                },
            ),
            migrations.CreateModel(
                name='ServiceLaw',
                fields=[
                    ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='decision_law', serialize=False, to='catalog.publicservice')),
                    ('law', models.CharField(choices=[('general', 'general'), ('social', 'social'), ('tax', 'tax')], max_length=10)),
                    ('court', models.CharField(choices=[('administrative', 'administrative'), ('social', 'social')], max_length=14)),
                    ('source', models.CharField(max_length=200)),
                ],
            ),
        ]),
    ]
