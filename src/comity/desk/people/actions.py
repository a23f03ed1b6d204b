# SPDX-License-Identifier: Apache-2.0
"""The words for what the audit log names."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["ACTIONS"]

ACTIONS: Final = {
    "signed-in": mark("signed in"),
    "signed-out": mark("signed out"),
    "post-added": mark("post added"),
    "organ-added": mark("organ added"),
    "organ-set": mark("post moved to another organ"),
    "organ-admitted": mark("organ admitted to a dialogue"),
    "organ-admission-withdrawn": mark("admission of an organ withdrawn"),
    "person-added": mark("person added"),
    "person-activated": mark("person let in again"),
    "person-deactivated": mark("person let in no longer"),
    "roles-set": mark("roles set"),
    "password-set": mark("password set"),
    "password-wrong": mark("wrong password"),
    "locked-out": mark("name locked after failed attempts"),
    "session-ended": mark("signed out after wrong passwords"),
    "admitted": mark("post admitted to a dialogue"),
    "admission-withdrawn": mark("admission withdrawn"),
    "drafted": mark("draft written"),
    "revised": mark("draft changed"),
    "discarded": mark("draft discarded"),
    "approved": mark("draft approved"),
    "returned": mark("draft returned"),
    "consulted": mark("consulted offices noted"),
    "approval-asked": mark("approval asked for in a dialogue"),
    "approval-no-longer-asked": mark("approval no longer asked for in a dialogue"),
    "taken-over": mark("draft taken over by another office"),
    "handed-over": mark("draft handed over for signature"),
    "signing": mark("signing begun"),
    "signed": mark("signed"),
    "exported": mark("proof of a dialogue downloaded"),
    "sign-refused": mark("not signed"),
    "private-fact": mark("internal fact on an incident written down"),
    "invited": mark("other sides invited to a dialogue"),
    "answered": mark("invitation to a dialogue answered"),
    "gathered": mark("answers to an invitation gathered"),
    "joining": mark("dialogue joined"),
    "note-added": mark("internal note written"),
    "note-changed": mark("internal note changed"),
    "note-removed": mark("internal note taken away"),
    "note-undone": mark("last change of an internal note undone"),
    "calendar-brought": mark("calendar of a post brought"),
    "calendar-forgotten": mark("calendar of a post forgotten"),
    "required-set": mark("who must be at a meeting set"),
    "feed-made": mark("address of a calendar feed made"),
    "feed-revoked": mark("address of a calendar feed revoked"),
    "released": mark("public text of press guidance taken out"),
    "briefing-taken": mark("briefing book taken out"),
    "report-taken": mark("meeting report taken out"),
    "clean-taken": mark("clean text taken out"),
    "brackets-taken": mark("text with brackets taken out"),
    "sheet-taken": mark("joint fact sheet taken out"),
    "paper-taken": mark("circulated paper downloaded"),
    "invitation-taken": mark("invitation to a meeting taken out"),
    "content-taken": mark("content of an entry downloaded"),
}
"""Every action by its code; another one is shown as it is."""
