import centres.identifiers
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Facts as a history, lists as arrays. Lists made by engine 1.0 are dropped: ask for them again."""

    dependencies = [
        ('centres', '0001_initial'),
        ('jobs', '0002_refusals_are_counted'),
        ('workers', '0002_worker_changes'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='vacancy',
            name='current_run',
        ),
        migrations.DeleteModel(
            name='MatchRun',
        ),
        migrations.DeleteModel(
            name='MatchSnapshot',
        ),
        migrations.CreateModel(
            name='MatchSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centres.centre')),
                ('as_of', models.DateField()),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchpolicy')),
                ('engine', models.CharField(max_length=20)),
                ('taken_at', models.DateTimeField()),
                ('seekers', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=71)),
            ],
        ),
        migrations.CreateModel(
            name='SeekerFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workers.worker')),
                ('since', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='jobs.matchsnapshot')),
                ('facts', models.BinaryField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('worker', 'since'), name='one_set_of_facts_per_worker_and_snapshot', violation_error_message='The facts of this person are already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='MatchOpening',
            fields=[
                ('digest', models.CharField(max_length=71, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', centres.identifiers.PublicIdField(editable=False, max_length=40, prefix='ml', unique=True)),
                ('task', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='run', to='jobs.matchtask')),
                ('vacancy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='match_runs', to='jobs.vacancy')),
                ('vacancy_revision', models.PositiveIntegerField()),
                ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchprofile')),
                ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchpolicy')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='jobs.matchsnapshot')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchopening')),
                ('engine', models.CharField(max_length=20)),
                ('similarity', models.CharField(max_length=80)),
                ('input_digest', models.CharField(max_length=71)),
                ('result_digest', models.CharField(max_length=71)),
                ('most', models.PositiveIntegerField()),
                ('eligible', models.PositiveIntegerField()),
                ('removed', models.PositiveIntegerField()),
                ('refused', models.JSONField()),
                ('worker_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('scores', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('employer_scores', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('worker_scores', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('merit_ranks', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(null=True), size=None)),
                ('confirm', models.JSONField()),
                ('shortfalls', models.JSONField()),
                ('entry_score', models.SmallIntegerField()),
                ('entry_tier', models.SmallIntegerField(null=True)),
                ('finished_at', models.DateTimeField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['worker_ids'], name='match_run_workers'), models.Index(fields=['vacancy', '-finished_at', '-id'], name='match_run_of_vacancy')],
            },
        ),
        migrations.CreateModel(
            name='Freshness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('todo', 'waiting'), ('doing', 'being done'), ('done', 'done'), ('failed', 'failed')], default='todo', max_length=10)),
                ('priority', models.SmallIntegerField(default=5)),
                ('not_before', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_token', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('progress_done', models.PositiveIntegerField(default=0)),
                ('progress_total', models.PositiveIntegerField(default=0)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('public_id', centres.identifiers.PublicIdField(editable=False, max_length=40, prefix='fr', unique=True)),
                ('centre', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centres.centre')),
                ('newest', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchsnapshot')),
                ('watermark', models.TextField()),
                ('compared', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.matchsnapshot')),
                ('covered', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['todo', 'doing'])), fields=['priority', 'not_before', 'id'], name='freshness_to_claim')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'doing'), _negated=True), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='freshness_doing_holds_a_lease', violation_error_message='Work being done needs a lease.'), models.CheckConstraint(condition=models.Q(('attempts__range', (0, 5))), name='freshness_attempts_within_limit', violation_error_message='Work is tried at most five times.'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['todo', 'doing'])), models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), _connector='OR'), name='freshness_ended_has_a_time', violation_error_message='Finished work needs the time it finished.')],
            },
        ),
        migrations.AddField(
            model_name='vacancy',
            name='current_run',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.matchrun'),
        ),
    ]
