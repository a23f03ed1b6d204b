# SPDX-License-Identifier: Apache-2.0
"""Files that come from elsewhere: what kind they are, and whether anything in them would run.

A file is looked at in a process of its own, without network settings or secrets and within
limits, and never opened, converted or drawn.
"""

from comity.workbench.incoming.apart import looked_at
from comity.workbench.incoming.kinds import ACCEPT, BYTES_MAX, KINDS, kind_of

__all__ = ["ACCEPT", "BYTES_MAX", "KINDS", "kind_of", "looked_at"]
