# SPDX-License-Identifier: Apache-2.0
"""How far a text is from its adoption: what is missing, what is proposed, what was adopted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from comity.desk.dialogues.troubles import Trouble
from comity.desk.states import Tag, tags
from comity.desk.texts.paging import Paging
from comity.desk.texts.proposals import Manner, ProposalLine, proposal_line
from comity.subjects.texts import TextState, TextView
from comity.telling.labels import label
from comity.telling.texts.languages import language_told
from comity.telling.texts.numbers import numbers_of
from comity.telling.voice import Voice

__all__ = ["AdoptedVersion", "AdoptionCard", "Missing", "adoption_of", "differing_of"]


class Missing(NamedTuple):
    """Something without which the text can't be adopted, and the paragraphs it is about."""

    text: str
    paragraphs: tuple[tuple[str, str], ...]


class AdoptedVersion(NamedTuple):
    """One language version of the whole: its digest, and whether the adoption names another."""

    language: str
    name: str
    authority: str
    digest: str
    differs: bool


class AdoptionCard(NamedTuple):
    """What the page says of the adoption.

    Args:
        told: how it stands, a sentence.
        tags: the same in a word.
        missing: what has to come before.
        proposals: adoptions that are proposed.
        versions: of what is adopted or, where every language is complete, could be.
        adopted: whether `versions` are what an agreed adoption names.
        propose: where the adoption can be proposed, or empty.
        item: the page of the adoption with its story, or empty where nothing is proposed.
    """

    told: str
    tags: tuple[Tag, ...]
    missing: tuple[Missing, ...]
    proposals: tuple[ProposalLine, ...]
    versions: tuple[AdoptedVersion, ...]
    adopted: bool
    propose: str
    item: str

    @property
    def rows(self) -> tuple[tuple[str, str, bool], ...]:
        """The digests as rows of ``parts/proof.html``."""
        return tuple((f"{one.name}, {one.authority}", one.digest, True) for one in self.versions)


def adoption_of(voice: Voice, text: TextView, manner: Manner, paging: Paging) -> AdoptionCard:
    """The adoption of a text as it stands.

    Args:
        voice: who reads.
        text: as it stands.
        manner: how the page is asked for.
        paging: where each paragraph is.
    """
    standing = text.adoption
    places = {"channel": manner.channel, "matter": standing.matter}
    begun = bool(standing.agreed or standing.open or standing.closed or standing.said)
    clean = text.state is TextState.CLEAN
    return AdoptionCard(
        told=_told(voice, text),
        tags=tags(voice, standing),
        missing=() if standing.agreed else tuple(_missing(voice, text, paging)),
        proposals=tuple(_proposals(voice, text, manner)) if manner.named else (),
        versions=_versions(voice, text),
        adopted=standing.agreed is not None,
        propose=reverse("propose-item", kwargs=places)
        if manner.may and clean and not standing.open
        else "",
        item=reverse("item", kwargs=places) if begun else "",
    )


def differing_of(voice: Voice, text: TextView) -> tuple[Trouble, ...]:
    """That what is adopted or proposed for adoption is not what the paragraphs say now."""
    words = voice.words
    found = []
    if text.state is TextState.DIFFERS:
        names = voice.list(language_told(voice, one) for one in text.differing)
        if text.differing:
            what = words.gettext(
                "An adoption is agreed, but in these languages it names another text than the"
                " paragraphs agreed now make: {languages}. Paragraphs were changed after the"
                " adoption, or before it arrived.",
                languages=names,
            )
        else:
            what = words.gettext(
                "An adoption is agreed that can't be read here: which text it names is not known."
            )
        found.append(
            Trouble(
                words.gettext("Adopted, but the paragraphs agreed now differ"),
                what,
                words.gettext(
                    "Do not rely on the text below as the adopted one. The sides adopt the whole"
                    " again, with the number of a correction, or agree the earlier paragraphs anew."
                ),
                "alarm",
            )
        )
    known = [] if text.unread else [one for one in text.adoption.open if one.body.value is not None]
    if any(not text.fits(one) for one in known):
        found.append(
            Trouble(
                words.gettext("The adoption proposed is of another text"),
                words.gettext(
                    "A proposed adoption names other digests than those of the paragraphs agreed"
                    " now. Whoever accepts it adopts a text that differs from what is shown below."
                ),
                words.gettext("Ask for a new proposal made from the paragraphs as they stand."),
                "alarm",
            )
        )
    return tuple(found)


