import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0008_where_somebody_was_called_last'),
    ]

    operations = [
        migrations.CreateModel(
            name='CounterRest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('counter', models.CharField(max_length=20)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counter_rests', to='catalog.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'day', 'counter'), name='counter_rest_once')],
            },
        ),
    ]
