# SPDX-License-Identifier: Apache-2.0
"""The rules of soundings in pouch.md, each kept by a property; the MAC by a second derivation."""

import hashlib
import hmac
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import (
    ComityError,
    MalformedError,
    RuleError,
    TrustError,
    UnavailableError,
)
from comity.core.ids import ChannelId, Digest, b64, unb64
from comity.exchange.correspondence import Correspondence
from comity.exchange.pouch import RefusedPouchError, open_pouch
from comity.exchange.roads.file import read_pouch, write_pouch
from comity.exchange.roads.https_client import post_pouch
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.exchange.sealed import items_of, seal_content, unseal
from comity.exchange.soundings import (
    MarkedManifest,
    SoundingManifest,
    SoundingRoute,
    key_info,
    open_sounding,
    read_marked,
    seal_sounding,
    vouch_sounding,
)
from comity.keys.sealer import LockedSealer, UnlockedSealer
from comity.node.compare import record_digest
from comity.node.installation import Node
from comity.node.soundings import (
    CLOCKS_MS_MAX,
    EXPIRY_MS_MAX,
    EXPIRY_MS_MIN,
    Sounding,
    heard_in,
    read_sounding,
    sound,
    write_sounding,
)
from comity.ports import SOUNDING_BYTES_MAX, SOUNDINGS_MAX, KeptSounding
from comity.store.soundings import MemorySoundings
from tests.contract.exchange.test_https import OURS, free_port
from tests.unit.exchange.sides import (
    SeededChance,
    Side,
    bare,
    channel,
    north,
    opener,
    seal,
    south,
    west,
)
from tests.unit.node.parties import JP, KR, START, Circle, SetClock, circle

few = settings(max_examples=15, deadline=None)
DAY_MS = 86_400_000
CHUNK = 65_536
NONCE = Digest(b64(bytes(range(32))))
WORDS = {"en": "Would 3 May in Seoul work?", "ko": "5월 3일 서울 개최가 가능하겠습니까?"}


def said(**changed: object) -> Sounding:
    """What a sounding says."""
    fields: dict[str, object] = {
        "about": "meeting/round-1/date", "answers": None, "channel": channel(0), "stance": None,
        "time": START, "value": None, "words": WORDS,
    }  # fmt: skip
    return Sounding(**{**fields, **changed})  # type: ignore[arg-type]  # as the test says


def sealed(
    sender: Side, receiver: Side, raw: bytes | None = None, sealer: UnlockedSealer | None = None
) -> bytes:
    """A sounding on its way, made by the sender, or with other secrets."""
    route = SoundingRoute(
        sender.root.fingerprint, receiver.root.fingerprint, sender.card, receiver.sealing.public
    )
    body = write_sounding(said()) if raw is None else raw
    made = seal_sounding(
        body, NONCE, START + DAY_MS, route, sealer or sender.sealer, SeededChance(7)
    )
    assert isinstance(made, bytes)
    return made


# --- the MAC ---


def _second_mac(pouch: bytes, own: X25519PrivateKey, other: bytes) -> tuple[str, str]:
    """The MAC that the manifest holds, and that which this page alone gives."""
    unsealed = unseal(pouch, len(pouch), opener(south(), north()))
    value = msgspec.json.decode(unsealed.manifest)
    manifest = value["manifest"]
    secret = own.exchange(X25519PublicKey.from_public_bytes(other))
    sender = hashing.digest(hashing.SEALING, encode(manifest["card"]["card"]["sealing"]))
    info = b"comity/1 sounding\n" + sender.encode() + b"\n" + manifest["sealing"].encode()
    pseudo = hmac.digest(bytes(32), secret, hashlib.sha256)
    key = hmac.digest(pseudo, info + b"\x01", hashlib.sha256)
    digest = hashing.digest_raw(b"comity/1 sounding", encode(manifest))
    return value["mac"], b64(hmac.digest(key, digest, hashlib.sha256))


