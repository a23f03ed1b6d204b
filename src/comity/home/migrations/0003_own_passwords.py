# SPDX-License-Identifier: Apache-2.0
"""Passwords that others have set are known as such; what sign-in forms held is wiped. HOME-12."""

from __future__ import annotations

from typing import ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_ATTEMPTS: Final = "axes_accessattempt"


def _wipe(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows of earlier versions held whole forms, with passwords: their bytes are overwritten."""
    del apps
    connection = schema_editor.connection
    if _ATTEMPTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.fetchall()
        cursor.execute(f"DELETE FROM {_ATTEMPTS}")  # noqa: S608 - a constant


class Migration(migrations.Migration):
    """Two columns, and a table emptied."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0002_append_only")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField("person", "must_change", models.BooleanField(default=False)),
        migrations.AddField("person", "reset_ms", models.BigIntegerField(default=None, null=True)),
        migrations.RunPython(_wipe),
    ]
