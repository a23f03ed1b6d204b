# SPDX-License-Identifier: Apache-2.0
"""What each code of an error says to a person, and what to do next."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["FAULTS"]

FAULTS: Final[dict[str, tuple[str, str]]] = {
    "passphrase": (mark("The passphrase does not open the key file."), mark("Type it again.")),
}
