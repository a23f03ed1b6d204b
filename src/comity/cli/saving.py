# SPDX-License-Identifier: Apache-2.0
"""A declared document as a file: its bytes as they came, checked on arrival."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli.files import check_free, write_file
from comity.cli.standing import rooms_of
from comity.core.errors import RuleError
from comity.core.ids import Digest
from comity.ports import Kept

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId

__all__ = ["save_document"]


def save_document(here: Assembled, channel: ChannelId, item: str, path: Path) -> None:
    """Write the one document of that item to a new file. Rule: CLI-6.

    Raises:
        RuleError: ``item-unknown`` unless exactly one side has declared it; ``body-absent``.
        ConfigError: as `write_file`.
    """
    found = {
        one.said.body.value.digest
        for one in rooms_of(here, channel).documents.details
        if item == f"document/{one.id}" and one.said.body.value is not None
    }
    if len(found) != 1:
        raise RuleError("item-unknown", "CLI-4", f"{item}: {len(found)} documents, not one")
    kept = here.node.records.content(channel, "document", Digest(found.pop()))
    if not isinstance(kept, Kept):
        raise RuleError("body-absent", "NODE-7", f"{item}: its content is not here")
    check_free(path)
    write_file(path, [kept.raw])
