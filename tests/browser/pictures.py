# SPDX-License-Identifier: Apache-2.0
"""Pictures of pages for docs/screens: made when COMITY_SCREENS names a folder (`make screens`)."""

import io
import os
from operator import sub
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from comity.locale import Language

DESK: Final = 1360
PHONE: Final = 390
WIDTHS: Final = {"desk": DESK, "phone": PHONE}
COLOURS: Final = 40
GROUND: Final = 0.0015
"""Part of a page that is a ground of its own, and no edge of a letter."""
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
    in_few_colours(top).save(path, optimize=True)
    return path


def in_few_colours(picture: Image.Image) -> Image.Image:
    """The picture in `COLOURS` colours: the grounds exactly, the edges of letters nearly.

    What covers a visible part of the page comes first; then the most frequent of the rest that is
    unlike all taken before, so that the colour of a state which is seen once is kept as well.
    """
    area = picture.width * picture.height
    found = sorted(picture.getcolors(area) or [], reverse=True)
    taken: list[tuple[int, ...]] = []
    for share, apart in ((GROUND, 0), (0.0, 24), (0.0, 12), (0.0, 0)):
        for count, colour in found:
            assert isinstance(colour, tuple)
            if len(taken) < COLOURS and count >= area * share and _unlike(colour, taken, apart):
                taken.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in taken for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _unlike(colour: tuple[int, ...], taken: list[tuple[int, ...]], apart: int) -> bool:
    return all(sum(map(abs, map(sub, colour, one))) > apart for one in taken)
