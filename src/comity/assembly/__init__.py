# SPDX-License-Identifier: Apache-2.0
"""The only wiring: from settings to a node that works. No rule of the law stands here."""
