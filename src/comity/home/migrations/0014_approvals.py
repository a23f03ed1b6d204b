# SPDX-License-Identifier: Apache-2.0
"""Where approvals are asked for, their day, and the offices consulted. HOME-2, HOME-18."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One table, two columns."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0013_organs")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="ApprovalAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=43, unique=True)),
            ],
        ),
        migrations.AddField("draft", "consulted", models.JSONField(default=list)),
        migrations.AddField(
            "approval", "day", models.CharField(blank=True, default="", max_length=10)
        ),
    ]
