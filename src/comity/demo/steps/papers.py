# SPDX-License-Identifier: Apache-2.0
"""After the story: a paper for the next meeting, whose file travels beside the record."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from comity.core.ids import Digest
from comity.demo.saying import Say, say
from comity.demo.scenario import ECONOMIC, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.node.sign import Statement, attach
from comity.workbench.circulating import Brought, Said, circulated
from comity.workbench.incoming.kinds import kind_of

__all__ = ["circulate"]

_FILE: Final = "early-warning.txt"
_MEETING: Final = "round-2"


def circulate(stage: Stage) -> None:
    """The Japanese side circulates a paper for the second economic meeting, as its own word."""
    told, jp = stage.teller, stage.jp
    told.tell(
        mark(
            "The Japanese side circulates a paper for the meeting. The record holds its name, its"
            " size and a digest; the file itself travels beside it and can be destroyed by rule."
        ),
        fact=item("ahead", "paper"),
    )
    node, channel = jp.assembled.node, jp.channels[ECONOMIC]
    raw = files("comity.demo").joinpath("data", _FILE).read_bytes()
    digest = Digest(attach(node, channel, raw))
    said = circulated(
        jp.rooms(ECONOMIC),
        jp.code,
        _MEETING,
        Said(body("ahead", "paper"), "en", None),
        Brought(_FILE, kind_of(_FILE), len(raw), digest),
    )
    jp.sign(
        ECONOMIC,
        Statement(said.document, said.about, (digest,)),
        Statement(said.paper, said.names),
    )
    jp.send()
    told.both(*([_held(side)] for side in stage.sides))


def _held(side: Side) -> Say:
    for paper in side.rooms(ECONOMIC).documents.details:
        value = paper.said.body.value
        if value is not None and value.name == _FILE:
            assert paper.attached
            assert paper.bytes.value == "read"
            return say(mark("Paper at hand: {name}, {size} bytes"), name=_FILE, size=value.size)
    raise AssertionError("the paper has come")
