# SPDX-License-Identifier: Apache-2.0
"""Comity: standing dialogue channels between parties that answer to nobody above them."""
