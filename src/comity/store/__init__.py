# SPDX-License-Identifier: Apache-2.0
"""Where a node's record lies: in memory or in a SQLite file, behind one port.

Nothing here judges: what is stored was judged before. Import what you open: `memory`, `sqlite`,
`marks`.
"""
