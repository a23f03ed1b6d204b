# SPDX-License-Identifier: Apache-2.0
"""What errors say at a terminal: codes of the commands alone, and which command helps.

The sentences that every reader shares stand in `comity.telling.fault_words`.
"""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling import fault_words

__all__ = ["FAULTS"]

_AGAIN: Final = mark("Correct it and try again; nothing was changed.")
_HELP: Final = mark("“--help” after the command shows what it takes.")
_LIST: Final = mark("“comity show” lists what is here.")
_SHOW: Final = mark("See with “comity show” how the item stands.")
_TEXT: Final = mark("Add --text.")

_OWN: Final = {
    "passphrase-missing": (
        mark("A passphrase is needed, and there is nobody to ask for it."),
        mark("Use --passphrase-file, or set COMITY_PASSPHRASE (init: COMITY_ROOT_PASSPHRASE too)."),
    ),
    "passphrase-differs": (mark("The two entries differ."), _AGAIN),
    "passphrase-file": (mark("The file of the passphrase or password can't be read."), _AGAIN),
    "person-missing": (
        mark("This node has people, and nobody is named who acts."),
        mark("Add --person NAME, or set COMITY_PERSON."),
    ),
    "sign-in-wrong": (
        mark("Name and password do not fit."),
        mark("Type them again. The operator gives a new password with “comity people password”."),
    ),
    "password-missing": (
        mark("A password is needed, and there is nobody to ask for it."),
        mark(
            "Use --password-file, or set COMITY_PASSWORD; a new one is taken from "
            "COMITY_PASSWORD_NEW."
        ),
    ),
    "post-of-person": (
        mark("An entry carries the post of the person who acts."),
        mark("Leave --post and COMITY_POST out."),
    ),
    "audit-broken": (
        mark("The audit log is not as it was written."),
        mark("Keep the file as it is, compare it with a backup, and tell whoever is responsible."),
    ),
    "first-run/plain": (
        mark("The page that makes a node is for this machine alone."),
        mark("Start it again at an address of this machine, such as --desk 127.0.0.1:8451."),
    ),
    "first-run/listen": (
        mark(
            "The page that makes a node can't be shown at its address:"
            " another program uses the port, or it is no address of this machine."
        ),
        mark("Start it again with another port, such as: comity serve --desk 127.0.0.1:8461"),
    ),
    "no-certificate": (
        mark("The key file holds no certificate for serving."),
        mark("Exchange by transfer files, or by “comity sync”."),
    ),
    "option-unfit": (mark("An option does not belong to this item."), _HELP),
    "choice-unknown": (mark("An option takes one of a few words, and this is another."), _HELP),
    "with": (mark("A further item is not understood."), mark("Write --with ITEM=FILE.")),
    "root-option": (mark("A root is not understood."), mark("Write --root kr=FINGERPRINT.")),
    "draft": (mark("The content is neither JSON nor TOML that can be read."), _AGAIN),
    "not-confirmed": (
        mark("Not confirmed: nothing was done."),
        mark("Run the command again when you are sure."),
    ),
    "nobody-to-ask": (
        mark("Nobody answers the question: nothing was done."),
        mark("Run it at a terminal, or add --yes where that is right."),
    ),
    "dates/none": (
        mark("There is no date of that number."),
        mark("Look again without --propose, and name numbers that stand there."),
    ),
    "dates/undated": (
        mark("No date of this meeting is agreed."),
        mark("An invitation can be written when every side has accepted one."),
    ),
    "required/none": (
        mark("It is not said who must be there."),
        mark("Name the posts of our own people with --post."),
    ),
    "demo/exists": (
        mark("An earlier demonstration is in that folder."),
        mark("Add --fresh to delete it, or choose another folder."),
    ),
    "demo/not-a-demo": (
        mark("The folder holds something else than a demonstration."),
        mark("Choose another folder."),
    ),
    "demo/serving": (
        mark("A node of the demonstration did not start."),
        mark("See whether another program uses its port."),
    ),
}
"""Codes that nothing but the commands raises."""

_COMMANDS: Final = {
    "not-approved": mark(
        "It is kept as a draft: it is approved and signed at the desk, under “For approval and "
        "dispatch”."
    ),
    "person-unknown": mark("“comity people list” lists who is here."),
    "organ-unknown": mark("“comity people list” lists what is here."),
    "post-unknown": mark("“comity people list” lists what is here."),
    "config/absent": mark("Name the folder with --node, or make a node with “comity init”."),
    "preset/unknown": _HELP,
    "preset/date": mark("Add --mandate-date."),
    "keys-locked": mark(
        "Give the passphrase. Locked, a node can be shown, told, exported and verified."
    ),
    "tls-host": mark("Correct the address given to “comity init”."),
    "tls-dates": mark("Correct the address given to “comity init”."),
    "dates": mark("Correct the address given to “comity init”."),
    "time": mark("Write it as 2023-05-03T10:00+09:00, or add --zone."),
    "name-taken": mark("Choose another name with --as."),
    "dialogue-unknown": _LIST,
    "peer-unknown": _LIST,
    "item-unknown": _LIST,
    "proposal-name": mark("Write side, number and place, as jp/3/0; “comity show” names them."),
    "proposal-unknown": mark("Exchange with the other side first, then “comity show”."),
    "own-proposal": mark("To take it back: “comity refuse”."),
    "no-body": _HELP,
    "nothing-proposed": _HELP,
    "file/exists": mark("Choose another name with -o."),
    "channel-unknown": mark("Join it first with “comity found join”."),
    "leave-open": mark("Leave with “comity leave”, which does both in one entry."),
    "unknown-offer": _SHOW,
    "void-offer": _SHOW,
    "ballot": mark("Look at it with “comity show”, then try again."),
    "malformed": mark("Name a value; the silence procedure needs a time (--until)."),
    "body/verb": mark("Use “comity declare” in place of “comity offer”, or the reverse."),
    "text/incomplete": mark("“comity show” names the paragraphs outstanding."),
    "figure-unchecked": mark("State our own check first: “comity fact check”."),
    "figure-not-reproduced": mark("Add --differs TEXT or --on-the-word to “comity fact check”."),
    "follow-up/due": mark("Add --zone."),
    "follow-up/view": _TEXT,
    "statement/offer": mark("Add --on."),
    "statement/text": _TEXT,
}
"""What to do next where a command does it, in place of the sentence for every reader."""

FAULTS: Final[dict[str, tuple[str, str]]] = {
    **{
        code: (what, _COMMANDS.get(code, then)) for code, (what, then) in fault_words.FAULTS.items()
    },
    **_OWN,
}
"""By code: what happened, and what to do next, at a terminal."""
