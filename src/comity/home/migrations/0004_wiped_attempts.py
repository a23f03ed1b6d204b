# SPDX-License-Identifier: Apache-2.0
"""What sign-in forms held in earlier versions, passwords too, is wiped from the file. HOME-12."""

from __future__ import annotations

from typing import ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

__all__ = ["Migration", "wipe"]

_ATTEMPTS: Final = "axes_accessattempt"


def wipe(apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Delete every row, and rewrite the file, in which deleted ones would still stand."""
    del apps
    connection = schema_editor.connection
    if _ATTEMPTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_ATTEMPTS}")  # noqa: S608 - a constant
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()


class Migration(migrations.Migration):
    """Not in one transaction: a file is not rewritten within one."""

    atomic = False
    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0003_own_passwords")]
    operations: ClassVar[list[Operation]] = [migrations.RunPython(wipe)]
