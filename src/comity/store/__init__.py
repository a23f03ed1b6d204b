# SPDX-License-Identifier: Apache-2.0
"""Where a node's record lies: in memory, in a SQLite file, on a PostgreSQL server.

Nothing here judges: what is stored was judged before. All stand behind one port; import what
you open: `memory`, `sqlite`, `postgres`, `marks`.
"""
