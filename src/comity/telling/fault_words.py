# SPDX-License-Identifier: Apache-2.0
"""What each code of an error says to a person, and what to do next: the node, its files, its road.

A test compares both tables with the codes that the program raises.
"""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling.fault_words_dates import DATES
from comity.telling.fault_words_home import HOME
from comity.telling.fault_words_incidents import INCIDENTS
from comity.telling.fault_words_measures import MEASURES
from comity.telling.fault_words_papers import PAPERS
from comity.telling.fault_words_record import RECORD

__all__ = ["FAULTS"]

_AGAIN: Final = mark("Correct it and try again; nothing was changed.")
_FRESH: Final = mark("Ask whoever gave you the file for a fresh copy.")
_BACKUP: Final = mark("Take the file from a backup; if there is none, the keys must be renewed.")
_ANEW: Final = mark("Make the demonstration anew.")
_FILL: Final = mark("Say which item is meant, and what is proposed on it.")
_OPERATOR: Final = mark("Let the operator of the node look at its folder.")
_LIST: Final = mark("Choose one of those that are here.")
_SEND_ANEW: Final = mark("Ask the other side for a new transfer; nothing of this one was taken.")
_LATER: Final = mark("Nothing is lost; try again later, or carry a transfer file by hand.")

_NODE: Final = (
    # settings and the folder
    (("config/absent",), mark("There is no node in this folder."),
     mark("Name the folder of a node, or make a node first.")),
    (("config/exists", "init/not-empty"), mark("Something is in this folder already."),
     mark("Choose an empty folder.")),
    (("backup/foreign",), mark("This is no backup of Comity."),
     mark("Choose a file that was made as a backup; nothing was changed.")),
    (("backup/version",), mark("A newer version of Comity wrote this backup."),
     mark("Install that version, then restore again; nothing was changed.")),
    (("backup/damaged",), mark("The backup is damaged: cut off, altered, or has something added."),
     mark("Take another copy of it, or an older backup; nothing was changed.")),
    (("backup/passphrase",), mark("The backup does not open with this passphrase."),
     mark("Give that of the keys when it was made; nothing was changed.")),
    (("backup/marks",), mark("There is no folder of marks there."),
     mark("Name the folder “marks” of this node as it was last, or leave it out.")),
    (("backup/record",), mark("The record does not lie in the folder of the node."),
     mark("Set record.file to record.db, with the file beside node.toml, or back it up apart.")),
    (("config/malformed",), mark("A setting of the node is not as it must be."),
     mark("Correct node.toml as the detail says.")),
    (("desk/plain",), mark("The desk would answer the network without encryption."),
     mark("Name certificate and key in node.toml, or let it listen on 127.0.0.1 alone.")),
    (("desk/listen",), mark("The desk can't listen at its address."),
     mark("See whether another program uses the port; the setting is in node.toml.")),
    (("desk/certificate",), mark("The desk's certificate and key can't be used."),
     mark("Correct desk.certificate and desk.key in node.toml: PEM files that belong together.")),
    (("desk/secret",), mark("The file under whose secret the desk keeps sign-ins can't be used."),
     mark("Delete desk.secret in the node's folder and start again; everybody signs in anew.")),
    (("serve/late", "serve/ended"), mark("A part of the server did not start."),
     mark("Look at what it wrote on standard error, then start it again.")),
    (("demo/sounding",), mark("An informal sounding of the demonstration has left a trace."),
     _ANEW),
    (("demo/clock",), mark("The clock of the demonstration can't be read."), _ANEW),
    (("story",), mark("The story of the demonstration can't be read."), _ANEW),
    (("node-file",), mark("A file of the node is missing or can't be read."), _OPERATOR),
    (("system",), mark("The operating system refused."), _OPERATOR),
    (("names-file",), mark("The list of dialogue names can't be read."),
     mark("Repair names.json in the node's folder, or delete it and use ids.")),
    (("self-test",), mark("The cryptography of this machine failed its self-test."),
     mark("Do not use this installation; install the program anew.")),
    (("word-list",), mark("A list of words is not the published one."),
     mark("Do not compare words with this installation; install the program anew.")),
    (("preset/unknown",), mark("There is no preset of this name."), _LIST),
    (("preset/party",), mark("The preset is made for other sides than these."),
     mark("Use the preset “generic”, or write the terms in a file.")),
    (("preset/date",), mark("The preset does not say when the mandate was given."),
     mark("Name the day of the mandate.")),
    # passphrases and keys
    (("passphrase",), mark("The passphrase does not open the key file."),
     mark("Type it again; keys stay locked until it is right.")),
    (("passphrase-length",), mark("The passphrase is too short or too long."),
     mark("Choose one of 8 to 1,024 characters.")),
    (("keys-locked",), mark("The keys of this node are locked."),
     mark("Everything can be read, nothing can be signed. Let the operator unlock the keys.")),
    (("key-file/absent", "key-file/unreadable"), mark("The key file can't be read."), _BACKUP),
    (("key-file/damaged",), mark("The key file is damaged."), _BACKUP),
    (("key-file/foreign",), mark("This is no key file."), _BACKUP),
    (("key-file/kind",), mark("The key file holds other keys than those needed here."),
     mark("Use the file of the working keys; the root's belongs offline.")),
    (("key-file/version",), mark("The key file was written by a newer version."),
     mark("Install the newer version.")),
    (("key-file/cost",), mark("The key file asks for more work than this program does."), _BACKUP),
    (("key-file/sealing",), mark("The key file holds too few or too many sealing keys."), _BACKUP),
    (("key-file/exists",), mark("A key file is never written over."),
     mark("Move the old one away first, if you are sure.")),
    (("key-file/unwritable",), mark("The key file can't be written."), _OPERATOR),
    (("tls-host", "tls-dates", "dates"), mark("A certificate can't be made of these values."),
     mark("Correct the address of the node.")),
    # words
    (("words/count",), mark("These are not 24 words."), _AGAIN),
    (("words/unknown",), mark("One of the words is in no list."),
     mark("Ask for that word once more, letter by letter.")),
    (("words/checksum",), mark("The words do not belong together."),
     mark("Compare them one by one: one was heard wrongly, or two were exchanged.")),
    # what people type
    (("time",), mark("A time is not understood."),
     mark("Write it as 2023-05-03T10:00+09:00, or name the zone.")),
    (("name",), mark("This can't be the name of a dialogue."),
     mark("Use letters, digits, dots and hyphens.")),
    (("name-taken",), mark("Another dialogue has this name on this node."),
     mark("Choose another name.")),
    (("dialogue-unknown",), mark("No dialogue of this name is open here."), _LIST),
    (("dialogue-ambiguous",), mark("Several dialogues begin so."), mark("Type more of the id.")),
    (("peer-unknown",), mark("No side of this code shares a dialogue with this node."), _LIST),
    (("peer-ambiguous",), mark("Several nodes use this code."),
     mark("Name the root fingerprint instead.")),
    (("item-unknown",), mark("The record holds nothing on this item."), _LIST),
    (("proposal-name",), mark("This is no name of a proposal."),
     mark("Write side, number and place, as jp/3/0.")),
    (("proposal-unknown",), mark("No such proposal has come to this node."),
     mark("Exchange with the other side first.")),
    (("proposal-ambiguous",), mark("The entry holds several proposals."),
     mark("Add the place, as in jp/3/0.")),
    (("own-proposal",), mark("This is your own proposal: it counts as accepted by your side."),
     mark("To take it back, withdraw it.")),
    (("accepted-before",), mark("Your side has accepted this proposal already."),
     mark("Nothing is to be done.")),
    (("no-body",), mark("Nothing says what is to be signed."), _FILL),
    (("nothing-proposed",), mark("No item was named."), _FILL),
    (("reason",), mark("The reason is empty or too long."), _AGAIN),
    # files
    (("file/unreadable", "road/file"), mark("The file can't be read."), _AGAIN),
    (("file/unwritable", "road/folder"), mark("The file can't be written."), _AGAIN),
    (("file/exists",), mark("The file is there already and is not written over."),
     mark("Choose another name.")),
    (("file/size",), mark("The file is larger than such a file can be."), _FRESH),
    (("file/foreign",), mark("This is no file of a founding."), _FRESH),
    # the record on disk
    (("record-busy",), mark("Another process is writing to the record."), _LATER),
    (("record-full",), mark("The disk is full."), mark("Make room, then try again.")),
    (("record-foreign",), mark("The record file is no record of this program."), _OPERATOR),
    (("record-newer",), mark("The record was written by a newer version."),
     mark("Install the newer version.")),
    (("record-unreadable", "snapshot"), mark("The record can't be read."),
     mark("Take it from a backup; other sides send what is missing since.")),
    (("record-changed",), mark("The record on this disk was changed from outside."),
     mark("Sign nothing; compare with an export or with the other sides.")),
    (("mark-unreadable", "mark-conflict"),
     mark("The mark that keeps this node from signing a number twice can't be relied on."),
     mark("Sign nothing until the operator has looked at the folder of marks.")),
    (("mark-lost", "mark-passed", "restored"),
     mark("This node's own record is older than what it has signed: a backup was restored."),
     mark("Exchange with every other side first; they hold what is missing here.")),
    (("pending-key",), mark("An entry of this node may have been signed with its former keys."),
     mark("Put those keys back once to finish it, or exchange with every other side first.")),
    (("number-taken", "ahead-unknown"), mark("Another process of this node was signing."),
     mark("Try again; nothing was signed twice.")),
    # roads
    (("road/unreachable",), mark("The other side's node can't be reached."), _LATER),
    (("road/busy", "pouch/busy"), mark("The other side's node is busy."), _LATER),
    (("road/refused",), mark("The other side's node did not take the transfer."),
     mark("Ask their operator for the reason; theirs is in their log.")),
    (("road/certificate",), mark("The certificate is not the one that the card names."),
     mark("Somebody may be in between. Exchange by file, and ask the other side.")),
    (("road/answer",), mark("What answered there is no node of a dialogue."), _LATER),
    (("road/address",), mark("An address is not understood."),
     mark("Write https://host:port.")),
    (("road/listen",), mark("The node can't listen at its address."),
     mark("See whether another program uses the port; the setting is in node.toml.")),
    # transfers
    (("pouch/header", "pouch/version", "pouch/size"), mark("This is no transfer file."), _FRESH),
    (("pouch/receiver", "sealed"), mark("The transfer is sealed to another node."),
     mark("Give it to the side it is for.")),
    (("pouch/chunk",), mark("The transfer is damaged or was altered on the road."), _SEND_ANEW),
    (("pouch/items", "pouch/count", "pouch/kind", "pouch/manifest", "pouch/order",
      "pouch/padding", "pouch/receipt"),
     mark("The transfer is sealed rightly, but its content breaks the rules."), _SEND_ANEW),
    # soundings
    (("sounding/mac",), mark("The informal sounding is not one that the other side has made."),
     _SEND_ANEW),
    (("sounding/content",), mark("The informal sounding says nothing, or too much."),
     mark("Write a few words, or choose how it stands.")),
    (("sounding/expired",), mark("The informal sounding has expired."),
     mark("Ask the other side once more, if it still matters.")),
    (("sounding/expires",), mark("An informal sounding lasts from an hour to fourteen days."),
     mark("Choose when it is to expire.")),
    (("sounding/many",), mark("Too many informal soundings are open with that side."),
     mark("Wait until some have expired, or make a proposal.")),
    (("sounding-unknown",), mark("No informal sounding of this name is open here."), _LIST),
    (("stance",), mark("An answer says could-work or difficult, or words."), _AGAIN),
    (("sounding/folder",), mark("The place of informal soundings can't be used."), _OPERATOR),
    (("card-old",), mark("That side has newer keys than the newest card that has come from it."),
     mark("Ask it for a transfer, by file too: it brings the card. Then try again.")),
    (("stranger",), mark("It comes from a node that shares no dialogue with this one."),
     mark("Found a dialogue first; else let it lie.")),
)  # fmt: skip

FAULTS: Final[dict[str, tuple[str, str]]] = {
    code: (what, then)
    for codes, what, then in (*_NODE, *RECORD, *MEASURES, *INCIDENTS, *DATES, *PAPERS, *HOME)
    for code in codes
}
"""By code: what happened, and what to do next."""
