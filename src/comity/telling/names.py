# SPDX-License-Identifier: Apache-2.0
"""What people type for a dialogue, a side or a proposal, and what is meant by it.

A dialogue has a short local name, kept in the node's folder and told to nobody; a proposal is
``jp/3/0``: the side, the number of its entry, the place in it (``jp/3`` where only one is there).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from comity.core.errors import ConfigError, MalformedError, RuleError
from comity.core.ids import ChannelId, Code, Digest

if TYPE_CHECKING:
    from comity.config import Config
    from comity.core.channel import Channel
    from comity.core.judging import OfferRecord
    from comity.core.views import OfferView
    from comity.exchange.correspondence import Correspondence

__all__ = [
    "Names",
    "check_name",
    "check_name_free",
    "find_channel",
    "find_offer",
    "find_peer",
    "offer_ref",
    "read_names",
    "write_name",
]

PREFIX_CHARS_MIN: Final = 4
NAMES_BYTES_MAX: Final = 1_048_576

_NAME: Final = re.compile(r"[^\W_][\w.-]{0,39}")
_REF: Final = re.compile(r"([a-z0-9-]{2,24})/([1-9][0-9]{0,15})(?:/([0-9]{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Names:
    """Local names of dialogues, by name in the order in which they were given."""

    by_name: dict[str, ChannelId]

    def of(self, channel: ChannelId) -> str:
        """The name of a dialogue; the beginning of its id where it has none."""
        return next((name for name, id_ in self.by_name.items() if id_ == channel), channel[:8])


def check_name(name: str) -> str:
    """The name, if it can be one.

    Raises:
        MalformedError: ``name`` unless it is 1 to 40 letters, digits, dots or hyphens.
    """
    if not _NAME.fullmatch(name):
        raise MalformedError("name", "CLI-4", f"{name!r}: letters, digits, dots and hyphens")
    return name


def read_names(path: Path) -> Names:
    """The names that a node's people use.

    Raises:
        ConfigError: ``names-file`` if the file is not a map of names to ids.
    """
    try:
        with path.open("rb") as file:
            table = json.loads(file.read(NAMES_BYTES_MAX))
    except FileNotFoundError:
        return Names({})
    except (OSError, ValueError):
        table = None
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise ConfigError("names-file", "CLI-4", f"{path} is no map of names to dialogues")
    return Names({name: ChannelId(Digest(id_)) for name, id_ in table.items()})


def check_name_free(path: Path, name: str, channel: ChannelId) -> Names:
    """All names, if this one is nobody else's.

    Raises:
        ConfigError: ``name-taken`` if another dialogue has it.
    """
    names = read_names(path)
    if names.by_name.get(check_name(name), channel) != channel:
        raise ConfigError("name-taken", "CLI-4", f"{name} is another dialogue's name here")
    return names


def write_name(config: Config, name: str, channel: ChannelId) -> None:
    """The dialogue now has that name, and no other; on disk when this returns.

    Raises: as `check_name_free`.
    """
    names = check_name_free(config.names, name, channel)
    kept = {known: id_ for known, id_ in names.by_name.items() if id_ != channel}
    kept[name] = channel
    draft = config.names.with_name(f".names.{os.getpid()}.new")
    draft.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.replace(config.names)


def find_channel(typed: str, names: Names, open_here: tuple[ChannelId, ...]) -> ChannelId:
    """The dialogue meant: by its name, or by the beginning of its id.

    Raises:
        RuleError: ``dialogue-unknown``, or ``dialogue-ambiguous`` if several begin so.
    """
    named = names.by_name.get(typed)
    if named in open_here:
        return named
    found = [one for one in open_here if one.startswith(typed)]
    if len(typed) < PREFIX_CHARS_MIN or not found:
        known = ", ".join(names.of(one) for one in open_here) or "none"
        raise RuleError("dialogue-unknown", "CLI-4", f"{typed!r}; open here: {known}")
    if len(found) > 1:
        raise RuleError("dialogue-ambiguous", "CLI-4", f"{len(found)} begin with {typed!r}")
    return found[0]


def find_peer(typed: str, correspondence: Correspondence) -> tuple[Digest, str]:
    """The root fingerprint and the code of another side, by its code or by the fingerprint.

    Raises:
        RuleError: ``peer-unknown``, or ``peer-ambiguous`` if two roots use one code.
    """
    codes = {root: str(code) for root, code in correspondence.codes().items()}
    found = [
        root
        for root, code in codes.items()
        if code == typed or (len(typed) >= PREFIX_CHARS_MIN and root.startswith(typed))
    ]
    if not found:
        known = ", ".join(sorted(set(codes.values()))) or "none"
        raise RuleError("peer-unknown", "CLI-4", f"{typed!r}; known here: {known}")
    if len(found) > 1:
        roots = ", ".join(found)
        raise RuleError("peer-ambiguous", "CLI-4", f"{typed!r} has several roots: {roots}")
    return found[0], codes[found[0]]


def offer_ref(offer: OfferView) -> str:
    """How people name a proposal."""
    return f"{offer.ref.party}/{offer.ref.number}/{offer.ref.index}"


def find_offer(typed: str, channel: Channel) -> OfferView:
    """The proposal that people name so.

    Raises:
        MalformedError: ``proposal-name`` if it is no such name.
        RuleError: ``proposal-unknown``, or ``proposal-ambiguous`` where the entry holds several.
    """
    match = _REF.fullmatch(typed)
    if match is None:
        raise MalformedError("proposal-name", "CLI-5", f"{typed!r}: side/number/place, as jp/3/0")
    code, number = Code(match[1]), int(match[2])
    place = channel.fold.logs.places.get(code)
    found: dict[int, OfferRecord] = {}
    if place is not None:
        for link in channel.fold.logs.numbered(place, number):
            for index in range(64):
                record = channel.fold.ledger.record(link, index)
                if record is not None:
                    found[index] = record
    if match[3] is not None:
        found = {index: record for index, record in found.items() if index == int(match[3])}
    if not found:
        raise RuleError("proposal-unknown", "CLI-5", f"{typed} is not held here")
    if len(found) > 1:
        places = ", ".join(f"{code}/{number}/{index}" for index in found)
        raise RuleError("proposal-ambiguous", "CLI-5", f"which of {places}")
    return channel.sight.offer(next(iter(found.values())))
