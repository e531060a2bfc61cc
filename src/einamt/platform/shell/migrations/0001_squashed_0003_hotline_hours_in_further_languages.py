"""The tables of this room at once: for a database that has none of them yet (docs/how-to/make-a-release.md)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('shell', '0001_initial'),
        ('shell', '0002_city_parts'),
        ('shell', '0003_hotline_hours_in_further_languages'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(help_text='As people say it: Berlin, Halle (Saale).', max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(blank=True, help_text='The Land, as in ISO 3166-2 without DE-: BE, SN, ST.', max_length=2)),
                ('area_key', models.CharField(blank=True, help_text='Amtlicher Regionalschlüssel (ARS), 12 digits.', max_length=12)),
                ('zone', models.CharField(default='Europe/Berlin', help_text="IANA name of the wall clock's zone.", max_length=40)),
                ('publisher', models.CharField(blank=True, help_text='Who answers for the site, for the imprint.', max_length=200)),
                ('street', models.CharField(blank=True, max_length=120)),
                ('postal_code', models.CharField(blank=True, max_length=5)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('hotline', models.CharField(blank=True, help_text='What to dial for the service centre: 115.', max_length=30)),
                ('hotline_hours', models.CharField(blank=True, max_length=120)),
                ('hotline_hours_en', models.CharField(blank=True, max_length=120)),
                ('is_demo', models.BooleanField(default=False, help_text='Every page then says that this is no real city.')),
                ('parts', models.CharField(choices=[('district', 'District'), ('municipality', 'Municipality')], default='district', help_text='What it consists of: districts of one city, or municipalities of an administrative community.', max_length=20)),
                ('hotline_hours_further', models.JSONField(blank=True, default=dict, help_text='The same in further languages, by their code.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='city_is_one_row')],
            },
        ),
    ]
