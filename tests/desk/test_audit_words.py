# SPDX-License-Identifier: Apache-2.0
"""Every action that the dossier writes into its audit log has words for whoever reads it."""

import re

from comity.desk.people.actions import ACTIONS
from comity.locale import LANGUAGES, catalogue
from tests.house.house import SOURCE, files

WRITTEN = re.compile(
    r'audit\.note\(\s*[\w.]+,\s*"([a-z-]+)"'  # written down as it is
    r'|_(?:keep|revise)\([^)"]*"([a-z-]+)"'  # by way of a function of notes
    r'|"([a-z]+-taken)"'
)


def test_every_action_has_its_words_in_every_language() -> None:
    written = {
        one
        for room in ("home", "desk")
        for path in files(".py", under=SOURCE / room)
        for found in WRITTEN.findall(path.read_text("utf-8"))
        for one in found
        if one
    }
    assert {"note-added", "calendar-brought", "person-added", "sheet-taken"} <= written
    assert written - set(ACTIONS) == set()
    for language in LANGUAGES:
        for message in ACTIONS.values():
            told = catalogue(language, "desk").gettext(message)
            assert (told == message) is (language == "en"), message
