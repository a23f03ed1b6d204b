# SPDX-License-Identifier: Apache-2.0
"""A desk in process: the Korean node with its people, and the Japanese one beside it.

Both nodes are real, their records in memory; pouches pass between them by hand. The clock of both
stands until it is set.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from comity.assembly.record import Assembled
from comity.config import Desk as DeskPlan
from comity.config import Plan, write_config
from comity.core.cards import SignedCard
from comity.core.ids import ChannelId, Code, Digest, Matter, b64
from comity.core.views import ActRef
from comity.desk.house import House, install
from comity.exchange.correspondence import Correspondence
from comity.home import people
from comity.home.models import Person, Post
from comity.home.roles import Role
from comity.keys.cards import issue_card
from comity.keys.keyring import WorkingKeys
from comity.keys.sealer import UnlockedSealer
from comity.keys.signer import UnlockedSigner
from comity.node import found
from comity.node.installation import Node
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Move, Proposal, Refusal, Statement, sign_moves
from comity.subjects import write_body
from tests.unit.node.parties import Seat, SetClock, founding_files, seat

NOW = 1_681_086_660_000  # Mon 10 April 2023, 09:31 in Seoul
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
POSTS = {
    "kr": "아시아태평양국장",
    "jp": "アジア大洋州局長",
}
KR, JP = Code("kr"), Code("jp")
DIGEST = Digest(b64(bytes(32)))
POST_NAMES = {"en": "Director-General, Asia-Pacific Affairs", "ko": POSTS["kr"]}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Capitals:
    """Both nodes, and the Korean desk. `house` is what the pages are made of."""

    clock: SetClock
    seats: dict[Code, Seat]
    nodes: dict[Code, Node]
    house: House
    channels: list[ChannelId] = field(default_factory=list)

    # --- the record ---

    @property
    def kr(self) -> Node:
        """Whose desk it is."""
        return self.nodes[KR]

    @property
    def jp(self) -> Node:
        """The other side."""
        return self.nodes[JP]

    @property
    def channel(self) -> ChannelId:
        """The first dialogue."""
        return self.channels[0]

    def found(self) -> ChannelId:
        """A new dialogue that both sides have joined."""
        full = founding_files([self.seats[JP], self.seats[KR]])
        channel: ChannelId | None = None
        for node in self.nodes.values():
            considered = found.consider(node, full)
            channel = considered.channel
            found.join(node, considered)
        assert channel is not None
        self.channels.append(channel)
        self.exchange()
        return channel

    def exchange(self, rounds: int = 2) -> None:
        """Pouches there and back."""
        for _ in range(rounds):
            self.carry(KR, JP)
            self.carry(JP, KR)

    def carry(self, sender: Code, receiver: Code) -> None:
        """One pouch from a side to the other."""
        one, other = self.nodes[sender], self.nodes[receiver]
        apply_contents(other, compose(one, other.root), one.root)

    def settle(self) -> None:
        """Exchange, and let both nodes confirm what is agreed."""
        for _ in range(2):
            self.exchange()
            for node in self.nodes.values():
                for channel in self.channels:
                    settle_channel(node, channel)
        self.exchange()

    def sign(self, code: Code, *moves: Move, channel: ChannelId | None = None) -> list[ActRef]:
        """One entry with these moves, by the post that signs for the side."""
        node, where = self.nodes[code], channel or self.channel
        return list(sign_moves(node, where, moves, post=POSTS[code]).acts)

    def offer(
        self,
        code: Code,
        values: Mapping[str, object],
        *,
        until: int | None = None,
        channel: ChannelId | None = None,
        silence: bool = False,
    ) -> ActRef:
        """A proposal of one value, or a package of several."""
        bodies = {Matter(name): write_body(name, "offer", one) for name, one in values.items()}
        move = Proposal(bodies, until=until, silence=silence)
        return self.sign(code, move, channel=channel)[0]

    def accept(self, code: Code, ref: ActRef, channel: ChannelId | None = None) -> None:
        """Consent to a proposal."""
        self.sign(code, Acceptance(ref), channel=channel)

    def refuse(self, code: Code, ref: ActRef, reason: bytes | None = None) -> None:
        """Withdraw an own proposal, or decline another's."""
        self.sign(code, Refusal(ref, reason))

    def state(self, code: Code, matter: str, value: object) -> None:
        """An own word."""
        self.sign(code, Statement(Matter(matter), write_body(matter, "declare", value)))

    def agree(self, values: Mapping[str, object], channel: ChannelId | None = None) -> ActRef:
        """Proposed by Japan, accepted by Korea, confirmed."""
        ref = self.offer(JP, values, channel=channel)
        self.exchange()
        self.accept(KR, ref, channel)
        self.settle()
        return ref

    # --- people ---

    def post(self, slug: str = "director-general") -> Post:
        """A post of ours; made once."""
        names = {**POST_NAMES, "en": f"{POST_NAMES['en']} ({slug})"}
        return Post.objects.get_or_create(slug=slug, defaults={"names": names})[0]

    def person(
        self,
        sign_in: str,
        *roles: Role,
        post: str = "director-general",
        channels: Sequence[ChannelId] | None = None,
        language: str = "en",
    ) -> Person:
        """Somebody whose post is admitted to these dialogues, to all where none are named."""
        office = self.post(post)
        for channel in self.channels if channels is None else channels:
            people.admit(office, channel, NOW)
        return Person.objects.create(
            sign_in=sign_in,
            post=office,
            roles=[str(role) for role in roles],
            language=language,
            password="!",
        )

    def visitor(self, person: Person) -> "Visitor":
        """A browser in which that person has signed in."""
        client = Client()
        client.force_login(person, backend=BACKEND)
        return Visitor(client, self)