def _told(voice: Voice, text: TextView) -> str:
    words, agreed = voice.words, text.adoption.agreed
    value = text.adoption.value
    if agreed is not None and value is not None and value.corrigendum:
        number = value.corrigendum
        return words.gettext("Adopted with correction No. {number}.", number=number)
    if text.state is TextState.ADOPTED:
        return words.gettext("Adopted as a whole, by the digest of every language version.")
    if text.state is TextState.DIFFERS:
        return words.gettext("Adopted, but the paragraphs agreed now differ.")
    if text.adoption.open:
        return words.gettext("The adoption is proposed.")
    if text.state is TextState.CLEAN:
        return words.gettext(
            "Nothing is missing. The text is not adopted before the whole is proposed and accepted."
        )
    return words.gettext(
        "Paragraphs are agreed provisionally: nothing is agreed until everything is agreed."
    )


def _missing(voice: Voice, text: TextView, paging: Paging) -> Iterator[Missing]:
    words, numbers = voice.words, numbers_of(text)
    if text.unread:
        told = words.gettext("Agreed, but not here or not readable here")
        unread = [matter.partition("/p/")[2] for matter in text.unread]
        yield Missing(told, paging.links(numbers, [key for key in unread if key]))
    if text.header.agreed is None:
        yield Missing(words.gettext("The outline is not agreed"), ())
    inside = [one for one in text.paragraphs if _key(one.matter) not in text.outside]
    keys = [_key(one.matter) for one in inside if one.agreed is None]
    if keys:
        told = words.ngettext(
            "{count} paragraph is not agreed", "{count} paragraphs are not agreed", len(keys)
        )
        yield Missing(told, paging.links(numbers, keys))
    agreed = {_key(one.matter) for one in inside if one.value is not None}
    for version in text.versions.values():
        lacking = [key for key in version.missing if key in agreed]
        if lacking and version.authority != "courtesy":
            told = words.gettext(
                "No agreed wording in this language: {language}",
                language=language_told(voice, version.language),
            )
            yield Missing(told, paging.links(numbers, lacking))
    changed = [_key(one.matter) for one in inside if one.agreed is not None and one.open]
    if changed:
        told = words.ngettext(
            "A change of {count} agreed paragraph is proposed",
            "Changes of {count} agreed paragraphs are proposed",
            len(changed),
        )
        yield Missing(told, paging.links(numbers, changed))
    if text.state is TextState.CLEAN and not text.adoption.open:
        yield Missing(words.gettext("The adoption of the whole is not proposed yet"), ())
    for proposal in text.adoption.open:
        told = words.gettext(
            "The adoption awaits an answer of {sides}", sides=voice.sides(proposal.awaited)
        )
        yield Missing(told, ())


def _proposals(voice: Voice, text: TextView, manner: Manner) -> Iterator[ProposalLine]:
    for one in text.adoption.open:
        line = proposal_line(voice, text.adoption, one, "", manner)
        if not text.unread and one.body.value is not None and not text.fits(one):
            note = voice.words.gettext("It is not of the paragraphs as they stand now.")
            line = line._replace(notes=(*line.notes, note))
        yield line


def _versions(voice: Voice, text: TextView) -> tuple[AdoptedVersion, ...]:
    """The digests of what is adopted; else of every language that is complete."""
    adoption = text.adoption.value
    if text.adoption.agreed is not None and adoption is None:
        return ()
    if adoption is not None:
        digests = dict(adoption.digests)
    elif text.state is TextState.CLEAN:
        digests = {one.language: one.digest for one in text.versions.values() if one.digest}
    else:
        return ()
    return tuple(
        AdoptedVersion(
            language=code,
            name=language_told(voice, code),
            authority=label(voice, "authority", text.versions[code].authority)
            if code in text.versions
            else "",
            digest=digest,
            differs=adoption is not None and code in text.differing,
        )
        for code, digest in sorted(digests.items())
    )


def _key(matter: str) -> str:
    return matter.split("/")[3]
