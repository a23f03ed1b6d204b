# SPDX-License-Identifier: Apache-2.0
"""A process of KR's desk that signs one draft when told to, and says what it has signed.

``python -m tests.contract.home.racing FOLDER DRAFT SIGN_IN SEEN``
"""

import os
import sys
from pathlib import Path
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
import django

django.setup()

from django.conf import settings  # noqa: E402 - models want the settings first
from django.db import connections  # noqa: E402

from comity.home import door, people  # noqa: E402
from comity.home.reading import Reader  # noqa: E402
from comity.store.marks import FolderMarks  # noqa: E402
from comity.store.sqlite import SqliteRecords  # noqa: E402
from tests.contract.home.ministry import PASSWORD  # noqa: E402
from tests.unit.node.parties import KR, Seat, party  # noqa: E402


def main(folder: Path, draft: str, sign_in: str, seen: str) -> None:
    """Open the dossier and the record of a folder, wait, sign, say the entry."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    connections.settings["default"]["NAME"] = str(folder / "home.db")
    records = SqliteRecords(folder / KR / "record.db")
    seat = Seat(party(KR), records, FolderMarks(folder / KR / "marks"), processes=os.getpid())
    reader = Reader(people.find_person(sign_in), seat.node(), approvals=0)
    os.write(1, b"ready\n")
    sys.stdin.readline()
    signed = door.sign(reader, UUID(draft), seen, PASSWORD)
    os.write(1, f"{signed.number} {signed.hash}\n".encode())
    records.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
