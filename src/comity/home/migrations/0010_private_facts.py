# SPDX-License-Identifier: Apache-2.0
"""What is known of an incident and never released. HOME-51."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One table."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0008_release")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="PrivateFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(db_index=True, max_length=43)),
                ("incident", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("at_ms", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="home.post",
                    ),
                ),
            ],
        ),
    ]
