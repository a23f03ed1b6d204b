# SPDX-License-Identifier: Apache-2.0
"""The dossier of a node, opened in this process. Django is named by string and set up only here:
whoever does not call this never loads it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from typing import Any, Final

from comity.config import Config
from comity.core.errors import ConfigError

__all__ = ["has_people", "open_home"]

_SETTINGS: Final = "comity.site.settings"
_APP: Final = "home"


def open_home(config: Config) -> None:
    """The dossier of this node is the one that `comity.home` reads; made where there was none.

    Again for the same node it changes nothing. For another one it turns to that: a process has
    one dossier at a time.

    Raises:
        ConfigError: ``home-unreadable``, ``home-newer``; ``desk/secret`` as `secret_of`.

    Rule: HOME-1.
    """
    registry = import_module("django.apps").apps
    if not registry.ready:
        os.environ["COMITY_NODE"] = str(config.folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
        import_module("django").setup()
    connections = import_module("django.db").connections
    if connections.settings["default"]["NAME"] != str(config.home):
        _turn(connections, config)
    with _alone(config):
        try:
            _climb(config, connections)
        except import_module("django.db.utils").Error as error:
            raise _unreadable(config, str(error)) from error


def has_people(config: Config) -> bool:
    """Whether anybody was ever added to the dossier; found out without Django. Rule: HOME-12.

    Raises:
        ConfigError: ``home-unreadable``: nothing is done without a person because of it.
    """
    if not config.home.exists():
        return False
    try:
        uri = f"{config.home.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=20)) as connection:
            tables = "SELECT count(*) FROM sqlite_master WHERE name = 'home_person'"
            if not connection.execute(tables).fetchone()[0]:
                return False
            (some,) = connection.execute("SELECT EXISTS (SELECT 1 FROM home_person)").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(config, str(error)) from error
    return bool(some)


def _turn(connections: Any, config: Config) -> None:
    # Asked for once, it is there in this thread too, whichever thread has used it before.
    connections["default"].close()
    connections.close_all()
    connections.settings["default"]["NAME"] = str(config.home)
    del connections["default"]


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """No other process makes or changes the dossier's tables meanwhile."""
    try:
        descriptor = os.open(config.folder / ".home.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unreadable(config, str(error)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _climb(config: Config, connections: Any) -> None:
    """Every table as this version knows it."""
    if not config.home.exists():
        os.close(os.open(config.home, os.O_RDWR | os.O_CREAT, 0o600))
    executor = import_module("django.db.migrations.executor").MigrationExecutor(
        connections["default"]
    )
    known = executor.loader.disk_migrations
    newer = [
        name
        for app, name in executor.loader.applied_migrations
        if app == _APP and (app, name) not in known
    ]
    if newer:
        raise ConfigError(
            "home-newer", "HOME-1", f"{config.home} is of a later version: {', '.join(newer)}"
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        import_module("django.core.management").call_command(
            "migrate", verbosity=0, interactive=False
        )


def _unreadable(config: Config, found: str) -> ConfigError:
    return ConfigError(
        "home-unreadable", "HOME-1", f"the dossier {config.home} can't be used: {found}"
    )
