# SPDX-License-Identifier: Apache-2.0
"""The words that people read, in English, Korean and Japanese, with the same rank.

Messages are written in English in the code and looked up in committed catalogues, so that a node
needs nothing but the standard library to speak. Below the CLI and the desk nothing uses this.
"""

from __future__ import annotations

from comity.locale.catalogues import LANGUAGES, Catalogue, Language, catalogue, chosen, mark

__all__ = ["LANGUAGES", "Catalogue", "Language", "catalogue", "chosen", "mark"]
