# SPDX-License-Identifier: Apache-2.0
"""Nobody accepts what is not here, not checked or not understood (NODE-7)."""

import pytest

from comity.core.encoding import encode
from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.node.sign import Acceptance, Proposal, sign_moves
from tests.unit.node.parties import JP, KR, OTHER, TERMS, circle, wording

READABLE = wording("as it should be")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({TERMS: READABLE}, None),
        ({TERMS: READABLE, OTHER: READABLE}, None),
        ({Matter("channel/later"): b"{}"}, None),  # the law's own: it stands in the entry
        ({TERMS: encode({"text": "of another form"})}, "body-unreadable"),
        ({TERMS: READABLE, OTHER: b"{}"}, "body-unreadable"),
        ({Matter("of-a-newer-version"): READABLE}, "body-unreadable"),
    ],
)
def test_an_acceptance_is_signed_if_each_body_is_read_by_its_subject(
    values: dict[Matter, bytes], code: str | None
) -> None:
    pair = circle()
    pair.meet()
    made = sign_moves(pair[KR], pair.channel, [Proposal(values)]).acts[0]
    pair.meet()
    if code is None:
        sign_moves(pair[JP], pair.channel, [Acceptance(made)])
        return
    with pytest.raises(RuleError) as refused:
        sign_moves(pair[JP], pair.channel, [Acceptance(made)])
    assert (refused.value.code, refused.value.rule) == (code, "NODE-7")
