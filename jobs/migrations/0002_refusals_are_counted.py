from django.db import migrations


class Migration(migrations.Migration):
    """Lists name nobody who was removed: the engine counts them by gate."""

    dependencies = [("jobs", "0001_initial")]

    operations = [migrations.RemoveField(model_name="matchrun", name="refusals")]