def test_the_mac_is_that_of_the_page_from_either_end() -> None:
    """POUCH-20: X25519 of the static keys, HKDF-SHA256, HMAC-SHA256 of the manifest's digest."""
    pouch = sealed(north(), south())
    for own, other in ((north(), south()), (south(), north())):
        public = unb64(other.sealing.public.x25519, 32)
        told, mine = _second_mac(pouch, own.sealing.x25519, public)
        assert told == mine


def test_nothing_of_a_sounding_is_signed_but_the_card() -> None:
    """POUCH-20: Nothing of a sounding bears a signature over its words, digest or MAC."""
    unsealed = unseal(sealed(north(), south()), 67_162, opener(south(), north()))
    value = msgspec.json.decode(unsealed.manifest)
    assert set(value) == {"mac", "manifest"}
    assert value["manifest"]["card"] == msgspec.json.decode(encode(north().card))
    del value["manifest"]["card"]
    assert "signature" not in msgspec.json.encode(value).decode()


@few
@given(st.integers(0, 2**64), st.sampled_from(["mac", "nonce", "expires", "sealing", "sender"]))
def test_whatever_is_changed_in_a_manifest_is_refused(seed: int, name: str) -> None:
    """POUCH-20: the MAC is over the canonical bytes of the manifest."""
    pouch = sealed(north(), south())
    unsealed = unseal(pouch, len(pouch), opener(south(), north(), west()))
    marked = read_marked(unsealed.manifest)
    other = Digest(b64(hashlib.sha256(seed.to_bytes(9, "big")).digest()))
    changed: dict[str, object] = {
        "nonce": other, "expires": seed % 2**52, "sealing": other,
        "sender": west().root.fingerprint,
    }  # fmt: skip
    if name == "mac":
        marked = MarkedManifest(mac=other, manifest=marked.manifest)
    else:
        manifest = msgspec.structs.replace(marked.manifest, **{name: changed[name]})
        marked = MarkedManifest(mac=marked.mac, manifest=manifest)
    forged = _with(marked, items_of(unsealed))
    with pytest.raises(TrustError):
        open_sounding(forged, opener(south(), north(), west()))


def _with(marked: MarkedManifest, items: bytes, receiver: Side | None = None) -> bytes:
    """A pouch with this manifest in a header that it does not name, unless it is told of it."""

    def manifest(header: Digest) -> bytes:
        told = msgspec.structs.replace(marked.manifest, header=header)
        return encode(MarkedManifest(mac=marked.mac, manifest=told))

    to = receiver or south()
    made = seal_content(manifest, items, to.sealing.public, to.sealer, SeededChance(9))
    assert isinstance(made, bytes)
    return made


def test_what_is_sealed_again_to_another_is_refused() -> None:
    """POUCH-20, POUCH-4: it names its receiver and its header."""
    pouch = sealed(north(), south())
    unsealed = unseal(pouch, len(pouch), opener(south(), north()))
    marked, items = read_marked(unsealed.manifest), items_of(unsealed)
    for receiver in (west(), south()):
        with pytest.raises(TrustError) as caught:
            open_sounding(_with(marked, items, receiver), opener(receiver, north(), south()))
        assert caught.value.code in ("pouch/receiver", "sounding/mac")


def test_with_locked_keys_none_is_made_or_opened() -> None:
    """POUCH-20, HOME-7: while keys are locked."""
    with pytest.raises(UnavailableError):
        sealed(north(), south(), sealer=LockedSealer())  # type: ignore[arg-type]  # on purpose
    locked = replace(opener(south(), north()), sealer=LockedSealer())
    pouch = sealed(north(), south())
    with pytest.raises(UnavailableError):
        open_sounding(pouch, locked)


