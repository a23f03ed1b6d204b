# SPDX-License-Identifier: Apache-2.0
"""Calendars people bring: iCalendar bytes in, busy time and findings out. Fails closed.

Titles, places and people of a calendar never get as far as a parser: only lines that say when
something is are read. What can't be read is busy, and reported by its place in the file.
"""

from comity.workbench.calendars.busy import Busy, Finding, ReadCalendar
from comity.workbench.calendars.reading import FATAL, FILE_BYTES_MAX, read_calendar

__all__ = ["FATAL", "FILE_BYTES_MAX", "Busy", "Finding", "ReadCalendar", "read_calendar"]
