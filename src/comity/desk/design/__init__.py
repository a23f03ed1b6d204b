# SPDX-License-Identifier: Apache-2.0
"""Every component in every state on one page, for the next engineer; in a demonstration only."""
