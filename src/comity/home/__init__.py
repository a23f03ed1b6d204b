# SPDX-License-Identifier: Apache-2.0
"""THE DOSSIER: what a party keeps to itself. People, posts, drafts, approvals, the audit log.

The one room with Django models, in a database of its own that the exchange can't open (HOME-1).
Codes and values, never prose; the only way from here to the record is `door`.
"""
