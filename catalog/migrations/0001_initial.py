import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # trusted extensions: the owner of the database may create them, no superuser needed
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='EthnicGroup',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('is_minority', models.BooleanField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('legal_source', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Industry',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('edition', models.PositiveSmallIntegerField()),
                ('section', models.CharField(max_length=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IscoGroup',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('level', models.PositiveSmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Language',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('script', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlaceSpelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(choices=[('province', 'province'), ('old_province', 'province before July 2025'), ('spelling', 'spelling of a province'), ('locality', 'old city or district'), ('country', 'country'), ('overseas', 'abroad'), ('nationwide', 'nationwide')], max_length=12)),
                ('place_code', models.CharField(blank=True, max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name='PriorityGroup',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('legal_source', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Province',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('full_name', models.CharField(max_length=120)),
                ('lat', models.FloatField(verbose_name='latitude of the area-weighted centre')),
                ('lon', models.FloatField(verbose_name='longitude of the area-weighted centre')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('kind', models.CharField(choices=[('skill', 'skill'), ('licence', 'licence or certificate'), ('software', 'software')], max_length=10)),
                ('occupations', models.CharField(blank=True, max_length=200, verbose_name='ISCO-08 prefixes it belongs to')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TrainingField',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_list', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=200)),
                ('position', models.PositiveSmallIntegerField()),
                ('retired_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form_list', 'key'), name='one_option_per_list_and_key', violation_error_message='The list already has this key.')],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('level', models.PositiveSmallIntegerField()),
                ('isco08_code', models.CharField(blank=True, max_length=4)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalog.occupation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='occupation_level_is_1_to_5', violation_error_message='Occupation levels run from 1 to 5.')],
            },
        ),
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('full_name', models.CharField(max_length=160)),
                ('unit_type', models.CharField(max_length=20)),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('area_km2', models.FloatField()),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='catalog.province')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='commune_search_trgm', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='OccupationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=20)),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='catalog.occupation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('occupation', 'title'), name='one_alias_per_occupation_and_title', violation_error_message='This occupation already goes by this title.')],
            },
        ),
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_en', models.CharField(blank=True, default='', max_length=400, verbose_name='English name')),
                ('sort_key', models.CharField(editable=False, max_length=800)),
                ('search_key', models.CharField(editable=False, max_length=400)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('kind', models.CharField(choices=[('district', 'district'), ('commune', 'commune')], max_length=10)),
                ('full_name', models.CharField(max_length=160)),
                ('district', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='catalog.formerplace')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='catalog.commune')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_places', to='catalog.province')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='former_place_search_trgm', opclasses=['gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'district'), ('successor', None)), models.Q(('kind', 'commune'), ('successor__isnull', False)), _connector='OR'), name='former_commune_has_successor', violation_error_message='A former commune needs the commune it became part of.')],
            },
        ),
    ]
