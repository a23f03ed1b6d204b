# SPDX-License-Identifier: Apache-2.0
"""`comity …`: the commands, and all that people read of them.

Every sentence goes through the catalogues of `comity.locale`. Heavy rooms are imported where a
command needs them, so that others start fast.
"""
