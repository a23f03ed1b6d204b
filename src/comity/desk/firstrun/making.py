# SPDX-License-Identifier: Apache-2.0
"""Make the node, its keys, its dossier and the first people: all of it, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.db import connections

from comity.assembly.creation import furnish, new_folder
from comity.assembly.ministry import open_home
from comity.assembly.world import SystemClock
from comity.config import read_config
from comity.core.ids import Digest
from comity.desk.firstrun.answers import Answers
from comity.home import people
from comity.keys.selftest import run_self_test

__all__ = ["Made", "make"]


class Made(NamedTuple):
    """What whoever has made the node must be told."""

    party: str
    root: Digest
    root_key: Path


def make(folder: Path, answers: Answers) -> Made:
    """The node of the folder, by the same use cases as those of the command line.

    Args:
        folder: absent or empty.
        answers: checked.

    Raises:
        ComityError: as `create_node`, `open_home` and `people`; then the folder is as it was.
    """
    run_self_test()
    with new_folder(folder) as draft:
        root = furnish(draft, answers.plan, answers.passphrase, answers.root_passphrase)
        open_home(read_config(draft))
        try:
            now = SystemClock().now_ms()
            for one in answers.people:
                post = people.add_post(one.post, one.names, None, now)
                people.add_person(
                    one.sign_in, post, one.roles, one.password, now, language=one.language
                )
        finally:
            connections.close_all()
    config = read_config(folder)
    return Made(config.party, root, config.root_key)
