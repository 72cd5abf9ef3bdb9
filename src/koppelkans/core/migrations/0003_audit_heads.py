"""The first entry of each act is marked, so that a list of acts does not have to gather the whole trail."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def mark_heads(apps, _schema_editor):
    """Whatever has an earlier entry of the same act is no head."""
    entries = apps.get_model("core", "AuditEntry").objects
    earlier = entries.filter(trace=OuterRef("trace"), pk__lt=OuterRef("pk"))
    entries.filter(Exists(earlier)).update(is_head=False)


class Migration(migrations.Migration):

    dependencies = [("core", "0002_region_kind")]

    operations = [
        migrations.AddField(
            model_name="auditentry", name="is_head", field=models.BooleanField(default=True, editable=False)
        ),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["trace"], name="audit_of_act")),
        migrations.RunPython(mark_heads, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(condition=models.Q(is_head=True), fields=["-at", "-id"], name="audit_acts"),
        ),
    ]
