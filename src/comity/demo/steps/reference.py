# SPDX-License-Identifier: Apache-2.0
"""Step 2: terms of reference of both dialogues; a counter-proposal on the scope is accepted."""

from __future__ import annotations

from typing import Final

import msgspec

from comity.core.ids import Code
from comity.demo import screens
from comity.demo.saying import Day, Say, internal, say
from comity.demo.scenario import ECONOMIC, PRESETS, SECURITY, Dialogue, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.presets import load
from comity.subjects.terms import Terms

__all__ = ["play"]

_TERMS: Final[dict[Dialogue, str]] = {
    SECURITY: mark("Terms of reference, security dialogue"),
    ECONOMIC: mark("Terms of reference, economic security dialogue"),
}
_THIRD_COUNTRIES: Final = 2
"""Which point of the scope is about the measures of third countries."""


def play(stage: Stage) -> None:
    """The terms of both dialogues are agreed and confirmed."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    told.step(mark("Step 2. Terms of reference"))
    told.tell(
        mark(
            "The mandate is the summit in Tokyo of {day}: the security dialogue resumes with"
            " its 12th round after a pause of five years, the economic security dialogue is"
            " launched."
        ),
        fact=item("public", "summit"),
        day=Day(body("public", "summit")),
    )
    stage.scene("2023-04-05T09:30")
    told.tell(mark("The Japanese side proposes terms of reference for both dialogues."))
    codes = (Code("jp"), Code("kr"))
    proposed = {name: load(preset).terms_for(codes) for name, preset in PRESETS.items()}
    for dialogue, terms in proposed.items():
        jp.offer(dialogue, {"terms": terms})
    jp.send()
    told.both(_both(kr), _both(jp))

    _counter(stage, proposed[ECONOMIC])

    stage.scene("2023-04-06T11:00")
    told.tell(
        mark("The capital has looked at both changes. The Japanese side accepts."),
        fact=item("terms", "home-jp"),
    )
    jp.accept(ECONOMIC, "terms")
    jp.send()
    told.both(
        [*_both(kr), *_names(kr)],
        [
            internal("{note}", note=body("terms", "home-jp")),
            *_both(jp),
            *_names(jp),
        ],
    )


def _counter(stage: Stage, proposed: Terms) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-05T16:00")
    told.tell(
        mark(
            "The Korean side can accept the terms of the security dialogue as they stand."
            " For the economic one it answers with a counter-proposal: no law of a third"
            " country is named in the scope, and one more thing is kept out."
        ),
        fact=item("terms", "scope-counter"),
    )
    kr.accept(SECURITY, "terms")
    scope = list(proposed.scope)
    before = scope[_THIRD_COUNTRIES]
    scope[_THIRD_COUNTRIES] = body("terms", "scope-counter")
    kept_out = (*proposed.kept_out, body("terms", "kept-out-counter"))
    counter = msgspec.structs.replace(proposed, scope=tuple(scope), kept_out=kept_out)
    kr.offer(ECONOMIC, {"terms": counter})
    told.tell(
        mark(
            "Signed in Seoul and not yet sent: in Seoul the terms of the security dialogue"
            " are agreed, but nobody can know yet that the Japanese side holds the"
            " acceptance. So the page says it is pending."
        )
    )
    told.both(
        [internal("{note}", note=body("terms", "home-kr")), *_both(kr)],
        _both(jp),
    )
    kr.send()
    told.tell(
        mark(
            "Sent. The Japanese node has signed that it holds everything: the security terms"
            " are confirmed on both sides. The move in the economic dialogue is with Tokyo."
        )
    )
    change = [
        say(mark("Scope, proposed before: {text}"), text=before),
        say(mark("Scope, proposed now: {text}"), text=scope[_THIRD_COUNTRIES]),
        say(mark("Not dealt with here, added: {text}"), text=kept_out[-1]),
    ]
    told.both(_both(kr), [*_both(jp), *change])


def _both(side: Side) -> list[Say]:
    return [screens.matter(side, name, "terms", say(what)) for name, what in _TERMS.items()]


def _names(side: Side) -> list[Say]:
    """Each side's own names of the dialogues, which are no translations of each other."""
    lines = []
    for dialogue in _TERMS:
        terms = side.rooms(dialogue).terms.details[0].terms
        assert terms is not None
        own, other = side.code, screens.other_code(side.code)
        lines.append(
            say(
                mark("Our name: {own}. Their name: {other}. There is no single agreed name"),
                own=terms.titles[own],
                other=terms.titles[other],
            )
        )
    return lines
