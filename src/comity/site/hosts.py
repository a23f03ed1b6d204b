# SPDX-License-Identifier: Apache-2.0
"""Under which names a desk answers: another name is another site's, or a trick."""

from __future__ import annotations

from typing import Final

from comity.config import Config

__all__ = ["hosts_of"]

_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_ANYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - compared


def hosts_of(config: Config | None) -> list[str]:
    """This machine's own names, where the desk listens, and the names of the settings.

    A desk that listens everywhere is reached from elsewhere by the names of its settings alone.
    Rule: CONFIG-5.
    """
    hosts = list(_LOOPBACK)
    if config is not None:
        if config.desk_host not in _ANYWHERE:
            hosts.append(f"[{config.desk_host}]" if ":" in config.desk_host else config.desk_host)
        hosts += config.desk_names
    return hosts
