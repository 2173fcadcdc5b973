import centres.identifiers
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('centres', '0001_initial'),
        ('centres', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Employer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', centres.identifiers.PublicIdField(editable=False, max_length=40, prefix='em', unique=True)),
                ('state', models.CharField(choices=[('pending', 'waiting to be verified'), ('verified', 'verified'), ('rejected', 'rejected'), ('suspended', 'suspended')], default='pending', max_length=10, verbose_name='state')),
                ('state_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('moved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=250, verbose_name='name')),
                ('sort_key', models.CharField(editable=False, max_length=600)),
                ('search_key', models.CharField(editable=False, max_length=300)),
                ('kind', models.CharField(choices=[('individual', 'Individual'), ('enterprise', 'Enterprise')], default='enterprise', max_length=10, verbose_name='kind')),
                ('tax_code', models.CharField(blank=True, max_length=14, verbose_name='tax code')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('source_ref', models.CharField(blank=True, max_length=120, verbose_name='reference at the source')),
                ('enterprise_type', models.CharField(blank=True, choices=[('state', 'State-owned'), ('non_state', 'Non-state'), ('foreign_invested', 'Foreign-invested')], max_length=20, verbose_name='kind of enterprise')),
                ('main_product', models.CharField(blank=True, max_length=200, verbose_name='main product or service')),
                ('size', models.CharField(blank=True, choices=[('lt10', 'Fewer than 10'), ('10_50', '10-50'), ('51_100', '51-100'), ('101_200', '101-200'), ('201_500', '201-500'), ('500_1000', '500-1,000'), ('1000_3000', '1,000-3,000'), ('3000_10000', '3,000-10,000'), ('gt10000', 'More than 10,000')], max_length=12, verbose_name='number of workers')),
                ('plans_to_recruit', models.PositiveIntegerField(blank=True, null=True, verbose_name='workers to recruit in six months')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('policy_law_counselling', 'Labour policy and law counselling'), ('recruitment_hr_counselling', 'Recruitment and HR counselling'), ('labour_use_counselling', 'Labour use counselling'), ('labour_supply', 'Job introduction and labour supply'), ('other', 'Other')], max_length=40), blank=True, default=list, size=None, verbose_name='services')),
                ('address_detail', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('industrial_park', models.CharField(blank=True, max_length=120, verbose_name='industrial park')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('representative_name', models.CharField(blank=True, max_length=120, verbose_name='representative')),
                ('representative_position', models.CharField(blank=True, max_length=120, verbose_name='position of the representative')),
                ('representative_phone', models.CharField(blank=True, max_length=16, verbose_name='phone of the representative')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('updated_at', models.DateTimeField()),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employers', to='centres.centre')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.commune', verbose_name='commune')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.industry', verbose_name='main line of business')),
                ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.province', verbose_name='province')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['centre', '-registered_at', '-id'], name='employer_list_newest'), models.Index(fields=['centre', 'sort_key', 'id'], name='employer_list_by_name'), django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='employer_name_trgm', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(condition=models.Q(('tax_code', ''), _negated=True), fields=('centre', 'tax_code'), name='one_employer_per_tax_code', violation_error_message='An employer with this tax code is already registered.'), models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('centre', 'source', 'source_ref'), name='one_employer_per_source_reference', violation_error_message='This employer was already imported from that source.'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'verified', 'rejected', 'suspended'])), name='employer_state_is_known', violation_error_message='Choose a value from the list.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rejected', 'suspended']), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='employer_refusal_has_a_reason', violation_error_message='Rejecting or suspending an employer needs a reason.'), models.CheckConstraint(condition=models.Q(('tax_code', ''), ('tax_code__regex', '^\\d{10}(-?\\d{3})?$'), _connector='OR'), name='employer_tax_code_has_10_or_13_digits', violation_error_message='A tax code has 10 digits, or 13 for a branch.')],
            },
        ),
        migrations.CreateModel(
            name='EmployerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', centres.identifiers.PublicIdField(editable=False, max_length=40, prefix='em', unique=False)),
                ('state', models.CharField(choices=[('pending', 'waiting to be verified'), ('verified', 'verified'), ('rejected', 'rejected'), ('suspended', 'suspended')], default='pending', max_length=10, verbose_name='state')),
                ('state_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('moved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=250, verbose_name='name')),
                ('sort_key', models.CharField(editable=False, max_length=600)),
                ('search_key', models.CharField(editable=False, max_length=300)),
                ('kind', models.CharField(choices=[('individual', 'Individual'), ('enterprise', 'Enterprise')], default='enterprise', max_length=10, verbose_name='kind')),
                ('tax_code', models.CharField(blank=True, max_length=14, verbose_name='tax code')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('source_ref', models.CharField(blank=True, max_length=120, verbose_name='reference at the source')),
                ('enterprise_type', models.CharField(blank=True, choices=[('state', 'State-owned'), ('non_state', 'Non-state'), ('foreign_invested', 'Foreign-invested')], max_length=20, verbose_name='kind of enterprise')),
                ('main_product', models.CharField(blank=True, max_length=200, verbose_name='main product or service')),
                ('size', models.CharField(blank=True, choices=[('lt10', 'Fewer than 10'), ('10_50', '10-50'), ('51_100', '51-100'), ('101_200', '101-200'), ('201_500', '201-500'), ('500_1000', '500-1,000'), ('1000_3000', '1,000-3,000'), ('3000_10000', '3,000-10,000'), ('gt10000', 'More than 10,000')], max_length=12, verbose_name='number of workers')),
                ('plans_to_recruit', models.PositiveIntegerField(blank=True, null=True, verbose_name='workers to recruit in six months')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('policy_law_counselling', 'Labour policy and law counselling'), ('recruitment_hr_counselling', 'Recruitment and HR counselling'), ('labour_use_counselling', 'Labour use counselling'), ('labour_supply', 'Job introduction and labour supply'), ('other', 'Other')], max_length=40), blank=True, default=list, size=None, verbose_name='services')),
                ('address_detail', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('industrial_park', models.CharField(blank=True, max_length=120, verbose_name='industrial park')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('representative_name', models.CharField(blank=True, max_length=120, verbose_name='representative')),
                ('representative_position', models.CharField(blank=True, max_length=120, verbose_name='position of the representative')),
                ('representative_phone', models.CharField(blank=True, max_length=16, verbose_name='phone of the representative')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('updated_at', models.DateTimeField()),
                ('centre', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='centres.centre')),
                ('commune', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.commune', verbose_name='commune')),
                ('industry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.industry', verbose_name='main line of business')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='employers.employer')),
                ('province', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.province', verbose_name='province')),
                ('registered_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
