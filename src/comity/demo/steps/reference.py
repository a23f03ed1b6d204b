# SPDX-License-Identifier: Apache-2.0
"""Step 2: terms of reference of both dialogues; a counter-proposal on the scope is accepted."""

from __future__ import annotations

from typing import Final

import msgspec

from comity.core.ids import Code, Matter
from comity.demo import screens
from comity.demo.people import staff
from comity.demo.saying import Day, Say, internal, say
from comity.demo.scenario import ECONOMIC, PRESETS, SECURITY, Dialogue, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.node.moves import Acceptance, Proposal, Statement
from comity.presets import load
from comity.subjects import write_body
from comity.subjects.authorities import Authority
from comity.subjects.terms import MATTER, Terms

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
        raw = write_body("terms", "offer", terms)
        jp.sign(dialogue, Proposal({MATTER: raw}), *_authorities(stage, jp, dialogue))
    jp.send()
    told.both(_both(kr), _both(jp))
    told.tell(
        mark(
            "The first thing in each dialogue is the page “understanding on use”, part of the"
            " terms in three languages: what accepting means, that replies can cross, that silence"
            " is no consent, and that nothing here binds in law unless a text says so."
        )
    )
    told.tell(
        mark(
            "With its first words each side also notifies which of its posts may do what: from"
            " then on its own desk lets no other post sign it, and each entry says under which"
            " authority it was signed."
        ),
        fact=item("terms", "authorities"),
    )

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
    ref = kr.awaiting(SECURITY, "terms").offer.ref
    kr.sign(SECURITY, Acceptance(ref), *_authorities(stage, kr, SECURITY))
    scope = list(proposed.scope)
    before = scope[_THIRD_COUNTRIES]
    scope[_THIRD_COUNTRIES] = body("terms", "scope-counter")
    kept_out = (*proposed.kept_out, body("terms", "kept-out-counter"))
    counter = msgspec.structs.replace(proposed, scope=tuple(scope), kept_out=kept_out)
    raw = write_body("terms", "offer", counter)
    kr.sign(ECONOMIC, Proposal({MATTER: raw}), *_authorities(stage, kr, ECONOMIC))
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


def _authorities(stage: Stage, side: Side, dialogue: Dialogue) -> list[Statement]:
    """What each post of a side that signs or is on duty in a dialogue may do for it there."""
    may = body("terms", "authorities")
    posts = {f"{dialogue}-bureau": (side.facts.posts[dialogue], "signer")}
    people = staff()[side.code]
    for one in people.people:
        role = next((role for role in may if role in one.roles), None)
        if role is not None and dialogue in people.known(one):
            posts[one.post] = (one.names, role)
    since = stage.clock.now_ms()
    return [
        Statement(
            Matter(f"authority/{name}"),
            write_body(
                f"authority/{name}",
                "declare",
                Authority(words, tuple(may[role]), since, None, side.facts.zone, None),
            ),
        )
        for name, (words, role) in posts.items()
    ]


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
