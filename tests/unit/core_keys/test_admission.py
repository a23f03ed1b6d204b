# SPDX-License-Identifier: Apache-2.0
"""Which public keys are admitted to the record. The curve is computed anew here."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import convert
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import b64, unb64
from comity.core.keysets import Keyset, SealingKeys, admit, admit_sealing
from tests.unit.keys.drawing import flip, side

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
SIGN = 1 << 255
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _roots(square: int) -> list[int]:
    found = pow(square, (P + 3) // 8, P)
    if found * found % P != square % P:
        found = found * ROOT_OF_MINUS_1 % P
    return [found, P - found] if found * found % P == square % P else []


def _small_order_encodings() -> list[bytes]:
    """All encodings of the 8 points of small order: y, or y + p where it fits, either sign."""
    # A point of order 8 doubles to one with y = 0, which is where y² = -x². Put into the curve's
    # equation -x² + y² = 1 + d x² y² this is d y⁴ + 2 y² - 1 = 0.
    of_order_8 = {y for root in _roots(1 + D) for y in _roots((root - 1) * pow(D, -1, P))}
    ys = {0, 1, P - 1} | of_order_8
    values = {y + extra for y in ys for extra in (0, P) if y + extra < SIGN}
    return [(v | sign).to_bytes(32, "little") for v in sorted(values) for sign in (0, SIGN)]


SMALL_ORDER = _small_order_encodings()


def _with_ed25519(raw: bytes) -> Keyset:
    return msgspec.structs.replace(side().working.public, ed25519=b64(raw))


def _with_x25519(raw: bytes) -> SealingKeys:
    return msgspec.structs.replace(side().sealing.public, x25519=b64(raw))


def test_there_are_14_encodings_of_small_order() -> None:
    assert len(set(SMALL_ORDER)) == 14


def test_a_good_keyset_is_admitted() -> None:
    admit(side().working.public)


@pytest.mark.parametrize("raw", SMALL_ORDER, ids=bytes.hex)
def test_an_ed25519_key_of_small_order_is_refused(raw: bytes) -> None:
    with pytest.raises(TrustError, match="KEY-12"):
        admit(_with_ed25519(raw))


@pytest.mark.parametrize("extra", range(19))
@pytest.mark.parametrize("sign", [0, SIGN])
def test_an_ed25519_key_that_is_not_canonical_is_refused(extra: int, sign: int) -> None:
    with pytest.raises(TrustError, match="KEY-12"):
        admit(_with_ed25519((P + extra | sign).to_bytes(32, "little")))


@pytest.mark.parametrize("name", ["ed25519", "ml_dsa_65"])
@pytest.mark.parametrize("change", ["", "cut", "longer", "padded"])
def test_a_key_of_another_length_is_refused(name: str, change: str) -> None:
    keyset = side().working.public
    text = getattr(keyset, name)
    changed = {"": "", "cut": text[:-4], "longer": text + "AAAA", "padded": text + "="}[change]
    with pytest.raises(MalformedError, match="grammar"):
        admit(msgspec.structs.replace(keyset, **{name: changed}))


def test_good_sealing_keys_are_admitted() -> None:
    admit_sealing(side().sealing.public)


def _montgomery_double_is_infinite(u: int, doublings: int) -> bool:
    x, z = u, 1
    for _ in range(doublings):
        x, z = (
            pow(x * x - z * z, 2, P),
            4 * x * z * (x * x + 486662 * x * z + z * z) % P,
        )
    return z == 0


SMALL_U = [
    0,
    1,
    P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


@pytest.mark.parametrize("u", SMALL_U)
def test_an_x25519_key_of_small_order_is_refused(u: int) -> None:
    assert _montgomery_double_is_infinite(u, 3)
    with pytest.raises(TrustError, match="KEY-12"):
        admit_sealing(_with_x25519(u.to_bytes(32, "little")))


@pytest.mark.parametrize("u", [P, P + 1, *(u | SIGN for u in SMALL_U), P | SIGN, P + 1 | SIGN])
def test_an_x25519_key_of_small_order_is_refused_in_every_encoding(u: int) -> None:
    with pytest.raises(TrustError, match="KEY-12"):
        admit_sealing(_with_x25519(u.to_bytes(32, "little")))


@pytest.mark.parametrize("u", [9, 2, SIGN - 1, P - 2])
def test_an_x25519_key_of_great_order_is_admitted(u: int) -> None:
    admit_sealing(_with_x25519(u.to_bytes(32, "little")))


@given(place=st.integers(0, 767), value=st.integers(3329, 4095))
def test_an_ml_kem_coefficient_out_of_range_is_refused(place: int, value: int) -> None:
    keys = side().sealing.public
    raw = bytearray(unb64(keys.ml_kem_768, 1184))
    start = place // 2 * 3
    packed = int.from_bytes(raw[start : start + 3], "little")
    shift = 12 * (place % 2)
    packed = packed & ~(0xFFF << shift) | value << shift
    raw[start : start + 3] = packed.to_bytes(3, "little")
    with pytest.raises(TrustError, match="KEY-12"):
        admit_sealing(msgspec.structs.replace(keys, ml_kem_768=b64(bytes(raw))))


@pytest.mark.parametrize("value", [0, 3328])
@pytest.mark.parametrize("place", [0, 1, 766, 767])
def test_an_ml_kem_coefficient_at_the_edge_is_admitted(place: int, value: int) -> None:
    keys = side().sealing.public
    raw = bytearray(unb64(keys.ml_kem_768, 1184))
    start, shift = place // 2 * 3, 12 * (place % 2)
    packed = int.from_bytes(raw[start : start + 3], "little") & ~(0xFFF << shift) | value << shift
    raw[start : start + 3] = packed.to_bytes(3, "little")
    admit_sealing(msgspec.structs.replace(keys, ml_kem_768=b64(bytes(raw))))


@pytest.mark.parametrize("name", ["x25519", "ml_kem_768"])
def test_a_sealing_key_of_another_length_is_refused(name: str) -> None:
    keys = side().sealing.public
    with pytest.raises(MalformedError, match="grammar"):
        admit_sealing(msgspec.structs.replace(keys, **{name: getattr(keys, name)[:-4]}))


def test_keys_of_another_profile_are_refused() -> None:
    with pytest.raises(MalformedError, match="grammar"):
        admit(msgspec.structs.replace(side().working.public, profile="comity-2"))
    with pytest.raises(MalformedError, match="grammar"):
        admit_sealing(msgspec.structs.replace(side().sealing.public, profile="comity-2"))


@pytest.mark.parametrize("name", ["ed25519", "ml-dsa-65", "profile"])
def test_a_keyset_with_one_algorithm_is_not_read(name: str) -> None:
    value = msgspec.to_builtins(side().working.public)
    del value[name]
    with pytest.raises(MalformedError, match="type"):
        convert(value, Keyset)


@given(place=st.integers(0, 31), bit=st.integers(0, 7))
def test_a_keyset_with_one_bit_turned_has_another_id(place: int, bit: int) -> None:
    keyset = side().working.public
    changed = _with_ed25519(flip(unb64(keyset.ed25519, 32), place, bit))
    assert changed.id != keyset.id
