# SPDX-License-Identifier: Apache-2.0
"""What the tests of the dossier share: posts and people of KR's ministry beside a founded channel.

A `Ministry` writes into whichever dossier the test has: the test database, or a file of its own
(`file_dossier`) where several connections are needed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from comity.core.ids import ChannelId
from comity.core.views import ActRef
from comity.home import door, people
from comity.home.models import Draft, Person, Post
from comity.home.reading import Reader
from comity.node.installation import Node
from comity.node.moves import Acceptance, Proposal
from tests.unit.node.parties import JP, KR, START, TERMS, Circle, circle, offer, wording

PASSWORD = "a password for a test"
DESK = {"ko": "아시아태평양국장", "en": "Director-General, Asia-Pacific Affairs"}


@dataclass
class Ministry:
    """KR's people, each made when first asked for, at a node of its own.

    Attributes:
        pair: the channel that KR and JP have founded.
        approvals: how many approvals KR's settings ask for.
    """

    pair: Circle
    approvals: int = 0
    posts: dict[str, Post] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """KR's node."""
        return self.pair[KR]

    @property
    def channel(self) -> ChannelId:
        """The channel."""
        return self.pair.channel

    def post(self, slug: str) -> Post:
        """A post that is admitted to the channel."""
        found = self.posts.get(slug)
        if found is None:
            names = {**DESK, "ko": f"{DESK['ko']} {slug}"}
            found = self.posts[slug] = people.add_post(slug, names, None, START)
            people.admit(found, self.channel, START)
        return found

    def person(self, sign_in: str, *roles: str, post: str = "desk") -> Person:
        """A new person."""
        return people.add_person(sign_in, self.post(post), roles, PASSWORD, START)

    def reader(self, sign_in: str, *roles: str, post: str = "desk") -> Reader:
        """A new person at KR's node."""
        return self.read_as(self.person(sign_in, *roles, post=post))

    def read_as(self, person: Person) -> Reader:
        """Somebody at KR's node, as in a new request."""
        return Reader(people.find_person(person.sign_in), self.node, approvals=self.approvals)

    def proposed(self, text: str = "JP's wording") -> ActRef:
        """A proposal of JP that has come."""
        ref = offer(self.pair[JP], self.channel, text).acts[0]
        self.pair.meet()
        return ref

    def acceptance(self, reader: Reader) -> Draft:
        """A draft that accepts a new proposal of JP."""
        return door.draft(reader, self.channel, Acceptance(self.proposed()))


def proposal(text: str = "KR's wording", until: int | None = None) -> Proposal:
    """A proposal on the item of all these tests."""
    return Proposal({TERMS: wording(text)}, until=until)


def ministry(folder: Path | None = None, approvals: int = 0) -> Ministry:
    """KR's ministry and a channel that both sides have joined."""
    pair = circle(folder=folder)
    pair.meet()
    return Ministry(pair, approvals)


@contextmanager
def file_dossier(path: Path) -> Iterator[None]:
    """A dossier in a file, with tables, that any thread may open; then the one of before."""
    default = connections["default"]
    settings = connections.settings["default"]
    before, name = settings["NAME"], str(path)
    settings["NAME"] = name
    del connections["default"]
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = before
        connections["default"] = default