def test_a_key_that_gives_no_secret_is_refused() -> None:
    """POUCH-20, KEY-12: keys of small order are refused wherever they come from."""
    weak = msgspec.structs.replace(south().sealing.public, x25519=b64(bytes(32)))
    with pytest.raises((TrustError, MalformedError)):
        north().sealer.shared_key(north().sealing.public.id, weak, b"x")
    with pytest.raises(TrustError) as caught:
        north().sealer.shared_key(south().sealing.public.id, south().sealing.public, b"x")
    assert caught.value.code == "sealed"


# --- either could have made it ---


@few
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=400))
def test_the_receiver_can_make_one_that_no_check_tells_from_the_senders(text: str) -> None:
    """POUCH-21: Whoever holds the receiver's sealing secrets and the sender's card can make one."""
    raw = write_sounding(said(words={"en": text}))
    theirs = sealed(north(), south(), raw)
    forged = _forged(north(), south(), raw)
    opened = [open_sounding(one, opener(south(), north())) for one in (theirs, forged)]
    assert opened[0] == opened[1]
    assert opened[0].sender == north().root.fingerprint
    assert len(theirs) == len(forged)
    parts = [read_marked(unseal(one, len(one), opener(south(), north())).manifest)
             for one in (theirs, forged)]  # fmt: skip
    same = [msgspec.structs.replace(one.manifest, header=NONCE) for one in parts]
    assert same[0] == same[1]


def _forged(sender: Side, receiver: Side, raw: bytes) -> bytes:
    """A sounding "of the sender", made with nothing but what the receiver holds."""
    own, card = receiver.sealing.public, sender.card
    info = key_info(card.card.sealing.id, own.id)
    key = receiver.sealer.shared_key(own.id, card.card.sealing, info)

    def manifest(header: Digest) -> bytes:
        made = SoundingManifest(
            card=card, expires=START + DAY_MS, header=header,
            items=hashing.digest(hashing.ITEMS, raw), kind="sounding", nonce=NONCE,
            receiver=receiver.root.fingerprint, sealing=own.id, sender=sender.root.fingerprint,
        )  # fmt: skip
        mac = b64(hmac.digest(key, made.digest, "sha256"))
        return encode(MarkedManifest(mac=mac, manifest=made))

    made = seal_content(manifest, raw, own, receiver.sealer, SeededChance(8))
    assert isinstance(made, bytes)
    return made


def test_a_third_can_make_none() -> None:
    """POUCH-21: asked to believe it on the word of its own node alone; a third has no such key."""
    raw = write_sounding(said())
    pouch = sealed(north(), south(), raw)
    key = west().sealer.shared_key(
        west().sealing.public.id, south().sealing.public,
        key_info(north().sealing.public.id, south().sealing.public.id),
    )  # fmt: skip
    unsealed = unseal(pouch, len(pouch), opener(south(), north()))
    manifest = read_marked(unsealed.manifest).manifest
    mac = b64(hmac.digest(key, manifest.digest, "sha256"))
    assert mac != read_marked(unsealed.manifest).mac


# --- between nodes ---


@dataclass
class Pair:
    """Two nodes that share a channel, each with a place for soundings and its keys."""

    pair: Circle
    kept: dict[str, MemorySoundings] = field(default_factory=dict)
    letters: dict[str, Correspondence] = field(default_factory=dict)

    def node(self, code: str) -> Node:
        """A side's node."""
        return self.pair.nodes[code]  # type: ignore[index]  # a code is text

    def clock(self) -> SetClock:
        """Of both."""
        clock = self.node(KR).clock
        assert isinstance(clock, SetClock)
        return clock

    def sounds(self, code: str = KR, **changed: object) -> KeptSounding:
        """A sounding of a side to the other."""
        other = JP if code == KR else KR
        fields = {"channel": self.pair.channel, **changed}
        expires = fields.pop("expires", self.clock().now + DAY_MS)
        assert isinstance(expires, int)
        peer = self.node(other).root
        return sound(self.node(code), self.kept[code], peer, said(**fields), expires)

    def state(self) -> object:
        """All of both records that a sounding could leave a trace in."""
        return [
            (
                record_digest(node, self.pair.channel),
                node.records.heads(self.pair.channel),
                [node.records.sent(other.root) for other in self.pair.nodes.values()],
                node.records.findings(self.pair.channel, 100),
            )
            for node in self.pair.nodes.values()
        ]


