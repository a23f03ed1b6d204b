# SPDX-License-Identifier: Apache-2.0
"""Pictures of pages for docs/screens: made when COMITY_SCREENS names a folder (`make screens`)."""

import io
import os
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from comity.locale import Language

DESK: Final = 1360
PHONE: Final = 390
WIDTHS: Final = {"desk": DESK, "phone": PHONE}
COLOURS: Final = 32
HEIGHT_MAX: Final = 2_200
"""Pixels from the top of a page that its picture holds; what is below looks the same."""


def screens(page: Page, name: str, language: Language, width: str) -> Path | None:
    """The file of a picture of the page from its top, or None if nobody asked for pictures.

    Args:
        name: of the page, as a file is named.
        language: which the page is in.
        width: ``desk`` or ``phone``, or another word for a picture of its own such as ``print``.
    """
    folder = os.environ.get("COMITY_SCREENS")
    if not folder:
        return None
    raw = page.screenshot(full_page=True, animations="disabled", caret="hide")
    path = Path(folder) / f"{name}-{language}-{width}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(raw)) as picture:
        top = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, HEIGHT_MAX)))
        small = top.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    return path
