# SPDX-License-Identifier: Apache-2.0
"""What must be true at the end: exports verify offline, both records are one and the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from comity.core.errors import ComityError
from comity.core.ids import Code, Digest
from comity.core.signing import HybridVerifier
from comity.demo.saying import Say, say
from comity.demo.scenario import DIALOGUES, Dialogue
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.node.archive import bounded
from comity.node.audit import verify_export
from comity.node.compare import digest_of, record_digest
from comity.node.export import export_record

__all__ = ["Verdict", "conclude", "judge"]

_NAMES: Final[dict[Dialogue, str]] = {
    "security": mark("Security dialogue"),
    "economic": mark("Economic security dialogue"),
}
_SIDES: Final = {Code("kr"): mark("record of the Korean side"),
                 Code("jp"): mark("record of the Japanese side")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one record: its digest and number of entries, or why it does not verify."""

    dialogue: Dialogue
    side: Code
    digest: Digest | None
    entries: int
    error: ComityError | None


def judge(stage: Stage) -> tuple[Verdict, ...]:
    """Every record exported to a file, and verified with the root fingerprints alone."""
    roots = {side.code: side.root for side in stage.sides}
    return tuple(
        _judge(stage, side, dialogue, roots) for dialogue in DIALOGUES for side in stage.sides
    )


def _judge(stage: Stage, side: Side, dialogue: Dialogue, roots: dict[Code, Digest]) -> Verdict:
    node, channel = side.assembled.node, side.channels[dialogue]
    path = stage.inner("exports") / f"{side.code}-{dialogue}.comity"
    try:
        # What was folded so far is forgotten: the record itself is to speak.
        node.channels.forget(channel)
        with path.open("wb") as file:
            file.writelines(export_record(node, channel))
        with path.open("rb") as file:
            verified = verify_export(bounded(file), roots, HybridVerifier())
        digest = digest_of(verified.channel)
        assert digest == record_digest(node, channel)
    except ComityError as error:
        return Verdict(dialogue, side.code, None, 0, error)
    return Verdict(dialogue, side.code, digest, len(verified.channel), None)


def conclude(stage: Stage) -> int:
    """Tell what was verified; 0 if all holds and both records are the same, else 1."""
    told = stage.teller
    told.tell(
        mark(
            "Now each side writes its records to files. They are verified with the two root"
            " fingerprints alone: no node, no network, no clock."
        )
    )
    told.quote(
        [
            say(mark("Root fingerprint {side}: {root}"), side=side.code, root=side.root)
            for side in stage.sides
        ]
    )
    verdicts = judge(stage)
    told.quote([_line(verdict) for verdict in verdicts])
    failed = [one for one in verdicts if one.error is not None]
    differing = [
        dialogue
        for dialogue in DIALOGUES
        if len({one.digest for one in verdicts if one.dialogue == dialogue}) > 1
    ]
    if failed or differing:
        told.tell(mark("This is not one record: something does not verify, or differs."))
        return 1
    told.tell(mark("Everything verifies, and in both dialogues both sides hold the same record."))
    return 0


def _line(verdict: Verdict) -> Say:
    name, side = say(_NAMES[verdict.dialogue]), say(_SIDES[verdict.side])
    if verdict.error is not None:
        return say(
            mark("{name}, {side}: DOES NOT VERIFY ({code}, rule {rule})"),
            name=name, side=side, code=verdict.error.code, rule=verdict.error.rule,
        )  # fmt: skip
    return say(
        mark("{name}, {side}: verified, {count} entries, record digest {digest}"),
        name=name, side=side, count=verdict.entries, digest=verdict.digest,
    )  # fmt: skip
