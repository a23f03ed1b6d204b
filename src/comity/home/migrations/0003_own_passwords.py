# SPDX-License-Identifier: Apache-2.0
"""Passwords that others have set are known as such. Rule: HOME-10."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Two columns."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0002_append_only")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField("person", "must_change", models.BooleanField(default=False)),
        migrations.AddField("person", "reset_ms", models.BigIntegerField(default=None, null=True)),
    ]
