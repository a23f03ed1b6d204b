# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change or delete a line of the audit log. Rule: HOME-15."""

from __future__ import annotations

from typing import ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_SQLITE: Final = (
    """CREATE TRIGGER home_auditline_keep_update BEFORE UPDATE ON home_auditline
    BEGIN SELECT RAISE(ABORT, 'home_auditline is append-only'); END""",
    """CREATE TRIGGER home_auditline_keep_delete BEFORE DELETE ON home_auditline
    BEGIN SELECT RAISE(ABORT, 'home_auditline is append-only'); END""",
)
_POSTGRESQL: Final = (
    """CREATE FUNCTION home_auditline_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'home_auditline is append-only'; END $$""",
    """CREATE TRIGGER home_auditline_keep_rows BEFORE UPDATE OR DELETE ON home_auditline
    FOR EACH ROW EXECUTE FUNCTION home_auditline_keep()""",
    """CREATE TRIGGER home_auditline_keep_all BEFORE TRUNCATE ON home_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION home_auditline_keep()""",
)
_STATEMENTS: Final = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def _keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers, in the words of whichever database it is; one without them is refused."""
    del apps
    for statement in _STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("home", "0001_initial")]
    operations: ClassVar[list[Operation]] = [migrations.RunPython(_keep)]
