"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.kernel.identifiers
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('conversation', '0001_initial'),
        ('conversation', '0002_files'),
    ]

    initial = True

    dependencies = [
        ('cases', '0006_blocks'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='CaseMessage',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('side', models.CharField(choices=[('office', 'office'), ('holder', 'holder')], max_length=10)),
                    ('text', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('written_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='cases.case')),
                ],
                options={
                    'ordering': ['written_at', 'id'],
                    'indexes': [models.Index(condition=models.Q(('settled_at', None), ('side', 'holder')), fields=['written_at'], name='answer_waits')],
                },
            ),
            migrations.CreateModel(
                name='MessageFile',
                fields=[
                    ('id', models.UUIDField(default=einamt.kernel.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', einamt.platform.crypto.fields.EncryptedTextField()),
                    ('media_type', models.CharField(choices=[('application/pdf', 'application/pdf'), ('image/jpeg', 'image/jpeg'), ('image/png', 'image/png')], max_length=20)),
                    ('size', models.PositiveIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('checking', 'checking'), ('clean', 'clean'), ('refused', 'refused')], max_length=10)),
                    ('received_at', models.DateTimeField()),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='conversation.casemessage')),
                ],
                options={
                    'ordering': ['received_at', 'id'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('state', 'checking')), fields=['received_at'], name='messagefile_waits')],
                },
            ),
            migrations.CreateModel(
                name='MessageFilePart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('content', einamt.platform.crypto.fields.EncryptedBytesField()),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='conversation.messagefile')),
                ],
                options={
                    'ordering': ['number'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='messagefilepart_once')],
                },
            ),
        ]),
    ]
