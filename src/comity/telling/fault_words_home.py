# SPDX-License-Identifier: Apache-2.0
"""What the codes of the dossier say to a person: people, drafts, approvals, the door."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["HOME"]

_AGAIN: Final = mark("Correct it and try again; nothing was changed.")
_ADMINISTRATOR: Final = mark("Ask the administrator of this node.")
_OPERATOR: Final = mark("Let the operator of the node look at its folder.")
_LIST: Final = mark("Choose one of those that are here.")
_LOOK: Final = mark("Read what there is now, then decide again. The draft is kept.")
_NEW: Final = mark("Write a new draft if anything is to follow.")
_PLAIN: Final = mark("Use 1 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit.")
_PASSWORD: Final = mark("Choose another one: several words are easier to remember.")

HOME: Final = (
    # who may do what
    (("not-found",), mark("There is no such thing here, or not for you."),
     mark("Look whether the address is right; else ask the administrator of this node.")),
    (("not-allowed",), mark("None of your roles allows that."), _ADMINISTRATOR),
    (("own-account",), mark("Nobody changes their own roles or standing."),
     mark("Let another administrator do it, or the operator of the node.")),
    (("role-unknown",), mark("There is no such role."), _LIST),
    (("roles-combined",), mark("An administrator sees no content, so holds no other role."),
     mark("Give the other roles to another account.")),
    # people and posts
    (("slug",), mark("This can't be a short name."), _PLAIN),
    (("sign-in-name",), mark("This can't be a sign-in name."), _PLAIN),
    (("post-name",), mark("This can't be the name of a post."),
     mark("Name it in English, Korean or Japanese, in one line of 1 to 200 characters.")),
    (("post-exists",), mark("There is a post of this short name already."),
     mark("Choose another short name.")),
    (("post-unknown",), mark("There is no post of this short name."), _LIST),
    (("organ-name",), mark("This can't be the name of an organ."),
     mark("Name it in English, Korean or Japanese, in one line of 1 to 200 characters.")),
    (("organ-exists",), mark("There is an organ of this short name already."),
     mark("Choose another short name.")),
    (("organ-unknown",), mark("There is no organ of this short name."), _LIST),
    (("person-exists",), mark("Somebody has this sign-in name already."),
     mark("Choose another sign-in name.")),
    (("person-unknown",), mark("Nobody here has this sign-in name."), _LIST),
    (("language-unknown",), mark("The desk does not speak this language."),
     mark("Choose English, Korean or Japanese.")),
    # passwords
    (("password/short",), mark("The password is too short."),
     mark("Choose one of at least 12 characters.")),
    (("password/long",), mark("The password is too long."),
     mark("Choose one of at most 1,024 characters.")),
    (("password/common",), mark("Many people use this password."), _PASSWORD),
    (("password/same",), mark("The password is too like the sign-in name."), _PASSWORD),
    (("password-wrong",), mark("This is not your password. Nothing was signed."),
     mark("Type it again; the draft is kept.")),
    (("password-not-own",), mark("Your password was set by somebody else."),
     mark("Sign in at the desk and choose your own; nothing opens before.")),
    (("hashing-busy",), mark("Too many people are signing in just now."),
     mark("Wait a few seconds and try again. Nothing was done.")),
    # drafts and the door
    (("changed-while-reading",), mark("It has changed since it was shown to you."), _LOOK),
    (("approval-day",), mark("The day of the approval is no day of the calendar."),
     mark("Type day, month and year in numbers, or leave all three empty.")),
    (("consulted",), mark("The consulted offices can't be noted like that."),
     mark("Write one office a line, 20 at most, each of at most 200 characters.")),
    (("authority-missing",),
     mark("By what our side has notified, this post has no authority to sign this here just now."),
     mark("Let a post sign that has it, or notify the authority first: see the page of the"
          " dialogue, “Authority to sign”. The draft is kept.")),
    (("authority/time",), mark("The authority would end before it begins."),
     mark("Correct the times.")),
    (("authority/full-powers",),
     mark("Full powers go with the authority to sign the adoption of texts, for a treaty alone."),
     mark("Leave them out, or choose that authority too.")),
    (("not-approved",), mark("Nobody has approved this yet."),
     mark("Let a colleague who may approve do so, under “For approval and dispatch”.")),
    (("approval-own",), mark("Whoever wrote it does not approve it."),
     mark("Let another colleague who may approve do so.")),
    (("approval-elsewhere",), mark("It was approved to be signed by another office."),
     mark("Let that office sign it; or take it over, and have it approved again.")),
    (("approval-overtaken",), mark("Something has come on its items since it was approved."),
     mark("Let a colleague who may approve read it and approve it again.")),
    (("return-own",), mark("Nobody returns their own draft."),
     mark("Change it, or discard it.")),
    (("approval-number",), mark("This can't be the number of an approval."),
     mark("Use at most 100 characters, or leave it empty.")),
    (("note",), mark("The note is too long, or holds a character that can't be shown."),
     mark("Use at most 2,000 characters.")),
    (("draft-signed",), mark("It is signed already."), _NEW),
    (("draft-discarded",), mark("The draft was discarded."), _NEW),
    (("draft-returned",), mark("The draft was returned."),
     mark("Change it as its note asks; then it can be signed.")),
    (("draft-signing",), mark("A colleague is signing it just now."),
     mark("Look again in a moment; it is signed once.")),
    (("draft-unreadable",), mark("The draft can't be read."), _OPERATOR),
    (("leave-many",), mark("Too much is open to leave in one step."),
     mark("Decline or withdraw what is open first.")),
    # press guidance
    (("release/not-agreed",), mark("Not every side has accepted this press guidance: nothing may"
                                   " be said by it."),
     mark("Say nothing, or what was agreed before; ask for the answer that is missing.")),
    (("release/not-before",), mark("The agreed release time has not come by this node's clock."),
     mark("Take the text out when it has.")),
    (("release/if-asked",), mark("Our side may only answer a question by this press guidance."),
     mark("The answer stands on its page; nothing is published unasked.")),
    (("release/no-words",), mark("This press guidance gives our side no words in that language."),
     mark("Choose a language in which it has some, or propose words.")),
    (("release/taken-back",), mark("This press guidance was taken back by agreement."),
     mark("Propose another one if something is to be said.")),
    (("clock-back",), mark("The clock of this node has gone back: it stands before what it has"
                           " shown. Nothing may be said by it."),
     mark("Let the operator set the clock right.")),
    # the dossier itself
    (("home-unreadable",), mark("The dossier of this node can't be used."),
     mark("Let the operator look at home.db and its folder, or take it from a backup.")),
    (("home-newer",), mark("The dossier was written by a newer version."),
     mark("Install the newer version.")),
)  # fmt: skip
