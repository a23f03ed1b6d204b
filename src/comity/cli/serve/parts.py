# SPDX-License-Identifier: Apache-2.0
"""The parts of a served node: which there are, and how each is started."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from comity.cli.serve.child import Part
from comity.config import Config
from comity.locale import Language

__all__ = ["EVERY_S_DEFAULT", "PartName", "parts_of"]

EVERY_S_DEFAULT: Final = 15
"""Seconds between two looks of the worker."""


class PartName(StrEnum):
    """A part of what is served, as `--only` names it."""

    EXCHANGE = "exchange"
    WORKER = "worker"
    DESK = "desk"


def parts_of(
    config: Config,
    wanted: Collection[PartName],
    language: Language,
    *,
    every: int = EVERY_S_DEFAULT,
    quiet: bool = False,
    beside: bool = False,
) -> list[Part]:
    """What is to be started for a node.

    Args:
        config: its settings.
        wanted: which parts.
        language: in which the worker tells what happens.
        every: seconds between two looks of it.
        quiet: whether it tells nothing.
        beside: whether the page of the first run still answers where the desk is to answer.
    """
    folder = str(config.folder)
    worker = [folder, "--every", str(every), "--lang", language, *(["--quiet"] if quiet else [])]
    arguments = {
        PartName.EXCHANGE: [folder],
        PartName.WORKER: worker,
        PartName.DESK: [folder, *(["--beside"] if beside else [])],
    }
    return [
        Part(name, f"comity.cli.serve.{name}", tuple(arguments[name]))
        for name in PartName
        if name in wanted
    ]