def _pair() -> Pair:
    """KR and JP, their channel founded."""
    made = Pair(circle())
    made.pair.meet()
    clock = SetClock()
    for code, one in made.pair.seats.items():
        one.clock = clock
        node = made.pair.restart(code)
        keys = one.party.sealing
        made.kept[code] = MemorySoundings()
        made.letters[code] = Correspondence(
            node, UnlockedSealer((keys,)), (keys.public.id,), made.kept[code]
        )
    made.pair.meet()
    return made


@pytest.fixture
def nodes() -> Pair:
    """KR and JP, their channel founded."""
    return _pair()


def test_a_sounding_goes_over_and_leaves_nothing_in_either_record(nodes: Pair) -> None:
    """POUCH-12, POUCH-22: in no entry, body, document, receipt, finding, number or chain."""
    before = nodes.state()
    one = nodes.sounds()
    raw = nodes.letters[KR].write_sounding(one)
    assert nodes.letters[JP].vouch(raw[:200_769], len(raw)) == nodes.node(KR).root
    taken = nodes.letters[JP].take(raw)
    assert taken.sounding
    assert (taken.reception.channels, taken.remarks, taken.settled) == ((), (), ())
    (heard,) = heard_in(nodes.node(JP), nodes.kept[JP], nodes.pair.channel)
    assert (heard.party, heard.ours, heard.said.words) == (KR, False, WORDS)
    assert nodes.state() == before
    with pytest.raises(RuleError):  # by whoever keeps none, it is a kind of pouch not known
        replace(nodes.letters[JP], soundings=None).take(raw)
    with pytest.raises(RuleError):
        replace(nodes.letters[JP], soundings=None).vouch(raw, len(raw))
    assert nodes.state() == before


def test_what_is_refused_is_named_nowhere(nodes: Pair) -> None:
    """POUCH-22: whether it was taken, refused or repeated."""
    before = nodes.state()
    one = nodes.sounds()
    raw = nodes.letters[KR].write_sounding(one)
    broken = raw[:-1] + bytes((raw[-1] ^ 1,))
    with pytest.raises(ComityError) as caught:
        nodes.letters[JP].take(broken)
    assert not isinstance(caught.value, RefusedPouchError)
    nodes.clock().now += 2 * DAY_MS
    with pytest.raises(MalformedError) as late:
        nodes.letters[JP].take(raw)
    assert late.value.code == "sounding/expired"
    assert nodes.state() == before
    assert nodes.kept[JP].all() == ()


def test_it_is_answered_as_any_other_pouch_would_be(nodes: Pair) -> None:
    """POUCH-22: It is answered by the pouch by which any other would be answered."""
    raw = nodes.letters[KR].write_sounding(nodes.sounds())
    answer = nodes.letters[JP].answer(raw)
    assert answer is not None
    assert not nodes.letters[KR].take(answer).sounding


@few
@given(st.integers(-DAY_MS, EXPIRY_MS_MAX + 3 * DAY_MS))
def test_it_expires_within_bounds_and_is_gone_on_both_sides(shift: int) -> None:
    """POUCH-23: an hour to fourteen days ahead; at that time each node deletes it."""
    pair = _pair()
    start = pair.clock().now
    if not EXPIRY_MS_MIN <= shift <= EXPIRY_MS_MAX:
        with pytest.raises(MalformedError) as caught:
            pair.sounds(expires=start + shift)
        assert caught.value.code == "sounding/expires"
        return
    one = pair.sounds(expires=start + shift)
    pair.letters[JP].take(pair.letters[KR].write_sounding(one))
    pair.clock().now = start + shift - 1
    for code in (KR, JP):
        assert len(heard_in(pair.node(code), pair.kept[code], pair.pair.channel)) == 1
    pair.clock().now = start + shift
    for code in (KR, JP):
        assert heard_in(pair.node(code), pair.kept[code], pair.pair.channel) == ()
        assert pair.kept[code].all() == ()


