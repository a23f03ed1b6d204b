# SPDX-License-Identifier: Apache-2.0
"""Who may open a pouch and who may send one: receivers, strangers, old and new credentials."""

from dataclasses import replace

import msgspec
import pytest

from comity.core.cards import SignedCard
from comity.core.errors import ComityError, RuleError, TrustError, UnavailableError
from comity.core.ids import b64
from comity.core.signing import Signature
from comity.exchange.header import read_header
from comity.exchange.manifest import read_manifest
from comity.exchange.pouch import RefusedPouchError, RootFacts, open_pouch, seal_pouch
from comity.keys.sealer import LockedSealer
from comity.keys.signer import LockedSigner
from tests.unit.exchange.sides import (
    SeededChance,
    Side,
    bare,
    digest,
    full,
    made,
    north,
    opener,
    resealed,
    route,
    seal,
    side,
    south,
    taken_out,
    west,
)

FULL = seal(full())


def _refused(raw: bytes, receiver: Side | None = None, *known: Side) -> ComityError:
    """The error by which the receiver refuses, knowing north unless told otherwise."""
    with pytest.raises(ComityError) as caught:
        open_pouch(raw, opener(receiver or south(), *(known or (north(),))))
    return caught.value


def test_what_we_make_here_is_opened_when_nothing_is_wrong() -> None:
    assert open_pouch(made(), opener(south(), north())).contents == bare()


def test_a_pouch_for_somebody_else_does_not_open() -> None:
    assert _refused(FULL, west()).code == "sealed"


def test_a_locked_node_can_not_open_and_says_so() -> None:
    locked = replace(opener(south(), north()), sealer=LockedSealer())
    with pytest.raises(UnavailableError):
        open_pouch(FULL, locked)


def test_a_locked_node_can_not_seal() -> None:
    locked = LockedSigner(north().working.keyset_id)
    with pytest.raises(UnavailableError):
        seal_pouch(full(), route(north(), south()), north().sealer, locked, SeededChance(1))


def test_a_card_of_another_keyset_is_not_sealed() -> None:
    with pytest.raises(TrustError):
        seal(replace(bare(), card=west().card))


def test_content_sealed_again_to_somebody_else_is_refused() -> None:
    # South has opened north's pouch and passes its signed parts on to west as if north had.
    manifest, items = taken_out(FULL, south())
    assert read_manifest(manifest).manifest.header == read_header(FULL).digest
    error = _refused(resealed(manifest, items, west()), west(), north())
    assert error.code == "pouch/receiver"


def test_content_sealed_again_to_the_same_receiver_is_refused() -> None:
    manifest, items = taken_out(FULL, south())
    assert _refused(resealed(manifest, items, south())).code == "pouch/header"


def test_a_manifest_for_another_receiver_is_refused() -> None:
    assert _refused(made(receiver=west().root.fingerprint)).code == "pouch/receiver"


def test_a_stranger_is_refused() -> None:
    assert _refused(seal(replace(bare(), card=west().card), west()), south(), north()).code == (
        "stranger"
    )


def test_a_stranger_in_the_name_of_a_known_party_is_refused() -> None:
    forged = made(sender_side=west(), sender=north().root.fingerprint)
    assert _refused(forged).code == "credentials"
    facts = RootFacts(north().root.current.public, west().code, 1)
    with pytest.raises(TrustError) as caught:
        open_pouch(forged, replace(opener(south()), known=lambda _: facts))
    assert caught.value.code == "signature"


def test_a_known_card_without_its_keys_makes_no_pouch() -> None:
    # West knows north's card, which every pouch carries, and signs by its own keys.
    forged = made(sender_side=west(), card=north().card, sender=north().root.fingerprint)
    error = _refused(forged)
    assert (error.code, error.rule) == ("signature", "POUCH-4")


def test_older_credentials_are_refused_once_newer_ones_are_known() -> None:
    newer = side("norland", 1, 2)
    assert newer.root == north().root
    error = _refused(FULL, south(), newer)
    assert (error.code, error.rule) == ("credentials", "KEY-10")


def test_newer_credentials_are_taken_from_the_card_itself() -> None:
    newer = side("norland", 1, 2)
    raw = seal(replace(bare(), card=newer.card), newer)
    assert open_pouch(raw, opener(south(), north())).contents.card == newer.card


def test_a_card_with_an_altered_address_is_refused() -> None:
    card = msgspec.structs.replace(north().card.card, addresses=("https://elsewhere.example",))
    altered = SignedCard(card=card, signature=north().card.signature)
    assert _refused(made(card=altered)).code == "signature"


@pytest.mark.parametrize("number", [0, -1, 2**53])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    assert _refused(made(number=number)).code in {"pouch/manifest", "encoding/number"}


def test_only_the_first_pouch_has_none_before() -> None:
    assert _refused(made(number=2)).code == "pouch/manifest"
    assert _refused(made(previous=digest(1))).code == "pouch/manifest"


def test_another_kind_is_not_supported() -> None:
    manifest, items = taken_out(made(), south())
    sounding = manifest.replace(b'"kind":"record"', b'"kind":"sounding"')
    error = _refused(resealed(sounding, items, south()))
    assert isinstance(error, RuleError)
    assert (error.code, error.rule) == ("pouch/kind", "POUCH-12")


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b'{"manifest":[]}', b'{"manifest":{"kind":1}}', b"x" * 131_073, b"[" * 99],
)
def test_a_manifest_of_another_form_is_refused(manifest: bytes) -> None:
    code = _refused(resealed(manifest, b"", south())).code
    assert code.startswith(("encoding/", "type", "pouch/items"))


def test_items_that_the_manifest_does_not_name_are_refused_and_the_sender_is_told() -> None:
    raw = made(b"", items=digest(1))
    error = _refused(raw)
    assert isinstance(error, RefusedPouchError)
    assert (error.code, error.sender) == ("pouch/items", north().root.fingerprint)


def test_padding_that_says_something_is_refused() -> None:
    assert _refused(made(padding=b"x")).code == "pouch/padding"


def test_the_signature_of_a_stranger_costs_nothing() -> None:
    raw = seal(replace(bare(), card=west().card), west())
    refusing = opener(south(), north())

    class Never:
        def verify(self, *_: object, **__: object) -> None:
            pytest.fail("a signature was verified")

    with pytest.raises(TrustError):
        open_pouch(raw, replace(refusing, verifier=Never()))


def test_an_empty_signature_is_refused() -> None:
    manifest, items = taken_out(made(), south())
    signed = read_manifest(manifest)
    nothing = Signature(ed25519=b64(bytes(64)), ml_dsa_65=b64(bytes(3309)))
    assert _refused(made(items, forged=(signed.manifest, nothing))).code == "signature"
