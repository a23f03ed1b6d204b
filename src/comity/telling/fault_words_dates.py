# SPDX-License-Identifier: Apache-2.0
"""What the codes of calendars and dates say to a person."""

from __future__ import annotations

from typing import Final

from comity.locale import mark

__all__ = ["DATES"]

_EXPORT: Final = mark("Export the calendar anew as iCalendar (.ics) and bring that file; what was"
                      " kept before is unchanged.")  # fmt: skip

DATES: Final = (
    (("calendar/size",), mark("The calendar file is larger than 2 MiB."),
     mark("Export only the months that matter, without attachments.")),
    (("calendar/long",), mark("The calendar file has too many lines."),
     mark("Export only the months that matter, without attachments.")),
    (("calendar/encoding",), mark("The calendar file is not in UTF-8."), _EXPORT),
    (("calendar/form",), mark("This is not a calendar file."), _EXPORT),
    (("calendar/half",), mark("The calendar file is cut off: its end is missing."), _EXPORT),
    (("calendar/zone",), mark("This machine does not know the time zone."),
     mark("Choose one of those that are here.")),
    (("required/many",), mark("At most 16 posts can be required at a meeting."),
     mark("Leave out those without whom it can be held.")),
    (("meeting/words",), mark("A window in words needs words, or a meeting that it is near."),
     mark("Write one of both, or propose a plain window.")),
    (("dates/window",), mark("There are no days in which to look."),
     mark("Agree on a window of days first, or name the first and the last day.")),
)  # fmt: skip
