# SPDX-License-Identifier: Apache-2.0
"""The whole text that an adoption names, language by language, as its paragraphs stand agreed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity.subjects import texts
from comity.telling.voice import Voice

if TYPE_CHECKING:
    from comity.core.ids import ChannelId
    from comity.node.installation import Node
    from comity.subjects.texts import Adoption, TextView

__all__ = ["tell_whole"]


def tell_whole(
    voice: Voice, node: Node, channel: ChannelId, matter: str, adoption: Adoption
) -> Iterator[str]:
    """Every paragraph in every language adopted, or that they are not those of its digests."""
    words = voice.words
    with node.channels.hold(channel) as held:
        seen = texts.view(held.channel.sight, node.records.bodies(channel))
    name = matter.split("/")[1]
    text = next((one for one in seen.details if one.id == name), None)
    wrong = texts.differing(adoption, {} if text is None else text.versions)
    for language, _ in voice.ordered(adoption.digests):
        if text is not None:
            yield words.gettext("[{language}] the whole text as agreed now:", language=language)
            yield from (f"  {line}" for line in _paragraphs(voice, text, language))
    for language in wrong:
        yield words.gettext(
            "The adoption in {language} is not of the paragraphs agreed now.",
            language=voice.language(language),
        )


def _paragraphs(voice: Voice, text: TextView, language: str) -> Iterator[str]:
    header = text.header.value
    if header is not None and language in header.title:
        yield header.title[language]
    for standing in text.paragraphs:
        key = standing.matter.split("/")[3]
        if key in text.outside:
            continue
        value = standing.value
        if value is None or language not in value.text:
            yield voice.words.gettext("{key} no wording yet", key=key)
        else:
            yield f"{key}  {value.text[language]}"
