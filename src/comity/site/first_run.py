# SPDX-License-Identifier: Apache-2.0
"""The first run as a WSGI application, for a process that has no node yet."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from comity.locale import Language
from comity.site.wsgi import Application, beside_static

__all__ = ["open_first_run"]

_SETTINGS = "comity.site.first_run_settings"


def open_first_run(
    folder: Path,
    place: tuple[str, int],
    language: Language,
    tell_code: Callable[[str], None],
    tell_wrong: Callable[[int], None],
    on_made: Callable[[str], None],
) -> Application:
    """The pages that make a node; called once in a process.

    Args:
        folder: where it is to be; absent or empty.
        place: host and port at which the pages answer.
        language: of the terminal.
        tell_code: shows the one-time code there.
        tell_wrong: says there how many wrong ones were typed.
        on_made: told of the passphrase, once the node is there.
    """
    os.environ.pop("COMITY_NODE", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    application = get_wsgi_application()
    # What follows knows the dossier's models: Django is set up now.
    entrance = import_module("comity.desk.firstrun.entrance").Entrance(tell_code, tell_wrong)
    office = import_module("comity.desk.firstrun.installed")
    office.install_office(office.Office(folder, *place, language, entrance, on_made))
    entrance.begin()
    return beside_static(application)
