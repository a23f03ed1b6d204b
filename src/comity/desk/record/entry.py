# SPDX-License-Identifier: Apache-2.0
"""The page of one entry: what it says, what followed, who holds it, and its proof.

Raw JSON stands here alone, under "Proof" (DESK-8).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.acts import references
from comity.core.encoding import decode, read
from comity.core.entries import Entry, read_entry
from comity.core.errors import ComityError
from comity.core.ids import Code, Digest
from comity.core.limits import BODY_BYTES_MAX, ENTRY_BYTES_MAX
from comity.core.logs import Link
from comity.core.signing import Signature
from comity.desk.dialogues.authorities import SignedUnder, signed_under
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import index_of, title_of
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.record.download import verifying
from comity.desk.record.told import Teller, ToldEntry
from comity.desk.record.verdict import Verdict, verdict_of
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home.roles import Power
from comity.node.entrycheck import check_entry
from comity.node.installation import Held
from comity.node.send import lacking, last_receipt
from comity.ports import Kept, Placed
from comity.telling.voice import Voice, sentence

__all__ = ["entry_page"]

_HEAD: Final = 16
"""Characters of a signature shown before the rest is asked for."""
SHOWN_BYTES_MAX: Final = 65_536
"""Bytes of the JSON of all bodies of one entry that its page shows: the rest is downloaded."""
_ALGORITHMS: Final = ("Ed25519", "ML-DSA-65")


class Half(NamedTuple):
    """One of the two halves of a signature: its algorithm, its beginning, and all of it."""

    algorithm: str
    head: str
    whole: str


class Named(NamedTuple):
    """Content that an entry names by its digest, and whether it is here.

    Args:
        digest: of it, salted.
        state: why nothing of it is shown; or empty.
        raw: its JSON, as far as it is shown.
        href: where all of it is, if it is not all shown; or empty.
        size: of the file there, in bytes.
    """

    digest: str
    state: str
    raw: str = ""
    href: str = ""
    size: int = 0


class Proof(NamedTuple):
    """Everything by which anybody can check one entry."""

    rows: tuple[tuple[str, str, bool], ...]
    signature: tuple[Half, ...]
    raw: str
    bodies: tuple[Named, ...]


class Shown(NamedTuple):
    """One entry: in words, who holds it, what a check of it came to, and its proof.

    What it says and its proof are None where its bytes can't even be read.
    """

    told: ToldEntry | None
    under: tuple[SignedUnder, ...]
    holders: tuple[str, ...]
    verdict: Verdict
    proof: Proof | None


@require_GET
@spoken_page(Power.READ)
def entry_page(request: DeskRequest, channel: str, party: str, number: int) -> HttpResponse:
    """The page: one entry, or both of a number under which two were signed."""
    here = channel_named(request, channel)
    voice = request.voice
    with request.house.node.channels.hold(here) as held:
        logs = held.channel.fold.logs
        place = logs.places.get(Code(party))
        links = () if place is None else logs.numbered(place, number)
        if not links:
            return not_found(request)
        teller = Teller(request, held)
        entries = tuple(_shown(request, held, teller, link) for link in links)
        top = logs.top(links[0].place)
        codes = held.channel.parties
    values = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index_of(request, here).rooms),
        "halts": halts_of(request, here),
        "heading": voice.words.gettext(
            "Entry No. {number} of {side}", number=number, side=voice.side(party)
        ),
        "party": party,
        "number": number,
        "entries": entries,
        "first": next((one.told for one in entries if one.told is not None), None),
        "command": verifying(codes),
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < top else None,
    }
    return show(request, "record/entry.html", values)


def _shown(request: DeskRequest, held: Held, teller: Teller, link: Link) -> Shown:
    party = held.channel.parties[link.place]
    found = check_entry(request.house.node, held, link)
    verdict = verdict_of(request.voice, party, link.number, found)
    holders = tuple(_holders(request, held, link))
    try:
        placed = teller.placed(link)
        entry = read_entry(placed.raw)
        under = signed_under(request, held, entry, request.reader.rooms(held.channel.id))
        proof = _proof(request, held, placed, entry)
        return Shown(teller.entry(link), under, holders, verdict, proof)
    except ComityError:
        if found.holds:
            raise
        return Shown(None, (), holders, verdict, None)


def _holders(request: DeskRequest, held: Held, link: Link) -> Iterator[str]:
    """For each other side whether it is known to hold the entry, and by what."""
    voice, words, node = request.voice, request.voice.words, request.house.node
    logs, channel = held.channel.fold.logs, held.channel
    for place, code in enumerate(channel.parties):
        if code == held.own:
            continue
        side = sentence(voice.side(code))
        if place == link.place:
            yield words.gettext("{side} has signed it.", side=side)
        elif any(logs.in_past(link, head) for head in logs.heads(place)):
            yield words.gettext("{side} has signed that it holds it.", side=side)
        else:
            receipt = last_receipt(node, channel.id, code)
            if receipt is not None and link not in lacking(logs, receipt, channel.parties):
                yield words.gettext("{side} holds it, by its last receipt.", side=side)
            else:
                yield words.gettext("{side} has not acknowledged it yet.", side=side)


def _proof(request: DeskRequest, held: Held, placed: Placed, entry: Entry) -> Proof:
    voice, words = request.voice, request.voice.words
    signature = read(placed.signature, Signature, BODY_BYTES_MAX)
    halves = zip(_ALGORITHMS, (signature.ed25519, signature.ml_dsa_65), strict=True)
    seen = voice.list(f"{code}/{number} {digest}" for code, (number, digest) in entry.seen.items())
    rows = [
        (words.gettext("Dialogue"), entry.channel, True),
        (words.gettext("Side"), entry.party, True),
        (words.gettext("Number"), str(entry.number), True),
        (words.gettext("Digest of the entry"), placed.hash, True),
        (words.gettext("Entry before"), entry.previous, True),
        (words.gettext("Newly seen of others"), seen or "–", True),
        (words.gettext("Signing keys"), entry.key, True),
        (words.gettext("Post"), said_in(voice, entry.post or "–"), False),
        (words.gettext("Commitment to the approval at home"), entry.approval or "–", True),
    ]
    return Proof(
        rows=tuple(rows),
        signature=tuple(Half(name, whole[:_HEAD] + "…", whole) for name, whole in halves),
        raw=_spoken(voice, _indented(placed.raw, ENTRY_BYTES_MAX)),
        bodies=tuple(_bodies(request, held, entry)),
    )


def _bodies(request: DeskRequest, held: Held, entry: Entry) -> Iterator[Named]:
    """Every body and document that the acts name, each once; JSON up to SHOWN_BYTES_MAX."""
    voice, records = request.voice, request.house.node.records
    words = voice.words
    states = {
        "absent": words.gettext("not received yet"),
        "destroyed": words.gettext("destroyed under a retention rule"),
    }
    seen: set[Digest] = set()
    left = SHOWN_BYTES_MAX
    for act in entry.acts:
        bodies, documents = references(act)
        for kind, digests in (("body", bodies), ("document", documents)):
            for digest in digests:
                if digest in seen:
                    continue
                seen.add(digest)
                if kind == "document":
                    presence = records.contents(held.channel.id, "document", (digest,))[digest]
                    yield Named(digest, states.get(presence, words.gettext("document, held here")))
                    continue
                kept = records.content(held.channel.id, "body", digest)
                if not isinstance(kept, Kept):
                    yield Named(digest, states[kept])
                    continue
                whole = _indented(kept.raw, BODY_BYTES_MAX) if left else b""
                part, left = whole[:left], max(0, left - len(whole))
                href = ""
                if len(part) < len(whole) or not whole:
                    places = {"channel": held.channel.id, "digest": digest}
                    href = reverse("body", kwargs=places)
                yield Named(digest, "", _spoken(voice, part), href, len(kept.raw))


def _indented(raw: bytes, bytes_max: int) -> bytes:
    """Canonical JSON with its lines broken for the eye."""
    return json.dumps(decode(raw, bytes_max), ensure_ascii=False, indent=2).encode()


def _spoken(voice: Voice, part: bytes) -> str:
    """Lines of JSON, cut off anywhere, each in the language of its script."""
    lines = part.decode(errors="ignore").split("\n")
    return "\n".join(line if line.isascii() else said_in(voice, line) for line in lines)
