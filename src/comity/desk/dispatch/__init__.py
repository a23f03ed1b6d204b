# SPDX-License-Identifier: Apache-2.0
"""For approval and dispatch: the drafts of this house, and the one page that signs (HOME-1)."""
