"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.platform.crypto.fields
from django.db import migrations, models

from einamt.platform.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('notifications', '0001_initial'),
        ('notifications', '0002_troubles_and_letters'),
        ('notifications', '0003_places_of_letters'),
        ('notifications', '0004_recalled_letters'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='BrokenAddress',
                fields=[
                    ('address_index', einamt.platform.crypto.fields.BlindIndexField(max_length=64, primary_key=True, serialize=False)),
                    ('noted_at', models.DateTimeField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name='LetterBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office_id', models.BigIntegerField(null=True)),
                    ('made_at', models.DateTimeField(db_index=True)),
                    ('letters', models.PositiveIntegerField()),
                    ('posted_on', models.DateField(null=True)),
                    ('posted_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'ordering': ['-made_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='SentMessage',
                fields=[
                    ('command_id', models.UUIDField(primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=60)),
                    ('claimed_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('about', models.UUIDField(null=True)),
                    ('channel', models.CharField(choices=[('mail', 'mail'), ('sms', 'sms'), ('letter', 'letter')], db_default='mail', default='mail', max_length=10)),
                    ('content', einamt.platform.crypto.fields.EncryptedTextField(null=True)),
                    ('detail', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('is_free', models.BooleanField(db_default=False, default=False)),
                    ('not_before', models.DateTimeField(null=True)),
                    ('office_id', models.BigIntegerField(null=True)),
                    ('settled', models.CharField(blank=True, choices=[('other-way', 'Other Way'), ('resent', 'Resent'), ('done', 'Done'), ('recalled', 'Recalled')], db_default='', default='', max_length=10)),
                    ('settled_by', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ('trouble', models.CharField(blank=True, choices=[('refused', 'Refused'), ('returned', 'Returned'), ('given-up', 'Given Up'), ('unsure', 'Unsure'), ('no-way', 'No Way')], db_default='', default='', max_length=10)),
                    ('trouble_at', models.DateTimeField(null=True)),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='notifications.letterbatch')),
                    ('place', models.PositiveSmallIntegerField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['claimed_at'], name='sent_message_claimed'), models.Index(condition=models.Q(('settled', ''), models.Q(('trouble', ''), _negated=True)), fields=['office_id', 'trouble_at'], name='message_in_trouble'), models.Index(condition=models.Q(('batch', None), ('channel', 'letter')), fields=['office_id', 'claimed_at'], name='message_to_print'), models.Index(condition=models.Q(('sent_at', None)), fields=['claimed_at'], name='message_unsent'), models.Index(condition=models.Q(('about__isnull', False)), fields=['about'], name='message_about')],
                    'constraints': [models.UniqueConstraint(fields=('batch', 'place'), name='letter_place')],
                },
            ),
            migrations.CreateModel(
                name='Reach',
                fields=[
                    ('about', models.UUIDField(primary_key=True, serialize=False)),
                    ('details', einamt.platform.crypto.fields.EncryptedTextField()),
                ],
            ),
        ]),
    ]
