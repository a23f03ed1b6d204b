# SPDX-License-Identifier: Apache-2.0
"""The record in the reader's language: what items, bodies, acts, troubles and errors are called.

Prose begins here: below stand codes and values. The command line and the desk both speak from this
room, so nothing in it names a command or prints. Every sentence goes through the catalogues of
`comity.locale`.
"""
