"""Findings have an owner and a date from the start; what editors had said of them before stays as they said it."""

from django.db import migrations, models
from django.db.models.functions import TruncDate


def note_taken(apps, _editor):
    finding = apps.get_model("catalog", "Finding")
    taken = finding.objects.exclude(owner="")
    taken.update(taken_date=TruncDate("found_at"))  # when exactly was not kept; not before it was found


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0011_papers_and_fees_in_every_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='taken_date',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(note_taken, migrations.RunPython.noop),
        migrations.CreateModel(
            name='FindingTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('severity', models.CharField(choices=[('error', 'Error'), ('warning', 'Warning'), ('notice', 'Notice')], max_length=10, unique=True)),
                ('days', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 366)), name='finding_term_days')],
            },
        ),
    ]
