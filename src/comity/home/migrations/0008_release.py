# SPDX-License-Identifier: Apache-2.0
"""Who took out which public text, and when. HOME-30."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One table."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0004_wiped_attempts")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(db_index=True, max_length=43)),
                ("guidance", models.CharField(max_length=40)),
                ("entry", models.CharField(max_length=43)),
                ("place", models.PositiveIntegerField()),
                ("at_ms", models.BigIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("digest", models.CharField(max_length=43)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="home.post",
                    ),
                ),
            ],
        ),
    ]
