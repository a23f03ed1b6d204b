# SPDX-License-Identifier: Apache-2.0
"""The stores that the contract holds for: a new one joins by one line."""

from collections.abc import Callable
from pathlib import Path

from comity.ports import Marks, Records
from comity.store.marks import FolderMarks, MemoryMarks
from comity.store.memory import MemoryRecords
from comity.store.sqlite import SqliteRecords

STORES: dict[str, Callable[[Path], Records]] = {
    "memory": lambda _: MemoryRecords(),
    "sqlite": lambda folder: SqliteRecords(folder / "record.db"),
}

MARKS: dict[str, Callable[[Path], Marks]] = {
    "memory": lambda _: MemoryMarks(),
    "folder": lambda folder: FolderMarks(folder / "marks"),
}