@dataclass
class Visitor:
    """One browser of one person."""

    client: Client
    capitals: Capitals

    def get(self, name: str, query: str = "", **places: Any) -> HttpResponse:
        """A page by the name of its address."""
        return self.open(reverse(name, kwargs=places or None) + query)

    def open(self, path: str, **headers: str) -> HttpResponse:
        """A page by its address."""
        answer: Any = self.client.get(path, secure=True, headers=headers)
        found: HttpResponse = answer
        return found

    def read(self, name: str, query: str = "", **places: Any) -> str:
        """The words of a page that must be there."""
        answer = self.get(name, query, **places)
        assert answer.status_code == 200, (answer.status_code, answer.content[:2_000])
        return answer.content.decode()

    def words(self, name: str, query: str = "", **places: Any) -> str:
        """The words of a page that must be there, as somebody reads them."""
        return plain(self.read(name, query, **places))

    def item(self, matter: str, channel: ChannelId | None = None) -> str:
        """The page of an item."""
        return self.read("item", channel=channel or self.capitals.channel, matter=matter)


def plain(html: str) -> str:
    """What a page says between head and foot: no tags, one space between words."""
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", " ", html)
    return " ".join(unescape(re.sub(r"(?s)<[^>]+>", " ", main)).split())


def _reachable(one: Seat, code: Code) -> SignedCard:
    """The card of a node that answers at an address."""
    own = one.party
    return issue_card(
        UnlockedSigner(own.working),
        own.secrets.current.public,
        own.credentials,
        own.sealing.public,
        [f"https://{code}.example:8441"],
        DIGEST,
        2,
    )


def capitals_in(folder: Path) -> Capitals:
    """Both nodes with empty records, and the desk of the Korean one installed."""
    clock = SetClock(NOW)
    seats: dict[Code, Seat] = {}
    for code in (JP, KR):
        seats[code] = seat(code)
        seats[code].clock = clock
    nodes = {code: replace(one.node(), card=_reachable(one, code)) for code, one in seats.items()}
    plan = Plan(KR, "127.0.0.1", 8441, (), DeskPlan(zone="Asia/Seoul"))
    own = seats[KR].party
    keys = WorkingKeys(own.working, (own.sealing,))
    sealer = UnlockedSealer(keys.sealing)
    assembled = Assembled(
        write_config(folder, plan),
        own.root,
        nodes[KR],
        Correspondence(nodes[KR], sealer, tuple(one.public.id for one in keys.sealing)),
        keys,
    )
    return Capitals(clock, seats, nodes, install(assembled))