def test_a_sender_that_means_it_to_last_longer_is_refused(nodes: Pair) -> None:
    """POUCH-23: sounding/expires, with a day for clocks that differ."""
    one = nodes.sounds()
    for ahead, taken in ((EXPIRY_MS_MAX + CLOCKS_MS_MAX, True),
                         (EXPIRY_MS_MAX + CLOCKS_MS_MAX + 1, False)):  # fmt: skip
        other = replace(one, nonce=Digest(b64(bytes((ahead % 251,)) * 32)),
                        expires=nodes.clock().now + ahead)  # fmt: skip
        raw = nodes.letters[KR].write_sounding(other)
        if taken:
            assert nodes.letters[JP].take(raw).sounding
        else:
            with pytest.raises(MalformedError) as caught:
                nodes.letters[JP].take(raw)
            assert caught.value.code == "sounding/expires"


def test_one_that_comes_again_is_taken_once_even_after_it_was_wiped(nodes: Pair) -> None:
    """POUCH-24: known already is not taken a second time; a wiped one keeps its nonce."""
    one = nodes.sounds()
    first, again = (nodes.letters[KR].write_sounding(one) for _ in range(2))
    assert first != again
    for raw in (first, again, first):
        assert nodes.letters[JP].answer(raw) is not None
    assert len(nodes.kept[JP].all()) == 1
    nodes.kept[JP].wipe(one.nonce)
    nodes.letters[JP].take(again)
    (kept,) = nodes.kept[JP].all()
    assert (kept.state, kept.raw) == ("gone", b"")
    assert heard_in(nodes.node(JP), nodes.kept[JP], nodes.pair.channel) == ()


def test_of_one_side_so_many_are_held_and_no_more(nodes: Pair) -> None:
    """POUCH-25: at most 64 are held at a time, wiped ones too, and as many wait for it."""
    for n in range(SOUNDINGS_MAX):
        raw = nodes.letters[KR].write_sounding(nodes.sounds())
        nodes.letters[JP].take(raw)
        if n % 2:
            nodes.kept[JP].wipe(nodes.kept[JP].all()[0].nonce)
    with pytest.raises(UnavailableError) as caught:
        nodes.sounds()
    assert caught.value.code == "sounding/many"
    one = KeptSounding(NONCE, nodes.node(JP).root, nodes.clock().now + DAY_MS, "waiting",
                       nodes.kept[KR].all()[0].raw)  # fmt: skip
    with pytest.raises(UnavailableError):
        nodes.letters[JP].take(nodes.letters[KR].write_sounding(one))
    nodes.sounds(JP)  # the other direction has room of its own
    nodes.clock().now += DAY_MS
    nodes.sounds()


def test_it_speaks_of_a_channel_that_both_share(nodes: Pair) -> None:
    """POUCH-25: of a channel that both share, else `stranger`."""
    strange = ChannelId(Digest(b64(bytes(32))))
    with pytest.raises(RuleError) as caught:
        nodes.sounds(channel=strange)
    assert caught.value.code == "stranger"
    one = replace(nodes.sounds(), raw=write_sounding(said(channel=strange)))
    with pytest.raises(RuleError) as came:
        nodes.letters[JP].take(nodes.letters[KR].write_sounding(one))
    assert came.value.code == "stranger"


def test_no_observer_tells_it_from_a_pouch_without_entries(nodes: Pair) -> None:
    """POUCH-25: padded into the size classes of all pouches."""
    long = {"en": "x" * 4_000, "ko": "가" * 2_500}
    for words in (WORDS, long):
        raw = nodes.letters[KR].write_sounding(nodes.sounds(words=words))
        assert len(raw) == len(nodes.letters[KR].write(nodes.node(JP).root))


