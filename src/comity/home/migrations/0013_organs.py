# SPDX-License-Identifier: Apache-2.0
"""Organs: what was a free text at each post names an organ now. HOME-17."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

_SYLLABLES = re.compile("[\uac00-\ud7a3]")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def name_organs(apps: Any, _editor: Any) -> None:
    """One organ for each text that stood at a post, in the language in which it is written."""
    organs, posts = apps.get_model("home", "Organ"), apps.get_model("home", "Post")
    texts = posts.objects.exclude(unit="").order_by("pk").values_list("unit", flat=True)
    for number, text in enumerate(dict.fromkeys(texts), 1):
        made = organs.objects.create(slug=f"organ-{number}", names={_language(text): text})
        posts.objects.filter(unit=text).update(organ=made)


def _language(text: str) -> str:
    if _SYLLABLES.search(text):
        return "ko"
    return "ja" if _IDEOGRAPHS.search(text) else "en"


class Migration(migrations.Migration):
    """Two tables; a post refers to its organ."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0012_calendars")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Organ",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=40, unique=True)),
                ("names", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="OrganAdmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=43)),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="admissions",
                        to="home.organ",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organ", "channel"), name="home_one_organ_admission"
                    )
                ],
            },
        ),
        migrations.RenameField("post", "organ", "unit"),
        migrations.AddField(
            "post",
            "organ",
            models.ForeignKey(
                default=None,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="home.organ",
            ),
        ),
        migrations.RunPython(name_organs, migrations.RunPython.noop),
        migrations.RemoveField("post", "unit"),
    ]
