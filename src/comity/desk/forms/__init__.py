# SPDX-License-Identifier: Apache-2.0
"""Forms that know the subject: what a person types for an item, and the body it becomes.

A form checks what is typed and says at the field what is off; the room that owns the item judges
the body all the same (SUBJ-1 …).
"""
