# SPDX-License-Identifier: Apache-2.0
"""What is shown at the terminal before it is signed: silence and documents too."""

from collections.abc import Iterator

import pytest

from tests.journey.cli.hands import Hand
from tests.journey.cli.typist import Typist, typist

OFFER = ("offer", "economic", "text/summary/p/k1", "--ko", "원문")


@pytest.fixture(scope="module")
def types() -> Iterator[Typist]:
    with typist() as one:
        yield one


def test_silence_and_documents_are_shown_before_anything_is_signed(
    pair: tuple[Hand, Hand], types: Typist
) -> None:
    """HOME-13: … which of the content and documents of all that is here …"""
    kr, _ = pair
    (kr.desk / "map.pdf").write_bytes(b"ten bytes.")
    beside = ("--document", "map.pdf", "--silence", "--until", "2099-05-01T12:00+00:00")
    told = types.types(kr, *OFFER, *beside, answer="no\n")
    assert told.code == 1
    assert "Document: map.pdf (10 bytes)" in told.out
    assert "Silence procedure: adopted if no side objects by" in told.out
    types.does(kr, "--yes", *OFFER, *beside)
    shown = types.types(kr, "refuse", "economic", "kr/3/0", answer="no\n")
    assert "Silence procedure: adopted if no side objects by" in shown.out, shown.err
    assert "Document with the digest" in shown.out
