# SPDX-License-Identifier: Apache-2.0
"""The desk as a WSGI application: the dossier opened, the node installed, static files beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, Final, TypeAlias

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # it has no types

from comity.assembly.ministry import open_home
from comity.assembly.record import assemble
from comity.config import Config
from comity.desk.house import install

__all__ = ["Application", "beside_static", "open_desk"]

Application: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
STATIC: Final = Path(__file__).parents[1] / "desk" / "static"
STATIC_AGE_S: Final = 300
"""Seconds that a browser keeps a file of ours without asking: a new version keeps its address."""


def open_desk(config: Config, passphrase: str | None) -> Application:
    """The desk of a node; called once in a process.

    Args:
        config: its settings.
        passphrase: of the working keys; None leaves them locked: then nothing can be signed.

    Raises:
        ConfigError: a file of the node is missing or can't be read.
        TrustError: ``passphrase``.
    """
    assembled = assemble(config, passphrase)
    open_home(config)
    house = install(assembled)
    # All pages are loaded now: what can't be is found out here, not by the first who asks, and a
    # newer version laid over this one changes nothing under it.
    assert get_resolver().url_patterns
    # It knows the dossier's tables, so it is loaded only now that Django is set up.
    import_module("comity.desk.rendering").compile_all()
    # After a start the whole record is read once; who signs in meanwhile waits for less of it.
    Thread(target=house.views.warm, name="views", daemon=True).start()
    return beside_static(get_wsgi_application())


def beside_static(application: Application) -> Application:
    """The application, and under ``/static/`` the files of the desk, compressed where it helps."""
    made: Application = WhiteNoise(
        application, root=STATIC, prefix="static/", max_age=STATIC_AGE_S, autorefresh=False
    )
    return made
