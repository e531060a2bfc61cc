"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

import django.db.models.deletion
import einamt.platform.crypto.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('objections', '0001_initial'),
        ('objections', '0002_signatures_and_withdrawals'),
    ]

    initial = True

    dependencies = [
        ('cases', '0006_blocks'),
        ('decisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='objection', serialize=False, to='cases.case')),
                ('command_id', models.UUIDField(unique=True)),
                ('form', models.CharField(choices=[('written', 'written'), ('record', 'record'), ('identified', 'identified'), ('plain', 'plain')], max_length=10)),
                ('received_on', models.DateField()),
                ('last_day', models.DateField(null=True)),
                ('is_late', models.BooleanField()),
                ('person_name', einamt.platform.crypto.fields.EncryptedTextField()),
                ('grounds', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                ('email', einamt.platform.crypto.fields.EncryptedTextField(blank=True)),
                ('email_index', einamt.platform.crypto.fields.BlindIndexField(blank=True, db_index=True, max_length=64)),
                ('language', models.CharField(max_length=12)),
                ('case_code', einamt.platform.crypto.fields.EncryptedTextField()),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='objections', to='decisions.decision')),
                ('lodging_account', models.UUIDField(null=True)),
                ('signed_on', models.DateField(null=True)),
                ('withdrawal_asked_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
