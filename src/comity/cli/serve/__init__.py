# SPDX-License-Identifier: Apache-2.0
"""How a node is served: one supervisor and its parts, each a process of its own.

The exchange answers the other sides and opens nothing but the record; the worker does what a node
does by itself; the desk answers officers. A part reads the passphrase from the first line of its
input, says a line when it is ready, and ends on SIGTERM or when its input ends: none outlives the
supervisor, whatever becomes of it.
"""
