# SPDX-License-Identifier: Apache-2.0
"""The words for codes that bodies and views hold: kinds, states, reasons. One place for each."""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling.labels_incidents import INCIDENT_LABELS
from comity.telling.voice import LANGUAGE_NAMES, Voice

__all__ = ["LABELS", "label"]

LABELS: Final[dict[str, dict[str, str]]] = {
    "language": LANGUAGE_NAMES,
    "anchor": {
        "summit": mark("summit"),
        "visit": mark("visit"),
        "conference": mark("conference"),
        "publication": mark("publication"),
        "election": mark("election"),
        "other": mark("event"),
    },
    "level": {
        "leader": mark("leaders"),
        "minister": mark("ministers"),
        "security-council": mark("national security councils"),
        "vice-minister": mark("vice-ministers"),
        "director-general": mark("directors-general"),
        "working": mark("working level"),
    },
    "start": {"launch": mark("new dialogue"), "resumption": mark("resumption")},
    "legal": {
        "not-legally-binding": mark("not legally binding"),
        "legally-binding": mark("legally binding"),
        "as-each-text-says": mark("as each text says"),
    },
    "meeting": {
        "round": mark("round"),
        "call": mark("call"),
        "working-level": mark("working-level meeting"),
        "visit": mark("visit"),
    },
    "meeting-state": {
        "called": mark("called, no date fixed"),
        "dated": mark("date fixed"),
        "held": mark("held"),
        "recorded": mark("held, readouts given"),
    },
    "item": {
        "standing": mark("standing item"),
        "new": mark("new item"),
        "carried-over": mark("carried over"),
    },
    "item-state": {
        "raised": mark("raised, not yet supported by all"),
        "agreed": mark("on the agenda"),
        "taken-off": mark("taken off the agenda"),
        "withdrawn": mark("withdrawn"),
        "declined": mark("declined"),
        "unreadable": mark("agreed, cannot be read here"),
        "none": mark("no proposal"),
    },
    "text": {
        "joint-statement": mark("joint statement"),
        "joint-press-release": mark("joint press release"),
        "summary-of-discussion": mark("summary of discussion"),
        "memorandum": mark("memorandum"),
        "joint-position": mark("joint position"),
        "note-verbale": mark("note verbale"),
        "non-paper": mark("non-paper"),
    },
    "text-state": {
        "draft": mark("outline under negotiation"),
        "negotiated": mark("paragraphs under negotiation"),
        "clean": mark("clean, not yet adopted"),
        "adopted": mark("adopted"),
        "differs": mark("adopted, but the paragraphs agreed now differ"),
    },
    "authority": {
        "authentic": mark("authentic"),
        "official": mark("official"),
        "courtesy": mark("courtesy translation"),
    },
    "proposal": {
        "open": mark("open"),
        "overtaken": mark("overtaken by a later proposal"),
        "declined": mark("declined"),
        "withdrawn": mark("withdrawn"),
        "unchosen": mark("another date was chosen"),
    },
    "offer": {
        "open": mark("open"),
        "refused": mark("declined or withdrawn"),
        "agreed": mark("agreed, confirmation pending"),
        "confirmed": mark("confirmed, signatures exchanged"),
        "void": mark("no effect"),
    },
    "follow-up": {
        "proposed": mark("proposed"),
        "open": mark("open"),
        "reported-done": mark("reported done, closing not yet agreed"),
        "closed": mark("closed"),
    },
    "report": {
        "not-started": mark("not started"),
        "under-way": mark("under way"),
        "delayed": mark("delayed"),
        "done": mark("done"),
        "stopped": mark("stopped"),
    },
    "view": {
        "concurs": mark("concurs"),
        "concurs-in-part": mark("concurs in part"),
        "differs": mark("takes a different view"),
    },
    "statement": {
        "ad-referendum": mark("agreed ad referendum, capital to confirm"),
        "reservation": mark("reservation"),
        "scrutiny": mark("under scrutiny"),
        "statement": mark("statement"),
    },
    "measure": {
        "law": mark("law"),
        "control": mark("export control"),
        "tariff": mark("tariff"),
        "sanction": mark("sanction"),
        "other-pressure": mark("other pressure"),
    },
    "measure-state": {
        "proposed": mark("proposed"),
        "taken-up": mark("taken up"),
        "planned": mark("planned, not yet delivered"),
        "delivered": mark("delivered"),
        "answered": mark("delivered and answered"),
    },
    "scheme": {"hs": mark("HS"), "eccn": mark("ECCN"), "other": mark("code")},
    "plan": {
        "jointly": mark("jointly"),
        "in-parallel": mark("in parallel, each side at its own place"),
        "alone": mark("one side alone"),
    },
    "flow": {
        "imports": mark("what the sides buy from {third}"),
        "exports": mark("what the sides sell to {third}"),
    },
    "fact-state": {
        "proposed": mark("proposed"),
        "stated": mark("accepted as stated"),
        "reproduced": mark("accepted and reproduced"),
        "on-word": mark("accepted on the word of another side"),
    },
    "check": {
        "reproduced": mark("reproduced on our own node"),
        "on-the-word-of": mark("not reproduced; accepted on the word of {side}"),
        "differs": mark("other values come out"),
    },
    "body": {
        "unreadable": mark("cannot be read here: {fault}"),
        "absent": mark("content not received yet"),
        "destroyed": mark("content destroyed under a retention rule"),
    },
    "void": {
        "malformed": mark("the proposal was incomplete"),
        "ballot": mark("it was not numbered as the rules demand"),
        "unknown-offer": mark("it names a proposal that does not exist"),
        "void-offer": mark("the proposal it names has no effect itself"),
        "refused": mark("the proposal had been declined or withdrawn by then"),
        "position": mark("the side had already accepted a later proposal on the item"),
        "credentials": mark("the keys it announces are not vouched for"),
        "unknown-verb": mark("this version does not know the kind of act"),
    },
    "remark": {
        "pouch/repetition": mark("This very transfer had come before; nothing changes."),
        "pouch/gap": mark("An earlier transfer has not come yet; what it held will be sent again."),
        "pouch/late": mark("A later transfer had come before this one."),
        "pouch/number-again": mark("Another transfer had come under the same number."),
        "pouch/chain": mark("It follows another transfer than the one that came before."),
    },
    "readout-rule": {
        "own": mark("Each side issues its own readout."),
        "joint": mark("The sides issue one readout together."),
        "own-after-notice": mark("Each side issues its own readout after showing it to the other."),
    },
    "attribution": {
        "none": mark("Neither side quotes the other."),
        "by-side": mark("What was said may be told of a side, never of a person."),
        "by-consent": mark("A side is quoted only with its consent."),
    },
    "hosting": {
        "alternate": mark("by the sides in turn"),
        "fixed": mark("always by the same side"),
        "by-agreement": mark("as agreed each time"),
    },
    "contact": {
        "contact-point": mark("contact point"),
        "duty-officer": mark("duty officer"),
        "head-of-delegation": mark("head of delegation"),
        "deputy-head": mark("deputy head of delegation"),
    },
    "capacity": {
        "negotiate": mark("negotiate"),
        "initial": mark("initial paragraphs"),
        "sign-adoption": mark("sign the adoption of texts"),
        "sign-terms": mark("sign terms of reference"),
        "speak-on-incidents": mark("speak on incidents"),
    },
    **INCIDENT_LABELS,
}
"""Labels by family, then by the code in the record."""


def label(voice: Voice, family: str, code: str) -> str:
    """The word for a code; the code itself where a later version knows more."""
    told = LABELS[family].get(code)
    return code if told is None else voice.words.gettext(told)