def test_it_goes_by_both_roads(nodes: Pair, tmp_path: Path) -> None:
    """POUCH-12, POUCH-22: the same pouch, by HTTPS answered by a pouch, and as a file."""
    letters, ready = nodes.letters[JP], threading.Event()
    listening = Listening("127.0.0.1", free_port(), OURS.certificate_pem, OURS.key_pem)
    server = HttpsRoad(letters.answer, letters.vouch, listening, ready.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(10)
    address = f"https://127.0.0.1:{listening.port}"
    one, other = nodes.sounds(), nodes.sounds(words={"en": "And the day after?"})
    answer = post_pouch(address, OURS.digest, nodes.letters[KR].write_sounding(one))
    assert answer is not None
    nodes.letters[KR].take(answer)
    strange = _forged(north(), south(), write_sounding(said()))
    with pytest.raises(UnavailableError):
        post_pouch(address, OURS.digest, strange)
    server.stop()
    thread.join(10)
    path = write_pouch(tmp_path, nodes.letters[KR].write_sounding(other))
    assert letters.take(read_pouch(path)).sounding
    found = heard_in(nodes.node(JP), nodes.kept[JP], nodes.pair.channel)
    assert {heard.nonce for heard in found} == {one.nonce, other.nonce}


# --- what it says ---


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"words": None}, "sounding/content"),
        ({"words": {}}, "body/words"),
        ({"words": {"en": "x" * 4_001}}, "body/length"),
        ({"words": {"en": "x\u202e"}}, "encoding/forbidden"),
        ({"stance": "could-work"}, "sounding/content"),
        ({"stance": "maybe", "answers": NONCE}, "type"),
        ({"answers": "x"}, "grammar"),
        ({"about": "channel/keys"}, "sounding/content"),
        ({"about": "Meeting"}, "grammar"),
        ({"about": None, "value": "{}"}, "sounding/content"),
        ({"time": -1}, "sounding/content"),
        ({"value": "x" * SOUNDING_BYTES_MAX}, "encoding/size"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(changed: dict[str, object], code: str) -> None:
    """POUCH-25: words and value together at most 16,384 bytes; one of three is not null."""
    with pytest.raises(ComityError) as caught:
        write_sounding(said(**changed))
    assert caught.value.code.partition("/")[0] == code.partition("/")[0], caught.value.code


def test_an_answer_may_be_one_word(nodes: Pair) -> None:
    """POUCH-25: `stance`, in one word; only of an answer."""
    raw = write_sounding(said(answers=NONCE, stance="difficult", words=None, about=None))
    assert read_sounding(raw).stance == "difficult"
    one = nodes.sounds(answers=NONCE, stance="difficult", words=None)
    assert heard_in(nodes.node(KR), nodes.kept[KR], nodes.pair.channel)[0].nonce == one.nonce


def test_a_value_is_read_by_the_room_of_its_item_or_shown_as_unread(nodes: Pair) -> None:
    """POUCH-25: a value for `about`: the canonical JSON that a proposal of it would hold."""
    nodes.sounds(about="text/t/p/k", value='{"base":null,"form":"point","text":{"en":"x"}}')
    nodes.sounds(about="text/t/p/k", value="{}")
    found = heard_in(nodes.node(KR), nodes.kept[KR], nodes.pair.channel)
    assert sorted(one.value is None for one in found) == [False, True]


def test_whoever_opens_it_as_a_pouch_of_the_record_is_told_its_kind() -> None:
    """POUCH-12: a pouch of its own kind."""
    with pytest.raises(RuleError) as caught:
        open_pouch(sealed(north(), south()), opener(south(), north()))
    assert caught.value.code == "pouch/kind"
    with pytest.raises(ComityError):
        open_sounding(seal(bare()), opener(south(), north()))
    with pytest.raises(ComityError):
        vouch_sounding(sealed(north(), south()), 67_162, opener(south(), west()))
