# SPDX-License-Identifier: Apache-2.0
"""The first run: one page makes the node, its keys and the first people, and leads to the desk.

There is no node yet, nobody is signed in, and nothing is kept but in memory.
"""
