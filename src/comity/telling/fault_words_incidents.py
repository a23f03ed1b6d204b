# SPDX-License-Identifier: Apache-2.0
"""What the codes of incidents say to a person."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["INCIDENTS"]

INCIDENTS: Final = (
    (("incident/mode",), mark("Drill, test and live do not go together here."),
     mark("Use an id that begins with exr- for a drill, with tst- for a test, and with neither"
          " for a live incident.")),
    (("incident/link",), mark("A drill and a live incident never refer to each other."),
     mark("Name an incident of the same mode.")),
    (("incident/ahead",), mark("The event lies later than the moment it would be sent."),
     mark("Correct the time of the event. If it is right, let the operator set the clock.")),
    (("incident/update",), mark("The update says nothing new."),
     mark("Write what is known now, at least one thing.")),
    (("incident/fact",), mark("Exactly a fact that is known has a value."),
     mark("Give the value, or choose “not known”.")),
    (("incident/field",), mark("There is no such fact, or its value has another form."),
     mark("Correct the field and try again; nothing was signed.")),
    (("incident/reason",), mark("It is not said why it ends so."),
     mark("Write why; only a stand-down needs no reason.")),
    (("incident/range",), mark("A range needs a lower and a higher value."),
     mark("Put the lower value first, or agree on one.")),
    (("incident/response",), mark("The words that are to be agreed are missing."),
     mark("Write the text, or the steps of prevention.")),
    (("incident/drill",), mark("A drill or test never makes a public text."),
     mark("Conclude it without a public text.")),
    (("incident/acknowledged",), mark("There is nothing of the other side to acknowledge."),
     mark("Look how the incident stands now; perhaps a colleague has done it.")),
    (("incident/not-notifier",), mark("Only a side that has notified an incident ends it."),
     mark("Tell the side that notified it, by telephone if need be.")),
    (("incident/unknown",), mark("There is no such incident in this dialogue."),
     mark("Look at the list of incidents; the id stands there.")),
    (("private-fact",), mark("An internal fact needs a subject and a text."),
     mark("Write both; the subject stands on one line.")),
    (("duty-only",), mark("A duty officer signs alone only what is said of an incident."),
     mark("Hand the draft to somebody who may sign it.")),
)  # fmt: skip
