from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='career',
            name='career_hours_both_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='career',
            name='career_salary_as_at_whole_month',
        ),
        migrations.RemoveConstraint(
            model_name='career',
            name='career_hours_as_at_whole_month',
        ),
        migrations.RemoveConstraint(
            model_name='career',
            name='career_withdrawn_after_published',
        ),
        migrations.AddConstraint(
            model_name='career',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours_max', None), ('hours_min', None)), models.Q(('hours_max__isnull', False), ('hours_min__isnull', False), ('hours_max__gte', models.F('hours_min')), ('hours_max__lte', 168), ('hours_min__gt', 0)), _connector='OR'), name='career_hours_both_in_order', violation_error_message='Give both numbers of hours, the fewest first, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='career',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('salary_as_at_month', None), ('salary_as_at_year', None)), models.Q(('salary_as_at_year__gte', 2000), ('salary_as_at_year__isnull', False), ('salary_as_at_year__lte', 2100), ('salary_as_at_month__gte', 1), ('salary_as_at_month__isnull', False), ('salary_as_at_month__lte', 12)), _connector='OR'), name='career_salary_as_at_whole_month', violation_error_message='Give both the month and the year at which the salary was true, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='career',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours_as_at_month', None), ('hours_as_at_year', None)), models.Q(('hours_as_at_year__gte', 2000), ('hours_as_at_year__isnull', False), ('hours_as_at_year__lte', 2100), ('hours_as_at_month__gte', 1), ('hours_as_at_month__isnull', False), ('hours_as_at_month__lte', 12)), _connector='OR'), name='career_hours_as_at_whole_month', violation_error_message='Give both the month and the year at which the hours were true, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='career',
            constraint=models.CheckConstraint(condition=models.Q(('withdraw_at', None), models.Q(('publish_at__isnull', False), ('withdraw_at__gt', models.F('publish_at'))), _connector='OR'), name='career_withdrawn_after_published', violation_error_message='It can only be withdrawn after it was published.'),
        ),
    ]
