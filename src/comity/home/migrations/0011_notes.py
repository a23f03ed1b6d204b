# SPDX-License-Identifier: Apache-2.0
"""Internal notes with their history. HOME-60."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Two tables."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0010_private_facts")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(db_index=True, max_length=43)),
                ("matter", models.CharField(db_index=True, max_length=500)),
                ("text", models.TextField()),
                ("removed", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_ms", models.BigIntegerField()),
                ("changed_ms", models.BigIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="home.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoteVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("removed", models.BooleanField()),
                ("at_ms", models.BigIntegerField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="home.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="noteversion",
            constraint=models.UniqueConstraint(
                fields=("note", "revision"), name="home_one_note_revision"
            ),
        ),
    ]
