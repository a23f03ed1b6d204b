# SPDX-License-Identifier: Apache-2.0
"""The stores that the contract holds for: a new one joins by one line."""

from collections.abc import Callable
from pathlib import Path

from comity.ports import Marks, Records
from comity.store.marks import FolderMarks, MemoryMarks
from comity.store.memory import MemoryRecords
from comity.store.postgres import PostgresRecords
from comity.store.sqlite import SqliteRecords
from tests.postgres import database_of

STORES: dict[str, Callable[[Path], Records]] = {
    "memory": lambda _: MemoryRecords(),
    "sqlite": lambda folder: SqliteRecords(folder / "record.db"),
    "postgresql": lambda folder: PostgresRecords(database_of(folder)),
}

MARKS: dict[str, Callable[[Path], Marks]] = {
    "memory": lambda _: MemoryMarks(),
    "folder": lambda folder: FolderMarks(folder / "marks"),
}
