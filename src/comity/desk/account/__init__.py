# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, one's language and password, and what happens to a session that ended."""
