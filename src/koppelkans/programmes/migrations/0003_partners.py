from __future__ import annotations

from typing import Any

from django.db import migrations, models


def keep_partners(apps: Any, _editor: Any) -> None:
    """Who was a partner is one, without a task yet."""
    partner = apps.get_model("programmes", "Partner")
    for programme in apps.get_model("programmes", "Programme").objects.all():
        partner.objects.bulk_create(
            [partner(programme=programme, organisation=one) for one in programme.partners.all()]
        )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_journeys")]

    operations = [
        migrations.RunPython(keep_partners, migrations.RunPython.noop),
        migrations.RemoveField(model_name="programme", name="partners"),
        migrations.AddField(
            model_name="programme",
            name="partners",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                through="programmes.Partner",
                to="core.organisation",
                verbose_name="partners",
            ),
        ),
    ]
